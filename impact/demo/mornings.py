"""Two mornings of the demo: the first, when the larder is empty, and today's, which leaves something to do."""

import datetime as dt

from canteens import clock
from impact.demo import van
from impact.demo.van import Van
from recovery import donations, receipt
from recovery.kinds import kinds_on
from recovery.models import Category, Donation

FIRST = {
    "Mercato all'ingrosso": ("Verdura mista", "Mele"), "Panetteria del Borgo": ("Pane", "Dolci"),
    "Supermercato Il Ponte": ("Carne", "Latte e formaggi", "Pasta e riso", "Uova"),
    "Conserve Valle Banna": ("Conserve",),
}  # fmt: skip
TO_LOAD = {"Panetteria del Borgo": ("Pane",), "Supermercato Il Ponte": ("Banane", "Latte e formaggi")}
TO_WEIGH = {"Mercato all'ingrosso": ("Verdura mista", "Mele"), "Orto dei Fratelli Re": ("Cavoli",)}
UNSURE = donations.Line("Torte salate", Category.COOKED, 4_000, 1, kind="cooked_cold")
"""A food that the shop has never given: nobody has said yet what is in it."""


def fill_larder(tour: Van, day: dt.date) -> None:
    """Something to cook the first lunch from, collected and weighed that morning."""
    with clock.at(tour.canteen.instant(day, dt.time(7))):
        for name, foods in FIRST.items():
            donation = _log(tour, name, foods, "demo-first")
            _load(tour, donation)
            van.weigh(tour, donation)


def leave_to_do(tour: Van, *, now: dt.datetime) -> None:
    """The last two hours of today: two shops wait for the van, two loads for the scale, one crate for a check."""
    midnight = tour.canteen.instant(tour.canteen.today(), dt.time())
    began = max(now - dt.timedelta(hours=2), midnight)
    step = (now - began) / 4
    with clock.at(began):
        loads = [_log(tour, name, foods) for name, foods in TO_WEIGH.items()]
        unsure = donations.log(tour.shops["Gastronomia Rosa"], lines=[UNSURE], client_ref="demo-unsure")
    with clock.at(began + step):
        for donation in [*loads, unsure]:
            _load(tour, donation)
    with clock.at(began + 2 * step):
        receipt.weigh(unsure.lots.get(), gross=4_700, tare=900, by=tour.cook)
    with clock.at(began + 3 * step):
        for name, foods in TO_LOAD.items():
            _log(tour, name, foods)


def _log(tour: Van, name: str, foods: tuple[str, ...], client_ref: str = "demo-today") -> Donation:
    shop, day = tour.shops[name], tour.canteen.today()
    lines = [van.line_of(tour, shop, food, crates=1, day=day) for food in foods]
    return donations.log(shop, lines=lines, client_ref=client_ref, day=day)


def _load(tour: Van, donation: Donation) -> None:
    """Everything in order."""
    kinds = kinds_on(donation.day)
    limits = {lot.pk: kinds[lot.kind].max_celsius for lot in donation.lots.all()}
    celsius = {lot: limit - 2 for lot, limit in limits.items() if limit is not None}
    receipt.load(donation, failed_checks=[], celsius=celsius, by=tour.driver)
    receipt.stop(donation.shop, outcome="collected", by=tour.driver)
