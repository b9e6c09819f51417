"""Loads and prepares datasets on a thread of its own, so that training goes on meanwhile, and keeps the last ones."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from playground.datasets import Cancelled, Loaded
from playground.datasets.prepare import Prepared, load, prepare_all
from playground.engine.requests import Source
from playground.places import expanded

KEPT = 3
"""Prepared datasets that are kept, so that ``Train`` need not load again what was just shown."""

PROGRESS_EVERY = 0.1
"""Seconds between two progress reports."""

Done = Callable[[Prepared | Exception], None]

_log = logging.getLogger(__name__)


class Loading:
    """One loading that was asked for; ``cancel`` may be called from any thread."""

    def __init__(self, source: Source, download: bool, progress: Callable[[float | None, str], None], done: Done) -> None:
        self.source = source
        self.download = download
        self.done = done
        self._progress = progress
        self._cancelled = threading.Event()
        self._due = 0.0

    def cancel(self) -> None:
        """Gives up at the next opportunity; ``done`` is then called with ``Cancelled``."""
        self._cancelled.set()

    def progress(self, share: float | None, text: str) -> None:
        """What the dataset calls while it loads.

        Raises:
            Cancelled: the user has cancelled.
        """
        if self._cancelled.is_set():
            raise Cancelled
        now = time.monotonic()
        if now >= self._due or share == 1:
            self._due = now + PROGRESS_EVERY
            self._progress(share, text)

    def loaded(self) -> Loaded:
        """Loads.

        Raises:
            DatasetError: it cannot be loaded.
            Cancelled: the user has cancelled.
        """
        return load(self.source.dataset, self.source.preparation.seed, self.source.folder, self.progress, self.download)

    def prepared(self, loaded: Loaded) -> Prepared:
        """Prepares what was loaded; errors as those of ``loaded``."""
        source = self.source
        prepared = prepare_all(source.dataset, loaded, source.preparation, self.progress, source.folds)
        if self._cancelled.is_set():
            raise Cancelled
        return prepared


class Loader:
    """The loading thread, one dataset after the other. ``load`` may be called from any thread."""

    def __init__(self) -> None:
        self._wake = threading.Condition()
        self._waiting: deque[Loading] = deque()
        self._current: Loading | None = None
        self._ending = False
        self._kept: OrderedDict[tuple[Source, tuple[int, int]], Prepared] = OrderedDict()
        self._last: Loaded | None = None
        self._last_key: object = None
        self._thread = threading.Thread(target=self._run, name="loader", daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """Cancels everything and ends the thread; one that cannot be stopped is left behind."""
        with self._wake:
            self._ending = True
            self._wake.notify_all()
        self.cancel()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def load(self, loading: Loading) -> None:
        """Puts a loading behind those that wait; its ``done`` is called on the loading thread."""
        with self._wake:
            self._waiting.append(loading)
            self._wake.notify_all()

    def cancel(self) -> bool:
        """Cancels everything that is loading or waits for it; tells whether there was anything."""
        with self._wake:
            doomed = [*self._waiting, *([self._current] if self._current else [])]
        for loading in doomed:
            loading.cancel()
        return bool(doomed)

    def _run(self) -> None:
        while (loading := self._next()) is not None:
            result: Prepared | Exception
            try:
                result = self._result(loading)
            except Exception as error:
                if not isinstance(error, Cancelled):
                    _log.info("loading %s failed", loading.source.dataset.name, exc_info=error)
                result = error
            with self._wake:
                self._current = None
            loading.done(result)

    def _next(self) -> Loading | None:
        with self._wake:
            while not self._waiting and not self._ending:
                self._wake.wait()
            if self._ending:
                return None
            self._current = self._waiting.popleft()
            return self._current

    def _result(self, loading: Loading) -> Prepared:
        key = (loading.source, _state_of_file(loading.source))
        if key not in self._kept:
            prepared = loading.prepared(self._loaded(loading))
            while len(self._kept) >= KEPT:
                self._kept.popitem(last=False)
            self._kept[key] = prepared
        self._kept.move_to_end(key)
        return self._kept[key]

    def _loaded(self, loading: Loading) -> Loaded:
        """The data before they are prepared: the last are kept, so that another split or step need not read them again."""
        source = loading.source
        key = (source.dataset, source.folder, source.preparation.seed, _state_of_file(source))
        if key != self._last_key or self._last is None:
            self._last_key, self._last = key, None  # the memory of the last is free before the next is read
            self._last = loading.loaded()
        return self._last


def _state_of_file(source: Source) -> tuple[int, int]:
    """When a table's file was changed, and its size: another state is another dataset."""
    if source.dataset.path is None:
        return (0, 0)
    try:
        state = (source.folder / expanded(source.dataset.path)).stat()
    except OSError:
        return (0, 0)
    return (state.st_mtime_ns, state.st_size)
