"""The transport document: what it says, its paper, and what to ask an adviser about it."""

import re
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from canteens.models import Role, User
from recovery.documents import is_whole
from recovery.models import Shop, TransportDocument
from recovery.papers import document_pdf
from web.access import needs
from web.middleware import place


@needs(Role.SHOP, Role.DRIVER, Role.COOK)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The document in short, with the paper to open."""
    document = _document(request, pk)
    counter = TransportDocument.objects.filter(annuls=document).first()
    context = {"document": document, "counter": counter, "is_whole": is_whole(document), "canteen": place(request)}
    return render(request, "documents/page.html", context)


@needs(Role.SHOP, Role.DRIVER, Role.COOK)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper, drawn now."""
    document = _document(request, pk)
    return as_pdf(document_pdf(document), name=document.name)


def as_pdf(content: bytes, *, name: str) -> HttpResponse:
    """An answer that a browser shows, and saves under `name`: letters that any system takes for a file."""
    plain = re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII).strip("-.") or "documento"
    headers = {"Content-Disposition": f'inline; filename="{plain}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _document(request: HttpRequest, pk: int) -> TransportDocument:
    """One of a shop that the asker may speak for, or 404."""
    shops = Shop.objects.spoken_for_by(cast("User", request.user), canteen=place(request))
    rows = TransportDocument.objects.select_related("shop", "annuls")
    return get_object_or_404(rows, pk=pk, shop__in=shops)
