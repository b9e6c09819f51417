"""Set-up on a fresh machine, with nothing but Python: ``python3 packaging/bootstrap.py run``, ``test`` or ``setup``.

It makes ``.venv`` in the checkout, installs the pinned dependencies into it, sees to the libraries that Qt needs of the system,
and starts the app or the checks there. A stamp in ``.venv`` says what was installed, so that a second start has nothing to do; a mark
beside it says that work is under way, so that a set-up that was cut off is begun anew. Standard library only.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
STAMP = VENV / "set-up.json"
MARK = ROOT / ".venv.unfinished"
LOCK = ROOT / ".venv.lock"

OLDEST, NEWEST = (3, 11), (3, 14)
LESSON = "lesson:vanishing-gradients"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
CUDA_INDEX = "https://download.pytorch.org/whl/cu130"

REASONS = (
    (r"No space left on device|Errno 28", "The disk is full: PyTorch and the rest need about 2 GB (CUDA: 8 GB). Make room"),
    (r"CERTIFICATE_VERIFY_FAILED|SSLError", "The package server's certificate cannot be verified (a proxy? set PIP_CERT)"),
    (
        r"NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|Network is unreachable|name resolution|RemoteDisconnected",
        "The package server cannot be reached. Check the network (or the proxy)",
    ),
    (r"Permission denied|Errno 13", "A file cannot be written: the checkout belongs to another user. Correct its owner"),
    (
        r"No matching distribution|Could not find a version",
        "The package server offers no fitting package for this Python on this system. Try another Python from 3.11 to 3.14",
    ),
)


class SetupError(Exception):
    """Set-up cannot go on; the message says why and what to do."""


def main(arguments: list[str]) -> int:
    """Runs one command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="bootstrap.py", description="Set up and start Neural Playground.")
    build = parser.add_mutually_exclusive_group()
    build.add_argument("--cuda", dest="flavour", action="store_const", const="cuda", help="PyTorch for NVIDIA graphics cards")
    build.add_argument("--cpu", dest="flavour", action="store_const", const="cpu", help="PyTorch for the processor alone")
    parser.add_argument("command", choices=("run", "test", "setup"), help="start the app, run the checks, or only set up")
    parser.add_argument("file", nargs="*", help=f"run: what to open instead of {LESSON}; test: arguments of pytest")
    options, extra = parser.parse_known_args(arguments)
    if extra and options.command != "test":
        parser.error(f"unknown: {' '.join(extra)}")
    try:
        set_up(options.flavour, ["dev", "package"] if options.command == "test" else [])
        if options.command == "run":
            import start

            return start.start(PYTHON, options.file or [LESSON])
        if options.command == "test":
            import checks

            return checks.run_checks(ROOT, BIN, [*options.file, *extra])
        return 0
    except SetupError as error:
        print(f"\nSet-up failed. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. Start the same command again to go on.", file=sys.stderr)
        return 130


# --- set-up


def set_up(flavour: str | None, extras: list[str]) -> None:
    """Makes ``.venv`` what it must be; takes no time if it is so already.

    Args:
        flavour: ``cpu`` or ``cuda``; None: what is there, else CUDA where an NVIDIA driver is found.
        extras: What is needed besides, as pyproject.toml names it: ``dev`` for the checks, ``package`` for the packaged app.
    """
    if has_packages(flavour, extras) and has_libraries():
        return
    began = time.monotonic()
    with locked():
        if not has_libraries():
            import system_libraries

            missing = system_libraries.missing_packages()
            libraries = not missing or system_libraries.install_packages(missing)
        else:
            libraries = True
        stamp = read_stamp()
        extras = sorted({*extras, *_extras(stamp)})
        flavour = flavour or str(stamp.get("flavour") or ("cuda" if has_nvidia_driver() else "cpu"))
        changed = not has_packages(flavour, extras)
        if changed:
            make_environment()
            STAMP.unlink(missing_ok=True)
            install(flavour, extras)
        display = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
        STAMP.write_text(
            json.dumps({"key": key(), "flavour": flavour, "extras": extras, "libraries": libraries, "display": display})
        )
        MARK.unlink(missing_ok=True)
    if changed:
        print(f"Set-up is complete ({time.monotonic() - began:.0f} s).", flush=True)


def has_packages(flavour: str | None, extras: list[str]) -> bool:
    """Whether ``.venv`` is as the stamp says, and the stamp says what is wanted."""
    stamp = read_stamp()
    return (
        bool(stamp)
        and stamp.get("key") == key()
        and flavour in (None, stamp.get("flavour"))
        and set(extras) <= set(_extras(stamp))
    )


def _extras(stamp: dict[str, object]) -> list[str]:
    found = stamp.get("extras")
    return [str(extra) for extra in found] if isinstance(found, list) else []


def has_libraries() -> bool:
    """Whether the libraries of the system were found, those for windows too if there is a display now."""
    stamp = read_stamp()
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(stamp.get("libraries")) and bool(stamp.get("display") or not display)


def read_stamp() -> dict[str, object]:
    """What was installed; empty if that is unknown or a set-up was cut off."""
    if MARK.exists() or not PYTHON.exists():
        return {}
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def key() -> str:
    """A fingerprint of everything that the content of ``.venv`` depends on."""
    digest = hashlib.sha256(str(ROOT).encode())
    for path in (CONSTRAINTS, ROOT / "pyproject.toml", VENV / "pyvenv.cfg"):
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()


@contextlib.contextmanager
def locked():  # type: ignore[no-untyped-def]  # typing's names cost a third of the time of a start that has nothing to do
    """Lets one set-up work at a time; the system takes the lock back when the process ends, however it ends."""
    with LOCK.open("a+b") as file:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                print("Another set-up is under way: waiting for it.", flush=True)
                fcntl.flock(file, fcntl.LOCK_EX)
            os.set_inheritable(file.fileno(), True)  # a pip whose set-up was killed holds the lock until it has ended, too
        yield


def make_environment() -> None:
    """Makes the virtual environment, anew if it is half made, was moved or belongs to another Python; marks that work is under way."""
    fits = "import sys, pip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))"
    if PYTHON.exists() and not MARK.exists() and _belongs_here() and _works([str(PYTHON), "-c", fits]):
        MARK.touch()
        return
    print("The environment .venv is incomplete: making it anew." if VENV.exists() else "Making the environment .venv", flush=True)
    _see_to_venv()
    MARK.touch()
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True)
    if done.returncode:
        raise SetupError(_reason(done.stdout + done.stderr) or f"The environment cannot be made: {done.stderr.strip()}")


def _belongs_here() -> bool:
    """Whether the scripts in ``.venv`` were made for this place: they hold its path."""
    activate = BIN / "activate"
    return not activate.exists() or str(VENV) in activate.read_text(errors="replace")


def _see_to_venv() -> None:
    """Debian and Ubuntu ship Python without ``venv``."""
    if _works([sys.executable, "-c", "import venv, ensurepip"]):
        return
    import system_libraries

    version = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if not system_libraries.install_packages([(version, "python3", "python", "python3")]):
        raise SetupError("Python's module venv is missing: run the command above, then start again.")


def _works(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0


def has_nvidia_driver() -> bool:
    """Whether an NVIDIA driver is installed."""
    return bool(shutil.which("nvidia-smi")) or Path("/proc/driver/nvidia").exists()


def install(flavour: str, extras: list[str]) -> None:
    """Installs PyTorch in the wanted build, then everything else, then the project itself as a link to the checkout."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"], "editables"]
    for extra in extras:
        wanted += project["project"]["optional-dependencies"][extra]
    print(f"[1/3] PyTorch ({'CUDA, several GB' if flavour == 'cuda' else 'CPU, about 200 MB'})", flush=True)
    install_torch(flavour)
    print("[2/3] Qt, NumPy, scikit-learn and the rest", flush=True)
    pip("--only-binary", ":all:", "-c", str(CONSTRAINTS), *wanted)
    print("[3/3] Neural Playground", flush=True)
    pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))


def install_torch(flavour: str) -> None:
    """Installs the pinned PyTorch alone; what it needs comes with the rest.

    PyPI has one build per system: CUDA on Linux, the processor elsewhere. The others lie on PyTorch's own server, unless pip is
    configured to find them elsewhere. ``===`` asks for exactly that build.
    """
    pinned = re.search(r"^torch==(\S+)", CONSTRAINTS.read_text(), re.MULTILINE)
    assert pinned
    version = pinned.group(1)
    plain, linux = f"torch==={version}", sys.platform.startswith("linux")
    if flavour == "cuda" and not linux:
        pip("--no-deps", "--index-url", CUDA_INDEX, f"torch==={version}+cu130")
    elif flavour == "cuda" or not linux:
        pip("--no-deps", plain)
    elif not pip("--no-deps", f"torch==={version}+cpu", may_fail=True) and not pip(
        "--no-deps", "--index-url", CPU_INDEX, f"torch==={version}+cpu", may_fail=True
    ):
        print("The CPU build cannot be had: taking PyPI's, which brings CUDA along.", flush=True)
        pip("--no-deps", plain)


def pip(*arguments: str, may_fail: bool = False) -> bool:
    """Runs ``pip install``, which shows its progress; its errors become one sentence."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--retries", "2", *arguments]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace", cwd=ROOT, close_fds=False
    )
    if done.returncode == 0:
        return True
    full = re.search(REASONS[0][0], done.stderr)
    if may_fail and not full:
        return False
    errors = [line for line in done.stderr.splitlines() if line.strip()][-15:]
    print("\n".join(errors), file=sys.stderr)
    raise SetupError(_reason(done.stderr) or "pip could not install a package: its reason is above. Mend it and start again.")


def _reason(text: str) -> str:
    return next((f"{sentence}, then start again." for pattern, sentence in REASONS if re.search(pattern, text)), "")


def use_a_fitting_python() -> int | None:
    """Hands over to a Python that is new enough, if this one is not; None if it is."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return None
    for minor in (13, 12, 11, 14):
        found = shutil.which(f"python3.{minor}")
        if found:
            return subprocess.call([found, *sys.argv])
    print(
        "Neural Playground needs Python 3.11 to 3.14; this is {}.{}. Install one of these and start again with it, "
        "such as: python3.12 packaging/bootstrap.py run".format(*sys.version_info[:2]),
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    status = use_a_fitting_python()
    sys.exit(main(sys.argv[1:]) if status is None else status)
