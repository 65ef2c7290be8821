"""What a guest said yes to can be read years later, in the very words."""

import hashlib
import json

import pytest
from django.utils import translation

from guests import consents
from guests.models import Consent, Guest
from guests.register import set_alias
from mensa.words import remind_by_email

FINGERPRINTS = {
    ("alias", "2026-11"): "8e25d02c75ce",
    ("reminder", "2026-11"): "2cf552b48131",
}
"""The first digits of the SHA-256 of each version's words: to say something else, write another version."""


def fingerprint(words: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:12]


def test_words_that_were_agreed_to_do_not_change() -> None:
    found = {
        (str(purpose), version): fingerprint(words)
        for purpose, versions in consents.TEXTS.items()
        for version, words in versions.items()
    }
    assert {key: found.get(key) for key in FINGERPRINTS} == FINGERPRINTS


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("it", "Sì, scrivetemi a questo indirizzo."),
        ("en", "Yes, write to me at this address."),
        ("ar", "نعم، اكتبوا لي على هذا العنوان."),
    ],
)
def test_the_language_of_the_page_is_kept(amina: Guest, language: str, words: str) -> None:
    with translation.override(language):
        remind_by_email(amina, email="amina@example.org")
    consent = amina.consents.get()
    assert (consent.text_version, consent.language) == ("2026-11", language)
    assert consents.text(consent.purpose, of=consent.text_version, language=consent.language) == words


def test_a_yes_is_taken_back_with_what_it_allowed(amina: Guest) -> None:
    set_alias(amina, alias="Mina")
    remind_by_email(amina, email="amina@example.org")
    consents.withdraw(amina, Consent.Purpose.ALIAS)
    consents.withdraw(amina, Consent.Purpose.REMINDER)
    amina.refresh_from_db()
    assert amina.contact is not None
    assert (amina.alias, amina.contact.email) == ("", "")
    assert amina.consents.filter(withdrawn=None).count() == 0
    assert amina.consents.count() == 2


def test_a_language_that_is_none_of_ours_is_italian() -> None:
    with translation.override("fr"):
        assert consents.text(Consent.Purpose.ALIAS) == "Sì, chi accoglie può vederlo e usarlo."
