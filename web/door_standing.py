"""Standing bookings at the door: for a guest who asks a volunteer, and all of them in one list."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from canteens.errors import Refusal
from guests.register import CodeUnknown
from mensa import standing
from mensa.models import Booking, StandingBooking
from web.door_access import DoorRequest, at_the_door
from web.door_cards import card_of, find
from web.standing_form import StandingForm, act_on, change_form, described, stayed_words


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def standings(request: DoorRequest) -> HttpResponse:
    """Everybody's, by card; and a new one for the card that is looked for."""
    canteen = request.doorway.canteen
    form = StandingForm(request.POST if request.method == "POST" else None, canteen=canteen)
    status = 200
    if form.is_bound and "search" not in request.POST:
        status = _asked(request, form)
        if status == 302:
            messages.success(request, _("Fatto: i giorni aperti sono prenotati, gli altri appena si aprono."))
            return redirect("door_standing")
    rows = [(row, described(row)) for row in standing.of_canteen(canteen)]
    context = {"form": form, "rows": rows, "found": find(request) if form.is_bound else None}
    return render(request, "door/standings.html", context | {"code": request.POST.get("code", "")}, status=status)


def _asked(request: DoorRequest, form: StandingForm) -> int:
    """The status of the answer; 302 once the wish is written."""
    if not form.is_valid():
        return 400
    said = request.POST
    try:
        guest = card_of(request.doorway.canteen, card=said.get("card", ""), code=said.get("code", ""))
        if guest is None:
            raise CodeUnknown
        standing.ask_for(guest, form.wish, door=Booking.Door.CALL)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return refusal.status
    return 302


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def one(request: DoorRequest, pk: int) -> HttpResponse:
    """One of them: change it, pause it, end it."""
    row = _row(request, pk)
    form = change_form(row, request.POST if request.method == "POST" else None)
    if form.is_valid():
        stayed = standing.change(row, form.wish, follow=form.cleaned_data["follow"] == "yes")
        if stayed:
            messages.warning(request, stayed_words(stayed))
        return redirect("door_standing")
    context = {
        "row": row, "form": form, "title": described(row), "face": row.guest.face, "back": reverse("door_standing"),
        "action": reverse("door_standing_act", args=[pk]),
    }  # fmt: skip
    return render(request, "door/standing.html", context, status=400 if form.is_bound else 200)


@require_POST
@at_the_door
def act(request: DoorRequest, pk: int) -> HttpResponse:
    """Pause, go on, end."""
    messages.success(request, act_on(request, _row(request, pk)))
    return redirect("door_standing")


def _row(request: DoorRequest, pk: int) -> StandingBooking:
    canteen = request.doorway.canteen
    rows = StandingBooking.objects.going(canteen.today()).select_related("guest__canteen", "guest__contact")
    return get_object_or_404(rows, pk=pk, guest__canteen=canteen)
