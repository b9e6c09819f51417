"""The toolbar: nothing in it moves, nothing is cut, and every button says what a press will do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from playground.gui.choice_box import ChoiceBox
from playground.gui.run.places import ONE_ROW, TWO_ROWS, StillButton, arranged
from playground.gui.run.progress_place import ProgressText
from playground.gui.run.toolbar import Toolbar
from playground.gui.theme import theme
from playground.layers import ReLU, Sigmoid
from playground.runs import messages as m
from tests.gui.run.stage import Stage

NAMES = (
    *("train_button", "epochs_to_train", "pause_button", "step_button", "stop_button", "reset_button", "anew_button"),
    *("compare_button", "device_choice"),
)


def end(stage: Stage, reason: m.EndReason = "finished") -> None:
    stage.engine.end(reason)
    stage.engine.deliver()


def compare(stage: Stage) -> None:
    stage.controller.compare(Sigmoid(), ReLU())
    stage.engine.deliver()


LIFE: dict[str, Callable[[Stage], object]] = {
    "the engine starts": lambda stage: stage.controller.start(),
    "a run waits for it": lambda stage: stage.controller.train(),
    "it begins": lambda stage: stage.engine.deliver(),
    "it trains": lambda stage: (stage.engine.advance(12), stage.engine.deliver()),
    "it is paused": lambda stage: (stage.controller.pause(), stage.engine.deliver()),
    "it goes on": lambda stage: (stage.controller.train(), stage.engine.deliver()),
    "it is over": lambda stage: end(stage, "early_stopping"),
    "many more epochs are wanted": lambda stage: stage.document.change_training(
        replace(stage.document.project.training, epochs=100_000), "edit"
    ),
    "it trains longer": lambda stage: (
        stage.controller.train(),
        stage.engine.deliver(),
        stage.engine.advance(),
        stage.engine.deliver(),
    ),
    "it is stopped": lambda stage: (stage.controller.stop(), stage.engine.deliver()),
    "the weights are reset": lambda stage: stage.controller.reset_weights(),
    "two are compared": compare,
    "the engine dies": lambda stage: stage.engine.die(),
    "it dies again and again": lambda stage: [stage.engine.die() for _time in range(3)],
}


class Bar:
    """A toolbar on the screen, of a stage."""

    def __init__(self, stage: Stage, width: int) -> None:
        self.toolbar = Toolbar(stage.document, stage.controller, stage.runs)
        menu = QToolButton()
        menu.setProperty("role", "quiet")
        self.toolbar.lead_with(menu)
        self.holder = QWidget()
        self.toolbar.setParent(self.holder)
        self.holder.resize(width, 100)
        self.toolbar.setGeometry(self.holder.rect())
        self.holder.show()

    def find(self, name: str) -> QWidget:
        found = self.toolbar.findChild(QWidget, name)
        assert isinstance(found, QWidget)
        return found

    def button(self, name: str) -> StillButton:
        found = self.find(name)
        assert isinstance(found, StillButton)
        return found

    def geometry(self) -> dict[str, QRect]:
        layout = self.toolbar.layout()
        assert layout is not None
        layout.activate()
        return {name: QRect(self.find(name).mapTo(self.toolbar, QPoint(0, 0)), self.find(name).size()) for name in NAMES}

    def cut(self) -> list[str]:
        """What does not fit into its place, lies over another, or is outside of the bar."""
        places = self.geometry()
        found = [name for name, place in places.items() if not self.toolbar.rect().contains(place)]
        found += [f"{one} over {two}" for one in NAMES for two in NAMES if one < two and places[one].intersects(places[two])]
        for button in self.toolbar.findChildren(StillButton):
            if button.width() < (QPushButton.sizeHint(button).width() if button.text() else button.iconSize().width() + 12):
                found.append(button.objectName())
        device, line, text = self.find("device_choice"), self.find("epochs_to_train"), self.find("progress_text")
        assert isinstance(device, ChoiceBox)
        assert isinstance(line, QLineEdit)
        assert isinstance(text, ProgressText)
        if device.fontMetrics().horizontalAdvance(device.closed_text) + 40 > device.width():
            found.append("device")
        if line.fontMetrics().horizontalAdvance(line.text()) + 20 > line.width():
            found.append("epochs")
        if not text.fits(text.shown):
            found.append(f"progress: {text.shown}")
        return found


@pytest.fixture
def at_size() -> Iterator[Callable[[float], None]]:
    yield lambda scale: theme().apply("light", scale)
    theme().apply("light", 1.0)


@pytest.mark.parametrize(("width", "scale"), [(1024, 1.0), (1280, 1.0), (2560, 1.0), (1280, 1.5), (1024, 1.5), (1280, 2.0)])
def test_nothing_moves_and_nothing_is_cut(
    qtbot: QtBot, language: str, at_size: Callable[[float], None], width: int, scale: float
) -> None:
    at_size(scale)
    stage = Stage()
    bar = Bar(stage, width)
    first = bar.geometry()
    moved, cut = [], []
    for what, happens in LIFE.items():
        happens(stage)
        for title in ("a", "A very long title of a project that nobody could ever read in a toolbar as narrow as this one"):
            stage.document.change(replace(stage.document.project, name=title), "edit")
            moved += [f"{what}, {name}" for name, place in bar.geometry().items() if place != first[name]]
            cut += [f"{what}, {name}" for name in bar.cut()]
    assert not moved
    assert not cut


def test_at_1280_the_buttons_have_words(qtbot: QtBot, language: str) -> None:
    bar = Bar(Stage().ready(), 1280)
    for name in ("train_button", "step_button", "reset_button", "anew_button", "compare_button"):
        assert bar.button(name).text(), name
    assert len(arranged({name: [10] for name in ONE_ROW[0]}, 1280, 8).rows) == 1


def test_at_1024_the_device_still_says_what_it_is(qtbot: QtBot) -> None:
    bar = Bar(Stage().ready(), 1024)
    box = bar.find("device_choice")
    assert isinstance(box, ChoiceBox)
    assert box.closed_text == "Device: CPU"


def test_progress_breaks_its_lines_between_its_parts(qtbot: QtBot) -> None:
    text = ProgressText()
    qtbot.addWidget(text)
    text.setText("finished after 60 epochs · 4.7 s")
    text.resize(text.fontMetrics().horizontalAdvance("finished after 60 epochs · 4"), 60)
    assert text.shown.replace("\N{NO-BREAK SPACE}", " ") == "finished after 60 epochs\n4.7 s"
    text.lines = 1
    text.setText("epoch 3 of 9 · 0.1 ms a step · 2 s left")
    assert text.shown.replace("\N{NO-BREAK SPACE}", " ") == "epoch 3 of 9 · 2 s left"


def test_where_nothing_fits_there_are_two_rows_of_the_shortest() -> None:
    found = arranged({name: [300, 200, 100] for name in ONE_ROW[0]}, 500, 8)
    assert found.rows == TWO_ROWS
    assert found.forms["compare"] == 2


class TestWhatAPressWillDo:
    def test_train(self, stage: Stage) -> None:
        bar = Bar(stage.ready(), 1280)
        train = bar.button("train_button")
        stage.document.change_training(replace(stage.document.project.training, epochs=30), "edit")
        assert train.text() == "Train"
        assert "a new run from the initial weights: 30 epochs" in train.toolTip()
        assert not bar.button("stop_button").isEnabled()
        stage.controller.train()
        stage.engine.deliver()
        stage.engine.advance(30)
        stage.engine.deliver()
        assert not train.isEnabled()
        end(stage)
        (record,) = stage.runs.records
        assert train.text() == "Train more"
        assert f"{record.title} from epoch 30: 30 epochs more" in train.toolTip()
        optimizer = replace(stage.document.project.training.optimizer, lr=0.25)
        stage.document.change_training(replace(stage.document.project.training, optimizer=optimizer), "edit")
        assert "with learning rate 0.25" in train.toolTip()
        stage.document.change_network(stage.document.network.with_activations(ReLU()), "edit")
        assert train.text() == "Train"
        stage.document.undo_stack.undo()
        train.click()
        stage.engine.deliver()
        stage.controller.pause()
        stage.engine.deliver()
        assert train.text() == "Go on"
        assert train.accessibleName() == "Go on"
        stage.controller.stop()
        stage.engine.deliver()
        assert train.text() == "Train more"
        bar.button("reset_button").click()
        assert train.text() == "Train"

    def test_the_number_of_epochs_is_that_of_the_project(self, stage: Stage) -> None:
        bar = Bar(stage.ready(), 1280)
        line = bar.find("epochs_to_train")
        assert isinstance(line, QLineEdit)
        assert line.text() == str(stage.document.project.training.epochs)
        line.setText("12")
        line.textEdited.emit("12")
        assert stage.document.project.training.epochs == 12
        assert "12 epochs" in bar.button("train_button").toolTip()
        line.setText("none")
        line.textEdited.emit("none")
        assert stage.document.project.training.epochs == 12
        assert line.property("bad")

    def test_a_training_cannot_be_reset_or_begun_anew_by_a_slip(self, stage: Stage) -> None:
        bar = Bar(stage.training(), 1280)
        for name in ("reset_button", "anew_button", "compare_button"):
            assert not bar.find(name).isEnabled(), name
        stage.controller.pause()
        stage.engine.deliver()
        assert bar.find("reset_button").isEnabled()


def test_the_device_says_that_it_is_one(stage: Stage) -> None:
    bar = Bar(stage, 1280)
    box = bar.find("device_choice")
    assert isinstance(box, ChoiceBox)
    stage.ready()
    assert box.closed_text == "Device: CPU"
    assert "measured" in box.toolTip()
    assert [box.itemText(row) for row in range(box.count())] == ["fastest (CPU)", "CPU"]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert stage.document.project.training.device == "cpu"


def test_what_was_typed_and_is_no_number_gives_way_to_what_is_trained(qtbot: QtBot) -> None:
    stage = Stage().ready()
    bar = Bar(stage, 1280)
    line = bar.find("epochs_to_train")
    assert isinstance(line, QLineEdit)
    for text in ("12", "12abc"):
        line.setText(text)
        line.textEdited.emit(text)
    stage.controller.train()
    stage.engine.deliver()
    assert line.text() == str(stage.document.project.training.epochs) == "12"
