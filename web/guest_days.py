"""The days that can be booked, and how many come: two taps before the ticket."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.generic import View

from canteens.errors import Refusal
from canteens.models import Canteen, Closure
from canteens.pattern import MOST_DAYS_AHEAD, Meal
from guests.models import Guest
from mensa.booking import own_booking
from mensa.models import Booking, Sitting
from mensa.needs import ask as ask_needs
from mensa.refusals import BookingNotOpen
from mensa.several import Answer, book_days
from recovery.models import Dish
from web.guest_phone import guest_of, holder, keep_mark, mark_of, remember
from web.guest_words import day_and_meal, day_title, hour, meal_at, named, when
from web.middleware import chosen, has_place, place, places
from web.throttle import ENOUGH, slow_down, too_many

LUNCH_AT = gettext_lazy("Il pranzo è alle {hour}")
TITLES: dict[str, Any] = {
    Meal.BREAKFAST: gettext_lazy("La colazione è alle {hour}"), Meal.SNACK: gettext_lazy("La merenda è alle {hour}"),
    Meal.DINNER: gettext_lazy("La cena è alle {hour}"),
}  # fmt: skip
NEEDS = ["high_chairs", "step_free"]
NOTHING_TO_TAP = {Sitting.Availability.OVER, Sitting.Availability.NOT_YET}


@dataclass(frozen=True)
class Day:
    """A day as its card shows it: how full in a word, why it is shut, or where this guest's ticket and the menu are."""

    title: str
    date: str
    menu: str = ""
    room: str = ""
    shut: str = ""
    href: str = ""
    mine: Booking | None = None
    dishes: str = ""
    away: bool = False


@require_safe
@cache_control(private=True, no_cache=True)
def days(request: HttpRequest) -> HttpResponse:
    """The first page: each of the coming days with one button."""
    if not has_place(request):
        return render(request, "guest/days.html", {"days": []})
    several = len(places(request)) > 1
    if several and not chosen(request) and not request.user.is_authenticated:
        return redirect("where")
    canteen, guest = place(request), guest_of(request)
    sittings = list(ahead(canteen))
    context = {
        "canteen": canteen, "guest": guest, "title": _title(sittings), "kept": _kept(canteen, sittings),
        "several_places": several,
        "days": day_cards(canteen, sittings=sittings, guest=guest),
    }  # fmt: skip
    return render(request, "guest/days.html", context)


def ahead(canteen: Canteen) -> Any:
    """The sittings of the days that can be booked, cancelled ones too, since their reason is shown."""
    today = canteen.today()
    rows = Sitting.objects.filter(canteen=canteen, day__range=(today, today + dt.timedelta(days=MOST_DAYS_AHEAD)))
    cooked = Exists(Dish.objects.filter(sitting=OuterRef("pk")))
    return rows.annotate(cooked=cooked).order_by("starts").select_related("canteen")


def day_cards(canteen: Canteen, *, sittings: list[Sitting], guest: Guest | None) -> list[Day]:
    """Sittings and days off in order; a day that is both stands once."""
    today, several, new = canteen.today(), _several(sittings), guest is None
    mine = _mine(guest, sittings) if guest else {}
    last = max([today + dt.timedelta(days=canteen.booking_opens_days), *(sitting.day for sitting in sittings)])
    off = {row.day: row for row in canteen.closures.filter(state=Closure.State.CONFIRMED, day__range=(today, last))}
    shut = [(day, Day(*_names(day, today), shut=_shut(row.reason))) for day, row in off.items()]
    cards = [
        (one.day, _of_sitting(one, today=today, mine=mine.get(one.pk), new=new, several=several))
        for one in sittings
        if one.day not in off
    ]
    return [card for _day, card in sorted([*shut, *cards], key=lambda one: one[0])]


def _several(sittings: list[Sitting]) -> bool:
    """Whether a day alone does not say which meal is meant."""
    return len({sitting.service for sitting in sittings}) > 1


def _mine(guest: Guest, sittings: list[Sitting]) -> dict[int, Booking]:
    rows = Booking.objects.of(guest).live().filter(sitting__in=sittings).select_related("guest")
    return {booking.sitting_id: booking for booking in rows}


def _of_sitting(sitting: Sitting, *, today: dt.date, mine: Booking | None, new: bool, several: bool) -> Day:
    names = _names(sitting.day, today, meal=meal_at(sitting) if several else "")
    if sitting.status == Sitting.Status.CANCELLED:
        return Day(*names, shut=_shut(sitting.reason))
    menu, dishes = sitting.menu, _dishes(sitting)
    if mine and mine.guest:
        return Day(*names, menu, dishes=dishes, mine=mine, href=reverse("ticket", args=[mine.guest.token, mine.pk]))
    room = sitting.availability_for(anonymous=new)
    if room in NOTHING_TO_TAP:
        return Day(*names, menu, dishes=dishes, shut=_not_now(room))
    href = reverse("party", args=[sitting.pk])
    return Day(*names, menu, dishes=dishes, room=room, href=href, away=not sitting.at_table)


def _dishes(sitting: Sitting) -> str:
    """Where the menu is, once there is one."""
    return reverse("menu", args=[sitting.pk]) if sitting.menu or getattr(sitting, "cooked", False) else ""


def _names(day: dt.date, today: dt.date, meal: str = "") -> tuple[str, str]:
    """The title, *Oggi, lunedì*, and the date: *23 novembre* or *23 novembre · cena, ore 19*."""
    date = named(day, "j F")
    return day_title(day, today=today), f"{date} · {meal}" if meal else date


def _kept(canteen: Canteen, sittings: list[Sitting]) -> int:
    """How many seats are kept for who just arrives, whatever one comes to eat."""
    return min((sitting.kept_at_door for sitting in sittings), default=canteen.kept_at_door)


def _shut(reason: str) -> str:
    return _("Siamo chiusi: {reason}").format(reason=reason) if reason else _("Siamo chiusi")


def _not_now(room: str) -> str:
    if room == Sitting.Availability.NOT_YET:
        return _("Si prenota tra qualche giorno.")
    return _("Vieni senza prenotazione: qualche posto è per chi arriva.")


def _title(sittings: list[Sitting]) -> str:
    if not sittings:
        return _("Il pranzo")
    if _several(sittings):
        return _("Quando vieni a mangiare?")
    first = sittings[0]
    return str(TITLES.get(first.service, LUNCH_AT)).format(hour=hour(first.starts, first))


class PartyForm(forms.Form):
    """How many come. `client_ref` makes a double tap, a retry or Back the same booking."""

    party = forms.IntegerField(
        label=gettext_lazy("Quanti siete?"),
        error_messages=dict.fromkeys(["required", "invalid"], gettext_lazy("Scrivi un numero: 1, 2, 3…")),
    )
    high_chairs = forms.IntegerField(label=gettext_lazy("Seggioloni"), min_value=0, required=False)
    step_free = forms.IntegerField(label=gettext_lazy("Posti senza gradini"), min_value=0, required=False)
    client_ref = forms.UUIDField(widget=forms.HiddenInput)
    also = forms.MultipleChoiceField(
        label=gettext_lazy("Anche altri giorni"), required=False,
        error_messages={"invalid_choice": gettext_lazy("Quel giorno non si prenota più.")},
    )  # fmt: skip

    def __init__(self, *args: Any, limit: int, days: "dict[str, str] | None" = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["also"]).choices = list((days or {}).items())
        self.fields["party"].widget.attrs |= {"min": 1, "max": limit, "inputmode": "numeric", "autocomplete": "off"}
        for name in NEEDS:
            self.fields[name].widget.attrs |= {"max": limit, "inputmode": "numeric", "autocomplete": "off"}

    def needs(self) -> dict[str, int]:
        """What the party needs, taken out of what is booked with."""
        return {name: self.cleaned_data.pop(name) or 0 for name in NEEDS}


class Party(View):
    """How many come, and the booking."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        here = Sitting.objects.select_related("canteen").filter(canteen=place(request).pk)
        self.sitting: Sitting = get_object_or_404(here, pk=kwargs["pk"])
        self.guest = guest_of(request)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        mine = own_booking(self.sitting, guest=self.guest, client_ref=None)
        if mine:
            return to_ticket(mine)
        return self.page(self.form(initial={"party": 1, "client_ref": uuid4()}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=400)
        if too_many(request, "book", limit=settings.WEB_BOOKINGS_AN_HOUR):
            form.add_error("party", ENOUGH)
            return self.page(form, status=429)
        slow_down(request, "book")
        mark, needs = mark_of(request), form.needs()
        try:
            answers = self.book(form.cleaned_data, mark)
        except Refusal as refusal:
            form.add_error("party", refusal.sentence)
            return self.page(form, status=refusal.status)
        for answer in answers:
            if answer.booking:
                tell_needs(request, answer.booking, **needs)
        return keep_mark(to_tickets(request, answers), mark)

    def book(self, said: dict[str, Any], mark: UUID) -> list[Answer]:
        """Book this day and those ticked, each for itself. Raises the first day's Refusal if none took the party."""
        days = [self.sitting, *(day for day in self.others if str(day.pk) in said["also"])]
        answers = book_days(
            days, party=said["party"], client_ref=said["client_ref"], guest=self.guest, device=mark,
            door=Booking.Door.WEB, kind=kind_asked(self.request), language=get_language() or "it",
        )  # fmt: skip
        if not any(answer.booking for answer in answers):
            raise answers[0].refusal or BookingNotOpen
        return answers

    def form(self, *args: Any, **kwargs: Any) -> PartyForm:
        """The form, within what the canteen takes in one booking."""
        days = {str(day.pk): capfirst(day_and_meal(day)) for day in self.others}
        return PartyForm(*args, limit=self.sitting.canteen.party_limit, days=days, **kwargs)

    @cached_property
    def others(self) -> list[Sitting]:
        """The other days that this guest may book in the same breath."""
        coming = Sitting.objects.coming(self.sitting.canteen).exclude(pk=self.sitting.pk).select_related("canteen")
        taken = set(Booking.objects.of(self.guest).live().values_list("sitting", flat=True)) if self.guest else set()
        return [day for day in coming if day.bookable and day.pk not in taken]

    def page(self, form: PartyForm, *, status: int = 200) -> HttpResponse:
        """The question, with what was typed and what was wrong with it."""
        context = {
            "form": form, "sitting": self.sitting, "when": when(self.sitting), "waiting": self.is_full,
            "share_full": self.is_full and self.sitting.availability != Sitting.Availability.WAITING,
            "takeaway": self.sitting.at_table and self.sitting.free_portions > 0,
        }  # fmt: skip
        return render(self.request, "guest/party.html", context, status=status)

    @property
    def is_full(self) -> bool:
        """Whether who books now waits."""
        return self.sitting.availability_for(anonymous=self.guest is None) == Sitting.Availability.WAITING


def to_tickets(request: HttpRequest, answers: list[Answer]) -> HttpResponse:
    """To the ticket or, where several days were asked for, to all of them, with what became of the others."""
    made = [answer.booking for answer in answers if answer.booking]
    for answer in answers:
        if answer.refusal:
            messages.warning(request, f"{capfirst(day_and_meal(answer.sitting))}: {answer.refusal.sentence}")
    if len(answers) == 1:
        return to_ticket(made[0])
    guest = holder(made[0])
    return remember(redirect("guest_coming", guest.token), guest)


def kind_asked(request: HttpRequest) -> str:
    """A seat, or the meal to take away: which of the two buttons was tapped."""
    return Booking.Kind.TAKEAWAY if request.POST.get("kind") == Booking.Kind.TAKEAWAY else Booking.Kind.SEAT


def tell_needs(request: HttpRequest, booking: Booking, **needs: int) -> None:
    """Note what the party needs beside its seats, and say so; the seats stand in any case."""
    if not any(needs.values()):
        return
    try:
        short = ask_needs(booking, **needs).short
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
        return
    if short:
        messages.warning(request, _("Il posto c'è. Seggioloni e posti senza gradini sono pochi: li cerchiamo per te."))


def to_ticket(booking: Booking) -> HttpResponse:
    """To the booking's ticket; this phone is its guest's from now on."""
    guest = holder(booking)
    return remember(redirect("ticket", guest.token, booking.pk), guest)
