"""The kinds of food with their limits, windows and allergens by nature, each with its source (DOMAIN 2.2 to 2.5)."""

import csv
import datetime as dt
from pathlib import Path

from django.db import migrations

FILE = Path(__file__).parent.parent / "data" / "food_kinds_2026_11.csv"
VALID_FROM = dt.date(2016, 1, 1)
NONE_BY_NATURE = "-"


def _facts(row):
    numbers = {name: row[name] or None for name in ("max_celsius", "min_celsius", "days_after_best_before", "keeps_days")}
    known = row["allergens"].replace(NONE_BY_NATURE, "").split()
    return numbers | {
        "name": row["name"], "category": row["category"], "source": row["source"],
        "allergens": known if row["allergens"] else None, "contents": row["contents"].split(),
    }


def add(apps, schema_editor):
    kinds = apps.get_model("recovery", "FoodKind")
    with FILE.open(newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            kinds.objects.get_or_create(code=row["code"], valid_from=VALID_FROM, defaults=_facts(row))


def remove(apps, schema_editor):
    apps.get_model("recovery", "FoodKind").objects.filter(valid_from=VALID_FROM).delete()


class Migration(migrations.Migration):
    dependencies = [("recovery", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
