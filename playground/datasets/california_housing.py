"""California housing, through scikit-learn's own loader: it comes with the packaged app where the build could have it; elsewhere it is
kept on this computer after it was fetched once.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground.datasets.config import DatasetConfig
from playground.datasets.dataset import DatasetError, NeedsDownload, Progress
from playground.datasets.tables import Table
from playground.language import N_, _
from playground.places import cache_folder, expanded, resources

if TYPE_CHECKING:
    import pandas as pd

ROWS = 20_640
FILE = "cal_housing_py3.pkz"
"""What scikit-learn's loader writes and reads."""
ARCHIVE_BYTES = 441_963
STALLED = 30.0
"""Seconds without a single new byte after which a download is given up."""
_KEPT = "cal_housing*.pkz"
_TEMPORARY = ".download-"
_FORGOTTEN = 3600.0  # seconds; a younger folder may be that of another window


def data_home() -> Path:
    """Where scikit-learn keeps what it fetches: ``SCIKIT_LEARN_DATA``, or a folder of the app's own."""
    own = os.environ.get("SCIKIT_LEARN_DATA")
    return expanded(own) if own else cache_folder() / "scikit_learn_data"


def bundled_home() -> Path | None:
    """The folder of the copy that came with the app, which may be read-only; None where there is none."""
    folder = resources() / "datasets"
    return folder if (folder / FILE).is_file() else None


@dataclass(frozen=True, kw_only=True)
class CaliforniaHousing(Table):
    """20,640 districts of the census of 1990 (Pace and Barry 1997)."""

    def read(self, config: DatasetConfig, seed: int, progress: Progress, download: bool) -> pd.DataFrame:
        bundled = bundled_home()
        if bundled is not None and (frame := _kept_frame(bundled, self.columns, self.target)) is not None:
            return frame
        home = data_home()
        kept = any(home.glob(_KEPT))
        frame = _kept_frame(home, self.columns, self.target) if kept else None
        if frame is not None:
            return frame
        if not download:
            raise NeedsDownload(
                _("The kept copy of California housing in {folder} is damaged. Fetch it again (0.4 MB)?").format(folder=home)
                if kept
                else _("California housing is not on this computer yet. Fetch it from the internet (0.4 MB)?")
            )
        return _fetched(home, self.columns, self.target, progress)


def _kept_frame(home: Path, columns: tuple[str, ...], target: str) -> pd.DataFrame | None:
    """The kept table; None if it is damaged."""
    from sklearn.datasets import fetch_california_housing

    try:
        loader: Any = fetch_california_housing
        bunch = loader(data_home=home, download_if_missing=False, as_frame=True)
    except Exception:  # a damaged file can fail in any way: not compressed, cut short, of another shape
        return None
    frame: pd.DataFrame = bunch.frame
    whole = len(frame) == ROWS and set(frame.columns) == {*columns, target}
    return frame if whole and frame.notna().to_numpy().all() else None


def _fetched(home: Path, columns: tuple[str, ...], target: str, progress: Progress) -> pd.DataFrame:
    """Fetches into a temporary folder and moves the checked file to ``home``, so that nothing broken is ever kept.

    scikit-learn tells no progress and waits for ever, so that it works in a thread of its own, which is left behind when the user
    cancels or nothing arrives.

    Raises:
        DatasetError: there is no network, it stalled, it is not the data, or the folder cannot be written.
        Cancelled: ``progress`` said so.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        for old in home.glob(_TEMPORARY + "*"):
            if time.time() - old.stat().st_mtime > _FORGOTTEN:
                shutil.rmtree(old, ignore_errors=True)
        temporary = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=home))
    except OSError as error:
        raise DatasetError(_("Cannot write to {folder}: {reason}").format(folder=home, reason=error.strerror or error)) from None
    try:
        _wait(temporary, progress)
        frame = _kept_frame(temporary, columns, target)
        if frame is None:
            raise DatasetError(_("What was fetched is not the California housing data. Please try again later."))
        for file in temporary.glob(_KEPT):
            os.replace(file, home / file.name)
    except OSError as error:
        raise DatasetError(
            _(
                "California housing could not be fetched: {reason}. Check the network and try again, or choose a dataset that "
                "ships with the app."
            ).format(reason=getattr(error, "reason", None) or error.strerror or error)
        ) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return frame


def _wait(temporary: Path, progress: Progress) -> None:
    """Fetches into ``temporary`` and tells how far it is.

    Raises:
        OSError: as scikit-learn's loader failed.
        DatasetError: nothing arrives any more.
        Cancelled: ``progress`` said so.
    """
    failures: list[Exception] = []
    thread = threading.Thread(target=_download, args=(temporary, failures), name="download", daemon=True)
    thread.start()
    size, since = 0, time.monotonic()
    progress(0.0, _("Fetching California housing: {n:.0f} kB").format(n=0))
    while thread.is_alive():
        thread.join(0.1)
        arrived = _size(temporary)
        if arrived != size:
            size, since = arrived, time.monotonic()
        elif time.monotonic() - since > STALLED:
            raise DatasetError(_("The download has stalled: nothing has arrived for {n:.0f} seconds.").format(n=STALLED))
        progress(min(size / ARCHIVE_BYTES, 1.0), _("Fetching California housing: {n:.0f} kB").format(n=size / 1000))
    if failures:
        failure = failures[0]
        raise failure if isinstance(failure, OSError) else OSError(str(failure))


def _download(temporary: Path, failures: list[Exception]) -> None:
    """What the thread does: scikit-learn's loader with a folder of its own."""
    from sklearn.datasets import fetch_california_housing

    try:
        loader: Any = fetch_california_housing
        loader(data_home=temporary, n_retries=1)
    except Exception as error:  # whatever it is, the caller tells the user
        failures.append(error)


def _size(folder: Path) -> int:
    """Bytes of the files in ``folder``."""
    total = 0
    with contextlib.suppress(OSError):
        for file in folder.iterdir():
            total += file.stat().st_size
    return total


def summary() -> str:
    """What it is, to be translated where it is shown; that it is fetched is said only where that is so."""
    if bundled_home() is not None:
        return N_("20,640 districts in 1990, eight figures each: predict the median price of a house.")
    return N_("20,640 districts in 1990, eight figures each: predict the median price of a house. Fetched once (0.4 MB).")


CALIFORNIA_HOUSING = CaliforniaHousing(
    name="california_housing",
    label=N_("California housing"),
    summary=summary(),
    task="regression",
    columns=("MedInc", "HouseAge", "AveRooms", "AveBedrms", "Population", "AveOccup", "Latitude", "Longitude"),
    target="MedHouseVal",
    target_label=N_("median house value (100,000 $)"),
)
