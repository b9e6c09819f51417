"""What the engine tells of data: that they are loaded, a table before it is used, and what someone wants to see of them."""

from __future__ import annotations

from typing_extensions import override

from playground.datasets.dataset import DatasetInfo
from playground.datasets.overview import DataOverview
from playground.datasets.table_preview import TablePreview
from playground.runs.reports import Answer, Floats


class DatasetProgress(Answer, frozen=True, tag=True):
    """How far loading is; ``share`` None where that is unknown."""

    share: float | None
    text: str

    @property
    @override
    def last(self) -> bool:
        return False


class DatasetReady(Answer, frozen=True, tag=True):
    """The dataset is loaded and prepared."""

    info: DatasetInfo


class DatasetFailed(Answer, frozen=True, tag=True):
    """The dataset could not be loaded.

    Attributes:
        message: Where, what, and what instead.
        cancelled: The user cancelled.
        offer_download: It can be fetched, if the user allows: send ``LoadDataset`` again with ``download``.
    """

    message: str
    cancelled: bool = False
    offer_download: bool = False


class DataDescribed(Answer, frozen=True, tag=True):
    """Answer to ``DescribeData``."""

    look: DataOverview


class RowsRead(Answer, frozen=True, tag=True):
    """Answer to ``ReadRows``: a page of ``n`` rows.

    Attributes:
        first: Place of its first row in the order that was asked for.
        numbers: ``(n,)`` row of each in the table, from 0.
        parts: ``(n,)`` 0 training, 1 validation, 2 test, 3 none of them.
        cells: Its cells as texts, the time first where rows have one; a missing value is empty.
    """

    first: int
    numbers: Floats
    parts: Floats
    cells: tuple[tuple[str, ...], ...]


class DataUnavailable(Answer, frozen=True, tag=True):
    """Data could not be looked at; ``message`` says why."""

    message: str


class TablePreviewed(Answer, frozen=True, tag=True):
    """Answer to ``PreviewTable``.

    Attributes:
        preview: The first rows and the guesses; None if the file cannot be read.
        message: Why it cannot be read: where, what, and what instead.
    """

    preview: TablePreview | None
    message: str = ""


class SamplesShown(Answer, frozen=True, tag=True):
    """Answer to ``ShowSamples``.

    Attributes:
        rows: ``(n,)`` rows of the table that are samples of a part.
        values: ``(n, features)`` what the network is given, in original units, flattened.
        problem: Why there are none; empty if there are.
    """

    rows: Floats
    values: Floats
    problem: str = ""
