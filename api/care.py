"""Whom to ask how they are, for coordinators."""

import datetime as dt
from typing import Any, TypedDict, cast

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import StaffView, read, staff_of
from api.shapes import Face, face_of
from canteens.models import User
from guests import care
from guests.models import CareNote


class NoteRecord(TypedDict):
    """A note that waits for a person; it is forgotten when it `expires`."""

    id: int
    card: Face
    raised: dt.datetime
    expires: dt.datetime


class AskedForm(serializers.Serializer[Any]):
    """What the guest chose to tell; empty where nobody spoke."""

    reason = serializers.ChoiceField(CareNote.Reason.choices, allow_blank=True, default="")


class CareNotes(StaffView):
    """*Ci manca qualcuno*: guests who said that they may be asked."""

    @extend_schema(responses={200: list[NoteRecord]})
    def get(self, request: Request, pk: int) -> Response:
        """The open ones, oldest first."""
        return Response([note_of(note) for note in care.open_notes(self.canteen(pk))])


class OneCareNote(StaffView):
    """One of them."""

    @extend_schema(request=AskedForm, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """Close it."""
        note = get_object_or_404(CareNote, pk=pk, guest__canteen__in=self.canteens)
        care.close(note, by=cast(User, staff_of(request)), **read(AskedForm, request))
        return Response(status=204)


def note_of(note: CareNote) -> NoteRecord:
    """A note for coordinators."""
    return {"id": note.pk, "card": face_of(note.guest), "raised": note.raised, "expires": note.expires}
