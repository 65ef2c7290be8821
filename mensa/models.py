"""Seats: sittings and the bookings that fill them. The database guards both (mensa.guards)."""

import datetime as dt
from typing import Any, ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from canteens import clock
from canteens.days import Period
from canteens.models import Canteen, Kitchen, User
from canteens.pattern import Meal
from guests.merging import cards_of
from guests.models import Guest
from mensa import guards
from mensa.special_plates import SpecialPlate  # noqa: F401 - a model of this app like those below
from mensa.tap import Tap  # noqa: F401 - a model of this app

FEW = 5
"""At so few seats left a guest reads *pochi posti*; no page for guests shows a number (DESIGN 6)."""


class SittingQuerySet(models.QuerySet["Sitting"]):
    """Sittings as adjectives."""

    def coming(self, canteen: Canteen) -> "SittingQuerySet":
        """Today's and later ones that still take place, in order."""
        return self.filter(canteen=canteen, day__gte=canteen.today(), status=Sitting.Status.OPEN).order_by("starts")

    def begun(self, canteen: Canteen, period: Period) -> "SittingQuerySet":
        """Those of the local days of `period` that have begun and take place: what figures count."""
        days = self.filter(canteen=canteen, day__gte=period.first, day__lt=period.end, starts__lte=clock.now())
        return days.exclude(status=Sitting.Status.CANCELLED)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    exclude=["taken", "ahead", "anonymous", "taken_away", "volunteers"],
)
class Sitting(models.Model):
    """One service on one day. `taken`, `ahead`, `anonymous`, `taken_away` and `volunteers` are the booking trigger's:
    seats in use, those of them given ahead of the door, those of these that cards hold which their own booking made
    (at most `anonymous_limit`; without one, all), takeaway portions, and chairs of volunteers at the table, which
    stand beside the guests' seats and with them within the room's limit."""

    class Status(models.TextChoices):
        OPEN = "open", _("aperto")
        CANCELLED = "cancelled", _("annullato")
        CLOSED = "closed", _("chiuso")

    class Availability(models.TextChoices):
        ROOM = "room", _("C'è posto")
        FEW = "few", _("Pochi posti")
        WAITING = "waiting", _("Lista d'attesa")
        NOT_YET = "not_yet", _("Non ancora")
        OVER = "over", _("Prenotazioni chiuse")

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="sittings")
    kitchen = models.ForeignKey(Kitchen, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("giorno"))
    service = models.CharField(max_length=9, choices=Meal, default=Meal.LUNCH)
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    reason = models.CharField(_("motivo"), max_length=120, blank=True)
    at_table = models.BooleanField(_("si mangia a tavola"), default=True)
    menu = models.CharField(_("menu"), max_length=120, blank=True)
    starts = models.DateTimeField(_("inizio"))
    ends = models.DateTimeField(_("fine"))
    booking_opens = models.DateTimeField()
    booking_closes = models.DateTimeField()
    release_at = models.DateTimeField()
    seats = models.PositiveSmallIntegerField(_("posti"))
    room_limit = models.PositiveSmallIntegerField(_("limite della sala"))
    kept_at_door = models.PositiveSmallIntegerField(_("posti all'ingresso"))
    portions = models.PositiveSmallIntegerField(_("porzioni da asporto"))
    anonymous_limit = models.PositiveSmallIntegerField(null=True, blank=True)
    counted = models.PositiveSmallIntegerField(_("persone contate, senza elenco"), null=True, blank=True)
    second_helpings = models.PositiveSmallIntegerField(_("bis"), default=0)
    taken = models.IntegerField(default=0, editable=False)
    ahead = models.IntegerField(default=0, editable=False)
    anonymous = models.IntegerField(default=0, editable=False)
    taken_away = models.IntegerField(default=0, editable=False)
    volunteers = models.IntegerField(default=0, editable=False)

    objects: ClassVar[Any] = SittingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["canteen", "service", "day"], name="one_sitting_a_service"),
            models.CheckConstraint(condition=Q(taken__gte=0, taken__lte=F("seats")), name="seats_not_oversold"),
            models.CheckConstraint(
                condition=Q(ahead__gte=0, ahead__lte=F("seats") - F("kept_at_door")), name="door_seats_kept"
            ),
            models.CheckConstraint(  # true where there is no limit: what is unknown refuses nothing
                condition=Q(anonymous__gte=0, anonymous__lte=F("anonymous_limit")), name="anonymous_within_share"
            ),
            models.CheckConstraint(
                condition=Q(taken_away__gte=0, taken_away__lte=F("portions")), name="takeaway_within_portions"
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1, volunteers__gte=0, seats__lte=F("room_limit") - F("volunteers")),
                name="seats_within_room",
            ),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="sitting_ends_after_start"),
            models.CheckConstraint(condition=Q(at_table=True) | Q(taken=0), name="nobody_sits_at_takeaway"),
        ]
        triggers: ClassVar = [
            guards.COUNTERS_START_AT_ZERO,
            guards.COUNTERS_WRITTEN_BY_BOOKINGS,
            guards.SITTING_OUTLIVES_BOOKINGS,
            guards.SITTING_KEEPS_ITS_NUMBER,
        ]

    def __str__(self) -> str:
        return f"{self.get_service_display()} {self.day}"

    @property
    def room(self) -> int:
        """How many seats the room can hold for guests, beside the chairs of volunteers."""
        return self.room_limit - self.volunteers

    @property
    def free(self) -> int:
        """Seats nobody holds, those kept at the door included."""
        return self.seats - self.taken

    @property
    def free_ahead(self) -> int:
        """Seats that can still be booked: free, and not kept for who just arrives."""
        return min(self.free, self.seats - self.kept_at_door - self.ahead)

    def free_for(self, *, anonymous: bool) -> int:
        """The same for whoever asks: a card that its own booking makes takes no more than the share of such cards."""
        if not anonymous or self.anonymous_limit is None:
            return self.free_ahead
        return min(self.free_ahead, self.anonymous_limit - self.anonymous)

    @property
    def kept_free(self) -> int:
        """Of the free seats, those still kept for who just arrives."""
        return self.free - max(self.free_ahead, 0)

    @property
    def free_portions(self) -> int:
        """Takeaway meals that nobody holds."""
        return self.portions - self.taken_away

    @property
    def bookable(self) -> bool:
        """Whether a guest can book it now."""
        return self.status == self.Status.OPEN and self.booking_opens <= clock.now() < self.booking_closes

    @property
    def released(self) -> bool:
        """Whether the printed hour has passed until which booked seats are held."""
        return clock.now() >= self.release_at

    @property
    def availability(self) -> Availability:
        """What a guest may know of how full it is: never a number."""
        return self.availability_for(anonymous=False)

    def availability_for(self, *, anonymous: bool) -> Availability:
        """The same for whoever has no card yet (`anonymous`): the share of such cards may be full before the room."""
        if self.status != self.Status.OPEN or clock.now() >= self.booking_closes:
            return self.Availability.OVER
        if clock.now() < self.booking_opens:
            return self.Availability.NOT_YET
        free = self.free_for(anonymous=anonymous) if self.at_table else self.free_portions
        if free <= 0:
            return self.Availability.WAITING if self.at_table else self.Availability.OVER
        return self.Availability.FEW if free <= FEW else self.Availability.ROOM


class BookingQuerySet(models.QuerySet["Booking"]):
    """Bookings as adjectives."""

    def of(self, guest: Guest) -> "BookingQuerySet":
        """The person's: those on this card and on every card merged into it."""
        return self.filter(guest__in=cards_of(guest))

    def live(self) -> "BookingQuerySet":
        """Held or hoped for: what a guest has."""
        return self.filter(status__in=Booking.LIVE)

    def unclaimed(self) -> "BookingQuerySet":
        """Booked seats nobody sits on yet; first to be released first: whoever said they come late, last."""
        return self.filter(kind=Booking.Kind.SEAT, status=Booking.Status.CONFIRMED).order_by(
            "arrives_late", "created", "pk"
        )

    def waiting(self) -> "BookingQuerySet":
        """The waiting list, in order of arrival: of numbers, which are drawn under the sitting's lock."""
        return self.filter(status=Booking.Status.WAITING).order_by("pk")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["client_ref", "device", "high_chairs", "step_free"],
    append_only=False,
    meta={"triggers": [guards.HISTORY_STAYS]},
)
class Booking(models.Model):
    """A party's place at a sitting, from asking for it to what became of it.

    `door` tells how the seat was given: whoever waited and was seated at the door holds a walk-in's seat.
    `set_aside`: while the party waits, its takeaway meals are kept. `changed` is when `status` last changed.
    `anonymous`: its card was made by this very booking, and nobody has come with it yet. `device` is the mark of the
    phone that booked on the web: random, from that phone's own cookie, kept to free many bookings of one phone at
    once. It stands in no history and is forgotten three days after the sitting (`mensa.devices.forget`).
    `high_chairs` and `step_free` are people of the party who need one; the day after they are forgotten.
    """

    class Kind(models.TextChoices):
        SEAT = "seat", _("a tavola")
        TAKEAWAY = "takeaway", _("asporto")
        TABLE_VOLUNTEER = "table_volunteer", _("volontario a tavola")

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("prenotato")
        WAITING = "waiting", _("in lista d'attesa")
        SEATED = "seated", _("arrivato")
        RELEASED = "released", _("posto ceduto")
        NO_SHOW = "no_show", _("assente")
        NOT_RECORDED = "not_recorded", _("non registrato")
        CANCELLED = "cancelled", _("liberato")

    class Door(models.TextChoices):
        WEB = "web", _("dal sito")
        API = "api", _("da un altro programma")
        CALL = "call", _("da un volontario")
        WALK_IN = "walk_in", _("arrivo libero")

    LIVE: ClassVar = [Status.CONFIRMED, Status.WAITING, Status.SEATED]

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="bookings")
    guest = models.ForeignKey(Guest, null=True, blank=True, on_delete=models.SET_NULL, related_name="bookings")
    kind = models.CharField(max_length=15, choices=Kind, default=Kind.SEAT)
    status = models.CharField(max_length=12, choices=Status, default=Status.CONFIRMED)
    door = models.CharField(max_length=7, choices=Door, default=Door.WEB)
    party = models.PositiveSmallIntegerField(_("persone"), default=1)
    came = models.PositiveSmallIntegerField(_("venute"), default=0)
    arrives_late = models.BooleanField(_("arriva tardi"), default=False)
    set_aside = models.BooleanField(default=False)
    anonymous = models.BooleanField(default=False, db_default=False)
    high_chairs = models.PositiveSmallIntegerField(_("seggioloni"), default=0)
    step_free = models.PositiveSmallIntegerField(_("posti senza gradini"), default=0)
    client_ref = models.UUIDField(null=True, blank=True)
    device = models.UUIDField(null=True, blank=True)
    created = models.DateTimeField()
    changed = models.DateTimeField()

    objects: ClassVar[Any] = BookingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["guest", "sitting"],
                condition=Q(status__in=["confirmed", "waiting", "seated"], guest__isnull=False),
                name="one_live_booking",
            ),
            models.UniqueConstraint(fields=["client_ref"], name="one_booking_a_reference"),
            models.CheckConstraint(condition=Q(party__gte=1), name="party_of_one_or_more"),
            models.CheckConstraint(  # a word that no counter knows would hold a seat that nobody counts
                condition=Q(
                    kind__in=["seat", "takeaway", "table_volunteer"],
                    status__in=[
                        "confirmed",
                        "waiting",
                        "seated",
                        "released",
                        "no_show",
                        "not_recorded",
                        "cancelled",
                    ],
                    door__in=["web", "api", "call", "walk_in"],
                ),
                name="booking_in_known_words",
            ),
            models.CheckConstraint(
                condition=Q(status="seated", came__gte=1, came__lte=F("party")) | (~Q(status="seated") & Q(came=0)),
                name="came_once_seated",
            ),
            models.CheckConstraint(condition=Q(set_aside=False) | Q(status="waiting"), name="set_aside_while_waiting"),
            models.CheckConstraint(
                condition=Q(high_chairs__lte=F("party"), step_free__lte=F("party")), name="needs_within_party"
            ),
            models.CheckConstraint(
                condition=~Q(kind="table_volunteer") | (Q(guest=None, party=1) & ~Q(status="waiting")),
                name="volunteer_alone_and_nameless",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["device"], condition=Q(device__isnull=False), name="bookings_of_a_device")
        ]
        triggers: ClassVar = [
            guards.LOCK_SITTING,
            guards.ONE_PERSON,
            guards.COUNT,
            guards.NO_TRUNCATE,
            guards.BOOKING_STAYS,
            guards.PLATES_FOLLOW_BOOKING,
        ]

    def __str__(self) -> str:
        return f"booking {self.pk}"


class StandingBookingQuerySet(models.QuerySet["StandingBooking"]):
    """Standing bookings as adjectives."""

    def going(self, day: dt.date) -> "StandingBookingQuerySet":
        """Those not ended on `day`, paused ones too, in the order of asking."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day)).order_by("pk")


class StandingBooking(models.Model):
    """A guest's wish for every such weekday: *every Monday and Thursday until…*. ISO weekdays; both days inclusive.

    It holds no seat by itself: the worker books each sitting as it opens (`mensa.standing.fill`), in the order of
    these numbers. No history is kept of it, and it is erased with its guest.
    """

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="standing")
    service = models.CharField(max_length=9, choices=Meal, default=Meal.LUNCH)
    kind = models.CharField(max_length=15, choices=Booking.Kind, default=Booking.Kind.SEAT)
    door = models.CharField(max_length=7, choices=Booking.Door, default=Booking.Door.WEB)
    party = models.PositiveSmallIntegerField(_("persone"), default=1)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("giorni"))
    first = models.DateField(_("dal"))
    until = models.DateField(_("fino al"), null=True, blank=True)
    paused = models.BooleanField(_("in pausa"), default=False)
    created = models.DateTimeField()

    objects: ClassVar[Any] = StandingBookingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(party__gte=1), name="standing_party_of_one_or_more"),
            models.CheckConstraint(
                condition=Q(weekdays__len__gte=1, weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7]),
                name="standing_on_weekdays",
            ),
        ]

    def __str__(self) -> str:
        return f"standing booking {self.pk}"

    def wants(self, sitting: Sitting) -> bool:
        """Whether this sitting is one of its days."""
        lasts = self.first <= sitting.day and (self.until is None or sitting.day <= self.until)
        on = sitting.day.isoweekday() in self.weekdays and sitting.service == self.service
        return lasts and on and not self.paused


class StandingDay(models.Model):
    """That a standing booking had its turn at a sitting: once. Whoever gave that seat back is not booked again."""

    standing = models.ForeignKey(StandingBooking, on_delete=models.CASCADE, related_name="days")
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="+")
    booking = models.ForeignKey(Booking, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["standing", "sitting"], name="one_turn_a_standing_booking")
        ]

    def __str__(self) -> str:
        return f"{self.standing} at {self.sitting}"


class Untold(models.Model):
    """A change that nobody could be told, since the guest left no way to be reached: the door tells them."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="untold")
    kind = models.CharField(max_length=40)
    noted = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["booking", "kind"], name="one_untold_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.booking}"
