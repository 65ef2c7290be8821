"""Calls to be made by a person, for who coordinates and who welcomes."""

import datetime as dt
from typing import Any, ClassVar, TypedDict

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import StaffView, read, staff_of
from canteens.models import Role, User
from mensa import untold
from mensa.models import Untold
from notices import calls
from notices.mail import voice
from notices.models import Call, Channel, Notice

DOOR: tuple[Role, ...] = (Role.DOOR,)


class ToCall(TypedDict):
    """A call without the number; `state` is claimed while somebody has it in hand."""

    id: int
    kind: str
    number: str
    pictogram: str
    colour: str
    language: str
    state: Notice.State
    due: dt.datetime
    expires: dt.datetime
    attempts: int


class InHand(ToCall):
    """A call in the asker's hand: whom to ring, and what to say in whose language."""

    phone: str
    say: dict[str, str]


class OutcomeRequest(serializers.Serializer[Any]):
    """What came of it."""

    outcome = serializers.ChoiceField(Call.Outcome.choices)


class ToTell(TypedDict):
    """A guest who left no way to be reached, by the card's face."""

    id: int
    sitting: int
    kind: str
    number: str
    pictogram: str
    colour: str


class Calls(StaffView):
    """*Da chiamare*."""

    roles: ClassVar = DOOR

    @extend_schema(responses={200: list[ToCall]})
    def get(self, request: Request, pk: int) -> Response:
        """The calls to be made now, most pressing first."""
        return Response([call_of(notice) for notice in calls.to_make(self.canteen(pk))])


class CallView(StaffView):
    """One call."""

    roles: ClassVar = DOOR

    def call(self, pk: int) -> Notice:
        """A call of the asker's canteens, or 404."""
        rows = Notice.objects.filter(channel=Channel.CALL, canteen__in=self.canteens)
        return get_object_or_404(rows.select_related("contact", "canteen"), pk=pk)

    @property
    def me(self) -> User:
        """Who asks."""
        user = staff_of(self.request)
        assert user is not None  # noqa: S101 - HasRole saw to it
        return user


class TakeCall(CallView):
    """Taking one in hand."""

    @extend_schema(request=None, responses=InHand)
    def post(self, request: Request, pk: int) -> Response:
        """For ten minutes it is the asker's, who alone is told the number; refused while it is another's."""
        notice = self.call(pk)
        calls.take(notice, by=self.me)
        said = {
            tongue: voice(notice, language=tongue)
            for tongue in dict.fromkeys([self.me.language, notice.contact.language])
        }
        return Response(call_of(self.call(pk)) | {"phone": notice.contact.phone, "say": said})


class RecordCall(CallView):
    """Saying what came of it."""

    @extend_schema(request=OutcomeRequest, responses=ToCall)
    def post(self, request: Request, pk: int) -> Response:
        """Reached or told: done. No answer: it stays, and counts. Refused if it is not in the asker's hand."""
        calls.record(self.call(pk), outcome=read(OutcomeRequest, request)["outcome"], by=self.me)
        return Response(call_of(self.call(pk)))


class ToTellAtDoor(StaffView):
    """Whom the door tells."""

    roles: ClassVar = DOOR

    @extend_schema(responses={200: list[ToTell]})
    def get(self, request: Request, pk: int) -> Response:
        """Guests of a moved or cancelled sitting who left no way to be reached."""
        return Response([untold_of(row) for row in untold.to_tell(self.canteen(pk))])


class ToldAtDoor(StaffView):
    """Saying that it was said."""

    roles: ClassVar = DOOR

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """The guest knows; a second time changes nothing."""
        row = get_object_or_404(Untold, pk=pk, booking__sitting__canteen__in=self.canteens)
        user = staff_of(request)
        assert user is not None  # noqa: S101 - HasRole saw to it
        untold.tell(row, by=user)
        return Response(status=204)


def call_of(notice: Notice) -> ToCall:
    """A call for who may make it. A call to somebody who helps has no face."""
    face = {name: str(notice.payload.get(name, "")) for name in ("number", "pictogram", "colour")}
    return {
        "id": notice.pk, "kind": notice.kind, "number": face["number"], "pictogram": face["pictogram"],
        "colour": face["colour"], "language": notice.contact.language, "state": Notice.State(notice.state),
        "due": notice.due, "expires": notice.expires, "attempts": notice.attempts,
    }  # fmt: skip


def untold_of(row: Untold) -> ToTell:
    """Somebody to be told, by the card's face."""
    guest = row.booking.guest
    assert guest is not None  # noqa: S101 - to_tell lists no others
    return {
        "id": row.pk, "sitting": row.booking.sitting_id, "kind": row.kind, "number": guest.face.number,
        "pictogram": guest.face.pictogram, "colour": guest.face.colour,
    }  # fmt: skip
