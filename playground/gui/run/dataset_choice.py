"""Which data, and what is learned from it: the first lines of the tab "Data". All edits go through the document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.datasets import DATASETS, TASKS, DatasetConfig
from playground.datasets.drawn import DRAWN, Point, points_of
from playground.gui.choice_box import ChoiceBox
from playground.gui.document import Document
from playground.gui.label import Label, plain_tip
from playground.gui.run.point_canvas import PointCanvas
from playground.language import _
from playground.runs.checks import declared_signature
from playground.runs.project import known_task
from playground.runs.start_network import with_start


class DatasetChoice(QWidget):
    """The dataset, its summary, the task where there is a choice, and the square where points are drawn by hand."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._table_config: DatasetConfig | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._choice = ChoiceBox()
        self._choice.setObjectName("dataset_choice")
        self._choice.setAccessibleName(_("Dataset"))
        self._choice.setMaxVisibleItems(30)
        self._fill()
        self._choice.activated.connect(self._chosen)
        self._summary = Label()
        self._summary.setProperty("role", "dim")
        self._summary.setWordWrap(True)
        self._task = ChoiceBox()
        self._task.setObjectName("task_choice")
        self._task.setAccessibleName(_("Task"))
        self._task.setToolTip(_("What is learned: a number, a class, or the next values of a series."))
        self._task.activated.connect(self._task_chosen)
        self._canvas = PointCanvas()
        self._canvas.drawn.connect(self._drawn)
        for widget in (self._choice, self._summary, self._task, self._canvas):
            column.addWidget(widget)
        document.dataset_changed.connect(self.refresh)
        self.refresh()

    def _fill(self) -> None:
        """All datasets but tables of the user's own, those that are made apart from those that were measured."""
        made = False
        for name, dataset in DATASETS.items():
            if name == "csv":
                continue
            if dataset.made and not made and self._choice.count():
                self._choice.insertSeparator(self._choice.count())
            made = dataset.made
            self._choice.addItem(_(dataset.label), name)
            self._choice.setItemData(self._choice.count() - 1, _(dataset.summary), Qt.ItemDataRole.ToolTipRole)

    def refresh(self) -> None:
        """Shows the dataset of the document."""
        config = self._document.project.dataset
        dataset = DATASETS.get(config.name)
        if config.name == "csv":
            self._table_config = config
        index = self._choice.findData(config.name)
        if index < 0:
            self._choice.addItem(_file_name(config), config.name)
            index = self._choice.count() - 1
        elif config.name == "csv":
            self._choice.setItemText(index, _file_name(config))
        if config.path:
            self._choice.setItemData(index, plain_tip(config.path), Qt.ItemDataRole.ToolTipRole)
        self._choice.setCurrentIndex(index)
        self._summary.setText(_(dataset.summary) if dataset is not None else "")
        self._canvas.setVisible(config.name == DRAWN.name)
        self._canvas.set_points(points_of(config))
        self._refresh_task(config)

    def _refresh_task(self, config: DatasetConfig) -> None:
        dataset = DATASETS.get(config.name)
        tasks = dataset.tasks(config) if dataset is not None else ()
        self._task.clear()
        for task in tasks:
            self._task.addItem(_("Task: {task}").format(task=_(TASKS[task].label)), task)
        self._task.setCurrentIndex(max(self._task.findData(config.task or (tasks[0] if tasks else "")), 0))
        self._task.setVisible(len(tasks) > 1)

    def _chosen(self, index: int) -> None:
        name = self._choice.itemData(index)
        if name is None or name == self._document.project.dataset.name:
            return
        dataset = self._table_config if name == "csv" and self._table_config is not None else DatasetConfig(name=name)
        self._take(dataset, _("Dataset {name}").format(name=_(DATASETS[name].label)))

    def _task_chosen(self, index: int) -> None:
        config = self._document.project.dataset
        task = self._task.itemData(index)
        if task != known_task(config):
            self._take(replace(config, task=task), _("Task"))

    def _drawn(self, points: tuple[Point, ...]) -> None:
        project = self._document.project
        self._take(replace(project.dataset, points=points), _("Draw points"))

    def _take(self, dataset: DatasetConfig, text: str) -> None:
        """The project with other data, made ready for them, as one step that can be undone."""
        new = replace(self._document.project, dataset=dataset)
        signature = declared_signature(dataset)
        if signature is not None:
            new = with_start(new, signature)
        elif known_task(dataset) == "forecast":
            new = replace(new, preparation=replace(new.preparation, split="time"))
        self._document.change(new, text)


def _file_name(config: DatasetConfig) -> str:
    """The name of a table without its folders, which would be cut off anyway."""
    return Path(config.path).name if config.path else "CSV"
