"""Libraries that the bundle took from the system: the package that each came from, its version, licence and texts.

Debian and Ubuntu tell it through dpkg, Homebrew through the folder that a library lies in. On another system there is none to ask.
"""

from __future__ import annotations

import functools
import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

from licences import ANY_TEXT, from_debian
from parts import Package, PapersError

_COMMON = Path("/usr/share/common-licenses")
_CELLAR = re.compile(r"^(?P<folder>.*/Cellar/(?P<name>[^/]+)/(?P<version>[^/]+))/")


@functools.cache
def _loader_cache() -> dict[str, Path]:
    """What the system's loader finds, by file name; of several for different processors the first, as the loader does."""
    program = shutil.which("ldconfig") or "/sbin/ldconfig"
    if not Path(program).exists():
        return {}
    done = subprocess.run([program, "-p"], capture_output=True, text=True, check=True)
    found: dict[str, Path] = {}
    for line in done.stdout.splitlines():
        name, arrow, path = line.strip().partition(" => ")
        if arrow:
            found.setdefault(name.split(" ")[0], Path(path))
    return found


def loaded_from(name: str) -> Path | None:
    """Where the system's loader would take a library of this file name from."""
    return _loader_cache().get(name)


def packages(libraries: dict[str, Path]) -> list[Package]:
    """The packages of the system that libraries came from.

    Args:
        libraries: Where each library of the bundle came from, by its path in the bundle.

    Raises:
        PapersError: a library belongs to no package, or a package carries no copyright file.
    """
    grouped: dict[tuple[str, str], list[str]] = defaultdict(list)
    cellars: dict[tuple[str, str], Path] = {}
    kegs = {name: _CELLAR.match(origin.resolve().as_posix()) for name, origin in libraries.items()}
    owners = debian_owners([origin for name, origin in libraries.items() if not kegs[name]])
    for name, origin in libraries.items():
        keg = kegs[name]
        if keg:
            cellars[keg["name"], keg["version"]] = Path(keg["folder"])
        grouped[(keg["name"], keg["version"]) if keg else owners[origin]].append(name)
    found = []
    for (package, version), names in sorted(grouped.items()):
        folder = cellars.get((package, version))
        found.append(_homebrew(package, version, folder, names) if folder else _debian(package, version, names))
    return found


def debian_owners(origins: list[Path]) -> dict[Path, tuple[str, str]]:
    """Name and version of the package of Debian that owns each file.

    Raises:
        PapersError: there is no dpkg to ask, or no package that owns one of them.
    """
    if not origins:
        return {}
    if not shutil.which("dpkg"):
        names = ", ".join(sorted(origin.name for origin in origins))
        raise PapersError(f"{names} came from the system, which has no dpkg to ask for the licence.")
    spellings = {origin: _spellings(origin) for origin in origins}
    # It ends with 1 where one spelling is unknown, which is so for half of them.
    done = subprocess.run(
        ["dpkg", "-S", *(path for paths in spellings.values() for path in paths)], capture_output=True, text=True
    )
    package_of = {
        path: package.partition(":")[0] for package, _colon, path in (line.rpartition(": ") for line in done.stdout.splitlines())
    }
    owners = {origin: next((package_of[path] for path in paths if path in package_of), "") for origin, paths in spellings.items()}
    if orphans := sorted(origin.name for origin, package in owners.items() if not package):
        raise PapersError(f"No package of the system owns {', '.join(orphans)}: the licence is not known.")
    query = ["dpkg-query", "-W", "-f", "${Package}\t${Version}\n", *sorted(set(owners.values()))]
    done = subprocess.run(query, capture_output=True, text=True, check=True)
    versions = dict(line.split("\t") for line in done.stdout.splitlines())
    return {origin: (package, versions[package]) for origin, package in owners.items()}


def _spellings(origin: Path) -> list[str]:
    """The path as dpkg may know it: /lib may be a link to /usr/lib that dpkg knows nothing of, or the other way round."""
    path = str(origin.resolve())
    return [path, path.removeprefix("/usr") if path.startswith("/usr/") else f"/usr{path}"]


def _debian(package: str, version: str, libraries: list[str]) -> Package:
    """Its copyright file, and the licences in full that the file only names."""
    source = Path("/usr/share/doc") / package / "copyright"
    if not source.is_file():
        raise PapersError(f"The system's package {package} is in the bundle, but there is no {source}.")
    text = source.read_text(encoding="utf-8", errors="replace")
    texts = {"copyright": source}
    for name in sorted(set(re.findall(rf"{_COMMON}/([\w.+-]*\w)", text))):
        if (_COMMON / name).is_file():
            texts[f"{name}.txt"] = _COMMON / name
    return Package(package, version, from_debian(package, text), "library", "deb/debian", texts, libraries=tuple(libraries))


def _homebrew(package: str, version: str, folder: Path, libraries: list[str]) -> Package:
    """The texts that Homebrew keeps beside what it installed."""
    texts = {path.name: path for path in sorted(folder.iterdir()) if path.is_file() and ANY_TEXT.match(path.name)}
    if not texts:
        raise PapersError(f"Homebrew's {package} is in the bundle, but there is no licence in its folder.")
    return Package(package, version, "", "library", "generic", texts, libraries=tuple(libraries))
