"""The nightly check tells a person when a counter is not the sum of its bookings."""

import pgtrigger
import pytest

from canteens.models import Canteen, Membership, Role, User
from mensa.booking import book
from mensa.check import Difference, check_counters, differences
from mensa.models import Sitting
from notices.models import Notice


@pytest.fixture
def carla(canteen: Canteen) -> User:
    """Carla coordinates."""
    user = User.objects.create_user("carla@example.org", "a-long-password")
    Membership.objects.create(user=user, canteen=canteen, role=Role.COORDINATOR)
    return user


def bend(sitting: Sitting, **counters: int) -> None:
    with pgtrigger.ignore("mensa.Sitting:counters_by_bookings_only"):
        Sitting.objects.filter(pk=sitting.pk).update(**counters)


def test_all_is_well(lunch: Sitting, carla: User) -> None:
    book(lunch, party=2)
    assert differences() == []
    assert check_counters() == 0
    assert Notice.objects.count() == 0


def test_each_bent_counter_is_named(lunch: Sitting) -> None:
    book(lunch, party=2)
    bend(lunch, taken=3, ahead=1, taken_away=4)
    assert differences() == [
        Difference(lunch.pk, "taken", 3, 2),
        Difference(lunch.pk, "ahead", 1, 2),
        Difference(lunch.pk, "taken_away", 4, 0),
    ]


def test_coordinators_are_told_once_a_day(lunch: Sitting, carla: User) -> None:
    bend(lunch, taken=1)
    assert [check_counters(), check_counters()] == [1, 1]
    notice = Notice.objects.get()
    assert (notice.kind, notice.contact.email) == ("counters_differ", "carla@example.org")
    assert notice.payload == {"differences": [{"sitting": lunch.pk, "counter": "taken", "counted": 1, "summed": 0}]}


def test_nobody_else_is_told(lunch: Sitting, canteen: Canteen, carla: User) -> None:
    door = User.objects.create_user("dario@example.org", "a-long-password")
    Membership.objects.create(user=door, canteen=canteen, role=Role.DOOR)
    gone = User.objects.create_user("gina@example.org", "a-long-password", is_active=False)
    Membership.objects.create(user=gone, canteen=canteen, role=Role.COORDINATOR)
    other = Canteen.objects.create(name="Altra sala", place="via Altra 1")
    far = User.objects.create_user("franco@example.org", "a-long-password")
    Membership.objects.create(user=far, canteen=other, role=Role.COORDINATOR)
    bend(lunch, taken=1)
    check_counters()
    assert list(Notice.objects.values_list("contact__email", flat=True)) == ["carla@example.org"]
