"""A table of independent rows made ready for training: split, encoded and scaled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.datasets.config import PreparationConfig
from playground.datasets.dataset import DatasetError, DatasetInfo, Loaded, Part, Progress, Signature
from playground.datasets.encoding import encode
from playground.datasets.prepared import Prepared
from playground.datasets.scaling import check_sizes, fit_scaler, line_of, scaled, scaled_features
from playground.datasets.split import LEAST_TRAINING, Split, split_rows
from playground.datasets.steps import Step
from playground.language import _

if TYPE_CHECKING:
    from typing import Any

    import numpy as np
    import numpy.typing as npt


def prepared_table(
    name: str,
    loaded: Loaded,
    target: npt.NDArray[np.float64],
    preparation: PreparationConfig,
    split: Split | None,
    progress: Progress,
) -> Prepared:
    """A table of independent rows, whose answers are ``target``."""
    import numpy as np

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
