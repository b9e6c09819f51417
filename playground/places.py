"""Where things are on this computer: resources that ship with the app, and the user's own folders.

Standard library only: the engine and the command line need these paths without Qt.
"""

from __future__ import annotations

import errno
import os
import sys
from functools import cache
from pathlib import Path

APPLICATION = "neural-playground"

NOWHERE = Path(os.devnull) / APPLICATION
"""In the place of the user's own folders where there is no home: nothing can be made in it, by nobody, so that it is told as a home that
cannot be written to."""


@cache
def resources() -> Path:
    """The folder ``resources/``: in a frozen app beside the code, in a checkout beside the package.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    package = Path(__file__).resolve().parent
    candidates = (
        Path(getattr(sys, "_MEIPASS", package)) / "resources",
        package / "resources",
        package.parent / "resources",
    )
    for folder in candidates:
        if (folder / "lessons").is_dir():
            return folder
    raise FileNotFoundError(f"the folder 'resources' is missing; looked in {', '.join(map(str, candidates))}")


def home_folder() -> Path | None:
    """The user's home; None on a computer that does not know one."""
    try:
        return Path.home()
    except RuntimeError:  # no HOME, and no entry for the user
        return None


def expanded(path: str) -> Path:
    """A path with ``~`` as the home that it means; as it is where there is no such user."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def working_folder() -> Path:
    """What a relative path is relative to where nothing else is said: where the app was started, else the home, else the root."""
    try:
        return Path.cwd()
    except OSError:  # it was deleted meanwhile
        return home_folder() or Path("/")


def private_folder(folder: Path) -> Path:
    """Makes a folder, and those above it that are not there, for the user alone (0700); one that is there stays as it is.

    Raises:
        OSError: it cannot be made.
    """
    for path in (*reversed(folder.parents), folder):
        if not path.exists():
            path.mkdir(mode=0o700, exist_ok=True)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    return folder


def opened_private(name: str, flags: int) -> int:
    """The ``opener`` of a file of the app's own: whoever makes it alone can read it (0600)."""
    return os.open(name, flags, 0o600)


def _home(variable: str, windows: str, macos: str, other: str) -> Path:
    """A per-user folder; ``NEURAL_PLAYGROUND_HOME`` moves all of them (tests, portable use)."""
    if own := os.environ.get("NEURAL_PLAYGROUND_HOME"):
        return Path(own)
    home = home_folder()
    if sys.platform == "win32":
        own = os.environ.get(windows) or (str(home / "AppData" / "Local") if home is not None else "")
    elif sys.platform == "darwin":
        own = str(home / "Library" / macos) if home is not None else ""
    else:
        own = os.environ.get(variable, "")
        if not Path(own).is_absolute():  # a relative one is to be ignored, says the specification of these variables
            own = str(home / other) if home is not None else ""
    return Path(own) / APPLICATION if own else NOWHERE


def settings_folder() -> Path:
    """Settings and window layout."""
    return _home("XDG_CONFIG_HOME", "APPDATA", "Preferences", ".config")


def state_folder() -> Path:
    """Logs, and the journal of unsaved work."""
    return _home("XDG_STATE_HOME", "LOCALAPPDATA", "Application Support", ".local/state")


def cache_folder() -> Path:
    """What can be made or fetched again, such as downloaded datasets."""
    return _home("XDG_CACHE_HOME", "LOCALAPPDATA", "Caches", ".cache")
