"""What is learned from: the dataset, its figures, and how it is prepared. All edits go through the document."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QRectF, QSize, Qt, SignalInstance
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from playground.datasets import DATASETS, TASKS, ColumnInfo, DatasetConfig, DatasetInfo, PreparationConfig
from playground.fields import number_text
from playground.gui.document import Document
from playground.gui.forms import Form
from playground.gui.run.dataset_choice import DatasetChoice
from playground.gui.theme import SMALL, theme
from playground.language import _
from playground.layers import shape_text
from playground.runs.checks import preparation_problem
from playground.runs.project import known_task

_PREVIEW_ROWS = 20
_MOST_HISTOGRAMS = 40


class LoadsData(Protocol):
    """What the panel needs of the controller."""

    dataset_changed: SignalInstance
    progress_changed: SignalInstance

    @property
    def info(self) -> DatasetInfo | None: ...

    @property
    def loading_text(self) -> str: ...

    @property
    def loading_share(self) -> float | None: ...

    def cancel_loading(self) -> None: ...


class SplitBar(QWidget):
    """Training, validation and test as parts of one bar, in proportion."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[int, ...] = (0, 0, 0)
        self.setFixedHeight(8)
        theme().changed.connect(self.update)

    def set_parts(self, parts: tuple[int, ...]) -> None:
        """Samples of each part."""
        self._parts = parts
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        total = sum(self._parts)
        if not total:
            return
        colours = theme().colours
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        left = 0.0
        for count, colour in zip(self._parts, (colours.core, colours.activation, colours.regularisation), strict=True):
            width = self.width() * count / total
            painter.fillRect(QRectF(left, 0, max(width - 1, 0), self.height()), QColor(colour))
            left += width
        painter.end()


class Histogram(QWidget):
    """The distribution of one column, with its name and its range before and after scaling."""

    def __init__(self, column: ColumnInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = column
        self.setMinimumHeight(theme().pixels(58))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(column.name)
        text = _("{name}: mean {mean}, spread {std}, from {least} to {most}; after scaling from {low} to {high}")
        self.setToolTip(
            text.format(
                name=column.name,
                mean=number_text(column.mean),
                std=number_text(column.std),
                least=number_text(column.minimum),
                most=number_text(column.maximum),
                low=number_text(column.scaled_minimum),
                high=number_text(column.scaled_maximum),
            )
        )
        theme().changed.connect(self.update)

    @override
    def sizeHint(self) -> QSize:
        return QSize(100, theme().pixels(58))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours, column = theme().colours, self._column
        font = painter.font()
        font.setPixelSize(theme().pixels(SMALL))
        painter.setFont(font)
        line = theme().pixels(15)
        painter.setPen(QColor(colours.text if column.role == "target" else colours.dim))
        name = painter.fontMetrics().elidedText(column.name, Qt.TextElideMode.ElideRight, self.width() // 2)
        painter.drawText(QRectF(0, 0, self.width() / 2, line), Qt.AlignmentFlag.AlignLeft, name)
        painter.setPen(QColor(colours.dim))
        span = f"{number_text(column.minimum)} … {number_text(column.maximum)}"
        painter.drawText(QRectF(self.width() / 2, 0, self.width() / 2, line), Qt.AlignmentFlag.AlignRight, span)
        most = max(column.counts, default=0)
        if most:
            width = self.width() / len(column.counts)
            space = self.height() - line - 6
            colour = QColor(colours.activation if column.role == "target" else colours.core)
            for index, count in enumerate(column.counts):
                height = space * count / most
                painter.fillRect(QRectF(index * width, self.height() - 4 - height, max(width - 1, 1), height), colour)
        painter.end()


class DataPanel(QScrollArea):
    """The tab "Data"."""

    def __init__(self, document: Document, controller: LoadsData, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_panel")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._document = document
        self._controller = controller
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(12, 12, 12, 12)
        self._column.setSpacing(8)
        self.setWidget(inner)
        self._build_choice()
        self._build_facts()
        self._build_forms()
        self._build_pictures()
        self._column.addStretch(1)
        document.dataset_changed.connect(self._refresh)
        controller.dataset_changed.connect(self._refresh_info)
        controller.progress_changed.connect(self._refresh_loading)
        self._refresh()
        self._refresh_info()
        self._refresh_loading()

    def _label(self, role: str, text: str = "") -> QLabel:
        label = QLabel(text)
        label.setProperty("role", role)
        label.setWordWrap(True)
        self._column.addWidget(label)
        return label

    def _build_choice(self) -> None:
        self._column.addWidget(DatasetChoice(self._document))

    def _build_facts(self) -> None:
        self._loading = QWidget()
        row = QHBoxLayout(self._loading)
        row.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout()
        self._loading_text = QLabel()
        self._loading_text.setProperty("role", "small")
        self._loading_text.setWordWrap(True)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        column.addWidget(self._loading_text)
        column.addWidget(self._progress)
        cancel = QPushButton(_("Cancel"))
        cancel.clicked.connect(self._controller.cancel_loading)
        row.addLayout(column, 1)
        row.addWidget(cancel)
        self._column.addWidget(self._loading)
        self._facts = self._label("dim")
        self._split_bar = SplitBar()
        self._column.addWidget(self._split_bar)
        self._split_text = self._label("small")

    def _build_forms(self) -> None:
        self._own = Form(self._document.project.dataset, skip=("name", "path", "features", "task", "points"), label_width=94)
        self._own.changed.connect(self._dataset_setting)
        self._column.addWidget(self._own)
        self._label("heading", _("Preparation"))
        self._preparation = Form(self._document.project.preparation, label_width=94, check=self._preparation_trouble)
        self._preparation.changed.connect(self._preparation_setting)
        self._column.addWidget(self._preparation)

    def _build_pictures(self) -> None:
        self._notes = self._label("small")
        self._heading = self._label("heading", _("Columns"))
        self._histograms = QVBoxLayout()
        self._histograms.setSpacing(6)
        self._column.addLayout(self._histograms)
        self._rows_heading = self._label("heading", _("First rows"))
        self._table = QTableWidget()
        self._table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._table.verticalHeader().hide()
        self._table.setShowGrid(False)
        self._table.setMinimumHeight(180)
        self._table.setAccessibleName(_("First rows"))
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._column.addWidget(self._table)

    def _dataset_setting(self, name: str, value: object) -> None:
        if value == "":
            value = None
        project = self._document.project
        new: DatasetConfig = replace(project.dataset, **{name: value})  # type: ignore[arg-type]  # the field has checked it
        self._document.change_dataset(new, project.preparation, _("Data setting"), f"dataset.{name}")

    def _preparation_trouble(self, name: str, value: object) -> str:
        project, signature = self._document.project, self._document.signature
        new: PreparationConfig = replace(project.preparation, **{name: value})  # type: ignore[arg-type]  # as above
        return preparation_problem(new, signature.task if signature is not None else known_task(project.dataset)) or ""

    def _preparation_setting(self, name: str, value: object) -> None:
        project = self._document.project
        new = replace(project.preparation, **{name: value})  # type: ignore[arg-type]  # the field has checked it
        self._document.change_dataset(project.dataset, new, _("Preparation"), f"preparation.{name}")

    def _refresh(self) -> None:
        config = self._document.project.dataset
        dataset = DATASETS.get(config.name)
        series = dataset is not None and (config.task or dataset.task) == "forecast"
        made = dataset is not None and dataset.made
        for name, visible in (
            ("samples", made),
            ("noise", made),
            ("seed", made),
            ("context", series),
            ("horizon", series),
            ("target", config.name == "csv"),
        ):
            self._own.set_row_visible(name, visible)
        for name, field_default in (("context", "context"), ("horizon", "horizon")):
            editor = self._own.editor(name)
            if dataset is not None and hasattr(editor, "setPlaceholderText"):
                editor.setPlaceholderText(str(getattr(dataset, field_default)))
        self._own.set_values(config)
        self._preparation.set_row_visible("target_scaling", not series)
        self._preparation.set_values(self._document.project.preparation)

    def _refresh_info(self) -> None:
        info = self._controller.info
        for widget in (self._facts, self._split_bar, self._split_text, self._heading, self._rows_heading, self._table):
            widget.setVisible(info is not None)
        while (item := self._histograms.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if info is None:
            self._notes.hide()
            return
        signature = info.signature
        facts = _("{task} · {rows:,} rows · one sample: {shape}")
        self._facts.setText(
            facts.format(task=_(TASKS[signature.task].label), rows=info.rows, shape=shape_text(signature.input_shape))
        )
        self._split_bar.set_parts((info.train, info.validation, info.test))
        parts = _("training {train:,} · validation {validation:,} · test {test:,}")
        self._split_text.setText(parts.format(train=info.train, validation=info.validation, test=info.test))
        self._notes.setText("\n".join(f"{number}. {note}" for number, note in enumerate(info.notes, 1)))
        self._notes.setVisible(bool(info.notes))
        for column in info.columns[:_MOST_HISTOGRAMS]:
            self._histograms.addWidget(Histogram(column))
        self._fill_table(info)

    def _fill_table(self, info: DatasetInfo) -> None:
        rows = info.head[:_PREVIEW_ROWS]
        columns = [column.name for column in info.columns[:_MOST_HISTOGRAMS]]
        self._table.setRowCount(len(rows))
        self._table.setColumnCount(len(columns))
        self._table.setHorizontalHeaderLabels(columns)
        for number, row in enumerate(rows):
            for place, text in enumerate(row[: len(columns)]):
                self._table.setItem(number, place, QTableWidgetItem(text))

    def _refresh_loading(self) -> None:
        text, share = self._controller.loading_text, self._controller.loading_share
        self._loading.setVisible(bool(text))
        self._loading_text.setText(text)
        self._progress.setRange(0, 0 if share is None else 1000)
        self._progress.setValue(0 if share is None else round(share * 1000))
