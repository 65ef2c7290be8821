"""Everything that points to a guest is shown to her, goes with her, and is in the document."""

import json
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from canteens.personal import Personal, declared, withdrawals
from guests import consents, looks, register, stored
from guests.models import Consent, Guest, Look
from mensa.booking import book
from mensa.models import Sitting
from mensa.words import remind_by_email
from notices.models import Contact
from tests.frame.test_settings import ROOT

TABLES = sorted(model._meta.label for model in stored.ways())


def test_every_table_about_a_guest_says_how_it_is_shown() -> None:
    """A new table that points to a guest, a contact, or anything of theirs fails here."""
    forgotten = [label for label in TABLES if label not in declared()]
    assert forgotten == [], (
        f"These tables hold something about a guest: {forgotten}. Say in the `personal` module of their application how"
        " they are shown to the guest (see canteens/personal.py), and add a line to the data map of docs/privacy.md."
    )


def test_nothing_is_declared_that_is_not_there() -> None:
    assert [label for label in declared() if label not in TABLES] == []
    wrong = [
        f"{label}.{name}"
        for label, one in declared().items()
        for name in [*one.words, *one.secret]
        if name not in {field.name for field in apps.get_model(label)._meta.concrete_fields}
    ]
    assert wrong == []


def test_every_foreign_key_lets_a_guest_go() -> None:
    """Deleting a guest or a contact deletes what is theirs or leaves it without them; nothing may hold them back."""
    holding = [
        f"{model._meta.label}.{field.name}"
        for model in stored.ways()
        for field in model._meta.concrete_fields
        if field.is_relation
        and field.related_model in {Guest, Contact}
        and getattr(field.remote_field, "on_delete", None) not in {models.CASCADE, models.SET_NULL}
        and model not in stored.histories()
    ]
    assert holding == [], f"{holding}: use CASCADE or SET_NULL, or else tell mensa.erasure what to do first."


def test_a_table_nobody_thought_of_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without its line the walker names it, and hands its rows out under its own name."""
    monkeypatch.setitem(declared(), "mensa.Booking", declared()["mensa.Booking"])
    monkeypatch.delitem(declared(), "mensa.Booking")
    assert [label for label in TABLES if label not in declared()] == ["mensa.Booking"]
    assert stored.about(apps.get_model("mensa.Booking")) == Personal("bookings")


def test_tables_are_found_by_their_keys() -> None:
    found = {model._meta.label: way for model, way in stored.ways().items()}
    wanted = {
        "guests.Guest": "pk", "notices.Contact": "guest", "guests.Consent": "guest", "guests.Look": "guest",
        "mensa.Booking": "guest", "mensa.BookingEvent": "guest", "notices.Notice": "contact__guest",
        "notices.KeptMail": "notice__contact__guest",
    }  # fmt: skip
    assert {label: found[label] for label in wanted} == wanted


def test_all_of_it_is_handed_out_and_no_key(lunch: Sitting, amina: Guest, bruno: Guest) -> None:
    register.set_alias(amina, alias="Mina")
    remind_by_email(amina, email="amina@example.org")
    remind_by_email(bruno, email="bruno@example.org")
    book(lunch, guest=amina, party=3)
    book(lunch, guest=bruno)
    looks.looked(amina, purpose=Look.Purpose.RECORD)
    data = stored.as_data(amina)
    rows = {label: len(found) for label, found in data.items()}
    assert rows == {
        "guests.Guest": 1, "notices.Contact": 1, "guests.Consent": 2, "guests.Look": 1, "mensa.Booking": 1,
        "mensa.BookingEvent": 1, "notices.Notice": 2,
    }  # fmt: skip
    assert (data["guests.Guest"][0]["alias"], data["mensa.Booking"][0]["party"]) == ("Mina", 3)
    text = json.dumps(data, cls=DjangoJSONEncoder)
    assert ("bruno" in text, '"token"' in text, "amina@example.org" in text) == (False, False, True)


def test_a_guest_who_told_nothing_is_a_card(amina: Guest) -> None:
    assert list(stored.as_data(amina)) == ["guests.Guest"]


def test_every_purpose_has_words_in_every_language_and_a_way_back() -> None:
    assert sorted(consents.TEXTS) == sorted(withdrawals()) == sorted(Consent.Purpose.values), (
        "A purpose of consent needs its words in guests/consents.py and its WITHDRAWALS in a `personal` module."
    )
    for versions in consents.TEXTS.values():
        assert [sorted(words) for words in versions.values()] == [["ar", "en", "it"]] * len(versions)


def test_the_map_in_the_document_names_every_table() -> None:
    text = Path(ROOT, "docs/privacy.md").read_text()
    named = re.findall(r"^\| `(\w+\.\w+)` \|", text, re.MULTILINE)
    assert sorted(named) == sorted({*TABLES, "guests.Erasure"})
