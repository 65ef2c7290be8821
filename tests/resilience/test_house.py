"""The real processes: what is promised holds while parts of the house are dead, paused or overrun."""

import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.resilience.house import Answer, House
from tests.runner.machine import eventually

pytestmark = pytest.mark.slow


def crowd(act: Callable[[int], Answer], *, people: int) -> list[Answer]:
    """So many at the same instant, each on a connection of their own."""
    start = threading.Barrier(people)
    answers: list[Answer] = []

    def person(number: int) -> None:
        start.wait()
        answers.append(act(number))

    threads = [threading.Thread(target=person, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_mail_of_a_booking_leaves_over_smtp(house: House) -> None:
    """Beat ticks, the worker claims, the mail server gets one mail, in the guest's language, once."""
    house.start("web", "worker", "beat")
    assert house.book("whole", card=house.cards[0]).status == 201
    assert eventually(lambda: house.sent() == 1)
    mail = house.post.mails[0]
    assert mail["To"] == "guest0@example.org"
    assert mail["Content-Language"] == "it"
    assert mail["Message-ID"].startswith("<notice-")
    time.sleep(11)  # two more ticks
    assert len(house.post.mails) == 1


def test_500_at_once_get_exactly_the_seats(house: House) -> None:
    house.start("web")
    for lunch, sold in (("kept", 22), ("whole", 25)):
        answers = crowd(lambda _, lunch=lunch: house.book(lunch, ref=str(uuid4()), timeout=60), people=500)
        assert Counter(answer.status for answer in answers) == {201: 500}
        assert Counter(answer.body["status"] for answer in answers) == {"confirmed": sold, "waiting": 500 - sold}
        assert house.counters(lunch) == (sold, sold)


def test_500_at_once_on_the_pages_get_exactly_the_seats(house: House) -> None:
    """Without JavaScript: the form of the page, its own reference in each, answered with the way to the ticket."""
    house.start("web")
    answers = crowd(lambda _: house.book_on_page("kept", ref=str(uuid4())), people=500)
    assert Counter(answer.status for answer in answers) == {302: 500}
    assert house.counters("kept") == (22, 22)
    assert house.sql("SELECT status, COUNT(*) FROM mensa_booking GROUP BY status ORDER BY status") == [
        ("confirmed", 22),
        ("waiting", 478),
    ]


def times(answers: list[Answer]) -> float:
    assert Counter(answer.status for answer in answers) == {201: len(answers)}
    return max(answer.seconds for answer in answers)


@pytest.mark.parametrize("how", ["killed", "paused"])
def test_bookings_answer_without_redis_and_notices_catch_up(house: House, how: str) -> None:
    """A paused broker would hold a publishing request for 25 s and more; one that only writes a row feels nothing."""
    house.start("web", "worker", "beat")
    before = [house.book("wide", card=card) for card in house.cards[:10]]
    assert eventually(lambda: house.sent() == 10)
    {"killed": house.kill_valkey, "paused": house.pause_valkey}[how]()
    during = [house.book("wide", card=card) for card in house.cards[10:]]
    # Each web process waits 0.2 s once in 5 s to see whether the cache is back; nobody waits longer.
    assert times(during) < 1.5
    assert statistics.median(answer.seconds for answer in during) < 5 * statistics.median(
        answer.seconds for answer in before
    )
    assert house.sent() == 10
    house.raise_valkey()
    assert eventually(lambda: house.sent() == len(house.cards), within=90)
    assert sorted(Counter(house.post.ids()).values()) == [1] * len(house.cards)


class Load:
    """Guests who go on booking, each on a new connection, until they are told to stop."""

    def __init__(self, house: House, *, people: int = 6) -> None:
        self.house = house
        self.answers: list[Answer] = []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._live) for _ in range(people)]

    def __enter__(self) -> "Load":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _live(self) -> None:
        while not self.over.is_set():
            answer = self.house.book("wide", timeout=10)
            self.answers.append(answer)
            if answer.status != 201:
                time.sleep(0.05)

    @property
    def confirmed(self) -> set[int]:
        """The numbers of the bookings that their guests were told of."""
        return {answer.body["id"] for answer in list(self.answers) if answer.status == 201}

    def goes_on(self) -> bool:
        """Whether bookings are confirmed again."""
        known = len(self.confirmed)
        return eventually(lambda: len(self.confirmed) > known + 20, within=60)


def nothing_is_lost(house: House, load: Load) -> None:
    kept = {row[0] for row in house.sql("SELECT id FROM mensa_booking WHERE status = 'confirmed'")}
    assert load.confirmed - kept == set()
    counted, summed = house.counters("wide")
    assert (counted, summed) == (len(kept), len(kept))


def test_killed_web_loses_nothing_that_was_confirmed(house: House) -> None:
    house.start("web")
    with Load(house) as load:
        for _ in range(3):
            assert load.goes_on()
            house.kill("web")
            house.start("web")
        assert load.goes_on()
    nothing_is_lost(house, load)


def test_killed_postgres_loses_nothing_that_was_confirmed(house: House) -> None:
    house.start("web")
    with Load(house) as load:
        for _ in range(3):
            assert load.goes_on()
            house.kill_postgres()
        assert load.goes_on()
    nothing_is_lost(house, load)


def test_killed_worker_and_beat_lose_no_notice(house: House) -> None:
    house.start("web", "worker", "beat")
    for number, card in enumerate(house.cards):
        assert house.book("wide", card=card).status == 201
        if number in {10, 20, 30}:
            assert eventually(lambda: house.sent() > 0)
            for name in ("worker", "beat"):
                house.kill(name)
            house.start("worker", "beat")
    # A notice that was claimed by a killed worker is claimed again when its lease has passed.
    house.sql("UPDATE notices_notice SET claimed = claimed - interval '6 minutes' WHERE state = 'claimed' RETURNING 1")
    assert eventually(lambda: house.sent() == len(house.cards), within=60)
    told = Counter(house.post.ids())
    assert len(told) == len(house.cards)
    assert sum(told.values()) <= len(house.cards) + 3  # again with the same id: at most what a kill interrupted
