"""Finds features that give the target away: a copy of it, or something that follows from it exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.datasets.dataset import Loaded

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

EXACT = 0.9999
"""Absolute correlation with the target from which a feature is called a copy of it."""
_FEWEST = 10
_MOST = 50_000


def is_leaking(loaded: Loaded, name: str, train: npt.NDArray[np.int64]) -> bool:
    """Whether a feature gives the target away on (up to 50,000 of) the training rows.

    A number does if its correlation with a numeric target is that of a copy; any feature does if its values and the classes are the
    same thing under other names.
    """
    import numpy as np

    rows = train[:_MOST]
    feature, target = loaded.table[name].iloc[rows], loaded.table[loaded.target].iloc[rows].to_numpy(dtype=np.float64)
    known = feature.notna().to_numpy()
    if known.sum() < _FEWEST:
        return False
    if loaded.classes:
        kinds = int(feature.nunique())
        if kinds != len(np.unique(target[known])):
            return False
        codes = feature[known].astype("category").cat.codes.to_numpy().astype(np.int64)
        return len(np.unique(codes * 1000 + target[known].astype(np.int64))) == kinds
    if feature.dtype.kind != "f":
        return False
    x, y = feature.to_numpy(dtype=np.float64)[known], target[known]
    x, y = x - x.mean(), y - y.mean()
    with np.errstate(over="ignore", invalid="ignore"):
        spread = np.sqrt((x * x).sum()) * np.sqrt((y * y).sum())
        return bool(np.isfinite(spread) and spread > 0 and abs((x * y).sum()) / spread > EXACT)
