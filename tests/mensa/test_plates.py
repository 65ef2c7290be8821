"""What a party does not eat: asked with a yes, answered by the kitchen, told the evening before, forgotten after."""

import datetime as dt

import pytest

from canteens import clock
from canteens.models import Canteen
from guests import diets
from guests.models import Consent, Guest, UsualPlate
from guests.needs import Need
from guests.register import set_email
from mensa import plates
from mensa.booking import book, cancel
from mensa.models import Booking, Sitting
from mensa.plates import ConsentNeeded, MorePlatesThanPeople, NothingSaid
from mensa.refusals import NotPossibleNow
from mensa.special_plates import SpecialPlate
from notices.mail import compose
from notices.models import Notice
from recovery.models import Allergen
from tests.conftest import MONDAY, OpenSitting

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(lunch: Sitting, amina: Guest) -> Booking:
    """Amina's party of three; she reads mail."""
    set_email(amina, email="amina@example.org")
    return book(lunch, guest=amina, party=3)


def reminders() -> list[tuple[str, object]]:
    rows = Notice.objects.filter(kind="booking_reminder").order_by("pk")
    return [(row.state, row.payload.get("plates")) for row in rows]


def live_consents(guest: Guest) -> int:
    return guest.consents.filter(purpose=Consent.Purpose.PLATES, withdrawn=None).count()


def test_every_allergen_of_a_dish_can_be_said(db: None) -> None:
    assert set(Allergen.values) <= set(Need.values)


def test_asking_keeps_plate_and_yes(three: Booking, amina: Guest) -> None:
    plates.ask(three, needs=["milk", "pork", "milk"], people=2, agreed=True)
    row = SpecialPlate.objects.get()
    assert (row.needs, row.people, row.answer) == (["pork", "milk"], 2, "open")
    assert live_consents(amina) == 1
    assert not UsualPlate.objects.exists()


def test_same_plate_asked_again_is_one_row(three: Booking) -> None:
    plates.ask(three, needs=["pork"], agreed=True)
    plates.ask(three, needs=["pork"], people=2, agreed=True)
    assert list(SpecialPlate.objects.values_list("needs", "people")) == [(["pork"], 3)]


def test_nothing_is_kept_without_a_yes(three: Booking, amina: Guest) -> None:
    with pytest.raises(ConsentNeeded):
        plates.ask(three, needs=["pork"], agreed=False)
    with pytest.raises(NothingSaid):
        plates.ask(three, needs=["bacon"], agreed=True)
    assert not SpecialPlate.objects.exists()
    assert live_consents(amina) == 0


def test_four_plates_for_three_people_are_refused(three: Booking, amina: Guest) -> None:
    with pytest.raises(MorePlatesThanPeople) as refused:
        plates.ask(three, needs=["pork"], people=4, agreed=True)
    assert "3" in refused.value.sentence
    assert live_consents(amina) == 0


def test_reminder_says_what_is_known_when_it_is_written(lunch: Sitting, three: Booking) -> None:
    assert reminders() == [("queued", None)]
    plates.ask(three, needs=["pork"], people=2, agreed=True)
    plates.ask(three, needs=["gluten"], agreed=True)
    assert reminders() == [("withdrawn", None), ("withdrawn", {"open": 2}), ("queued", {"open": 3})]
    assert plates.answer(lunch, needs=["pork"], possible=True) == 1
    assert plates.answer(lunch, needs=["gluten"], possible=False) == 1
    assert reminders()[-1] == ("queued", {"confirmed": 2, "not_possible": 1})
    assert [state for state, _said in reminders()].count("queued") == 1
    assert Notice.objects.filter(kind="plates_answered").count() == 0


def test_reminder_never_says_what_is_not_eaten(three: Booking) -> None:
    plates.ask(three, needs=["pork", "diabetes"], agreed=True)
    said = str(list(Notice.objects.values_list("payload", flat=True)))
    assert [word for word in ("pork", "diabetes", "maiale") if word in said] == []


def test_answer_after_the_reminder_hour_is_told_at_once(lunch: Sitting, three: Booking) -> None:
    plates.ask(three, needs=["pork"], agreed=True)
    with clock.at(lunch.canteen.instant(lunch.day - dt.timedelta(days=1), dt.time(20))):
        Notice.objects.filter(kind="booking_reminder", state="queued").update(state="sent")
        plates.answer(lunch, needs=["pork"], possible=False)
        plates.answer(lunch, needs=["pork"], possible=False)  # a double tap
        plates.answer(lunch, needs=["pork"], possible=True)
    told = Notice.objects.filter(kind="plates_answered").order_by("pk")
    assert [row.payload["plates"] for row in told] == [{"not_possible": 1}, {"confirmed": 1}]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"open": 1, "confirmed": 1}, "non lo sappiamo ancora: chiedi in accoglienza"),
        ({"confirmed": 2}, "Il tuo piatto è confermato."),
        ({"not_possible": 1}, "Questa volta il tuo piatto non possiamo farlo."),
        ({"confirmed": 2, "not_possible": 1}, "Dei tuoi piatti: 2 sì, 1 questa volta no."),
    ],
)
@pytest.mark.parametrize("kind", ["booking_reminder", "plates_answered"])
def test_letter_says_yes_no_or_not_yet(three: Booking, kind: str, answers: dict[str, int], sentence: str) -> None:
    notice = Notice.objects.get(kind="booking_reminder")
    notice.contact.language = "it"
    notice.kind, notice.payload["plates"] = kind, answers
    mail = compose(notice)
    html = str(mail.alternatives[0][0])
    assert (sentence in str(mail.body), sentence in html) == (True, True)


def test_one_plate_is_answered_by_itself(lunch: Sitting, three: Booking, bruno: Guest) -> None:
    mine = plates.ask(three, needs=["pork"], agreed=True)
    plates.ask(book(lunch, guest=bruno), needs=["pork"], agreed=True)
    plates.answer(lunch, plate=mine.pk, possible=False)
    [kind] = plates.kinds(lunch)
    assert (kind.people, kind.confirmed, kind.not_possible, kind.open) == (2, 0, 1, 1)


def test_kitchen_sees_the_most_wanted_first_and_nobody(lunch: Sitting, three: Booking, bruno: Guest) -> None:
    plates.ask(three, needs=["gluten", "pork"], agreed=True)
    plates.ask(book(lunch, guest=bruno, party=2), needs=["pork"], people=2, agreed=True)
    assert [(kind.needs, kind.people) for kind in plates.kinds(lunch)] == [(("pork",), 2), (("pork", "gluten"), 1)]


def test_who_gives_the_seat_back_or_is_not_sure_of_a_meal_needs_no_plate(
    small_lunch: Sitting, amina: Guest, bruno: Guest, chen: Guest
) -> None:
    """Four seats ahead, two portions: Bruno waits with two meals set aside, Chen with none."""
    amina_has = book(small_lunch, guest=amina, party=4)
    for booking in (amina_has, book(small_lunch, guest=bruno, party=2), book(small_lunch, guest=chen)):
        plates.ask(booking, needs=["pork"], agreed=True)
    assert sum(kind.people for kind in plates.kinds(small_lunch)) == 2
    cancel(amina_has)  # Bruno and Chen move up
    assert sum(kind.people for kind in plates.kinds(small_lunch)) == 2


def test_labels_are_one_a_plate_in_the_order_of_cards(lunch: Sitting, three: Booking, bruno: Guest) -> None:
    plates.ask(three, needs=["pork"], people=2, agreed=True)
    refused = plates.ask(book(lunch, guest=bruno), needs=["milk"], agreed=True)
    plates.answer(lunch, plate=refused.pk, possible=False)
    assert [plate.booking_id for plate in plates.to_label(lunch)] == [three.pk, three.pk]


def test_the_day_after_all_is_forgotten(lunch: Sitting, three: Booking, amina: Guest, canteen: Canteen) -> None:
    plates.ask(three, needs=["pork"], agreed=True)
    Booking.objects.update(high_chairs=1, step_free=1)
    with clock.at(canteen.instant(MONDAY, dt.time(23, 59))):
        assert plates.forget(canteen) == 0
    with clock.at(canteen.instant(MONDAY + dt.timedelta(days=1), dt.time(0, 1))):
        assert plates.forget(canteen) == 2
        assert plates.forget(canteen) == 0
    three.refresh_from_db()
    assert (three.high_chairs, three.step_free, three.party) == (0, 0, 3)
    assert not SpecialPlate.objects.exists()
    assert live_consents(amina) == 0


def test_yes_holds_while_another_plate_is_asked_for(
    three: Booking, amina: Guest, canteen: Canteen, sitting_on: OpenSitting
) -> None:
    tuesday = book(sitting_on(MONDAY + dt.timedelta(days=1)), guest=amina)
    for booking in (three, tuesday):
        plates.ask(booking, needs=["pork"], agreed=True)
    with clock.at(canteen.instant(MONDAY + dt.timedelta(days=1), dt.time(1))):
        plates.forget(canteen)
    assert SpecialPlate.objects.get().booking == tuesday
    assert live_consents(amina) == 1


def test_usual_is_kept_until_it_is_taken_back(three: Booking, amina: Guest, canteen: Canteen) -> None:
    plates.ask(three, needs=["pork", "alcohol"], agreed=True, remember=True)
    with clock.at(canteen.instant(MONDAY + dt.timedelta(days=1), dt.time(1))):
        plates.forget(canteen)
    assert (diets.usual(amina), live_consents(amina)) == (["pork", "alcohol"], 1)
    plates.withdraw(amina)
    assert (diets.usual(amina), live_consents(amina)) == ([], 0)


def test_taking_the_yes_back_takes_every_plate_back(three: Booking, amina: Guest) -> None:
    plates.ask(three, needs=["pork"], agreed=True)
    plates.withdraw(amina)
    assert not SpecialPlate.objects.exists()
    assert reminders()[-1] == ("queued", None)


def test_plate_taken_back_is_told_in_no_reminder(three: Booking, amina: Guest) -> None:
    plate = plates.ask(three, needs=["pork"], agreed=True)
    for _twice in range(2):
        plates.take_back(three, plate=plate.pk)
    assert not SpecialPlate.objects.exists()
    assert reminders()[-1] == ("queued", None)
    assert live_consents(amina) == 0


def test_nothing_is_asked_or_answered_once_it_is_over(lunch: Sitting, three: Booking) -> None:
    with clock.at(lunch.ends):
        with pytest.raises(NotPossibleNow):
            plates.ask(three, needs=["pork"], agreed=True)
        with pytest.raises(NotPossibleNow):
            plates.answer(lunch, needs=["pork"], possible=True)


def test_undecided_plates_of_today_and_tomorrow_await(lunch: Sitting, three: Booking, canteen: Canteen) -> None:
    plates.ask(three, needs=["pork"], people=2, agreed=True)
    assert plates.unanswered(canteen) == []
    with clock.at(canteen.instant(MONDAY - dt.timedelta(days=1), dt.time(9))):
        assert plates.unanswered(canteen) == [(lunch, 2)]
        plates.answer(lunch, needs=["pork"], possible=True)
        assert plates.unanswered(canteen) == []


@pytest.mark.parametrize(
    ("needs", "words"),
    [
        (["pork", "milk"], "non mangia: maiale, latte"),
        (["vegetarian", "nuts"], "vegetariano · non mangia: frutta a guscio"),
        (["halal", "soft"], "halal, senza certificato · cibo morbido"),
    ],
)
def test_needs_in_words_are_the_persons(needs: list[str], words: str) -> None:
    assert SpecialPlate(needs=needs).words == words
