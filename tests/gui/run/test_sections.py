from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QScrollArea, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from playground.datasets import DATASETS, DatasetConfig
from playground.gui.class_colours import class_colours
from playground.gui.folded import Folded
from playground.gui.highlight import point_at
from playground.gui.run.data_panel import DataPanel
from playground.gui.run.point_canvas import Square
from playground.gui.run.settings_panel import SettingsPanel
from playground.gui.theme import theme
from playground.language import use_language
from playground.runs.config import RunConfig
from playground.runs.messages import LearningRateTest
from tests.gui.stage import Controller, document

NARROW = 256
"""Pixels that the column on the left has at first."""


@pytest.fixture(params=["en", "ko"])
def language(request: pytest.FixtureRequest) -> object:
    use_language(request.param)
    yield request.param
    use_language("en")


def needed(panel: QScrollArea) -> int:
    inner = panel.widget()
    assert inner is not None
    return inner.minimumSizeHint().width()


@pytest.mark.parametrize("name", DATASETS)
def test_the_data_of_every_kind_fit_into_the_column(qtbot: QtBot, language: str, name: str) -> None:
    theme().apply("light")
    doc = document()
    panel = DataPanel(doc, Controller())
    qtbot.addWidget(panel)
    panel.resize(NARROW, 700)
    panel.show()
    doc.change(replace(doc.project, dataset=DatasetConfig(name, path="a.csv" if name == "csv" else None)), "")
    assert needed(panel) <= NARROW - 12, "there is no way to scroll sideways"


def test_what_is_used_where_nothing_is_typed_stands_in_the_field(qtbot: QtBot) -> None:
    doc = document()
    panel = DataPanel(doc, Controller())
    qtbot.addWidget(panel)
    doc.change(replace(doc.project, dataset=DatasetConfig("moons")), "")
    moons = DATASETS["moons"]
    for name in ("samples", "noise"):
        field = panel.findChild(QLineEdit, name)
        assert field is not None
        assert float(field.placeholderText()) == getattr(moons, name)


def test_drawn_points_have_the_colours_of_the_decision_surface(qtbot: QtBot) -> None:
    square = Square()
    qtbot.addWidget(square)
    square.points = [(0.0, 0.0, 0), (0.5, 0.5, 2)]
    shades = square.shades()
    assert [shades[0], shades[2]] == class_colours(2)
    assert len({shade.name() for shade in shades}) == len(shades)
    square.points.append((0.1, 0.1, 1))
    assert square.shades()[:3] == class_colours(3)


@pytest.fixture
def panel(qtbot: QtBot) -> SettingsPanel:
    theme().apply("light")
    made = SettingsPanel(document(), Controller())
    qtbot.addWidget(made)
    made.resize(NARROW, 700)
    made.show()
    return made


def test_the_training_tab_fits_on_the_screen(panel: SettingsPanel) -> None:
    inner = panel.widget()
    assert inner is not None
    assert inner.sizeHint().height() <= 700
    assert needed(panel) <= NARROW - 12


def test_a_proposed_learning_rate_does_not_widen_the_tab(qtbot: QtBot, language: str) -> None:
    theme().apply("light")
    controller = Controller()
    made = SettingsPanel(document(), controller)
    qtbot.addWidget(made)
    rates = np.geomspace(1e-6, 1, 20)
    controller.rates.test = LearningRateTest(rates=rates, losses=np.ones(20), proposed=0.00123, done=True)
    controller.rates.test_changed.emit()
    assert not made.findChildren(QWidget, "use_learning_rate")[0].isHidden()
    assert needed(made) <= NARROW - 12


def test_during_a_run_the_data_say_for_whom_a_change_is(qtbot: QtBot) -> None:
    controller = Controller()
    panel = DataPanel(document(), controller)
    qtbot.addWidget(panel)
    assert panel._running.isHidden()
    controller.state = "training"
    controller.state_changed.emit()
    assert not panel._running.isHidden()


def test_a_section_unfolds_by_its_heading_and_when_something_in_it_is_pointed_at(panel: SettingsPanel, qtbot: QtBot) -> None:
    clip, l1 = (panel.findChild(QWidget, name) for name in ("clip_grad_norm", "l1"))
    heading = panel.findChild(QToolButton, "more_settings")
    assert clip is not None
    assert l1 is not None
    assert heading is not None
    assert not clip.isVisible()
    heading.click()
    assert clip.isVisible()
    heading.click()
    assert not clip.isVisible()
    point_at(l1)
    assert l1.isVisible()


def test_settings_in_use_are_never_folded_away(qtbot: QtBot) -> None:
    doc = document()
    panel = SettingsPanel(doc, Controller())
    qtbot.addWidget(panel)
    sections = panel.findChildren(Folded)
    assert not any(section.is_open for section in sections)
    doc.change_training(replace(RunConfig(), l1=0.01), "")
    assert [section.is_open for section in sections].count(True) == 1


def test_a_table_is_called_by_its_file_without_the_folders(qtbot: QtBot) -> None:
    doc = document()
    panel = DataPanel(doc, Controller())
    qtbot.addWidget(panel)
    doc.change(replace(doc.project, dataset=DatasetConfig("csv", path="/a/long/way/sales.csv")), "")
    box = panel.findChild(QComboBox, "dataset_choice")
    assert box is not None
    assert box.currentText() == "sales.csv"
    assert box.currentData(Qt.ItemDataRole.ToolTipRole) == "/a/long/way/sales.csv"
