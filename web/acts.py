"""A page of the staff that asks for one thing and does it: a form, one verb, and its refusal as a sentence."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.functional import Promise
from django.views.generic import View

from canteens.errors import Refusal


class Act(View):
    """Subclasses name the form, the words and where one lands, and call the verb in `act`."""

    form_class: type[forms.Form] = forms.Form
    template = "staff/act.html"
    title: str | Promise = ""
    lead: str | Promise = ""
    button: str | Promise = ""
    done: str | Promise = ""
    warm = False
    """Whether the button gives something up."""
    back = "today"

    def act(self, facts: dict[str, Any]) -> None:
        """Do it; a Refusal becomes an error of the form."""
        raise NotImplementedError

    def initial(self) -> dict[str, Any]:
        """What stands in the form at first."""
        return {}

    def target(self) -> str:
        """Where one lands, and where *Indietro* leads."""
        return self.back

    def form(self, data: Any = None) -> forms.BaseForm:
        """The form, empty or as it was sent."""
        return self.form_class(data, initial=self.initial())

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=400)
        try:
            self.act(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            return self.page(form, status=refusal.status)
        if self.done:
            messages.success(request, str(self.done))
        return redirect(self.target())

    def page(self, form: forms.BaseForm, *, status: int = 200) -> HttpResponse:
        """The question, with what was typed and what was wrong with it."""
        return render(self.request, self.template, self.context() | {"form": form}, status=status)

    def context(self) -> dict[str, Any]:
        """What the page shows beside the form."""
        return {
            "title": self.title, "lead": self.lead, "button": self.button, "warm": self.warm,
            "back": resolve_url(self.target()),
        }  # fmt: skip


def yes_or_no(request: HttpRequest, name: str) -> bool:
    """Which of two buttons was pressed; a request that says neither changes nothing."""
    answer = request.POST.get(name)
    if answer not in {"yes", "no"}:
        raise BadRequest(name)
    return answer == "yes"


def told(request: HttpRequest, refusal: Refusal) -> None:
    """A refusal of a page that has no form to show it in."""
    messages.error(request, refusal.sentence)
