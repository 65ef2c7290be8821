"""The factor of meal equivalents, with whose it is and the range that others publish."""

import datetime as dt

from django.db import migrations

SOURCE = (
    "500 g: European Food Banks Federation (FEBA); Banco Alimentare, mix of 500 g on the LARN of SINU. "
    "420 g: WRAP 2018. 544 g (1.2 lb): USDA What We Eat in America 2011-12, Feeding America. "
    "626 g: True Impact from FAOSTAT."
)


def add(apps, schema_editor):
    facts = {"value": 500, "low": 420, "high": 626, "unit": "g", "source": SOURCE, "valid_from": dt.date(2016, 1, 1)}
    apps.get_model("impact", "Factor").objects.get_or_create(slug="grams_a_meal", version="2026-11", defaults=facts)


def remove(apps, schema_editor):
    apps.get_model("impact", "Factor").objects.filter(slug="grams_a_meal", version="2026-11").delete()


class Migration(migrations.Migration):
    dependencies = [("impact", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
