"""How much one address may ask. Counted in the cache, so that without Valkey everybody is let in.

The rates stand in the settings: generous for bookings, since a whole shelter or school may sit behind one address.
"""

import hashlib
from collections import Counter
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

MANY = 10_000
"""So many askers a process remembers, some megabytes; then it starts anew."""


class Window(SimpleRateThrottle):
    """At most so many requests of one asker in a fixed window: one counter, where DRF would keep every instant.

    Two first requests at once may count as one: the limit is a fence against floods, and decides nothing else.
    """

    num_requests: int
    duration: int

    def get_cache_key(self, request: Request, view: APIView) -> str:
        """The asker as a hash: the cache holds no list of who was here."""
        asker = f"user {request.user.pk}" if request.user.is_authenticated else self.get_ident(request)
        return f"api:{self.scope}:{hashlib.blake2s(asker.encode(), digest_size=16).hexdigest()}"

    def allow_request(self, request: Request, view: APIView) -> bool:
        window, self.passed = divmod(int(self.timer()), self.duration)
        key = f"{self.get_cache_key(request, view)}:{window}"
        try:
            return bool(self.cache.incr(key) <= self.num_requests)
        except ValueError:  # the window's first
            self.cache.add(key, 1, self.duration)
            return True

    def wait(self) -> float:
        return float(self.duration - self.passed)


class BookThrottle(Window):
    """Bookings. A process asks the cache only about whoever books a lot in it: most bookings never wait for it.

    Of n processes each may so let in a twentieth of the limit uncounted.
    """

    scope = "book"
    few: ClassVar[Counter[str]] = Counter()

    def allow_request(self, request: Request, view: APIView) -> bool:
        if len(self.few) > MANY:
            self.few.clear()
        key = f"{self.get_cache_key(request, view)}:{int(self.timer()) // self.duration}"
        self.few[key] += 1
        return self.few[key] <= self.num_requests // 20 or super().allow_request(request, view)


class SecretThrottle(Window):
    """Tries at a secret: PINs and passwords."""

    scope = "secret"
