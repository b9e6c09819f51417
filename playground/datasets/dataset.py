"""What a dataset declares, and the values that loading and preparing it give.

A dataset is one instance of a subclass of ``Dataset`` in ``DATASETS``. What the editor needs before any data is read (task, shapes)
is declared; ``load`` does the work in the engine and imports numpy, pandas and scikit-learn only then.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground.datasets.config import DatasetConfig
from playground.datasets.steps import Step

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

Progress = Callable[[float | None, str], None]
"""Called with the share done (None: unknown) and a few words; raises ``Cancelled`` when the user has cancelled."""


def ignore(_share: float | None, _text: str) -> None:
    """The progress of a caller who does not want to know."""


class DatasetError(ValueError):
    """Data that cannot be loaded or prepared: where, what, and what instead, in one clear message."""


class NeedsDownload(DatasetError):
    """The data is not on this computer and may not be fetched yet; the message is an offer that the user can accept."""


class Cancelled(Exception):
    """The user cancelled a long action."""


@dataclass(frozen=True)
class Signature:
    """What the network must fit.

    Attributes:
        task: A name in ``TASKS``.
        input_shape: Shape of one sample: ``(features,)``, ``(context, features)`` or ``(channels, height, width)``.
        output_shape: Shape of what the network gives: ``(1,)``, ``(classes,)`` or ``(horizon,)``.
        features: Names of the features, for the input card; empty where they are pixels or steps of a series.
        target: Name of what is predicted, with its unit where it has one.
    """

    task: str
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    features: tuple[str, ...] = ()
    target: str = ""


@dataclass(frozen=True)
class Loaded:
    """A dataset in original units, before it is split and scaled.

    Attributes:
        table: One column per feature plus the target; for a forecast: the series in the order of time. Numbers are float64 with
            NaN where they are missing; a class is its number; categories are categorical, dates datetime64, texts and ids as they are.
        features: Names of the feature columns (of a forecast: the series itself).
        target: Name of the target column.
        task: A name in ``TASKS``.
        target_label: Name of the target on screen, with its unit; empty: the name of the column.
        fixed: Features are as declared, and a series is learned as it is; else features that hold a single value in the training part
            are left out, and what the training part of a series suggests is done to it.
        classes: Labels of the classes in the order of their numbers; empty for numbers.
        times: Of a series: one label per row, such as ``1949-01``; else empty.
        season: Of a series: rows per season as the pace of the rows suggests (12 for months); 0 if it suggests none.
        input_shape: Shape of one sample, where it is not ``(features,)`` or ``(context, features)``.
        types: Of a table of the user's own: the type of each feature, one of ``TYPES``; else empty, and all are numbers.
        steps: What was done to the data so far, in order.
    """

    table: pd.DataFrame
    features: tuple[str, ...]
    target: str
    task: str
    target_label: str = ""
    fixed: bool = True
    classes: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    season: int = 0
    input_shape: tuple[int, ...] | None = None
    types: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Dataset(ABC):
    """One entry of ``DATASETS``.

    Attributes:
        name: Name in project files and on the command line.
        label: Name on screen, to be translated where it is shown.
        summary: One or two sentences: what it is and where it comes from, to be translated where it is shown.
        task: A name in ``TASKS``.
        made: Whether the data is made here, so that ``samples`` and ``noise`` can be chosen.
        context: Of a forecast: the past values in a window, if the user says nothing else.
        horizon: Of a forecast: the future values predicted at once, if the user says nothing else.
    """

    name: str
    label: str
    summary: str
    task: str
    made: bool = False
    context: int = 12
    horizon: int = 1

    def tasks(self, config: DatasetConfig) -> tuple[str, ...]:
        """The tasks that can be chosen for this data, the proposed one first; more than one where the target allows it."""
        return (self.task,)

    @abstractmethod
    def signature(self, config: DatasetConfig) -> Signature | None:
        """What the network must fit, as far as it is known without reading any data; None if it is not."""

    @abstractmethod
    def load(self, config: DatasetConfig, folder: Path, seed: int, progress: Progress, download: bool = False) -> Loaded:
        """Reads or makes the data.

        Args:
            config: The user's choices; None values are replaced by the dataset's own.
            folder: What a relative path is relative to.
            seed: For made data: the seed of chance.
            progress: Told how far it is.
            download: Fetching from the network is allowed.

        Raises:
            NeedsDownload: it is not on this computer, and ``download`` is False.
            DatasetError: it cannot be read; the message says what to do instead.
            Cancelled: the user cancelled.
        """


@dataclass(frozen=True)
class Part:
    """One part of a split, scaled and ready for torch.

    Attributes:
        x: float32, ``(n, *input_shape)``.
        y: float32 ``(n, *output_shape)`` for numbers and two classes (0 or 1), int64 ``(n,)`` for several classes.
        rows: int64 ``(n,)``: the row of each sample in the table; of a forecast: the row of its first target value.
        beside: float32 ``(n, k)``: what the metric must know of the targets beside ``y``; None where ``y`` is enough.
    """

    x: npt.NDArray[np.float32]
    y: npt.NDArray[Any]
    rows: npt.NDArray[np.int64]
    beside: npt.NDArray[np.float32] | None = None

    def some(self, positions: npt.NDArray[np.int64] | slice) -> Part:
        """The samples at these positions."""
        beside = None if self.beside is None else self.beside[positions]
        return Part(self.x[positions], self.y[positions], self.rows[positions], beside)


@dataclass(frozen=True)
class DatasetInfo:
    """What the window knows of a prepared dataset, and asks for at every change; ``look`` tells more. Crosses between the processes.

    Attributes:
        name: Name of the dataset.
        signature: What the network must fit.
        rows: Rows of the table.
        train: Training samples.
        validation: Validation samples.
        test: Test samples.
        classes: Labels of the classes.
        class_counts: Samples of each class.
        steps: What was done to the data, or could be, in order.
    """

    name: str
    signature: Signature
    rows: int
    train: int
    validation: int
    test: int
    classes: tuple[str, ...] = ()
    class_counts: tuple[int, ...] = ()
    steps: tuple[Step, ...] = ()
