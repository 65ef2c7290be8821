"""Run inside the house: three years of a canteen's food and lunches, and 100,000 movements.

Written by the database itself from series of numbers. Past movements are written with the triggers off, since minutes
would go by otherwise; what is left of each lot is then set to what they say, and checked. One lot in a hundred and
twenty still holds something. For cooks there are crates as heavy as a truck, so that no run empties one.
"""

import datetime as dt
import json
import sys
from typing import Any

import django

DAYS, LOTS, MOVEMENTS_A_LOT = 3 * 365, 10_000, 10
IN_STOCK, SHOPS, COOKED = 80, 12, 3
HEAVY, CRATE = 40, 1_000_000_000
PLATES = 24

DONATIONS = """
    INSERT INTO recovery_donation (canteen_id, shop_id, client_ref, day, declared, source, origin, state)
    SELECT %(canteen)s, (%(shops)s::bigint[])[1 + n %% cardinality(%(shops)s::bigint[])], 'past-' || n,
        %(today)s::date - 1 - n * %(days)s / %(lots)s, now(), 'logged', 'surplus', 'weighed'
    FROM generate_series(0, %(lots)s - 1) n"""
LOTS_OF_THEM = """
    INSERT INTO recovery_lot (donation_id, food, category, kind, declared_grams, date_mark, precision, allergens,
        contents, state, doubt, refusal, received_grams, tare_grams, known_by, received_at, safe_until, left_grams)
    SELECT id, 'Cassa', kind, kind, 10000, 'none', 'day', '{}', '{}', 'accepted', '', '', 10000, 0, 'scale', now(),
        day + 300, 0
    FROM (SELECT *, (ARRAY['vegetables', 'fruit', 'bread', 'meat', 'dairy', 'dry_goods'])[1 + id %% 6] AS kind
        FROM recovery_donation WHERE canteen_id = %(canteen)s AND client_ref LIKE 'past-%%') d"""
DISHES = """
    INSERT INTO recovery_dish (sitting_id, name, portions, allergens, allergens_known, contents, contents_known,
        cooked_at)
    SELECT id, 'Minestrone', 24, '{}', true, '{}', true, starts FROM mensa_sitting
    WHERE canteen_id = %(canteen)s AND day <= %(today)s"""
MOVEMENTS = """
    INSERT INTO recovery_movement (canteen_id, lot_id, kind, grams, day, at, known_by, dish_id, destination, edible,
        "to", why)
    SELECT %(canteen)s, l.id, became, 1000, d.day, now(), 'scale', CASE WHEN became = 'cooked' THEN dish.id END,
        CASE WHEN became = 'discarded' THEN 'digestion' ELSE '' END,
        CASE WHEN became IN ('compost', 'discarded') THEN true END,
        CASE WHEN became = 'passed_on' THEN 'Emporio' ELSE '' END, ''
    FROM (SELECT *, row_number() OVER (ORDER BY id) AS place FROM recovery_lot) l
    JOIN recovery_donation d ON d.id = l.donation_id
    JOIN (SELECT s.day, min(x.id) AS id FROM recovery_dish x JOIN mensa_sitting s ON s.id = x.sitting_id
        WHERE s.canteen_id = %(canteen)s GROUP BY s.day) dish ON dish.day = d.day
    CROSS JOIN LATERAL (SELECT n, CASE WHEN n <= %(cooked)s THEN 'cooked' WHEN n <= 8 THEN 'passed_on' WHEN n = 9
        THEN 'compost' ELSE 'discarded' END AS became FROM generate_series(1, %(movements)s) n) m
    WHERE d.canteen_id = %(canteen)s AND (l.place > %(in_stock)s OR n <= 5)
    ORDER BY l.id, n"""

LEFT = """
    UPDATE recovery_lot l SET left_grams = received_grams - moved
    FROM (SELECT lot_id, sum(grams) AS moved FROM recovery_movement GROUP BY lot_id) m WHERE m.lot_id = l.id"""
OPEN = """
    SELECT count(*), sum(left_grams) FROM recovery_lot l WHERE left_grams <> received_grams
    - (SELECT COALESCE(sum(grams), 0) FROM recovery_movement WHERE lot_id = l.id)"""


def main() -> None:
    """Print what the load generator needs: numbers, tokens, a session."""
    from canteens.models import Canteen

    canteen = Canteen.objects.order_by("pk").first() or Canteen.objects.create(name="Cittadella", place="Chieri")
    shops = _shops(canteen)
    _lunches(canteen)
    _write(canteen, shops)
    week = canteen.today() - dt.timedelta(weeks=20)
    year, number, _day = week.isocalendar()
    found = {"canteen": canteen.pk, "shop": shops[0], "week": f"{year}-W{number:02}", "heavy": _heavy(shops[0])}
    json.dump(found | _lunch_to_cook_for(canteen) | _people(canteen, shops[0]), sys.stdout)


def _shops(canteen: Any) -> list[int]:
    from recovery.models import Shop

    rows = [Shop(canteen=canteen, name=f"Negozio {n}", kind="bakery", ask_above_grams=10**9) for n in range(SHOPS)]
    return [shop.pk for shop in Shop.objects.bulk_create(rows)]


def _lunches(canteen: Any) -> None:
    """A lunch each day, and for each of them two dozen people who just came."""
    from canteens import clock
    from mensa.models import Booking, Sitting
    from mensa.sittings import plan

    days = [canteen.today() - dt.timedelta(days=back) for back in range(1, DAYS + 1)]
    facts: dict[str, Any] = {"status": "closed", "seats": 30, "room_limit": 30, "kept_at_door": 3}
    rows = [Sitting(canteen=canteen, day=day, **plan(canteen, day) | facts) for day in days]
    now = clock.now()
    Booking.objects.bulk_create(
        (
            Booking(sitting=sitting, status="seated", door="walk_in", party=2, came=2, created=now, changed=now)
            for sitting in Sitting.objects.bulk_create(rows)
            for _pair in range(PLATES // 2)
        ),
        batch_size=2_000,
    )


def _write(canteen: Any, shops: list[int]) -> None:
    from django.db import connection, transaction

    said = {
        "canteen": canteen.pk, "shops": shops, "today": canteen.today(), "days": DAYS, "lots": LOTS,
        "movements": MOVEMENTS_A_LOT, "cooked": COOKED, "in_stock": IN_STOCK,
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in (DONATIONS, LOTS_OF_THEM, DISHES, "ANALYZE"):
            cursor.execute(statement, said if "%" in statement else None)
        with transaction.atomic():
            cursor.execute("SET LOCAL session_replication_role = 'replica'")
            cursor.execute(MOVEMENTS, said)
            cursor.execute(LEFT)
        cursor.execute(OPEN)
        if cursor.fetchone() != (0, None):
            raise SystemExit("the balance does not close")
        cursor.execute("VACUUM ANALYZE")


def _heavy(shop: int) -> list[int]:
    from recovery import receipt
    from recovery.donations import Line, log
    from recovery.models import Shop

    lines = [Line("Patate", "vegetables", CRATE // HEAVY) for _crate in range(HEAVY)]
    given = log(Shop.objects.get(pk=shop), lines=lines, client_ref="heavy", confirm=True)
    return [receipt.weigh(lot, gross=CRATE, by=None).pk for lot in given.lots.all()]


def _lunch_to_cook_for(canteen: Any) -> dict[str, int]:
    from mensa.sittings import open_day

    return {"sitting": open_day(canteen, canteen.today()).pk}


def _people(canteen: Any, shop: int) -> dict[str, str]:
    """A coordinator, who may do all of it: a token for the API, and a session for the page."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from knox.models import AuthToken

    from canteens.models import Membership, Role, User

    user = User.objects.create_user("misure@example.org", "quattro parole a caso", name="Carla")
    Membership.objects.create(user=user, canteen=canteen, role=Role.COORDINATOR)
    session = SessionStore()
    session.update(
        {
            SESSION_KEY: str(user.pk),
            HASH_SESSION_KEY: user.get_session_auth_hash(),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[-1],
        }
    )
    session.save()
    cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
    return {"token": AuthToken.objects.create(user=user)[1], "cookie": cookie}


if __name__ == "__main__":
    django.setup()
    main()
