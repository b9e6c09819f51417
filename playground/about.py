"""What this copy of the app is: its version, commit and build, and every package in it with its licence.

A packaged app reads ``resources/about/about.json``, which the build wrote. A checkout asks git and the installed distributions.
"""

from __future__ import annotations

import logging
import platform
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from playground import __version__
from playground.places import APPLICATION, resources

if TYPE_CHECKING:
    from importlib.metadata import Distribution

log = logging.getLogger(__name__)

MAIN_PARTS = ("torch", "PySide6-Essentials", "pyqtgraph", "numpy", "pandas", "scikit-learn", "msgspec", "safetensors")

_GIT_SECONDS = 2.0
_SHORT = 80  # letters: a longer field is the text of the licence itself
_LICENCE_WORDS = ("licen", "copying", "notice")


class Package(msgspec.Struct, frozen=True):
    """One package that is in the app.

    Attributes:
        kind: ``python``: a distribution, ``library``: of the system that made the build or of Qt, or ``data``.
        texts: Files with the licence: under ``resources/about`` in a packaged app, else anywhere.
        note: What else should be known, such as where the source is.
    """

    name: str
    version: str = ""
    licence: str = ""
    kind: str = "python"
    texts: tuple[str, ...] = ()
    note: str = ""


class About(msgspec.Struct, frozen=True):
    """What is known of this copy; what is unknown is empty.

    Attributes:
        built: When, as in ISO 8601; empty for a checkout.
        flavour: ``cpu`` or ``cuda``; empty for a checkout, which has the torch that it has.
        home: The address of the project, such as ``https://github.com/owner/name``.
        packages: What is bundled; empty for a checkout: :func:`packages` finds out.
    """

    version: str = __version__
    commit: str = ""
    built: str = ""
    flavour: str = ""
    home: str = ""
    python: str = ""
    platform: str = ""
    packages: tuple[Package, ...] = ()


@lru_cache
def about() -> About:
    """What this copy is. A checkout starts git once: call it where a few milliseconds do not matter."""
    return _of_build() or About(commit=_commit(), python=platform.python_version(), platform=_platform())


def from_checkout() -> bool:
    """Whether this copy runs from its sources, and was not built."""
    return not about().built and not getattr(sys, "frozen", False)


@lru_cache
def packages() -> tuple[Package, ...]:
    """Every package that the app consists of, the app itself first, then by name. Takes up to half a second in a checkout."""
    found = about().packages or tuple(_required())
    own = Package(APPLICATION, about().version, "MIT")
    named = {package.name.lower(): package for package in found}
    first = named.pop(APPLICATION, own)
    return (first, *sorted(named.values(), key=lambda package: package.name.lower()))


def version_of(package: str) -> str:
    """The version of an installed distribution; empty if there is none."""
    from importlib import metadata  # loads much, and the log of every session reads only what this copy is

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def licence_text(package: Package) -> str:
    """The texts of a package's licence, one after the other; a file that cannot be read is named with the reason."""
    files = [_text_path(text) for text in package.texts]
    if package.name == APPLICATION and not files:
        files = [path for path in (resources().parent / "LICENSE",) if path.is_file()]
    texts = [_read(path) for path in files]
    if len(files) == 1:
        return texts[0]
    return "\n\n".join(f"{_title(path)}\n{'=' * len(_title(path))}\n\n{text}" for path, text in zip(files, texts, strict=True))


def how_to_replace_qt() -> str:
    """How the Qt libraries of a packaged app are replaced by others; empty in a checkout, where pip does that."""
    path = resources() / "about" / "REPLACE-QT.txt"
    return _read(path) if path.is_file() else ""


def _of_build() -> About | None:
    """What the build wrote; None in a checkout, and where the file is damaged: the app works without it."""
    try:
        path = resources() / "about" / "about.json"
        return msgspec.json.decode(path.read_bytes(), type=About)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        log.warning("what the build wrote of itself cannot be read: %s", error)
        return None


def _commit() -> str:
    """The commit of the checkout that the sources lie in; empty if they lie in none."""
    import subprocess  # a packaged app, which knows its commit, does without

    root = Path(__file__).resolve().parent.parent
    if not (root / ".git").exists():
        return ""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), "rev-parse", "HEAD"], capture_output=True, text=True, timeout=_GIT_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        log.info("git does not tell the commit: %s", error)
        return ""
    return done.stdout.strip()


def _platform() -> str:
    return f"{platform.system()}-{platform.machine()}"


def _required() -> Iterator[Package]:
    """The distributions that the project needs, and those that they need, as far as they are installed."""
    from importlib import metadata

    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.utils import canonicalize_name

    waiting, seen = [APPLICATION], set()
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in seen:
            continue
        seen.add(name)
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        yield _package_of(found)
        for text in found.requires or ():
            try:
                wanted = Requirement(text)
            except InvalidRequirement:
                continue
            if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
                waiting.append(wanted.name)


def _package_of(found: Distribution) -> Package:
    files = [
        str(found.locate_file(file))
        for file in found.files or ()
        if ".dist-info" in file.parts[0] and _names_a_licence(Path(*file.parts[1:]))
    ]
    return Package(found.metadata["Name"], found.version, _licence_of(found), texts=tuple(files))


def _names_a_licence(path: Path) -> bool:
    return path.parts[:1] == ("licenses",) or any(word in path.name.lower() for word in _LICENCE_WORDS)


def _licence_of(found: Distribution) -> str:
    """The licence in a few words: the expression, the short text, or what the classifiers say."""
    data = found.metadata
    if "License-Expression" in data:
        return data["License-Expression"]
    text = data["License"].strip() if "License" in data else ""
    if text and "\n" not in text and len(text) <= _SHORT:
        return text
    classifiers = [text for text in data.get_all("Classifier") or () if text.startswith("License ::")]
    return " / ".join(text.rpartition(" :: ")[2] for text in classifiers)


def _text_path(text: str) -> Path:
    """Where a text lies: the build wrote it relative to its own folder."""
    return resources() / "about" / text


def _title(path: Path) -> str:
    """What a text is called among several of one package: its path below the folder of licences."""
    parts = path.parts
    starts = [index for index, part in enumerate(parts) if part.endswith(".dist-info") or part == "licences"]
    return "/".join(parts[starts[-1] + 1 :]) if starts else path.name


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError as error:
        return f"{path.name}: {error.strerror or error}"
