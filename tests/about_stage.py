"""A copy of the app that was built, as far as it tells about itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from playground import about as room
from playground.about import about, packages

BUILD: dict[str, Any] = {
    "version": "9.8.7",
    "commit": "0123456789abcdef",
    "built": "2026-11-21T16:00:00Z",
    "flavour": "cuda",
    "home": "https://github.com/someone/neural-playground",
    "python": "3.12.1",
    "platform": "Linux-x86_64",
}


def forget() -> None:
    """What was found out of this copy is looked up again."""
    for answer in (about, packages):
        answer.cache_clear()


def build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packages: list[dict[str, Any]], texts: dict[str, str], **more: str
) -> Path:
    """Puts such a copy in the place of this one; its folder ``about``, with texts by their names there."""
    folder = tmp_path / "resources" / "about"
    for name, text in {**texts, "about.json": json.dumps({**BUILD, **more, "packages": packages})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(room, "resources", lambda: tmp_path / "resources")
    return folder
