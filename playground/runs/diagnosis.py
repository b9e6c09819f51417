"""What a run shows, in plain words: pure rules over its history. The thresholds are stated with each rule."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from playground.fields import number_text
from playground.language import _, ngettext
from playground.network import Network
from playground.runs.history import RunHistory
from playground.runs.messages import Floats, RunForecast

VANISHING = 1e-4
"""First layer's gradient RMS over the last one's below which the gradient is said to vanish."""

EXPLODING = 1e3
"""Gradient RMS of any layer from which the gradient is said to explode."""

OVERFITTING = 1.3
"""Validation loss over its lowest value, while the training loss still falls, from which a run is said to overfit."""

COPYING = 0.8
"""Correlation with the value before from which a forecast may be said to copy it."""

HARDLY_BETTER = 0.9
"""RMSE of a forecast over that of the naive one above which it is not clearly better."""

FEWEST_PAIRS = 8
"""Predictions of the validation part without which nothing is said of a forecast."""

LAGS = 4
"""Rows back, from 0 on, at which a forecast is compared with the series."""


@dataclass(frozen=True)
class Finding:
    """Something that a person should know about a run.

    Attributes:
        key: ``vanishing``, ``exploding``, ``overfitting``, ``copying`` or ``not_learning``.
        title: Two or three words, already translated.
        text: What is seen, with numbers, and why, already translated.
        position: The layer it is tied to, counted from 0; None if to none.
        fix: ``relu``, ``kaiming``, ``lower_lr``, ``early_stopping`` or None: the one obvious thing to try.
    """

    key: str
    title: str
    text: str
    position: int | None = None
    fix: str | None = None


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
        model=number_text(float(f"{model:.3g}")),
        naive=number_text(float(f"{naive:.3g}")),
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
    newest = history.table("grad_rms")[-1]
    if not newest.size or not np.isfinite(newest).all() or newest.max() < EXPLODING:
        return None
    layer = int(newest.argmax())
    position = history.started.layers[layer].position
    text = _(
        "Layer {number} receives a gradient of {value}. The steps are far too long: lower the learning rate or clip gradients."
    )
    return Finding(
        "exploding",
        _("Exploding gradient"),
        text.format(number=position + 1, value=number_text(float(f"{newest[layer]:.1e}"))),
        position,
        "lower_lr",
    )


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
    train, val = history.series("train_loss"), history.series("val_loss")
    if len(val) < 20 or not np.isfinite(val).all() or not np.isfinite(train).all():
        return None
    best = int(val.argmin())
    lowest, recent = float(val[best]), float(np.median(val[-5:]))
    if lowest <= 0 or recent < OVERFITTING * lowest or train[-1] >= train[best]:
        return None
    text = _(
        "The validation loss was lowest in epoch {epoch} and is {percent:.0%} higher now, while the training loss still falls."
    )
    epoch = int(history.epochs[best])
    return Finding("overfitting", _("Overfitting"), text.format(epoch=epoch, percent=recent / lowest - 1), None, "early_stopping")


def _not_learning(history: RunHistory, _network: Network) -> Finding | None:
    train = history.series("train_loss")
    if len(train) < 20 or not np.isfinite(train).all() or train[0] <= 0:
        return None
    gain = 1 - float(np.median(train[-5:])) / float(train[0])
    if gain > 0.02:
        return None
    fallen = _(
        "After {epochs} epochs the training loss has fallen by {percent:.1%}. Try another learning rate, activation or start."
    )
    risen = _("After {epochs} epochs the training loss has not fallen. Try another learning rate, activation or start.")
    text = (fallen if gain >= 0.001 else risen).format(epochs=int(history.epochs[-1]), percent=gain)
    return Finding("not_learning", _("Hardly learning"), text, None, None)
