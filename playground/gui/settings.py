"""What is remembered of the user from start to start: one declaration per setting, and the file in which they are.

The file comes from outside: a person, another version or a damaged disk may have written it. So each value is checked alone where it is
read; one that cannot be used counts as one that is not there, and the others stay.
"""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypedDict, TypeVar

import msgspec
from PySide6.QtCore import QByteArray, QSettings

from playground.disk import open_ordinary, reason_of
from playground.gui.theme import CHOICES, LARGEST_SCALE, SMALLEST_SCALE
from playground.language import languages
from playground.places import NOWHERE, opened_private, private_folder, settings_folder

log = logging.getLogger(__name__)

T = TypeVar("T")

_LARGEST_FILE = 2**20
_LARGEST_STATE = 2**16
_LONGEST_PATH = 4096
_MOST_PARTS, _LARGEST_SIZE = 20, 20_000


@dataclass(frozen=True, eq=False)
class Setting(Generic[T]):
    """One thing that is remembered.

    Attributes:
        name: Its key in the file.
        default: What is used where nothing usable is remembered.
        read: The value that the file holds as this one; raises ``ValueError`` if it cannot be used.
        write: How the file holds the value.
    """

    name: str
    default: T
    read: Callable[[object], T]
    write: Callable[[T], object] = str


class PlotsState(TypedDict, total=False):
    """Which plots the user has opened or closed, and which one is enlarged."""

    open: list[str]
    closed: list[str]
    enlarged: str | None


def _one_of(names: Callable[[], tuple[str, ...]]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or value not in names():
            raise ValueError(f"is none of {', '.join(names())}")
        return value

    return read


def _number(minimum: float, maximum: float) -> Callable[[object], float]:
    def read(value: object) -> float:
        number = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else math.nan
        if not minimum <= number <= maximum:  # NaN is not either
            raise ValueError(f"is not from {minimum:g} to {maximum:g}")
        return number

    return read


def _path(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_PATH or "\0" in value:
        raise ValueError("is no path")
    return value


def _paths(value: object) -> tuple[str, ...]:
    """Those of a list that are paths: each is an entry of its own."""
    if not isinstance(value, str):
        raise ValueError("is no list")  # one kind of error for whoever reads
    names: list[Any] = msgspec.json.decode(value, type=list[Any])
    return tuple(name for name in names if isinstance(name, str) and name and len(name) <= _LONGEST_PATH and "\0" not in name)


def _state(value: object) -> QByteArray:
    if not isinstance(value, QByteArray) or not 0 < value.size() <= _LARGEST_STATE:
        raise ValueError("is no state of a window")
    return value


def _sizes(value: object) -> tuple[int, ...]:
    if not isinstance(value, str):
        raise ValueError("is no list")
    sizes: tuple[int, ...] = msgspec.json.decode(value, type=tuple[int, ...])
    if len(sizes) > _MOST_PARTS or not all(0 <= size <= _LARGEST_SIZE for size in sizes):
        raise ValueError("are no sizes")
    return sizes


def _plots(value: object) -> PlotsState:
    if not isinstance(value, str):
        raise ValueError("is no text")
    state: PlotsState = msgspec.json.decode(value, type=PlotsState)
    return state


def _as_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _as_it_is(value: QByteArray) -> object:
    return value


COLOURS = Setting("colours", "system", _one_of(lambda: CHOICES))
SCALE = Setting("scale", 1.0, _number(SMALLEST_SCALE, LARGEST_SCALE), float)
LANGUAGE = Setting("language", "", _one_of(languages))
LAST = Setting("last", "", _path)
RECENT: Setting[tuple[str, ...]] = Setting("recent", (), _paths, _as_json)
FOLDER = Setting("folder", "", _path)
GEOMETRY = Setting("geometry", QByteArray(), _state, _as_it_is)
COLUMNS: Setting[tuple[int, ...]] = Setting("columns", (), _sizes, _as_json)
PALETTE: Setting[tuple[int, ...]] = Setting("palette", (), _sizes, _as_json)
PLOTS: Setting[PlotsState] = Setting("plots", PlotsState(), _plots, _as_json)

SETTINGS: tuple[Setting[Any], ...] = (COLOURS, SCALE, LANGUAGE, LAST, RECENT, FOLDER, GEOMETRY, COLUMNS, PALETTE, PLOTS)
"""All of them."""


class Settings:
    """The settings of the user, in a file that other windows may write too. Main thread only.

    What cannot be written lasts as long as the app: ``keep`` says so.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Reads the file ``settings.ini`` of a folder; None: the user's own."""
        self._folder = folder or settings_folder()
        path = self._folder / "settings.ini"
        self._private = False
        self._store = QSettings(str(path if _usable(path) else NOWHERE / path.name), QSettings.Format.IniFormat)

    def get(self, setting: Setting[T]) -> T:
        """What is remembered, or the default where that is nothing that can be used."""
        try:
            value = self._store.value(setting.name)
            return setting.default if value is None else setting.read(value)
        except Exception as error:  # whatever Qt makes of what is written there
            log.warning("the setting %s cannot be used and takes its default: %s", setting.name, error)
            return setting.default

    def put(self, setting: Setting[T], value: T) -> None:
        """Remembers a value."""
        if not self._private:
            self._private = True
            _make_private(Path(self._store.fileName()))
        self._store.setValue(setting.name, setting.write(value))

    def keep(self) -> bool:
        """Writes to disk what is remembered; whether it could, now and each time before (Qt forgets no error)."""
        try:
            private_folder(self._folder)
        except OSError as error:
            log.warning("the settings cannot be kept: %s", reason_of(error))
            return False
        self._store.sync()
        kept = self._store.status() == QSettings.Status.NoError
        if not kept:
            log.warning("the settings cannot be kept: %s", self._store.status().name)
        return kept


def _make_private(path: Path) -> None:
    """Makes the file for the user alone before Qt writes to it: what Qt makes has the usual rights, what is there keeps its own."""
    try:
        private_folder(path.parent)
        os.close(opened_private(str(path), os.O_CREAT | os.O_WRONLY))
        path.chmod(0o600)
    except OSError as error:
        log.warning("the settings cannot be kept: %s", reason_of(error))


def _usable(path: Path) -> bool:
    """Whether Qt may read the file: it would wait for a pipe, and take any size."""
    try:
        with open_ordinary(path) as file:
            size = file.seek(0, 2)
    except FileNotFoundError:
        return True
    except OSError as error:
        log.warning("%s cannot be used: %s", path, reason_of(error))
        return False
    if size > _LARGEST_FILE:
        log.warning("%s is far too large to be settings", path)
    return size <= _LARGEST_FILE
