"""The weeks before: what a figure is compared with, and the chart of recovered food."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from canteens.days import Period, Week, parse_week, week_of
from canteens.models import Canteen
from impact.figures import Figures, figures, rounded
from impact.weeks import recovered
from papers.charts import Bar, BarChart
from recovery.models import Lot
from recovery.weights import kilograms

WEEKS = 12
COMPARED = 4
WeekGrams = tuple[str, int]


@dataclass(frozen=True)
class Change:
    """How a week differs from the mean of the four before it: recovered food in per cent, plates in plates."""

    recovered_percent: int | None
    plates: int | None


def weeks(canteen: Canteen, *, last: Week, count: int = WEEKS, grams: int | None = None) -> list[WeekGrams]:
    """Grams of food recovered in each of the `count` weeks up to `last`, as closed where it is; 0 where none came.

    `grams` are those that the page says of the last week, where it is one: an older revision shows its own.
    """
    first = last.shifted(1 - count)
    period = Period(first.period.first, last.period.end)
    days = Lot.objects.given(canteen, period).food().surplus().recovered().order_by().values_list("donation__day")
    now: Counter[Week] = Counter()
    for day, total in days.annotate(total=Sum(Coalesce("received_grams", "declared_grams"))):
        now[week_of(day)] += total
    shown = [first.shifted(number) for number in range(count)]
    said = recovered(canteen, shown) | ({} if grams is None else {last: grams})
    return [(str(week), said.get(week, now[week])) for week in shown]


def lived_week(canteen: Canteen) -> Week:
    """The week to speak of: the one that runs, once something has happened in it, else the one before."""
    running = week_of(canteen.today())
    return running.shifted(-1) if figures(canteen, running.period).empty else running


def chart(rows: Sequence[WeekGrams]) -> BarChart:
    """The chart of `weeks`, in the active language: page and mail draw and tell this one."""
    bars = [Bar(str(parse_week(week).number), grams, f"{kilograms(grams)} kg") for week, grams in rows]
    last, most = bars[-1], max(bars, key=lambda bar: bar.amount)
    summary = _("Settimana {week}: {kg}. La settimana più ricca delle ultime {count} è la {most}: {most_kg}.").format(
        week=last.name, kg=last.text, count=len(bars), most=most.name, most_kg=most.text
    )
    if not most.amount:
        summary = _("Nelle {count} settimane fino alla {week} non è arrivato cibo.").format(
            count=len(bars), week=last.name
        )
    return BarChart(_("Kg recuperati per settimana"), (_("Settimana"), "kg"), bars, summary)


def change(canteen: Canteen, now: Figures) -> Change | None:
    """What is more or less than in the mean of the four weeks before; none before its last day, or
    where nothing came before."""
    if canteen.today() < now.last:
        return None
    week = week_of(now.first)
    before = figures(canteen, Period(week.shifted(-COMPARED).period.first, now.first))
    if before.empty:
        return None
    mean_plates = rounded(before.plates, COMPARED)
    percent = rounded(now.recovered_grams * COMPARED * 100, before.recovered_grams)
    return Change(
        recovered_percent=None if percent is None else percent - 100,
        plates=None if mean_plates is None else now.plates - mean_plates,
    )
