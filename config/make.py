"""What the Makefile calls: the set-up of a checkout, and the commands that need it.

Runs on the machine's own Python before anything is installed, so it uses the standard library alone.
The set-up is done once and checked by a hash; later starts pass through it in no time.
"""

import sys

ours = f"{sys.version_info[0]}.{sys.version_info[1]}"
if sys.version_info < (3, 11):  # noqa: UP036 – this file is what tells the owner of an older one
    sys.exit(f"Python 3.11 or newer is needed, this is {ours}: say which, as in PYTHON=python3.12.")

del sys.path[0]  # this folder, whose logging.py is not the one that the standard library means

import ctypes
import fcntl
import hashlib
import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STATE = ROOT / ".state"
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"
ROOM_MB = 900
QUIETLY = ("-qq", "--disable-pip-version-check", "--no-input")
NO_VENV = "This Python has no venv: install it (on Debian and Ubuntu: apt install python3-venv)."
SET_PARENT_DEATH_SIGNAL = 1
Command = list[str | Path]


class SetUpError(Exception):
    """Why the set-up cannot go on, in one sentence."""


# --- The commands; their first line is what `make help` shows -------------------------------------


def run() -> None:
    """everything: set-up, PostgreSQL, Valkey, demo, web, worker, beat (PORT=8001 AT="12:00"); Ctrl-C stops it all"""
    set_up(RUNTIME)
    os.environ.setdefault("MODE", "development")
    become(PYTHON, "manage.py", "serve")


def test() -> None:
    """set-up, and the tests but the slow and the browser ones (ARGS="-k booking")"""
    set_up(RUNTIME)
    become(PYTHON, "-m", "pytest", "-m", "not slow and not browser", "-n", cores(), *arguments())


def test_all() -> None:
    """set-up, and all tests (ARGS="…")"""
    set_up(RUNTIME, DEVELOPMENT)
    become(PYTHON, "-m", "pytest", "-n", cores(), *arguments())


def lint() -> None:
    """the style of Python and templates, the order of imports"""
    set_up(RUNTIME, DEVELOPMENT)
    every(
        [PYTHON, "-m", "ruff", "check"],
        [PYTHON, "-m", "ruff", "format", "--check"],
        [program("lint-imports")],
        [PYTHON, "-m", "djlint", "--lint", "--quiet", "."],
    )


def types() -> None:
    """mypy, strictly"""
    set_up(RUNTIME, DEVELOPMENT)
    become(PYTHON, "-m", "mypy")


def format_() -> None:
    """write Python in the one style"""
    set_up(RUNTIME, DEVELOPMENT)
    every([PYTHON, "-m", "ruff", "check", "--fix", "--exit-zero"], [PYTHON, "-m", "ruff", "format"])


def messages() -> None:
    """collect the texts of the pages into locale/*.po, and compile these"""
    set_up(RUNTIME, DEVELOPMENT)
    every([PYTHON, "-m", "config.catalogues", "extract"])
    compile_messages()


def bench() -> None:
    """measure, on servers of its own (ARGS="…")"""
    set_up(RUNTIME, DEVELOPMENT)
    become(PYTHON, "-m", "benchmarks", *arguments())


def ci() -> None:
    """what CI runs: lint, types and all tests"""
    set_up(RUNTIME, DEVELOPMENT)
    become(ROOT / ".ci" / "run")


def requirements() -> None:
    """compile requirements*.in into the pinned requirements*.txt, for every system"""
    set_up(RUNTIME, DEVELOPMENT)
    pinned: Command = [
        PYTHON,
        "-m",
        "uv",
        "pip",
        "compile",
        "-q",
        "--universal",
        "--python-version",
        "3.11",
        "--no-header",
    ]
    every(*[[*pinned, Path(text).with_suffix(".in").name, "-o", text] for text in (RUNTIME, DEVELOPMENT)])


def clean() -> None:
    """delete the venv, the embedded databases with all their data, and whatever else is made"""
    if is_running():
        raise SetUpError("The servers of this folder are in use: stop `make run` and other commands first.")
    elsewhere = STATE / "postgres" / "place"
    made = [STATE, VENV, *ROOT.glob(".*_cache"), *(Path(elsewhere.read_text()) for _ in range(elsewhere.exists()))]
    sources = [folder for folder in ROOT.iterdir() if folder.is_dir() and not folder.name.startswith(".")]
    made += [cache for folder in sources for cache in folder.rglob("__pycache__")]
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)


def help_() -> None:
    """this list"""
    for name, command in COMMANDS.items():
        print(f"  make {name:<13} {command.__doc__}")


COMMANDS: dict[str, Callable[[], None]] = {
    command.__name__.rstrip("_").replace("_", "-"): command
    for command in (
        run, test, test_all, lint, types, format_, messages, bench, ci, requirements, clean, help_
    )
}  # fmt: skip


# --- The set-up ------------------------------------------------------------------------------------


def set_up(*requirements: str) -> None:
    """The venv with these requirements, the compiled translations and the mark of a development checkout."""
    STATE.mkdir(mode=0o700, exist_ok=True)
    with (STATE / "set-up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        install(*requirements)
        compile_messages()
        (STATE / "development").touch()


def install(*requirements: str) -> None:
    """Install what changed since the last time. The stamp is written last: a set-up cut short is done again."""
    make_venv()
    for text in requirements:
        stamp = VENV / f"{text}.installed"
        wanted = hashlib.sha256((ROOT / text).read_bytes()).hexdigest()
        if stamp.exists() and stamp.read_text() == wanted:
            continue
        check_room()
        print(f"Installing {text}: once, this takes a minute.", flush=True)
        pip: Command = [PYTHON, "-m", "pip", "install", *QUIETLY, "-r", text]
        if subprocess.run(pip, cwd=ROOT, check=False).returncode:
            check_room()
            raise SetUpError(f"pip could not install {text}: the lines above say why.")
        stamp.write_text(wanted)


def make_venv() -> None:
    """Made anew for another Python or after the folder was moved: a venv works only where it was made."""
    made, wanted = VENV / "made-for", f"{ours} {ROOT}"
    if PYTHON.exists() and made.exists() and made.read_text() == wanted:
        return
    check_room()
    if made.exists() or not is_whole_venv():
        command: Command = [sys.executable, "-m", "venv", "--clear", VENV]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SetUpError(NO_VENV if "ensurepip" in done.stdout else done.stdout + done.stderr)
    put_on_path()
    made.write_text(wanted)


def put_on_path() -> None:
    """Plain `pytest` puts the folder on the path only after it has looked for the plug-in tests.services.

    Relative: Python reads the line in the locale's letters, and would not start under LC_ALL=C if it held an è.
    """
    for packages in VENV.glob("lib/python*/site-packages"):
        (packages / "checkout.pth").write_text(f"{os.path.relpath(ROOT, packages)}\n")


def is_whole_venv() -> bool:
    """Whether somebody has made one by hand, of this Python."""
    probe = "import pip, sys; print(*sys.version_info[:2], sep='.')"
    return (
        PYTHON.exists()
        and (ours + "\n") == subprocess.run([PYTHON, "-c", probe], capture_output=True, text=True, check=False).stdout
    )


def check_room() -> None:
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if free < ROOM_MB:
        raise SetUpError(f"The disk of {ROOT} is full: {free} MB are free, {ROOM_MB} MB are needed.")


def compile_messages() -> None:
    """Where a .po is newer than its .mo; without gettext, which the system may not have."""
    if any(is_newer(po, than=po.with_suffix(".mo")) for po in ROOT.glob("locale/*/LC_MESSAGES/*.po")):
        subprocess.run([PYTHON, "-P", "config/catalogues.py", "compile"], cwd=ROOT, check=True)


def is_newer(file: Path, *, than: Path) -> bool:
    return not than.exists() or file.stat().st_mtime_ns >= than.stat().st_mtime_ns


# --- Running ---------------------------------------------------------------------------------------


def become(*command: str | Path) -> None:
    """Go on as this program: it gets the terminal's signals itself, and its status is ours."""
    os.chdir(ROOT)
    if "MAKELEVEL" in os.environ and sys.platform == "linux":  # kill -9 of make itself leaves nothing either
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    os.execv(command[0], [str(part) for part in command])


def every(*commands: Command) -> None:
    """All of them, also after one has failed: one run shows everything that is wrong."""
    failed = [command for command in commands if subprocess.run(command, cwd=ROOT, check=False).returncode]
    if failed:
        raise SetUpError("Failed: " + ", ".join(Path(c[2] if c[1:2] == ["-m"] else c[0]).name for c in failed) + ".")


def program(name: str) -> Path:
    return VENV / "bin" / name


def cores() -> str:
    return str(min(os.cpu_count() or 1, 4))


def arguments() -> list[str]:
    return shlex.split(os.environ.get("ARGS", ""))


def is_running() -> bool:
    """Whether any process uses the embedded servers."""
    for lock in STATE.glob("*/keeper.lock"):
        with lock.open("r+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
    return False


def main() -> None:
    command = COMMANDS.get(sys.argv[1] if len(sys.argv) == 2 else "help")
    if command is None:
        sys.exit(f"There is no command {sys.argv[1]}: `make help` lists them.")
    try:
        command()
    except SetUpError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"The set-up could not go on: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
