"""What is kept from start to start: unsaved work after a crash, and a word where nothing can be kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from playground.disk import unwritable
from playground.gui.document import Document
from playground.gui.files import Files
from playground.gui.journal import Journal, LeftBehind
from playground.gui.notices import Notice
from playground.language import _
from playground.places import settings_folder, state_folder


class Keeping(QObject):
    """Belongs to one window. Main thread only.

    Signals:
        message: Something the user should know (a ``Notice``).
        works: What could not be kept is kept again.
        restored: Unsaved work is open again.
    """

    message = Signal(object)
    works = Signal()
    restored = Signal()

    def __init__(self, document: Document, files: Files, journal: Journal, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._files = files
        self._journal = journal
        journal.failing.connect(self._tell_failing)
        journal.working.connect(self.works)

    # what cannot be kept

    def tell_of_trouble(self) -> None:
        """Says so if the user's own folders take nothing."""
        for folder in (settings_folder(), state_folder()):
            if reason := unwritable(folder):
                text = _(
                    "Nothing can be kept from start to start ({folder}: {reason}). Settings last until the app ends, and work that is "
                    "not saved would be lost in a crash."
                )
                self._tell("unkept", text.format(folder=folder, reason=reason))
                return

    def _tell_failing(self, reason: str) -> None:
        text = _("Unsaved work cannot be kept for a crash: {reason}. It is tried again; save it where there is room.")
        self._tell("unkept", text.format(reason=reason))

    def _tell(self, key: str, text: str) -> None:
        self.message.emit(Notice("warning", text, key=key))

    # what a crash left behind

    def offer_left_behind(self) -> None:
        """Offers the work of windows that did not end as they should."""
        for left in self._journal.left_behind():
            text = _("Unsaved work on “{name}” was found after the app ended unexpectedly.")
            self._offer(left, text.format(name=_name_of(left)))

    def _offer(self, left: LeftBehind, text: str) -> None:
        actions = (
            (_("Restore"), lambda: self._restore(left)),
            (_("Discard"), lambda: self._journal.decided(left)),
        )
        self.message.emit(Notice("warning", text, actions, key=f"journal {left.path.name}"))

    def _restore(self, left: LeftBehind) -> None:
        path = Path(left.place.path) if left.place is not None else None
        if not self._files.may_read_data(left.project, path) or not self._files.may_lose():
            self._offer(left, _("Unsaved work on “{name}” is still kept.").format(name=_name_of(left)))
            return
        self._document.open(left.project, path, left.place.digest if left.place is not None else "")
        self._document.mark_unsaved()
        self._journal.restored(left)
        self.restored.emit()


def _name_of(left: LeftBehind) -> str:
    return left.project.name or _("Untitled")
