"""The guest's pages for high chairs, places without steps and special plates: asked, answered, forgotten."""

from uuid import UUID

import pytest
from django.test import Client

from guests import diets
from guests.models import Guest
from mensa import plates
from mensa.booking import cancel
from mensa.models import Booking, Sitting
from mensa.special_plates import SpecialPlate

REF = UUID(int=1)


def said(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def ask(phone: Client, booking: Booking, **facts: object):
    told = {"needs": ["pork"], "people": 1, "agreed": "on"} | facts
    return phone.post(address(booking), {name: value for name, value in told.items() if value})


def address(booking: Booking) -> str:
    return f"/posto/{booking.guest.token}/{booking.pk}/piatti/"


def test_party_says_what_it_needs(client: Client, monday: Sitting) -> None:
    client.post(f"/prenota/{monday.pk}/", {"party": 3, "client_ref": REF, "high_chairs": 1, "step_free": 2})
    booking = Booking.objects.get()
    assert (booking.party, booking.high_chairs, booking.step_free) == (3, 1, 2)


@pytest.mark.parametrize(("chairs", "kept", "word"), [(3, 3, "li cerchiamo per te"), (4, 0, "siete in 3")])
def test_seat_stands_whatever_is_missing(client: Client, monday: Sitting, chairs: int, kept: int, word: str) -> None:
    """Two high chairs stand in the room; three are asked for, or more than there are people."""
    response = client.post(
        f"/prenota/{monday.pk}/", {"party": 3, "client_ref": REF, "high_chairs": chairs}, follow=True
    )
    booking = Booking.objects.get()
    assert (booking.status, booking.high_chairs) == ("confirmed", kept)
    assert word in said(response)


def test_plate_is_asked_for_with_a_yes(phone: Client, booking: Booking) -> None:
    response = ask(phone, booking, needs=["pork", "gluten"], more=["celery"], people=2)
    assert response.headers["Location"] == address(booking)
    plate = SpecialPlate.objects.get()
    assert (plate.needs, plate.people) == (["pork", "gluten", "celery"], 2)
    assert "Non lo sappiamo ancora" in said(phone.get(address(booking)))


@pytest.mark.parametrize(
    ("facts", "word"),
    [({"agreed": ""}, "Serve il tuo sì"), ({"needs": []}, "Tocca almeno una cosa"), ({"people": 4}, "siete in 3")],
)
def test_what_is_missing_is_said(phone: Client, booking: Booking, facts: dict[str, object], word: str) -> None:
    response = ask(phone, booking, **facts)
    assert (response.status_code, word in said(response)) == (400, True)
    assert not SpecialPlate.objects.exists()


@pytest.mark.parametrize(
    ("answers", "word"),
    [
        ([True, True], "Il tuo piatto è confermato."),
        ([True, False], "Il tuo piatto: questa volta no."),
        ([True], "non lo sappiamo ancora"),
    ],
)
def test_ticket_tells_the_answer(phone: Client, booking: Booking, answers: list[bool], word: str) -> None:
    asked = [plates.ask(booking, needs=[need], agreed=True) for need in ("pork", "gluten")]
    for plate, possible in zip(asked, answers, strict=False):
        plates.answer(booking.sitting, plate=plate.pk, possible=possible)
    assert word in said(phone.get(f"/posto/{booking.guest.token}/{booking.pk}/"))


def test_without_gluten_is_never_promised(phone: Client, booking: Booking) -> None:
    ask(phone, booking, needs=["gluten"])
    plates.answer(booking.sitting, needs=["gluten"], possible=True)
    page = said(phone.get(address(booking)))
    assert ("Senza ingredienti con glutine; tracce possibili." in page, "enza glutine" in page) == (True, False)


def test_usual_plate_is_remembered_proposed_and_forgotten(phone: Client, booking: Booking, amina: Guest) -> None:
    ask(phone, booking, needs=["pork"], remember="on")
    assert diets.usual(amina) == ["pork"]
    assert phone.get(address(booking)).context["form"]["needs"].value() == []  # it is asked for already
    phone.post(address(booking) + "via/", {"plate": SpecialPlate.objects.get().pk})
    assert phone.get(address(booking)).context["form"]["needs"].value() == ["pork"]
    phone.post(address(booking) + "via/", {"plate": "all"})
    assert (diets.usual(amina), SpecialPlate.objects.count()) == ([], 0)


def test_one_plate_is_taken_back(phone: Client, booking: Booking) -> None:
    ask(phone, booking)
    phone.post(address(booking) + "via/", {"plate": SpecialPlate.objects.get().pk})
    assert SpecialPlate.objects.count() == 0


def test_plate_of_somebody_else_does_not_exist(client: Client, booking: Booking, phone: Client) -> None:
    ask(phone, booking)
    plate = SpecialPlate.objects.get()
    wrong = f"/posto/{'b' * 22}/{booking.pk}/piatti/"
    assert (client.get(wrong).status_code, client.post(wrong + "via/", {"plate": plate.pk}).status_code) == (404, 404)
    assert SpecialPlate.objects.count() == 1


def test_seat_given_back_has_no_plate_to_ask_for(phone: Client, booking: Booking) -> None:
    cancel(booking)
    assert "<form" not in said(phone.get(address(booking))).partition("<main")[2]
    assert ask(phone, booking).status_code == 409


def test_meal_is_booked_to_take_away_ahead(client: Client, monday: Sitting) -> None:
    """Not only where it is full: it takes no seat."""
    assert "Lo porto via" in said(client.get(f"/prenota/{monday.pk}/"))
    response = client.post(f"/prenota/{monday.pk}/", {"party": 2, "client_ref": REF, "kind": "takeaway"}, follow=True)
    monday.refresh_from_db()
    assert (monday.taken, monday.taken_away, Booking.objects.get().kind) == (0, 2, "takeaway")
    assert "Il tuo pasto da portare via c'è." in said(response)


def test_takeaway_has_its_limit(client: Client, monday: Sitting) -> None:
    Sitting.objects.filter(pk=monday.pk).update(portions=1)
    response = client.post(f"/prenota/{monday.pk}/", {"party": 2, "client_ref": REF, "kind": "takeaway"})
    assert (response.status_code, "I pasti da portare via sono finiti." in said(response)) == (409, True)
    Sitting.objects.filter(pk=monday.pk).update(portions=0)
    assert "Lo porto via" not in said(client.get(f"/prenota/{monday.pk}/"))
