"""Where a shop's food went: told to its people, and only where the ledger knows of it."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client

from canteens import clock
from canteens.models import Canteen, Membership, Role, User
from impact import gratitude, tasks
from impact.gratitude import Became, Elsewhere, InDish, Thanks
from notices.mail import compose
from notices.models import Notice
from recovery.models import Shop
from tests.impact.golden_food import MONDAY, Circle

NOTICES = Notice.objects.filter(kind=gratitude.KIND)


@pytest.fixture
def canteen(db: None) -> Canteen:
    return Canteen.objects.create(
        name="Cittadella", place="Chieri", seats=6, room_limit=8, kept_at_door=1, portions=4
    )  # fmt: skip


@pytest.fixture
def circle(canteen: Canteen) -> Circle:
    """The golden week of tests/impact/golden_food.py; Bruna speaks for the bakery, Marco for the market."""
    circle = Circle(canteen)
    circle.live()
    speaks_for(circle.bakery, "Bruna")
    speaks_for(circle.market, "Marco", "en")
    return circle


def speaks_for(shop: Shop, name: str, language: str = "it") -> User:
    user = User.objects.create_user(f"{name.lower()}@example.org", None, name=name, language=language)
    Membership.objects.create(user=user, canteen=shop.canteen, role=Role.SHOP)
    shop.people.add(user)
    return user


@pytest.fixture
def monday(circle: Circle) -> Iterator[None]:
    with clock.at(circle.at(7, 4, 30)):
        yield


def test_what_became_of_it(circle: Circle) -> None:
    from canteens.days import week_of

    period = week_of(MONDAY).period
    assert gratitude.became(circle.bakery, period) == Became(
        cooked=2_000,
        dishes=(InDish(MONDAY, "Ribollita", ("Pane",), 4),),  # 3 + 1 at table, fewer than 20 portions - 4 left over
        elsewhere=(Elsewhere("animals", "", 800), Elsewhere("compost", "", 300)),
    )
    assert gratitude.became(circle.market, period) == Became(
        cooked=8_000,  # carrots 3,000 + 5,000
        dishes=(
            InDish(MONDAY, "Ribollita", ("Carote",), 4),
            InDish(MONDAY + dt.timedelta(days=1), "Carote al forno", ("Carote",), 5),  # 3 + 2 taken away; AGEA pasta
        ),
        elsewhere=(Elsewhere("passed_on", "Emporio", 3_000),),
    )


def test_each_shop_is_told_once_on_monday(circle: Circle, monday: None) -> None:
    assert [tasks.weekly(), tasks.weekly()] == [2, 0]
    assert list(NOTICES.order_by("pk").values_list("contact__email", "payload__shop")) == [
        ("bruna@example.org", "Forno"), ("marco@example.org", "Mercato"),
    ]  # fmt: skip


def test_not_before_half_past_four(circle: Circle) -> None:
    with clock.at(circle.at(7, 4, 29)):
        assert gratitude.post_week(circle.canteen) == 0


def test_a_shop_whose_food_did_not_move_is_not_written_to(circle: Circle, monday: None) -> None:
    other = Shop.objects.create(canteen=circle.canteen, name="Altro", kind=Shop.Kind.OTHER)
    speaks_for(other, "Olga")
    gratitude.post_week(circle.canteen)
    assert not NOTICES.filter(payload__shop="Altro").exists()


def test_the_mail(circle: Circle, monday: None) -> None:
    gratitude.post_week(circle.canteen)
    first, second = NOTICES.select_related("contact", "canteen").order_by("pk")
    mail = compose(first)
    assert mail.subject == "Forno: dove è andato il vostro cibo"
    assert "- lunedì 16 novembre: Ribollita (Pane), 4 pasti\n- 0,8 kg agli animali\n- 0,3 kg al compost\n" in mail.body
    html = str(mail.alternatives[0][0])
    assert "Ribollita</bdi>: 4 pasti" in html
    assert '<html lang="en" dir="ltr">' in str(compose(second).alternatives[0][0])


def test_the_line_of_the_next_afternoon(circle: Circle, client: Client) -> None:
    with clock.at(circle.at(1, 13)):
        tuesday = circle.open(1)
        assert tuesday.status == "closed"  # the week was lived to its end
        assert gratitude.thanks(circle.market) == Thanks(MONDAY, 1, ("Carote",), "Carote al forno", 5)
        assert gratitude.thanks(circle.bakery) is None  # its bread was eaten on Monday, the day it came
        client.force_login(User.objects.get(name="Marco"), backend="django.contrib.auth.backends.ModelBackend")
        page = " ".join(client.get(f"/negozio/{circle.market.pk}/").content.decode().split())
    assert "Carote di ieri: oggi nel piatto, <strong>Carote al forno</strong>, 5 pasti. Grazie." in page


def test_nobody_is_thanked_before_the_plates_are_counted(canteen: Canteen) -> None:
    circle = Circle(canteen)
    circle.friday_before()
    circle.monday()
    with clock.at(circle.at(0, 13)):
        circle.open(0).__class__.objects.update(status="open")
        assert gratitude.thanks(circle.farm) is None
        circle.open(0).__class__.objects.update(status="closed")
        assert gratitude.thanks(circle.farm) == Thanks(MONDAY - dt.timedelta(days=3), 3, ("Cipolle",), "Ribollita", 4)
