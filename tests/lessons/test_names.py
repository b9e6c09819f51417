"""What a lesson names in bold, or in italics, stands on screen in the same words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from playground.places import resources

TEXTS = sorted((resources() / "lessons").glob("*/*.md"))
NAMES = re.compile(r"\*{1,2}(.+?)\*{1,2}")


def on_screen(language: str) -> set[str]:
    """Every text of the app in a language."""
    found: set[str] = set()
    with (resources() / "locale" / "ko" / "LC_MESSAGES" / "playground.po").open("rb") as file:
        for message in read_po(file, locale="ko"):
            texts = message.id if language == "en" else message.string
            found.update(texts if isinstance(texts, (tuple, list)) else (texts,))
    return found


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_name_is_that_on_screen(path: Path) -> None:
    assert path.stem in ("en", "ko")
    named = NAMES.findall(path.read_text(encoding="utf-8"))
    assert named, "a lesson points at something"
    assert sorted(set(named) - on_screen(path.stem)) == []


@pytest.mark.parametrize("folder", sorted({path.parent for path in TEXTS}), ids=lambda folder: folder.name)
def test_both_languages_name_as_many_things(folder: Path) -> None:
    counts = {path.stem: len(NAMES.findall(path.read_text(encoding="utf-8"))) for path in folder.glob("*.md")}
    assert counts["en"] == counts["ko"]
