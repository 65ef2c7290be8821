"""Transport documents as papers."""

from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from api.access import StaffView, canteens_of, staff_of
from canteens.models import Role
from recovery.models import Shop, TransportDocument
from recovery.papers import document_pdf

PDF = {(200, "application/pdf"): OpenApiTypes.BINARY}


class AsksForPdf(BaseRenderer):
    """Lets who accepts nothing but PDF in; the answer is drawn by the view, and a problem is JSON all the same."""

    media_type = "application/pdf"
    format = "pdf"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """A problem."""
        return JSONRenderer().render(data)


def as_pdf(content: bytes) -> HttpResponse:
    """The paper as it is."""
    return HttpResponse(content, content_type="application/pdf")


class DocumentPaper(StaffView):
    """The paper of a document, for the people of its shop and for who carries, cooks or coordinates."""

    roles: ClassVar = (Role.SHOP, Role.DRIVER, Role.COOK)
    renderer_classes = [JSONRenderer, AsksForPdf]

    @extend_schema(responses=PDF)
    def get(self, request: Request, pk: int) -> HttpResponse:
        """Accessible (PDF/UA-1), drawn now from what was frozen when it was issued."""
        user = staff_of(request)
        every = Q(canteen__in=canteens_of(user, Role.DRIVER, Role.COOK))
        shops = Shop.objects.filter(every | Q(people=user, canteen__in=self.canteens))
        return as_pdf(document_pdf(get_object_or_404(TransportDocument, pk=pk, shop__in=shops)))
