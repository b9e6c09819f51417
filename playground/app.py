"""Builds the window: the application, its language and look, the log, and what to open. Starts the engine beside it."""

from __future__ import annotations

import faulthandler
import gc
import logging
import logging.handlers
import signal
import sys
from types import TracebackType

from PySide6.QtCore import QSettings, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from playground.gui.main_window import MainWindow
from playground.gui.notices import Notice
from playground.gui.theme import theme
from playground.language import _, language_asked_for, use_language
from playground.places import settings_folder, state_folder

log = logging.getLogger(__name__)

_FIRST_LESSON = "lesson:vanishing-gradients"
_SIGNAL_MS = 200

_STARTED_MS = 1500
"""By then the plots are made; nearly everything that lives then lives to the end."""


def main(file: str | None = None) -> int:
    """Opens the window on ``file``: a project, a table, ``lesson:NAME``, or None for where the user was last; returns the exit code."""
    _start_log()
    settings = QSettings(str(settings_folder() / "settings.ini"), QSettings.Format.IniFormat)
    language = settings.value("language")
    if isinstance(language, str) and not language_asked_for():
        use_language(language)
    QApplication.setApplicationName("neural-playground")
    QApplication.setApplicationDisplayName("Neural Playground")
    QApplication.setDesktopFileName("neural-playground")
    application = QApplication(sys.argv[:1])
    theme().apply(str(settings.value("colours", "system")), _number(settings.value("scale"), 1.0))
    window = MainWindow(settings)
    sys.excepthook = _Reporter(window)
    timer = _listen_to_signals(window)
    window.show()
    QTimer.singleShot(0, lambda: _open(window, settings, file))
    QTimer.singleShot(_STARTED_MS, _collect_from_now)
    code = application.exec()
    timer.stop()
    sys.excepthook = sys.__excepthook__
    return code


def _open(window: MainWindow, settings: QSettings, file: str | None) -> None:
    """Opens what was asked for; without that, the file of last time, or the first lesson."""
    if file is not None:
        window.files.open_named(file)
        return
    last = settings.value("last")
    if not (isinstance(last, str) and last and window.files.open_named(last)):
        window.files.open_named(_FIRST_LESSON)


def _collect_from_now() -> None:
    """Puts Python's garbage collector on. What has been made so far is out of its sight, so that it need not go through it each time."""
    gc.freeze()
    gc.enable()


class _Reporter:
    """Takes exceptions that no one caught: they are logged and shown, and the app lives on."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.error("uncaught", exc_info=(kind, error, trace))
        text = _("Something went wrong in the app ({reason}). Your work is safe; the log says more.")
        self._window.message_bar.show_notice(Notice("error", text.format(reason=f"{kind.__name__}: {error}"), key="uncaught"))


def _listen_to_signals(window: MainWindow) -> QTimer:
    """SIGTERM and SIGINT close the window as a click would, but ask nothing: the journal keeps what is unsaved."""

    def close(_number: int, _frame: object) -> None:
        window.end()

    signal.signal(signal.SIGTERM, close)
    signal.signal(signal.SIGINT, close)
    timer = QTimer(window)
    timer.timeout.connect(lambda: None)  # lets Python see the signal
    timer.start(_SIGNAL_MS)
    return timer


def _start_log() -> None:
    """A rotating log in the state folder; Qt's messages go there too."""
    faulthandler.enable()
    folder = state_folder() / "logs"
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    handlers[0].setLevel(logging.WARNING)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handlers.append(
            logging.handlers.RotatingFileHandler(folder / "playground.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8")
        )
    except OSError as error:
        print(f"playground: no log is kept: {error}", file=sys.stderr)  # noqa: T201  # there is no log to say it in
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", handlers=handlers)
    qInstallMessageHandler(_qt_message)


def _qt_message(kind: QtMsgType, _context: object, text: str) -> None:
    levels = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO}
    logging.getLogger("qt").log(levels.get(kind, logging.INFO), text)


def _number(value: object, default: float) -> float:
    try:
        return float(str(value)) if value is not None else default
    except ValueError:
        return default
