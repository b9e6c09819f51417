"""What is worked on, apart from the window that shows it: it outlives a window that is made anew in another language."""

from __future__ import annotations

from PySide6.QtCore import QObject

from playground.gui.document import Document
from playground.gui.files import fresh_project
from playground.gui.journal import Journal
from playground.gui.run.controller import Controller
from playground.gui.run.engine_process import EngineProcess
from playground.gui.runs import Runs
from playground.gui.settings import Settings


class Work(QObject):
    """The open document with its journal, the runs, and the controller of the engine that trains them. Main thread only.

    Views connect its signals to methods of their own: Qt cuts those when a view goes. A lambda would live on, and its view with it.

    Attributes:
        settings: What is remembered of the user.
        document: What is open.
        runs: The runs of the session.
        controller: What steers the engine.
        journal: Unsaved work, kept for a crash.
    """

    def __init__(self, settings: Settings | None = None, engine: EngineProcess | None = None) -> None:
        """Makes all but the engine: ``begin`` starts it.

        Args:
            settings: What is remembered; None: the user's own.
            engine: What trains; None: an engine process.
        """
        super().__init__()
        self.settings = settings or Settings()
        self.document = Document(fresh_project(), self)
        self.runs = Runs(self)
        self.controller = Controller(self.document, self.runs, self, engine)
        self.journal = Journal(self.document, parent=self)
        self._begun = False

    def begin(self) -> None:
        """Starts the engine, once."""
        if not self._begun:
            self._begun = True
            self.controller.start()

    def end(self, keep: bool) -> None:
        """Ends the engine; with ``keep`` unsaved work stays in the journal for the next start."""
        self.journal.close(keep=keep)
        self.controller.shutdown()
