"""From a choice of data to arrays that a network can be trained on: load, split, encode, scale, cut into windows.

What is fitted (medians, texts, scalers) is fitted on the training part alone. Runs in the engine; numpy, pandas and scikit-learn
are imported only when it is called.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from playground.datasets import DATASETS
from playground.datasets.config import DatasetConfig, PreparationConfig, check_preparation
from playground.datasets.dataset import DatasetError, Loaded, Progress, ignore
from playground.datasets.folds import Folds, check_folds, fold_rows
from playground.datasets.prepare_series import prepared_series
from playground.datasets.prepare_table import prepared_table
from playground.datasets.prepared import Prepared
from playground.datasets.split import Split
from playground.fields import SettingError
from playground.language import _

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Prepared", "load", "prepare", "prepare_loaded"]


def prepare(
    dataset: DatasetConfig,
    preparation: PreparationConfig,
    folder: Path,
    progress: Progress = ignore,
    download: bool = False,
    folds: Folds | None = None,
) -> Prepared:
    """Loads a dataset and prepares it.

    Args:
        dataset: Which data.
        preparation: Split and scaling; its seed is also the seed of made data that has none of its own.
        folder: What a relative path is relative to.
        progress: Told how far it is.
        download: Fetching from the network is allowed.
        folds: Prepares it for these folds too.

    Raises:
        NeedsDownload: it would have to be fetched first.
        DatasetError: it cannot be loaded or prepared.
        Cancelled: ``progress`` said so.
    """
    return prepare_all(dataset, load(dataset, preparation.seed, folder, progress, download), preparation, progress, folds)


def load(dataset: DatasetConfig, seed: int, folder: Path, progress: Progress = ignore, download: bool = False) -> Loaded:
    """Loads a dataset, without preparing it: arguments and errors as those of ``prepare``; ``seed`` is that of made data."""
    kind = DATASETS.get(dataset.name)
    if kind is None:
        names = ", ".join(DATASETS)
        raise DatasetError(_("There is no dataset called '{name}'; known: {names}").format(name=dataset.name[:60], names=names))
    progress(None, _("Loading {dataset}").format(dataset=_(kind.label)))
    return kind.load(dataset, folder, seed if dataset.seed is None else dataset.seed, progress, download)


def prepare_all(
    dataset: DatasetConfig,
    loaded: Loaded,
    preparation: PreparationConfig,
    progress: Progress = ignore,
    folds: Folds | None = None,
) -> Prepared:
    """Prepares data that was loaded before, and for the folds of a cross-validation too: arguments and errors as those of ``prepare``."""
    kind = DATASETS[dataset.name]
    progress(None, _("Preparing {dataset}").format(dataset=_(kind.label)))
    context, horizon = dataset.context or kind.context, dataset.horizon or kind.horizon
    prepared = prepare_loaded(dataset.name, loaded, preparation, context, horizon, progress=progress)
    if folds is None:
        return prepared
    made: list[Prepared] = []
    for number, split in enumerate(_fold_splits(loaded, preparation, folds), 1):
        progress(number / folds.k, _("Preparing fold {n} of {k}").format(n=number, k=folds.k))
        made.append(prepare_loaded(dataset.name, loaded, preparation, context, horizon, split))
    return replace(prepared, folds=tuple(made))


def _fold_splits(loaded: Loaded, preparation: PreparationConfig, folds: Folds) -> tuple[Split, ...]:
    """The rows of every fold of a dataset."""
    import numpy as np

    try:
        check_folds(folds, loaded.task)
    except SettingError as error:
        raise DatasetError(str(error)) from None
    target = loaded.table[loaded.target].to_numpy(dtype=np.float64)
    return fold_rows(len(target), folds, preparation, target.astype(np.int64) if loaded.classes else None)


def prepare_loaded(
    name: str,
    loaded: Loaded,
    preparation: PreparationConfig,
    context: int = 12,
    horizon: int = 1,
    split: Split | None = None,
    progress: Progress = ignore,
) -> Prepared:
    """Prepares data that was loaded before, so that another split or scaling need not read it again.

    Args:
        name: Name of the dataset.
        loaded: The data.
        preparation: Split and scaling.
        context: Of a series: past values in a window.
        horizon: Of a series: future values predicted at once.
        split: The rows of each part; None: as the preparation says. Of a series they follow one another: training, then validation.
        progress: Told how far it is.

    Raises:
        DatasetError: it cannot be prepared.
        Cancelled: ``progress`` said so.
    """
    try:
        check_preparation(preparation, loaded.task)
    except SettingError as error:
        raise DatasetError(str(error)) from None
    target = _target(loaded)
    if loaded.task == "forecast":
        prepared = prepared_series(name, loaded, target, preparation, context, horizon, split)
    else:
        prepared = prepared_table(name, loaded, target, preparation, split, progress)
    return replace(prepared, loaded=loaded)


def _target(loaded: Loaded) -> npt.NDArray[np.float64]:
    """``(rows,)`` what is to be learned.

    Raises:
        DatasetError: no rows, or the same target in all of them.
    """
    import numpy as np

    target = loaded.table[loaded.target].to_numpy(dtype=np.float64)
    if len(target) == 0:
        raise DatasetError(_("The data has no rows to learn from."))
    if len(target) > 1 and target.min() == target.max():
        raise DatasetError(
            _("The target '{name}' has the same value in every row: there is nothing to learn.").format(name=loaded.target)
        )
    return target
