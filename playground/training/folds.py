"""The folds of a cross-validation as runs: one network each, on its own data, trained together where the layers allow it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from typing_extensions import override

from playground.datasets.prepare import Prepared
from playground.language import _
from playground.network import infer_shapes
from playground.runs.folds import fold_project, kept_apart_by
from playground.runs.messages import EndReason, RunDiverged, RunEnded, RunProgress
from playground.runs.project import Project
from playground.training.build import check_memory
from playground.training.divergence import Origin
from playground.training.errors import TrainingError
from playground.training.loop import Training
from playground.training.run import Run
from playground.training.stack import Stack, stackable_with


class Fold(Run):
    """One fold: an ordinary run, or, in a stack, one whose steps are made together with those of others.

    In a stack it keeps no state to go back to: where it diverges it is over, and the others go on.
    """

    _stack: Stack | None = None
    _taken = 0  # steps of the stack that were told to whoever pulls this fold

    @property
    def stacked(self) -> bool:
        """Whether its steps are made together with others."""
        return self._stack is not None

    @property
    def training(self) -> Training:
        """The network in training."""
        return self._training

    def join(self, stack: Stack) -> None:
        """Takes its steps from a stack from now on."""
        self._stack = stack
        self._steps = stack.steps(self._training)

    @override
    def advance(self) -> bool:
        if self._stack is not None and self._taken < self._training.steps:  # made together with that of another
            self._taken += 1
            return True
        if not super().advance():
            return False
        self._taken += self._stack is not None
        return True

    @override
    def progress(self) -> RunProgress | RunDiverged:
        if self._stack is None:
            return super().progress()
        self._reports.read()
        if self._reports.sign is None:
            return self._reports.progress()
        self._stack.bring_home(self._training)
        self._stack.leave(self._training)
        origin = Origin(self._reports.sign, "loss", None)  # a stack keeps no state to look for the layer in
        return self._told(origin, self._training.updater.lr)

    @override
    def end(self, reason: EndReason, message: str, test: bool = False) -> RunEnded:
        if self._stack is not None:
            self._stack.bring_home(self._training)
            self._speaker.forget()
        return super().end(reason, message, test)

    def make_room(self) -> None:
        """Reads what was recorded if there is no room for another step."""
        if self._training.recorder.full:
            self._reports.read()


def build_folds(
    names: Sequence[str], project: Project, prepared: Prepared, device: str = "cpu", note: str = "", together: bool = True
) -> list[Fold]:
    """One run per fold, in the order of ``prepared.folds``; pull them in turn, one step each.

    Args:
        names: Names of the runs in the session, one per fold.
        project: What is trained; the seed of fold ``i`` is its seed plus ``i``.
        prepared: The data, prepared for the folds.
        device: Where.
        note: What "fastest" measured.
        together: Folds may be trained in batched operations where their layers allow it.

    Raises:
        TrainingError: a fold cannot be trained; the message names it.
    """
    shapes = infer_shapes(project.network, prepared.info.signature.input_shape)
    check_memory(project, shapes, max(len(part.train.x) for part in prepared.folds), device, len(names))
    folds: list[Fold] = []
    for index, (name, part) in enumerate(zip(names, prepared.folds, strict=True)):
        try:
            folds.append(Fold(name, fold_project(project, index), part, device, note))
        except TrainingError as error:
            raise TrainingError(_("fold {n}: {reason}").format(n=index + 1, reason=error)) from error
    if together and not kept_apart_by(project, prepared.info.signature, device):
        _stack(folds)
    return folds


def _stack(folds: Sequence[Fold]) -> None:
    """Puts folds that can be trained together into stacks."""
    groups: dict[tuple[object, ...], list[Fold]] = {}
    for fold in folds:
        groups.setdefault(stackable_with(fold.training), []).append(fold)
    for group in groups.values():
        if len(group) > 1:
            stack = Stack([fold.training for fold in group], partial(_make_room, group))
            for fold in group:
                fold.join(stack)


def _make_room(folds: Sequence[Fold]) -> None:
    for fold in folds:
        fold.make_room()
