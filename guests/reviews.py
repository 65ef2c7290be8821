"""What a person is asked to look at about cards: talks that are due, referrals whose review or last day has come.

Nothing happens to a card by itself. A review ends when somebody has talked, renews or ends.
"""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from canteens.models import Canteen, Role
from guests.models import Guest, Referral
from guests.talks import due
from notices import outbox
from notices.staff import staff_contacts

EXPIRES = dt.timedelta(days=7)


@dataclass(frozen=True)
class Reviews:
    """Cards whose talk is due, and referrals to look at, the longest first."""

    talks: tuple[Guest, ...]
    referrals: tuple[Referral, ...]

    def __len__(self) -> int:
        return len(self.talks) + len(self.referrals)

    @property
    def newest(self) -> dt.date | None:
        """The day on which the latest of them became due; None where there is none."""
        days = [guest.temporary_until for guest in self.talks if guest.temporary_until]
        days += [referral.review for referral in self.referrals]
        return max(days, default=None)


def reviews(canteen: Canteen) -> Reviews:
    """Everything that waits at `canteen` today."""
    rows = Referral.objects.to_review(canteen.today()).filter(referrer__canteen=canteen)
    return Reviews(tuple(due(canteen)), tuple(rows.select_related("guest", "referrer")))


def waiting(canteen: Canteen) -> int:
    """How many cards and referrals wait for somebody."""
    rows = Referral.objects.to_review(canteen.today()).filter(referrer__canteen=canteen)
    return due(canteen).count() + rows.order_by().count()


def tell(canteen: Canteen) -> None:
    """Write to the coordinators when something new waits: once a day at most, and once for each such day.

    The letter holds two numbers and the way to the list, and nothing of anybody.
    """
    found = reviews(canteen)
    if found.newest is None:
        return
    for contact in staff_contacts(canteen, Role.COORDINATOR):
        outbox.post(
            key=f"reviews:{found.newest}:{contact.pk}", contact=contact, kind="cards_to_review",
            payload={"talks": len(found.talks), "referrals": len(found.referrals), "url": reverse("card_reviews")},
            expires=canteen.instant(canteen.today() + EXPIRES, dt.time()),
        )  # fmt: skip
