"""The routes as the resolver has them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.permissions.house import ALWAYS, Thing
from tests.permissions.rules import RULES

PAGES = ("GET", "POST")
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Route:
    """`name` with its namespace, or the route itself where it has no name; `path` as it is written."""

    name: str
    path: str
    methods: tuple[str, ...]

    @property
    def api(self) -> bool:
        return self.name.startswith("api:")

    def rules(self) -> list[tuple[str, str]]:
        """(method, name of its rule): the API has a rule a method, a page mostly one for both."""
        if self.name.startswith("admin:") and self.name not in {"admin:login", "admin:logout"}:
            return [(method, "admin:*") for method in self.methods]  # one for all, since every model has five
        exact = [(method, f"{method} {self.name}") for method in self.methods]
        return [(method, name if self.api or name in RULES else self.name) for method, name in exact]

    def address(self, thing: Thing) -> str:
        """Its address for a thing."""
        known = ALWAYS | thing
        plain = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(known.get(found[1], "1")), self.path)
        return "/" + re.sub(r"\(\?P<\w+>[^)]*\)|[\^$?]", "", plain)


def routes() -> list[Route]:
    """All of them, pages, API, admin and health alike."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, path: str, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        where = path + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, where, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        else:
            yield Route(f"{namespace}{entry.name or where}", where, _methods(entry, api=namespace == "api:"))


def _methods(entry: URLPattern, *, api: bool) -> tuple[str, ...]:
    view: Any = getattr(entry.callback, "cls", None)
    served = tuple(method.upper() for method in METHODS if hasattr(view, method))
    return (served or PAGES) if api else PAGES
