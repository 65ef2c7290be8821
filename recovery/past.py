"""What the database keeps of food that was handed over, declared as triggers beside the models.

From the hand-over on, what figures count and what stands on the paper is fixed: which shop gave it, when, what it is
and what it weighed. What is said for safety (allergens, contents, dates, temperatures) may always be corrected, and
the history keeps what was said before. Foreign keys are asked at the end of a transaction only, when a row may have
been put back under those that point at it: so rows that others stand on keep their number, and are not deleted.
"""

# ruff: noqa: S608 - this module's own words

import pgtrigger

from recovery.guards import HELD, refuse


def fixed(name: str, columns: str, sentence: str) -> pgtrigger.Trigger:
    """These columns are never written again."""
    return pgtrigger.Trigger(
        name=name, when=pgtrigger.Before, operation=pgtrigger.Update, func=refuse(sentence, name),
        condition=pgtrigger.Condition(_changed(columns)),
    )  # fmt: skip


def _row(row: str, columns: str) -> str:
    return f"ROW({', '.join(f'{row}.{column}' for column in columns.split())})"


def _changed(columns: str) -> str:
    return f"{_row('OLD', columns)} IS DISTINCT FROM {_row('NEW', columns)}"


def _handed_over(donation: str) -> str:
    """Whether the van or the scale has seen a donation, or a paper tells of it."""
    return (
        f"EXISTS (SELECT FROM recovery_donation WHERE id = {donation} AND state IN ('loaded', 'weighed'))"
        f" OR EXISTS (SELECT FROM recovery_transportdocument WHERE donation_id = {donation})"
    )


GIVEN = "food category crates declared_grams"
WEIGHED = "received_grams tare_grams known_by received_at"

LOT_KEEPS_ITS_NUMBER = fixed("lot_keeps_its_number", "id", "a lot keeps its number")
LOT_STAYS_WHAT_WAS_GIVEN = pgtrigger.Trigger(
    name="lot_stays_what_was_given",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(f"({_changed(GIVEN)} OR {_changed(WEIGHED)})"),
    func=f"""
        IF ({_changed(GIVEN)} AND ({_handed_over("OLD.donation_id")}))
            OR (OLD.received_grams IS NOT NULL AND {_changed(WEIGHED)}) THEN
            {refuse("what was handed over and weighed stays as it was", "lot_stays_what_was_given")}
        END IF;
        RETURN NEW;
    """,
)
LOT_IS_DECIDED_ONCE = pgtrigger.Trigger(
    # Not by the sum: a movement and a correction of it make nothing, and yet there was food.
    name="lot_is_decided_once",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition("OLD.state <> NEW.state"),
    func=f"""
        IF OLD.state IN ('accepted', 'refused')
            OR (OLD.state = 'quarantined' AND NEW.state NOT IN ('accepted', 'refused'))
            OR (NEW.state NOT IN {HELD} AND EXISTS (SELECT FROM recovery_movement WHERE lot_id = OLD.id)) THEN
            {refuse("what became of a lot on the way in is decided once", "lot_is_decided_once")}
        END IF;
        RETURN NEW;
    """,
)
LOT_STAYS = pgtrigger.Trigger(
    name="lot_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Delete,
    func=f"""
        IF OLD.state IN {HELD} OR EXISTS (SELECT FROM recovery_movement WHERE lot_id = OLD.id)
            OR {_handed_over("OLD.donation_id")} THEN
            {refuse("a lot that was handed over is not deleted", "lot_stays")}
        END IF;
        RETURN OLD;
    """,
)
LOT_BEFORE_ITS_PAPER = pgtrigger.Trigger(
    name="lot_before_its_paper",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
        IF EXISTS (SELECT FROM recovery_transportdocument WHERE donation_id = NEW.donation_id) THEN
            {refuse("the paper of this donation is issued: no more food comes into it", "lot_before_its_paper")}
        END IF;
        RETURN NEW;
    """,
)

DONATION_KEEPS_ITS_NUMBER = fixed("donation_keeps_its_number", "id", "a donation keeps its number")
DONATION_STAYS_AS_GIVEN = pgtrigger.Trigger(
    name="donation_stays_as_given",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        f"({_changed('canteen_id shop_id day source origin client_ref declared')} OR OLD.state <> NEW.state)"
    ),
    func=f"""
        IF ({_changed("canteen_id shop_id day source origin client_ref declared")} AND ({_handed_over("OLD.id")}))
            OR (OLD.state <> NEW.state AND OLD.state IN ('loaded', 'weighed') AND NEW.state <> 'weighed') THEN
            {refuse("a donation that was handed over stays as it was", "donation_stays_as_given")}
        END IF;
        RETURN NEW;
    """,
)
DONATION_STAYS = pgtrigger.Trigger(
    name="donation_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Delete,
    func=f"""
        IF {_handed_over("OLD.id")} OR EXISTS (SELECT FROM recovery_lot WHERE donation_id = OLD.id) THEN
            {refuse("a donation that was handed over is not deleted", "donation_stays")}
        END IF;
        RETURN OLD;
    """,
)

MOVEMENT_IS_OF_ITS_PLACE = pgtrigger.Trigger(
    # After `a_movement_locks_its_lot`. A movement of a lot still to be made would be counted nowhere.
    name="b_movement_is_of_its_place",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("given", "date"), ("origin", "text"), ("clocks", "text")],
    func=f"""
        SELECT d.day, d.source, c.zone INTO given, origin, clocks FROM recovery_lot l
        JOIN recovery_donation d ON d.id = l.donation_id JOIN canteens_canteen c ON c.id = d.canteen_id
        WHERE l.id = NEW.lot_id;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'there is no such lot' USING ERRCODE = 'foreign_key_violation';
        END IF;
        IF NEW.kind = 'untraced' AND (origin <> 'historical' OR NEW.day <> given)
            OR NEW.kind <> 'untraced' AND NEW.day <> (NEW.at AT TIME ZONE clocks)::date THEN
            {refuse("a movement counts for the day on which it was", "movement_of_its_local_day")}
        END IF;
        IF NEW.dish_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM recovery_dish d JOIN mensa_sitting s ON s.id = d.sitting_id
            WHERE d.id = NEW.dish_id AND s.canteen_id = NEW.canteen_id
        ) THEN
            {refuse("a dish is cooked where its lots are", "dish_of_its_lots_canteen")}
        END IF;
        RETURN NEW;
    """,
)

DISH_STAYS_AT_ITS_SITTING = fixed("dish_stays_at_its_sitting", "id sitting_id", "a dish stays at its sitting")
DISH_STAYS = pgtrigger.Trigger(
    name="dish_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Delete,
    func=f"""
        IF EXISTS (SELECT FROM recovery_movement WHERE dish_id = OLD.id) THEN
            {refuse("a dish that was cooked from lots is not deleted", "dish_stays")}
        END IF;
        RETURN OLD;
    """,
)

DOCUMENT_IS_OF_ITS_DONATION = pgtrigger.Trigger(
    # Before `document_is_numbered`: it draws from the series of this shop and year.
    name="a_document_is_of_its_donation",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
        IF NOT EXISTS (
            SELECT FROM recovery_donation d JOIN canteens_canteen c ON c.id = d.canteen_id
            WHERE d.id = NEW.donation_id AND d.shop_id = NEW.shop_id
            AND NEW.year = EXTRACT(YEAR FROM NEW.issued_at AT TIME ZONE c.zone)
        ) OR (NEW.annuls_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM recovery_transportdocument d
            WHERE d.id = NEW.annuls_id AND d.donation_id = NEW.donation_id AND d.annuls_id IS NULL
        )) THEN
            {refuse("a paper is of its donation, its shop and its year", "document_of_its_donation")}
        END IF;
        RETURN NEW;
    """,
)
