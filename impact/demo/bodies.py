"""The demo's referring bodies: 64 % of the people by a consortium, 36 % by associations, as published (DOMAIN 1.1)."""

import datetime as dt

from canteens import clock
from canteens.models import Canteen, Role
from guests.models import Guest, Referrer
from guests.referrals import keep, refer
from guests.talks import begin
from impact.demo.place import who

BODIES = (
    ("Consorzio dei servizi (prova)", Referrer.Kind.CONSORTIUM, 48),
    ("Porta Aperta", Referrer.Kind.ASSOCIATION, 11),
    ("Mani Vicine", Referrer.Kind.ASSOCIATION, 7),
    ("Parrocchia di San Rocco", Referrer.Kind.PARISH, 9),
)
"""Invented names, and how many each told of us: 48 of 75 are 64 %, 11 + 7 + 9 = 27 are 36 %."""
DURATIONS = (91, 182, 365)
"""In days, as a body says them."""
SOON = 25
"""Every so many, a referral ends within days: there is something to look at."""
NEW = 2
"""Guests who came without anybody's word, and with whom nobody has talked yet."""


def introduce(canteen: Canteen, guests: list[Guest], *, first: dt.date, until: dt.datetime) -> None:
    """Let each body tell its people of us, one after another since `first`; two more came by themselves."""
    bodies = [(_keep(canteen, name=name, kind=kind), count) for name, kind, count in BODIES]
    sent = [body for body, count in bodies for _each in range(count)]
    today = until.astimezone(canteen.tz).date()
    days = (today - first).days + 1
    for number, (body, guest) in enumerate(zip(sent, guests, strict=False)):
        lasts = 5 if number % SOON == 0 else DURATIONS[number % len(DURATIONS)]
        with clock.at(canteen.instant(first + dt.timedelta(days=number * days // len(sent)), dt.time(8))):
            refer(body, guest=guest, until=canteen.today() + dt.timedelta(days=lasts))
    with clock.at(canteen.instant(first, dt.time(8))):
        for guest in guests[-NEW:]:
            begin(guest)


def _keep(canteen: Canteen, *, name: str, kind: str) -> Referrer:
    people = [who(canteen, Role.REFERRER)] if kind == Referrer.Kind.CONSORTIUM else []
    return keep(Referrer(canteen=canteen), name=name, kind=kind, people=people)
