"""Why a week can't be closed as it was asked."""

from django.utils.translation import gettext_lazy as _

from canteens.errors import Refusal


class WeekNotOver(Refusal):
    """A week is closed once its Sunday is over."""

    code = "week_not_over"
    message = _("Questa settimana non è ancora finita.")


class AlreadyClosed(Refusal):
    """A closed week is revised, not closed again."""

    code = "already_closed"
    message = _("Il consuntivo di questa settimana c'è già.")


class NotYetClosed(Refusal):
    """Only a closed week has a next revision."""

    code = "not_yet_closed"
    message = _("Questa settimana non ha ancora un consuntivo.")


class NothingChanged(Refusal):
    """The figures are those of the newest revision."""

    code = "nothing_changed"
    message = _("I numeri sono gli stessi: non serve una revisione.")


class ReasonMissing(Refusal):
    """A revision says why."""

    code = "reason_missing"
    message = _("Scrivi perché i numeri cambiano.")
    status = 400
