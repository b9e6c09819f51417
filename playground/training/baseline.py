"""The loss of always answering the same: what a network must beat before it has learned anything from its features."""

from __future__ import annotations

from typing import Any, TypedDict

import numpy as np
import numpy.typing as npt
import torch

from playground.datasets.prepare import Prepared
from playground.fields import plain
from playground.runs.losses import Loss
from playground.training.losses import balanced_weights, build_loss

MOST = 100_000
"""Samples that it is measured on at most, evenly chosen: as exact as can be shown, and no wait for large tables."""


def constant_loss(loss: Loss, y: npt.NDArray[Any], classes: int) -> float:
    """The lowest loss on ``y`` that one answer to all samples has; see ``constant_losses``."""
    return constant_losses(loss, y, y[:0], classes)[0]


def constant_losses(loss: Loss, y: npt.NDArray[Any], other: npt.NDArray[Any], classes: int) -> tuple[float, float]:
    """The lowest loss on ``y`` that one answer to all samples has, and the loss that this answer has on ``other``.

    Of numbers the answer is their mean or their median, whichever is better (of the squared error the mean is the best there is, of the
    absolute one the median; Huber losses lie between the two). Of classes it is their shares, as the loss weights and smooths them.

    Args:
        loss: The loss.
        y: Targets as they are given to the loss: ``(n, outputs)`` numbers, ``(n, 1)`` of two classes, ``(n,)`` of several.
        other: Further targets, such as those of validation; perhaps none.
        classes: Outputs of the network; one for two classes and for a single number.

    Returns:
        The losses, as the loss of training is measured; NaN without samples.
    """
    if not len(y):
        return float("nan"), float("nan")
    few = _evenly(y)
    if "multiclass" in loss.tasks:
        answers = [_log_shares(loss, few, y, classes)]
    elif "binary" in loss.tasks:
        answers = [_odds(loss, few, y)]
    else:
        flat = few.reshape(len(few), -1).astype(np.float64)
        answers = [flat.mean(axis=0), np.median(flat, axis=0)]
    measure = build_loss(loss, y, classes).mean

    def loss_of(answer: npt.NDArray[np.float64], targets: npt.NDArray[Any]) -> float:
        target = torch.from_numpy(np.ascontiguousarray(targets))
        said = torch.from_numpy(answer.astype(np.float32)).expand(len(targets), -1)
        return float(measure(said if target.ndim == 1 else said.reshape(target.shape), target))

    best = min(answers, key=lambda answer: loss_of(answer, few))
    return loss_of(best, few), loss_of(best, _evenly(other)) if len(other) else float("nan")


def feature_ratio(x: npt.NDArray[Any]) -> float | None:
    """Standard deviation of the widest column over that of the narrowest, constant ones aside; None without two columns."""
    flat = _evenly(x)
    if flat.ndim != 2 or flat.shape[1] < 2 or not len(flat):
        return None
    spreads = flat.std(axis=0, dtype=np.float64)
    spreads = spreads[np.isfinite(spreads) & (spreads > 0)]
    return float(spreads.max() / spreads.min()) if len(spreads) > 1 else None


class Yardsticks(TypedDict):
    """Of ``RunStarted``: what a run is measured by."""

    constant_loss: float | None
    constant_val_loss: float | None
    feature_ratio: float | None
    target_lowest: float | None
    target_rms: float | None


def yardsticks(loss: Loss, prepared: Prepared) -> Yardsticks:
    """What is known of the data that tells a good run from a bad one.

    There is no constant answer where differences are predicted: it is a good forecast there, and hard to beat.
    """
    train, classes = prepared.train, prepared.info.signature.output_shape[-1]
    constant: float | None = None
    other: float | None = None
    if prepared.series is None or not prepared.series.changes.lags:
        constant, other = constant_losses(loss, train.y, prepared.validation.y, classes)
    numbers = prepared.info.signature.task in ("regression", "forecast") and len(train.y) > 0
    return Yardsticks(
        constant_loss=constant,
        constant_val_loss=other,
        feature_ratio=feature_ratio(train.x),
        target_lowest=float(train.y.min()) if numbers else None,
        target_rms=float(np.sqrt(np.mean(np.square(train.y, dtype=np.float64)))) if numbers else None,
    )


def _evenly(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """At most ``MOST`` of them, from the first to the last."""
    return values[np.linspace(0, max(len(values) - 1, 0), min(len(values), MOST)).round().astype(np.int64)]


def _log_shares(loss: Loss, few: npt.NDArray[Any], y: npt.NDArray[Any], classes: int) -> npt.NDArray[np.float64]:
    """Logarithms of the best constant probabilities: shares of the classes, times their weights, mixed with what smoothing asks for."""
    settings = plain(loss)
    weights = balanced_weights(y, classes).numpy().astype(np.float64) if settings["weight"] == "balanced" else np.ones(classes)
    smoothing = settings.get("label_smoothing", 0.0)
    shares = np.bincount(few.reshape(-1).astype(np.int64), minlength=classes)[:classes] / len(few)
    wanted = weights * ((1 - smoothing) * shares + smoothing / classes)
    return np.asarray(np.log(np.maximum(wanted / wanted.sum(), 1e-12)))


def _odds(loss: Loss, few: npt.NDArray[Any], y: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """The best constant answer for two classes: a logarithm of odds, or a probability, whatever the loss expects."""
    share = float(np.clip(few.mean(dtype=np.float64), 1e-12, 1 - 1e-12))
    if loss.last_activation:
        return np.array([share])
    weight = 1.0
    if plain(loss)["pos_weight"] == "balanced":
        zero, one = balanced_weights(y, 2).tolist()
        weight = one / zero
    return np.array([np.log(weight * share / (1 - share))])
