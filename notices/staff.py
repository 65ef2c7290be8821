"""Writing to those who help: each user has one contact a canteen, made from their own address."""

from canteens.models import Canteen, Role, User
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
