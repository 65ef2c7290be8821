"""The demo as `make run` loads it: long enough for everything to happen that may."""

import pytest

from recovery.models import Collection, Lot, Movement
from tests.demo.conftest import Lived

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_in_twelve_weeks_all_happens_that_may_happen(lived: Lived) -> None:
    with lived(weeks=12):
        reasons = set(Lot.objects.filter(state="refused").values_list("refusal", flat=True))
        assert reasons == {"temperature", "damaged", "spoiled", "no_room"}
        kinds = set(Movement.objects.values_list("kind", flat=True))
        assert kinds == set(Movement.Kind.values)
        assert set(Collection.objects.values_list("outcome", flat=True)) == set(Collection.Outcome.values)
        assert Lot.objects.filter(state="accepted", donation__failed_checks__len__gt=0).count() > 0
        assert Lot.objects.filter(state="accepted", category="mixed").count() > 0
