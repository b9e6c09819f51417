"""What the gradients of the layers show."""

from __future__ import annotations

import math

import numpy as np

from playground.fields import number_text
from playground.language import _
from playground.runs.diagnosis.finding import Evidence, Finding, short
from playground.runs.shares import share_words

VANISHING = 1e-4
"""First layer's gradient RMS over the last one's below which the gradient is said to vanish."""

EXPLODING = 100
"""The largest gradient RMS of a layer over the smallest that it was in an earlier epoch, from which it is said to explode."""

MUCH_WORSE = 10
"""Training loss over the lowest of the run, and over that of a constant answer, without which a gradient is merely large."""


def exploding(seen: Evidence) -> Finding | None:
    """A gradient that has grown a hundredfold while the loss has left what it had reached: what is large from the start is but a matter of units."""
    history = seen.history
    table, train, constant = history.table("grad_rms"), history.series("train_loss"), seen.constant
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
        value=short(table[-1, layer]),
        before=short(largest[calm]),
        epoch=int(history.epochs[calm]),
        loss=short(train[-1]),
    )
    gist = _("the loss has risen to {times} times the best it had: the steps are too long").format(
        times=short(float(train[-1]) / max(float(train.min()), 1e-300))
    )
    return Finding("exploding", _("Exploding gradient"), text, position, "lower_lr", gist)


def vanishing(seen: Evidence) -> Finding | None:
    """A first layer that receives next to nothing of what the last one does."""
    history, network = seen.history, seen.project.network
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
    last = history.started.layers[-1].position
    if first_rms > 0:
        gist = _("layer {first} gets {share} of what layer {last} gets")
    else:
        gist = _("layer {first} gets nothing at all, layer {last} gets {value}")
    gist = gist.format(first=first + 1, last=last + 1, share=share_words(first_rms, last_rms), value=short(last_rms))
    return Finding("vanishing", _("Vanishing gradient"), text, first, "relu" if steep else "kaiming", gist)
