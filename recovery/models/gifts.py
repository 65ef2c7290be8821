"""Shops, what they give, and what became of it on the way in."""

import datetime as dt
from typing import Any, ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, Q
from django.utils.translation import gettext_lazy as _

from canteens.days import Period
from canteens.models import Canteen, Role, User
from recovery import guards, past
from recovery.models.food import Allergen, Category, Content, DateMark, Precision


class ShopQuerySet(models.QuerySet["Shop"]):
    """Shops as adjectives."""

    def giving(self) -> "ShopQuerySet":
        """Those that can hand something over: all but a name in an archive, of which there is past food and no person,
        usual food or day of the van."""
        past = Donation.objects.filter(shop=models.OuterRef("pk"))
        known = Q(people__isnull=False) | Q(usual_items__isnull=False) | ~Q(collected_on=[])
        logged, any_food = Exists(past.filter(source=Donation.Source.LOGGED)), Exists(past)
        return self.filter(pk__in=self.filter(known | logged | ~any_food).order_by().values("pk"))

    def spoken_for_by(self, user: User, *, canteen: Canteen) -> "ShopQuerySet":
        """Those of `canteen` that `user` may speak for: their own, and every one for who collects or coordinates."""
        here = self.filter(canteen=canteen).giving()
        every = user.has_role(canteen, Role.COORDINATOR, Role.DRIVER, Role.COOK)
        return here if every else here.filter(people=user)


@pghistory.track(exclude=["link_version"])
class Shop(models.Model):
    """Somebody who gives food that would be thrown away, and the people who may speak for them here.

    `link_version` is part of the signed link that opens its page without a password: one more, and old links are dead.
    """

    class Kind(models.TextChoices):
        BAKERY = "bakery", _("panetteria")
        FARM = "farm", _("azienda agricola")
        SUPERMARKET = "supermarket", _("supermercato")
        RESTAURANT = "restaurant", _("ristorante o pizzeria")
        DELI = "deli", _("gastronomia")
        WHOLESALE = "wholesale", _("mercato all'ingrosso")
        MARKET = "market", _("mercato di piazza")
        FOOD_FIRM = "food_firm", _("azienda alimentare")
        OTHER = "other", _("altro donatore")

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="shops")
    name = models.CharField(_("nome"), max_length=80)
    kind = models.CharField(_("tipo"), max_length=11, choices=Kind)
    ask_above_grams = models.PositiveIntegerField(
        _("chiedi conferma sopra i grammi"), default=100_000, validators=[MinValueValidator(1)]
    )
    people = models.ManyToManyField(User, verbose_name=_("persone"), related_name="shops", blank=True)
    legal_name = models.CharField(_("ragione sociale"), max_length=120, blank=True)
    tax_code = models.CharField(_("partita IVA o codice fiscale"), max_length=16, blank=True)
    address = models.CharField(_("indirizzo"), max_length=200, blank=True)
    telephone = models.CharField(_("telefono"), max_length=30, blank=True)
    arrival_notes = models.CharField(_("come si arriva"), max_length=200, blank=True)
    collected_at = models.TimeField(_("il furgone passa alle"), null=True, blank=True)
    collected_on = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("il furgone passa di"), default=list, blank=True
    )
    crates_lent = models.PositiveSmallIntegerField(_("casse da riportare"), default=0)
    link_version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[Any] = ShopQuerySet.as_manager()

    class Meta:
        verbose_name = _("negozio")
        verbose_name_plural = _("negozi")
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["canteen", "name"], name="one_shop_a_name"),
            models.UniqueConstraint(fields=["id", "canteen"], name="shop_of_one_canteen"),
            models.CheckConstraint(condition=Q(ask_above_grams__gte=1), name="shop_asks_above_a_gram"),
        ]

    def __str__(self) -> str:
        return self.name


class UsualItem(models.Model):
    """What a shop gives often: one big button, how heavy one crate of it is, and what the shop confirmed of it once.

    `allergens` null: nobody has said yet, unless the kind of food has them by nature.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="usual_items")
    food = models.CharField(_("cibo"), max_length=60)
    category = models.CharField(_("categoria"), max_length=10, choices=Category)
    crate_grams = models.PositiveIntegerField(_("grammi di una cassa"), validators=[MinValueValidator(1)])
    tare_grams = models.PositiveIntegerField(_("tara di una cassa, in grammi"), default=0)
    kind = models.SlugField(_("tipo di alimento"), max_length=30, blank=True)
    date_mark = models.CharField(_("data sulla confezione"), max_length=11, choices=DateMark, default=DateMark.NONE)
    allergens = ArrayField(
        models.CharField(max_length=11, choices=Allergen), verbose_name=_("allergeni"), null=True, blank=True
    )
    contents = ArrayField(
        models.CharField(max_length=10, choices=Content), verbose_name=_("contiene"), null=True, blank=True
    )
    confirmed_on = models.DateField(_("allergeni confermati il"), null=True, blank=True)

    class Meta:
        verbose_name = _("cibo di solito")
        verbose_name_plural = _("cibi di solito")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "food"], name="one_usual_item_a_food"),
            models.CheckConstraint(condition=Q(crate_grams__gte=1), name="crate_weighs_a_gram"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="item_of_a_known_category"),
        ]

    def __str__(self) -> str:
        return self.food


class Check(models.TextChoices):
    """The six checks of Reg. (EU) 2021/382 at pick-up (DOMAIN 2.3)."""

    DATE = "date", _("Date a posto, e abbastanza giorni davanti")
    PACKAGING = "packaging", _("Confezioni intere")
    STORAGE = "storage", _("Conservato e trasportato al freddo giusto")
    FREEZING = "freezing", _("Congelato: con la data di congelamento")
    SENSES = "senses", _("Aspetto e odore buoni")
    ORIGIN = "origin", _("Carne, pesce, latte, uova: si sa da dove vengono")


class RefusalReason(models.TextChoices):
    """Why food is not taken; the shop reads it."""

    EXPIRED = "expired", _("è scaduto")
    TOO_OLD = "too_old", _("è troppo oltre la data")
    TEMPERATURE = "temperature", _("non era alla temperatura giusta")
    LABEL = "label", _("l'etichetta sbaglia la data o gli allergeni")
    DAMAGED = "damaged", _("la confezione è rotta")
    SPOILED = "spoiled", _("è rovinato")
    UNCERTAIN = "uncertain", _("non si è potuto controllare")
    NO_ROOM = "no_room", _("non c'era più posto")


class KnownBy(models.TextChoices):
    """How a weight is known."""

    SCALE = "scale", _("bilancia")
    ESTIMATE = "estimate", _("a occhio")
    USUAL = "usual", _("peso di solito")


class LotQuerySet(models.QuerySet["Lot"]):
    """Lots as adjectives."""

    def given(self, canteen: Canteen, period: Period) -> "LotQuerySet":
        """Given to `canteen` on the local days of `period`."""
        return self.meant().filter(
            donation__canteen=canteen, donation__day__gte=period.first, donation__day__lt=period.end
        )  # fmt: skip

    def meant(self) -> "LotQuerySet":
        """All but what was not there when the van came: it was neither offered nor refused, and counts nowhere."""
        return self.exclude(state=Lot.State.WITHDRAWN)

    def food(self) -> "LotQuerySet":
        """Something to eat: soap and nappies are welcome and are no recovered food."""
        return self.exclude(category=Category.NON_FOOD)

    def surplus(self) -> "LotQuerySet":
        """Given because it would be thrown away: EU stock (AGEA) and bought food are never recovered (DOMAIN 2.5)."""
        return self.filter(donation__origin=Donation.Origin.SURPLUS)

    def recovered(self) -> "LotQuerySet":
        """What the scale accepted, and what still awaits it at the shop's word."""
        return self.filter(state__in=[Lot.State.ACCEPTED, Lot.State.OFFERED])

    def in_stock(self, canteen: Canteen) -> "LotQuerySet":
        """In the house, quarantined ones among them."""
        return self.filter(donation__canteen=canteen, left_grams__gt=0)

    def to_weigh(self, canteen: Canteen) -> "LotQuerySet":
        """Waiting for the scale: what the van brought, then what shops announced, the oldest first."""
        on_the_way = ["loaded", "proposed"]  # in this order also by the alphabet
        here = self.filter(donation__canteen=canteen, state="offered", donation__state__in=on_the_way)
        come = here.filter(donation__day__lte=canteen.today()).select_related("donation__shop")
        return come.order_by("donation__state", "donation__day", "pk")

    def waiting(self, canteen: Canteen) -> "LotQuerySet":
        """Kept apart until a person has looked, the oldest first."""
        here = self.filter(donation__canteen=canteen, state="quarantined", left_grams__gt=0)
        return here.select_related("donation__shop").order_by("received_at", "pk")

    def usable_on(self, day: dt.date) -> "LotQuerySet":
        """Free to be cooked on `day`, the oldest safe date first; what has none comes last."""
        fresh = Q(safe_until=None) | Q(safe_until__gte=day)
        rows = self.filter(fresh, state=Lot.State.ACCEPTED, left_grams__gt=0)
        return rows.order_by(F("safe_until").asc(nulls_last=True), "pk")


@pghistory.track(exclude=["client_ref"])
class Donation(models.Model):
    """What a shop handed over at once. `day` is the canteen's local day it counts for.

    Proposed by the shop, loaded by the driver, weighed once every lot of it is decided; withdrawn where the van found
    nothing of it. `failed_checks` is null until somebody has looked.
    """

    class Source(models.TextChoices):
        LOGGED = "logged", _("registrata")
        HISTORICAL = "historical", _("da un archivio")

    class Origin(models.TextChoices):
        SURPLUS = "surplus", _("eccedenza")
        AGEA = "agea", _("fondi europei (AGEA)")
        PURCHASED = "purchased", _("comprato")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("da ritirare")
        LOADED = "loaded", _("ritirata")
        WEIGHED = "weighed", _("pesata")
        WITHDRAWN = "withdrawn", _("annullata: non c'era")

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="donations")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="donations")
    client_ref = models.CharField(max_length=64)
    day = models.DateField(_("giorno"))
    declared = models.DateTimeField(_("dichiarata"))
    source = models.CharField(max_length=10, choices=Source, default=Source.LOGGED)
    origin = models.CharField(_("provenienza"), max_length=9, choices=Origin, default=Origin.SURPLUS)
    state = models.CharField(_("stato"), max_length=9, choices=State, default=State.PROPOSED)
    failed_checks = ArrayField(models.CharField(max_length=9, choices=Check), null=True, blank=True)
    loaded_at = models.DateTimeField(null=True, blank=True)
    loaded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("consegna")
        verbose_name_plural = _("consegne")
        # That shop and donation are of one canteen is a foreign key over both columns: see migration 0001.
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "client_ref"], name="one_donation_a_reference"),
            models.CheckConstraint(condition=~Q(client_ref=""), name="donation_has_a_reference"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["canteen", "day"], name="donations_of_a_day"),
            models.Index(fields=["shop", "-day"], name="donations_of_a_shop"),
            models.Index(fields=["canteen"], condition=~Q(state="weighed"), name="donations_on_their_way"),
        ]
        triggers: ClassVar = [
            past.DONATION_KEEPS_ITS_NUMBER, past.DONATION_STAYS_AS_GIVEN, past.DONATION_STAYS
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"donation {self.pk}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=["left_grams"])
class Lot(models.Model):
    """One food of a donation. `declared_grams` is what the shop said; crates are how it said it, if it did.

    `received_grams` is what the scale said, written once; from then on only movements change what is left of it, and
    `left_grams` is kept by the database alone (recovery.guards). `allergens` and `contents` null: not known, which is
    not the same as none. `marked_day` is the last day of what is printed; `safe_until` the last day it may be served,
    as the rule of its kind said when it was taken in.
    """

    class State(models.TextChoices):
        OFFERED = "offered", _("da pesare")
        ACCEPTED = "accepted", _("accettata")
        QUARANTINED = "quarantined", _("in attesa di controllo")
        REFUSED = "refused", _("non accettata")
        WITHDRAWN = "withdrawn", _("annullata: non c'era")

    class Doubt(models.TextChoices):
        ALLERGENS = "allergens", _("allergeni sconosciuti")
        CHECKS = "checks", _("un controllo non è chiaro")
        NO_TEMPERATURE = "no_temperature", _("temperatura non presa")
        NO_DATE = "no_date", _("data non scritta")

    donation = models.ForeignKey(Donation, on_delete=models.CASCADE, related_name="lots")
    food = models.CharField(_("cibo"), max_length=60)
    category = models.CharField(_("categoria"), max_length=10, choices=Category)
    kind = models.SlugField(_("tipo di alimento"), max_length=30)
    crates = models.PositiveIntegerField(_("casse"), null=True, blank=True)
    declared_grams = models.PositiveIntegerField(_("grammi dichiarati"))
    date_mark = models.CharField(_("data sulla confezione"), max_length=11, choices=DateMark, default=DateMark.NONE)
    marked_day = models.DateField(_("data stampata"), null=True, blank=True)
    precision = models.CharField(_("precisione"), max_length=5, choices=Precision, default=Precision.DAY)
    allergens = ArrayField(models.CharField(max_length=11, choices=Allergen), null=True, blank=True)
    contents = ArrayField(models.CharField(max_length=10, choices=Content), null=True, blank=True)
    celsius = models.DecimalField(_("°C al ritiro"), max_digits=4, decimal_places=1, null=True, blank=True)
    state = models.CharField(_("stato"), max_length=11, choices=State, default=State.OFFERED)
    doubt = models.CharField(max_length=14, choices=Doubt, blank=True)
    refusal = models.CharField(_("motivo"), max_length=11, choices=RefusalReason, blank=True)
    received_grams = models.PositiveIntegerField(_("grammi ricevuti"), null=True, blank=True)
    tare_grams = models.PositiveIntegerField(_("tara"), default=0)
    known_by = models.CharField(max_length=8, choices=KnownBy, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    safe_until = models.DateField(_("si serve fino al"), null=True, blank=True)
    left_grams = models.IntegerField(_("grammi rimasti"), default=0, editable=False)

    objects: ClassVar[Any] = LotQuerySet.as_manager()

    class Meta:
        verbose_name = _("partita")
        verbose_name_plural = _("partite")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(declared_grams__gte=1), name="lot_weighs_a_gram"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="lot_of_a_known_category"),
            models.CheckConstraint(condition=Q(crates=None) | Q(crates__gte=1), name="lot_of_a_crate_or_more"),
            models.CheckConstraint(condition=Q(left_grams__gte=0), name="lot_not_below_zero"),
            models.CheckConstraint(
                condition=Q(received_grams=None) | Q(received_grams__gte=1), name="received_a_gram_or_more"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["offered", "refused", "withdrawn"]) | Q(received_grams__isnull=False),
                name="taken_in_by_weight",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(received_grams=None), name="withdrawn_before_the_scale"
            ),
            models.CheckConstraint(condition=Q(state="refused") ^ Q(refusal=""), name="refused_with_a_reason"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["safe_until", "id"], condition=Q(left_grams__gt=0), name="lots_in_stock"),
        ]
        triggers: ClassVar = [
            guards.LOT_STARTS, guards.LOT_KEEPS, past.LOT_KEEPS_ITS_NUMBER, past.LOT_STAYS_WHAT_WAS_GIVEN,
            past.LOT_IS_DECIDED_ONCE, past.LOT_STAYS, past.LOT_BEFORE_ITS_PAPER,
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.food

    @property
    def offered_grams(self) -> int:
        """What counts as offered: the scale's word, and the shop's until there is one."""
        return self.declared_grams if self.received_grams is None else self.received_grams


class Collection(models.Model):
    """The driver's stop at a shop on a day, and how it went: the last word, and all the crates given back that day.

    `client_ref` is that of the last visit.
    """

    class Outcome(models.TextChoices):
        COLLECTED = "collected", _("Ritirato")
        PARTLY = "partly", _("Non ci stava tutto")
        NOTHING = "nothing", _("Oggi niente")
        CLOSED = "closed", _("Era chiuso")

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="collections")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="collections")
    day = models.DateField(_("giorno"))
    outcome = models.CharField(_("com'è andata"), max_length=9, choices=Outcome)
    crates_returned = models.PositiveSmallIntegerField(_("casse riportate"), default=0)
    client_ref = models.UUIDField(null=True, blank=True, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("ritiro")
        verbose_name_plural = _("ritiri")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop", "day"], name="one_collection_a_day")]

    def __str__(self) -> str:
        return f"collection {self.pk}"
