"""The papers of hand-overs: the register, one document as a page, and taking a wrong one back."""

from typing import Any, cast

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from canteens.models import Role, User
from recovery import documents
from recovery.models import TransportDocument
from recovery.papers import document_pdf
from web.access import needs, roles_of
from web.acts import Act
from web.middleware import place
from web.pdf import as_pdf
from web.shop_access import for_a_shop, shops_of

ON_A_PAGE = 50


@require_safe
@never_cache
@needs(Role.COOK, Role.DRIVER)
def register(request: HttpRequest) -> HttpResponse:
    """Every document of this canteen, the newest first."""
    rows = TransportDocument.objects.filter(donation__canteen=place(request)).order_by("-pk")
    page = Paginator(rows.select_related("shop", "annuls", "annulled_by"), ON_A_PAGE).get_page(
        request.GET.get("pagina")
    )
    return render(request, "documents/register.html", {"page": page})


@require_safe
@for_a_shop
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One document as it was issued, with its paper, and what to ask an adviser about it."""
    found = _document(request, pk)
    annulled = hasattr(found, "annulled_by")
    context = {
        "document": found, "paper": found.payload, "annulled": annulled, "is_whole": documents.is_whole(found),
        "may_annul": Role.COORDINATOR in roles_of(request) and not annulled and not found.annuls_id,
    }  # fmt: skip
    return render(request, "documents/document.html", context)


@require_safe
@for_a_shop
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Its paper, drawn now."""
    found = _document(request, pk)
    return as_pdf(document_pdf(found), name=found.name)


def _document(request: HttpRequest, pk: int) -> TransportDocument:
    """One of a shop that whoever asks may speak for, or 404."""
    rows = TransportDocument.objects.select_related("shop", "donation", "issued_by", "annuls", "annulled_by")
    return get_object_or_404(rows, pk=pk, shop__in=shops_of(request))


class AnnulForm(forms.Form):
    """Why."""

    why = forms.CharField(label=gettext_lazy("Perché?"), max_length=120)


class Annul(Act):
    """A wrong document is taken back by a counter-document; both stay in the register."""

    form_class = AnnulForm
    title = gettext_lazy("Annullare il documento")
    lead = gettext_lazy("Nasce un documento che lo annulla. Tutti e due restano nel registro.")
    button = gettext_lazy("Annulla il documento")
    done = gettext_lazy("Il documento è annullato.")
    warm = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = TransportDocument.objects.select_related("donation__shop", "donation__canteen")
        self.document = get_object_or_404(rows, pk=kwargs["pk"], donation__canteen=place(request))

    def act(self, facts: dict[str, Any]) -> None:
        documents.annul(self.document, by=cast(User, self.request.user), **facts)

    def target(self) -> str:
        return reverse("document", args=[self.document.pk])
