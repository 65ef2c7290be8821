"""What the database itself refuses about food, declared as triggers beside the models.

What is left of a lot is kept by one trigger on movements and by nobody else; its CHECK refuses the gram that was
already cooked. What gets past triggers stands in mensa.guards; `recovery.check` compares what is left with the sums.
"""

import pgtrigger


def refuse(sentence: str, guard: str) -> str:
    """A refusal that carries a name, as a constraint's does."""
    return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation', CONSTRAINT = '{guard}';"


def stays(name: str, operations: pgtrigger.Operations | pgtrigger.Operation, sentence: str) -> pgtrigger.Trigger:
    """Rows are written once: whoever writes is refused. TRUNCATE fires once a statement."""
    whole = operations == pgtrigger.Truncate
    return pgtrigger.Trigger(
        name=name, when=pgtrigger.Before, operation=operations,
        level=pgtrigger.Statement if whole else pgtrigger.Row, func=refuse(sentence, name),
    )  # fmt: skip


HELD = "('accepted', 'quarantined')"
"""The states of a lot that is in the house."""
SUM_OF_MOVEMENTS = "SELECT COALESCE(SUM(grams), 0) FROM recovery_movement WHERE lot_id ="

LOT_STARTS = pgtrigger.Trigger(
    name="a_lot_starts_whole",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
        NEW.left_grams := CASE WHEN NEW.state IN {HELD} THEN COALESCE(NEW.received_grams, 0) ELSE 0 END;
        RETURN NEW;
    """,
)

# Depth 1 is a statement of somebody's own; the movement trigger's update arrives at depth 2.
LOT_KEEPS = pgtrigger.Trigger(
    name="b_lot_keeps_its_weight",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "ROW(OLD.left_grams, OLD.received_grams, OLD.state, OLD.donation_id)"
        " IS DISTINCT FROM ROW(NEW.left_grams, NEW.received_grams, NEW.state, NEW.donation_id)"
    ),
    declare=[("moved", "bigint")],
    func=f"""
        IF pg_trigger_depth() > 1 THEN
            RETURN NEW;
        END IF;
        IF NEW.left_grams <> OLD.left_grams OR NEW.donation_id <> OLD.donation_id
            OR (OLD.received_grams IS NOT NULL AND NEW.received_grams IS DISTINCT FROM OLD.received_grams) THEN
            {refuse("what is left of a lot is what its movements say", "lot_changes_by_movements")}
        END IF;
        {SUM_OF_MOVEMENTS} NEW.id INTO moved;
        IF NEW.state NOT IN {HELD} AND moved <> 0 THEN
            {refuse("some of this lot has been used", "used_lot_stays_taken_in")}
        END IF;
        NEW.left_grams := CASE WHEN NEW.state IN {HELD} THEN COALESCE(NEW.received_grams, 0) - moved ELSE 0 END;
        RETURN NEW;
    """,
)

MOVEMENT_LOCKS = pgtrigger.Trigger(
    # The lot before the movement, always: the foreign key would take a weaker lock first, and two cooks could then
    # wait for each other. Under that lock its state is the true one.
    name="a_movement_locks_its_lot",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("state", "text"), ("place", "bigint")],
    func=f"""
        SELECT l.state, d.canteen_id INTO state, place FROM recovery_lot l JOIN recovery_donation d
        ON d.id = l.donation_id WHERE l.id = NEW.lot_id FOR NO KEY UPDATE OF l;
        IF state NOT IN {HELD} OR (state = 'quarantined' AND NEW.kind IN ('cooked', 'passed_on', 'untraced')) THEN
            {refuse("this lot may not be used", "lot_may_be_used")}
        END IF;
        IF NEW.canteen_id <> place THEN
            {refuse("a movement is of its lot''s canteen", "movement_of_its_lots_canteen")}
        END IF;
        RETURN NEW;
    """,  # noqa: S608 - this module's own words
)

MOVEMENT_MOVES = pgtrigger.Trigger(
    name="movement_moves",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func="UPDATE recovery_lot SET left_grams = left_grams - NEW.grams WHERE id = NEW.lot_id; RETURN NULL;",
)

MOVEMENT_STAYS = stays(
    "movement_stays", pgtrigger.Update | pgtrigger.Delete, "a movement is written once: correct it by another"
)
MOVEMENTS_STAY = stays("movements_stay", pgtrigger.Truncate, "movements are not truncated")

SERIES_COUNTED_BY_DOCUMENTS = pgtrigger.Trigger(
    name="series_counted_by_documents",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func=f"""
        IF pg_trigger_depth() < 2 THEN
            {refuse("only issuing a document counts a series on", "series_counted_by_documents")}
        END IF;
        RETURN COALESCE(NEW, OLD);
    """,
)
SERIES_STAY = stays("series_stay", pgtrigger.Truncate, "a series is not truncated")

DOCUMENT_IS_NUMBERED = pgtrigger.Trigger(
    # The number is drawn in the transaction of the document: one that is rolled back leaves no gap. The row of the
    # series stays locked until then, so two documents of a shop wait for each other.
    name="document_is_numbered",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
        IF NEW.own_number <> '' THEN
            RETURN NEW;
        END IF;
        IF NEW.number IS NOT NULL THEN
            {refuse("the series gives a document its number", "series_gives_the_number")}
        END IF;
        INSERT INTO recovery_series (shop_id, year, last) VALUES (NEW.shop_id, NEW.year, 1)
        ON CONFLICT (shop_id, year) DO UPDATE SET last = recovery_series.last + 1
        RETURNING last INTO NEW.number;
        RETURN NEW;
    """,  # noqa: S608 - this module's own words
)
DOCUMENT_STAYS = stays(
    "document_stays", pgtrigger.Update | pgtrigger.Delete, "an issued document is annulled by another, never changed"
)
DOCUMENTS_STAY = stays("documents_stay", pgtrigger.Truncate, "issued documents are not truncated")
