"""What the losses of training and validation show."""

from __future__ import annotations

import numpy as np

from playground.fields import number_text
from playground.language import _
from playground.runs.diagnosis.finding import FEWEST_EPOCHS, SMOOTH, Evidence, Finding, Fix, short, smoothed
from playground.runs.history import RunHistory

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

HIGH_RATE = 100
"""Learning rate over that with which the optimizer usually begins, from which a run that learns nothing is said to have too high a one."""

WORSE = 1.05
"""Validation loss over that of a constant answer from which it is said to be worse."""


def overfitting(seen: Evidence) -> Finding | None:
    """A validation loss that has risen, for good and by more than trifles, while the training loss fell."""
    history = seen.history
    train, val, constant = history.series("train_loss"), history.series("val_loss"), seen.constant
    if len(val) < FEWEST_EPOCHS or constant is None or not np.isfinite(val).all() or not np.isfinite(train).all():
        return None
    smooth_val, smooth_train = smoothed(val), smoothed(train)
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
    gist = _("the validation loss is {percent:.0%} higher than about epoch {epoch}, while the training loss fell on")
    gist = gist.format(epoch=int(history.epochs[best]), percent=recent / lowest - 1)
    return Finding("overfitting", _("Overfitting"), text, None, "early_stopping", gist)


def _fewer_right(history: RunHistory, best: int) -> bool:
    """Whether fewer validation samples are right than at the best loss; of numbers, whose loss alone counts, always."""
    if "accuracy" not in history.started.metrics:
        return True
    accuracy = smoothed(history.table("val_metrics")[:, history.started.metrics.index("accuracy")])
    least = max(FEWER_RIGHT, 2 / max(history.started.info.validation, 1))
    return bool(accuracy[best] - accuracy[-1] >= least)


def not_learning(seen: Evidence) -> Finding | None:
    """A training loss that is not below that of a constant answer, and falls no more; or the run is over."""
    history = seen.history
    train, constant = history.series("train_loss"), seen.constant
    if len(train) < SMOOTH or constant is None or not np.isfinite(train).all():
        return None
    recent = float(np.median(train[-SMOOTH:]))
    unmoved = len(train) >= FEWEST_EPOCHS and float(train.max()) - float(train.min()) < UNMOVED * recent and recent > constant / 2
    if recent < NOT_LEARNED * constant and not unmoved:
        return None
    if history.epochs[-1] < history.started.epochs:  # it may yet learn
        if (
            len(train) < FEWEST_EPOCHS
            or waits_long(seen)
            or (not unmoved and float(smoothed(train).min()) < NOT_LEARNED * constant)
        ):
            return None
        if recent < FALLING * float(np.median(train[-3 * SMOOTH : -2 * SMOOTH])):
            return None
    epochs = int(history.epochs[-1])
    if rate_is_high(seen):
        return _too_high(seen, recent, constant)
    if unmoved:
        text = _(
            "In {epochs} epochs the training loss has not moved from {loss}. Try a higher learning rate, another activation or start."
        ).format(epochs=epochs, loss=short(recent))
        gist = _("the loss has not moved from {loss} in {epochs} epochs").format(loss=short(recent), epochs=epochs)
        return Finding("not_learning", _("Hardly learning"), text, gist=gist)
    text = _(
        "After {epochs} epochs the training loss is {loss}. Always giving the same answer, whatever the features say, has {constant}. Try "
        "another learning rate, scale features and target, or take another activation or start."
    )
    text = text.format(epochs=epochs, loss=short(recent), constant=short(constant))
    gist = _("no better than {answer}: loss {loss}, that of this answer {constant}")
    gist = gist.format(answer=_same_answer(seen), loss=short(recent), constant=short(constant))
    return Finding("not_learning", _("Hardly learning"), text, gist=gist)


def waits_long(seen: Evidence) -> bool:
    """Whether it is too early to say that nothing is learned: networks with a memory often stay at the mean for long, and then learn at once."""
    return any(layer.family == "recurrent" for layer in seen.project.network.layers)


def rate_is_high(seen: Evidence) -> bool:
    """Whether the learning rate is ``HIGH_RATE`` times what the optimizer usually begins with."""
    optimizer = seen.project.training.optimizer
    return optimizer.lr >= HIGH_RATE * type(optimizer)().lr


def _too_high(seen: Evidence, loss: float, constant: float) -> Finding:
    """A run that is no better than a constant answer, with steps of a hundred times the usual length."""
    optimizer = seen.project.training.optimizer
    text = _(
        "{optimizer} has the learning rate {rate}; usual is {usual}. The loss is {loss}, and {answer} has {constant}: the steps are so long that "
        "what is learned in one is lost in the next."
    ).format(
        optimizer=optimizer.name,
        rate=number_text(optimizer.lr),
        usual=number_text(type(optimizer)().lr),
        loss=short(loss),
        answer=_same_answer(seen),
        constant=short(constant),
    )
    gist = _("{rate} is far above the usual {usual}; loss {loss}, that of {answer} {constant}").format(
        rate=number_text(optimizer.lr),
        usual=number_text(type(optimizer)().lr),
        loss=short(loss),
        answer=_same_answer(seen),
        constant=short(constant),
    )
    return Finding("rate_too_high", _("Learning rate too high"), text, None, "lower_lr", gist)


def worse_than_constant(seen: Evidence) -> Finding | None:
    """A loss, at the end of a run, above that of the one answer that is best for the training part: of validation, or else of training."""
    val, train = seen.end_loss("val_loss"), seen.end_loss("train_loss")
    if seen.constant_val is not None and val >= WORSE * seen.constant_val:
        text = _(
            "The validation loss is {loss}; {answer}, whatever the features say, has {constant}. What the network has learned does not hold "
            "for samples that it has not seen."
        )
        gist = _("validation loss {loss}, that of {answer} {constant}")
        loss, constant, series = val, seen.constant_val, seen.history.series("val_loss")
    elif seen.constant is not None and train >= WORSE * seen.constant:
        text = _(
            "The training loss is {loss} at the end; {answer}, whatever the features say, has {constant}. What had been learned is lost again, "
            "or nothing was."
        )
        gist = _("training loss {loss}, that of {answer} {constant}")
        loss, constant, series = train, seen.constant, seen.history.series("train_loss")
    else:
        return None
    words = {"loss": short(loss), "answer": _same_answer(seen), "constant": short(constant)}
    once_better = bool((series < constant).any()) and bool(np.isfinite(seen.history.series("val_loss")).all())
    fix: Fix | None = "lower_lr" if rate_is_high(seen) else "early_stopping" if once_better else None
    return Finding(
        "worse_than_constant", _("Worse than a constant answer"), text.format(**words), None, fix, gist.format(**words)
    )


def _same_answer(seen: Evidence) -> str:
    """What a constant answer is, in words."""
    numbers = "accuracy" not in seen.history.started.metrics
    return _("always giving the mean") if numbers else _("always giving the shares of the classes")
