"""The place: canteens, their kitchens, days off, staff, roles and door phones."""

import datetime as dt
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from canteens import clock
from canteens.days import instant
from canteens.pattern import Meal, Pattern, monday_to_saturday  # noqa: F401 - the first migration asks here

LANGUAGES = [("it", "Italiano"), ("en", "English"), ("ar", "العربية")]


def _known_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError) as unknown:
        raise ValidationError(_("Questo fuso orario non esiste.")) from unknown


@pghistory.track(exclude=["door_seen"])
class Canteen(Pattern):
    """A dining room and how its lunch opens. Times are local to `zone`; the database keeps instants in UTC."""

    name = models.CharField(_("nome"), max_length=80)
    place = models.CharField(_("luogo"), max_length=200)
    zone = models.CharField(_("fuso orario"), max_length=40, default="Europe/Rome", validators=[_known_zone])
    holiday_region = models.CharField(_("provincia (per il patrono)"), max_length=4, default="TO", blank=True)
    high_chairs = models.PositiveSmallIntegerField(_("seggioloni"), default=2)
    step_free_places = models.PositiveSmallIntegerField(_("posti senza gradini"), default=2)
    party_limit = models.PositiveSmallIntegerField(_("persone per prenotazione, al massimo"), default=6)
    anonymous_share = models.PositiveSmallIntegerField(_("posti per chi prenota la prima volta, in %"), default=50)
    phone = models.CharField(_("telefono per prenotare"), max_length=30, blank=True)
    reminder_time = models.TimeField(_("promemoria la sera prima, alle"), default=dt.time(18))
    door_check = models.TimeField(
        _("avvisare se il telefono dell'accoglienza non è aperto alle"), default=dt.time(10, 30)
    )
    door_seen = models.DateTimeField(null=True, editable=False)
    talk_days = models.PositiveSmallIntegerField(_("con chi è nuovo si parla entro … giorni"), default=7)
    care_after = models.PositiveSmallIntegerField(_("ci manca dopo … pranzi prenotati e vuoti"), default=3)
    care_days = models.PositiveSmallIntegerField(_("dopo … giorni la nota si cancella"), default=60)
    care_reason = models.CharField(_("perché questi numeri"), max_length=200, blank=True)
    association = models.CharField(_("associazione"), max_length=120, blank=True)
    association_tax_code = models.CharField(_("codice fiscale dell'associazione"), max_length=16, blank=True)
    association_address = models.CharField(_("sede dell'associazione"), max_length=200, blank=True)
    privacy_contact = models.CharField(_("a chi scrivere per i propri dati"), max_length=200, blank=True)
    protection_officer = models.CharField(_("responsabile della protezione dei dati"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("sala da pranzo")
        constraints: ClassVar = [
            *Pattern.Meta.constraints,
            models.CheckConstraint(
                condition=Q(party_limit__gte=1),
                name="party_limit_positive",
                violation_error_message=_("Una prenotazione è almeno per una persona."),
            ),
            models.CheckConstraint(
                condition=Q(care_after__gte=2, care_days__gte=1, care_days__lte=365),
                name="care_is_patient_and_forgets",
                violation_error_message=_("Almeno due pranzi; da 1 a 365 giorni."),
            ),
            models.CheckConstraint(
                condition=Q(anonymous_share__lte=100),
                name="anonymous_share_in_percent",
                violation_error_message=_("Una percentuale va da 0 a 100."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def room(self) -> "Canteen":
        """Itself."""
        return self

    @property
    def served(self) -> str:
        """Lunch."""
        return Meal.LUNCH

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
class Service(Pattern):
    """A meal that a canteen serves beside lunch. One without weekdays rests: nothing is opened any more."""

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="services")
    meal = models.CharField(_("pasto"), max_length=9, choices=[one for one in Meal.choices if one[0] != Meal.LUNCH])
    kitchen = models.ForeignKey(
        Kitchen, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("cucina")
    )

    class Meta:
        constraints: ClassVar = [
            *Pattern.Meta.constraints,
            models.UniqueConstraint(fields=["canteen", "meal"], name="one_service_a_meal"),
            models.CheckConstraint(condition=~Q(meal=Meal.LUNCH), name="lunch_is_the_canteens"),
        ]
        ordering: ClassVar = ["starts", "pk"]

    def __str__(self) -> str:
        return str(self.get_meal_display())

    @property
    def room(self) -> Canteen:
        """The dining room it belongs to."""
        return self.canteen

    @property
    def served(self) -> str:
        """Which meal it opens."""
        return self.meal


class PatronDay(models.Model):
    """A feast of the place, which no library of holidays knows: each municipality has its own.

    On a day of the month, or on the Monday after one of its Sundays. `source` says who says so; without one it still
    has to be confirmed.
    """

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="patron_days")
    name = models.CharField(_("festa"), max_length=120)
    month = models.PositiveSmallIntegerField(_("mese"))
    day = models.PositiveSmallIntegerField(_("giorno del mese"), null=True, blank=True)
    after_sunday = models.PositiveSmallIntegerField(_("il lunedì dopo la domenica numero"), null=True, blank=True)
    source = models.CharField(_("chi lo dice"), max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["canteen", "name"], name="one_patron_day_a_name"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="patron_day_in_a_month"),
            models.CheckConstraint(
                condition=Q(day__isnull=False, day__gte=1, day__lte=31, after_sunday=None)
                | Q(day=None, after_sunday__isnull=False, after_sunday__gte=1, after_sunday__lte=4),
                name="patron_day_by_one_rule",
                violation_error_message=_("Scrivi il giorno del mese, oppure quale domenica: uno dei due."),
            ),
        ]
        ordering: ClassVar = ["month", "pk"]

    def __str__(self) -> str:
        return self.name

    def on(self, year: int) -> dt.date | None:
        """Its day of a year; None where the year has none (29 February)."""
        if self.after_sunday is None:
            return _day_of(year, self.month, self.day or 1)
        first = dt.date(year, self.month, 1)
        sunday = first + dt.timedelta(days=7 - first.isoweekday())
        return sunday + dt.timedelta(weeks=self.after_sunday - 1, days=1)

    def coming(self, today: dt.date) -> dt.date | None:
        """Its next day from `today` on: 29 February can be eight years away."""
        days = (self.on(today.year + years) for years in range(9))
        return next((day for day in days if day and day >= today), None)


def _day_of(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


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
