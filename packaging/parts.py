"""What the papers of the packaged app speak of: its parts, each with a name, a version and a licence of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPLICATION = "neural-playground"


class PapersError(Exception):
    """The bundle cannot be described; the message says which part and what to do."""


@dataclass(frozen=True)
class Package:
    """One part of the bundle that has a name, a version and a licence of its own.

    Attributes:
        name: As its makers write it.
        version: Empty if it has none.
        licence: An SPDX expression; empty if its makers state none that can be written so.
        kind: ``python``, ``library`` or ``data``.
        purl: Its package URL without name and version: ``pypi``, ``deb/debian``, ``generic``.
        texts: Its licence texts: where each is to lie below the package's folder, and where it is now.
        note: What a reader must know besides.
        libraries: Native libraries of it in the bundle, relative to the bundle's inner folder.
        needs: Names of the packages in the bundle that it needs.
    """

    name: str
    version: str
    licence: str
    kind: str
    purl: str
    texts: dict[str, Path] = field(default_factory=dict)
    note: str = ""
    libraries: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
