"""Cards made and found again, and what their owners choose to tell."""

import datetime as dt

import pytest

from canteens import clock
from canteens.models import Canteen
from guests import cards, register
from guests.models import Consent, Guest
from guests.register import WRONG_PINS, CardLocked, CardNotFound, find_card
from notices import outbox
from notices.models import Contact, Notice

ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def wrong_pin(guest: Guest) -> str:
    return f"{(int(guest.pin) + 1) % 10_000:04}"


def live(guest: Guest) -> list[str]:
    return list(guest.consents.filter(withdrawn=None).order_by("purpose").values_list("purpose", flat=True))


def test_new_card_knows_nothing_but_the_language(canteen: Canteen) -> None:
    guest = register.new_card(canteen, language="ar")
    assert (guest.alias, guest.contact, guest.language, live(guest)) == ("", None, "ar", [])


def test_code_that_somebody_has_is_drawn_again(canteen: Canteen, monkeypatch: pytest.MonkeyPatch) -> None:
    draws = iter([42_810_395, 42_810_395, 42_810_395, 42_810_396])
    monkeypatch.setattr(cards.secrets, "randbelow", lambda _: next(draws))
    assert [register.new_card(canteen).code[:8] for _ in range(2)] == ["42810395", "42810396"]


def test_card_is_found_by_code_and_pin(canteen: Canteen, amina: Guest) -> None:
    assert find_card(canteen, code=amina.spaced_code, pin=amina.pin) == amina


def test_card_is_found_with_arabic_indic_digits(canteen: Canteen, amina: Guest) -> None:
    code, pin = amina.code.translate(ARABIC_INDIC), amina.pin.translate(ARABIC_INDIC)
    assert find_card(canteen, code=code, pin=pin) == amina


@pytest.mark.parametrize("pin", ["", "abcd", "12345678"])
def test_pin_that_is_none_finds_nothing(canteen: Canteen, amina: Guest, pin: str) -> None:
    with pytest.raises(CardNotFound):
        find_card(canteen, code=amina.code, pin=pin)


def test_card_is_found_only_at_its_own_canteen(amina: Guest) -> None:
    other = Canteen.objects.create(name="Altra sala", place="via Altra 1")
    with pytest.raises(CardNotFound):
        find_card(other, code=amina.code, pin=amina.pin)


def test_pin_of_somebody_else_opens_nothing(canteen: Canteen, amina: Guest, bruno: Guest) -> None:
    Guest.objects.filter(pk=bruno.pk).update(token="another-secret-22-long")
    bruno.refresh_from_db()
    assert bruno.pin != amina.pin
    with pytest.raises(CardNotFound):
        find_card(canteen, code=amina.code, pin=bruno.pin)


def test_five_wrong_pins_lock_a_card_for_an_hour(canteen: Canteen, amina: Guest) -> None:
    start = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)
    with clock.at(start):
        for _ in range(WRONG_PINS):
            with pytest.raises(CardNotFound):
                find_card(canteen, code=amina.code, pin=wrong_pin(amina))
        with pytest.raises(CardLocked):
            find_card(canteen, code=amina.code, pin=amina.pin)
    with clock.at(start + dt.timedelta(minutes=59)), pytest.raises(CardLocked):
        find_card(canteen, code=amina.code, pin=amina.pin)
    with clock.at(start + dt.timedelta(hours=1)):
        assert find_card(canteen, code=amina.code, pin=amina.pin) == amina


def test_right_pin_forgets_the_wrong_ones(canteen: Canteen, amina: Guest) -> None:
    for _ in range(2):
        for _ in range(WRONG_PINS - 1):
            with pytest.raises(CardNotFound):
                find_card(canteen, code=amina.code, pin=wrong_pin(amina))
        assert find_card(canteen, code=amina.code, pin=amina.pin) == amina


def test_locked_card_locks_nobody_else(canteen: Canteen, amina: Guest, bruno: Guest) -> None:
    for _ in range(WRONG_PINS):
        with pytest.raises(CardNotFound):
            find_card(canteen, code=amina.code, pin=wrong_pin(amina))
    assert find_card(canteen, code=bruno.code, pin=bruno.pin) == bruno


def test_alias_is_kept_with_consent_and_goes_with_it(amina: Guest) -> None:
    register.set_alias(amina, alias="  Mimì ")
    assert (Guest.objects.get(pk=amina.pk).alias, live(amina)) == ("Mimì", [Consent.Purpose.ALIAS])
    register.set_alias(amina, alias="Mina")
    assert amina.consents.count() == 1
    register.set_alias(amina, alias=" ")
    assert (Guest.objects.get(pk=amina.pk).alias, live(amina)) == ("", [])


def test_address_is_kept_with_consent_and_words(amina: Guest) -> None:
    register.set_email(amina, email="amina@example.org")
    contact = Contact.objects.get(guest=amina)
    assert (contact.email, contact.language) == ("amina@example.org", "ar")
    consent = amina.consents.get()
    assert (consent.purpose, consent.text_version) == (Consent.Purpose.REMINDER, "2026-11")


def test_another_address_takes_the_place_of_the_first(amina: Guest) -> None:
    register.set_email(amina, email="amina@example.org")
    register.set_email(Guest.objects.get(pk=amina.pk), email="a@example.net")
    assert list(Contact.objects.values_list("email", flat=True)) == ["a@example.net"]
    assert amina.consents.count() == 1


def test_address_taken_back_takes_back_what_is_unsent(amina: Guest, friday: dt.datetime) -> None:
    register.set_email(amina, email="amina@example.org")
    amina.refresh_from_db()
    assert amina.contact is not None
    outbox.post(
        key="k", contact=amina.contact, kind="booking_reminder", payload={}, expires=friday + dt.timedelta(days=1)
    )
    register.set_email(amina, email="")
    assert Contact.objects.get(guest=amina).email == ""
    assert Notice.objects.count() == 0
    assert live(amina) == []


def test_language_changes_for_notices_already_written(amina: Guest) -> None:
    register.set_email(amina, email="amina@example.org")
    register.set_language(amina, language="en")
    assert Contact.objects.get(guest=amina).language == "en"
    assert Guest.objects.get(pk=amina.pk).language == "en"
