"""The list of packages in a bundle: distributions, Python, Qt, GCC's libraries, the bootloader, the system's packages and the data."""

from __future__ import annotations

import platform
import re
import sys
import sysconfig
from importlib import metadata
from pathlib import Path

import licences
import system_packages
from bundled import Content, inner_folder, normalised
from packaging.requirements import Requirement
from parts import APPLICATION, ROOT, Package, PapersError

_QT = re.compile(r"(^|/)(libQt6|libicu|Qt6\w*\.dll$)|\.framework/|(^|/)PySide6/(Qt/)?plugins/")
"""Libraries of PySide6's wheel that are Qt itself; the rest are the bindings."""
_QT_MODULE = re.compile(r"(?:^|/)(?:lib)?Qt6?([A-Z]\w+?)(?:\.so[.\d]*|\.dll|\.framework/.*)$")
_GCC = re.compile(r"(^|/)lib(gomp|gfortran|quadmath|gcc_s|stdc\+\+|atomic)[-.]")

_DATA = (
    (
        "air_passengers.csv",
        "Air passengers",
        "1976",
        "Monthly figures printed by Box and Jenkins in 'Time Series Analysis' (1976).",
    ),
    ("cal_housing_py3.pkz", "California housing", "1997", "Census of 1990, compiled by Pace and Barry (1997); from StatLib."),
)


def packages_in(bundle: Path, content: Content) -> list[Package]:
    """Every package in a bundle, the app first, then by kind and name.

    Raises:
        PapersError: one has no licence text.
    """
    found = [_application(), _python(content.python), _bootloader()]
    gcc: list[str] = []
    for name, libraries in content.distributions.items():
        own = [library for library in libraries if not _GCC.search(library)]
        gcc += [library for library in libraries if _GCC.search(library)]
        if name == "pyside6-essentials":
            qt = [library for library in own if _QT.search(library)]
            found.append(_qt(metadata.version(name), qt))
            own = [library for library in own if library not in qt]
        found.append(_distribution(name, own, content))
    if gcc:
        found.append(_gcc(gcc))
    found += system_packages.packages(content.system)
    found += _data(inner_folder(bundle) / "resources" / "datasets")
    return [found[0], *sorted(found[1:], key=lambda package: (package.kind != "python", package.kind, package.name.lower()))]


def qt_modules(libraries: tuple[str, ...]) -> list[str]:
    """The modules of Qt that are shipped: QtCore, QtGui, ..."""
    return sorted({f"Qt{found[1]}" for name in libraries if (found := _QT_MODULE.search(name)) and "/plugins/" not in name})


def metadata_of(packages: list[Package]) -> dict[str, str]:
    """METADATA of every distribution among them, by the name of its folder."""
    found = {}
    for package in packages:
        if package.purl == "pypi" and package.kind == "python" and package.name != APPLICATION:
            distribution = metadata.distribution(package.name)
            folder = next(file.parts[0] for file in distribution.files or () if file.name == "METADATA")
            found[folder] = distribution.read_text("METADATA") or ""
    return found


def _distribution(name: str, libraries: list[str], content: Content) -> Package:
    distribution = metadata.distribution(name)
    needs = ["Qt", "shiboken6"] if name == "pyside6-essentials" else []
    for text in distribution.requires or ():
        requirement = Requirement(text)
        other = normalised(requirement.name)
        if other in content.distributions and (not requirement.marker or requirement.marker.evaluate({"extra": ""})):
            needs.append(metadata.distribution(other).name)
    return Package(
        name=distribution.name,
        version=distribution.version,
        licence=licences.expression(distribution, name),
        kind="python",
        purl="pypi",
        texts=licences.texts(distribution, name),
        libraries=tuple(libraries),
        needs=tuple(sorted(set(needs))),
    )


def _application() -> Package:
    said = re.search(r'^__version__ = "(.+)"$', (ROOT / "playground" / "__init__.py").read_text(encoding="utf-8"), re.MULTILINE)
    if not said:
        raise PapersError("playground/__init__.py states no version.")
    needs = (Requirement(text).name for text in metadata.requires(APPLICATION) or () if "extra ==" not in text)
    direct = {metadata.distribution(name).name for name in needs}
    return Package(APPLICATION, said[1], "MIT", "python", "generic", {"LICENSE": ROOT / "LICENSE"}, needs=tuple(sorted(direct)))


def _python(libraries: list[str]) -> Package:
    """Python's own licence: beside its modules, on Windows in the installation's top folder."""
    places = (Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt")
    found = next((path for path in places if path.is_file()), None)
    debian = Path(f"/usr/share/doc/python{sys.version_info[0]}.{sys.version_info[1]}/copyright")
    found = found or (debian if debian.is_file() else None)
    if found is None:
        raise PapersError(f"Python's licence text is missing; looked in {', '.join(str(path) for path in places)}.")
    return Package(
        "Python",
        platform.python_version(),
        "Python-2.0",
        "library",
        "generic",
        {"LICENSE.txt": found},
        libraries=tuple(libraries),
    )


def _bootloader() -> Package:
    distribution = metadata.distribution("pyinstaller")
    texts = licences.texts(distribution, "pyinstaller")
    note = "The small program that starts the app; its licence allows programs under any licence to be packed with it."
    licence = licences.expression(distribution, "pyinstaller")
    return Package("PyInstaller bootloader", distribution.version, licence, "library", "generic", texts, note)


def _qt(version: str, libraries: list[str]) -> Package:
    texts = {name: licences.TEXTS / name for name in ("LGPL-3.0.txt", "GPL-3.0.txt")}
    texts |= {f"third-party/{path.name}": path for path in sorted((licences.TEXTS / "qt").iterdir())}
    modules = ", ".join(qt_modules(tuple(libraries)))
    note = f"Unchanged, as dynamic libraries that can be replaced: see REPLACE-QT.txt. Modules: {modules}."
    return Package("Qt", version, "LGPL-3.0-only", "library", "generic", texts, note, tuple(libraries))


def _gcc(libraries: list[str]) -> Package:
    texts = {name: licences.TEXTS / name for name in ("GPL-3.0.txt", "GCC-exception-3.1.txt")}
    note = "Came along with NumPy, SciPy, scikit-learn or PyTorch, as their wheels hold them."
    licence = "GPL-3.0-or-later WITH GCC-exception-3.1"
    return Package("GCC runtime libraries", "", licence, "library", "generic", texts, note, tuple(sorted(libraries)))


def _data(folder: Path) -> list[Package]:
    found = []
    for file, name, version, note in _DATA:
        if (folder / file).is_file():
            source = licences.TEXTS / "data" / f"{file.partition('.')[0]}.txt"
            found.append(Package(name, version, "", "data", "", {"SOURCE.txt": source}, note))
    return found
