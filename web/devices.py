"""The door's phones: how a coordinator makes and takes one back, and how a phone is enrolled."""

from typing import cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from canteens import devices
from canteens.models import Device, Role, User
from web.access import needs
from web.door_access import keep_token
from web.guest_ticket import qr
from web.middleware import place

INVITE_COOKIE = "invite"
QUARTER = int(devices.INVITE_LASTS.total_seconds())


class PhoneForm(forms.Form):
    """What a coordinator calls the phone."""

    name = forms.CharField(
        label=gettext_lazy("Nome del telefono"), max_length=60, help_text=gettext_lazy("Per esempio: ingresso, Lucia.")
    )


@never_cache
@needs(Role.COORDINATOR)
def phones(request: HttpRequest) -> HttpResponse:
    """The phones of this canteen, and the link of the one just made, for as long as it is good."""
    form = PhoneForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _invite(request, name=form.cleaned_data["name"])
    return render(request, "door/phones.html", _shown(request) | {"form": form}, status=400 if form.is_bound else 200)


def _invite(request: HttpRequest, *, name: str) -> HttpResponse:
    """The secret waits in the coordinator's own browser, since nothing else may keep it."""
    secret = devices.invite(place(request), name=name, by=cast(User, request.user))[1]
    response = redirect("phones")
    response.set_signed_cookie(
        INVITE_COOKIE, secret, max_age=QUARTER, path=reverse("phones"), httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


def _shown(request: HttpRequest) -> dict[str, object]:
    secret = request.get_signed_cookie(INVITE_COOKIE, "", max_age=QUARTER)
    fresh = devices.invited(secret) if secret else None
    address = request.build_absolute_uri(reverse("enrol", args=[secret])) if fresh else ""
    return {
        "phones": Device.objects.filter(canteen=place(request)).order_by("-pk"), "fresh": fresh,
        "address": address, "qr": qr(address) if fresh else "",
    }  # fmt: skip


@require_POST
@needs(Role.COORDINATOR)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a phone back."""
    device = get_object_or_404(Device, pk=pk, canteen=place(request))
    devices.revoke(device)
    messages.success(request, _("{name} non è più collegato.").format(name=device.name))
    return redirect("phones")


@never_cache
def enrol(request: HttpRequest, secret: str) -> HttpResponse:
    """A page with one button; only the button enrols."""
    if request.method == "POST":
        return _enrolled(request, secret=secret)
    device = devices.invited(secret)
    return render(request, "door/enrol.html", {"device": device}, status=200 if device else 410)


def _enrolled(request: HttpRequest, *, secret: str) -> HttpResponse:
    try:
        device, token = devices.enrol(secret)
    except devices.InviteOver as over:
        return render(request, "door/enrol.html", {"device": None}, status=over.status)
    messages.success(request, _("Questo telefono ora è collegato: {name}.").format(name=device.name))
    return keep_token(redirect("door"), token)
