"""Every route × everybody × whose it is × method, as the resolver lists them, against the one table of rules.

A request that says no more than its address: whoever is let in gets an answer or is told what is missing, and nobody
else gets so far. Each is rolled back, so that all of them meet the same house.
"""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from tests.permissions.house import House, built
from tests.permissions.routes import Route, routes
from tests.permissions.rules import ALL, ASKERS, FEW, IN, NO, NOTHING, OURS, RULES, SIGN_IN, THEIRS, Rule

ROUTES = routes()
SAID = {401: SIGN_IN, 403: NO, 404: NOTHING, 429: "slow down", 500: "broken"}
NOT_SO = "not with this method"


AREAS = ("admin", "api", "pages of guests", "pages of staff")


@pytest.fixture
def house(db: None, caplog: pytest.LogCaptureFixture) -> Iterator[House]:
    caplog.set_level(logging.ERROR)  # thousands of requests, a line each
    with built() as house:
        yield house


def test_every_route_has_a_rule() -> None:
    missing = {rule: route.path for route in ROUTES for _method, rule in route.rules() if rule not in RULES}
    lines = "\n".join(f'    "{rule}": COORDINATOR,  # {path}' for rule, path in missing.items())
    assert not missing, f"Say who may open these: a line each in RULES of tests/permissions/rules.py, such as\n{lines}"


def test_no_rule_is_left_of_a_route_that_is_gone() -> None:
    assert set(RULES) - {rule for route in ROUTES for _method, rule in route.rules()} == set()


@pytest.mark.slow
@pytest.mark.parametrize("area", AREAS)
def test_who_is_let_in(area: str, house: House) -> None:
    asked = [(route, *rule) for route in ROUTES if _area(route) == area for rule in route.rules()]
    ruled = [(route, method, RULES[name]) for route, method, name in asked if name in RULES]
    wrong = [line for route, method, rule in ruled for line in _mismatches(route, method, rule, house)]
    assert not wrong, "\n".join(wrong)


def _area(route: Route) -> str:
    space = route.name.partition(":")[0]
    if space in AREAS:
        return space
    rules = [RULES[name] for _method, name in route.rules() if name in RULES]
    return "pages of guests" if all(rule.may | rule.blind >= ALL for rule in rules) else "pages of staff"


def _mismatches(route: Route, method: str, rule: Rule, house: House) -> list[str]:
    """Where who may is told that there is no such method, nobody else could do anything with it."""
    first = next((asker for asker in ASKERS if rule.answer(asker, OURS, api=route.api) == IN), "stranger")
    if _answer(route, method, rule, house, first, OURS) == NOT_SO:
        return []
    rounds = (OURS, THEIRS) if rule.thing else (OURS,)
    cells = [(asker, whose) for whose in rounds for asker in (FEW if rule.shared >= ALL else ASKERS)]
    said = {(asker, whose): _answer(route, method, rule, house, asker, whose) for asker, whose in cells}
    wanted = {(asker, whose): rule.answer(asker, whose, api=route.api) for asker, whose in cells}
    return [
        f"{method} {route.name}: {asker}, {whose}: {said[asker, whose]}, not {wanted[asker, whose]}"
        for asker, whose in cells
        if said[asker, whose] != wanted[asker, whose]
        and not (said[asker, whose] == NOT_SO and wanted[asker, whose] in {IN, NOTHING})
    ]


def _answer(route: Route, method: str, rule: Rule, house: House, asker: str, whose: str) -> str:
    thing = house.things[whose][rule.thing] if rule.thing else {}
    data = {"data": json.dumps({}), "content_type": "application/json"} if method != "GET" else {}
    body = data if route.api else {"data": thing}
    return _asked(house.askers[asker], method, route.address(thing), **body)


def _asked(client: Client, method: str, address: str, **body: Any) -> str:
    with transaction.atomic():
        cookies = client.cookies.copy()
        answer = getattr(client, method.lower())(address, **body)
        client.cookies = cookies
        transaction.set_rollback(True)
    if answer.status_code == 429:
        cache.clear()
        return _asked(client, method, address, **body)
    if answer.status_code == 405:
        return NOT_SO
    asked_to_sign_in = answer.status_code == 302 and "?next=" in answer["Location"]
    return SIGN_IN if asked_to_sign_in else SAID.get(answer.status_code, IN)


def test_the_routes_of_the_api_stand_below_its_version() -> None:
    assert get_resolver().resolve("/api/v1/sittings/").view_name == "api:days"
