"""Puts California housing into a bundle: from scikit-learn's cache on the build machine, else fetched, else left out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from playground.datasets.california_housing import FILE, ROWS
from playground.places import cache_folder

PATIENCE = 60.0
"""Seconds for fetching 0.4 MB."""

MEANS = {
    "MedInc": 3.870671,
    "HouseAge": 28.6394864,
    "AveRooms": 5.4289997,
    "AveBedrms": 1.0966751,
    "Population": 1425.4767442,
    "AveOccup": 3.0706552,
    "Latitude": 35.6318614,
    "Longitude": -119.5697045,
    "MedHouseVal": 2.0685582,
}
"""Mean of each column, of the data as scikit-learn 1.9.1 reads them."""


def add_datasets(inner: Path) -> bool:
    """Puts the file into ``resources/datasets`` and says in one line where it came from, or that it is left out.

    Args:
        inner: The bundle's folder that has ``resources`` in it.

    Returns:
        Whether it is in the bundle.
    """
    target = inner / "resources" / "datasets" / FILE
    for folder in caches():
        if (folder / FILE).is_file() and is_whole(folder):
            shutil.copyfile(folder / FILE, target)
            print(f"California housing: from the cache of scikit-learn ({folder})", flush=True)
            return True
    with tempfile.TemporaryDirectory() as folder:
        reason = fetch(Path(folder))
        if not reason and is_whole(Path(folder)):
            shutil.copyfile(Path(folder) / FILE, target)
            print("California housing: fetched", flush=True)
            return True
    print(f"California housing: left out, the app will offer the download ({reason or 'what was fetched is not it'})", flush=True)
    return False


def caches() -> Iterable[Path]:
    """Where the file may lie on this machine."""
    own = os.environ.get("SCIKIT_LEARN_DATA")
    return [*([Path(own).expanduser()] if own else []), Path.home() / "scikit_learn_data", cache_folder() / "scikit_learn_data"]


def is_whole(folder: Path) -> bool:
    """Whether the file in a folder is the data: rows, columns and the mean of each."""
    from sklearn.datasets import fetch_california_housing

    try:
        frame = fetch_california_housing(data_home=folder, download_if_missing=False, as_frame=True).frame
    except Exception:  # a damaged file can fail in any way
        return False
    if len(frame) != ROWS or set(frame.columns) != set(MEANS):
        return False
    return all(abs(frame[name].mean() - mean) < 1e-6 for name, mean in MEANS.items())


def fetch(folder: Path, patience: float = PATIENCE) -> str:
    """Fetches the file into a folder, in a process of its own that can be ended; returns why it failed, empty if it did not."""
    code = "import sys; from sklearn.datasets import fetch_california_housing as fetch; fetch(data_home=sys.argv[1], n_retries=1)"
    command = [sys.executable, "-c", code, str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=patience)
    except subprocess.TimeoutExpired:
        return f"no answer within {patience:.0f} s"
    return (done.stderr.strip().splitlines() or ["the download failed"])[-1] if done.returncode else ""


if __name__ == "__main__":
    add_datasets(Path(sys.argv[1]))
