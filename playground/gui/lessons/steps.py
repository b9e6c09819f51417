"""When the steps of a lesson are done. The one place that says what done means for each kind of control.

A button that begins runs is done when a run has begun, that of a comparison when two have, that of a cross-validation when its folds have; a
setting when it was changed, and where the next step is about the same one, that is done by a change after another run; everything else, as a
plot or a table, when it was pointed at or lay under the mouse. One event ticks one step, the first that it can. A click on the number of a
step says so by hand, or takes it back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from playground.lessons import LessonStep

BEGINS: dict[str, str] = {
    "train_button": "run",
    "pause_button": "run",
    "compare_button": "comparison",
    "cross_validate_button": "folds",
}
"""Buttons, and what begins when they are pressed."""

SETTINGS: dict[str, tuple[str, ...]] = {
    "learning_rate": ("lr",),
    "find_learning_rate": ("lr",),
    "batch_size": ("batch_size",),
    "early_stopping": ("early_stopping",),
    "scheduler_choice": ("scheduler",),
    "init": ("init",),
    "palette": ("network",),
}
"""Controls of settings, and the settings of a project that they change."""


class StepsDone:
    """Which steps of a lesson are done, as it goes on.

    Attributes:
        done: One for each step.
    """

    def __init__(self, steps: Sequence[LessonStep]) -> None:
        self._controls = [step.control for step in steps]
        self.done = [False] * len(steps)
        self._changed: set[str] = set()

    def began(self, what: str) -> None:
        """A ``run``, a ``comparison`` or ``folds`` began."""
        self._changed.clear()
        self._tick(lambda control: BEGINS.get(control) == what)

    def changed(self, settings: set[str]) -> None:
        """Settings of the project have another value."""
        fitting = {control for control, names in SETTINGS.items() if settings & set(names)} - self._changed
        if self._tick(lambda control: control in fitting):
            self._changed |= fitting

    def looked_at(self, control: str) -> None:
        """The control was pointed at, or lay under the mouse."""
        if control and control not in BEGINS and control not in SETTINGS:
            self._tick(lambda other: other == control)

    def toggle(self, place: int) -> None:
        """The user says that a step is done, or not."""
        self.done[place] = not self.done[place]

    @property
    def to_look_at(self) -> tuple[str, ...]:
        """Controls that a look is still wanted at."""
        return tuple(
            control
            for control, done in zip(self._controls, self.done, strict=True)
            if control and not done and control not in BEGINS and control not in SETTINGS
        )

    def _tick(self, fits: Callable[[str], bool]) -> bool:
        """Ticks the first step that fits and is not done; whether there was one."""
        for place, control in enumerate(self._controls):
            if not self.done[place] and control and fits(control):
                self.done[place] = True
                return True
        return False


def differences(old: Any, new: Any) -> set[str]:
    """The names of all settings that differ between two projects, as plain values, and of what holds them."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return set()
    found: set[str] = set()
    for name in old.keys() | new.keys():
        if old.get(name) != new.get(name):
            found |= {name} | differences(old.get(name), new.get(name))
    return found
