"""What is read from texts and compared: apt's sources, menu entries, versions of the C library, listings of a file system."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Source:
    """One line of apt's sources.

    Attributes:
        uri: The mirror.
        suite: Such as ``bookworm-updates``.
        components: Such as ``main``.
    """

    uri: str
    suite: str
    components: tuple[str, ...]

    def line(self) -> str:
        """As it is written in ``sources.list``."""
        return f"deb {self.uri} {self.suite} {' '.join(self.components)}"


def read_sources(text: str) -> list[Source]:
    """The binary sources in a ``.list`` or ``.sources`` file (deb822), those that are switched off left out."""
    if re.search(r"^\s*Types:", text, re.MULTILINE):
        return [source for block in re.split(r"\n\s*\n", text) for source in _read_block(block)]
    found = []
    for line in text.splitlines():
        words = re.sub(r"\[[^]]*\]", "", line.partition("#")[0]).split()
        if len(words) >= 3 and words[0] == "deb":
            found.append(Source(words[1].rstrip("/"), words[2], tuple(words[3:])))
    return found


def _read_block(block: str) -> list[Source]:
    fields: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        if line.startswith("#"):
            continue
        if line[:1].isspace() and name:
            fields[name] += " " + line.strip()
        elif ":" in line:
            name, _colon, value = line.partition(":")
            name = name.strip().lower()
            fields[name] = value.strip()
    if "deb" not in fields.get("types", "").split() or fields.get("enabled", "yes").lower() in ("no", "false"):
        return []
    components = tuple(fields.get("components", "").split())
    return [
        Source(uri.rstrip("/"), suite, components)
        for uri in fields.get("uris", "").split()
        for suite in fields.get("suites", "").split()
    ]


def sources_for(suite: str, host: str, known: Iterable[Source]) -> list[Source]:
    """The host's own sources, for another release of the same distribution.

    Args:
        suite: The release that is wanted, such as ``trixie``.
        host: The release of the host, such as ``bookworm``.
        known: The host's sources; those that are not of its distribution are left out.
    """
    fitting = [source for source in known if source.suite.split("-")[0] == host and "main" in source.components]
    return list(dict.fromkeys(Source(source.uri, suite + source.suite.removeprefix(host), ("main",)) for source in fitting))


def read_entry(text: str) -> dict[str, str]:
    """The keys of the group ``Desktop Entry`` of a menu entry."""
    found: dict[str, str] = {}
    group = ""
    for line in text.splitlines():
        if line.startswith("["):
            group = line.strip("[] ")
        elif group == "Desktop Entry" and "=" in line and not line.startswith("#"):
            key, _equals, value = line.partition("=")
            found[key.strip()] = value.strip()
    return found


def command_of(exec_line: str, files: Iterable[str] = ()) -> list[str]:
    """The words that a menu starts for the ``Exec`` of an entry.

    Args:
        exec_line: Its value, with field codes such as ``%f``.
        files: What is opened with it.
    """
    given = list(files)
    words: list[str] = []
    for word in shlex.split(exec_line.replace("\\\\", "\\")):
        if word in ("%f", "%u"):
            words += given[:1]
        elif word in ("%F", "%U"):
            words += given
        elif re.fullmatch(r"%[a-zA-Z]", word):
            continue
        else:
            words.append(word.replace("%%", "%"))
    return words


def newest_glibc(symbols: str) -> tuple[int, ...]:
    """The highest version of the C library that a list of needed symbol versions names; empty if none."""
    versions = re.findall(r"\bGLIBC_(\d+(?:\.\d+)+)", symbols)
    return max((tuple(map(int, version.split("."))) for version in versions), default=())


def declared_glibc(depends: str) -> tuple[int, ...]:
    """The version of the C library that a ``Depends`` asks for; empty if it names none."""
    found = re.search(r"\blibc6\s*\(\s*>=\s*(\d+(?:\.\d+)+)", depends)
    return tuple(map(int, found.group(1).split("."))) if found else ()


def dotted(version: tuple[int, ...]) -> str:
    """A version as it is written."""
    return ".".join(map(str, version))


def needed_versions(elf: bytes) -> str:
    """The names of versions of the C library in a program's or library's bytes, as text."""
    return " ".join(sorted({match.decode() for match in re.findall(rb"\0(GLIBC_\d+(?:\.\d+)+)(?=\0)", elf)}))


Listing = dict[str, str]
"""Path from the root: kind, mode, owner, and what it holds."""


def list_files(root: Path, without: Iterable[str] = (), read: bool = True) -> Listing:
    """Everything in a file system, other mounts left out.

    Args:
        root: Where it begins.
        without: Paths from the root that are not looked into.
        read: Files are told by what is in them; else, much quicker, by their size and when they were last changed, which
            tells a file that was written anew from the one before, too.
    """
    device = root.stat().st_dev
    left_out = set(without)
    found: Listing = {}
    for folder, folders, files in os.walk(root):
        inside = os.path.relpath(folder, root)
        inside = "" if inside == "." else inside
        kept = []
        for name in (*folders, *files):
            path, name_inside = os.path.join(folder, name), f"{inside}/{name}".lstrip("/")  # noqa: PTH118  # 20,000 of them
            if name_inside in left_out:
                continue
            about = os.lstat(path)
            if about.st_dev != device:
                continue
            found[name_inside] = f"{stat.filemode(about.st_mode)} {about.st_uid}:{about.st_gid} {_content(path, about, read)}"
            kept.append(name)
        folders[:] = [name for name in folders if name in kept]
    return found


def _content(path: str, about: os.stat_result, read: bool) -> str:
    if stat.S_ISLNK(about.st_mode):
        return f"-> {os.readlink(path)}"  # noqa: PTH115
    if stat.S_ISREG(about.st_mode) and not read:
        return f"{about.st_size} {about.st_ctime_ns}"
    if stat.S_ISREG(about.st_mode):
        with open(path, "rb") as file:  # noqa: PTH123
            return hashlib.file_digest(file, "sha256").hexdigest()[:16]
    return ""


def differences(before: Listing, after: Listing, allowed: Iterable[str] = ()) -> list[str]:
    """What was added (+), taken away (-) or changed (~) between two listings.

    Args:
        before: The earlier one.
        after: The later one.
        allowed: Paths that may differ, with all that lies in them.
    """
    free = tuple(allowed)
    found = []
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) == after.get(path) or any(path == place or path.startswith(f"{place}/") for place in free):
            continue
        found.append(f"{'+' if path not in before else '-' if path not in after else '~'} /{path}")
    return found


def shortened(lines: list[str], most: int = 6) -> str:
    """The first of many lines, and how many more there are."""
    more = f" and {len(lines) - most} more" if len(lines) > most else ""
    return "; ".join(lines[:most]) + more
