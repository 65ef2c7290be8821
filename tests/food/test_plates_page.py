"""The kitchen's special plates: counts, one answer a kind or a plate, labels by picture and number, no names."""

import pytest
from django.test import Client
from django.urls import reverse

from canteens.models import User
from guests.models import Guest
from guests.register import set_alias
from mensa import plates
from mensa.booking import book
from mensa.models import Sitting
from mensa.special_plates import SpecialPlate
from tests.food.conftest import Browser


@pytest.fixture
def asked(lunch: Sitting, amina: Guest, bruno: Guest) -> Sitting:
    """Amina's three: two without pork, one without gluten; Bruno without pork."""
    set_alias(amina, alias="Aminata")
    party = book(lunch, guest=amina, party=3)
    plates.ask(party, needs=["pork"], people=2, agreed=True)
    plates.ask(party, needs=["gluten"], agreed=True)
    plates.ask(book(lunch, guest=bruno), needs=["pork"], agreed=True)
    return lunch


@pytest.fixture
def cook(nico: User, browser_of: Browser) -> Client:
    return browser_of(nico)


def answers() -> list[tuple[list[str], str]]:
    return list(SpecialPlate.objects.order_by("pk").values_list("needs", "answer"))


def test_kitchen_and_today_show_counts(asked: Sitting, cook: Client) -> None:
    for page in (reverse("kitchen_of", args=[asked.pk]), reverse("today")):
        answer = cook.get(page)
        assert [(kind.people, kind.needs) for kind in answer.context["kinds"]] == [(3, ("pork",)), (1, ("gluten",))]
        assert "Aminata" not in answer.content.decode()


def test_kind_is_answered_in_one_tap(asked: Sitting, cook: Client) -> None:
    page = reverse("kitchen_plates", args=[asked.pk])
    cook.post(page, {"needs": ["pork"], "possible": "yes"})
    assert answers() == [(["pork"], "confirmed"), (["gluten"], "open"), (["pork"], "confirmed")]
    cook.post(page, {"plate": SpecialPlate.objects.order_by("pk")[0].pk, "possible": "no"})
    assert [answer for _needs, answer in answers()] == ["not_possible", "open", "confirmed"]


def test_nothing_is_promised_of_gluten(asked: Sitting, cook: Client) -> None:
    page = cook.get(reverse("kitchen_plate_labels", args=[asked.pk])).content.decode()
    assert "Senza glutine" not in page


def test_labels_are_one_a_plate_with_the_cards_face(asked: Sitting, cook: Client, amina: Guest) -> None:
    answer = cook.get(reverse("kitchen_plate_labels", args=[asked.pk]))
    assert len(answer.context["plates"]) == 4
    page = answer.content.decode()
    assert page.count(f'<p class="plate-number">{amina.face.number}</p>') >= 3
    assert "Aminata" not in page


def test_no_number_is_no_plate(asked: Sitting, cook: Client) -> None:
    page = reverse("kitchen_plates", args=[asked.pk])
    assert cook.post(page, {"plate": "x", "possible": "yes"}).status_code == 400
    assert cook.post(page, {"needs": ["pork"]}).status_code == 400


@pytest.mark.parametrize(("page", "door"), [("kitchen_plates", 403), ("kitchen_plate_labels", 200)])
def test_who_may_look(asked: Sitting, client: Client, doria: User, bruna: User, browser_of: Browser, page: str,
                      door: int) -> None:  # fmt: skip
    address = reverse(page, args=[asked.pk])
    assert client.get(address).status_code == 302
    assert (browser_of(doria).get(address).status_code, browser_of(bruna).get(address).status_code) == (door, 403)


def test_undecided_plates_await_the_coordinator(lunch: Sitting, amina: Guest, carla: User, browser_of: Browser) -> None:
    from canteens import clock

    plates.ask(book(lunch, guest=amina), needs=["pork"], agreed=True)
    with clock.at(lunch.starts):
        tasks = browser_of(carla).get(reverse("today")).context["tasks"]
    assert [task.href for task in tasks if "speciale" in task.text] == [reverse("kitchen_plates", args=[lunch.pk])]
