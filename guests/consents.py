"""The words a guest says yes to, by purpose, version and language, and taking a yes back.

What was consented to must be readable later, so these texts stand here and not among the translations, and a version
is never changed: other words are another version, written below it. A test holds the fingerprint of each.
"""

from django.utils.functional import lazy
from django.utils.translation import get_language

from canteens import clock
from canteens.models import LANGUAGES
from canteens.personal import withdrawals
from guests.models import Consent, Guest

Purpose = Consent.Purpose
TEXTS: dict[str, dict[str, dict[str, str]]] = {
    Purpose.ALIAS: {
        "2026-11": {
            "it": "Sì, chi accoglie può vederlo e usarlo.",
            "en": "Yes, those at the door may see it and use it.",
            "ar": "نعم، من يستقبلني يراه ويستعمله.",
        }
    },
    Purpose.REMINDER: {
        "2026-11": {
            "it": "Sì, scrivetemi a questo indirizzo.",
            "en": "Yes, write to me at this address.",
            "ar": "نعم، اكتبوا لي على هذا العنوان.",
        }
    },
    Purpose.CALL: {
        "2026-11": {
            "it": "Sì, telefonatemi a questo numero.",
            "en": "Yes, ring me at this number.",
            "ar": "نعم، اتصلوا بي على هذا الرقم.",
        }
    },
    Purpose.CARE: {
        "2026-11": {
            "it": "Se non ti vediamo, possiamo sentirti?",
            "en": "If we do not see you, may we ask how you are?",
            "ar": "إن لم نرَك، هل يمكننا أن نسأل عن حالك؟",
        }
    },
    Purpose.PLATES: {
        "2026-11": {
            "it": "Sì: scrivetelo per la cucina. Il giorno dopo lo dimenticate.",
            "en": "Yes: write it down for the kitchen. You forget it the day after.",
            "ar": "نعم: اكتبوه للمطبخ. تنسونه في اليوم التالي.",
        }
    },
}
"""Each purpose's versions, oldest first: the last one is asked for."""


def version(purpose: str) -> str:
    """The version that is asked for now."""
    return list(TEXTS[purpose])[-1]


def text(purpose: str, *, of: str = "", language: str = "") -> str:
    """The words of a version (the present one) in a language (the page's); Italian where there is none."""
    words = TEXTS[purpose].get(of or version(purpose), {})
    return words.get(language or spoken()) or words.get("it", "")


text_lazy = lazy(text, str)


def spoken() -> str:
    """The language that the page speaks, as consent is given in it."""
    language = get_language() or "it"
    return language if language in dict(LANGUAGES) else "it"


def give(guest: Guest, purpose: str) -> None:
    """Keep that the guest said yes, to which words and in which language; a second yes changes nothing."""
    if not guest.consents.filter(purpose=purpose, withdrawn=None).exists():
        guest.consents.create(
            purpose=purpose, text_version=version(purpose), language=spoken(), given=clock.now()
        )  # fmt: skip


def take_back(guest: Guest, purpose: str) -> None:
    """Keep that the yes holds no longer, and since when."""
    guest.consents.filter(purpose=purpose, withdrawn=None).update(withdrawn=clock.now())


def withdraw(guest: Guest, purpose: str) -> None:
    """Take a yes back along with what it let us keep, by the verb of whoever keeps it."""
    withdrawals()[purpose](guest)
