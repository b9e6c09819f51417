"""What a finished bundle of PyInstaller's holds, package by package: Python's, the system's, and what has no package.

A module lies in the archive inside the executable, everything else as a file. Both are looked up in the lists of files that the
installed distributions keep; a library that is in none of them came from Python itself or from the system.
"""

from __future__ import annotations

import ast
import re
import sys
import sysconfig
from collections import defaultdict
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path, PurePosixPath

import system_packages
from parts import APPLICATION, PapersError
from PyInstaller.archive.readers import ArchiveReadError, CArchiveReader

_LIBRARY = re.compile(r"\.(so(\.[\w.]+)?|dylib|dll|pyd)$|\.framework/Versions/\w+/\w+$", re.IGNORECASE)
_MICROSOFT = re.compile(r"(vcruntime|msvcp|concrt|vccorlib|vcomp|ucrtbase|api-ms-win-)[\w-]*\.dll", re.IGNORECASE)
"""Microsoft's runtime of C and C++, which PyInstaller takes from the folder of Windows. The licence that Python has there names its
terms."""
_STDLIB = Path(sysconfig.get_path("stdlib"))
BOOTLOADER_MODULES = re.compile(r"^_?pyi_|^pyimod\d|^PyInstaller(\.|$)")


@dataclass(frozen=True)
class Content:
    """Who owns what in a bundle.

    Attributes:
        distributions: Libraries of each Python distribution that is in the bundle, by its normalised name; the app is left out.
        python: Libraries that Python itself brought along.
        system: Libraries from the system; where each came from.
    """

    distributions: dict[str, list[str]]
    python: list[str]
    system: dict[str, Path]


def inner_folder(bundle: Path) -> Path:
    """The folder that the app knows as ``sys._MEIPASS``.

    Raises:
        PapersError: this is no bundle.
    """
    for folder in (bundle / "_internal", bundle / "Contents" / "Frameworks"):
        if folder.is_dir():
            return folder
    raise PapersError(f"{bundle} is no finished bundle: it has neither _internal nor Contents/Frameworks.")


def is_library(path: str) -> bool:
    """Whether a path is that of a native library."""
    return bool(_LIBRARY.search(path))


def module_names(bundle: Path) -> set[str]:
    """Names of the Python modules in the archives of the bundle's executables.

    Raises:
        PapersError: no executable holds any.
    """
    folder = bundle / "Contents" / "MacOS" if (bundle / "Contents").is_dir() else bundle
    names: set[str] = set()
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        try:
            archive = CArchiveReader(str(path))
        except ArchiveReadError:
            continue
        for name, entry in archive.toc.items():
            if entry[-1] == "z":
                names.update(archive.open_embedded_archive(name).toc)
            elif entry[-1] in "mM":
                names.add(name)
    if not names:
        raise PapersError(f"No executable in {folder} holds Python modules: is the build finished?")
    return names


def normalised(name: str) -> str:
    """The name of a distribution as every spelling of it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed_files() -> dict[str, str]:
    """Which distribution brought a file or folder of the environment along: normalised name by path relative to ``site-packages``."""
    owners: dict[str, str] = {}
    for distribution in metadata.distributions():
        name = normalised(distribution.name)
        for file in distribution.files or ():
            path = file.as_posix()
            owners[path] = name
            while (path := path.rpartition("/")[0]) and path not in owners:
                owners[path] = name
    return owners


def content(bundle: Path, modules: set[str], origins: dict[str, Path]) -> Content:
    """Finds the owner of every module and every native library.

    Args:
        bundle: The bundle.
        modules: What ``module_names`` gives.
        origins: Where PyInstaller took a library from, by its path in the bundle, as far as that is known.

    Raises:
        PapersError: something has no owner.
    """
    owners = installed_files()
    found: dict[str, list[str]] = defaultdict(list)
    unknown = []
    for module in sorted(modules):
        owner = _owner_of_module(module, owners)
        if owner is None:
            unknown.append(f"module {module}")
        elif owner:
            found[owner]
    inner = inner_folder(bundle)
    by_name = {PurePosixPath(path).name: owner for path, owner in owners.items() if is_library(path)}
    python, system = [], {}
    for path in sorted(path for path in inner.rglob("*") if path.is_file() and not path.is_symlink()):
        name = path.relative_to(inner).as_posix().replace("__dot__", ".")
        if ".dist-info/" in name:
            continue  # metadata alone make no package a part of the bundle
        owner = owners.get(name)
        if not owner and is_library(name) and (name not in origins or "site-packages" in origins[name].parts):
            owner = by_name.get(path.name)
        if owner:
            found[owner] += [name] if is_library(name) else []
        elif is_library(name):
            origin = origins.get(name) or find_library(path.name)
            if origin is None:
                unknown.append(f"library {name}")
            elif _is_pythons(origin) or _MICROSOFT.fullmatch(path.name):
                python.append(name)
            else:
                system[name] = origin
    if unknown:
        raise PapersError(f"No installed package owns: {', '.join(unknown[:20])}. Whose are they, and under which licence?")
    found.pop(APPLICATION, None)
    return Content(dict(found), python, system)


def _owner_of_module(module: str, owners: dict[str, str]) -> str | None:
    """The distribution of a module; empty for Python's own, PyInstaller's and the app's, None if nobody owns it."""
    top = module.partition(".")[0]
    if top in sys.stdlib_module_names or top == "playground" or BOOTLOADER_MODULES.search(module):
        return ""
    path = module.replace(".", "/")
    owner = next((owners[name] for name in (f"{path}.py", f"{path}/__init__.py", path, top) if name in owners), None)
    generated = (_STDLIB / f"{path}.py").is_file()
    return owner or ("" if generated else None)


def _is_pythons(origin: Path) -> bool:
    """Whether a library lies in the Python installation, which on Debian shares its folders with the system."""
    base = Path(sys.base_prefix).resolve()
    stdlib = _STDLIB.resolve()
    origin = origin.resolve()
    return origin.is_relative_to(stdlib) or (base not in (Path("/usr"), Path("/")) and origin.is_relative_to(base))


def find_library(name: str) -> Path | None:
    """Where a library of this file name lies: in the Python installation, or where the system's loader finds it."""
    base = Path(sys.base_prefix)
    folders = [_STDLIB / "lib-dynload", base / "lib", base / "DLLs", base]
    return next((folder / name for folder in folders if (folder / name).is_file()), None) or system_packages.loaded_from(name)


def origins_in(toc: Path | None) -> dict[str, Path]:
    """Where PyInstaller took each file from, by its path in the bundle; empty without its list.

    Raises:
        PapersError: the list cannot be read.
    """
    if toc is None:
        return {}
    try:
        entries = ast.literal_eval(toc.read_text(encoding="utf-8"))[0]
        return {PurePosixPath(name.replace("\\", "/")).as_posix(): Path(source) for name, source, _kind in entries if source}
    except (OSError, ValueError, SyntaxError, IndexError, TypeError) as error:
        raise PapersError(f"{toc} is no list of PyInstaller's: {error}") from None
