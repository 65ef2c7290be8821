"""Many bookings of one phone at a sitting: a coordinator looks, and may free them at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mensa import devices
from mensa.models import Booking, Sitting
from web.guest_words import day_and_meal
from web.middleware import place


def _sitting(request: HttpRequest, pk: int) -> Sitting:
    return get_object_or_404(Sitting.objects.select_related("canteen"), pk=pk, canteen=place(request).pk)


@require_safe
@never_cache
def phones(request: HttpRequest, pk: int) -> HttpResponse:
    """Each phone that took more than a few places, with the places."""
    sitting = _sitting(request, pk)
    context = {"sitting": sitting, "title": day_and_meal(sitting).capitalize(), "phones": devices.phones(sitting)}
    return render(request, "staff/phones.html", context | {"many": devices.MANY})


@require_POST
def free(request: HttpRequest, pk: int, booking: int) -> HttpResponse:
    """Free every coming booking of the phone that made this one."""
    sitting = _sitting(request, pk)
    here = Booking.objects.filter(sitting__canteen=sitting.canteen_id).select_related("sitting__canteen")
    freed = devices.free(devices.of_phone(get_object_or_404(here, pk=booking)))
    text = ngettext("{n} prenotazione liberata.", "{n} prenotazioni liberate.", len(freed)).format(n=len(freed))
    messages.success(request, text)
    return redirect("sitting_phones", sitting.pk)
