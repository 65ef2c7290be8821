"""A chart is drawn, told and tabled from one definition."""

import re

from papers.charts import BASE, TOP, Bar, BarChart


def chart(*amounts: int) -> BarChart:
    bars = [Bar(str(40 + number), amount, f"{amount} kg") for number, amount in enumerate(amounts)]
    return BarChart("Kg", ("Settimana", "kg"), bars, "Poco, tanto.")


def test_heights_are_in_proportion_and_the_last_bar_stands_out() -> None:
    drawn = re.findall(
        r'class="bar( bar-now)?" x="([^"]*)" y="(\d+)" width="([^"]*)" height="(\d+)"', chart(50, 100, 0).svg
    )
    tall = BASE - TOP
    assert drawn == [
        ("", "4.67%", str(BASE - tall // 2), "24.00%", str(tall // 2)),
        ("", "38.00%", str(TOP), "24.00%", str(tall)),
        (" bar-now", "71.33%", str(BASE), "24.00%", "0"),
    ]


def test_the_table_has_the_numbers_of_the_bars() -> None:
    assert chart(50, 100).rows == [("40", ["50 kg"]), ("41", ["100 kg"])]
    assert chart(50).columns == [("Settimana", False), ("kg", True)]


def test_nothing_in_it_needs_a_style_that_the_policy_blocks() -> None:
    assert re.findall(r"<style|style=|<script|href=|on\w+=", chart(1, 2, 3).svg) == []


def test_names_are_text_not_markup() -> None:
    svg = BarChart("", ("", ""), [Bar("<b>", 1, "")], "").svg
    assert ("&lt;b&gt;" in svg, "<b>" in svg) == (True, False)


def test_weeks_without_food_are_drawn_flat() -> None:
    assert re.findall(r'height="(\d+)" rx', chart(0, 0).svg) == ["0", "0"]
