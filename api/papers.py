"""What there is to print: transport documents and the report of a week."""

from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from api.access import StaffView, canteens_of, staff_of
from canteens.days import Week, parse_week
from canteens.models import Role
from impact.report import week_pdf
from impact.trend import lived_week
from recovery.models import Shop, TransportDocument
from recovery.papers import document_pdf

PDF = {(200, "application/pdf"): OpenApiTypes.BINARY}


class AsksForPdf(BaseRenderer):
    """Lets who accepts nothing but PDF in; the answer is drawn by the view, and a problem is JSON all the same."""

    media_type = "application/pdf"
    format = "json"  # one that `?format=` needs not tell apart

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


class WeekQuery(serializers.Serializer[Any]):
    """A week; nothing: the one to speak of, which is the last that is over until something happens in this one."""

    week = serializers.RegexField(r"^20\d{2}-W\d\d$", required=False, help_text="ISO 8601, as 2026-W47")

    def validate_week(self, text: str) -> Week:
        """A week that the year has."""
        try:
            return parse_week(text)
        except ValueError as wrong:
            raise serializers.ValidationError(_("Questa settimana non esiste."), "week") from wrong


class WeekPaper(StaffView):
    """The report of a week on two pages, for coordinators."""

    renderer_classes = [JSONRenderer, AsksForPdf]

    @extend_schema(parameters=[WeekQuery], responses=PDF)
    def get(self, request: Request, pk: int) -> HttpResponse:
        """Accessible (PDF/UA-1), in the language of Accept-Language."""
        canteen = self.canteen(pk)
        query = WeekQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        return as_pdf(week_pdf(canteen, query.validated_data.get("week") or lived_week(canteen)))
