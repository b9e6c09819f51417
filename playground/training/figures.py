"""The final figures of a run, by scikit-learn, in original units."""

from __future__ import annotations

import math

import numpy as np
import torch

from playground.datasets.dataset import Part
from playground.datasets.prepare import Prepared
from playground.runs.messages import Floats
from playground.training.batches import on_device
from playground.training.evaluation import Speaker, probabilities
from playground.training.loop import Training

PARTS = {"train": "train", "validation": "val", "test": "test"}


def final_figures(training: Training, prepared: Prepared, speaker: Speaker) -> dict[str, float]:
    """Loss and metrics of every part that has samples: ``train_loss``, ``val_rmse``, ...

    The model is as it is now and in evaluation mode, so ``train_loss`` is not that of the last epoch, which was measured before each of
    its steps. Figures that are not finite are left out. This is the only place that looks at the test part.
    """
    figures: dict[str, float] = {}
    for split, prefix in PARTS.items():
        part: Part = getattr(prepared, split)
        if not len(part.x):
            continue
        loss, _metric = training.evaluate(*on_device(part, torch.device(training.device)))
        known = {"loss": float(loss), **_metrics(training, prepared, speaker, split)}
        figures.update({f"{prefix}_{name}": value for name, value in known.items() if math.isfinite(value)})
    return figures


def _metrics(training: Training, prepared: Prepared, speaker: Speaker, split: str) -> dict[str, float]:
    if prepared.classes or prepared.info.signature.task in ("binary", "multiclass"):
        part: Part = getattr(prepared, split)
        chances = probabilities(speaker.raw(split), training.config.loss)
        if not np.isfinite(chances).all():
            return {}
        return class_figures(part.y.astype(np.int64).reshape(-1), chances)
    shown = speaker.part(split)
    if not np.isfinite(shown.prediction).all():
        return {}
    return number_figures(shown.target, shown.prediction)


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


def class_figures(target: np.ndarray[tuple[int, ...], np.dtype[np.int64]], chances: Floats) -> dict[str, float]:
    """Accuracy, log loss, F1 (of several classes: the mean over them) and the area under the ROC curve where every class occurs.

    Args:
        target: ``(n,)`` numbers of the classes.
        chances: ``(n, 1)`` probability of the second of two classes, or ``(n, classes)``.
    """
    from sklearn.metrics import accuracy_score, f1_score, log_loss, roc_auc_score

    two = chances.shape[1] == 1
    table = np.column_stack((1 - chances[:, 0], chances[:, 0])) if two else chances / chances.sum(axis=1, keepdims=True)
    guess = (chances[:, 0] > 0.5).astype(np.int64) if two else chances.argmax(axis=1)
    labels = np.arange(table.shape[1])
    figures = {
        "accuracy": float(accuracy_score(target, guess)),
        "log_loss": float(log_loss(target, table, labels=labels)),
        "f1": float(f1_score(target, guess, average="binary" if two else "macro", zero_division=0)),
    }
    if len(np.unique(target)) == len(labels):
        scores = table[:, 1] if len(labels) == 2 else table
        figures["roc_auc"] = float(roc_auc_score(target, scores, multi_class="ovr", labels=labels))
    return figures
