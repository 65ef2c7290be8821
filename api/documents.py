"""The documents of hand-overs through the API: the register, one of them, and taking a wrong one back."""

import datetime as dt
from typing import Any, ClassVar, TypedDict

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import StaffView, canteens_of, read, staff_of
from canteens.models import Role
from recovery import documents
from recovery.models import TransportDocument

LATEST = 100


class Paper(TypedDict):
    """A document of a hand-over as it was issued; `payload` is frozen, `sha256` is of its canonical JSON."""

    id: int
    name: str
    shop: int
    donation: int
    issued_at: dt.datetime
    annuls: int | None
    annulled_by: int | None
    template_version: str
    sha256: str
    payload: dict[str, Any]


class AnnulForm(serializers.Serializer[Any]):
    """Why."""

    why = serializers.CharField(max_length=120)


def paper_of(document: TransportDocument) -> Paper:
    """A document as it was issued."""
    counter = getattr(document, "annulled_by", None)
    return {
        "id": document.pk, "name": document.name, "shop": document.shop_id, "donation": document.donation_id,
        "issued_at": document.issued_at, "annuls": document.annuls_id, "annulled_by": counter.pk if counter else None,
        "template_version": document.template_version, "sha256": document.sha256, "payload": document.payload,
    }  # fmt: skip


class Papers(StaffView):
    """The register of documents."""

    roles: ClassVar = (Role.DRIVER, Role.COOK)

    @extend_schema(responses={200: list[Paper]})
    def get(self, request: Request, pk: int) -> Response:
        """The latest hundred, newest first."""
        rows = TransportDocument.objects.filter(donation__canteen=self.canteen(pk)).select_related("annulled_by")
        return Response([paper_of(document) for document in rows.order_by("-pk")[:LATEST]])


class OnePaper(StaffView):
    """One document; the shop it belongs to may read it too."""

    roles: ClassVar = (Role.DRIVER, Role.COOK, Role.SHOP)

    @extend_schema(responses={200: Paper})
    def get(self, request: Request, pk: int) -> Response:
        """As it was issued."""
        rows = _papers_of(self).select_related("annulled_by")
        return Response(paper_of(get_object_or_404(rows, pk=pk)))


class AnnulPaper(StaffView):
    """A wrong document is taken back."""

    roles: ClassVar = ()

    @extend_schema(request=AnnulForm, responses={201: Paper})
    def post(self, request: Request, pk: int) -> Response:
        """Issue its counter-document, which is answered; neither is ever changed."""
        rows = TransportDocument.objects.select_related("donation__shop", "donation__canteen")
        document = get_object_or_404(rows, pk=pk, donation__canteen__in=self.canteens)
        counter = documents.annul(document, by=staff_of(request), **read(AnnulForm, request))
        return Response(paper_of(counter), status=201)


def _papers_of(view: StaffView) -> QuerySet[TransportDocument]:
    """Those of the asker's canteens, and for a shopkeeper those of their shops alone."""
    user = staff_of(view.request)
    every = Q(donation__canteen__in=canteens_of(user, Role.DRIVER, Role.COOK))
    own = Q(shop__people=user, donation__canteen__in=view.canteens)
    return TransportDocument.objects.filter(every | own).distinct()
