"""Figures in templates: days and the chart out of what a notice keeps as plain JSON."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language

from impact import trend
from impact.stats import Stat, stats
from papers.charts import BarChart

register = template.Library()


@register.filter
def isoday(text: str, pattern: str) -> str:
    """An ISO 8601 date by its names; Italian writes them small, which Django's own names do not."""
    name = date_format(dt.date.fromisoformat(text), pattern)
    return name.lower() if get_language() == "it" else name


@register.filter
def week_stats(plain: Mapping[str, Any]) -> list[Stat]:
    """The seven figures on top, as page and PDF have them."""
    change = plain.get("change")
    return stats(plain, trend.Change(**change) if change else None)


@register.filter
def weeks_chart(rows: Sequence[trend.WeekGrams]) -> BarChart:
    """The chart of recovered food by week."""
    return trend.chart(rows)


@register.filter
def as_png(chart: BarChart, width: int) -> bytes:
    """The chart as a picture `width` pixels wide; for a mail, which the worker writes."""
    return chart.png(width=width)
