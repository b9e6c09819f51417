"""How the network is trained: loss, optimizer, batches, epochs, where the weights start. All edits go through the document."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from playground.datasets import TASKS, PreparationConfig
from playground.fields import settings_of
from playground.gui.choice_box import ChoiceBox
from playground.gui.document import Document
from playground.gui.folded import Folded
from playground.gui.forms import Form
from playground.gui.label import Label, plain_tip
from playground.gui.run.folds_panel import FoldsPanel
from playground.gui.run.rate_panel import RatePanel
from playground.gui.run.rates import Rates
from playground.gui.runs import Runs
from playground.gui.theme import icon, theme
from playground.language import _
from playground.runs.checks import preparation_problem
from playground.runs.config import EarlyStopping, RunConfig
from playground.runs.losses import LOSSES
from playground.runs.named import Named
from playground.runs.optimizers import OPTIMIZERS
from playground.runs.project import known_task
from playground.runs.schedulers import SCHEDULERS


class SteersRuns(Protocol):
    """What the panel needs of the controller."""

    rates: Rates

    def find_learning_rate(self) -> None: ...


def _all_but(*names: str) -> tuple[str, ...]:
    """The settings of a run but these."""
    return tuple(name for name in settings_of(RunConfig) if name not in names)


class SettingsPanel(QScrollArea):
    """The tab "Training". A run keeps the settings it began with, but for the learning rate, which takes effect at once."""

    def __init__(
        self, document: Document, controller: SteersRuns, runs: Runs | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settings_panel")
        self.setAccessibleName(_("Training"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._document = document
        self._controller = controller
        self._runs = runs
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(12, 12, 12, 12)
        self._column.setSpacing(8)
        self.setWidget(self._inner)
        keeps = Label(_("A run keeps its settings, also when it is trained longer; only the learning rate takes effect at once."))
        keeps.setProperty("role", "small")
        keeps.setWordWrap(True)
        self._column.addWidget(keeps)
        self._build_loss()
        self._build_optimizer()
        self._build_training()
        self._build_stopping()
        self._build_seldom()
        self._column.addStretch(1)
        document.training_changed.connect(self._refresh)
        document.dataset_changed.connect(self._refresh)
        document.shapes_changed.connect(self._refresh_losses)
        theme().changed.connect(self._restyle)
        self._restyle()
        self._refresh()

    def _heading(self, text: str) -> None:
        label = Label(text)
        label.setProperty("role", "heading")
        self._column.addSpacing(4)
        self._column.addWidget(label)

    def _choice(self, name: str, accessible: str) -> QComboBox:
        box = ChoiceBox()
        box.setObjectName(name)
        box.setAccessibleName(accessible)
        self._column.addWidget(box)
        return box

    def _build_loss(self) -> None:
        self._heading(_("Loss"))
        self._loss = self._choice("loss_choice", _("Loss"))
        for name, kind in LOSSES.items():
            self._loss.addItem(name, name)
            self._loss.setItemData(self._loss.count() - 1, _(kind.summary), Qt.ItemDataRole.ToolTipRole)
        self._loss.activated.connect(self._loss_chosen)
        self._loss_form: Form | None = None
        self._loss_place = QVBoxLayout()
        self._column.addLayout(self._loss_place)

    def _build_optimizer(self) -> None:
        self._heading(_("Optimizer"))
        self._optimizer = self._choice("optimizer_choice", _("Optimizer"))
        for name, optimizer in OPTIMIZERS.items():
            self._optimizer.addItem(name, name)
            self._optimizer.setItemData(self._optimizer.count() - 1, _(optimizer.summary), Qt.ItemDataRole.ToolTipRole)
        self._optimizer.activated.connect(self._optimizer_chosen)
        self._optimizer_form: Form | None = None
        self._optimizer_place = QVBoxLayout()
        self._column.addLayout(self._optimizer_place)
        self._scheduler = self._choice("scheduler_choice", _("Scheduler"))
        self._scheduler.addItem(_("constant learning rate"), None)
        for name, scheduler in SCHEDULERS.items():
            self._scheduler.addItem(name, name)
            self._scheduler.setItemData(self._scheduler.count() - 1, _(scheduler.summary), Qt.ItemDataRole.ToolTipRole)
        self._scheduler.activated.connect(self._scheduler_chosen)
        self._scheduler_form: Form | None = None
        self._scheduler_place = QVBoxLayout()
        self._column.addLayout(self._scheduler_place)
        controller = self._controller
        self._column.addWidget(RatePanel(self._document, controller.rates, self._runs, controller.find_learning_rate))

    def _build_training(self) -> None:
        self._heading(_("Training"))
        self._form = Form(self._document.project.training, skip=_all_but("batch_size", "epochs", "init"), label_width=94)
        self._form.changed.connect(self._setting_changed)
        self._column.addWidget(self._form)
        skip = ("scaling", "target_scaling", "split", "test", "missing", "seed")
        self._share = Form(self._document.project.preparation, skip=skip, label_width=94, check=self._share_trouble)
        self._share.changed.connect(self._share_changed)
        self._column.addWidget(self._share)
        self._seed = Form(self._document.project.training, skip=_all_but("seed"), label_width=94)
        self._seed.changed.connect(self._setting_changed)
        self._dice = QToolButton()
        self._dice.setToolTip(_("Another seed: other initial weights and batches"))
        self._dice.setAccessibleName(self._dice.toolTip())
        self._dice.clicked.connect(lambda: self._setting_changed("seed", random.randrange(2**16)))  # noqa: S311  # no secret
        row = QHBoxLayout()
        row.addWidget(self._seed, 1)
        row.addWidget(self._dice)
        self._column.addLayout(row)

    def _build_stopping(self) -> None:
        self._stopping = QCheckBox(_("Stop early"))
        self._stopping.setObjectName("early_stopping")
        self._stopping.setToolTip(_("Ends the run when the validation loss no longer falls, and goes back to the best weights."))
        self._stopping.toggled.connect(self._stopping_toggled)
        self._column.addWidget(self._stopping)
        self._stopping_form = Form(EarlyStopping(), label_width=94)
        self._stopping_form.changed.connect(self._stopping_changed)
        self._column.addWidget(self._stopping_form)

    def _build_seldom(self) -> None:
        """What is seldom needed is folded up, but for settings that are in use."""
        self._more = Folded(_("Clipping and L1"), "more_settings")
        self._clip = Form(self._document.project.training, skip=_all_but("clip_grad_norm", "l1"), label_width=94)
        self._clip.changed.connect(self._setting_changed)
        self._more.body.addWidget(self._clip)
        self._folding = Folded(_("Cross-validation"), "folds_section")
        self.folds = FoldsPanel(self._document)
        self._folding.body.addWidget(self.folds)
        for section in (self._more, self._folding):
            self._column.addWidget(section)

    @property
    def _training(self) -> RunConfig:
        return self._document.project.training

    def _loss_chosen(self, index: int) -> None:
        loss = LOSSES[self._loss.itemData(index)]()
        if loss.name != self._training.loss.name:
            self._document.change_training(replace(self._training, loss=loss), _("Loss {name}").format(name=loss.name))

    def _optimizer_chosen(self, index: int) -> None:
        optimizer = OPTIMIZERS[self._optimizer.itemData(index)]()
        if optimizer.name != self._training.optimizer.name:
            text = _("Optimizer {name}").format(name=optimizer.name)
            self._document.change_training(replace(self._training, optimizer=optimizer), text)

    def _scheduler_chosen(self, index: int) -> None:
        name = self._scheduler.itemData(index)
        scheduler = SCHEDULERS[name]() if name else None
        if type(scheduler) is not type(self._training.scheduler):
            self._document.change_training(replace(self._training, scheduler=scheduler), _("Scheduler"))

    def _setting_changed(self, name: str, value: object) -> None:
        new = replace(self._training, **{name: value})  # type: ignore[arg-type]  # the field has checked the value
        self._document.change_training(new, _("Training setting"), f"training.{name}")

    def _share_changed(self, name: str, value: object) -> None:
        project = self._document.project
        new: PreparationConfig = replace(project.preparation, **{name: value})  # type: ignore[arg-type]  # the field has checked it
        self._document.change_dataset(project.dataset, new, _("Validation share"), f"preparation.{name}")

    def _share_trouble(self, name: str, value: object) -> str:
        new: PreparationConfig = replace(self._document.project.preparation, **{name: value})  # type: ignore[arg-type]  # as above
        return preparation_problem(new, self._task()) or ""

    def _part_trouble(self, part: str, name: str, value: object) -> str:
        """Why a setting of the loss, optimizer or scheduler does not go with its others."""
        new: Named = replace(getattr(self._training, part), **{name: value})
        trouble = new.problem()
        return trouble[1] if trouble is not None else ""

    def _part_changed(self, part: str, name: str, value: object) -> None:
        new = replace(getattr(self._training, part), **{name: value})
        text = _("Learning rate") if name == "lr" else _("Training setting")
        self._document.change_training(replace(self._training, **{part: new}), text, f"training.{part}.{name}")

    def _stopping_toggled(self, on: bool) -> None:
        if on != (self._training.early_stopping is not None):
            new = EarlyStopping() if on else None
            self._document.change_training(replace(self._training, early_stopping=new), _("Early stopping"))

    def _stopping_changed(self, name: str, value: object) -> None:
        self._part_changed("early_stopping", name, value)

    def _refresh(self) -> None:
        training = self._training
        self._loss.setCurrentIndex(self._loss.findData(training.loss.name))
        self._loss.setToolTip(_(training.loss.summary))
        self._optimizer.setCurrentIndex(self._optimizer.findData(training.optimizer.name))
        self._optimizer.setToolTip(_(training.optimizer.summary))
        self._scheduler.setCurrentIndex(self._scheduler.findData(training.scheduler.name if training.scheduler else None))
        self._loss_form = self._part_form(self._loss_form, self._loss_place, "loss")
        self._optimizer_form = self._part_form(self._optimizer_form, self._optimizer_place, "optimizer")
        self._scheduler_form = self._part_form(self._scheduler_form, self._scheduler_place, "scheduler")
        for form in (self._form, self._seed, self._clip):
            form.set_values(training)
        self._share.set_values(self._document.project.preparation)
        if training.clip_grad_norm is not None or training.l1:
            self._more.open()
        if training.folds is not None:
            self._folding.open()
        self._stopping.setChecked(training.early_stopping is not None)
        self._stopping_form.setVisible(training.early_stopping is not None)
        if training.early_stopping is not None:
            self._stopping_form.set_values(training.early_stopping)
        self._refresh_losses()

    def _part_form(self, form: Form | None, place: QVBoxLayout, part: str) -> Form | None:
        """The form of the chosen loss, optimizer or scheduler: kept while the choice is the same, else made anew."""
        owner = getattr(self._training, part)
        if form is not None:
            if owner is not None and form.property("owner") == owner.name:
                form.set_values(owner)
                return form
            place.removeWidget(form)
            form.discard()
        if owner is None:
            return None
        made = Form(owner, label_width=94, check=lambda name, value: self._part_trouble(part, name, value))
        made.setProperty("owner", owner.name)
        made.changed.connect(lambda name, value: self._part_changed(part, name, value))
        if "lr" in made.names:
            made.editor("lr").setObjectName("learning_rate")
        place.addWidget(made)
        return made

    def _task(self) -> str:
        signature = self._document.signature
        return signature.task if signature is not None else known_task(self._document.project.dataset)

    def _refresh_losses(self) -> None:
        """Losses that do not suit the task cannot be chosen, and say why."""
        task = self._task()
        model = self._loss.model()
        assert isinstance(model, QStandardItemModel)
        for row, kind in enumerate(LOSSES.values()):
            suits = task in kind.tasks
            item = model.item(row)
            item.setEnabled(suits)
            reason = _("Does not suit the task: {task}.").format(task=_(TASKS[task].label))
            item.setToolTip(_(kind.summary) if suits else plain_tip(reason))

    def _restyle(self) -> None:
        self._dice.setIcon(icon("dice"))
