"""What the database itself refuses about closed weeks, declared as triggers beside the model."""

import pgtrigger

from recovery.guards import refuse, stays

NO_GAP = pgtrigger.Trigger(
    # A repeat is the unique constraint's to refuse, so that ON CONFLICT DO NOTHING can pass over it.
    name="revisions_have_no_gap",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("newest", "integer")],
    func=f"""
        SELECT COALESCE(MAX(revision), 0) INTO newest FROM impact_closedweek
        WHERE canteen_id = NEW.canteen_id AND year = NEW.year AND week = NEW.week;
        IF NEW.revision > newest + 1 THEN
            {refuse("the revisions of a week have no gap", "revisions_have_no_gap")}
        END IF;
        RETURN NEW;
    """,  # noqa: S608 - this module's own words
)
CLOSING_STAYS = stays(
    "closing_stays", pgtrigger.Update | pgtrigger.Delete, "a closed week is revised by another, never changed"
)
CLOSINGS_STAY = stays("closings_stay", pgtrigger.Truncate, "closed weeks are not truncated")
