"""Looking at the data: asks the engine for what can be seen of them, and for pages of their table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from playground.gui.run.engine_process import EngineProcess, died_over
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
        self._waiting: set[int] = set()  # questions without an answer
        self._suspect: dict[str, Any] | None = None  # the data that the last engine was looking at when it died
        self.reports: dict[type[m.Report], Callable[..., None]] = {
            m.DataSeen: self._seen,
            m.RowsRead: self._rows,
            m.LookFailed: self._failed,
        }

    def look(self) -> None:
        """Asks what can be seen of the data; not by itself what the last engine died of."""
        source = self._loading.source
        suspect, self._suspect = self._suspect, None
        if suspect == source:
            self.failed.emit(died_over(source["dataset"].get("path") or source["dataset"]["name"]))
            return
        self._request = self._engine.send(m.LookAtData(project=source, folder=self._loading.folder))
        self._waiting.add(self._request)

    def read_rows(self, first: int, count: int, sort: int, descending: bool) -> int:
        """Asks for a page of the table (see ``ReadRows``); the number of the request."""
        loading = self._loading
        request = self._engine.send(
            m.ReadRows(project=loading.source, folder=loading.folder, first=first, count=count, sort=sort, descending=descending)
        )
        self._waiting.add(request)
        return request

    def interrupt(self) -> None:
        """The engine is gone. What it was asked just before is not asked again by itself."""
        if self._waiting:
            self._suspect = self._loading.source
        self._waiting.clear()

    def _answered(self, request: int) -> None:
        """An answer: of what was asked before it only the newest counted."""
        self._waiting = {number for number in self._waiting if number > request}

    def _rows(self, report: m.RowsRead) -> None:
        self._answered(report.request)
        self.rows_read.emit(report)

    def _seen(self, report: m.DataSeen) -> None:
        self._answered(report.request)
        if report.request == self._request:
            self.seen.emit(report.look)

    def _failed(self, report: m.LookFailed) -> None:
        self._answered(report.request)
        if report.request == self._request:
            self.failed.emit(report.message)
