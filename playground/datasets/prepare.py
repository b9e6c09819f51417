"""From a choice of data to arrays that a network can be trained on: load, split, encode, scale, cut into windows.

What is fitted (medians, texts, scalers) is fitted on the training part alone. Runs in the engine; numpy, pandas and scikit-learn
are imported only when it is called.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from playground.datasets import DATASETS
from playground.datasets.config import DatasetConfig, PreparationConfig, check_preparation
from playground.datasets.dataset import DatasetError, DatasetInfo, Loaded, Part, Progress, Signature, ignore
from playground.datasets.encoding import encode
from playground.datasets.folds import Folds, check_folds, fold_rows
from playground.datasets.scaling import Line, check_sizes, fit_scaler, line_of, scaled, scaled_features
from playground.datasets.season import measured_season
from playground.datasets.split import LEAST_TRAINING, Split, sizes, split_rows
from playground.datasets.stationary import chosen_changes
from playground.datasets.steps import Step, Steps
from playground.datasets.windows import Series, check_windows, windows
from playground.fields import SettingError
from playground.language import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    import numpy as np
    import numpy.typing as npt

__all__ = ["Prepared", "Series", "load", "prepare", "prepare_loaded"]


@dataclass(frozen=True, eq=False)
class Prepared:
    """A dataset ready for training.

    Attributes:
        info: What the window may know of it.
        train: The training samples.
        validation: The validation samples; perhaps none.
        test: The test samples; perhaps none.
        target_scale: Original units per scaled unit of the target; 1 for classes.
        series: The series of a forecast.
        classes: Labels of the classes.
        target_offset: Original value that is 0 after scaling.
        loaded: The data as it was loaded, for those who want to look at it; its rows are what ``Part.rows`` counts.
        features: What scaling did to each feature, in the order of the columns; of a series one line for all.
        folds: The same data once per fold of a cross-validation, each fitted on its own training rows; empty without one.
    """

    info: DatasetInfo
    train: Part
    validation: Part
    test: Part
    target_scale: float = 1.0
    series: Series | None = None
    classes: tuple[str, ...] = ()
    target_offset: float = 0.0
    loaded: Loaded | None = None
    features: tuple[Line, ...] = ()
    folds: tuple[Prepared, ...] = ()

    def samples(self, rows: Iterable[int]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """The features of samples in original units, in the precision of 32-bit numbers.

        Args:
            rows: Rows of the table; those that are no samples are left out.

        Returns:
            ``(n,)`` the rows that are samples, and ``(n, features)`` their features, flattened.
        """
        import numpy as np

        parts = (self.train, self.validation, self.test)
        wanted = np.array(sorted(set(rows)), dtype=np.int64)
        chosen = [np.flatnonzero(np.isin(part.rows, wanted)) for part in parts]
        found = np.concatenate([part.rows[where] for part, where in zip(parts, chosen, strict=True)])
        if self.series is not None:
            past = self.series.values[found[:, None] + np.arange(-self.series.context, 0)]
            return found.astype(np.float64), past.astype(np.float32).astype(np.float64)
        x = np.concatenate([part.x[where] for part, where in zip(parts, chosen, strict=True)]).reshape(len(found), -1)
        scale = np.array([line.scale for line in self.features] or [1.0])
        offset = np.array([line.offset for line in self.features] or [0.0])
        return found.astype(np.float64), x * scale + offset

    def in_units(self, values: npt.NDArray[Any], rows: npt.NDArray[np.int64] | None = None) -> npt.NDArray[np.float64]:
        """Scaled values of the target in original units; classes as they are.

        Args:
            values: Scaled; of a series ``(n, ahead)``, forecasts from ``n`` origins.
            rows: Of a series: ``(n,)`` the row of the first value of each; what was done to the values is undone with the rows before it.
        """
        import numpy as np

        unscaled = np.asarray(values, dtype=np.float64) * self.target_scale + self.target_offset
        if self.series is None or not self.series.changes:
            return unscaled
        if rows is None:
            raise ValueError("differences are undone with the rows before: rows must be given")
        return self.series.changes.undone(unscaled, rows, self.series.values)


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
    if loaded.task == "forecast":
        prepared = _prepared_series(name, loaded, preparation, context, horizon, split)
    else:
        prepared = _prepared_table(name, loaded, preparation, split, progress)
    return replace(prepared, loaded=loaded)


def _prepared_table(
    name: str, loaded: Loaded, preparation: PreparationConfig, split: Split | None, progress: Progress
) -> Prepared:
    """A table of independent rows."""
    import numpy as np

    target = loaded.table[loaded.target].to_numpy(dtype=np.float64)
    _check_target(loaded, target)
    labels = target.astype(np.int64) if loaded.classes else None
    rows = split or split_rows(len(target), preparation, labels)
    features = encode(loaded, rows.train, preparation, progress)
    rows = _without_gaps(rows, features.kept)
    check_sizes(target[:, None], (loaded.target,))

    parts, before = scaled_features(features, preparation.scaling, rows, progress)
    scaler = None if loaded.classes else fit_scaler(preparation.target_scaling, target[rows.train, None])
    y = scaled(scaler, target[:, None], (loaded.target,))
    line = line_of(scaler)

    outputs = len(loaded.classes) if loaded.task == "multiclass" else 1
    title = loaded.target_label or loaded.target
    shape = loaded.input_shape or (len(features.columns),)
    info = DatasetInfo(
        name=name,
        signature=Signature(loaded.task, shape, (outputs,), () if loaded.input_shape else features.names, title),
        rows=len(target),
        train=len(rows.train),
        validation=len(rows.validation),
        test=len(rows.test),
        classes=loaded.classes,
        class_counts=() if labels is None else tuple(int(n) for n in np.bincount(labels, minlength=len(loaded.classes))),
        steps=loaded.steps + features.steps + _unseen(loaded.classes, labels, rows.train),
    )
    answers: npt.NDArray[Any] = y[:, 0].astype(np.int64) if loaded.task == "multiclass" else y
    train, validation, test = (
        Part(x.reshape(-1, *shape), answers[part], part)
        for x, part in zip(parts, (rows.train, rows.validation, rows.test), strict=True)
    )
    return Prepared(info, train, validation, test, line.scale, None, loaded.classes, line.offset, features=before)


def _unseen(classes: tuple[str, ...], labels: npt.NDArray[np.int64] | None, train: npt.NDArray[np.int64]) -> tuple[Step, ...]:
    """A word on classes that the training part does not hold, so that they cannot be learned."""
    if labels is None:
        return ()
    seen = set(labels[train].tolist())
    names = ", ".join(label for number, label in enumerate(classes) if number not in seen)
    return (Step(_("No training sample belongs to: {classes}.").format(classes=names), kind="warning"),) if names else ()


def _without_gaps(rows: Split, kept: npt.NDArray[np.bool_]) -> Split:
    """The split without the rows that are left out; the others stay in their parts.

    Raises:
        DatasetError: too few are left for training.
    """
    left = Split(*(part[kept[part]] for part in (rows.train, rows.validation, rows.test)))
    if len(left.train) < LEAST_TRAINING:
        raise DatasetError(_("Too few rows without gaps are left for training; fill the missing values instead."))
    return left


def _check_target(loaded: Loaded, target: npt.NDArray[np.float64]) -> None:
    """Checks that there is something to learn.

    Raises:
        DatasetError: no rows, or the same target in all of them.
    """
    if len(target) == 0:
        raise DatasetError(_("The data has no rows to learn from."))
    if len(target) > 1 and target.min() == target.max():
        raise DatasetError(
            _("The target '{name}' has the same value in every row: there is nothing to learn.").format(name=loaded.target)
        )


def _prepared_series(
    name: str, loaded: Loaded, preparation: PreparationConfig, context: int, horizon: int, split: Split | None
) -> Prepared:
    """A series, cut into windows."""
    import numpy as np

    values = loaded.table[loaded.target].to_numpy(dtype=np.float64)
    _check_target(loaded, values)
    check_sizes(values[:, None], (loaded.target,))
    if split is None:
        train, validation, test = sizes(len(values), preparation)
    else:
        train, validation, test = len(split.train), len(split.validation), 0
    steps = Steps(dict(preparation.steps))
    season = measured_season(values[:train], loaded.season)
    if season:
        steps.add(_("The values repeat every {n} rows, measured on the training part.").format(n=season))
    propose = steps.wants("stationary", usually=not loaded.fixed)
    changes = chosen_changes(values[:train], season, context + horizon, propose, steps)
    check_windows(train, validation, test, context, horizon, changes.lost)
    if changes.log and (count := int((values <= 0).sum())):
        text = ngettext(
            "{n} value after the training part is not above 0 and has no logarithm; what is learned from it is that of the least one before.",
            "{n} values after the training part are not above 0 and have no logarithm; what is learned from them is that of the least one "
            "before.",
            count,
        )
        steps.add(text.format(n=count), "warning")
    changed = changes.done(values)[:, None]
    scaler = fit_scaler(preparation.scaling, changed[: train - changes.lost])
    numbers = np.full((len(values), 1), np.nan, dtype=np.float32)
    numbers[changes.lost :] = scaled(scaler, changed, (loaded.target,))
    line = line_of(scaler)
    series = Series(values, numbers, loaded.times, season, context, horizon, train, changes)
    middle = train + validation
    bounds = ((0, train), (train, middle), (middle, middle + test))
    parts = [windows(series, begin, end) for begin, end in bounds]
    title = loaded.target_label or loaded.target
    info = DatasetInfo(
        name=name,
        signature=Signature("forecast", (context, 1), (horizon,), (), title),
        rows=len(values),
        train=len(parts[0].rows),
        validation=len(parts[1].rows),
        test=len(parts[2].rows),
        steps=loaded.steps + steps.taken(),
    )
    return Prepared(
        info, parts[0], parts[1], parts[2], target_scale=line.scale, series=series, target_offset=line.offset, features=(line,)
    )
