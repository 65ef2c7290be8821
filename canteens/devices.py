"""Door phones: no password at noon. A link good for a quarter of an hour enrols one phone; hashes alone are kept."""

import datetime as dt
import hashlib
import secrets

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from canteens import clock
from canteens.errors import Refusal
from canteens.models import Canteen, Device, User

INVITE_LASTS = dt.timedelta(minutes=15)
SEEN_EVERY = dt.timedelta(minutes=5)


class InviteOver(Refusal):
    """The link was used by a phone, is older than a quarter of an hour, was taken back, or never was."""

    code = "invite_over"
    message = _("Questo link non vale più. Vale 15 minuti e per un solo telefono: chiedi un link nuovo a chi coordina.")
    status = 410


def invite(canteen: Canteen, *, name: str, by: User | None) -> tuple[Device, str]:
    """A place for one more phone, and the secret of the link that enrols it; the secret is kept nowhere."""
    secret = secrets.token_urlsafe(16)
    device = Device.objects.create(
        canteen=canteen, name=name, invited_by=by, invited_at=clock.now(), secret_hash=_hash(secret)
    )
    return device, secret


def invited(secret: str) -> Device | None:
    """The device that waits for whoever opens this link; looking enrols nobody."""
    return _open_invites(secret).first()


def enrol(secret: str) -> tuple[Device, str]:
    """Enrol the phone that asks, and give it a secret of its own; the link's is worth nothing from then on.

    One conditional update, so that of two phones with one link one is enrolled. Raises InviteOver.
    """
    token = secrets.token_urlsafe(24)
    if not _open_invites(secret).update(secret_hash=_hash(token), enrolled_at=clock.now()):
        raise InviteOver
    return Device.objects.select_related("canteen").get(secret_hash=_hash(token)), token


def revoke(device: Device) -> None:
    """From its next tap on the phone sees nothing; a second time changes nothing."""
    Device.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=clock.now())


def device_of(token: str) -> Device | None:
    """The enrolled device that holds `token`; None once it was revoked."""
    known = Device.objects.filter(secret_hash=_hash(token), revoked_at=None, enrolled_at__isnull=False)
    return known.select_related("canteen").first()


def door_is_open(canteen: Canteen) -> bool:
    """Whether a door phone shows anything at this hour: in the door's hours of lunch, or of another meal."""
    time = clock.now().astimezone(canteen.tz).time()
    return canteen.door_open_at(time) or any(service.door_open_at(time) for service in canteen.services.all())


def seen(canteen: Canteen, device: Device | None) -> None:
    """Somebody opened the door's page, on an enrolled phone or signed in: written once in five minutes at most, since
    the page is opened a hundred times a lunch."""
    stale = clock.now() - SEEN_EVERY
    if canteen.door_seen is None or canteen.door_seen < stale:
        Canteen.objects.filter(pk=canteen.pk).update(door_seen=clock.now())
    if device and (device.last_seen is None or device.last_seen < stale):
        Device.objects.filter(pk=device.pk).update(last_seen=clock.now())


def _open_invites(secret: str) -> QuerySet[Device]:
    fresh = Device.objects.filter(invited_at__gt=clock.now() - INVITE_LASTS, enrolled_at=None, revoked_at=None)
    return fresh.filter(secret_hash=_hash(secret))


def _hash(secret: str) -> str:
    """Plain SHA-256: 128 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
