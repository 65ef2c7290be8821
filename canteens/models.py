"""The place: canteens, their kitchens, days off, staff, roles and door phones."""

import datetime as dt
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from canteens import clock
from canteens.days import instant

MOST_DAYS_AHEAD = 60
"""Every day that can be booked is a row and a card on the first page: a slip of the pen must not make thousands."""
LANGUAGES = [("it", "Italiano"), ("en", "English"), ("ar", "العربية")]


def monday_to_saturday() -> list[int]:
    """ISO weekdays of the published opening (DOMAIN 1.1)."""
    return [1, 2, 3, 4, 5, 6]


def _known_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError) as unknown:
        raise ValidationError(_("Questo fuso orario non esiste.")) from unknown


@pghistory.track(exclude=["door_seen"])
class Canteen(models.Model):
    """A dining room and how it opens. Times are local to `zone`; the database keeps instants in UTC."""

    name = models.CharField(_("nome"), max_length=80)
    place = models.CharField(_("luogo"), max_length=200)
    zone = models.CharField(_("fuso orario"), max_length=40, default="Europe/Rome", validators=[_known_zone])
    holiday_region = models.CharField(_("provincia (per il patrono)"), max_length=4, default="TO", blank=True)
    seats = models.PositiveSmallIntegerField(_("posti"), default=25)
    room_limit = models.PositiveSmallIntegerField(_("limite della sala"), default=30)
    kept_at_door = models.PositiveSmallIntegerField(_("posti all'ingresso"), default=3)
    portions = models.PositiveSmallIntegerField(_("porzioni da asporto"), default=20)
    party_limit = models.PositiveSmallIntegerField(_("persone per prenotazione, al massimo"), default=6)
    anonymous_share = models.PositiveSmallIntegerField(_("posti per chi prenota la prima volta, in %"), default=50)
    phone = models.CharField(_("telefono per prenotare"), max_length=30, blank=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("giorni"), default=monday_to_saturday)
    starts = models.TimeField(_("inizio"), default=dt.time(12))
    ends = models.TimeField(_("fine"), default=dt.time(13, 30))
    release_time = models.TimeField(_("posto tenuto fino alle"), default=dt.time(12, 30))
    booking_opens_days = models.PositiveSmallIntegerField(_("si prenota da … giorni prima"), default=14)
    booking_closes = models.TimeField(_("si prenota fino alle"), default=dt.time(11))
    reminder_time = models.TimeField(_("promemoria la sera prima, alle"), default=dt.time(18))
    door_opens = models.TimeField(_("il telefono dell'accoglienza va dalle"), default=dt.time(10))
    door_closes = models.TimeField(_("alle"), default=dt.time(16))
    door_check = models.TimeField(
        _("avvisare se il telefono dell'accoglienza non è aperto alle"), default=dt.time(10, 30)
    )
    door_seen = models.DateTimeField(null=True, editable=False)
    talk_days = models.PositiveSmallIntegerField(_("con chi è nuovo si parla entro … giorni"), default=7)
    association = models.CharField(_("associazione"), max_length=120, blank=True)
    association_tax_code = models.CharField(_("codice fiscale dell'associazione"), max_length=16, blank=True)
    association_address = models.CharField(_("sede dell'associazione"), max_length=200, blank=True)
    privacy_contact = models.CharField(_("a chi scrivere per i propri dati"), max_length=200, blank=True)
    protection_officer = models.CharField(_("responsabile della protezione dei dati"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("sala da pranzo")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(seats__gte=1), name="canteen_has_seats", violation_error_message=_("Serve almeno un posto.")
            ),
            models.CheckConstraint(
                condition=Q(room_limit__gte=F("seats")),
                name="room_holds_seats",
                violation_error_message=_("Il limite della sala non può essere più basso dei posti."),
            ),
            models.CheckConstraint(
                condition=Q(kept_at_door__lte=F("seats")),
                name="kept_within_seats",
                violation_error_message=_("I posti per chi arriva non possono essere più di tutti i posti."),
            ),
            models.CheckConstraint(
                condition=Q(party_limit__gte=1),
                name="party_limit_positive",
                violation_error_message=_("Una prenotazione è almeno per una persona."),
            ),
            models.CheckConstraint(
                condition=Q(anonymous_share__lte=100),
                name="anonymous_share_in_percent",
                violation_error_message=_("Una percentuale va da 0 a 100."),
            ),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="canteen_ends_after_start",
                violation_error_message=_("La fine viene dopo l'inizio."),
            ),
            models.CheckConstraint(
                condition=Q(release_time__gte=F("starts"), release_time__lte=F("ends")),
                name="release_within_sitting",
                violation_error_message=_("Il posto si tiene fino a un'ora tra l'inizio e la fine."),
            ),
            models.CheckConstraint(
                condition=Q(booking_closes__lte=F("ends")),
                name="booking_closes_before_end",
                violation_error_message=_("Si prenota fino alla fine, non oltre."),
            ),
            models.CheckConstraint(
                condition=Q(booking_opens_days__lte=MOST_DAYS_AHEAD),
                name="booking_opens_near",
                violation_error_message=_("Si prenota al massimo 60 giorni prima."),
            ),
            models.CheckConstraint(
                condition=Q(door_closes__gt=F("door_opens")),
                name="door_closes_after_opening",
                violation_error_message=_("Il telefono dell'accoglienza va da un'ora a un'ora più tardi."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tz(self) -> ZoneInfo:
        """Its zone, as an object."""
        return ZoneInfo(self.zone)

    def today(self) -> dt.date:
        """The local day at the canteen, now."""
        return clock.now().astimezone(self.tz).date()

    def instant(self, day: dt.date, time: dt.time) -> dt.datetime:
        """The UTC instant of a local time of `day` here."""
        return instant(day, time, self.tz)


@pghistory.track()
class Retention(models.Model):
    """For how many days a canteen keeps what serves one purpose, and why, where it decided otherwise than
    canteens.retention proposes."""

    class Purpose(models.TextChoices):
        GUEST = "guest", _("carta di chi non viene più")
        ATTENDANCE = "attendance", _("chi è venuto a quale pranzo")
        NOTICES = "notices", _("messaggi scritti")
        REFERENCES = "references", _("segni dei telefoni")
        PINS = "pins", _("PIN sbagliati")
        LOOKS = "looks", _("chi ha letto i dati")

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="retentions")
    purpose = models.CharField(max_length=10, choices=Purpose)
    days = models.PositiveSmallIntegerField(_("giorni"))
    reason = models.CharField(_("perché"), max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["canteen", "purpose"], name="one_retention_a_purpose"),
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=3650),
                name="retention_within_ten_years",
                violation_error_message=_("Da 1 a 3650 giorni."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.days}"


class Kitchen(models.Model):
    """Where meals are cooked: apart from the dining room, since it moved four times (DOMAIN 1.1)."""

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="kitchens")
    name = models.CharField(_("nome"), max_length=80)
    address = models.CharField(_("indirizzo"), max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class KitchenClosure(models.Model):
    """Days, first and last among them, on which a kitchen can't cook, and what becomes of lunch on them."""

    class Instead(models.TextChoices):
        MOVE = "move", _("si cucina in un'altra cucina")
        TAKEAWAY = "takeaway", _("pasti da portare via")
        CANCEL = "cancel", _("non si mangia")

    kitchen = models.ForeignKey(Kitchen, on_delete=models.CASCADE, related_name="closures")
    first = models.DateField(_("dal giorno"))
    last = models.DateField(_("fino al giorno compreso"))
    reason = models.CharField(_("motivo"), max_length=120)
    instead = models.CharField(_("che cosa facciamo"), max_length=8, choices=Instead)
    to = models.ForeignKey(
        Kitchen, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("quale cucina")
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="kitchen_closure_ends_after_start"),
            models.CheckConstraint(
                condition=Q(instead="move", to__isnull=False) | (~Q(instead="move") & Q(to__isnull=True)),
                name="another_kitchen_when_moved",
            ),
            models.CheckConstraint(condition=~Q(to=F("kitchen")), name="moved_to_another_kitchen"),
        ]
        ordering: ClassVar = ["first", "pk"]

    def __str__(self) -> str:
        return f"{self.kitchen}: {self.first}"


@pghistory.track()
class Closure(models.Model):
    """A day on which the canteen does not open, or a holiday on which a person must still decide."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("da decidere")
        CONFIRMED = "confirmed", _("siamo chiusi")
        DECLINED = "declined", _("siamo aperti")

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="closures")
    day = models.DateField(_("giorno"))
    reason = models.CharField(_("motivo"), max_length=120)
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["canteen", "day"], name="one_closure_a_day")]
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.reason}"


class UserManager(BaseUserManager["User"]):
    """Users by e-mail, whatever its capitals."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who helps and signs in with an e-mail address. Guests need none of this."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("nome"), max_length=80, blank=True)
    language = models.CharField(_("lingua"), max_length=5, choices=LANGUAGES, default="it")
    wants_sheet = models.BooleanField(_("riceve il foglio dell'accoglienza per e-mail"), default=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"

    def __str__(self) -> str:
        return self.name or self.email

    def has_role(self, canteen: Canteen, *roles: str) -> bool:
        """Whether this person holds one of `roles` at `canteen`; nobody else's word counts."""
        return self.is_active and self.memberships.filter(canteen=canteen, role__in=roles).exists()


class Role(models.TextChoices):
    """What somebody may do at a canteen. A coordinator may do what every other role may."""

    DOOR = "door", _("accoglienza")
    COOK = "cook", _("cucina")
    DRIVER = "driver", _("furgone")
    SHOP = "shop", _("donatore")
    REFERRER = "referrer", _("ente inviante")
    COORDINATOR = "coordinator", _("coordinamento")


@pghistory.track()
class Membership(models.Model):
    """A role of a person at a canteen."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("ruolo"), max_length=11, choices=Role)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "canteen", "role"], name="one_membership_a_role")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Device(models.Model):
    """A phone enrolled for the door: no password at noon, opening hours only, revocable.

    Only the hash of its secret is kept; `enrolled_at` is empty until the phone has confirmed.
    """

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(_("nome del telefono"), max_length=60)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField()
    enrolled_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_seen = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
