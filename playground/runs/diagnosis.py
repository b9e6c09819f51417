"""What a run shows, in plain words: pure rules over its history. The thresholds are stated with each rule."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from playground.fields import number_text
from playground.language import _, ngettext
from playground.network import Network
from playground.runs.history import RunHistory
from playground.runs.messages import Floats, RunForecast

VANISHING = 1e-4
"""First layer's gradient RMS over the last one's below which the gradient is said to vanish."""

EXPLODING = 100
"""The largest gradient RMS of a layer over the smallest that it was in an earlier epoch, from which it is said to explode."""

MUCH_WORSE = 10
"""Training loss over the lowest of the run, and over that of a constant answer, without which a gradient is merely large."""

OVERFITTING = 1.3
"""Validation loss over its lowest value, while the training loss still falls, from which a run is said to overfit; less where half of what it
was below the loss of a constant answer is lost."""

WORTH_SAYING = 0.1
"""What the validation loss must have risen by besides, as a share of the loss of a constant answer: from 0.01 to 0.02 nothing is lost."""

FEWER_RIGHT = 0.02
"""What the accuracy of validation must have fallen by besides, unless the loss is that of a constant answer: else the network has only become
surer of itself."""

NOT_LEARNED = 0.98
"""Training loss over that of a constant answer from which nothing is said to be learned."""

FALLING = 0.95
"""Training loss over that of ten epochs before, below which it is still falling."""

UNMOVED = 1e-3
"""Change of the training loss throughout a run, as a share of it, below which it is said not to move, unless it is small."""

FEWEST_EPOCHS = 20
"""Epochs without which nothing is said of losses, unless the run is over."""

SMOOTH = 5
"""Epochs whose median is compared, so that a single good or bad one counts for nothing."""

COPYING = 0.8
"""Correlation with the value before from which a forecast may be said to copy it."""

HARDLY_BETTER = 0.9
"""RMSE of a forecast over that of the naive one above which it is not clearly better."""

FEWEST_PAIRS = 8
"""Predictions of the validation part without which nothing is said of a forecast."""

LAGS = 4
"""Rows back, from 0 on, at which a forecast is compared with the series."""


FindingKey = Literal["vanishing", "exploding", "overfitting", "copying", "not_learning"]
Fix = Literal["relu", "kaiming", "lower_lr", "early_stopping", "compare"]
"""What can be tried: ``compare`` trains sigmoid beside ReLU, the others change one setting."""


@dataclass(frozen=True)
class Finding:
    """Something that a person should know about a run.

    Attributes:
        key: What it is.
        title: Two or three words, already translated.
        text: What is seen, with numbers, and why, already translated.
        position: The layer it is tied to, counted from 0; None if to none.
        fix: The one obvious thing to try; None where there is none.
    """

    key: FindingKey
    title: str
    text: str
    position: int | None = None
    fix: Fix | None = None


def diagnose(history: RunHistory, network: Network, forecast: RunForecast | None = None) -> tuple[Finding, ...]:
    """What the newest epochs and the newest forecast of a run show, the gravest first; empty if nothing is wrong or too little is known."""
    if not len(history):
        return ()
    rules = (_exploding, _vanishing, _overfitting, _not_learning)
    found = [finding for rule in rules if (finding := rule(history, network)) is not None]
    copied = copies_the_past(forecast)
    return tuple(found if copied is None else (*found, copied))


def copies_the_past(forecast: RunForecast | None) -> Finding | None:
    """Whether a forecast is little more than what was last seen.

    It is if the one-step predictions of the validation part correlate best with the series one row (or a few) before the row that they
    are meant for, while their RMSE is above ``HARDLY_BETTER`` times that of the naive forecast.
    """
    if forecast is None or len(forecast.val_rows) < FEWEST_PAIRS or not np.isfinite(forecast.val_prediction).all():
        return None
    model, naive = (forecast.figures.get(name, math.nan) for name in ("one_step", "naive"))
    similar = lagged_correlations(forecast)
    late = int(similar.argmax())
    if not model > HARDLY_BETTER * naive or late == 0 or similar[late] < COPYING:
        return None
    text = ngettext(
        "The predictions follow the series {n} step late: their correlation with the values of that time is {before:.3f}, with the "
        "values that they are meant for {meant:.3f}. Their RMSE is {model}, that of repeating the last value {naive}.",
        "The predictions follow the series {n} steps late: their correlation with the values of that time is {before:.3f}, with the "
        "values that they are meant for {meant:.3f}. Their RMSE is {model}, that of repeating the last value {naive}.",
        late,
    ).format(
        n=late,
        before=similar[late],
        meant=similar[0],
        model=_short(model),
        naive=_short(naive),
    )
    return Finding("copying", _("Little more than the last value"), text)


def lagged_correlations(forecast: RunForecast) -> Floats:
    """``(LAGS,)`` correlation of the one-step predictions of validation with the series 0, 1, 2, ... rows before; -1 where there is none."""
    rows = forecast.val_rows.astype(np.int64)
    result = np.full(LAGS, -1.0)
    said = forecast.val_prediction - forecast.val_prediction.mean()
    for lag in range(LAGS):
        if rows[0] < lag:
            continue
        true = forecast.series[rows - lag] - forecast.series[rows - lag].mean()
        size = float(np.sqrt(np.sum(said**2) * np.sum(true**2)))
        if size > 0 and math.isfinite(size):
            result[lag] = float(np.sum(said * true)) / size
    return result


def _exploding(history: RunHistory, _network: Network) -> Finding | None:
    """A gradient that has grown a hundredfold while the loss has left what it had reached: what is large from the start is but a matter of units."""
    table, train, constant = history.table("grad_rms"), history.series("train_loss"), _constant(history)
    if len(table) < 2 or not table.shape[1] or constant is None or not (np.isfinite(table).all() and np.isfinite(train).all()):
        return None
    largest = [float(value) for value in table.max(axis=1)]  # floats of Python overflow without a word
    calm = min(range(len(largest) - 1), key=largest.__getitem__)
    if largest[-1] < EXPLODING * largest[calm] or float(train[-1]) < MUCH_WORSE * max(float(train.min()), constant):
        return None
    layer = int(table[-1].argmax())
    position = history.started.layers[layer].position
    text = _(
        "Layer {number} receives a gradient of {value}; in epoch {epoch} the largest was {before}. The training loss has risen to {loss}: the "
        "steps are too long. Lower the learning rate or clip gradients."
    ).format(
        number=position + 1,
        value=_short(table[-1, layer]),
        before=_short(largest[calm]),
        epoch=int(history.epochs[calm]),
        loss=_short(train[-1]),
    )
    return Finding("exploding", _("Exploding gradient"), text, position, "lower_lr")


def _vanishing(history: RunHistory, network: Network) -> Finding | None:
    newest = history.table("grad_rms")[-1]
    if newest.size < 3 or not np.isfinite(newest).all():
        return None
    first_rms, last_rms = float(newest[0]), float(newest[-1])  # floats of Python overflow without a word
    if last_rms <= 0 or first_rms / last_rms >= VANISHING:
        return None
    ratio = last_rms / first_rms if first_rms > 0 else math.inf
    first = history.started.layers[0].position
    hidden = [network.layers[i] for i in network.hidden_activations()] if len(network) else []
    slopes = sorted({(layer.max_slope, layer.name) for layer in hidden if layer.max_slope is not None})
    text = _("Layer {number} receives {first}, the last layer {last}: {ratio} times as much.").format(
        number=first + 1,
        first=number_text(float(f"{first_rms:.1e}")),
        last=number_text(float(f"{last_rms:.1e}")),
        ratio="∞" if math.isinf(ratio) else number_text(float(f"{ratio:.1e}")),
    )
    steep = bool(slopes) and slopes[0][0] < 1
    if steep:
        text += " " + _("The slope of {activation} is {slope} at most, and it is multiplied at every layer.").format(
            activation=slopes[0][1], slope=number_text(slopes[0][0])
        )
    return Finding("vanishing", _("Vanishing gradient"), text, first, "relu" if steep else "kaiming")


def _overfitting(history: RunHistory, _network: Network) -> Finding | None:
    """A validation loss that has risen, for good and by more than trifles, while the training loss fell."""
    train, val, constant = history.series("train_loss"), history.series("val_loss"), _constant(history)
    if len(val) < FEWEST_EPOCHS or constant is None or not np.isfinite(val).all() or not np.isfinite(train).all():
        return None
    smooth_val, smooth_train = _smoothed(val), _smoothed(train)
    best = int(smooth_val.argmin())
    lowest, recent = float(smooth_val[best]), float(smooth_val[-1])
    least = lowest + max(WORTH_SAYING * constant, min((OVERFITTING - 1) * lowest, (constant - lowest) / 2))
    learned_more, train_now = float(smooth_train[best]) - float(smooth_train[-1]), float(smooth_train[-1])
    if (
        lowest <= 0
        or recent < least
        or float(val[-max(SMOOTH, len(val) // 4) :].min()) < lowest + (least - lowest) / 2
        or learned_more <= 0
    ):
        return None
    if recent - train_now < (recent - lowest) / 2:  # both have grown
        return None
    if not _fewer_right(history, best) and recent < constant:
        return None
    text = _(
        "The validation loss was lowest about epoch {epoch} and is {percent:.0%} higher now, while the training loss has fallen on."
    )
    text = text.format(epoch=int(history.epochs[best]), percent=recent / lowest - 1)
    return Finding("overfitting", _("Overfitting"), text, None, "early_stopping")


def _fewer_right(history: RunHistory, best: int) -> bool:
    """Whether fewer validation samples are right than at the best loss; of numbers, whose loss alone counts, always."""
    if "accuracy" not in history.started.metrics:
        return True
    accuracy = _smoothed(history.table("val_metrics")[:, history.started.metrics.index("accuracy")])
    least = max(FEWER_RIGHT, 2 / max(history.started.info.validation, 1))
    return bool(accuracy[best] - accuracy[-1] >= least)


def _not_learning(history: RunHistory, _network: Network) -> Finding | None:
    """A training loss that is not below that of a constant answer, and falls no more; or the run is over."""
    train, constant = history.series("train_loss"), _constant(history)
    if len(train) < SMOOTH or constant is None or not np.isfinite(train).all():
        return None
    recent = float(np.median(train[-SMOOTH:]))
    unmoved = len(train) >= FEWEST_EPOCHS and float(train.max()) - float(train.min()) < UNMOVED * recent and recent > constant / 2
    if recent < NOT_LEARNED * constant and not unmoved:
        return None
    if history.epochs[-1] < history.started.epochs:  # it may yet learn
        if len(train) < FEWEST_EPOCHS or (not unmoved and float(_smoothed(train).min()) < NOT_LEARNED * constant):
            return None
        if recent < FALLING * float(np.median(train[-3 * SMOOTH : -2 * SMOOTH])):
            return None
    if unmoved:
        text = _(
            "In {epochs} epochs the training loss has not moved from {loss}. Try a higher learning rate, another activation or start."
        )
        return Finding("not_learning", _("Hardly learning"), text.format(epochs=int(history.epochs[-1]), loss=_short(recent)))
    text = _(
        "After {epochs} epochs the training loss is {loss}. Always giving the same answer, whatever the features say, has {constant}. Try "
        "another learning rate, scale features and target, or take another activation or start."
    )
    text = text.format(epochs=int(history.epochs[-1]), loss=_short(recent), constant=_short(constant))
    return Finding("not_learning", _("Hardly learning"), text, None, None)


def _constant(history: RunHistory) -> float | None:
    """The training loss of a constant answer; None where it is not known, or 0 as there is nothing to learn."""
    constant = history.started.constant_loss
    return constant if constant is not None and math.isfinite(constant) and constant > 0 else None


def _smoothed(series: Floats) -> Floats:
    """``(N,)`` the median of each epoch and those before it, ``SMOOTH`` in all."""
    padded = np.concatenate([np.repeat(series[:1], SMOOTH - 1), series])
    return np.asarray(np.median(np.lib.stride_tricks.sliding_window_view(padded, SMOOTH), axis=1))


def _short(value: float) -> str:
    return number_text(float(f"{value:.3g}"))
