"""A second fence: the role that serves adds to the ledger, and may neither change nor delete what stands there.

The triggers refuse it too, but whoever sets `pgtrigger.ignore` passes them; nobody passes a privilege that is not given.
An install whose serving role is called otherwise keeps the triggers alone (docs/operations.md).
"""

from django.db import migrations

ROLE = "reciprocamensa_web"
ADDED_TO = (
    "recovery_movement, recovery_transportdocument, recovery_lotevent, recovery_donationevent, recovery_dishevent"
)


def _for_the_role(statements):
    return f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN {statements} END IF; END $$"


FENCE = _for_the_role(f"REVOKE UPDATE, DELETE ON {ADDED_TO} FROM {ROLE}; REVOKE DELETE ON recovery_series FROM {ROLE};")
OPEN = _for_the_role(f"GRANT UPDATE, DELETE ON {ADDED_TO} TO {ROLE}; GRANT DELETE ON recovery_series TO {ROLE};")


class Migration(migrations.Migration):
    dependencies = [("recovery", "0004_keep_what_was_handed_over")]
    operations = [migrations.RunSQL(FENCE, OPEN)]
