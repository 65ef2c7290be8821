"""Who helps: taking people in, their roles at a canteen, and letting them go.

A canteen always keeps one coordinator who can sign in, since nobody else could let the next one in.
"""

from collections.abc import Iterable

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from canteens.errors import Refusal
from canteens.models import Canteen, Membership, Role, User


class LastCoordinator(Refusal):
    """Without this person nobody could let others in."""

    code = "last_coordinator"
    message = _("È l'unica persona del coordinamento. Prima dai questo ruolo a qualcun altro.")


class NoRole(Refusal):
    """Somebody who helps has at least one role; taking access away has an act of its own."""

    code = "no_role"
    message = _("Scegli almeno un ruolo.")
    status = 400


class NameTaken(Refusal):
    """Two canteens of one name could not be told apart."""

    code = "name_taken"
    message = _("C'è già una sala che si chiama {name}.")


def open_canteen(*, name: str, place: str, coordinator: str) -> tuple[Canteen, User]:
    """A new canteen with its first coordinator. Raises NameTaken."""
    if Canteen.objects.filter(name=name).exists():
        raise NameTaken(name=name)
    with transaction.atomic():
        canteen = Canteen.objects.create(name=name, place=place)
        return canteen, take_in(canteen, email=coordinator, name="", roles=[Role.COORDINATOR])


@transaction.atomic
def take_in(canteen: Canteen, *, email: str, name: str, roles: Iterable[str], language: str = "it") -> User:
    """The user of that address, with `roles` added here. Somebody new has no password until they choose one.

    Whoever helps elsewhere keeps their name and password. Whoever was let go is let in again with these roles alone:
    what they once were, here or at another canteen, is not given back by an invitation. Raises NoRole.
    """
    wanted = _checked(roles)
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        user = User.objects.create_user(email, name=name, language=language)
    elif not user.is_active:
        user.memberships.all().delete()
        reactivate(user)
    for role in wanted:
        Membership.objects.get_or_create(user=user, canteen=canteen, role=role)
    return user


@transaction.atomic
def set_roles(user: User, *, canteen: Canteen, roles: Iterable[str]) -> None:
    """Give `user` exactly `roles` at `canteen`. Raises NoRole, LastCoordinator."""
    wanted = _checked(roles)
    if Role.COORDINATOR not in wanted:
        _check_another_coordinator(canteen, user)
    user.memberships.filter(canteen=canteen).exclude(role__in=wanted).delete()
    for role in wanted:
        Membership.objects.get_or_create(user=user, canteen=canteen, role=role)


def set_sheet(user: User, *, wanted: bool) -> None:
    """Whether the sheet of each sitting is mailed to `user`, who welcomes or coordinates."""
    user.wants_sheet = wanted
    user.save(update_fields=["wants_sheet"])


@transaction.atomic
def deactivate(user: User, *, canteen: Canteen) -> None:
    """Take access away at once, open sessions included; who also helps elsewhere only leaves this canteen.

    Raises LastCoordinator.
    """
    _check_another_coordinator(canteen, user)
    if user.memberships.exclude(canteen=canteen).exists():
        user.memberships.filter(canteen=canteen).delete()
        return
    user.is_active = False
    user.save(update_fields=["is_active"])


def reactivate(user: User) -> None:
    """Let somebody in again, with the roles they had."""
    user.is_active = True
    user.save(update_fields=["is_active"])


def people(canteen: Canteen) -> list[User]:
    """Everyone with a role at `canteen`, active first, each with `roles_here` in the order of Role."""
    order = list(Role)
    users = User.objects.filter(memberships__canteen=canteen).distinct().order_by("-is_active", "name", "email")
    found = list(users.prefetch_related("memberships"))
    for user in found:
        here = [row.role for row in user.memberships.all() if row.canteen_id == canteen.pk]
        user.roles_here = [role for role in order if role in here]  # type: ignore[attr-defined]
    return found


def password_path(user: User) -> str:
    """Where `user` chooses a password, once, within PASSWORD_RESET_TIMEOUT. The link is a secret: store it nowhere."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("set_password", args=[uid, default_token_generator.make_token(user)])


def _checked(roles: Iterable[str]) -> list[Role]:
    wanted = [role for role in Role if role in set(roles)]
    if not wanted:
        raise NoRole
    return wanted


def _check_another_coordinator(canteen: Canteen, user: User) -> None:
    # The canteen's lock: two coordinators who let each other go at once must not both succeed.
    Canteen.objects.select_for_update(no_key=True).get(pk=canteen.pk)
    coordinators = Membership.objects.filter(canteen=canteen, role=Role.COORDINATOR, user__is_active=True)
    if set(coordinators.values_list("user", flat=True)) == {user.pk}:
        raise LastCoordinator
