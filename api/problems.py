"""What the API answers when it can't do what was asked: RFC 9457 problem JSON with stable codes."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, NotRequired, TypedDict

from django.core.exceptions import RequestDataTooBig
from django.core.exceptions import ValidationError as ModelError
from django.db import InterfaceError, OperationalError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error

from canteens.errors import Refusal

MEDIA_TYPE = "application/problem+json"
GENERAL = {
    "invalid": 400, "parse_error": 400, "authentication_failed": 401, "not_authenticated": 401,
    "permission_denied": 403, "not_found": 404, "method_not_allowed": 405, "not_acceptable": 406,
    "too_large": 413, "unsupported_media_type": 415, "throttled": 429, "error": 500,
    "unavailable": 503,
}  # fmt: skip
"""The codes that any route may answer with; those of a rule stand with its refusal."""

AWAY = (OperationalError, InterfaceError)


class FieldError(TypedDict):
    """What is wrong with one field: `field` names it (null: the whole), `code` is stable, `detail` is for people."""

    field: str | None
    code: str
    detail: str


class Problem(TypedDict):
    """A problem as RFC 9457 draws it. `code` is stable; `detail` is in the language of Accept-Language."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: NotRequired[list[FieldError]]


class Refused(exceptions.APIException):
    """A rule's refusal on its way out."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence, code=refusal.code)
        self.status_code = refusal.status


class TooLarge(exceptions.APIException):
    """More was sent than DATA_UPLOAD_MAX_MEMORY_SIZE; nothing of it was read."""

    status_code, default_code = 413, "too_large"
    default_detail = gettext_lazy("Alcuni dati non vanno bene.")


class Unavailable(exceptions.APIException):
    """The database is away, or gave up waiting: the same request may well succeed in a moment."""

    status_code, default_code, wait = 503, "unavailable", 5
    default_detail = gettext_lazy("In questo momento non riusciamo a rispondere. Riprova fra poco.")


class Handler(ExceptionHandler):
    """Turns refusals and errors into problems; an unforeseen error tells the log, and the asker nothing of it."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, Refusal):
            return Refused(exc)
        if isinstance(exc, RequestDataTooBig):
            return TooLarge()
        if isinstance(exc, ModelError):
            return exceptions.ValidationError(as_serializer_error(exc))
        known: Exception = super().convert_known_exceptions(exc)
        return known

    def convert_unhandled_exceptions(self, exc: Exception) -> exceptions.APIException:
        if isinstance(exc, exceptions.APIException):
            return exc
        if isinstance(exc, AWAY):
            return Unavailable()
        return exceptions.APIException(_("Qualcosa non ha funzionato. Riprova fra poco."))

    def get_response(self, exc: exceptions.APIException, data: dict[str, Any]) -> Response:
        response: Response = super().get_response(exc, data)
        response.content_type = MEDIA_TYPE
        return response


class Formatter(ExceptionFormatter):
    """Draws the body. Where several fields are wrong, each is listed."""

    def run(self) -> Problem:
        errors = self.get_errors()
        if not isinstance(self.exc, exceptions.ValidationError):
            return problem(errors[0].code, status=self.exc.status_code, detail=errors[0].detail)
        body = problem("invalid", status=400, detail=_("Alcuni dati non vanno bene."))
        body["errors"] = [{"field": _field(e.attr), "code": e.code, "detail": e.detail} for e in errors]
        return body


def problem(code: str, *, status: int, detail: str) -> Problem:
    """One problem; its `type` leads to what the API knows about the code."""
    return {
        "type": reverse("api:problem", args=[code]), "title": HTTPStatus(status).phrase, "status": status,
        "code": code, "detail": detail,
    }  # fmt: skip


def known_codes() -> dict[str, int]:
    """Every code that the API may answer with, and its HTTP status."""
    return dict(sorted((GENERAL | {refusal.code: refusal.status for refusal in _refusals(Refusal)}).items()))


def _refusals(parent: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in parent.__subclasses__():
        yield child
        yield from _refusals(child)


def sentence_of(code: str) -> str:
    """The refusal's sentence with its blanks unfilled; empty for the general codes."""
    return next((str(refusal.message) for refusal in _refusals(Refusal) if refusal.code == code), "")


def _field(attr: str | None) -> str | None:
    return None if attr in {None, "non_field_errors", "__all__"} else attr
