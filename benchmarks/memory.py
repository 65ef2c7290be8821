"""How much memory each process holds: resident, and its proportional share of what it has in common with others."""

import os
from pathlib import Path


def of_group(leader: int) -> list[dict[str, int]]:
    """Every process of a session, largest last, in MB."""
    members = [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if _session(pid) == leader]
    return sorted((_sizes(pid) for pid in members), key=lambda sizes: sizes["rss_mb"])


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return -1


def _sizes(pid: int) -> dict[str, int]:
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    kilobytes = {row.split(":")[0]: int(row.split()[1]) for row in rows if row.endswith("kB")}
    return {"rss_mb": kilobytes["Rss"] // 1024, "pss_mb": kilobytes["Pss"] // 1024}
