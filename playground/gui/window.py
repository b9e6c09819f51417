"""Makes the window with its menus, and makes it anew in another language around the same work.

Widgets take their texts when they are made. So the honest way to another language is a new window: what is worked on (``Work``) goes from
the old one to it, a run that trains goes on meanwhile, and the old one is gone.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer

from playground.gui.handover import hand_over, retell
from playground.gui.main_window import MainWindow
from playground.gui.menus import Menus
from playground.gui.qt_texts import translate_qt
from playground.gui.retelling import Retelling
from playground.gui.run.engine_process import EngineProcess
from playground.gui.settings import Settings
from playground.gui.work import Work
from playground.language import current_language, use_language

_GONE_MS = 100
"""By then the old window is deleted."""


def make_window(settings: Settings | None = None, engine: EngineProcess | None = None) -> MainWindow:
    """The main window, ready to be shown; its engine starts.

    Args:
        settings: What is remembered; None: the user's own.
        engine: What trains; None: an engine process.
    """
    return _made(Work(settings, engine))


def _made(work: Work) -> MainWindow:
    window = MainWindow(work)
    window.set_menu(Menus(window).root)
    return window


class Showing(QObject):
    """Whatever window shows the work now. Main thread only.

    Attributes:
        window: It; another one after the language was changed.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.window = window
        self._listen()

    def _listen(self) -> None:
        """The menu in which a language is chosen closes before its window goes."""
        self.window.language_chosen.connect(self.speak, Qt.ConnectionType.QueuedConnection)

    def speak(self, code: str) -> None:
        """Shows the same work in another language."""
        before, old = current_language(), self.window
        if use_language(code) == before:
            return
        application = QCoreApplication.instance()
        assert application is not None
        translate_qt(application)
        old.remember()
        retelling = Retelling(before, current_language())
        old.controller.speak(current_language())
        retell(old.work, retelling)
        self.window = _made(old.work)
        hand_over(old, self.window, retelling)
        self._listen()
        self.window.show()
        old.hide()
        old.deleteLater()
        QTimer.singleShot(_GONE_MS, self, _collect)


def _collect() -> None:
    """What is left of the old window goes, even if the collector had been told that it stays to the end."""
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
        gc.freeze()
