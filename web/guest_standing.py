"""A guest's standing bookings: *ogni lunedì*; and the coming days on one page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from canteens import clock
from canteens.errors import Refusal
from guests.models import Guest
from mensa import standing
from mensa.models import Booking, StandingBooking
from web.guest_words import when
from web.standing_form import StandingForm, act_on, change_form, described, stayed_words
from web.throttle import ENOUGH, slow_down, too_many

TRIES = 60
mine = cache_control(private=True, no_cache=True)


def guest_or_404(token: str) -> Guest:
    """Whose secret link it is."""
    return get_object_or_404(Guest.objects.select_related("canteen", "contact"), token=token)


@require_safe
@mine
def coming(request: HttpRequest, token: str) -> HttpResponse:
    """The guest's coming days, each with how it stands."""
    guest = guest_or_404(token)
    rows = Booking.objects.of(guest).live().filter(sitting__ends__gt=clock.now()).select_related("sitting__canteen")
    days = [(when(row.sitting), row) for row in rows.order_by("sitting__starts")]
    context = {"guest": guest, "days": days, "face": guest.face}
    return render(request, "guest/coming.html", context)


@mine
def standings(request: HttpRequest, token: str) -> HttpResponse:
    """What goes on every week, and asking for more."""
    guest = guest_or_404(token)
    form = StandingForm(request.POST if request.method == "POST" else None, canteen=guest.canteen)
    status = 200
    if form.is_bound:
        status = _asked(request, guest, form)
        if status == 302:
            return redirect("guest_coming", guest.token)
    rows = [(row, described(row)) for row in standing.of_guest(guest)]
    return render(request, "guest/standings.html", {"guest": guest, "form": form, "rows": rows}, status=status)


def _asked(request: HttpRequest, guest: Guest, form: StandingForm) -> int:
    """The status of the answer; 302 once the wish is written."""
    if not form.is_valid():
        return 400
    if too_many(request, "standing", limit=TRIES):
        form.add_error(None, ENOUGH)
        return 429
    slow_down(request, "standing")
    try:
        standing.ask_for(guest, form.wish)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return refusal.status
    return 302


def one(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """One of them: change it, pause it, end it."""
    guest = guest_or_404(token)
    row = _row(guest, pk)
    form = change_form(row, request.POST if request.method == "POST" else None)
    back = reverse("guest_standings", args=[token])
    if form.is_valid():
        try:
            stayed = standing.change(row, form.wish, follow=form.cleaned_data["follow"] == "yes")
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            if stayed:
                messages.warning(request, stayed_words(stayed))
            return redirect(back)
    context = {
        "guest": guest, "row": row, "form": form, "title": described(row), "back": back,
        "action": reverse("guest_standing_act", args=[token, pk]),
    }  # fmt: skip
    return render(request, "guest/standing.html", context, status=400 if form.is_bound else 200)


@require_POST
def act(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Pause, go on, end."""
    messages.success(request, act_on(request, _row(guest_or_404(token), pk)))
    return redirect("guest_standings", token)


def _row(guest: Guest, pk: int) -> StandingBooking:
    rows = StandingBooking.objects.going(guest.canteen.today()).select_related("guest__canteen", "guest__contact")
    return get_object_or_404(rows, pk=pk, guest=guest)
