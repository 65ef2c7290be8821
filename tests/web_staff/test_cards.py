"""Cards for the staff: sheets, one card, lost, merged, talked about; and who may do which."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from canteens import clock
from canteens.models import Canteen, User
from guests.merging import merge
from guests.models import Guest
from guests.register import new_card
from guests.talks import temporary_card
from mensa.booking import book
from mensa.models import Booking, Sitting
from tests.web_staff.conftest import SignedIn
from web.card_sheets import HALF_AN_HOUR, sealed


def page(browser: Client, name: str, *args: object) -> str:
    return browser.get(reverse(name, args=args)).content.decode()


def test_sheets_are_made_and_shown_once(dario: User, canteen: Canteen, signed_in: SignedIn) -> None:
    browser = signed_in(dario)
    answer = browser.post(reverse("card_sheets"), {"cards": "20"})
    assert Guest.objects.filter(canteen=canteen).count() == 20
    shown = browser.get(answer.headers["Location"]).content.decode()
    assert (shown.count('class="card-sheet"'), shown.count('class="paper-card"')) == (2, 20)
    for guest in Guest.objects.all():
        assert (guest.spaced_code in shown, guest.pin in shown) == (True, True)
    assert browser.post(reverse("card_sheets"), {"cards": "1000"}).status_code == 400
    assert Guest.objects.count() == 20


def test_paper_has_no_name_and_no_logo(dario: User, canteen: Canteen, signed_in: SignedIn) -> None:
    guest = new_card(canteen)
    Guest.objects.filter(pk=guest.pk).update(alias="Mimì")
    shown = page(signed_in(dario), "card_print", sealed([guest]))
    paper = shown.partition('<ul class="card-sheet">')[2].partition("</ul>")[0]
    assert [word in paper for word in ("Mimì", canteen.name, "Reciprocamensa", "<img")] == [False] * 4


def test_paper_address_dies_and_is_of_one_canteen(dario: User, canteen: Canteen, signed_in: SignedIn) -> None:
    other = new_card(Canteen.objects.create(name="Altrove", place="Torino"))
    browser, here = signed_in(dario), new_card(canteen)
    assert other.spaced_code not in page(browser, "card_print", sealed([here, other]))
    address = reverse("card_print", args=[sealed([here])])
    assert browser.get(address + "x/").status_code == 404
    with pytest.MonkeyPatch.context() as later:
        real = dt.datetime.now().timestamp()  # noqa: DTZ005 - the seal's own clock
        later.setattr("django.core.signing.time.time", lambda: real + HALF_AN_HOUR + 5)
        assert browser.get(address).status_code == 404


def test_card_is_found_by_its_code(dario: User, amina: Guest, signed_in: SignedIn) -> None:
    browser = signed_in(dario)
    answer = browser.post(reverse("cards"), {"code": amina.spaced_code})
    assert answer.headers["Location"] == reverse("card_of", args=[amina.pk])
    assert browser.post(reverse("cards"), {"code": "000000000"}).status_code == 400


def test_card_page_shows_no_secret_and_nothing_of_the_person(
    anna: User, amina: Guest, lunch: Sitting, signed_in: SignedIn
) -> None:
    Guest.objects.filter(pk=amina.pk).update(alias="Mimì")
    book(lunch, guest=amina)
    shown = page(signed_in(anna), "card_of", amina.pk)
    assert amina.spaced_code in shown
    assert [word in shown for word in (amina.token, amina.pin, "Mimì", "lunedì 23")] == [False] * 4


def test_lost_card_is_replaced_and_printed(dario: User, amina: Guest, signed_in: SignedIn) -> None:
    browser = signed_in(dario)
    assert browser.get(reverse("card_replace", args=[amina.pk])).status_code == 200
    assert Guest.objects.get(pk=amina.pk).code == amina.code
    answer = browser.post(reverse("card_replace", args=[amina.pk]))
    fresh = Guest.objects.get(pk=amina.pk)
    assert fresh.code != amina.code
    assert fresh.spaced_code in browser.get(answer.headers["Location"]).content.decode()


def test_talk_is_done(dario: User, canteen: Canteen, friday: dt.datetime, signed_in: SignedIn) -> None:
    guest = temporary_card(canteen)
    signed_in(dario).post(reverse("card_talked", args=[guest.pk]))
    assert Guest.objects.get(pk=guest.pk).temporary_until is None


def test_review_stands_on_today_and_in_the_list(
    anna: User, canteen: Canteen, lunch: Sitting, signed_in: SignedIn
) -> None:
    guest, browser = temporary_card(canteen), signed_in(anna)
    assert "da rivedere" not in page(browser, "today").partition("<main")[2]
    with clock.at(canteen.instant(canteen.today() + dt.timedelta(days=7), dt.time(9))):
        assert "1 carta da rivedere" in page(browser, "today")
        assert reverse("card_of", args=[guest.pk]) in page(browser, "card_reviews")


def test_merge_doubles_and_part(anna: User, amina: Guest, bruno: Guest, lunch: Sitting, signed_in: SignedIn) -> None:
    first, second = book(lunch, guest=amina), book(lunch, guest=bruno)
    browser = signed_in(anna)
    browser.post(reverse("card_merge", args=[bruno.pk]), {"code": amina.code})
    assert Guest.objects.get(pk=amina.pk).merged_into == bruno
    assert "Due prenotazioni per lo stesso pranzo" in page(browser, "card_of", bruno.pk)
    browser.post(reverse("card_free_double", args=[bruno.pk, first.pk]))
    assert [Booking.objects.get(pk=row.pk).status for row in (first, second)] == ["cancelled", "confirmed"]
    assert "Due prenotazioni" not in page(browser, "card_of", bruno.pk)
    browser.post(reverse("card_part", args=[bruno.pk, amina.pk]))
    assert Guest.objects.get(pk=amina.pk).merged_into is None


def test_merge_that_is_not_possible_says_why(anna: User, amina: Guest, bruno: Guest, signed_in: SignedIn) -> None:
    answer = signed_in(anna).post(reverse("card_merge", args=[bruno.pk]), {"code": bruno.code})
    assert answer.status_code == 409
    assert "non si possono unire" in answer.content.decode()


def test_somebody_elses_booking_is_not_freed_as_a_double(
    anna: User, amina: Guest, bruno: Guest, chen: Guest, lunch: Sitting, signed_in: SignedIn
) -> None:
    booking = book(lunch, guest=chen)
    merge(amina, into=bruno)
    assert signed_in(anna).post(reverse("card_free_double", args=[bruno.pk, booking.pk])).status_code == 404
    assert Booking.objects.get(pk=booking.pk).status == "confirmed"


DOORS = ["card_of", "card_replace"]
COORDINATORS = ["card_merge", "card_refer"]
ACTS = ["card_talked", "card_reprint"]


@pytest.mark.parametrize("who", ["carla", "sara", "nora"])
@pytest.mark.parametrize("name", [*DOORS, *COORDINATORS, *ACTS])
def test_others_are_refused(
    request: pytest.FixtureRequest, amina: Guest, signed_in: SignedIn, name: str, who: str
) -> None:
    browser = signed_in(request.getfixturevalue(who))
    assert browser.post(reverse(name, args=[amina.pk])).status_code == 403


@pytest.mark.parametrize("name", COORDINATORS)
def test_the_door_does_not_merge(dario: User, amina: Guest, signed_in: SignedIn, name: str) -> None:
    assert signed_in(dario).get(reverse(name, args=[amina.pk])).status_code == 403


@pytest.mark.parametrize("name", [*DOORS, *COORDINATORS])
def test_card_of_another_canteen_does_not_exist_here(anna: User, signed_in: SignedIn, name: str) -> None:
    other = new_card(Canteen.objects.create(name="Altrove", place="Torino"))
    browser = signed_in(anna)
    assert browser.get(reverse(name, args=[other.pk])).status_code == 404
    assert browser.post(reverse("card_replace", args=[other.pk])).status_code == 404
    assert browser.post(reverse("card_merge", args=[other.pk]), {"code": other.code}).status_code == 404
