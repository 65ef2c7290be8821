"""Anna coordinates, Dario stands at the door."""

from tests.web_staff.conftest import anna, dario, signed_in

__all__ = ["anna", "dario", "signed_in"]
