"""What is told of the epochs of a run: one array per column, and which epochs are kept of many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.runs.reports import Floats, Report

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class Epochs(Report, frozen=True, tag=True):
    """Finished epochs of a run. Arrays are float64. ``E`` epochs were finished, ``L`` layers have weights, ``M`` metrics are measured.

    Attributes:
        epochs: ``(E,)`` their numbers, from 1.
        train_loss: ``(E,)`` mean over the samples of the epoch, measured before each step.
        val_loss: ``(E,)`` after the epoch; NaN without a validation part.
        learning_rate: ``(E,)`` of the last step of the epoch.
        train_metrics: ``(E, M)`` over the samples of the epoch, measured before each step.
        val_metrics: ``(E, M)`` after the epoch.
        grad_rms: ``(E, L)`` root of the mean of (dL/dW)^2 over the layer's weights and the steps of the epoch.
        weight_rms: ``(E, L)`` root of the mean of W^2 at the end of the epoch.
        update_ratio: ``(E, L)`` RMS of the change of the weights in the last step of the epoch, divided by their RMS before it.
    """

    epochs: Floats
    train_loss: Floats
    val_loss: Floats
    learning_rate: Floats
    train_metrics: Floats
    val_metrics: Floats
    grad_rms: Floats
    weight_rms: Floats
    update_ratio: Floats


COLUMNS = Epochs.__struct_fields__
"""Names of all columns: first the numbers of the epochs."""

BY_METRIC = ("train_metrics", "val_metrics")
BY_LAYER = ("grad_rms", "weight_rms", "update_ratio")
SERIES = tuple(name for name in COLUMNS[1:] if name not in (*BY_METRIC, *BY_LAYER))


class RunProgress(Epochs, frozen=True, tag=True):
    """What a run has done since the last report: at most 30 a second and run.

    Attributes:
        run: Its name in the session.
        step: Optimizer steps done in all.
        epoch: Where the run is, in epochs (2.5: in the middle of the third).
        step_loss: Loss of the last step.
        step_grad_rms: ``(L,)`` root of the mean of (dL/dW)^2 of the last step.
        seconds: Time spent training so far, without pauses.
    """

    run: str
    step: int
    epoch: float
    step_loss: float
    step_grad_rms: Floats
    seconds: float


def widths(layers: int, metrics: int) -> dict[str, tuple[int, ...]]:
    """For every column the shape of one epoch's entry."""
    return {name: (metrics,) if name in BY_METRIC else (layers,) if name in BY_LAYER else () for name in COLUMNS}


def every_kth(numbers: npt.NDArray[np.floating], every: int) -> npt.NDArray[np.bool_]:
    """Which of the epochs with these numbers are kept when every ``every``-th is: 1, 1 + every, 1 + 2 every, ..."""
    kept: npt.NDArray[np.bool_] = (numbers.astype("int64") - 1) % every == 0
    return kept
