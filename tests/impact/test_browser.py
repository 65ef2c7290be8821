"""The coordinator's week and the shop's line of thanks, as a browser has them, in Italian and in English."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from canteens.days import Week
from canteens.models import Canteen, Membership, Role, User
from impact import closing
from recovery import receipt
from recovery.donations import Line, log
from tests.browser.conftest import Phone, Watch, chromium, phone, watch
from tests.browser.looking import findings, listen
from tests.impact.golden_food import MONDAY, Circle

__all__ = ["chromium", "phone", "watch"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PAGES = {
    "week": "/numeri/?settimana=2026-W47",
    "confirm": "/numeri/consuntivo/2026-W47/conferma/",
    "recovered": "/numeri/righe/recovered/?settimana=2026-W47",
    "booked": "/numeri/righe/booked/?settimana=2026-W47",
    "today": "/oggi/",
}
CLOSED = {"closed": "/numeri/?settimana=2026-W47", "revise": "/numeri/consuntivo/2026-W47/revisione/"}


@pytest.fixture
def circle(chromium: Any, transactional_db: None) -> Circle:
    """Eleven weeks of bread, and the golden week of tests/impact/golden_food.py."""
    canteen = Canteen.objects.create(
        name="Reciprocamensa", place="Cittadella, Chieri", seats=6, room_limit=8, kept_at_door=1, portions=4
    )  # fmt: skip
    circle = Circle(canteen)
    for weeks in range(1, 12):
        day = MONDAY - dt.timedelta(weeks=weeks)
        line = Line("Pagnotte", "bread", 20_000 + weeks * 1_370 % 9_000, allergens=("gluten",))
        receipt.weigh(
            log(circle.bakery, lines=[line], client_ref=str(day), day=day).lots.get(), gross=line.grams, by=None
        )
    circle.live()
    circle.open(8)
    return circle


def helper(canteen: Canteen, name: str, role: Role) -> User:
    user = User.objects.create_user(f"{name}@example.org", None, name=name.title())
    Membership.objects.create(user=user, canteen=canteen, role=role)
    return user


def opened(phone: Phone, live_server: Any, user: User, tongue: str) -> Any:
    """A page of somebody who signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = phone(tongue).new_page()
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    return page


@pytest.mark.parametrize("tongue", ["it", "en"])
def test_the_coordinators_week(circle: Circle, watch: Watch, phone: Phone, live_server: Any, tongue: str) -> None:
    carla = helper(circle.canteen, "carla", Role.COORDINATOR)
    page = opened(phone, live_server, carla, tongue)
    heard, found = listen(page), []
    watch.set("2026-11-23T09:00")
    for name, where in PAGES.items():
        page.goto(where)
        found += findings(page, tongue=tongue, name=f"{name}-{tongue}")
    closing.confirm(circle.canteen, Week(2026, 47), by=carla)
    watch.set("2026-11-24T09:00")
    circle.weigh_apples()
    closing.tend(circle.canteen)
    for name, where in CLOSED.items():
        page.goto(where)
        found += findings(page, tongue=tongue, name=f"{name}-{tongue}")
    assert (found, heard) == ([], [])


@pytest.mark.parametrize("tongue", ["it", "en"])
def test_the_shop_is_thanked(circle: Circle, watch: Watch, phone: Phone, live_server: Any, tongue: str) -> None:
    marco = helper(circle.canteen, "marco", Role.SHOP)
    circle.market.people.add(marco)
    page = opened(phone, live_server, marco, tongue)
    watch.set("2026-11-17T15:00")
    page.goto(f"/negozio/{circle.market.pk}/")
    assert "Carote al forno" in page.inner_text("main")
    assert findings(page, tongue=tongue, name=f"thanked-{tongue}") == []
