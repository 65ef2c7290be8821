"""A load generator of our own: raw sockets in one event loop a process, requests written beforehand.

Each connection is closed and opened anew after some requests: kept alive for long, several may stick to one worker of
the server and leave the other idle.
"""

import multiprocessing
import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

RECYCLE = 100


@dataclass
class Outcome:
    """What a run gave: how many answers of each status, and how long each took."""

    seconds: float
    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, part: float) -> float:
        """The latency that `part` of the requests did not exceed, in seconds."""
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


def request(method: str, path: str, body: bytes = b"", *, card: str = "") -> bytes:
    """The bytes of one request."""
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
    head += "Content-Type: application/json\r\n" if body else ""
    head += f"Authorization: Card {card}\r\n" if card else ""
    return head.encode() + b"\r\n" + body


class Line:
    """One connection: one request at a time."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.used = 0
        self.socket = self._connect()
        self.began = 0.0
        self.heard = b""

    def _connect(self) -> socket.socket:
        line = socket.create_connection(("127.0.0.1", self.port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return line

    def is_worn(self) -> bool:
        """Whether it is time for a new connection."""
        return self.used >= RECYCLE

    def renew(self) -> None:
        self.socket.close()
        self.socket, self.used = self._connect(), 0

    def say(self, words: bytes) -> None:
        self.heard, self.used = b"", self.used + 1
        self.began = time.perf_counter()
        self.socket.sendall(words)

    def listen(self) -> int:
        """The status once the whole answer is there, else 0. Raises ConnectionError when the server hangs up."""
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionError
        self.heard += part
        head, end, body = self.heard.partition(b"\r\n\r\n")
        if not end:
            return 0
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
        is_whole = len(body) >= int(length) if length else body.endswith(b"0\r\n\r\n")  # chunked
        return int(head[9:12]) if is_whole else 0


def drive(port: int, words: Iterator[bytes], *, lines: int, seconds: float) -> Outcome:
    """Keep `lines` connections busy for `seconds`, or until `words` are used up."""
    selector = selectors.DefaultSelector()
    outcome = Outcome(seconds)
    start = time.perf_counter()
    for line in [Line(port) for _ in range(lines)]:
        _next(selector, line, words, fresh=True)
    while selector.get_map():
        for key, _ in selector.select():
            line = key.data
            if status := line.listen():
                outcome.statuses[status] += 1
                outcome.latencies.append(time.perf_counter() - line.began)
                selector.unregister(line.socket)
                if time.perf_counter() - start < seconds:
                    _next(selector, line, words)
    outcome.seconds = time.perf_counter() - start
    return outcome


def _next(selector: selectors.BaseSelector, line: Line, words: Iterator[bytes], *, fresh: bool = False) -> None:
    said = next(words, None)
    if said is None:
        return
    if not fresh and line.is_worn():
        line.renew()
    line.say(said)
    selector.register(line.socket, selectors.EVENT_READ, line)


def run(port: int, words: list[bytes], *, lines: int, seconds: float, processes: int = 2) -> Outcome:
    """Drive from several processes at once, each with its share of the connections and of the requests."""
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        jobs = [(port, words[place::processes], lines // processes, seconds) for place in range(processes)]
        parts = pool.starmap(_drive_list, jobs)
    whole = Outcome(max(part.seconds for part in parts))
    for part in parts:
        whole.statuses += part.statuses
        whole.latencies += part.latencies
    return whole


def _drive_list(port: int, words: list[bytes], lines: int, seconds: float) -> Outcome:
    return drive(port, islice(words, None), lines=lines, seconds=seconds)
