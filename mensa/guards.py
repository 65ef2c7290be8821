"""What the database itself refuses about seats, declared as triggers beside the models.

The counters of a sitting are kept by one trigger on bookings and by nobody else; its CHECK constraints refuse the
26th seat. What gets past a trigger: its owner (DISABLE TRIGGER, session_replication_role) and any client that sets
`pgtrigger.ignore`. So production runs under a role that owns nothing, and `mensa.check` compares counters with sums.
"""

import pgtrigger


def _seats(row: str) -> str:
    """The seats a booking row holds: its party once confirmed, those who came once seated."""
    return (
        f"CASE WHEN {row}.kind = 'seat' AND {row}.status = 'confirmed' THEN {row}.party"
        f" WHEN {row}.kind = 'seat' AND {row}.status = 'seated' THEN {row}.came ELSE 0 END"
    )


def _ahead(row: str) -> str:
    """The same for seats given ahead of the door."""
    return f"CASE WHEN {row}.door = 'walk_in' THEN 0 ELSE {_seats(row)} END"


def _anonymous(row: str) -> str:
    """The same for seats booked by a card that the booking itself made, until somebody comes with it."""
    return (
        f"CASE WHEN {row}.anonymous AND {row}.kind = 'seat' AND {row}.status = 'confirmed' THEN {row}.party ELSE 0 END"
    )


def _away(row: str) -> str:
    """The takeaway portions a row holds; a waiting party's meals are set aside."""
    return (
        f"CASE WHEN {row}.kind = 'takeaway' AND {row}.status = 'confirmed' THEN {row}.party"
        f" WHEN {row}.kind = 'takeaway' AND {row}.status = 'seated' THEN {row}.came"
        f" WHEN {row}.status = 'waiting' AND {row}.set_aside THEN {row}.party ELSE 0 END"
    )


def _volunteers(row: str) -> str:
    """The chairs of volunteers who eat with the guests: expected, then seated."""
    return (
        f"CASE WHEN {row}.kind = 'table_volunteer' AND {row}.status = 'confirmed' THEN {row}.party"
        f" WHEN {row}.kind = 'table_volunteer' AND {row}.status = 'seated' THEN {row}.came ELSE 0 END"
    )


COUNTER_COLUMNS = {
    "taken": _seats("b"), "ahead": _ahead("b"), "anonymous": _anonymous("b"), "taken_away": _away("b"),
    "volunteers": _volunteers("b"),
}  # fmt: skip
"""What each counter must equal, summed over a sitting's bookings `b`: the check's words are the trigger's own."""
COUNTERS = list(COUNTER_COLUMNS)

LOCK_SITTING = pgtrigger.Trigger(
    # The sitting before the booking, always: the insert's foreign key would take a weaker lock first and two
    # double clicks could then wait for each other. Under that lock its status is the true one: a booking that was
    # on its way while the sitting was cancelled would else stand in it, and its guest would never be told.
    # The foreign key is asked at the end of the transaction only: a booking of a sitting still to be made would be
    # counted nowhere.
    name="a_lock_sitting",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("state", "text")],
    func="""
        SELECT status INTO state FROM mensa_sitting WHERE id = NEW.sitting_id FOR NO KEY UPDATE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'there is no such sitting' USING ERRCODE = 'foreign_key_violation';
        END IF;
        IF state <> 'open' AND NEW.status IN ('confirmed', 'waiting') THEN
            RAISE EXCEPTION 'this sitting takes no more bookings'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sitting_takes_bookings';
        END IF;
        RETURN NEW;
    """,
)

# Under the sitting's lock (its name comes after), so that two cards of one person can't both book. The guest's key is
# held: a merge on its way (guests.guards) is either over, and found, or waits until this booking is there.
ONE_PERSON = pgtrigger.Trigger(
    name="b_one_person",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.guest_id IS NOT NULL"),
    declare=[("survivor", "bigint")],
    func="""
        SELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;
        IF survivor IS NOT NULL THEN
            RAISE EXCEPTION 'this card was merged into another' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'guest_was_merged';
        END IF;
        IF NEW.status IN ('confirmed', 'waiting', 'seated') AND EXISTS (
            SELECT FROM mensa_booking b JOIN guests_guest g ON g.id = b.guest_id
            WHERE g.merged_into_id = NEW.guest_id AND b.sitting_id = NEW.sitting_id
              AND b.status IN ('confirmed', 'waiting', 'seated')
        ) THEN
            RAISE EXCEPTION 'another card of this person is booked' USING ERRCODE = 'unique_violation',
            CONSTRAINT = 'one_live_booking';
        END IF;
        RETURN NEW;
    """,
)

# In an AFTER trigger, so that a row that ON CONFLICT skips is not counted. OLD is null on insert, NEW on delete.
COUNT = pgtrigger.Trigger(
    name="count_seats",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[
        ("d_taken", "integer"),
        ("d_ahead", "integer"),
        ("d_anonymous", "integer"),
        ("d_away", "integer"),
        ("d_help", "integer"),
    ],
    func=f"""
        d_taken := ({_seats("NEW")}) - ({_seats("OLD")});
        d_ahead := ({_ahead("NEW")}) - ({_ahead("OLD")});
        d_anonymous := ({_anonymous("NEW")}) - ({_anonymous("OLD")});
        d_away := ({_away("NEW")}) - ({_away("OLD")});
        d_help := ({_volunteers("NEW")}) - ({_volunteers("OLD")});
        IF d_taken <> 0 OR d_ahead <> 0 OR d_anonymous <> 0 OR d_away <> 0 OR d_help <> 0 THEN
            UPDATE mensa_sitting
            SET taken = taken + d_taken, ahead = ahead + d_ahead, anonymous = anonymous + d_anonymous,
                taken_away = taken_away + d_away, volunteers = volunteers + d_help
            WHERE id = COALESCE(NEW.sitting_id, OLD.sitting_id);
        END IF;
        RETURN NULL;
    """,  # noqa: S608 - this module's own words
)

COUNTERS_START_AT_ZERO = pgtrigger.Trigger(
    name="counters_start_at_zero",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition(
        "NEW.taken <> 0 OR NEW.ahead <> 0 OR NEW.anonymous <> 0 OR NEW.taken_away <> 0 OR NEW.volunteers <> 0"
    ),
    func="RAISE EXCEPTION 'a sitting starts empty: bookings fill it' USING ERRCODE = 'check_violation';",
)

# Depth 1 is a statement of somebody's own; the booking trigger's update arrives at depth 2.
COUNTERS_WRITTEN_BY_BOOKINGS = pgtrigger.Trigger(
    name="counters_by_bookings_only",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "(ROW(OLD.taken, OLD.ahead, OLD.anonymous, OLD.taken_away, OLD.volunteers)"
        " IS DISTINCT FROM ROW(NEW.taken, NEW.ahead, NEW.anonymous, NEW.taken_away, NEW.volunteers))"
    ),
    func="""
        IF pg_trigger_depth() < 2 THEN
            RAISE EXCEPTION 'only bookings change a sitting''s counters' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

# Not left to the foreign key, which is asked at the end of the transaction only: by then the sitting may have been put
# back, empty, under its bookings.
SITTING_OUTLIVES_BOOKINGS = pgtrigger.Trigger(
    name="sitting_outlives_bookings",
    when=pgtrigger.Before,
    operation=pgtrigger.Delete,
    func="""
        IF EXISTS (SELECT FROM mensa_booking WHERE sitting_id = OLD.id) THEN
            RAISE EXCEPTION 'a sitting with bookings is not deleted' USING ERRCODE = 'foreign_key_violation';
        END IF;
        RETURN OLD;
    """,
)
SITTING_KEEPS_ITS_NUMBER = pgtrigger.ReadOnly(name="sitting_keeps_its_number", fields=["id"])

NO_TRUNCATE = pgtrigger.Trigger(
    name="no_truncate",
    when=pgtrigger.Before,
    operation=pgtrigger.Truncate,
    level=pgtrigger.Statement,
    func="RAISE EXCEPTION 'bookings are not truncated: the counters would lie' USING ERRCODE = 'check_violation';",
)
BOOKING_STAYS = pgtrigger.ReadOnly(name="booking_stays_in_its_sitting", fields=["sitting"])

HISTORY_STAYS = pgtrigger.Trigger(
    # What was written down of a booking stays, counts and times included. The person alone may be taken out of it.
    name="history_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF TG_OP = 'UPDATE' AND NEW.guest_id IS NULL
           AND to_jsonb(NEW) - 'guest_id' = to_jsonb(OLD) - 'guest_id' THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'history is not rewritten: only the person is taken out of it'
        USING ERRCODE = 'check_violation';
    """,
)

PLATES_WITHIN_PARTY = pgtrigger.Trigger(
    # After the row, under the booking's lock: of two that ask at once the second sees the first, committed.
    name="plates_within_party",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("guest", "bigint"), ("most", "integer")],
    func="""
        SELECT guest_id, party INTO guest, most FROM mensa_booking WHERE id = NEW.booking_id FOR NO KEY UPDATE;
        IF guest IS NULL THEN
            RAISE EXCEPTION 'a special plate is of somebody with a card'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plate_of_a_guest';
        END IF;
        IF (SELECT sum(people) FROM mensa_specialplate WHERE booking_id = NEW.booking_id) > most THEN
            RAISE EXCEPTION 'more special plates than people'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plates_within_party';
        END IF;
        RETURN NULL;
    """,
)

PLATES_FOLLOW_BOOKING = pgtrigger.Trigger(
    # A booking given back, or nobody's any more since its guest was forgotten, keeps no word of what they eat.
    name="plates_follow_booking",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "OLD.party <> NEW.party OR (OLD.guest_id IS NOT NULL AND NEW.guest_id IS NULL)"
        " OR (OLD.status <> 'cancelled' AND NEW.status = 'cancelled')"
    ),
    func="""
        IF NEW.guest_id IS NULL OR NEW.status = 'cancelled' THEN
            DELETE FROM mensa_specialplate WHERE booking_id = NEW.id;
        ELSIF (SELECT sum(people) FROM mensa_specialplate WHERE booking_id = NEW.id) > NEW.party THEN
            RAISE EXCEPTION 'more special plates than people'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plates_within_party';
        END IF;
        RETURN NULL;
    """,
)
