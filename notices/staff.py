"""Writing to those who help: each user has one contact a canteen, made from their own address."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from canteens import clock
from canteens.models import Canteen, Role, User
from canteens.staff import take_in
from notices import outbox
from notices.models import Contact


def contact_of(user: User, canteen: Canteen) -> Contact:
    """The user's contact at `canteen`, with their present address and language."""
    contact, _ = Contact.objects.update_or_create(
        user=user, canteen=canteen, defaults={"email": user.email, "language": user.language}
    )
    return contact


def staff_contacts(canteen: Canteen, role: Role) -> list[Contact]:
    """The contacts of everyone active with `role` at `canteen`."""
    users = User.objects.filter(is_active=True, memberships__canteen=canteen, memberships__role=role).order_by("pk")
    return [contact_of(user, canteen) for user in users]


@transaction.atomic
def invite(canteen: Canteen, *, email: str, name: str, roles: Iterable[str], by: User, language: str = "it") -> User:
    """Take somebody in and write to them where to choose a password. Raises canteens.staff.NoRole."""
    user = take_in(canteen, email=email, name=name, roles=roles, language=language)
    write_password_link(user, canteen=canteen, kind="staff_invited", by=str(by))
    return user


def reset_password(canteen: Canteen, *, email: str) -> None:
    """Write to whoever signs in with `email` where to choose a new password; to nobody if there is no such person.

    The letter belongs to a canteen where they help: no other one's coordinators see it. `canteen` is for who helps
    nowhere.
    """
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user:
        theirs = Canteen.objects.filter(memberships__user=user).order_by("pk").first()
        write_password_link(user, canteen=theirs or canteen, kind="password_reset")


def write_password_link(user: User, *, canteen: Canteen, kind: str, by: str = "") -> None:
    """Queue a mail with a link to choose a password: one in ten minutes, so that nobody's box can be filled.

    The link is made when the mail is (notices.mail) and kept nowhere: the outbox holds no key to an account.
    """
    now = clock.now()
    outbox.post(
        key=f"{kind}:{user.pk}:{now:%Y%m%d%H}{now.minute // 10}", contact=contact_of(user, canteen), kind=kind,
        payload={"by": by, "days": settings.PASSWORD_RESET_TIMEOUT // 86_400}, expires=now + dt.timedelta(days=1),
    )  # fmt: skip
