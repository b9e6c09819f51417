"""What the data explain: units that differ, classes of which one is rare, an output that cannot give the target."""

from __future__ import annotations

from playground.language import _
from playground.runs.diagnosis.finding import Evidence, Finding, FindingKey, short

FAR_APART = 100
"""Spread of the widest feature over that of the narrowest from which they are said to differ in scale."""

POOR = 0.3
"""Loss at the end over that of a constant answer above which a run has not learned well."""

LARGE_TARGET = 100
"""Root mean square of the targets, as the loss gets them, from which (or below whose inverse) they are said not to be scaled."""

NOT_NEGATIVE = ("ReLU", "Softplus", "Sigmoid")
"""Layers that never give a number below 0."""

EXPLAINED_BY_FEATURES: frozenset[FindingKey] = frozenset({"exploding", "not_learning", "overfitting", "worse_than_constant"})
EXPLAINED_BY_TARGET: frozenset[FindingKey] = frozenset({"exploding", "not_learning", "worse_than_constant"})
EXPLAINED_BY_BATCHES: frozenset[FindingKey] = frozenset({"exploding", "not_learning", "rate_too_high", "worse_than_constant"})


def hampered(seen: Evidence) -> Finding | None:
    """Features of very different scale, or batches that do not suit the optimizer, where a run ends poorly though nothing else is wrong."""
    loss, constant = seen.end_loss("val_loss"), seen.constant_val
    if constant is None:
        loss, constant = seen.end_loss("train_loss"), seen.constant
    if constant is None or not loss > POOR * constant:
        return None
    return unscaled_features(seen) or small_batches(seen)


def unscaled_features(seen: Evidence) -> Finding | None:
    """Features of very different scale, where a run went wrong."""
    ratio = seen.history.started.feature_ratio
    if ratio is None or ratio < FAR_APART or seen.project.preparation.scaling != "none":
        return None
    text = _(
        "The values of one feature spread {ratio} times as far as those of another, and they are not scaled: the wide ones drown the others, "
        "and no learning rate suits both. Scale the features."
    ).format(ratio=short(ratio))
    gist = _("one spreads {ratio} times as far as another, so it drowns the others").format(ratio=short(ratio))
    return Finding("unscaled_features", _("Features are not scaled"), text, None, "scale_features", gist)


def unscaled_target(seen: Evidence) -> Finding | None:
    """A target far from 1, where a run went wrong."""
    size = seen.history.started.target_rms
    if (
        size is None
        or seen.history.started.info.signature.task == "forecast"
        or 1 / LARGE_TARGET < size < LARGE_TARGET
        or seen.project.preparation.target_scaling != "none"
    ):
        return None
    text = _(
        "The target is about {size} in size and is not scaled, while a new network answers about 0: gradients are as large, or the way there is "
        "as far, in proportion. Scale the target; results are still shown in its own units."
    ).format(size=short(size))
    gist = _("its size is about {size}, and a new network answers about 0").format(size=short(size))
    return Finding("unscaled_target", _("The target is not scaled"), text, None, "scale_target", gist)


def small_batches(seen: Evidence) -> Finding | None:
    """An optimizer that estimates the curvature, on batches of a part of the samples, where a run went wrong."""
    training, samples = seen.project.training, seen.history.started.info.train
    if not training.optimizer.searches or training.batch_size is None or training.batch_size >= samples:
        return None
    text = _(
        "{optimizer} estimates the curvature from the batches before, and goes as far as suits the present one: with batches of {batch} of "
        "{samples} samples each step undoes what the others did, whatever the learning rate. Use all samples at once."
    ).format(optimizer=training.optimizer.name, batch=training.batch_size, samples=samples)
    gist = _("{optimizer} needs all {samples} samples at once; with batches of {batch} no learning rate helps")
    gist = gist.format(optimizer=training.optimizer.name, batch=training.batch_size, samples=samples)
    return Finding("small_batches", _("Batches are too small"), text, None, "full_batch", gist)


def cannot_answer(seen: Evidence) -> Finding | None:
    """A last layer that cannot give numbers below 0, where they are needed."""
    layers, lowest = seen.project.network.layers, seen.history.started.target_lowest
    loss = seen.project.training.loss
    if not layers or layers[-1].name not in NOT_NEGATIVE:
        return None
    name, position = layers[-1].name, len(layers) - 1
    if loss.applies:
        text = _(
            "{loss} applies {activation} to what comes out, and wants numbers of both signs; after {layer} none is below 0. Take the last layer "
            "out."
        ).format(loss=loss.name, activation=loss.applies, layer=name)
        gist = _("{loss} wants numbers of both signs, {layer} gives none below 0").format(loss=loss.name, layer=name)
    elif lowest is not None and lowest < 0:
        text = _(
            "The target goes down to {lowest}, as the loss gets it, and {layer} gives nothing below 0. Take the last layer out."
        ).format(lowest=short(lowest), layer=name)
        gist = _("the target goes down to {lowest}, {layer} gives nothing below 0").format(lowest=short(lowest), layer=name)
    else:
        return None
    return Finding("cannot_answer", _("Answers are cut off"), text, position, "free_output", gist)


def one_class(seen: Evidence) -> Finding | None:
    """Two classes of which the network never gives the rarer."""
    figures, info = seen.figures, seen.history.started.info
    if info.signature.task != "binary" or len(info.classes) != 2:
        return None
    accuracy, recall = figures.get("val_accuracy", 0.0), figures.get("val_recall")
    if not 0.5 < accuracy < 1:
        return None
    if recall == 0 and figures.get("val_f1") == 0:
        common, rare = info.classes
    elif recall == 1 and figures.get("val_precision") == accuracy:  # all are called that: none is rightly called the other
        rare, common = info.classes
    else:
        return None
    text = _(
        "No validation sample is rightly called “{rare}”. The accuracy of {accuracy:.1%} is only the share of “{common}”. Weight the "
        "classes, train longer, or judge by F1."
    ).format(rare=rare, common=common, accuracy=accuracy)
    gist = _("no sample is rightly called “{rare}”; {accuracy:.1%} is the share of “{common}”").format(
        rare=rare, common=common, accuracy=accuracy
    )
    weighted = getattr(seen.project.training.loss, "pos_weight", "balanced") == "balanced"
    return Finding("one_class", _("Always the same class"), text, None, None if weighted else "balance", gist)
