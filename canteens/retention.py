"""How long what is kept for: a rule a purpose, with its reason. The canteen's own rows; else what stands here.

The law names no number for a canteen's guests: these are proposals (docs/privacy.md) for the association to decide.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from canteens.models import Canteen, Retention

Purpose = Retention.Purpose
DEFAULTS: dict[str, tuple[int, Promise]] = {
    Purpose.GUEST: (365, _("Chi torna dopo mesi ritrova la sua carta. Dopo un anno senza venire non serve più.")),
    Purpose.ATTENDANCE: (365, _("Un anno basta per i conti e per la relazione. Poi restano solo i numeri.")),
    Purpose.NOTICES: (30, _("Serve a vedere se un messaggio è arrivato. Dopo un mese non serve più.")),
    Purpose.REFERENCES: (30, _("Il segno che il telefono lascia evita due prenotazioni uguali. Poi non serve più.")),
    Purpose.PINS: (1, _("Le prove di PIN sbagliate proteggono la carta per un'ora, non di più.")),
    Purpose.LOOKS: (365, _("Chi è ospite può vedere chi ha letto i suoi dati nell'ultimo anno.")),
}


@dataclass(frozen=True)
class Rule:
    """What is kept, for how many days, and why."""

    purpose: str
    days: int
    reason: str | Promise

    @property
    def label(self) -> str:
        """What it is about, in words."""
        return str(Purpose(self.purpose).label)


def rule(canteen: Canteen, purpose: str) -> Rule:
    """The rule for one purpose."""
    own = Retention.objects.filter(canteen=canteen, purpose=purpose).first()
    return Rule(purpose, own.days, own.reason) if own else Rule(purpose, *DEFAULTS[purpose])


def rules(canteen: Canteen) -> list[Rule]:
    """All of them."""
    own = {row.purpose: Rule(row.purpose, row.days, row.reason) for row in canteen.retentions.all()}
    return [own.get(purpose) or Rule(purpose, *standard) for purpose, standard in DEFAULTS.items()]


def decide(canteen: Canteen, *, purpose: str, days: int, reason: str) -> None:
    """Keep what belongs to `purpose` for so many days from now on. History keeps who decided it."""
    Retention.objects.update_or_create(canteen=canteen, purpose=purpose, defaults={"days": days, "reason": reason})


def name_controller(canteen: Canteen, **facts: str) -> None:
    """Say who answers for the data and whom to ask, as the privacy page prints it."""
    for name, value in facts.items():
        setattr(canteen, name, value)
    canteen.save(update_fields=list(facts))


def cutoff(canteen: Canteen, purpose: str) -> dt.date:
    """What is of an earlier local day than this one is no longer kept."""
    return canteen.today() - dt.timedelta(days=rule(canteen, purpose).days)


def cutoff_instant(canteen: Canteen, purpose: str) -> dt.datetime:
    """The beginning of that day."""
    return canteen.instant(cutoff(canteen, purpose), dt.time())
