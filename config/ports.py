"""Which port the web takes."""

import contextlib
import socket
from collections.abc import Iterator

FIRST = 8000
LAST = 8099


class TakenError(Exception):
    """No port to be had, in one sentence."""


@contextlib.contextmanager
def claim(host: str, *, wanted: int | None) -> Iterator[int]:
    """The port wanted, or the first free one from 8000 on, kept from other runners while we run.

    Granian binds with SO_REUSEPORT, so two clones started at once could share one port without an
    error, each answering half of the requests. Holding the UDP port of the same number, which nobody
    shares, settles who has it. Raises TakenError.
    """
    for port in [wanted] if wanted is not None else range(FIRST, LAST + 1):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mark:
            if _binds(mark, host, port) and _is_free(host, port):
                yield port
                return
    if wanted is not None:
        raise TakenError(f"Port {wanted} is taken: choose another, as in PORT={wanted + 1}, or leave PORT out.")
    raise TakenError(f"The ports {FIRST} to {LAST} are all taken: name a free one with PORT=…")


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return _binds(probe, host, port)


def _binds(end: socket.socket, host: str, port: int) -> bool:
    try:
        end.bind((host, port))
    except OSError:
        return False
    return True
