"""The chart in the Monday mail: a picture in its text, said in words, with the table beside it."""

import datetime as dt
import email.policy
import html as markup
import re
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives

from canteens import clock
from canteens.models import Canteen, Membership, Role, User
from impact.mail import post_week
from notices import kept
from notices.mail import compose
from notices.models import KeptMail, Notice
from recovery.donations import Line, log
from recovery.models import Shop


@pytest.fixture
def notice(canteen: Canteen) -> Notice:
    """12.5 kg of bread came in week 47."""
    user = User.objects.create_user("carla@example.org", None, name="Carla")
    Membership.objects.create(user=user, canteen=canteen, role=Role.COORDINATOR)
    shop = Shop.objects.create(canteen=canteen, name="Forno", kind=Shop.Kind.BAKERY)
    with clock.at(canteen.instant(dt.date(2026, 11, 18), dt.time(19))):
        log(shop, lines=[Line("Pane", "bread", 12_500)], client_ref="a")
    with clock.at(canteen.instant(dt.date(2026, 11, 23), dt.time(4, 30))):
        post_week(canteen)
    found: Notice = Notice.objects.select_related("contact__user", "canteen").get()
    return found


def parts(message: EmailMultiAlternatives) -> list[EmailMessage]:
    sent: Any = email.message_from_bytes(message.message().as_bytes(), policy=email.policy.default)
    return list(sent.walk())


def test_the_picture_goes_along_inside_the_mail(notice: Notice) -> None:
    sent = parts(compose(notice))
    assert [part.get_content_type() for part in sent] == [
        "multipart/related", "multipart/alternative", "text/plain", "text/html", "image/png"
    ]  # fmt: skip
    picture = sent[-1]
    cid = f"weeks.notice-{notice.pk}@localhost"
    assert (picture["Content-ID"], picture.get_content_disposition()) == (f"<{cid}>", "inline")
    png = picture.get_content()
    assert (int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")) == (1040, 388)
    assert re.findall(r'src="([^"]*)"', sent[3].get_content()) == [f"cid:{cid}"]


def test_it_is_said_in_words_and_stands_beside_its_table(notice: Notice) -> None:
    html = parts(compose(notice))[3].get_content()
    (alt,) = re.findall(r'alt="([^"]*)"', html)
    assert markup.unescape(alt) == (
        "Kg recuperati per settimana. Settimana 47: 12,5 kg. "
        "La settimana più ricca delle ultime 12 è la 47: 12,5 kg."
    )  # fmt: skip
    table = html[html.index("<img") :]
    assert re.findall(r'<th scope="row"[^>]*>(\d+)</th><td[^>]*>([^<]*)</td>', table)[-2:] == [
        ("46", "0 kg"), ("47", "12,5 kg")
    ]  # fmt: skip


def test_sent_again_it_is_the_same_mail(notice: Notice) -> None:
    assert parts(compose(notice))[-1].as_bytes() == parts(compose(notice))[-1].as_bytes()


def test_a_mail_without_pictures_is_as_it_was(canteen: Canteen, notice: Notice) -> None:
    Notice.objects.update(kind="staff_invited", payload={"by": "Carla", "days": 3})
    plain = compose(Notice.objects.select_related("contact__user", "canteen").get())
    assert [part.get_content_type() for part in parts(plain)] == ["multipart/alternative", "text/plain", "text/html"]


def test_a_kept_mail_shows_it_too(notice: Notice) -> None:
    kept.Backend().send_messages([compose(notice)])
    (source,) = re.findall(r'src="([^"]{22})', KeptMail.objects.get().html)
    assert source == "data:image/png;base64,"
