"""Loading of the data: asked of the engine whenever the data of the document change, and watched until it is there."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from playground.datasets import DatasetInfo
from playground.gui.document import Document
from playground.gui.notices import Action, Notice, refusal
from playground.gui.open_data import folder_of
from playground.gui.run.conversation import Conversation, Question
from playground.gui.run.engine_process import died_over
from playground.gui.run.under_way import UnderWay
from playground.language import _
from playground.runs import messages as m
from playground.runs.checks import declared_signature
from playground.runs.project import project_to_plain

_DEBOUNCE_MS = 200


class DataLoading(QObject):
    """What the engine knows of the document's data. Main thread only.

    Signals:
        info_changed: ``info`` changed.
        progress_changed: ``text`` or ``share`` changed.
        ended: Loading is over; whether the data are there.
        message: Something the user should know (a ``Notice``).
    """

    info_changed = Signal()
    progress_changed = Signal()
    ended = Signal(bool)
    message = Signal(object)

    def __init__(
        self, document: Document, conversation: Conversation, under_way: UnderWay, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._conversation = conversation
        self._under_way = under_way
        under_way.loading = lambda: self.pending
        under_way.readied.connect(self._readied)
        self._question: Question | None = None
        self._place = self._relative_to()
        self.info: DatasetInfo | None = None
        self.text = ""
        self.share: float | None = None
        self._debounce = QTimer(self)
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(_DEBOUNCE_MS)
        self._debounce.timeout.connect(self.load)
        self._suspect = False
        document.dataset_changed.connect(self._changed)
        document.state_changed.connect(self._place_changed)

    @property
    def pending(self) -> bool:
        """Whether data are being loaded, or are about to be."""
        return self._debounce.isActive() or (self._question is not None and self._question.open)

    @property
    def folder(self) -> str:
        """What a relative path of the document is relative to."""
        return folder_of(self._document)

    @property
    def source(self) -> dict[str, Any]:
        """The sections of the document that say which data, and how prepared, as plain values."""
        plain = project_to_plain(self._document.project)
        return {name: plain[name] for name in ("format", "dataset", "preparation") if name in plain}

    def load(self, download: bool = False) -> None:
        """Loads the data of the document again, if there is an engine to do it."""
        self._debounce.stop()
        self._suspect = False
        if not self._under_way.ready:
            return
        self._question = self._conversation.ask(
            m.LoadDataset(project=self.source, folder=self.folder, download=download),
            self._answered,
            self._refused,
            self._lost,
            instead_of=self._question,
        )
        self._tell_progress(_("Loading the data …"), None)

    def close(self) -> None:
        """Nothing is loaded any more."""
        self._debounce.stop()

    def _readied(self, ready: bool) -> None:
        """With a new engine the data are loaded, unless the last one died of them."""
        if not ready:
            self._tell_progress("", None)
            return
        if not self._suspect:
            self.load()
            return
        dataset = self._document.project.dataset
        text = died_over(Path(dataset.path).name if dataset.path else dataset.name)
        self.message.emit(Notice("error", text, ((_("Try again"), self.load),), key="data"))

    def _changed(self) -> None:
        self._place = self._relative_to()
        self._suspect = False
        self.info = None
        self.info_changed.emit()
        self._debounce.start()

    def _place_changed(self) -> None:
        """A table that is named relative to the project's file is another one where that file is another."""
        if self._relative_to() != self._place:
            self._document.set_signature(declared_signature(self._document.project.dataset))
            self._changed()

    def _relative_to(self) -> str:
        path = self._document.project.dataset.path
        return "" if not path or Path(path).is_absolute() else self.folder

    def _answered(self, report: m.DatasetProgress | m.DatasetReady | m.DatasetFailed) -> None:
        if isinstance(report, m.DatasetProgress):
            self._tell_progress(report.text, report.share)
        elif self._debounce.isActive():
            return  # other data are asked for in a moment
        elif isinstance(report, m.DatasetReady):
            self._document.set_signature(report.info.signature)
            self._end(report.info)
        else:
            self._failed(report)

    def _refused(self, message: str) -> None:
        self._end(None)
        self.message.emit(refusal(message))

    def _lost(self) -> None:
        """What the engine was loading when it died is not loaded again by itself: it may be what the engine died of."""
        self._suspect = not self._debounce.isActive()
        self._end(None)

    def _failed(self, report: m.DatasetFailed) -> None:
        self._end(None)
        action: Action = (_("Try again"), self.load)
        if report.offer_download:
            action = (_("Download"), partial(self.load, True))
        self.message.emit(Notice("info" if report.cancelled else "error", report.message, (action,), key="data"))

    def _end(self, info: DatasetInfo | None) -> None:
        self.info = info
        self._tell_progress("", None)
        self.info_changed.emit()
        self.ended.emit(info is not None)

    def _tell_progress(self, text: str, share: float | None) -> None:
        self.text, self.share = text, share
        self.progress_changed.emit()
