"""Where things are on this computer: resources that ship with the app, and the user's own folders.

Standard library only: the engine and the command line need these paths without Qt.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

APPLICATION = "neural-playground"


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


def _home(variable: str, windows: str, macos: str, other: str) -> Path:
    """A per-user folder; ``NEURAL_PLAYGROUND_HOME`` moves all of them (tests, portable use)."""
    if own := os.environ.get("NEURAL_PLAYGROUND_HOME"):
        return Path(own)
    if sys.platform == "win32":
        return Path(os.environ.get(windows, Path.home() / "AppData" / "Local")) / APPLICATION
    if sys.platform == "darwin":
        return Path.home() / "Library" / macos / APPLICATION
    return Path(os.environ.get(variable) or Path.home() / other) / APPLICATION


def settings_folder() -> Path:
    """Settings and window layout."""
    return _home("XDG_CONFIG_HOME", "APPDATA", "Preferences", ".config")


def state_folder() -> Path:
    """Logs, and the journal of unsaved work."""
    return _home("XDG_STATE_HOME", "LOCALAPPDATA", "Application Support", ".local/state")


def cache_folder() -> Path:
    """What can be made or fetched again, such as downloaded datasets."""
    return _home("XDG_CACHE_HOME", "LOCALAPPDATA", "Caches", ".cache")
