"""A coordinator closes a week as it stands, or writes down why its numbers changed."""

from typing import Any, cast

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteens.days import Week, parse_week
from canteens.models import User
from impact import closing, weeks
from web.acts import Act
from web.middleware import place


class WhyForm(forms.Form):
    """In the coordinator's words."""

    reason = forms.CharField(label=gettext_lazy("Perché?"), max_length=200)


class OfWeek(Act):
    """An act on the week of the address."""

    @property
    def week(self) -> Week:
        """The week of the address, or 404."""
        try:
            week = parse_week(self.kwargs["week"])
        except ValueError as wrong:
            raise Http404 from wrong
        if not 2000 <= week.year < 2100:
            raise Http404
        return week

    @property
    def by(self) -> User:
        return cast("User", self.request.user)

    def target(self) -> str:
        return f"{reverse('figures')}?settimana={self.week}"

    def context(self) -> dict[str, Any]:
        return super().context() | {"title": f"{self.title} {self.week.number}"}


class Confirm(OfWeek):
    """The week is closed now, whatever is missing."""

    template = "figures/confirm.html"
    title = gettext_lazy("Consuntivo della settimana")
    lead = gettext_lazy("I numeri restano scritti così. Se poi cambia qualcosa, si aggiunge una revisione.")
    button = gettext_lazy("Confermo i numeri")
    done = gettext_lazy("Consuntivo fatto.")

    def act(self, facts: dict[str, Any]) -> None:
        closing.confirm(place(self.request), self.week, by=self.by)

    def context(self) -> dict[str, Any]:
        told = weeks.told(place(self.request), self.week.period)
        return super().context() | {"figures": told.figures, "missing_title": _("Manca ancora")}


class Revise(OfWeek):
    """The numbers changed after the week was closed: a revision in the coordinator's words."""

    form_class = WhyForm
    title = gettext_lazy("Revisione della settimana")
    lead = gettext_lazy("I numeri di oggi prendono il posto di quelli scritti, che restano da leggere.")
    button = gettext_lazy("Scrivo la revisione")
    done = gettext_lazy("Revisione scritta.")

    def act(self, facts: dict[str, Any]) -> None:
        closing.revise(place(self.request), self.week, by=self.by, reason=facts["reason"])
