"""What a finding is, and what it is made from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from playground.fields import number_text
from playground.runs.history import RunHistory
from playground.runs.messages import Floats, RunForecast
from playground.runs.project import Project

SMOOTH = 5
"""Epochs whose median is compared, so that a single good or bad one counts for nothing."""

FEWEST_EPOCHS = 20
"""Epochs without which nothing is said of losses, unless the run is over."""

FindingKey = Literal[
    "diverged",
    "exploding",
    "cannot_answer",
    "rate_too_high",
    "vanishing",
    "unscaled_features",
    "unscaled_target",
    "small_batches",
    "not_learning",
    "worse_than_constant",
    "overfitting",
    "one_class",
    "worse_than_naive",
    "copying",
]
"""The gravest first. That a fold diverged is told of cross-validations only; of a single run the app asks what to do."""

GRAVITY: tuple[FindingKey, ...] = get_args(FindingKey)
"""Keys of findings, the gravest first."""

Fix = Literal[
    "relu",
    "kaiming",
    "lower_lr",
    "early_stopping",
    "compare",
    "scale_features",
    "scale_target",
    "balance",
    "free_output",
    "differences",
    "full_batch",
]
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
        gist: The same in one short sentence, in plain words; the text where there is none.
    """

    key: FindingKey
    title: str
    text: str
    position: int | None = None
    fix: Fix | None = None
    gist: str = ""

    @property
    def sentence(self) -> str:
        """What is said where there is room for one line."""
        return self.gist or self.text


@dataclass(frozen=True)
class Evidence:
    """All that rules look at.

    Attributes:
        history: The epochs of the run; at least one.
        project: What was trained.
        forecast: The newest forecast, if there is one.
        figures: Those of the end of the run; empty before.
    """

    history: RunHistory
    project: Project
    forecast: RunForecast | None = None
    figures: Mapping[str, float] = field(default_factory=dict)

    @property
    def constant(self) -> float | None:
        """The training loss of a constant answer; None where it is not known, or 0 as there is nothing to learn."""
        return _yardstick(self.history.started.constant_loss)

    @property
    def constant_val(self) -> float | None:
        """The validation loss of the answer that is best for training; None where it is not known."""
        return _yardstick(self.history.started.constant_val_loss)

    def end_loss(self, name: Literal["train_loss", "val_loss"]) -> float:
        """The loss at the end of the run: that of the weights that are kept, or before it was measured that of the last epochs; else NaN."""
        if name in self.figures:
            return float(self.figures[name])
        return float(np.median(self.history.series(name)[-SMOOTH:])) if self.over else math.nan

    @property
    def over(self) -> bool:
        """Whether all epochs that were planned are done."""
        return bool(self.history.epochs[-1] >= self.history.started.epochs)


def _yardstick(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) and value > 0 else None


def smoothed(series: Floats) -> Floats:
    """``(N,)`` the median of each epoch and those before it, ``SMOOTH`` in all."""
    padded = np.concatenate([np.repeat(series[:1], SMOOTH - 1), series])
    return np.asarray(np.median(np.lib.stride_tricks.sliding_window_view(padded, SMOOTH), axis=1))


def short(value: float) -> str:
    """A number with three digits; infinite is ∞."""
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    return number_text(float(f"{value:.3g}"))
