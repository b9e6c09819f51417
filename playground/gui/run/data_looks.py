"""Looking at the data: asks the engine for what can be seen of them, and for pages of their table."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from playground.gui.run.engine_process import EngineProcess
from playground.gui.run.loading import DataLoading
from playground.runs import messages as m


class DataLooks(QObject):
    """Questions about the document's data. Main thread only.

    Signals:
        seen: What can be seen of the data (a ``DatasetLook``): the answer to the last ``look``.
        rows_read: A page of the table (``RowsRead``); its ``request`` is what ``read_rows`` gave.
        failed: The data could not be looked at (why, in words).
    """

    seen = Signal(object)
    rows_read = Signal(object)
    failed = Signal(str)

    def __init__(self, loading: DataLoading, engine: EngineProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loading = loading
        self._engine = engine
        self._request = 0
        self.reports: dict[type[m.Report], Callable[..., None]] = {
            m.DataSeen: self._seen,
            m.RowsRead: self.rows_read.emit,
            m.LookFailed: self._failed,
        }

    def look(self) -> None:
        """Asks what can be seen of the data."""
        self._request = self._engine.send(m.LookAtData(project=self._loading.source, folder=self._loading.folder))

    def read_rows(self, first: int, count: int, sort: int, descending: bool) -> int:
        """Asks for a page of the table (see ``ReadRows``); the number of the request."""
        loading = self._loading
        return self._engine.send(
            m.ReadRows(project=loading.source, folder=loading.folder, first=first, count=count, sort=sort, descending=descending)
        )

    def _seen(self, report: m.DataSeen) -> None:
        if report.request == self._request:
            self.seen.emit(report.look)

    def _failed(self, report: m.LookFailed) -> None:
        if report.request == self._request:
            self.failed.emit(report.message)
