"""Help > Look for a newer version: asks once, because the user asked, and says what came of it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from playground import __version__
from playground.about import about
from playground.gui.help.background import Job
from playground.gui.help.parts import HelpDialog, button, label
from playground.language import _
from playground.newer_version import Release, UpdateError, feed_of, find_newest

Ask = Callable[[threading.Event], Release]
"""Finds the newest release, on a thread of its own; the event is set when no one wants to know any more."""


def ask_home(cancelled: threading.Event) -> Release:
    """Asks where this copy says that versions are published."""
    this = about()
    return find_newest(feed_of(this.home), this.home, this.version, cancelled)


class UpdateDialog(HelpDialog):
    """Asks as soon as it is shown; closing it cancels."""

    def __init__(self, parent: QWidget | None = None, ask: Ask = ask_home) -> None:
        super().__init__("update_dialog", _("Newer version"), (480, 190), parent)
        self._page = ""
        self._cancelled = threading.Event()
        self._title = label(_("Looking for a newer version …"), "title")
        self._text = label(_("You have version {version}.").format(version=__version__), "dim")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._open = button(_("Open its page"), self._open_page, "update_open", role="primary")
        self._open.hide()
        self._end = button(_("Cancel"), self.close, "update_close")
        for widget in (self._title, self._text, self._bar):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(label(_("Only asked for when you choose this. Nothing is downloaded."), "small"), 1)
        row.addWidget(self._end)
        row.addWidget(self._open)
        self.column.addLayout(row)
        self._job = Job(lambda: ask(self._cancelled))
        self._job.done.connect(self._answered)
        self.finished.connect(self._cancelled.set)  # by its button, its frame or Escape
        self._job.start()

    @property
    def said(self) -> str:
        """What is said, in one line."""
        return f"{self._title.text()} {self._text.text()}"

    @property
    def asking(self) -> bool:
        """Whether there is no answer yet."""
        return not self._bar.isHidden()

    def _answered(self, job: Job) -> None:
        self._bar.hide()
        self._end.setText(_("Close"))
        release = job.result
        if not isinstance(release, Release):
            self._title.setText(_("It could not be found out"))
            known = isinstance(job.error, UpdateError)
            self._text.setText(
                str(job.error) if known else _("Something went wrong in the app ({reason}).").format(reason=job.error)
            )
        elif release.newer:
            self._title.setText(_("Version {version} is there").format(version=release.version))
            text = _("You have version {version}. What is new is told here:")
            self._text.setText(f"{text.format(version=__version__)}\n{release.page}")
            self._page = release.page
            self._open.show()
            self._open.setFocus()
        else:
            self._title.setText(_("You are up to date"))
            text = _("You have version {own}; the newest one published is {newest}.")
            self._text.setText(text.format(own=__version__, newest=release.version))

    def _open_page(self) -> None:
        QDesktopServices.openUrl(QUrl(self._page))
