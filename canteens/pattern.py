"""How one meal of the day opens: what a canteen's lunch and every other meal have in common."""

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from canteens.models import Canteen

MOST_DAYS_AHEAD = 60
"""Every day that can be booked is a row and a card on the first page: a slip of the pen must not make thousands."""


def monday_to_saturday() -> list[int]:
    """ISO weekdays of the published opening (DOMAIN 1.1)."""
    return [1, 2, 3, 4, 5, 6]


class Meal(models.TextChoices):
    """What a sitting is: one of each a day."""

    BREAKFAST = "breakfast", _("colazione")
    LUNCH = "lunch", _("pranzo")
    SECOND_LUNCH = "lunch_2", _("secondo pranzo")
    SNACK = "snack", _("merenda")
    DINNER = "dinner", _("cena")


class Pattern(models.Model):
    """How one meal of the day opens: its seats, weekdays and hours, local to the canteen's zone.

    A canteen is the pattern of its lunch, since most serve nothing else; each further meal is a `Service`.
    """

    seats = models.PositiveSmallIntegerField(_("posti"), default=25)
    room_limit = models.PositiveSmallIntegerField(_("limite della sala"), default=30)
    kept_at_door = models.PositiveSmallIntegerField(_("posti all'ingresso"), default=3)
    portions = models.PositiveSmallIntegerField(_("porzioni da asporto"), default=20)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("giorni"), default=monday_to_saturday)
    starts = models.TimeField(_("inizio"), default=dt.time(12))
    ends = models.TimeField(_("fine"), default=dt.time(13, 30))
    release_time = models.TimeField(_("posto tenuto fino alle"), default=dt.time(12, 30))
    booking_opens_days = models.PositiveSmallIntegerField(_("si prenota da … giorni prima"), default=14)
    booking_closes = models.TimeField(_("si prenota fino alle"), default=dt.time(11))
    door_opens = models.TimeField(_("il telefono dell'accoglienza va dalle"), default=dt.time(10))
    door_closes = models.TimeField(_("alle"), default=dt.time(16))

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(seats__gte=1),
                name="%(class)s_has_seats",
                violation_error_message=_("Serve almeno un posto."),
            ),
            models.CheckConstraint(
                condition=Q(room_limit__gte=F("seats")),
                name="%(class)s_room_holds_seats",
                violation_error_message=_("Il limite della sala non può essere più basso dei posti."),
            ),
            models.CheckConstraint(
                condition=Q(kept_at_door__lte=F("seats")),
                name="%(class)s_kept_within_seats",
                violation_error_message=_("I posti per chi arriva non possono essere più di tutti i posti."),
            ),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="%(class)s_ends_after_start",
                violation_error_message=_("La fine viene dopo l'inizio."),
            ),
            models.CheckConstraint(
                condition=Q(release_time__gte=F("starts"), release_time__lte=F("ends")),
                name="%(class)s_release_within_sitting",
                violation_error_message=_("Il posto si tiene fino a un'ora tra l'inizio e la fine."),
            ),
            models.CheckConstraint(
                condition=Q(booking_closes__lte=F("ends")),
                name="%(class)s_booking_closes_before_end",
                violation_error_message=_("Si prenota fino alla fine, non oltre."),
            ),
            models.CheckConstraint(
                condition=Q(booking_opens_days__lte=MOST_DAYS_AHEAD),
                name="%(class)s_booking_opens_near",
                violation_error_message=_("Si prenota al massimo 60 giorni prima."),
            ),
            models.CheckConstraint(
                condition=Q(door_closes__gt=F("door_opens")),
                name="%(class)s_door_closes_after_opening",
                violation_error_message=_("Il telefono dell'accoglienza va da un'ora a un'ora più tardi."),
            ),
        ]

    @property
    def room(self) -> "Canteen":
        """The dining room it belongs to."""
        raise NotImplementedError

    @property
    def served(self) -> str:
        """Which meal it opens."""
        raise NotImplementedError

    def door_open_at(self, time: dt.time) -> bool:
        """Whether a door phone shows its list then: `[door_opens, door_closes)`, local."""
        return self.door_opens <= time < self.door_closes
