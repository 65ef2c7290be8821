"""Signing in and out, and choosing a password. django-axes counts the wrong ones and answers 429."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteens.models import Role
from notices.staff import reset_password
from web.access import roles_of
from web.acts import Act
from web.middleware import has_place, place
from web.throttle import slow_down, too_many

LANDING = {
    Role.COORDINATOR: "today", Role.DOOR: "door", Role.SHOP: "shop", Role.COOK: "today", Role.DRIVER: "stops",
    Role.REFERRER: "referrals",
}  # fmt: skip
"""Where each role starts its day; of several the first."""
ASKED_AN_HOUR = 10


def landing(request: HttpRequest) -> str:
    """The first page that the roles of whoever is signed in need."""
    held = roles_of(request)
    return reverse(next((page for role, page in LANDING.items() if role in held), "home"))


class SignInForm(AuthenticationForm):
    """E-mail and password; which of the two is wrong is not told."""

    username = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    error_messages = {"invalid_login": gettext_lazy("E-mail o password non giuste. Controlla e prova ancora.")}

    def clean_username(self) -> str:
        """One spelling of an address, so that capitals buy nobody more tries."""
        return str(self.cleaned_data["username"]).lower()


class SignIn(LoginView):
    """Leads on to the page one wanted, else to what one's role needs."""

    form_class = SignInForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """Where one's role starts."""
        return landing(self.request)


class ForgottenForm(forms.Form):
    """Whose password."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class Forgotten(Act):
    """Asks for a link by mail; the answer is the same whether or not somebody signs in with that address."""

    form_class = ForgottenForm
    template = "registration/forgotten.html"
    title = gettext_lazy("Scegli una password nuova")
    lead = gettext_lazy("Ti mandiamo un link per e-mail.")
    button = gettext_lazy("Mandami il link")
    done = gettext_lazy("Se l'indirizzo è giusto, fra poco arriva un'e-mail. Guarda anche nella posta indesiderata.")
    back = "login"

    def act(self, facts: dict[str, Any]) -> None:
        if too_many(self.request, "forgotten", limit=ASKED_AN_HOUR):
            return
        slow_down(self.request, "forgotten")
        if has_place(self.request):
            reset_password(place(self.request), **facts)


class PasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """The password, twice."""

    new_password1 = forms.CharField(
        label=gettext_lazy("La tua password"), strip=False,
        help_text=gettext_lazy("Almeno 10 caratteri. Anche quattro parole a caso vanno bene."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    new_password2 = forms.CharField(
        label=gettext_lazy("Ancora la stessa"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    error_messages = {"password_mismatch": gettext_lazy("Le due password non sono uguali. Scrivile ancora.")}


class SetPassword(PasswordResetConfirmView):
    """Behind the mailed link; who has chosen is signed in."""

    form_class = PasswordForm
    template_name = "registration/set_password.html"
    post_reset_login = True
    post_reset_login_backend = "django.contrib.auth.backends.ModelBackend"

    def get_success_url(self) -> str:
        """Where one's role starts."""
        messages.success(self.request, _("La password è cambiata."))
        return resolve_url(landing(self.request))


class SignOut(LogoutView):
    """Out; what this browser kept for the door while it had no network goes too."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"storage"'
        return response
