"""The loss of always answering the same: what a network must beat before it has learned anything from its features."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from playground.fields import plain
from playground.runs.losses import Loss
from playground.training.losses import balanced_weights, build_loss

MOST = 100_000
"""Samples that it is measured on at most, evenly chosen: as exact as can be shown, and no wait for large tables."""


def constant_loss(loss: Loss, y: npt.NDArray[Any], classes: int) -> float:
    """The lowest loss on ``y`` that one answer to all samples has.

    Of numbers the answer is their mean or their median, whichever is better (of the squared error the mean is the best there is, of the
    absolute one the median; Huber losses lie between the two). Of classes it is their shares, as the loss weights and smooths them.

    Args:
        loss: The loss.
        y: Targets as they are given to the loss: ``(n, outputs)`` numbers, ``(n, 1)`` of two classes, ``(n,)`` of several.
        classes: Outputs of the network; one for two classes and for a single number.

    Returns:
        The loss, as the loss of training is measured; NaN without samples.
    """
    if not len(y):
        return float("nan")
    few = y[np.linspace(0, len(y) - 1, min(len(y), MOST)).round().astype(np.int64)]
    if "multiclass" in loss.tasks:
        answers = [_log_shares(loss, few, y, classes)]
    elif "binary" in loss.tasks:
        answers = [_odds(loss, few, y)]
    else:
        flat = few.reshape(len(few), -1).astype(np.float64)
        answers = [flat.mean(axis=0), np.median(flat, axis=0)]
    measure = build_loss(loss, y, classes).mean
    target = torch.from_numpy(np.ascontiguousarray(few))
    losses = []
    for answer in answers:
        said = torch.from_numpy(answer.astype(np.float32)).expand(len(few), -1)
        losses.append(float(measure(said if target.ndim == 1 else said.reshape(target.shape), target)))
    return min(losses)


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
