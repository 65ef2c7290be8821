"""The menus of the days to come, on one page."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from mensa import sittings
from mensa.models import Sitting
from web.acts import Act
from web.guest_words import day_and_meal
from web.middleware import place


class MenusForm(forms.Form):
    """One line for each coming sitting; beside it, hidden, what it was when the page was opened."""

    def __init__(self, *args: Any, coming: list[Sitting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coming = {f"menu_{sitting.pk}": sitting for sitting in coming}
        for name, sitting in self.coming.items():
            label = capfirst(day_and_meal(sitting))
            self.fields[name] = forms.CharField(
                label=label, max_length=120, required=False, initial=sitting.menu, show_hidden_initial=True
            )

    def changed(self) -> dict[Sitting, str]:
        """The lines that were typed anew: two who plan at once keep each other's days."""
        return {self.coming[name]: self.cleaned_data[name] for name in self.changed_data}


class PlannedMenus(Act):
    """What there is to eat on each of the coming days."""

    title = gettext_lazy("I menu dei prossimi giorni")
    lead = gettext_lazy("Una riga per giorno: ribollita · mele. Chi prenota la legge.")
    button = gettext_lazy("Salva i menu")
    done = gettext_lazy("I menu sono scritti.")
    back = "calendar"

    def form(self, data: Any = None) -> MenusForm:
        self.typed = MenusForm(data, coming=list(Sitting.objects.coming(place(self.request))))
        return self.typed

    def act(self, facts: dict[str, Any]) -> None:
        sittings.set_menus(self.typed.changed())
