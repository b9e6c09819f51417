"""How good a model is, in figures by scikit-learn and in original units: live for a picture, and at the end."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import sklearn
import torch

from playground.datasets.dataset import Part
from playground.datasets.windows import Series
from playground.runs.messages import Floats, RunFigures
from playground.training.batches import on_device
from playground.training.classes import roc_points
from playground.training.evaluation import Speaker

PARTS = {"train": "train", "validation": "val", "test": "test"}

NOT_TEST = ("train", "validation")
"""What may be looked at as often as one likes."""


def live_figures(speaker: Speaker) -> RunFigures:
    """The metrics of training and validation, of the samples that the speaker answers for."""
    figures: dict[str, float] = {}
    samples: dict[str, int] = {}
    for split in NOT_TEST:
        prefix = PARTS[split]
        samples[prefix] = len(speaker.answer(split).raw)
        figures |= {f"{prefix}_{name}": value for name, value in metrics(speaker, split).items()}
    whole = all(speaker.answer(split).whole for split in NOT_TEST)
    return RunFigures(run=speaker.run, epoch=speaker.epoch, figures=figures, samples=samples, whole=whole)


def final_figures(speaker: Speaker, splits: Iterable[str]) -> dict[str, float]:
    """Loss and metrics of the parts that have samples: ``train_loss``, ``val_rmse``, ...

    The model is as it is now and in evaluation mode, so ``train_loss`` is not that of the last epoch, which was measured before each of
    its steps. Figures that are not finite are left out.
    """
    figures: dict[str, float] = {}
    training = speaker.training
    speaker.exact = True
    for split in splits:
        part: Part = getattr(speaker.prepared, split)
        if not len(part.x):
            continue
        loss, _metric = training.evaluate(*on_device(part, torch.device(training.device)))
        known = {"loss": float(loss), **metrics(speaker, split)}
        figures.update({f"{PARTS[split]}_{name}": value for name, value in known.items() if math.isfinite(value)})
    return figures


def metrics(speaker: Speaker, split: str) -> dict[str, float]:
    """The metrics of the task for the samples of one part that the speaker answers for; none without samples or finite predictions."""
    answer = speaker.answer(split)
    if not len(answer.raw) or not np.isfinite(answer.raw).all():
        return {}
    with sklearn.config_context(assume_finite=True, skip_parameter_validation=True):
        if speaker.task in ("binary", "multiclass"):
            return class_figures(answer.part.y.astype(np.int64).reshape(-1), speaker.chances(split))
        shown = speaker.part(split)
        figures = number_figures(shown.target, shown.prediction)
        series = speaker.prepared.series
        return figures | (_compared(figures["mae"], answer.part, series) if series is not None else {})


def number_figures(target: Floats, prediction: Floats) -> dict[str, float]:
    """RMSE, MAE and R^2 (left out for a single value, or where the target never changes)."""
    from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

    figures = {
        "rmse": float(root_mean_squared_error(target, prediction)),
        "mae": float(mean_absolute_error(target, prediction)),
    }
    if len(target) > 1 and target.min() != target.max():
        figures["r2"] = float(r2_score(target, prediction))
    return figures


def _compared(mae: float, part: Part, series: Series) -> dict[str, float]:
    """What the errors of a forecast are to be compared with: scaled errors, and the RMSE of the simple forecasts of the same values."""
    from sklearn.metrics import root_mean_squared_error

    target = series.targets(part.rows)
    simple = series.baselines.forecasts(part.rows, series.horizon)
    return scaled_errors(mae, series) | {
        f"rmse_{name}": float(root_mean_squared_error(target, said)) for name, said in simple.items()
    }


def scaled_errors(mae: float, series: Series) -> dict[str, float]:
    """The mean absolute scaled errors (Hyndman and Koehler 2006): errors in units of those that a naive forecast makes in training.

    ``mase`` is the MAE divided by that of "the value before" over the training part, ``mase_seasonal`` by that of "the value one season
    before"; left out where the training part is too short, or a naive forecast never errs. On another part than training the naive
    forecast itself need not have 1: where the swings have grown it has more.
    """
    from sklearn.metrics import mean_absolute_error

    known, figures = series.values[: series.train_rows], {}
    for name, back in (("mase", 1), ("mase_seasonal", series.season)):
        if 0 < back < len(known) and (scale := float(mean_absolute_error(known[back:], known[:-back]))) > 0:
            figures[name] = mae / scale
    return figures


def class_figures(target: npt.NDArray[np.int64], chances: Floats) -> dict[str, float]:
    """Accuracy, precision, recall, F1 (of several classes: the mean over them), log loss, and the area under the ROC curve where
    every class occurs (of several: the mean of each against all others).

    Args:
        target: ``(n,)`` numbers of the classes.
        chances: ``(n, classes)`` probabilities.
    """
    from sklearn.metrics import accuracy_score, log_loss, precision_recall_fscore_support

    two = chances.shape[1] == 2
    labels = np.arange(chances.shape[1])
    table = chances / chances.sum(axis=1, keepdims=True)
    guess = table.argmax(axis=1)
    average = {"average": "binary"} if two else {"average": "macro", "labels": labels}
    precision, recall, f1, _support = precision_recall_fscore_support(target, guess, zero_division=0, **average)
    figures = {
        "accuracy": float(accuracy_score(target, guess)),
        "precision": float(precision),
        "recall": float(recall),
        "f1": float(f1),
        "log_loss": float(log_loss(target, table, labels=labels)),
    }
    if len(np.unique(target)) == len(labels):
        areas = [roc_points(target == label, table[:, label])[3] for label in (labels[1:] if two else labels)]
        figures["roc_auc"] = float(np.mean(areas))  # what roc_auc_score gives for "ovr", in half the time
    return figures
