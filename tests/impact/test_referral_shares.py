"""From where people come: each once, by who spoke first, and nothing published that gives a few away."""

import datetime as dt

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from canteens.days import Period
from canteens.models import Canteen
from guests.merging import merge
from guests.models import Guest, Referral, Referrer
from guests.referrals import keep, refer
from guests.register import new_card
from impact.referral_shares import Shares, Side, published, rows, sentence, shares, suppressed

NOVEMBER = Period(dt.date(2026, 11, 1), dt.date(2026, 12, 1))
UNTIL = dt.date(2026, 12, 25)


@pytest.fixture
def bodies(canteen: Canteen, friday: dt.datetime) -> dict[str, Referrer]:
    """One body of each kind."""
    return {kind: keep(Referrer(canteen=canteen), name=kind, kind=kind, people=[]) for kind in Referrer.Kind.values}


def send(body: Referrer, count: int) -> list[Guest]:
    guests = [new_card(body.canteen) for _ in range(count)]
    for guest in guests:
        refer(body, guest=guest, until=UNTIL)
    return guests


def people(made: Shares) -> list[tuple[str, int | None, int | None]]:
    return [(side.key, side.people, side.percent) for side in (*made.sides, *made.kinds)]


def test_each_side_and_kind(canteen: Canteen, bodies: dict[str, Referrer]) -> None:
    for kind, count in (("consortium", 14), ("comune", 2), ("association", 6), ("parish", 3)):
        send(bodies[kind], count)
    made = shares(canteen, NOVEMBER)
    assert made.people == 25  # 14 + 2 + 6 + 3
    assert people(made) == [
        ("services", 16, 64), ("associations", 9, 36),  # 16 and 9 of 25
        ("consortium", 14, 56), ("comune", 2, 8), ("association", 6, 24), ("parish", 3, 12),
    ]  # fmt: skip
    with translation.override("it"):
        assert sentence(made) == (
            "Di 25 persone inviate: 64\u00a0% dal Consorzio e dai Comuni, 36\u00a0% da associazioni e parrocchie."
        )
        assert rows(made)[1:] == [
            ["consorzio dei servizi sociali", 14, 56], ["Comune", 2, 8], ["associazione", 6, 24], ["parrocchia", 3, 12],
            ["dal Consorzio e dai Comuni", 16, 64], ["da associazioni e parrocchie", 9, 36], ["Tutte", 25, None],
        ]  # fmt: skip


def test_person_of_two_bodies_is_the_firsts(canteen: Canteen, bodies: dict[str, Referrer]) -> None:
    [amina] = send(bodies["parish"], 1)
    refer(bodies["consortium"], guest=amina, until=UNTIL)
    assert people(shares(canteen, NOVEMBER))[:2] == [("services", 0, 0), ("associations", 1, 100)]
    Referral.objects.filter(referrer=bodies["consortium"]).update(starts=dt.date(2026, 11, 2))
    assert people(shares(canteen, NOVEMBER))[:2] == [("services", 1, 100), ("associations", 0, 0)]


def test_person_with_two_cards_is_one(canteen: Canteen, bodies: dict[str, Referrer]) -> None:
    [amina], [mina] = send(bodies["consortium"], 1), send(bodies["parish"], 1)
    merge(mina, into=amina)
    assert (shares(canteen, NOVEMBER).people, people(shares(canteen, NOVEMBER))[0]) == (1, ("services", 1, 100))


def test_forgotten_guest_changes_no_figure(canteen: Canteen, bodies: dict[str, Referrer]) -> None:
    guests = send(bodies["consortium"], 2) + send(bodies["parish"], 1)
    before = shares(canteen, NOVEMBER)
    for guest in guests:
        guest.delete()
    assert shares(canteen, NOVEMBER) == before


def test_only_what_was_in_force_and_here(canteen: Canteen, bodies: dict[str, Referrer]) -> None:
    send(bodies["consortium"], 1)
    other = Canteen.objects.create(name="Altra sala", place="via Altra 1")
    send(keep(Referrer(canteen=other), name="Altro", kind="parish", people=[]), 1)
    assert shares(canteen, NOVEMBER).people == 1
    assert shares(canteen, Period(dt.date(2026, 10, 1), dt.date(2026, 11, 1))).people == 0


def test_nobody_sent(canteen: Canteen) -> None:
    made = shares(canteen, NOVEMBER)
    assert (made.people, made.sides, sentence(made)) == (
        0,
        (Side("services", 0, None), Side("associations", 0, None)),
        "",
    )


def test_percents_sum_to_a_hundred(canteen: Canteen, bodies: dict[str, Referrer]) -> None:
    for kind in ("consortium", "association", "parish"):
        send(bodies[kind], 1)
    # 33.3 each: 33 + 33 + 33 leaves one for the first
    assert [side.percent for side in shares(canteen, NOVEMBER).kinds] == [34, 0, 33, 33]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([16, 9], [16, 9]),
        ([16, 5], [16, 5]),
        ([16, 4], [None, None]),  # the total less 16 would be 4
        ([16, 0], [16, 0]),
        ([2, 0], [None, 0]),
        ([0, 0], [0, 0]),
        ([20, 9, 7, 3], [20, 9, None, None]),
        ([20, 9, 1, 3], [20, None, None, None]),  # 1 + 3 = 4 would still be too few
        ([20, 9, 2, 3], [20, 9, None, None]),  # 2 + 3 = 5
    ],
)
def test_a_few_are_not_reckoned_back(counts: list[int], shown: list[int | None]) -> None:
    assert suppressed(counts) == shown


def test_what_is_published_holds_no_kinds_and_no_few(canteen: Canteen, bodies: dict[str, Referrer]) -> None:
    send(bodies["consortium"], 16)
    guests = send(bodies["parish"], 4)
    made = published(shares(canteen, NOVEMBER))
    assert (made.people, people(made)) == (20, [("services", None, None), ("associations", None, None)])
    assert sentence(shares(canteen, NOVEMBER)) == ""
    guests += send(bodies["association"], 1)
    assert people(published(shares(canteen, NOVEMBER))) == [("services", 16, 76), ("associations", 5, 24)]


def test_four_people_are_no_total_either(canteen: Canteen, bodies: dict[str, Referrer]) -> None:
    send(bodies["consortium"], 4)
    made = published(shares(canteen, NOVEMBER))
    assert (made.people, people(made)) == (None, [("services", None, None), ("associations", 0, 0)])


def test_one_statement_however_many(
    canteen: Canteen, bodies: dict[str, Referrer], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    send(bodies["consortium"], 9)
    with django_assert_num_queries(1):
        shares(canteen, NOVEMBER)
