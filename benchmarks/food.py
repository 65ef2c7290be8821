"""Food under load: a shop gives, a cook cooks, and two pages read three years of it. `python -m benchmarks.food`.

Part of `make bench`; alone it furnishes a house of its own.
"""

import argparse
import json
import random
import statistics
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from benchmarks import house, load

BARE, FLOOR = "nothing, bare", "nothing, middleware on"
GIVE, COOK = "donation POST", "cook POST"
LINES = 32
Words = list[bytes]


def asked(method: str, path: str, body: dict[str, Any] | None = None, **head: str) -> bytes:
    """The bytes of one request with its own headers."""
    first, _, rest = load.request(method, path, json.dumps(body).encode() if body else b"").partition(b"\r\n")
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return first + b"\r\n" + lines.encode() + rest


def reads(found: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The two pages that read: a week of three years ago's figures as JSON, and the pantry as HTML."""
    return {
        "one week's figures": {
            "path": f"/api/v1/canteens/{found['canteen']}/figures/?week={found['week']}",
            "Authorization": f"Token {found['token']}",
        },
        "the stock page": {"path": "/dispensa/", "Cookie": found["cookie"]},
    }


def writes(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A gift of two foods, and a dish from two crates."""
    token = f"Token {found['token']}"
    lines = [{"food": "Pane", "category": "bread", "grams": 8_000}, {"food": "Mele", "category": "fruit", "grams": 900}]
    dish = {"name": "Minestrone", "portions": 24, "takes": _takes(found["heavy"][:2])}
    return {
        GIVE: {"path": f"/api/v1/shops/{found['shop']}/donations/", "body": {"lines": lines}, "token": token},
        COOK: {"path": f"/api/v1/sittings/{found['sitting']}/dishes/", "body": dish, "token": token},
    }


def _takes(lots: list[int]) -> list[dict[str, int]]:
    return [{"lot": lot, "grams": 100} for lot in lots]


def cases(found: dict[str, Any], *, enough: int) -> dict[str, tuple[str, Words]]:
    """What is asked of which server. Each gift has a reference of its own; each dish takes two of forty crates."""
    dice = random.Random(1)
    nothing = [load.request("POST", "/benchmarks/nothing/", b"{}")] * enough
    made: dict[str, tuple[str, Words]] = {BARE: ("bare", nothing), FLOOR: ("web", nothing)}
    for name, write in writes(found).items():
        head, path = {"Authorization": write["token"]}, write["path"]
        bodies = (write["body"] | {"client_ref": str(uuid4())} for _ in range(enough))
        if name == COOK:
            bodies = (body | {"takes": _takes(dice.sample(found["heavy"], 2))} for body in bodies)
        made[name] = ("web", [asked("POST", path, body, **head) for body in bodies])
    for name, page in reads(found).items():
        head = {key: value for key, value in page.items() if key != "path"}
        made[name] = ("web", [asked("GET", page["path"], **head)] * enough)
    return made


def measure(place: house.House, *, rounds: int, seconds: float) -> dict[str, Any]:
    """Furnish, then every case once a round; web and bare servers are running."""
    found = json.loads(place.run("-m", "benchmarks.furnish_food"))
    alone = json.loads(place.run("-m", "benchmarks.reads", json.dumps(reads(found)), json.dumps(writes(found))))
    rates: dict[str, list[dict[str, float]]] = {}
    for turn in range(rounds):
        for name, (server, words) in cases(found, enough=int(seconds * 4000)).items():
            run = load.run(place.ports[server], words, lines=LINES, seconds=seconds)
            if not set(run.statuses) <= {200, 201}:
                raise SystemExit(f"{name}: {dict(run.statuses)}")
            one = {"rate": round(run.rate, 1), "p99_ms": round(run.percentile(0.99) * 1000, 2)}
            rates.setdefault(name, []).append(one)
            print(f"  {turn + 1}  {name:<24} {run.rate:8.0f}/s", flush=True)
    return {"rates": rates} | alone


def report(result: dict[str, Any], say: Callable[[str], None] = print) -> None:
    """The tables for people, as docs/benchmarks.md shows them."""
    rates = result["rates"]
    say("\n| food | a second | p99 ms | of nothing | of nothing, bare |")
    say("|---|---|---|---|---|")
    for name, runs in rates.items():
        parts = [_median(run["rate"] / one["rate"] for run, one in zip(runs, rates[of], strict=True))
                 for of in (FLOOR, BARE)]  # fmt: skip
        rate, p99 = (_median(run[key] for run in runs) for key in ("rate", "p99_ms"))
        say(f"| {name} | {rate:.0f} | {p99:.0f} | {parts[0]:.2f} | {parts[1]:.2f} |")
    say(f"\nstatements: {result['writes']}")
    say("\n| read | statements | request, ms | the same SQL by psycopg, ms | part that is PostgreSQL |")
    say("|---|---|---|---|---|")
    for name, one in result["reads"].items():
        part = one["sql_ms"] / one["request_ms"]
        say(f"| {name} | {one['statements']} | {one['request_ms']} | {one['sql_ms']} | {part:.2f} |")


def _median(values: Any) -> float:
    return float(statistics.median(values))


def main() -> None:
    """Food alone."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.food", description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=float, default=4.0)
    wanted = arguments.parse_args()
    with house.opened(guests=1) as place:
        place.start_web("web")
        place.start_web("bare", BARE="1")
        report(measure(place, rounds=wanted.rounds, seconds=wanted.seconds))


if __name__ == "__main__":
    main()
