"""How well classes are told apart: confusion matrices and ROC curves, by scikit-learn."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from playground.runs.messages import Floats, RocCurve, RunConfusion, RunRoc
from playground.training.evaluation import Speaker, evenly

MOST_POINTS = 400
"""Points of a curve that are shown."""

PARTS = {"train": "train", "validation": "val"}


def confusion(speaker: Speaker) -> RunConfusion | None:
    """Counts of true and predicted classes; None for another task. Samples with a prediction that is not finite are left out."""
    if not speaker.prepared.classes:
        return None
    from sklearn.metrics import confusion_matrix

    columns: dict[str, Floats] = {}
    labels = np.arange(len(speaker.prepared.classes))
    for split, prefix in PARTS.items():
        true, said, known = _said(speaker, split)
        counts = confusion_matrix(true, said, labels=labels) if len(true) else np.zeros((len(labels), len(labels)))
        rows = speaker.answer(split).part.rows[known]
        few = evenly(len(rows))
        columns |= {f"{prefix}_counts": counts.astype(np.float64)}
        columns |= {f"{prefix}_{name}": values[few].astype(np.float64) for name, values in _named(rows, true, said)}
    return RunConfusion(run=speaker.run, epoch=speaker.epoch, **columns)


def roc(speaker: Speaker) -> RunRoc | None:
    """ROC curves of training and validation; None for another task."""
    if not speaker.prepared.classes:
        return None
    curves: list[RocCurve] = []
    for split, prefix in PARTS.items():
        chances = speaker.chances(split)
        target = speaker.answer(split).part.y.astype(np.int64).reshape(-1)
        known = np.isfinite(chances).all(axis=1)
        labels = (1,) if chances.shape[1] == 2 and speaker.task == "binary" else range(chances.shape[1])
        for label in labels:
            curve = _curve(prefix, label, target[known] == label, chances[known, label])
            if curve is not None:
                curves.append(curve)
    return RunRoc(run=speaker.run, epoch=speaker.epoch, curves=tuple(curves))


def roc_points(inside: npt.NDArray[np.bool_], score: Floats) -> tuple[Floats, Floats, Floats, float]:
    """Shares of false and of true positives, thresholds, and the area under the curve, of a class against all others.

    Args:
        inside: ``(n,)`` whether a sample is of the class; some are, and some are not.
        score: ``(n,)`` its probability.
    """
    from sklearn.metrics import auc, roc_curve

    false, true, threshold = roc_curve(inside, score)
    return false, true, threshold, float(auc(false, true))


def _curve(part: str, label: int, inside: npt.NDArray[np.bool_], score: Floats) -> RocCurve | None:
    """The curve of one class against all others; None if either side has no sample."""
    if inside.all() or not inside.any():
        return None
    false, true, threshold, area = roc_points(inside, score)
    few = np.unique(np.linspace(0, len(false) - 1, min(len(false), MOST_POINTS)).round().astype(np.int64))
    return RocCurve(
        part=part, label=label, area=area, false_positive=false[few], true_positive=true[few], threshold=threshold[few]
    )


def _said(speaker: Speaker, split: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """True and predicted classes of the samples whose predictions are finite, and which those are."""
    chances = speaker.chances(split)
    known = np.asarray(np.isfinite(chances).all(axis=1))
    target = speaker.answer(split).part.y.astype(np.int64).reshape(-1)
    said: npt.NDArray[np.int64] = chances.argmax(axis=1) if len(chances) else np.zeros(0, dtype=np.int64)
    return target[known], said[known], known


def _named(*columns: npt.NDArray[np.int64]) -> list[tuple[str, npt.NDArray[np.int64]]]:
    return list(zip(("rows", "true", "said"), columns, strict=True))
