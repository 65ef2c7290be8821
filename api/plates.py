"""Special plates: a guest's own, and the kitchen's answer to them; volunteers at the table."""

from typing import Any, ClassVar, TypedDict

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import GuestView, StaffView, read
from api.bookings import random_reference
from api.door import DoorView
from api.shapes import Face, Row, face_of, row_of
from canteens.models import Role
from guests.needs import Need
from mensa import plates, volunteers
from mensa.special_plates import SpecialPlate


class Plate(TypedDict):
    """Plates of a party that avoid `needs`, and what the kitchen answered: open, confirmed or not_possible."""

    id: int
    needs: list[Need]
    people: int
    answer: SpecialPlate.Answer


class KitchenPlate(Plate):
    """The same with the face of the card it belongs to: its label, and no name."""

    face: Face | None


class PlateKind(TypedDict):
    """All plates of a sitting that avoid the same, as counts."""

    needs: list[Need]
    people: int
    confirmed: int
    not_possible: int
    open: int


class SittingPlates(TypedDict):
    """A sitting's special plates: by kind, and one by one."""

    kinds: list[PlateKind]
    plates: list[KitchenPlate]


class AtTable(TypedDict):
    """Volunteers who eat with the guests: seated now, and with those who are expected."""

    seated: int
    volunteers: int


class PlateRequest(serializers.Serializer[Any]):
    """What somebody in the party does not eat. It is kept only with `agreed`, and forgotten the day after."""

    needs = serializers.ListField(child=serializers.ChoiceField(Need.choices), allow_empty=False)
    people = serializers.IntegerField(default=1, min_value=1, help_text="so many plates of this kind")
    agreed = serializers.BooleanField(help_text="the guest's explicit yes (GDPR art. 9)")
    remember = serializers.BooleanField(default=False, help_text="keep it as the guest's usual plate")


class AnswerRequest(serializers.Serializer[Any]):
    """The kitchen's answer to one `plate`, or to every plate that avoids exactly `needs`."""

    possible = serializers.BooleanField()
    plate = serializers.IntegerField(default=None, allow_null=True)
    needs = serializers.ListField(child=serializers.ChoiceField(Need.choices), default=list)

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        """One or the other."""
        if bool(said["plate"]) == bool(said["needs"]):
            raise serializers.ValidationError(_("Un piatto oppure un tipo di piatto."), "one_of_two")
        return said


class Expected(serializers.Serializer[Any]):
    """How many volunteers eat with the guests, those who sit already among them."""

    count = serializers.IntegerField(min_value=0, max_value=100)


class SitDown(serializers.Serializer[Any]):
    """With one `client_ref` a double tap is one volunteer."""

    client_ref = serializers.UUIDField(default=None, validators=[random_reference])


class OwnPlates(GuestView):
    """A guest's special plates for one booking."""

    @extend_schema(responses={200: list[Plate]})
    def get(self, request: Request, pk: int) -> Response:
        """What is asked for, and what the kitchen answered."""
        return Response(_plates_of(self.booking(pk).plates.order_by("pk")))

    @extend_schema(request=PlateRequest, responses={200: list[Plate]})
    def post(self, request: Request, pk: int) -> Response:
        """Ask for special plates, with a yes. Never more of them than the party has people."""
        booking = self.booking(pk)
        plates.ask(booking, **read(PlateRequest, request))
        return Response(_plates_of(booking.plates.order_by("pk")))

    @extend_schema(responses={200: list[Plate]})
    def delete(self, request: Request, pk: int) -> Response:
        """Take the yes back: every plate that the card has asked for goes, and the usual one."""
        booking = self.booking(pk)
        plates.withdraw(self.guest)
        return Response(_plates_of(booking.plates.order_by("pk")))


class PlatesOf(StaffView):
    """The kitchen's special plates."""

    roles: ClassVar = (Role.COOK,)

    @extend_schema(responses=SittingPlates)
    def get(self, request: Request, pk: int) -> Response:
        """Counts by kind, and each plate with the face of its card; no names."""
        return Response(_of_sitting(self, pk))

    @extend_schema(request=AnswerRequest, responses=SittingPlates)
    def post(self, request: Request, pk: int) -> Response:
        """Say whether it can be done; who asked is told in the reminder of the evening before, or at once after it."""
        plates.answer(self.sitting(pk), **read(AnswerRequest, request))
        return Response(_of_sitting(self, pk))


class ExpectVolunteers(StaffView):
    """Volunteers at the table, ahead."""

    roles: ClassVar = (Role.COORDINATOR,)

    @extend_schema(request=Expected, responses=AtTable)
    def put(self, request: Request, pk: int) -> Response:
        """Set how many are expected. They take chairs beside the guests' seats, within the room's limit."""
        sitting = self.sitting(pk)
        volunteers.expect(sitting, **read(Expected, request))
        sitting.refresh_from_db()
        return Response({"seated": volunteers.seated(sitting), "volunteers": sitting.volunteers})


class VolunteerSits(DoorView):
    """A volunteer sits down with the guests."""

    @extend_schema(request=SitDown, responses=Row)
    def post(self, request: Request, pk: int) -> Response:
        """One tap, one volunteer: an expected one first."""
        return Response(row_of(volunteers.sit_down(self.sitting(pk), **read(SitDown, request))))


class VolunteerGetsUp(DoorView):
    """A wrong tap."""

    @extend_schema(request=None, responses=Row)
    def post(self, request: Request, pk: int) -> Response:
        """The last one did not sit down."""
        return Response(row_of(volunteers.get_up(self.sitting(pk))))


def _plates_of(rows: Any) -> list[Plate]:
    return [_facts(row) for row in rows]


def _facts(row: SpecialPlate) -> Plate:
    return {
        "id": row.pk, "needs": [Need(need) for need in row.needs], "people": row.people,
        "answer": SpecialPlate.Answer(row.answer),
    }  # fmt: skip


def _of_sitting(view: StaffView, pk: int) -> SittingPlates:
    sitting = view.sitting(pk)
    rows = SpecialPlate.objects.to_cook(sitting).select_related("booking__guest")
    kinds: list[PlateKind] = [
        {"needs": [Need(need) for need in kind.needs], "people": kind.people, "confirmed": kind.confirmed,
         "not_possible": kind.not_possible, "open": kind.open}
        for kind in plates.kinds(sitting)
    ]  # fmt: skip
    return {"kinds": kinds, "plates": [{**_facts(row), "face": _face(row)} for row in rows]}


def _face(row: SpecialPlate) -> Face | None:
    guest = row.booking.guest
    return face_of(guest) if guest else None
