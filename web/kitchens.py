"""Where lunch is cooked: the kitchens, and the days on which one of them can't cook."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from canteens.errors import Refusal
from canteens.models import Canteen, Kitchen, KitchenClosure
from mensa.kitchens import close_kitchen, lay_the_table, touched
from mensa.models import Sitting
from web.acts import Act, told
from web.middleware import place

Instead = KitchenClosure.Instead


@require_safe
@never_cache
def kitchens(request: HttpRequest) -> HttpResponse:
    """Every kitchen, the newest first, with the days on which it does not cook."""
    canteen = place(request)
    rows = canteen.kitchens.order_by("-pk")
    coming = KitchenClosure.objects.filter(kitchen__canteen=canteen.pk, last__gte=canteen.today())
    context = {"kitchens": rows, "closures": coming.select_related("kitchen", "to")}
    return render(request, "staff/kitchens.html", context)


class KitchenForm(forms.ModelForm):  # type: ignore[type-arg]
    """Its name and where it is."""

    class Meta:
        model = Kitchen
        fields = ["name", "address"]


class NewKitchen(Act):
    """One more kitchen, in which lunch is cooked from the next sitting that opens."""

    title = gettext_lazy("Una cucina nuova")
    lead = gettext_lazy("I servizi che si aprono da adesso si cucinano qui.")
    button = gettext_lazy("Salva la cucina")
    done = gettext_lazy("La cucina è salvata.")
    back = "kitchens"

    def form(self, data: Any = None) -> forms.BaseForm:
        return KitchenForm(data, instance=Kitchen(canteen=place(self.request)))

    def act(self, facts: dict[str, Any]) -> None:
        Kitchen.objects.create(canteen_id=place(self.request).pk, **facts)


class CloseForm(forms.Form):
    """From when to when, why, and what is done with lunch."""

    first = forms.DateField(label=gettext_lazy("Dal giorno"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(
        label=gettext_lazy("Fino al giorno compreso"), widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(
        label=gettext_lazy("Perché?"), max_length=120,
        help_text=gettext_lazy("Se per chi ha prenotato cambia qualcosa, lo legge. Scrivi poche parole."),
    )  # fmt: skip
    instead = forms.ChoiceField(
        label=gettext_lazy("Che cosa facciamo?"), choices=Instead.choices, widget=forms.RadioSelect
    )
    to = forms.ModelChoiceField(Kitchen.objects.none(), label=gettext_lazy("In quale cucina?"), required=False)

    def __init__(self, *args: Any, canteen: Canteen, kitchen: Kitchen, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = canteen.kitchens.exclude(pk=kitchen.pk)  # type: ignore[attr-defined]
        for name in ("first", "last"):
            self.fields[name].widget.attrs["min"] = canteen.today().isoformat()

    def clean(self) -> dict[str, Any]:
        """Another kitchen only where lunch moves to it."""
        facts: dict[str, Any] = super().clean() or {}
        moves = facts.get("instead") == Instead.MOVE
        if moves and not facts.get("to"):
            self.add_error("to", _("Scegli la cucina."))
        return facts | {"to": facts.get("to") if moves else None}


class CloseKitchen(Act):
    """A kitchen can't cook: first what that touches, then the button that does it."""

    template = "staff/close_kitchen.html"
    title = gettext_lazy("Una cucina si ferma")
    button = gettext_lazy("Guarda che cosa cambia")
    done = gettext_lazy("Fatto. A chi ha prenotato lo diciamo, se per lui cambia qualcosa.")
    back = "kitchens"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.canteen = place(request)
        self.kitchen = get_object_or_404(Kitchen, pk=kwargs["pk"], canteen=self.canteen.pk)
        self.lead = self.kitchen.name

    def form(self, data: Any = None) -> forms.BaseForm:
        return CloseForm(data, canteen=self.canteen, kitchen=self.kitchen)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if "sure" in request.POST or not form.is_valid():
            return super().post(request, **kwargs)
        return self.page(form)

    def act(self, facts: dict[str, Any]) -> None:
        close_kitchen(self.kitchen, **facts)

    def page(self, form: forms.BaseForm, *, status: int = 200) -> HttpResponse:
        if form.is_bound and form.is_valid():
            self.preview = _preview(self.kitchen, form.cleaned_data)
        return super().page(form, status=status)

    def context(self) -> dict[str, Any]:
        return super().context() | {"preview": getattr(self, "preview", None)}


def _preview(kitchen: Kitchen, asked: dict[str, Any]) -> list[str]:
    """What the closing would touch, in two lines."""
    found = touched(kitchen, first=asked["first"], last=asked["last"])
    count = len(found.sittings)
    days = ngettext("{n} servizio già aperto", "{n} servizi già aperti", count).format(n=count)
    people = ngettext("{n} persona ha prenotato", "{n} persone hanno prenotato", found.people).format(n=found.people)
    return [days, people]


@require_POST
def lay(request: HttpRequest, pk: int) -> HttpResponse:
    """A sitting that was to take away is at the table again."""
    sitting = get_object_or_404(Sitting, pk=pk, canteen=place(request).pk)
    try:
        lay_the_table(sitting)
    except Refusal as refusal:
        told(request, refusal)
    else:
        messages.success(request, _("Si mangia a tavola. I pasti da portare via già promessi restano promessi."))
    return redirect("sitting", pk)
