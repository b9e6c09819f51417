"""Makes the window with its menus."""

from __future__ import annotations

from playground.gui.main_window import MainWindow
from playground.gui.menus import Menus
from playground.gui.run.engine_process import EngineProcess
from playground.gui.settings import Settings


def make_window(settings: Settings | None = None, engine: EngineProcess | None = None) -> MainWindow:
    """The main window, ready to be shown; its engine starts.

    Args:
        settings: What is remembered; None: the user's own.
        engine: What trains; None: an engine process.
    """
    window = MainWindow(settings, engine)
    window.set_menu(Menus(window).root)
    return window
