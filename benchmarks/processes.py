"""What processes use: memory, and time of the processor, which other load on the machine changes less than rates."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def of_session(leader: int) -> list[int]:
    """Every process of a session."""
    return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if _session(pid) == leader]


def of_postgres(folder: Path) -> list[int]:
    """The postmaster of this folder and all that it started."""
    pid_file = next(folder.glob("postgres/**/postmaster.pid"))
    postmaster = int(pid_file.read_text().split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return [postmaster, *map(int, children)]


def memory(pids: list[int]) -> list[dict[str, int]]:
    """Resident memory, and the share of it that is left when what is common is divided; in MB, largest last."""
    return sorted((_sizes(pid) for pid in pids), key=lambda sizes: sizes["rss_mb"])


def seconds(pids: list[int]) -> float:
    """Time of the processor that these processes have used so far."""
    return sum(_ticks(pid) for pid in pids) / TICKS


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return -1


def _sizes(pid: int) -> dict[str, int]:
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    kilobytes = {row.split(":")[0]: int(row.split()[1]) for row in rows if row.endswith("kB")}
    return {"rss_mb": kilobytes["Rss"] // 1024, "pss_mb": kilobytes["Pss"] // 1024}
