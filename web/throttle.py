"""How often an address may do a thing in an hour. Counted in the cache, so that without Redis people are let in."""

import hashlib
from contextlib import suppress

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

HOUR = 3600
ENOUGH = gettext_lazy("Hai provato molte volte. Riprova tra qualche minuto, oppure chiedi a un volontario.")


def too_many(request: HttpRequest, act: str, *, limit: int) -> bool:
    """Whether this address did `act` as often as `limit` within the hour."""
    return int(cache.get(_key(request, act), 0)) >= limit


def slow_down(request: HttpRequest, act: str) -> None:
    """Count one more `act` of this address."""
    key = _key(request, act)
    if not cache.add(key, 1, HOUR):
        with suppress(ValueError):  # its hour ended in between
            cache.incr(key, 1)


def _key(request: HttpRequest, act: str) -> str:
    """The address goes in as a hash: the cache holds no list of who was here."""
    address = hashlib.blake2s(str(get_client_ip_address(request)).encode()).hexdigest()
    return f"throttle:{act}:{address}"
