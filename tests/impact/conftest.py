"""What figures need: their factor, which a flush of the test database may have taken away."""

import datetime as dt
from importlib import import_module

import pytest

from impact.models import Factor

SOURCE = import_module("impact.migrations.0002_grams_a_meal").SOURCE


@pytest.fixture(autouse=True)
def factor(db: None) -> Factor:
    """500 g a meal, 420 to 626, as the migration writes it."""
    facts = {
        "value": 500, "low": 420, "high": 626, "unit": "g", "source": SOURCE, "valid_from": dt.date(2016, 1, 1)
    }  # fmt: skip
    return Factor.objects.get_or_create(slug="grams_a_meal", version="2026-11", defaults=facts)[0]
