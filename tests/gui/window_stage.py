"""A window on the screen, with an engine that answers when the test lets it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from playground.gui.main_window import MainWindow
from playground.gui.settings import COLOURS, SCALE, Settings
from playground.gui.theme import theme
from playground.gui.window import make_window
from tests.fakes import FakeEngine


@contextmanager
def opened(engine: FakeEngine | None = None, plots: bool = True, scale: float | None = None) -> Iterator[MainWindow]:
    """The window as the app opens it; without its ``plots`` it opens quicker."""
    settings, engine = Settings(), engine or FakeEngine()
    theme().apply(settings.get(COLOURS), settings.get(SCALE) if scale is None else scale)
    window = make_window(settings, engine)  # type: ignore[arg-type]  # same interface
    window.show()
    if plots:
        window.build_plots()
    engine.deliver()
    yield window
    window.end()
    window.deleteLater()
    QApplication.sendPostedEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme().apply("light")
