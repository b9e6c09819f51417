"""The licence of a package as an SPDX expression, and where its texts lie."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path, PurePosixPath

from license_expression import ExpressionError, get_spdx_licensing
from parts import PapersError

TEXTS = Path(__file__).resolve().parent / "licences"
"""Licences in full, for those packages that bring none along."""

ANY_TEXT = re.compile(r"^(LICEN[CS]E|COPYING|COPYRIGHT|NOTICE)", re.IGNORECASE)
_NO_TEXT = (".py", ".pyc", ".pyi", ".so", ".dll", ".json", ".h", ".csv")

TEXTS_OF = {"pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"), "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt")}
"""Distributions without a text of their own: the files in ``TEXTS`` that say what their metadata names."""

EXPRESSIONS = {
    "colorama": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "mpmath": "BSD-3-Clause",
    "scipy": "BSD-3-Clause",
    "sympy": "BSD-3-Clause",
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
}
"""What the text says where the metadata says less: which BSD licence, which exception."""

DEBIAN = {
    "libblkid1": "LGPL-2.1-or-later",
    "libbsd0": "BSD-3-Clause AND BSD-2-Clause AND ISC",
    "libbz2-1.0": "bzip2-1.0.6",
    "libcairo-gobject2": "LGPL-2.1-only OR MPL-1.1",
    "libcairo2": "LGPL-2.1-only OR MPL-1.1",
    "libcom-err2": "MIT",
    "libdbus-1-3": "AFL-2.1 OR GPL-2.0-or-later",
    "libfontconfig1": "HPND-sell-variant",
    "libgcc-s1": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libgcrypt20": "LGPL-2.1-or-later",
    "libglib2.0-0": "LGPL-2.1-or-later",
    "libkeyutils1": "LGPL-2.0-or-later",
    "liblzma5": "LicenseRef-public-domain",
    "libmd0": "BSD-3-Clause AND BSD-2-Clause AND ISC AND Beerware AND LicenseRef-public-domain",
    "libmount1": "LGPL-2.1-or-later",
    "libpcre2-8-0": "BSD-3-Clause",
    "libselinux1": "LicenseRef-public-domain",
    "libsqlite3-0": "blessing",
    "libstdc++6": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libuuid1": "BSD-3-Clause",
    "libx11-6": "MIT AND X11",
    "libx11-xcb1": "MIT AND X11",
    "libxau6": "MIT-open-group",
    "libxdmcp6": "MIT-open-group",
    "libxkbcommon-x11-0": "MIT AND X11 AND HPND",
    "libxkbcommon0": "MIT AND X11 AND HPND",
    **dict.fromkeys(
        (
            f"libxcb-{name}"
            for name in ("glx0", "icccm4", "randr0", "render-util0", "render0", "shape0", "shm0", "sync1", "xfixes0", "xkb1")
        ),
        "X11",
    ),
}
"""Of packages of the system whose copyright file no machine can read, or which speaks of more than the library: what it says of it."""

_ALIASES = {
    "apache 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd 2-clause license": "BSD-2-Clause",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "psfl": "PSF-2.0",
    "python software foundation license": "PSF-2.0",
    "expat": "MIT",
    "mit/x": "MIT",
    "mit/x11": "MIT",
    "pd": "",
    "public-domain": "",
}
_SPDX = get_spdx_licensing()


def expression(distribution: metadata.Distribution, normalised_name: str) -> str:
    """The licence of a distribution in SPDX's words; empty if its metadata names none that can be written so."""
    if normalised_name in EXPRESSIONS:
        return EXPRESSIONS[normalised_name]
    fields = distribution.metadata
    classifiers = [text.rpartition(" :: ")[2] for text in fields.get_all("Classifier") or () if text.startswith("License ::")]
    for said in (fields.get("License-Expression"), fields.get("License"), *classifiers):
        if known := spdx(said or ""):
            return known
    return ""


def spdx(said: str) -> str:
    """An SPDX expression for what somebody wrote, in SPDX's spelling; empty if it is none."""
    said = _ALIASES.get(said.strip().lower(), said.strip())
    if not said or len(said) > 300 or "\n" in said:
        return ""
    try:
        return str(_SPDX.parse(said, validate=True, strict=True))
    except ExpressionError:
        return ""


def from_debian(package: str, text: str) -> str:
    """The licence that a Debian copyright file states for the library itself: its paragraph ``Files: *``."""
    if package in DEBIAN:
        return DEBIAN[package]
    paragraphs = (paragraph.splitlines() for paragraph in text.split("\n\n"))
    general = next((lines for lines in paragraphs if any(re.fullmatch(r"Files: *\*\s*", line) for line in lines)), [])
    said = next((line.partition(":")[2].strip() for line in general if line.startswith("License:")), "")
    if not said:
        return ""
    words = re.split(r",? (and|or) ", said)
    return spdx(" ".join(word.upper() if word in ("and", "or") else _debians_name(word) for word in words))


def _debians_name(said: str) -> str:
    """Debian's short name of one licence in SPDX's spelling: GPL-2+ is GPL-2.0-or-later."""
    said = _ALIASES.get(said.lower(), said)
    gnu = re.fullmatch(r"(L?GPL|GFDL)-(\d)(\.\d)?(\+?)", said)
    return f"{gnu[1]}-{gnu[2]}{gnu[3] or '.0'}-{'or-later' if gnu[4] else 'only'}" if gnu else said


def needs_gpl(licence: str) -> bool:
    """Whether a licence leaves no choice but the GPL: without an exception, and without another licence to choose."""
    if not licence:
        return False
    tree = _SPDX.parse(licence)
    symbols = {
        symbol: _SPDX.TRUE if not str(symbol).startswith("GPL") or " WITH " in str(symbol) else _SPDX.FALSE
        for symbol in tree.symbols
    }
    return bool(tree.subs(symbols, simplify=True) == _SPDX.FALSE)


def texts(distribution: metadata.Distribution, normalised_name: str) -> dict[str, Path]:
    """The licence texts of a distribution by the name that each is to have, those of what it has swallowed among them.

    Raises:
        PapersError: there is none.
    """
    found = {
        _short(file): Path(str(distribution.locate_file(file)))
        for file in _text_files(PurePosixPath(f) for f in distribution.files or ())
    }
    found = {name: path for name, path in found.items() if path.is_file() and path.stat().st_size}
    for name in TEXTS_OF.get(normalised_name, ()):
        found[name] = TEXTS / name
    if not found:
        raise PapersError(
            f"{distribution.name} {distribution.version} is in the bundle, but brings no licence text. "
            "Put it into packaging/licences/ and name it in TEXTS_OF in packaging/licences.py."
        )
    return found


def _text_files(files: Iterable[PurePosixPath]) -> list[PurePosixPath]:
    """Those that are licences: by their name, or because they lie in ``licenses/`` of the metadata."""
    wanted = []
    for file in files:
        inside = file.parts[0].endswith(".dist-info") and len(file.parts) > 2 and file.parts[1] == "licenses"
        if inside or (ANY_TEXT.match(file.name) and not file.name.lower().endswith(_NO_TEXT)):
            wanted.append(file)
    return wanted


def _short(file: PurePosixPath) -> str:
    """Where a text lies below the folder of its package."""
    parts = list(file.parts)
    if parts[0].endswith(".dist-info"):
        parts = parts[2:] if parts[1] == "licenses" else parts[1:]
    return "/".join(part.replace(" ", "_") for part in parts)
