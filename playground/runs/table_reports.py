"""What the engine tells the window of a table before it is used."""

from __future__ import annotations

from playground.datasets.table_preview import TablePreview
from playground.runs.reports import Report


class TablePreviewed(Report, frozen=True, tag=True):
    """Answer to ``PreviewTable``.

    Attributes:
        request: Number of the command.
        preview: The first rows and the guesses; None if the file cannot be read.
        message: Why it cannot be read: where, what, and what instead.
    """

    request: int
    preview: TablePreview | None
    message: str = ""
