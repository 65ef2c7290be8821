"""A region at eight in the morning: 1,000 canteens open for booking, 50 people want each; and what a booking costs
when history is a hundred times as long. `python -m benchmarks.network` (minutes; not part of `make bench`).
"""

import argparse
import json
import random
from typing import Any

from benchmarks import house, load
from benchmarks.__main__ import NOTHING, booking
from benchmarks.furnish_network import GUESTS, KEPT, SEATS

LINES = 256
SHORT, TIMES = 200, 100
"""Past lunches of the canteen whose bookings are timed, and how many times as many there are later."""
WRONG = """
    SELECT count(*) FROM (
        SELECT sitting_id, sum(party) FILTER (WHERE status = 'confirmed') AS held,
            sum(party) FILTER (WHERE status = 'waiting') AS waits
        FROM mensa_booking WHERE sitting_id = ANY(%s) GROUP BY sitting_id
    ) each JOIN mensa_sitting s ON s.id = sitting_id
    WHERE (held, waits, s.taken, s.ahead) IS DISTINCT FROM (%s, %s, %s, %s)
"""


def eight_o_clock(place: house.House, *, canteens: int) -> dict[str, Any]:
    """Everybody at once, in an order of chance; what came of every canteen is counted by SQL."""
    lunches = json.loads(place.run("-m", "benchmarks.furnish_network", "today", str(canteens)))
    words = [booking(lunch) for lunch in lunches for _ in range(GUESTS)]
    random.Random(8).shuffle(words)
    run = load.run(place.ports["web"], words, lines=LINES, seconds=3600)
    held = SEATS - KEPT
    [[wrong]] = place.ask(WRONG, lunches, held, GUESTS - held, held, held)
    [[touched]] = place.ask("SELECT count(DISTINCT sitting_id) FROM mensa_booking WHERE sitting_id = ANY(%s)", lunches)
    return {
        "canteens": canteens, "bookings": len(run.latencies), "statuses": dict(run.statuses),
        "seconds": round(run.seconds, 1), "rate": round(run.rate, 1),
        "p50_ms": round(run.percentile(0.5) * 1000), "p99_ms": round(run.percentile(0.99) * 1000),
        "not_exact": wrong + canteens - touched,
    }  # fmt: skip


def cost(place: house.House, lunches: list[int], *, seconds: float) -> dict[str, float]:
    """Bookings of newcomers over `lunches` as a part of doing nothing, in one go each."""
    enough = int(seconds * 4000)
    nothing = load.run(
        place.ports["web"], [load.request("POST", "/benchmarks/nothing/", b"{}")] * enough, lines=32, seconds=seconds
    )
    words = [booking(lunches[at % len(lunches)]) for at in range(enough)]
    run = load.run(place.ports["web"], words, lines=32, seconds=seconds)
    if not set(run.statuses) <= {201}:
        raise SystemExit(f"newcomers: {dict(run.statuses)}")
    return {"rate": round(run.rate, 1), "of_nothing": round(run.rate / nothing.rate, 3)}


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.network", description=__doc__)
    arguments.add_argument("--canteens", type=int, default=1000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=float, default=4.0)
    wanted = arguments.parse_args()
    with house.opened(guests=1) as place:
        place.start_web("web")
        spread = place.found["spread"]
        cost(place, spread, seconds=1)  # warm
        few = int(place.run("-m", "benchmarks.furnish_network", "past", "1", str(SHORT)))
        before = [cost(place, spread, seconds=wanted.seconds) for _ in range(wanted.rounds)]
        print(f"{few} past bookings: newcomers {before} ({NOTHING} is 1)", flush=True)
        print(json.dumps(eight_o_clock(place, canteens=wanted.canteens)), flush=True)
        days = max(1, SHORT * TIMES // wanted.canteens)
        many = int(place.run("-m", "benchmarks.furnish_network", "past", str(wanted.canteens), str(days)))
        place.ask("VACUUM ANALYZE")  # as autovacuum would have, over the years
        place.ask("CHECKPOINT")
        after = [cost(place, spread, seconds=wanted.seconds) for _ in range(wanted.rounds)]
        print(f"{many} past bookings more: newcomers {after}", flush=True)


if __name__ == "__main__":
    main()
