"""Locks on files that end with their process, however it ends."""

import fcntl
import os
import time
from pathlib import Path


def take(path: Path, *, shared: bool = False, patience: float = 0.0) -> int | None:
    """The descriptor that holds the lock, or None if others kept it longer than `patience` seconds.

    It is not inherited by programs that we start, but is shared with processes that we fork.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + patience
    while not _try(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX):
        if time.monotonic() >= deadline:
            os.close(descriptor)
            return None
        time.sleep(0.01)
    return descriptor


def is_held(path: Path) -> bool:
    """Whether some process holds the lock for itself."""
    if not path.exists():
        return False
    descriptor = take(path, shared=True)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def publish(path: Path, text: str) -> int:
    """Write a file that is valid only while we hold its lock: it appears already locked."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    os.write(descriptor, text.encode())
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    fresh.rename(path)
    return descriptor


def read_if_held(path: Path) -> str:
    """The text of a published file whose publisher lives, else nothing."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return ""
    try:
        return "" if _try(descriptor, fcntl.LOCK_SH) else os.read(descriptor, 4096).decode()
    finally:
        os.close(descriptor)


def _try(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
