"""What the window asks of the engine: commands. Every command carries a ``request`` number and is answered at once by ``Accepted`` or
``Refused`` from the engine's listening thread, however long the worker's step is; what it leads to follows in reports.
"""

from __future__ import annotations

from typing import Any

import msgspec

from playground.runs.reports import Checkpoint


class Command(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """What the window asks for; ``request`` is answered by ``Accepted`` or ``Refused``."""

    request: int = 0


class Ping(Command, frozen=True, tag=True):
    """Asks for nothing but an answer: is the engine alive?"""


class LoadDataset(Command, frozen=True, tag=True):
    """Load and prepare a dataset and describe it (``DatasetReady`` or ``DatasetFailed``).

    Attributes:
        project: A whole project as plain values; its sections ``dataset`` and ``preparation`` count.
        folder: What a relative path is relative to.
        download: Fetching from the network is allowed.
    """

    project: dict[str, Any]
    folder: str = ""
    download: bool = False


class PreviewTable(Command, frozen=True, tag=True):
    """Look at the first rows of a table's file (``TablePreviewed``).

    Attributes:
        dataset: The section ``dataset`` of a project as plain values; what it leaves out is guessed.
        folder: What a relative path is relative to.
    """

    dataset: dict[str, Any]
    folder: str = ""


class CancelLoading(Command, frozen=True, tag=True):
    """Give up the loading, or the test of learning rates, that is under way."""


class DescribeData(Command, frozen=True, tag=True):
    """Describe data that is prepared (``DataDescribed`` or ``DataUnavailable``). Answered while runs train, too.

    Attributes:
        project: A whole project as plain values; its sections ``dataset`` and ``preparation`` count.
        folder: What a relative path is relative to.
    """

    project: dict[str, Any]
    folder: str = ""


class ReadRows(Command, frozen=True, tag=True):
    """Read a page of the table (``RowsRead`` or ``DataUnavailable``). Answered while runs train, too.

    Attributes:
        project: As in ``DescribeData``.
        folder: What a relative path is relative to.
        first: Place of the first row in the order that is wanted.
        count: Rows; those beyond the last are left out.
        sort: The column to sort by, by its place in the table; -1: rows as they are; -2: by their part.
        descending: The largest first.
    """

    project: dict[str, Any]
    folder: str = ""
    first: int = 0
    count: int = 100
    sort: int = -1
    descending: bool = False


class RunRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One run to train.

    Attributes:
        run: Its name in the session.
        project: What is trained, as plain values.
        resume: The checkpoint to go on from, if any.
        new_rate: It goes on with the learning rate of ``project``, not with that of ``resume``.
        longer: It had ended and is trained longer: early stopping, if that ended it, is patient again.
    """

    run: str
    project: dict[str, Any]
    resume: Checkpoint | None = None
    new_rate: bool = False
    longer: bool = False


class Train(Command, frozen=True, tag=True):
    """Train one run, or several together. Refused while others train.

    Attributes:
        runs: The runs; they share dataset, preparation and everything of training but the network.
        folder: What a relative path is relative to.
        paused: Build everything and wait for ``Step`` or ``Resume``.
        folds: The runs are the folds of a cross-validation, in order: one project, once for each fold.
    """

    runs: tuple[RunRequest, ...]
    folder: str = ""
    paused: bool = False
    folds: bool = False


class Pause(Command, frozen=True, tag=True):
    """Hold the runs after the present step."""


class Resume(Command, frozen=True, tag=True):
    """Go on with paused runs."""


class Step(Command, frozen=True, tag=True):
    """One optimizer step of every paused run."""


class Stop(Command, frozen=True, tag=True):
    """End the runs after the present step; they report their final figures."""


class SetLearningRate(Command, frozen=True, tag=True):
    """Change the learning rate of the runs from the next step on."""

    lr: float


class Watch(Command, frozen=True, tag=True):
    """Which pictures are wanted while runs train, by the names of their classes: only what is visible is computed."""

    pictures: tuple[str, ...] = ()


class PreviewSchedule(Command, frozen=True, tag=True):
    """Tell the learning rate of every epoch of a project beforehand (``ScheduleCurve``)."""

    project: dict[str, Any]


class FindLearningRate(Command, frozen=True, tag=True):
    """Try learning rates from small to large on fresh weights (``LearningRateTest``). Refused while runs train; ``CancelLoading`` ends it.

    Attributes:
        project: What is to be trained.
        folder: What a relative path is relative to.
        lower: What is proposed must be below the rate that the project has.
    """

    project: dict[str, Any]
    folder: str = ""
    lower: bool = False


class MeasureTestPart(Command, frozen=True, tag=True):
    """Measure a run that has ended on the test part of its data (``RunTested``). It is built again from its last checkpoint.

    Attributes:
        run: The run, its project, and its checkpoint.
        folder: What a relative path is relative to.
    """

    run: RunRequest
    folder: str = ""


class ShowSamples(Command, frozen=True, tag=True):
    """Tell the features of some samples in original units (``SamplesShown``).

    Attributes:
        project: A whole project as plain values; its sections ``dataset`` and ``preparation`` count.
        folder: What a relative path is relative to.
        rows: Rows of the table.
    """

    project: dict[str, Any]
    folder: str = ""
    rows: tuple[int, ...] = ()


class Speak(Command, frozen=True, tag=True):
    """Say everything in another language from now on; runs go on.

    Attributes:
        language: Its code.
    """

    language: str


class Shutdown(Command, frozen=True, tag=True):
    """End the process."""
