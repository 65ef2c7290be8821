"""The cache on Valkey or Redis, without which everything still works.

Throttles and other conveniences live here, no fact does. A dead server answers at once, a paused one never: each call
waits 0.2 s at most, and after one failure the cache stays away for some seconds, so that the next requests do not wait
at all. While it is away every read misses, every write succeeds without doing anything, and throttles let people in.
"""

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

WAIT = 0.2
AWAY = 5.0
log = structlog.get_logger("config.cache")


class Breaker:
    """Open for ``AWAY`` seconds after a failure. Then one caller tries while the others stay away."""

    def __init__(self) -> None:
        self.until = 0.0

    def lets_through(self) -> bool:
        now = time.monotonic()
        if now < self.until:
            return False
        if self.until:  # the next try is ours; a race lets a second caller try too, which costs him WAIT once
            self.until = now + AWAY
        return True

    def failed(self) -> None:
        if not self.until:
            log.warning("cache_away")
        self.until = time.monotonic() + AWAY

    def succeeded(self) -> None:
        if self.until:
            log.warning("cache_back")
        self.until = 0.0


# What an empty cache would have answered.
INSTEAD: dict[str, Any] = {
    "add": True, "set": None, "touch": False, "delete": False, "has_key": False, "set_many": None,
    "delete_many": None, "clear": False, "get_many": {},
}  # fmt: skip
GIVEN_BACK = {"get", "incr"}  # the default; the delta: both stand second


class FailOpenClient:
    """Stands where Django's cache keeps its client, and hands each call on to one as long as the server answers."""

    def __init__(self, servers: Any, **options: Any) -> None:
        # redis-py tries again three times on its own, which would make each wait four.
        waits: dict[str, Any] = {"socket_timeout": WAIT, "socket_connect_timeout": WAIT, "retry": Retry(NoBackoff(), 0)}
        self.client = RedisCacheClient(servers, **waits, **options)
        self.breaker = Breaker()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self.client, name)

        def guarded(*args: Any) -> Any:
            if self.breaker.lets_through():
                try:
                    answer = call(*args)
                except (RedisError, OSError):
                    self.breaker.failed()
                else:
                    self.breaker.succeeded()
                    return answer
            return args[1] if name in GIVEN_BACK else INSTEAD[name]

        return guarded

    def ping(self) -> bool:
        """Whether the server answers right now, asked past the breaker's pause."""
        try:
            return bool(self.client.get_client().ping())
        except (RedisError, OSError):
            return False


class FailOpenCache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class: Any = FailOpenClient

    @property
    def reachable(self) -> bool:
        """For /healthz."""
        return bool(self._cache.ping())  # type: ignore[attr-defined]
