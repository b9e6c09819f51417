"""Every setting comes from outside: what cannot be used counts as not there, for this setting alone, and the window opens."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.layout import Layout
from playground.gui.main_window import MainWindow
from playground.gui.settings import (
    COLOURS,
    COLUMNS,
    FOLDER,
    GEOMETRY,
    LANGUAGE,
    LAST,
    PALETTE,
    PLOTS,
    RECENT,
    SCALE,
    SETTINGS,
    PlotsState,
    Setting,
    Settings,
)
from playground.gui.theme import theme
from playground.places import settings_folder
from tests.gui.window_stage import opened

GOOD: dict[Setting[Any], Any] = {
    COLOURS: "dark",
    SCALE: 1.25,
    LANGUAGE: "ko",
    LAST: "/home/me/house.nnplay",
    RECENT: ("/home/me/house.nnplay", "/home/me/run v1.2.nnplay"),
    FOLDER: "/home/me",
    COLUMNS: (256, 156, 262, 606),
    PALETTE: (520, 200),
    PLOTS: PlotsState(open=["loss_plot"], closed=["gradients_plot"], enlarged=None),
}
"""One usable value of each; that of the window's place is made by a window."""

NONSENSE = (
    "nan",
    "inf",
    "-inf",
    "1e999",
    "-1",
    "0",
    "1e-300",
    "99999999999999999999",
    "",
    " ",
    "[]",
    "{}",
    "[[[[",
    '{"open": 5}',
    '{"open": [1, null]}',
    '{"enlarged": ["loss_plot"]}',
    '"text"',
    "null",
    "true",
    "@Variant(\\0\\0\\0\\x7f\\xff)",
    "@Variant(nonsense)",
    "@ByteArray()",
    "@ByteArray(\\x1\\xd9\\xd0\\xcb\\0\\x3\\0\\0\\xff\\xff\\xff\\xff)",
    "[1, 2]",
    "[0, 0, 0, 0]",
    "[-5, 10, 10, 10]",
    "[1e9, 5, 5, 5]",
    "[20000, 0, 20000, 0]",
    "[10, 10, 10, 10, 10, 10]",
    "@ByteArray(\\0\\0\\0\\xff\\0\\0\\0\\x1\\0\\0\\0\\x4\\xff\\xff\\xff\\xff)",
    "@Rect(0 0 -5 -5)",
    "@Size(1 2)",
    "@Point(x y)",
    "@Invalid()",
    "@String(x)",
    "a, b, c",
    '"a", "b"',
    "\\x0\\x1\\x2",
    "\x00",
    "\xff\xfe",
    "<img src=/dev/zero>",
    "../../../etc/passwd",
    "x" * 10_000,
)


def names_of(setting: Setting[Any]) -> str:
    return setting.name


@pytest.fixture(scope="module")
def shared(qapp: QApplication) -> Iterator[MainWindow]:
    """A window for many examples: to make one takes a while."""
    with opened() as window:
        yield window


@pytest.fixture(scope="module")
def geometry(shared: MainWindow) -> QByteArray:
    """What a window remembers of its place."""
    shared.resize(1100, 700)
    return shared.saveGeometry()


def written(values: dict[str, Any], raw: dict[str, str] | None = None) -> None:
    """A settings file with these values, and lines that nothing has made."""
    path = settings_folder() / "settings.ini"
    path.parent.mkdir(parents=True, exist_ok=True)
    store = QSettings(str(path), QSettings.Format.IniFormat)
    for name, value in values.items():
        store.setValue(name, value)
    store.sync()
    lines = path.read_bytes() if path.exists() else b"[General]\n"
    for name, text in (raw or {}).items():
        lines += f"{name}={text}\n".encode("latin-1")
    path.write_bytes(lines)


def test_every_setting_is_met_here() -> None:
    assert set(SETTINGS) == {*GOOD, GEOMETRY}
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)


@pytest.mark.parametrize("setting", GOOD, ids=names_of)
def test_what_is_put_is_what_is_read(qapp: QApplication, setting: Setting[Any]) -> None:
    settings = Settings()
    assert settings.get(setting) == setting.default
    settings.put(setting, GOOD[setting])
    assert settings.keep()
    assert Settings().get(setting) == GOOD[setting]


@pytest.mark.qt_log_ignore("QVariant::load: unknown user type", "Trying to construct an instance of an invalid type")
@pytest.mark.parametrize("setting", SETTINGS, ids=names_of)
def test_nonsense_in_one_setting_is_its_default_and_leaves_the_others(
    qapp: QApplication, geometry: QByteArray, setting: Setting[Any]
) -> None:
    others = {other: value for other, value in {**GOOD, GEOMETRY: geometry}.items() if other is not setting}
    for text in NONSENSE:
        (settings_folder() / "settings.ini").unlink(missing_ok=True)
        written({other.name: other.write(value) for other, value in others.items()}, {setting.name: text})
        settings = Settings()
        value = settings.get(setting)
        assert value == setting.default or setting.read(setting.write(value)) == value
        assert type(value) is type(setting.default)
        if setting in (SCALE, COLOURS, LANGUAGE):  # no nonsense of the list is a scale, a palette or a language
            assert value == setting.default
        assert {other: settings.get(other) for other in others} == others


@pytest.mark.parametrize("text", ["nan", "[]", NONSENSE[22]])
def test_the_window_opens_though_every_setting_is_wrong(qtbot: QtBot, text: str) -> None:
    written({}, {setting.name: text for setting in SETTINGS})
    with opened() as window:
        assert window.isVisible()
        assert theme().scale == 1.0
        usable(window)
    theme().apply("light")


@pytest.mark.qt_log_ignore("QVariant::load: unknown user type", "Trying to construct an instance of an invalid type")
@pytest.mark.parametrize("setting", [GEOMETRY, COLUMNS, PALETTE, PLOTS], ids=names_of)
def test_a_layout_that_is_wrong_leaves_a_window_that_can_be_used(qtbot: QtBot, setting: Setting[Any]) -> None:
    with opened() as window:
        for text in NONSENSE:
            written({}, {setting.name: text})
            laid_out_anew(window)
            assert window.plots is not None
            window.plots.restore_state(Settings().get(PLOTS))
            usable(window)


@given(data=st.binary(min_size=1, max_size=20), where=st.integers(0, 100))
def test_a_damaged_place_leaves_a_window_that_can_be_used(
    shared: MainWindow, geometry: QByteArray, data: bytes, where: int
) -> None:
    state = bytes(geometry.data())
    place = where % len(state)
    written({GEOMETRY.name: QByteArray(state[:place] + data + state[place + len(data) :])})
    laid_out_anew(shared)
    usable(shared)


def laid_out_anew(window: MainWindow) -> None:
    """Takes the layout that is remembered now, as a window does when it begins."""
    Layout(window, Settings(), window.workplace, window.workplace.palette_parts).restore()


def usable(window: MainWindow) -> None:
    """Nothing is out of reach: the window has a size that a screen has, and each column and panel has some of it, unless it is closed."""
    assert 900 <= window.width() <= 20_000
    places = window.workplace
    closed = (not places.is_open("tabs"), not places.is_open("palette"), False, False)
    assert all(50 <= size <= 20_000 or hidden for size, hidden in zip(places.sizes()[:4], closed, strict=True))
    assert all(20 <= size <= 20_000 for size in window.workplace.palette_parts.sizes())
    assert window.workplace.orientation() == Qt.Orientation.Horizontal
    assert window.workplace.palette_parts.orientation() == Qt.Orientation.Vertical


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[", b"no section\n=\n", b"[General]\nscale", os.urandom(5000)])
def test_a_broken_file_is_one_without_settings(qapp: QApplication, content: bytes) -> None:
    path = settings_folder() / "settings.ini"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    settings = Settings()
    assert [settings.get(setting) for setting in SETTINGS] == [setting.default for setting in SETTINGS]


def special(path: Path, kind: str) -> None:
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        with path.open("wb") as file:
            file.truncate(10 * 2**30)


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "huge"])
def test_what_is_no_file_of_settings_is_not_read(qapp: QApplication, kind: str) -> None:
    settings_folder().mkdir(parents=True)
    special(settings_folder() / "settings.ini", kind)
    settings = Settings()
    assert settings.get(SCALE) == 1.0
    settings.put(SCALE, 1.5)
    assert not settings.keep()
    assert settings.get(SCALE) == 1.5  # as long as the app lives


def test_settings_that_cannot_be_kept_last_as_long_as_the_app(qapp: QApplication) -> None:
    settings_folder().parent.mkdir(parents=True, exist_ok=True)
    settings_folder().write_text("a file in the place of the folder")
    settings = Settings()
    settings.put(COLOURS, "dark")
    assert not settings.keep()
    assert settings.get(COLOURS) == "dark"
