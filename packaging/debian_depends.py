"""Which packages of Debian an app needs that brings most libraries along itself, and in which versions at least.

``dpkg-shlibdeps`` asks for every library that it finds on the machine, bundled or not, and takes minutes; this asks for what is not
bundled, with the same versions: those that Debian's own ``.symbols`` files give for the symbol versions that are linked to.
"""

from __future__ import annotations

import functools
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import system_packages

LOADED_BY_NAME = ("fontconfig-config",)
"""Packages that no library links to: without fontconfig's settings there are no fonts."""

DRIVER = ("libcuda.so.1", "libnvidia-ml.so.1")
"""What comes with the driver of a graphics card, in no package that could be named. CUDA's own libraries are not asked at all: some are
plugins for networks and disks that load only where these are."""

INFO = Path("/var/lib/dpkg/info")


@dataclass(frozen=True)
class Links:
    """What one program or library links to.

    Attributes:
        needed: Names of libraries.
        versions: (library, version of its symbols), such as ``("libc.so.6", "GLIBC_2.34")``.
    """

    needed: tuple[str, ...]
    versions: tuple[tuple[str, str], ...]


class UnknownLibrary(Exception):
    """A library that is neither bundled nor part of any package of this system."""


def packages(app: Path) -> list[str]:
    """What ``Depends`` must say, such as ``libc6 (>= 2.35)``.

    Args:
        app: The folder of the app.

    Raises:
        UnknownLibrary: The app would not start anywhere: something it links to is nowhere.
    """
    files = [path for path in app.rglob("*") if "nvidia" not in path.parts and not path.is_symlink() and path.is_file()]
    programs = [path for path in files if is_elf(path)]
    bundled = {path.name for path in app.rglob("*")}
    least: dict[str, str] = {}
    for path in programs:
        links = parse(subprocess.run(["objdump", "-p", path], capture_output=True, text=True, check=True).stdout)
        for library in links.needed:
            if library not in bundled and library not in DRIVER:
                least.setdefault(owner(library, path.relative_to(app)), "")
        for library, version in links.versions:
            if library not in bundled and library not in DRIVER:
                package = owner(library, path.relative_to(app))
                least[package] = newest(least.get(package, ""), introduced(package, version))
    rows = [f"{package} (>= {version})" if version else package for package, version in least.items()]
    return sorted({*rows, *LOADED_BY_NAME})


def is_elf(path: Path) -> bool:
    """Whether a file is a program or library of Linux."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def parse(text: str) -> Links:
    """Reads what ``objdump -p`` prints."""
    needed = tuple(re.findall(r"^\s+NEEDED\s+(\S+)", text, re.MULTILINE))
    versions: list[tuple[str, str]] = []
    for library, block in re.findall(r"^  required from (\S+):\n((?:    0x.*\n)*)", text, re.MULTILINE):
        versions += [(library, line.split()[-1]) for line in block.splitlines()]
    return Links(needed, tuple(versions))


@functools.cache
def _owner(library: str) -> str:
    place = system_packages.loaded_from(library)
    return system_packages.debian_owners([place])[place][0] if place else ""


def owner(library: str, user: Path) -> str:
    """The package that brings a library.

    Args:
        library: Its name.
        user: What links to it, inside the app.

    Raises:
        UnknownLibrary: There is none.
    """
    package = _owner(library)
    if not package:
        raise UnknownLibrary(
            f"{user} needs {library}, which is neither in the app nor part of a package that is installed here. "
            "Install the package that has it, then build again."
        )
    return package


@functools.cache
def introduced(package: str, version: str) -> str:
    """The first version of a package whose library has these symbols; empty if Debian does not say."""
    for file in [*INFO.glob(f"{package}.symbols"), *INFO.glob(f"{package}:*.symbols")]:
        found = re.search(rf"^ {re.escape(version)}@{re.escape(version)} (\S+)", file.read_text(), re.MULTILINE)
        if found:
            return found.group(1)
    return ""


def newest(*versions: str) -> str:
    """The newest of Debian's versions; empty ones do not count."""

    def newer(one: str, other: str) -> str:
        return one if subprocess.run(["dpkg", "--compare-versions", one, "ge", other]).returncode == 0 else other

    return functools.reduce(newer, _given(versions), "")


def _given(versions: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(version for version in versions if version)
