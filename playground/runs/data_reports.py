"""What the engine tells of data that someone looks at."""

from __future__ import annotations

from playground.datasets.look import DatasetLook
from playground.runs.reports import Floats, Report


class DataSeen(Report, frozen=True, tag=True):
    """Answer to ``LookAtData``."""

    request: int
    look: DatasetLook


class RowsRead(Report, frozen=True, tag=True):
    """Answer to ``ReadRows``: a page of ``n`` rows.

    Attributes:
        first: Place of its first row in the order that was asked for.
        numbers: ``(n,)`` row of each in the table, from 0.
        parts: ``(n,)`` 0 training, 1 validation, 2 test, 3 none of them.
        cells: Its cells as texts, the time first where rows have one; a missing value is empty.
    """

    request: int
    first: int
    numbers: Floats
    parts: Floats
    cells: tuple[tuple[str, ...], ...]


class LookFailed(Report, frozen=True, tag=True):
    """Data could not be looked at; ``message`` says why."""

    request: int
    message: str
