"""Who helps: inviting, roles, letting go. Only coordinators come here."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from canteens import staff
from canteens.errors import Refusal
from canteens.models import LANGUAGES, Role, User
from notices.staff import invite, write_password_link
from web.acts import Act, told, yes_or_no
from web.middleware import place


@require_safe
@never_cache
def people(request: HttpRequest) -> HttpResponse:
    """Everyone with a role here, and their roles."""
    rows = staff.people(place(request))
    return render(request, "staff/people.html", {"people": rows})


def _roles_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=gettext_lazy("Che cosa fa?"), choices=Role.choices, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Chi coordina può fare anche tutto il resto."),
        error_messages={"required": staff.NoRole.message},
    )  # fmt: skip


class InviteForm(forms.Form):
    """Who, and what for."""

    name = forms.CharField(label=gettext_lazy("Nome"), max_length=80)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    language = forms.ChoiceField(label=gettext_lazy("Lingua delle e-mail"), choices=LANGUAGES)
    roles = _roles_field()


class Invite(Act):
    """Somebody new is written to."""

    form_class = InviteForm
    title = gettext_lazy("Invitare qualcuno")
    lead = gettext_lazy("Riceve un'e-mail con un link per scegliere la password.")
    button = gettext_lazy("Manda l'invito")
    done = gettext_lazy("L'invito parte adesso. Il link vale 3 giorni.")
    back = "people"

    def act(self, facts: dict[str, Any]) -> None:
        by = cast(User, self.request.user)  # the guard has asked everybody else to sign in
        invite(place(self.request), by=by, **facts)


class RolesForm(forms.Form):
    """What for, and whether the sheet is mailed to them."""

    roles = _roles_field()
    wants_sheet = forms.BooleanField(
        label=gettext_lazy("Riceve il foglio dell'accoglienza per e-mail"), required=False,
        help_text=gettext_lazy("Ogni giorno, quando le prenotazioni si chiudono. Solo accoglienza e coordinamento."),
    )  # fmt: skip


def _person(request: HttpRequest, pk: int) -> User:
    canteen = place(request)
    return get_object_or_404(User.objects.filter(memberships__canteen=canteen.pk).distinct(), pk=pk)


class Person(Act):
    """One person's roles; below them, the password link and letting go."""

    form_class = RolesForm
    template = "staff/person.html"
    button = gettext_lazy("Salva")
    done = gettext_lazy("Salvato.")
    back = "people"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.person = _person(request, kwargs["pk"])
        self.title = str(self.person)

    def initial(self) -> dict[str, Any]:
        here = self.person.memberships.filter(canteen=place(self.request).pk)
        return {"roles": list(here.values_list("role", flat=True)), "wants_sheet": self.person.wants_sheet}

    def act(self, facts: dict[str, Any]) -> None:
        staff.set_roles(self.person, canteen=place(self.request), roles=facts["roles"])
        staff.set_sheet(self.person, wanted=facts["wants_sheet"])

    def context(self) -> dict[str, Any]:
        return super().context() | {"person": self.person}


@require_POST
def access(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes somebody's access away, or gives it back."""
    person = _person(request, pk)
    try:
        if yes_or_no(request, "active"):
            staff.reactivate(person)
        else:
            staff.deactivate(person, canteen=place(request))
    except Refusal as refusal:
        told(request, refusal)
        return redirect("person", pk)
    text = _("{name} può entrare di nuovo.") if person.is_active else _("{name} non può più entrare.")
    messages.success(request, text.format(name=person))
    return redirect("people")


@require_POST
def password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Mails somebody a link to choose a password, once more."""
    person = _person(request, pk)
    write_password_link(person, canteen=place(request), kind="staff_invited", by=str(request.user))
    messages.success(request, _("Il link parte adesso per e-mail."))
    return redirect(reverse("person", args=[pk]))
