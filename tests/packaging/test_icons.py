from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImageReader
from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def drawn(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    monkeypatch.delitem(sys.modules, "icons", raising=False)
    from icons import write_icons  # type: ignore[import-not-found]

    write_icons(tmp_path / "new folder")
    return tmp_path / "new folder"


def pictures(path: Path) -> list[tuple[int, int, str]]:
    """Each picture that Qt's own reader finds: width, height, and the colour in the middle of the app's upper bar."""
    reader = QImageReader(str(path))
    found = []
    for number in range(reader.imageCount()):
        assert number == 0 or reader.jumpToImage(number)
        image = reader.read()
        found.append((image.width(), image.height(), image.pixelColor(image.width() // 2, image.width() * 18 // 64).name()))
    return found


def test_a_windows_icon_has_every_size(drawn: Path) -> None:
    sizes = [16, 24, 32, 48, 64, 128, 256]
    found = pictures(drawn / "neural-playground.ico")
    assert [(width, height) for width, height, _colour in found] == [(size, size) for size in sizes]
    assert {colour for width, _height, colour in found if width >= 64} == {"#56b4e9"}
    assert len(pictures(drawn / "neural-playground-project.ico")) == len(sizes)


def test_a_mac_icon_has_every_size(drawn: Path) -> None:
    for name in ("neural-playground", "neural-playground-project"):
        data = (drawn / f"{name}.icns").read_bytes()
        assert int.from_bytes(data[4:8], "big") == len(data)
        assert sorted(width for width, _height, _colour in pictures(drawn / f"{name}.icns")) == [32, 64, 128, 256, 512, 1024]


def test_the_icon_theme_has_pngs_of_the_size_of_their_name(drawn: Path) -> None:
    files = sorted((drawn / "png").iterdir())
    assert {int(file.stem) for file in files} >= {16, 24, 32, 48, 64, 128, 256, 512}
    for file in files:
        assert [(width, height) for width, height, _colour in pictures(file)] == [(int(file.stem), int(file.stem))]
