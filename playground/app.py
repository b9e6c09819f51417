"""Builds the window: the application, its language and look, its log, and what to open. Starts the engine beside it."""

from __future__ import annotations

import gc
import logging
import signal
import sys
import threading

from PySide6.QtCore import QObject, QTimer, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from playground.gui.file_open_events import FileOpenEvents
from playground.gui.notices import Notice
from playground.gui.qt_texts import translate_qt
from playground.gui.session import Session, notice_of_crash
from playground.gui.settings import COLOURS, LANGUAGE, LAST, SCALE, Settings
from playground.gui.theme import theme
from playground.gui.window import Showing, make_window
from playground.language import _, language_asked_for, use_language
from playground.log import begin_session, forget_old_sessions, log_start, watch_exceptions, watch_no_exceptions

log = logging.getLogger(__name__)

_FIRST_LESSON = "lesson:vanishing-gradients"
_SIGNAL_MS = 200

_STARTED_MS = 1500
"""By then the plots are made; nearly everything that lives then lives to the end."""


def main(file: str | None = None) -> int:
    """Opens the window on ``file``: a project, a table, ``lesson:NAME``, or None for where the user was last; returns the exit code."""
    session = Session(begin_session())
    log_start()
    qInstallMessageHandler(_qt_message)
    watch_exceptions()
    settings = Settings()
    if (language := settings.get(LANGUAGE)) and not language_asked_for():
        use_language(language)
    QApplication.setApplicationName("neural-playground")
    QApplication.setApplicationDisplayName("Neural Playground")
    QApplication.setDesktopFileName("neural-playground")
    application = QApplication(sys.argv[:1])
    translate_qt(application)
    handed = FileOpenEvents(application) if sys.platform == "darwin" else None  # it looks at every event
    theme().apply(settings.get(COLOURS), settings.get(SCALE))
    with theme().styled_at_the_end():
        showing = Showing(make_window(settings))
    window = showing.window
    watch_exceptions(_Reporter(showing).happened.emit)
    timer = _listen_to_signals(showing)
    window.show()
    window.keeping.tell_of_trouble()
    if session.crashed():
        window.message_bar.show_notice(notice_of_crash())
    QTimer.singleShot(0, lambda: _open(showing, settings, file, handed))
    QTimer.singleShot(_STARTED_MS, _settle)
    code = application.exec()
    timer.stop()
    watch_no_exceptions()
    session.close()
    return code


def _open(showing: Showing, settings: Settings, file: str | None, handed: FileOpenEvents | None) -> None:
    """Opens what was asked for, or the system has handed over; without that, the file of last time, or the first lesson."""
    window = showing.window
    if handed is not None and handed.hand_to(lambda name: showing.window.files.open_named(name)):
        return
    if file is not None:
        window.files.open_named(file)
        return
    last = settings.get(LAST)
    if last and window.files.open_named(last):
        return
    trouble = window.message_bar.notice
    window.files.open_named(_FIRST_LESSON)
    if last and trouble is not None:
        window.message_bar.show_notice(trouble)  # the lesson is no answer to it


def _settle() -> None:
    """Does what can wait until the window stands: the garbage collector goes on, and old logs are deleted, beside the window.

    What has been made so far is out of the collector's sight, so that it need not go through it each time.
    """
    gc.freeze()
    gc.enable()
    threading.Thread(target=forget_old_sessions, name="log", daemon=True).start()


class _Reporter(QObject):
    """Shows exceptions that no one caught, of whatever thread; the app lives on.

    Signals:
        happened: One of them, in one line. May be emitted on any thread.
    """

    happened = Signal(str)

    def __init__(self, showing: Showing) -> None:
        super().__init__(showing)
        self._showing = showing
        self.happened.connect(self._show)

    def _show(self, reason: str) -> None:
        text = _("Something went wrong in the app ({reason}). Your work is safe; the log says more.")
        self._showing.window.message_bar.show_notice(Notice("error", text.format(reason=reason), key="uncaught", report=True))


def _listen_to_signals(showing: Showing) -> QTimer:
    """SIGTERM and SIGINT close the window as a click would, but ask nothing: the journal keeps what is unsaved."""

    def close(_number: int, _frame: object) -> None:
        showing.window.end()

    signal.signal(signal.SIGTERM, close)
    signal.signal(signal.SIGINT, close)
    timer = QTimer(showing)
    timer.timeout.connect(lambda: None)  # lets Python see the signal
    timer.start(_SIGNAL_MS)
    return timer


def _qt_message(kind: QtMsgType, _context: object, text: str) -> None:
    error = logging.ERROR
    levels = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtCriticalMsg: error, QtMsgType.QtFatalMsg: error}
    logging.getLogger("qt").log(levels.get(kind, logging.INFO), text)
