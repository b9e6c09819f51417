"""Looks at the first rows of tables on a thread of its own, so that a preview comes at once whatever is loaded or trained meanwhile."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

from playground.datasets import DatasetError
from playground.datasets.table_preview import preview_table
from playground.engine.failures import in_words
from playground.engine.requests import Source
from playground.places import expanded
from playground.runs.messages import Report, TablePreviewed

_log = logging.getLogger(__name__)


class Previews:
    """The preview thread. ``show`` may be called from any thread; of several that wait only the newest counts."""

    def __init__(self, report: Callable[[Report], None]) -> None:
        self._report = report
        self._wanted: queue.SimpleQueue[tuple[int, Source] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="previews", daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread after the preview that is being made."""
        self._wanted.put(None)

    def show(self, request: int, source: Source) -> None:
        """Asks for a preview: ``TablePreviewed`` follows."""
        self._wanted.put((request, source))

    def _run(self) -> None:
        while (wanted := self._wanted.get()) is not None:
            while not self._wanted.empty():
                newer = self._wanted.get()
                if newer is None:
                    return
                wanted = newer
            request, source = wanted
            try:
                preview = preview_table(source.folder / expanded(source.dataset.path or ""), source.dataset)
                self._report(TablePreviewed(request=request, preview=preview))
            except Exception as error:
                if not isinstance(error, DatasetError):
                    _log.exception("no preview of %s", source.dataset.path)
                self._report(TablePreviewed(request=request, preview=None, message=in_words(error)))
