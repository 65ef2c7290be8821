"""Offering, *ci sto*, thanks; hours that may be left out; what stays when a guest goes."""

import datetime as dt

import pytest

from canteens import clock
from canteens.models import Canteen, User
from guests.models import Guest
from impact.giving import YearOfGiving, in_public, year_of_giving
from mensa.words import remind_by_email
from notices.mail import compose
from notices.models import Notice
from restituzione import giving
from restituzione.models import Contribution, Hand, Offer


def done(offer: Offer, guest: Guest, *, hours: int | None = None) -> None:
    giving.thank(giving.join(offer, guest=guest), by=None, hours=hours)


def test_an_offer_is_said_in_ones_language_or_in_its_first(garden: Offer) -> None:
    assert [garden.said(language) for language in ("it", "ar", "en")] == [
        "Annaffiare l'orto", "سقي الحديقة", "Annaffiare l'orto",
    ]  # fmt: skip


def test_an_offer_needs_words(canteen: Canteen) -> None:
    with pytest.raises(giving.OfferWithoutWords):
        giving.offer(canteen, kind="recipe", words={"it": "  ", "en": ""})


def test_saying_it_twice_is_saying_it_once_and_one_may_change_ones_mind(garden: Offer, amina: Guest) -> None:
    assert giving.join(garden, guest=amina) == giving.join(garden, guest=amina)
    giving.leave(garden, guest=amina)
    giving.leave(garden, guest=amina)
    assert Hand.objects.count() == 0


def test_who_was_thanked_may_do_it_again(garden: Offer, amina: Guest) -> None:
    done(garden, amina)
    done(garden, amina)
    assert (Hand.objects.count(), Contribution.objects.count()) == (2, 2)


def test_a_withdrawn_offer_takes_nobody_more_and_still_thanks(garden: Offer, amina: Guest, bruno: Guest) -> None:
    hand = giving.join(garden, guest=amina)
    giving.withdraw(garden)
    garden.refresh_from_db()
    with pytest.raises(giving.OfferOver):
        giving.join(garden, guest=bruno)
    giving.thank(hand, by=None)
    assert list(giving.open_offers(garden.canteen)) == []


def test_another_canteens_guest_does_not_join(garden: Offer) -> None:
    elsewhere = Canteen.objects.create(name="Altra sala", place="Torino")
    with pytest.raises(giving.OfferOver):
        giving.join(garden, guest=Guest.objects.create(canteen=elsewhere, created=clock.now()))


def test_thanks_are_said_once_in_ones_language(garden: Offer, amina: Guest, doria: User) -> None:
    remind_by_email(amina, email="amina@example.org")
    hand = giving.join(garden, guest=amina)
    giving.thank(hand, by=doria, hours=2)
    with pytest.raises(giving.AlreadyThanked):
        giving.thank(hand, by=doria)
    mail = compose(Notice.objects.get(kind=giving.KIND))
    assert ("سقي الحديقة" in mail.body, Contribution.objects.count()) == (True, 1)


def test_without_an_address_nobody_is_written_to(garden: Offer, amina: Guest) -> None:
    done(garden, amina)
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("hours", [0, 25])
def test_hours_are_of_one_day(garden: Offer, amina: Guest, hours: int) -> None:
    with pytest.raises(giving.HoursOfADay):
        done(garden, amina, hours=hours)
    assert Contribution.objects.count() == 0


def test_hours_of_a_year_are_summed_where_anybody_counted(canteen: Canteen, garden: Offer, amina: Guest) -> None:
    for hours in (2, None, 3, None):
        done(garden, amina, hours=hours)
    with clock.at(dt.datetime(2026, 12, 31, 22, 59, tzinfo=dt.UTC)):  # 23:59 in Chieri
        done(garden, amina, hours=1)
    with clock.at(dt.datetime(2026, 12, 31, 23, tzinfo=dt.UTC)):
        done(garden, amina, hours=24)
    assert year_of_giving(canteen, 2026) == YearOfGiving(2026, 5, 6)  # 2 + 3 + 1
    assert year_of_giving(canteen, 2027) == YearOfGiving(2027, 1, 24)


def test_fewer_than_five_times_are_no_public_number(canteen: Canteen, garden: Offer, amina: Guest) -> None:
    said = []
    for _time in range(5):
        done(garden, amina)
        said.append(in_public(canteen, 2026))
    assert said == [None, None, None, None, YearOfGiving(2026, 5, 0)]


def test_who_goes_takes_the_hand_along_and_leaves_the_count(canteen: Canteen, garden: Offer, amina: Guest) -> None:
    done(garden, amina, hours=2)
    giving.join(garden, guest=amina)
    amina.delete()
    assert (Hand.objects.count(), year_of_giving(canteen, 2026)) == (0, YearOfGiving(2026, 1, 2))
    names = {field.name for field in Contribution._meta.get_fields()}
    assert names == {"id", "canteen", "kind", "day", "hours", "by"}
