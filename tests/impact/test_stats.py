"""The seven figures are the same on page, in the PDF and in the mail, also where a lunch has only its total."""

import datetime as dt

from django.test import Client

from canteens import clock
from canteens.days import Week as IsoWeek
from canteens.models import Canteen, Membership, Role, User
from impact import mail, trend
from impact.report import week_pdf
from notices.mail import compose
from notices.models import Notice
from tests.impact.golden import Week
from tests.impact.test_page import stats
from tests.papers.reading import Paper

W47 = IsoWeek(2026, 47)
SEVEN = [
    ("Recuperati", "120,25 kg"), ("Pasti serviti (contati)", "27"), ("Posti occupati", "60 %"), ("Cucinati", "0 kg"),
    ("Scartati", "0 kg"), ("CO₂e evitata (stima)", "192 kg"), ("Pasti equivalenti (stima)", "241"),
]  # fmt: skip
"""On seats sat Monday 6 + 2, Tuesday 4 + 3, Friday 1 + 1 by the list, and Wednesday 7 by the total: 24 of 40."""


def test_page_paper_and_mail_show_the_same_seven(db: None, client: Client) -> None:
    canteen = Canteen.objects.create(
        name="Cittadella", place="Chieri", seats=10, room_limit=12, kept_at_door=2, portions=4
    )  # fmt: skip
    carla = User.objects.create_user("carla@example.org", None, name="Carla")
    Membership.objects.create(user=carla, canteen=canteen, role=Role.COORDINATOR)
    client.force_login(carla, backend="django.contrib.auth.backends.ModelBackend")
    Week(canteen).live()
    with clock.at(dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)):
        assert stats(client.get("/numeri/?settimana=2026-W47").content.decode()) == SEVEN
        paper = Paper(week_pdf(canteen, W47)).text
        assert [f"{label} {value}" for label, value in SEVEN if f"{label} {value}" not in paper] == []
        assert mail.post_week(canteen) == 1
        body = str(compose(Notice.objects.get(kind="weekly_figures")).body).replace("\N{NO-BREAK SPACE}", " ")
    lines = [line.split(" (da")[0] for line in body.splitlines()]
    assert [f"{label}: {value}" for label, value in SEVEN if f"{label}: {value}" not in lines] == [
        "Posti occupati: 60 %"  # which also says of how many
    ]
    assert "Posti occupati: 60 % (24 di 40)" in lines


def test_the_last_bar_is_the_revision_that_is_shown(db: None) -> None:
    canteen = Canteen.objects.create(name="Cittadella", place="Chieri")
    shown = trend.weeks(canteen, last=W47, grams=120_250)
    assert shown[-2:] == [("2026-W46", 0), ("2026-W47", 120_250)]
