"""The cache's server dead or paused: every call answers as an empty cache would, and nobody waits for it."""

import socket
import time

import pytest
from django.core.cache import cache

from config.cache import WAIT, FailOpenCache


@pytest.fixture
def dead():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"redis://127.0.0.1:{closed.getsockname()[1]}/0"
    return FailOpenCache(address, {})


@pytest.fixture
def paused():
    """A server that takes connections and never says a word, as a stopped process does."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        yield FailOpenCache(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", {})


def answers(broken: FailOpenCache) -> list[object]:
    return [
        broken.get("seen", "default"),
        broken.set("seen", 1),
        broken.add("seen", 1),
        broken.incr("seen", 3),
        broken.has_key("seen"),
        broken.get_many(["seen"]),
        broken.touch("seen"),
        broken.delete("seen"),
    ]


def test_the_real_server_keeps_what_it_is_told():
    cache.set("fish", 42)
    assert (cache.get("fish"), cache.incr("fish"), cache.delete("fish"), cache.get("fish")) == (42, 43, True, None)
    assert cache.reachable


@pytest.mark.parametrize("server", ["dead", "paused"])
def test_a_lost_server_is_an_empty_cache(server, request):
    broken = request.getfixturevalue(server)
    assert answers(broken) == ["default", None, True, 3, False, {}, False, False]
    assert not broken.reachable


def test_a_paused_server_costs_one_wait_and_then_nothing(paused):
    start = time.perf_counter()
    paused.get("first")
    waited = time.perf_counter() - start
    for _ in range(200):
        paused.get("next")
    all_of_it = time.perf_counter() - start
    assert WAIT * 0.9 < waited < WAIT * 2
    assert all_of_it - waited < WAIT


def test_without_the_breaker_each_call_would_wait(paused):
    """The control: the same client with its breaker held shut."""
    paused._cache.breaker.lets_through = lambda: True
    start = time.perf_counter()
    for _ in range(4):
        paused.get("each")
    assert time.perf_counter() - start > 4 * WAIT * 0.9


def test_the_server_is_tried_again_and_used_when_back(dead):
    dead.get("lost")
    dead._cache.breaker.until = time.monotonic() - 1  # the pause is over, and the server is the real one again
    dead._cache.client = cache._cache.client
    dead.set("back", 7)
    assert dead.get("back") == 7
