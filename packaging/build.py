"""The packaged app and its installer, on the system it is started on: ``python3 packaging/build.py``.

One command from a clean checkout. It looks whether the tools and the room are there, sets up ``.venv`` as ``bootstrap.py`` does, and
goes on in ``assemble.py``, which has the packages. What is finished lies in ``dist/``; the app itself in ``build/``. Standard library
only.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import bootstrap
import system_libraries
import windows_installer

ROOT = bootstrap.ROOT

TOOLS = {
    "linux": (
        ("strip", "binutils"),
        ("objdump", "binutils"),
        ("dpkg-deb", "dpkg"),
    ),
    "win32": (("makensis", "NSIS 3: https://nsis.sourceforge.io, or 'choco install nsis'"),),
    "darwin": (("codesign", "Xcode's command line tools: xcode-select --install"), ("hdiutil", "macOS")),
}
"""Programs that the build needs on each system, and what brings them."""

GIGABYTES = {"cpu": 6, "cuda": 30}
"""Room for the environment, PyInstaller's work, the app and its installers."""


def main(arguments: list[str]) -> int:
    """Makes everything; returns the exit status."""
    parser = argparse.ArgumentParser(prog="build.py", description="Make the packaged app and its installer.")
    parser.add_argument(
        "--cuda",
        dest="flavour",
        action="store_const",
        const="cuda",
        default="cpu",
        help="with PyTorch for NVIDIA graphics cards, several GB; without it, for the processor",
    )
    flavour: str = parser.parse_args(arguments).flavour
    try:
        look_for_tools()
        look_for_room(ROOT, flavour)
        look_for_libraries()
        bootstrap.set_up(flavour, ["package"])
    except bootstrap.SetupError as error:
        print(f"\nNothing was built. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    command = [str(bootstrap.PYTHON), str(Path(__file__).with_name("assemble.py")), flavour]
    if os.name != "nt":
        sys.stdout.flush()
        os.execv(command[0], command)
    return subprocess.call(command)


def look_for_tools() -> None:
    """Looks for every program that will be needed, before anything that takes long.

    Raises:
        bootstrap.SetupError: One is missing; all that are, are named.
    """
    missing = [f"{tool} ({source})" for tool, source in TOOLS.get(sys.platform, ()) if not _found(tool)]
    if sys.platform not in TOOLS:
        raise bootstrap.SetupError(f"Installers are made on Linux, Windows and macOS; this is {sys.platform}.")
    if missing:
        raise bootstrap.SetupError(f"Missing on this machine: {', '.join(missing)}. Install them, then start again.")


def _found(tool: str) -> bool:
    """Whether a program is there; NSIS does not put itself on the path of Windows."""
    if tool != "makensis":
        return shutil.which(tool) is not None
    try:
        return bool(windows_installer.find_makensis())
    except windows_installer.InstallerError:
        return False


def look_for_room(folder: Path, flavour: str) -> None:
    """Looks for room on the disk.

    Raises:
        bootstrap.SetupError: There is too little.
    """
    needed, free = GIGABYTES[flavour], shutil.disk_usage(folder).free / 1e9
    if free < needed:
        raise bootstrap.SetupError(
            f"The build needs {needed} GB in {folder}; {free:.1f} GB are free. Make room, then start again."
        )


def look_for_libraries() -> None:
    """Looks for the libraries of the system that go into the app; installs what is missing where it may.

    Raises:
        bootstrap.SetupError: One is missing.
    """
    missing = system_libraries.missing_for_build()
    if missing and not system_libraries.install_packages(missing):
        raise bootstrap.SetupError("Run the command above, then start again.")


if __name__ == "__main__":
    status = bootstrap.use_a_fitting_python()
    sys.exit(main(sys.argv[1:]) if status is None else status)
