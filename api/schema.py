"""How the OpenAPI document is drawn: our answers are typed dicts, and every route may answer with a problem."""

from dataclasses import is_dataclass
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_array_type, build_object_type, get_doc, resolve_type_hint
from drf_spectacular.utils import Direction

from api.problems import MEDIA_TYPE, Problem


def is_record(hint: Any) -> bool:
    """A typed dict, or a dataclass of the domain that is answered as it is."""
    return is_typeddict(hint) or (isinstance(hint, type) and is_dataclass(hint))


class RecordExtension(OpenApiSerializerExtension):
    """A record is a component of its own, so that the answer is described by the very type that mypy checks."""

    @classmethod
    def _matches(cls, target: Any) -> bool:
        return is_record(target)

    def get_name(self, auto_schema: AutoSchema, direction: Direction) -> str:
        return str(self.target.__name__)

    def map_serializer(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        hints = get_type_hints(self.target)
        drawn: dict[str, Any] = build_object_type(
            properties={name: shape(auto_schema, hint) for name, hint in hints.items()},
            required=[name for name in hints if name in getattr(self.target, "__required_keys__", hints)],
            description=get_doc(self.target),
        )
        return drawn


def shape(auto_schema: AutoSchema, hint: Any) -> dict[str, Any]:
    """The schema of a type: records by reference, also within a list or where there may be none."""
    if is_record(hint):
        return dict(auto_schema.resolve_serializer(hint, "response").ref)
    inner = [each for each in get_args(hint) if each is not type(None)]
    if get_origin(hint) is list:
        return build_array_type(shape(auto_schema, inner[0]))
    if any(is_record(each) for each in inner):
        return {"allOf": [shape(auto_schema, inner[0])], "nullable": True}
    plain: dict[str, Any] = resolve_type_hint(hint)
    return plain


class Schema(AutoSchema):
    """drf-spectacular's, with our lists and problems."""

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        problem = {MEDIA_TYPE: {"schema": shape(self, Problem)}}
        described = {"content": problem, "description": "A problem; `code` tells which."}
        return {**super()._get_response_bodies(direction), "default": described}

    def _get_response_for_code(self, serializer: Any, status_code: str, *args: Any, **options: Any) -> dict[str, Any]:
        if get_origin(serializer) is list:
            serializer = shape(self, serializer)
        answer: dict[str, Any] = super()._get_response_for_code(serializer, status_code, *args, **options)  # type: ignore[no-untyped-call]
        return answer


class CardScheme(OpenApiAuthenticationExtension):
    """The card of a guest."""

    target_class = "api.authentication.CardAuthentication"
    name = "card"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "apiKey", "in": "header", "name": "Authorization",
            "description": "`Card <token>`: the token that a booking answers with. It opens that card alone.",
        }  # fmt: skip


class TokenScheme(OpenApiAuthenticationExtension):
    """The token of somebody who helps."""

    target_class = "knox.auth.TokenAuthentication"
    name = "token"
    priority = 1

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "apiKey", "in": "header", "name": "Authorization",
            "description": "`Token <token>`, from `POST /api/v1/auth/login/`; it expires.",
        }  # fmt: skip
