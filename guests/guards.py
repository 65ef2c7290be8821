"""What the database itself refuses about cards, declared as triggers beside the models."""

import pgtrigger

CHAIN = "merged_into_one_card"
"""The guard that says: one of the two cards is merged already, or they are of two canteens."""

# The row itself is locked as one that goes (FOR UPDATE, where the update alone would take less): a booking on its way
# holds its guest's key, so that either the booking is there before the merge, or it finds the card merged. The other
# card is held as it is, so that A into B and B into A at once can't both be.
NO_CHAIN_OF_CARDS = pgtrigger.Trigger(
    name="no_chain_of_cards",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("merged_into_id"),
    condition=pgtrigger.Condition("NEW.merged_into_id IS NOT NULL"),
    declare=[("further", "bigint"), ("place", "bigint")],
    func=f"""
        PERFORM FROM guests_guest WHERE id = NEW.id FOR UPDATE;
        SELECT merged_into_id, canteen_id INTO further, place
        FROM guests_guest WHERE id = NEW.merged_into_id FOR SHARE;
        IF further IS NOT NULL OR place <> NEW.canteen_id
           OR EXISTS (SELECT FROM guests_guest WHERE merged_into_id = NEW.id) THEN
            RAISE EXCEPTION 'a card is merged into one that stands by itself, of its own canteen'
            USING ERRCODE = 'check_violation', CONSTRAINT = '{CHAIN}';
        END IF;
        RETURN NEW;
    """,  # noqa: S608 - this module's own words
)

# After, not before: whoever draws a code that is being given up at this moment waits at the unique index until that is
# done, and only then is there something to find here.
CODE_NEVER_TWICE = pgtrigger.Trigger(
    name="code_never_twice",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("code"),
    func="""
        IF EXISTS (SELECT FROM guests_replacedcard WHERE code = NEW.code) THEN
            RAISE EXCEPTION 'this code was on a card that was replaced'
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'guests_guest_code_key';
        END IF;
        RETURN NULL;
    """,
)

REFERRAL_AT_ONE_CANTEEN = pgtrigger.Trigger(
    name="referral_at_one_canteen",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("guest_id", "referrer_id"),
    func="""
        IF (SELECT canteen_id FROM guests_guest WHERE id = NEW.guest_id)
           <> (SELECT canteen_id FROM guests_referrer WHERE id = NEW.referrer_id) THEN
            RAISE EXCEPTION 'a body refers guests of its own canteen'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'referral_at_one_canteen';
        END IF;
        RETURN NEW;
    """,
)

FORGOTTEN_GUEST = pgtrigger.Trigger(
    name="forgotten_guest",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("guest_id"),
    condition=pgtrigger.Condition("NEW.guest_id IS NULL"),
    func="NEW.reference := ''; NEW.client_ref := NULL; RETURN NEW;",
)
