"""`make bench`: everything in one run, so that ratios compare like with like. Raw numbers go to benchmarks/results.

ARGS="--rounds 1 --seconds 2" is a quick look; ARGS="--save" keeps the result.
"""

import argparse
import datetime as dt
import json
import os
import platform
import statistics
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks import food, house, load, processes

RESULTS = Path(__file__).with_name("results")
LINES = 32
BURST = 500
NOTHING = "nothing, middleware on"
AIMS = {"newcomer, spread": 0.30, "known guest, spread": 0.30, "availability": 0.40}
Words = list[bytes]


def booking(lunch: int, *, card: str = "") -> bytes:
    body = json.dumps({"client_ref": str(uuid4())}).encode()
    return load.request("POST", f"/api/v1/sittings/{lunch}/bookings/", body, card=card)


def cases(found: dict[str, Any], *, turn: int, enough: int) -> dict[str, tuple[str, Words]]:
    """What is asked of which server, for one round; a known guest books a lunch once, so each round has new ones."""
    spread, hot, cards = found["spread"], found["hot"], found["cards"]
    some = range(enough)
    fresh = spread[turn * 4 : turn * 4 + 4]
    nothing = [load.request("POST", "/benchmarks/nothing/", b"{}")] * enough
    return {
        "nothing, bare": ("bare", nothing),
        NOTHING: ("web", nothing),
        "newcomer, spread": ("web", [booking(spread[place % len(spread)]) for place in some]),
        "newcomer, hot": ("web", [booking(hot[turn * 2]) for _ in some]),
        "known guest, spread": (
            "web",
            [booking(fresh[place % 4], card=card) for place, card in enumerate(cards[:enough])],
        ),
        "known guest, hot": ("web", [booking(hot[turn * 2 + 1], card=card) for card in cards[:enough]]),
        "availability": ("web", [load.request("GET", "/api/v1/sittings/")] * enough),
    }


def measure(place: house.House, *, rounds: int, seconds: float) -> dict[str, list[dict[str, Any]]]:
    """Every case once a round, so that whatever else the machine does falls on all of them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for turn in range(rounds):
        for name, (server, words) in cases(place.found, turn=turn, enough=int(seconds * 4000)).items():
            before = processor(place, server)
            run = load.run(place.ports[server], words, lines=LINES, seconds=seconds)
            _expect(name, run, allowed={200, 201})
            used = {part: spent - before[part] for part, spent in processor(place, server).items()}
            each = {f"{part}_cpu_ms": round(spent * 1000 / len(run.latencies), 3) for part, spent in used.items()}
            found.setdefault(name, []).append(_numbers(run) | each)
            print(f"  {turn + 1}  {name:<24} {run.rate:8.0f}/s  {each}", flush=True)
    return found


def processor(place: house.House, server: str) -> dict[str, float]:
    """Seconds of the processor used so far by the web server and by PostgreSQL."""
    web = processes.of_session(place.processes[server].pid)
    postgres = processes.of_postgres(place.folder)
    return {"web": processes.seconds(web), "postgres": processes.seconds(postgres)}


def burst(place: house.House) -> list[dict[str, Any]]:
    """500 at once for 22 seats, several times, each for another lunch; counted behind the product's back too."""
    found = []
    for lunch in place.found["small"][1:6]:
        words = [booking(lunch) for _ in range(BURST)]
        run = load.run(place.ports["web"], words, lines=BURST, seconds=60)
        _expect("burst", run, allowed={201})
        found.append(_numbers(run))
    return found


def _expect(name: str, run: load.Outcome, *, allowed: set[int]) -> None:
    """Ends the run where a request failed: errors are fast, and would count as speed."""
    if not set(run.statuses) <= allowed:
        raise SystemExit(f"{name}: {dict(run.statuses)}")


def _numbers(run: load.Outcome) -> dict[str, Any]:
    parts = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}
    latencies = {f"{name}_ms": round(run.percentile(part) * 1000, 2) for name, part in parts.items()}
    return {"rate": round(run.rate, 1), "seconds": round(run.seconds, 3), "requests": len(run.latencies)} | latencies


def memory_of(place: house.House) -> dict[str, list[dict[str, int]]]:
    """After the load: web, and a worker and a beat that have run for a while."""
    running = {name: process.pid for name, process in place.processes.items()}
    return {name: processes.memory(processes.of_session(leader)) for name, leader in running.items()}


def ratios(found: dict[str, list[dict[str, Any]]], *, of: str) -> dict[str, dict[str, float]]:
    """The median over the rounds of each case's rate as a part of `of`'s in the same round; and the same of how many
    could be answered with the processor's time of one of `of`."""
    return {
        name: {
            "rate": _median(run["rate"] / floor["rate"] for run, floor in zip(runs, found[of], strict=True)),
            "cpu": _median(_cpu(floor) / _cpu(run) for run, floor in zip(runs, found[of], strict=True)),
        }
        for name, runs in found.items()
    }


def _cpu(run: dict[str, Any]) -> float:
    return float(run["web_cpu_ms"] + run["postgres_cpu_ms"])


def _median(values: Iterable[float]) -> float:
    return round(statistics.median(values), 3)


def machine() -> dict[str, Any]:
    """What the numbers were made on."""
    model = [row.split(":")[1].strip() for row in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in row]
    return {
        "cpu": model[0] if model else platform.processor(), "cores": os.cpu_count(), "system": platform.platform(),
        "python": platform.python_version(), "load_before": os.getloadavg()[0],
    }  # fmt: skip


def commit() -> str:
    said = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return said.stdout.strip()


def report(result: dict[str, Any], say: Callable[[str], None] = print) -> None:
    """The table for people, as docs/benchmarks.md shows it."""
    say("\n| case | a second | p99 ms | web, ms CPU | PostgreSQL, ms CPU | of nothing, by rate | by CPU | aim |")
    say("|---|---|---|---|---|---|---|---|")
    for name, runs in result["rates"].items():
        shown = [_median(run[key] for run in runs) for key in ("rate", "p99_ms", "web_cpu_ms", "postgres_cpu_ms")]
        part = result["of_nothing"][name]
        cells = [name, f"{shown[0]:.0f}", *(f"{value:.2f}" for value in [*shown[1:], part["rate"], part["cpu"]])]
        say(f"| {' | '.join([*cells, str(AIMS.get(name, ''))])} |")
    worst = max(run["p99_ms"] for run in result["burst"])
    say(f"\nburst of {BURST}: p99 {worst:.0f} ms at worst of {len(result['burst'])} (aim < 1000)")
    say(f"statements: { {name: len(said) for name, said in result['statements'].items()} }")
    for name, sizes in result["memory"].items():
        say(f"memory {name}: " + ", ".join(f"{size['rss_mb']} MB ({size['pss_mb']} shared out)" for size in sizes))


def main() -> None:
    arguments = argparse.ArgumentParser(prog="make bench", description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=float, default=5.0)
    arguments.add_argument("--save", action="store_true", help="keep the raw numbers in benchmarks/results")
    wanted = arguments.parse_args()
    result: dict[str, Any] = {"commit": commit(), "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds")}
    result["machine"] = machine()
    with house.opened(guests=int(wanted.seconds * 4000)) as place:
        found = place.found
        statements = place.run(
            "-m", "benchmarks.statements", str(found["spread"][-1]), str(found["small"][0]), found["cards"][-1]
        )
        result["statements"] = json.loads(statements)
        place.start_web("web")
        place.start_web("bare", BARE="1")
        load.run(place.ports["web"], cases(found, turn=14, enough=500)["newcomer, hot"][1], lines=LINES, seconds=2)
        result["rates"] = measure(place, rounds=wanted.rounds, seconds=wanted.seconds)
        place.stop("bare")
        result["burst"] = burst(place)
        place.start("worker", *house.CELERY, "worker", "-c", "2", "--without-gossip", "--without-mingle")
        place.start("beat", *house.CELERY, "beat", "--pidfile=", "-s", str(place.folder / "beat"))
        subprocess.run(["sleep", "20"], check=True)
        result["memory"] = memory_of(place)
        place.start_web("bare", BARE="1")
        result["food"] = food.measure(place, rounds=wanted.rounds, seconds=wanted.seconds)
    result["of_bare"] = ratios(result["rates"], of="nothing, bare")
    result["of_nothing"] = ratios(result["rates"], of=NOTHING)
    report(result)
    food.report(result["food"])
    if wanted.save:
        RESULTS.mkdir(exist_ok=True)
        file = RESULTS / f"{result['at'][:10]}-{result['commit']}.json"
        file.write_text(json.dumps(result, indent=1) + "\n")
        print(f"\nkept in {file.relative_to(RESULTS.parent.parent)}")


if __name__ == "__main__":
    main()
