"""From a table's file to the document: opens the import panel, asks the engine for previews, and takes what the user decides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from playground.datasets import DatasetConfig, PreparationConfig, Signature
from playground.datasets.table_preview import TablePreview
from playground.fields import plain
from playground.gui.document import Document
from playground.gui.files import Files
from playground.gui.run.conversation import Conversation, Question
from playground.gui.run.engine_process import died_over
from playground.language import _
from playground.layers import Linear, ReLU
from playground.network import Network
from playground.places import working_folder
from playground.runs import messages as m
from playground.runs.project import Project
from playground.runs.start_network import with_start

if TYPE_CHECKING:
    from playground.gui.import_panel import ImportPanel

_DEBOUNCE_MS = 60


class Importing(QObject):
    """Lives on the main thread. One import panel at a time.

    Signals:
        opened: A new project on a table is open.
    """

    opened = Signal()

    def __init__(self, document: Document, files: Files, conversation: Conversation, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._files = files
        self._conversation = conversation
        self._window = window
        self.panel: ImportPanel | None = None
        self._question: Question | None = None
        self._again = False
        self._wanted: DatasetConfig | None = None
        self._debounce = QTimer(self)
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(_DEBOUNCE_MS)
        self._debounce.timeout.connect(self._ask)
        files.table_chosen.connect(self.begin)

    def begin(self, path: Path) -> None:
        """Shows the import panel for a file."""
        self._open(DatasetConfig(name="csv", path=str(path.resolve())), again=False)

    def change(self) -> None:
        """Shows the import panel for the table of the document."""
        config = self._document.project.dataset
        if config.name == "csv" and config.path:
            self._open(config, again=True)

    def _open(self, config: DatasetConfig, again: bool) -> None:
        if self.panel is not None:
            self.panel.close()
        self._again = again
        from playground.gui.import_panel import ImportPanel  # not needed for the window to stand

        self.panel = ImportPanel(config, self._window)
        self.panel.preview_wanted.connect(self._want)
        self.panel.used.connect(self._used)
        self.panel.finished.connect(self._closed)
        self.panel.open()
        self._wanted = config
        self._ask()

    def _want(self, config: DatasetConfig) -> None:
        self._wanted = config
        self._debounce.start()

    def _ask(self) -> None:
        if self.panel is not None and self._wanted is not None:
            values = {name: value for name, value in plain(self._wanted).items() if value is not None}
            place = self._document.path
            folder = str(place.parent if place is not None and self._again else working_folder())
            command = m.PreviewTable(dataset=values, folder=folder)
            self._question = self._conversation.ask(
                command, self._previewed, self._refused, self._lost, instead_of=self._question
            )

    def _previewed(self, report: m.TablePreviewed) -> None:
        self._show(report.preview, report.message)

    def _refused(self, message: str) -> None:
        self._show(None, message)

    def _lost(self) -> None:
        """The question that was under way may be what the engine died of: only the user asks it again."""
        if self.panel is not None:
            self.panel.show_preview(None, died_over(Path(self.panel.config.path or "").name))

    def _show(self, preview: TablePreview | None, message: str) -> None:
        if self.panel is not None and not self._debounce.isActive():
            self.panel.show_preview(preview, message)

    def _used(self, config: DatasetConfig, preview: TablePreview) -> None:
        """The panel closes when the table is taken; unsaved work may keep it open."""
        if self._again:
            self._document.change(_project(self._document.project, config, preview), _("Import"))
        elif self._files.use_table(_project(None, config, preview)):
            self.opened.emit()
        else:
            return
        if self.panel is not None:
            self.panel.accept()

    def _closed(self) -> None:
        self._debounce.stop()
        if self._question is not None:
            self._question.drop()
        if self.panel is not None:
            self.panel.deleteLater()
        self.panel = None


def _project(base: Project | None, config: DatasetConfig, preview: TablePreview) -> Project:
    """A project on a table: a fitting start for a new one; else the old one, made fit for what the data are now."""
    if base is None:
        start = PreparationConfig(target_scaling="standard")
        base = Project(Path(config.path or "").stem, config, start, Network((Linear(32), ReLU(), Linear(1))))
    elif base.dataset == config:
        return base
    features = sum(column.role == "feature" for column in preview.columns)
    shapes = ((config.context or 12, 1), (config.horizon or 1,)) if preview.task == "forecast" else ((max(features, 3),), (1,))
    inputs, outputs = shapes
    if preview.task == "multiclass":
        outputs = (preview.classes,)
    signature = Signature(preview.task, inputs, outputs)
    return with_start(Project(base.name, config, base.preparation, base.network, base.training), signature)
