"""Fixtures of the tests of the dialogs of help."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.gui.theme import theme
from tests.about_stage import build, forget


@pytest.fixture(autouse=True)
def forgetful(qapp: object) -> Iterator[None]:
    theme().apply("light")
    forget()
    yield
    forget()


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This copy was built, with a few packages."""
    texts = {"licences/qt.txt": "GNU LESSER GENERAL PUBLIC LICENSE", "REPLACE-QT.txt": "Put your own Qt there."}
    names = [{"name": "PySide6", "version": "6.11.3", "licence": "LGPL-3.0-only", "texts": ["licences/qt.txt"]}]
    names += [{"name": f"package-{n}", "version": str(n), "licence": "MIT"} for n in range(3)]
    build(tmp_path, monkeypatch, names, texts, flavour="cpu")
