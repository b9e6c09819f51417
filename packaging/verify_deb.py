"""Proves the package on a clean system: ``python3 packaging/verify_deb.py [DEB] [--suite bookworm]``, as root, on Debian or Ubuntu.

It makes a clean system with debootstrap in ``build/verify/``, installs the package there with apt alone, and uses it as an ordinary user
does, without Python and without a network: every check prints a line, and the exit status is 1 if one fails. Systems run in
namespaces of their own, so that nothing is mounted or left running on this machine, however the script ends. Standard library only.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from verify import lifecycle, package
from verify.report import Fault, Report
from verify.systems import Systems, remove
from verify.trial import Trial

ROOT = Path(__file__).resolve().parent.parent
TOOLS = {
    "debootstrap": "debootstrap", "unshare": "util-linux", "nsenter": "util-linux", "setpriv": "util-linux", "mount": "mount",
    "dpkg-deb": "dpkg", "apt-config": "apt", "tar": "tar",
}  # fmt: skip
"""What it needs of this machine, and the packages that have it."""

STAGES = ("package", "clean", "desktop", "full-disk", "portable", "lintian")


def main(arguments: list[str]) -> int:
    """Runs the checks; the exit status."""
    options = _options(arguments)
    try:
        deb, archive = _package(options.deb), Path(options.tar).resolve() if options.tar else None
        _check_machine([*TOOLS, *(["zstd"] if archive else [])])
        for file in filter(None, (archive, options.older and Path(options.older))):
            if not file.is_file():
                raise Fault(f"{file}: there is no such file")
        archives = ROOT / "build" / "verify"
        folder = Path(options.work or archives).resolve() / f"{options.suite}-systems"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Fault(f"another verification works in {folder}") from None
            for left in (path for path in folder.iterdir() if path.is_dir()):  # of one that was killed
                remove(left)
            trial = Trial(
                report=Report(),
                systems=Systems(options.suite, options.mirror, options.keyring, archives, folder),
                deb=deb,
                shots=Path(options.shots or archives / "shots").resolve(),
                keep=options.keep,
                folder=folder,
            )
            return verify(trial, options.only or STAGES, archive, Path(options.older).resolve() if options.older else None)
    except Fault as fault:
        print(f"verify_deb.py: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        return 130


def verify(trial: Trial, stages: tuple[str, ...], archive: Path | None, older: Path | None) -> int:
    """Runs the stages that are wanted; the exit status."""
    report, systems, began = trial.report, trial.systems, time.monotonic()
    print(f"{trial.deb.name} on {systems.suite}, from {', '.join(dict.fromkeys(source.uri for source in systems.sources))}")
    with report.stage("The clean system"), report.check("debootstrap and a desktop's tools", needed=True) as figures:
        figures += [f"{systems.clean().stat().st_size / 1e6:.0f} MB", f"desktop {systems.desk().stat().st_size / 1e6:.0f} MB"]
    if report.failed:
        return report.close()
    steps: dict[str, tuple[str, Callable[[], None]]] = {
        "package": ("The package", lambda: package.look_at_package(trial)),
        "clean": ("On a clean system, with apt alone", lambda: lifecycle.on_clean_system(trial)),
        "desktop": ("On a desktop, over an older build", lambda: lifecycle.on_desktop(trial, older)),
        "full-disk": ("Without enough disk", lambda: lifecycle.without_room(trial)),
    }
    if archive:
        steps["portable"] = (f"The portable archive {archive.name}", lambda: lifecycle.portable(trial, archive))
    steps["lintian"] = ("Lintian", lambda: package.look_with_lintian(trial))
    for name, (title, act) in steps.items():
        if name in stages:
            with report.stage(title):
                act()
    print(f"\nScreenshots are in {trial.shots}; {time.monotonic() - began:.0f} s")
    return report.close()


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="verify_deb.py", description="Prove the package on a clean system. Needs root.")
    parser.add_argument("deb", nargs="?", metavar="DEB", help="the package; without it the newest in dist/")
    parser.add_argument("--suite", default="bookworm", help="release of Debian or Ubuntu: bookworm, trixie, jammy, noble ...")
    parser.add_argument(
        "--mirror", default="", metavar="URL", help="where apt gets packages; without it as in this machine's sources"
    )
    parser.add_argument(
        "--keyring", default="", metavar="FILE", help="the keys of that mirror, if this machine does not have them"
    )
    parser.add_argument("--older", metavar="DEB", help="an older build to upgrade from; without it one is made of the package")
    parser.add_argument("--tar", metavar="FILE", help="prove the portable archive (.tar.zst) too")
    parser.add_argument("--shots", metavar="FOLDER", help="where screenshots go; without it build/verify/shots")
    parser.add_argument(
        "--work", metavar="FOLDER", help="where systems are unpacked (5 GB); without it build/verify. In memory it is quicker"
    )
    parser.add_argument("--only", action="append", choices=STAGES, help="only this part; can be given several times")
    parser.add_argument("--keep", action="store_true", help="leave the systems where they are")
    return parser.parse_args(arguments)


def _package(name: str | None) -> Path:
    if name:
        found = [Path(name)]
    else:
        found = sorted((ROOT / "dist").glob("*.deb"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise Fault("there is no package in dist/: make one with 'python3 packaging/build.py', or name one")
    if not found[-1].is_file():
        raise Fault(f"{name}: there is no such file")
    return found[-1].resolve()


def _check_machine(tools: list[str]) -> None:
    """Names everything that is missing at once."""
    if not sys.platform.startswith("linux"):
        raise Fault("it needs Debian or Ubuntu")
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        packages = " ".join(dict.fromkeys(TOOLS.get(tool, tool) for tool in missing))
        raise Fault(f"missing: {', '.join(missing)}. Install: apt-get install {packages}")
    if os.geteuid() != 0:
        raise Fault("it must run as root: debootstrap and namespaces need it (sudo python3 packaging/verify_deb.py)")


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _interrupt)
    sys.exit(main(sys.argv[1:]))
