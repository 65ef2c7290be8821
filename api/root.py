"""What every door has: the list of its problems, and an answer for addresses that lead nowhere."""

from typing import Any, TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.problems import known_codes, sentence_of


class KnownProblem(TypedDict):
    """A code that the API may answer with; `sentence` is for people, with `{blanks}` that each case fills."""

    code: str
    status: int
    sentence: str


class Open(APIView):
    """Routes for everybody, whatever they show of themselves."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]


class Problems(Open):
    """All codes."""

    @extend_schema(operation_id="problems_list", responses={200: list[KnownProblem]})
    def get(self, request: Request) -> Response:
        """Every code, by name."""
        return Response([known(code) for code in known_codes()])


class OneProblem(Open):
    """One code."""

    @extend_schema(responses=KnownProblem)
    def get(self, request: Request, code: str) -> Response:
        """Where a problem's `type` leads."""
        if code not in known_codes():
            raise NotFound
        return Response(known(code))


def known(code: str) -> KnownProblem:
    """What the API knows of a code."""
    return {"code": code, "status": known_codes()[code], "sentence": sentence_of(code)}


@extend_schema(exclude=True)
class Nowhere(Open):
    """Any other address below the API: a problem, where the site would show a page."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound
