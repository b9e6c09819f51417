"""Cross-validation: the projects of the folds, and what their figures say together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from playground.datasets import Folds, Signature, check_folds, suitable_folds
from playground.fields import build, plain
from playground.language import _
from playground.layers import shape_text
from playground.runs.project import Project, known_task

_SEEDS = 2**32


def folds_of(project: Project, task: str) -> Folds:
    """The folds that a project asks for; those that suit the task where it says nothing."""
    return project.training.folds or suitable_folds(task, project.preparation)


def with_folds(project: Project, k: object = None, kind: object = None) -> Project:
    """The project with other folds, as they were typed; None: as it says itself.

    Raises:
        SettingError: they cannot be used.
    """
    task = known_task(project.dataset)
    chosen = {name: value for name, value in (("k", k), ("kind", kind)) if value is not None}
    folds = build(Folds, {**plain(folds_of(project, task)), **chosen}, "$.training.folds")
    check_folds(folds, task)
    return replace(project, training=replace(project.training, folds=folds))


def fold_project(project: Project, index: int) -> Project:
    """The project of fold ``index``, from 0: its seed, for weights and batches, is that of the project plus ``index``."""
    training = project.training
    return replace(project, training=replace(training, seed=(training.seed + index) % _SEEDS))


def kept_apart_by(project: Project, signature: Signature, device: str) -> tuple[str, ...]:
    """What keeps the folds from being trained together, by name, so that each is trained by itself, which takes longer; empty if nothing does.

    A stack takes rows of features, layers and an optimizer that say they are ``stackable``, and learning rates that are known beforehand. The
    draws of a fused kernel on a GPU are not to be had singly.
    """
    training = project.training
    found = [layer.name for layer in project.network.layers if not layer.stackable or (layer.draws() and device != "cpu")]
    if not training.optimizer.stackable:
        found.append(training.optimizer.name)
    if training.scheduler is not None and training.scheduler.watches_loss:
        found.append(training.scheduler.name)
    if len(signature.input_shape) > 1:
        found.append(shape_text(signature.input_shape))
    return tuple(dict.fromkeys(found))


def kept_apart_text(names: tuple[str, ...]) -> str:
    """The same in words; empty if they are trained together."""
    return _("trained one by one ({names})").format(names=", ".join(names)) if names else ""


@dataclass(frozen=True)
class Spread:
    """A figure over the folds: their mean, and their standard deviation as ``numpy.std`` gives it (divided by the number of folds)."""

    mean: float
    std: float


def spread_of(values: Iterable[float]) -> Spread:
    """Mean and standard deviation; NaN without any value. Numbers that are not finite are left out."""
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return Spread(math.nan, math.nan)
    mean = math.fsum(finite) / len(finite)
    return Spread(mean, math.sqrt(math.fsum((value - mean) ** 2 for value in finite) / len(finite)))


def spreads(figures: Iterable[Mapping[str, float]]) -> dict[str, Spread]:
    """Every figure that all folds with figures have, over those folds; folds without any (diverged, failed) do not count."""
    known = [fold for fold in figures if fold]
    names = [name for name in (known[0] if known else {}) if all(name in fold for fold in known)]
    return {name: spread_of(fold[name] for fold in known) for name in names}
