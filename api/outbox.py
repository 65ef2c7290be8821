"""What was said and what became of it, for coordinators."""

import datetime as dt
from typing import Any, TypedDict

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import StaffView
from notices.models import Channel, Notice
from notices.outbox import again

LATEST = 200


class Sent(TypedDict):
    """A notice without its words and without the address: who it was for shows in the card's number."""

    id: int
    kind: str
    channel: Channel
    number: str
    language: str
    state: Notice.State
    due: dt.datetime
    expires: dt.datetime
    sent: dt.datetime | None
    attempts: int
    error: str


class NoticesQuery(serializers.Serializer[Any]):
    """Which notices."""

    state = serializers.ChoiceField(Notice.State.choices, required=False)


def sent_of(notice: Notice) -> Sent:
    """A notice for coordinators."""
    return {
        "id": notice.pk, "kind": notice.kind, "channel": Channel(notice.channel),
        "number": str(notice.payload.get("number", "")),
        "language": notice.contact.language, "state": Notice.State(notice.state), "due": notice.due,
        "expires": notice.expires, "sent": notice.sent, "attempts": notice.attempts, "error": notice.error,
    }  # fmt: skip


class Notices(StaffView):
    """The outbox."""

    @extend_schema(parameters=[NoticesQuery], responses={200: list[Sent]})
    def get(self, request: Request, pk: int) -> Response:
        """The latest, newest first."""
        query = NoticesQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        rows = Notice.objects.filter(canteen=self.canteen(pk), **query.validated_data).select_related("contact")
        return Response([sent_of(notice) for notice in rows.order_by("-due", "-pk")[:LATEST]])


class Again(StaffView):
    """Trying once more."""

    @extend_schema(request=None, responses=Sent)
    def post(self, request: Request, pk: int) -> Response:
        """Queue a notice that failed, while what it says still holds; any other is refused."""
        rows = Notice.objects.select_related("contact").filter(canteen__in=self.canteens)
        again(get_object_or_404(rows, pk=pk))
        return Response(sent_of(rows.get(pk=pk)))
