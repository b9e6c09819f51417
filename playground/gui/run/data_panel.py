"""What is learned from: the dataset, its figures, and how it is prepared. All edits go through the document."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from playground.datasets import DATASETS, TASKS, DatasetConfig, DatasetInfo, PreparationConfig
from playground.fields import number_text
from playground.gui.document import Document
from playground.gui.forms import Form
from playground.gui.label import Label
from playground.gui.run.dataset_choice import DatasetChoice
from playground.gui.run.step_list import StepList
from playground.gui.run.under_way import RUNNING, State
from playground.gui.split_bar import SplitBar
from playground.language import _
from playground.layers import shape_text
from playground.runs.checks import preparation_problem
from playground.runs.project import known_task

_IMPORTED = ("name", "path", "features", "task", "points", "time", "types", "encoding", "separator", "decimal", "header", "sheet")
"""Settings that the import panel is for."""


class LoadsData(Protocol):
    """What the panel needs of the controller."""

    state_changed: SignalInstance
    dataset_changed: SignalInstance
    progress_changed: SignalInstance

    @property
    def state(self) -> State: ...

    @property
    def info(self) -> DatasetInfo | None: ...

    @property
    def loading_text(self) -> str: ...

    @property
    def loading_share(self) -> float | None: ...

    def cancel_loading(self) -> None: ...


class DataPanel(QScrollArea):
    """The tab "Data".

    Signals:
        look_requested: The user wants to see the data.
        import_wanted: The user wants to see again how the table is read.
        table_wanted: The user wants to learn from a table of their own.
    """

    look_requested = Signal()
    import_wanted = Signal()
    table_wanted = Signal()

    def __init__(self, document: Document, controller: LoadsData, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_panel")
        self.setAccessibleName(_("Data"))
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
        self._running = self._label("small", _("A run keeps the data it began with; what you change here is for the next one."))
        self._build_choice()
        self._build_facts()
        self._build_forms()
        self._steps_of: DatasetConfig | None = None  # the data whose steps are shown: they stay while a switch is followed
        self._steps = StepList()
        self._steps.switched.connect(self._step_switched)
        self._column.addWidget(self._steps)
        self._column.addStretch(1)
        document.dataset_changed.connect(self._refresh)
        controller.dataset_changed.connect(self._refresh_info)
        controller.progress_changed.connect(self._refresh_loading)
        controller.state_changed.connect(self._refresh_state)
        self._refresh_state()
        self._refresh()
        self._refresh_info()
        self._refresh_loading()

    def _label(self, role: str, text: str = "") -> Label:
        label = Label(text)
        label.setProperty("role", role)
        label.setWordWrap(True)
        self._column.addWidget(label)
        return label

    def _build_choice(self) -> None:
        self._column.addWidget(DatasetChoice(self._document))
        own = QPushButton(_("Open my table …"))
        own.setObjectName("open_table")
        own.clicked.connect(self.table_wanted)
        self._column.addWidget(own)
        self._import = QPushButton(_("Change import …"))
        self._import.setObjectName("change_import")
        self._import.clicked.connect(self.import_wanted)
        self._column.addWidget(self._import)

    def _build_facts(self) -> None:
        self._loading = QWidget()
        row = QHBoxLayout(self._loading)
        row.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout()
        self._loading_text = Label()
        self._loading_text.setProperty("role", "small")
        self._loading_text.setWordWrap(True)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        column.addWidget(self._loading_text)
        column.addWidget(self._progress)
        cancel = QPushButton(_("Cancel"))
        cancel.setObjectName("cancel_loading")
        cancel.clicked.connect(self._controller.cancel_loading)
        row.addLayout(column, 1)
        row.addWidget(cancel)
        self._column.addWidget(self._loading)
        self._facts = self._label("dim")
        self._split_bar = SplitBar()
        self._column.addWidget(self._split_bar)
        self._split_text = self._label("small")
        look = QPushButton(_("Look at the data"))
        look.setObjectName("look_button")
        look.clicked.connect(self.look_requested)
        self._column.addWidget(look)

    def _build_forms(self) -> None:
        self._own = Form(self._document.project.dataset, skip=_IMPORTED, label_width=94)
        self._own.changed.connect(self._dataset_setting)
        self._column.addWidget(self._own)
        self._label("heading", _("Preparation"))
        self._preparation = Form(self._document.project.preparation, label_width=94, check=self._preparation_trouble)
        self._preparation.changed.connect(self._preparation_setting)
        self._column.addWidget(self._preparation)

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

    def _step_switched(self, key: str, on: bool) -> None:
        project = self._document.project
        steps = {**dict(project.preparation.steps), key: on}
        new = replace(project.preparation, steps=tuple(sorted(steps.items())))
        self._document.change_dataset(project.dataset, new, _("Step of the preparation"))

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
        for name in ("context", "horizon", "samples", "noise"):  # what is used where the field is empty
            editor, usual = self._own.editor(name), getattr(dataset, name, None)
            if isinstance(editor, QLineEdit):
                editor.setPlaceholderText("" if usual is None else number_text(usual))
        self._own.set_values(config)
        self._import.setVisible(config.name == "csv")
        self._preparation.set_row_visible("missing", config.name == "csv" and not series)
        self._preparation.set_row_visible("target_scaling", not series)
        self._preparation.set_values(self._document.project.preparation)

    def _refresh_info(self) -> None:
        info = self._controller.info
        for widget in (self._facts, self._split_bar, self._split_text):
            widget.setVisible(info is not None)
        if info is None:
            if self._steps_of != self._document.project.dataset:
                self._steps.show_steps(())
            return
        signature = info.signature
        facts = _("{task} · {rows:,} rows · one sample: {shape}")
        self._facts.setText(
            facts.format(task=_(TASKS[signature.task].label), rows=info.rows, shape=shape_text(signature.input_shape))
        )
        self._split_bar.set_parts((info.train, info.validation, info.test))
        parts = _("training {train:,} · validation {validation:,} · test {test:,}")
        self._split_text.setText(parts.format(train=info.train, validation=info.validation, test=info.test))
        self._steps_of = self._document.project.dataset
        self._steps.show_steps(info.steps)

    def _refresh_state(self) -> None:
        self._running.setVisible(self._controller.state in RUNNING)

    def _refresh_loading(self) -> None:
        text, share = self._controller.loading_text, self._controller.loading_share
        self._loading.setVisible(bool(text))
        self._loading_text.setText(text)
        self._progress.setRange(0, 0 if share is None else 1000)
        self._progress.setValue(0 if share is None else round(share * 1000))
