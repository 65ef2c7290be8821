"""Closed weeks behind the second fence: the role that serves adds them, and neither changes nor deletes one."""

from django.db import migrations

ROLE = "reciprocamensa_web"
FENCE, OPEN = (
    f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN {words} {ROLE}; END IF; END $$"
    for words in ("REVOKE UPDATE, DELETE ON impact_closedweek FROM", "GRANT UPDATE, DELETE ON impact_closedweek TO")
)


class Migration(migrations.Migration):
    dependencies = [("impact", "0004_closed_weeks")]
    operations = [migrations.RunSQL(FENCE, OPEN)]
