"""The finding strip: always there, over every shown run, the gravest first, with its repairs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from playground.gui.main_window import MainWindow
from playground.gui.runs import RunRecord, Runs
from playground.layers import ReLU
from playground.runs.folds import fold_project
from playground.runs.project import Project
from tests.fakes import FakeEngine
from tests.gui.stage import begin, end, found, progress


@pytest.fixture
def lesson(window: MainWindow) -> MainWindow:
    assert window.files.open_named("lesson:vanishing-gradients")
    return window


def run(window: MainWindow, project: Project, first: float, name: str) -> RunRecord:
    """A run of thirty epochs that is over, with gradients that rise to 0.1 at the last layer."""
    record = begin(window.runs, project, name)
    layers = len(record.started.layers)
    loss = np.linspace(1, 0.5, 30)
    record.history.append(progress(record, 1, np.tile(np.logspace(np.log10(first), -1, layers), (30, 1)), loss, loss))
    window.runs.change(record, lambda changed: end(changed))
    window.findings.look()
    return record


def said(window: MainWindow) -> str:
    strip = window.finding_strip
    return " | ".join(label.text() for label in strip.findChildren(QLabel) if label.isVisible() and label.text())


def test_it_says_what_to_press_before_anything_was_trained(lesson: MainWindow) -> None:
    assert "Press Train" in said(lesson)


def test_it_says_what_is_waited_for(lesson: MainWindow, engine: FakeEngine) -> None:
    engine.die()
    lesson.controller.train()
    assert lesson.controller.waiting
    assert said(lesson).startswith("Begins as soon as")


def test_it_names_the_run_and_says_it_in_plain_words(lesson: MainWindow) -> None:
    run(lesson, lesson.document.project, 1e-7, "Sigmoid run")
    text = said(lesson)
    assert "Vanishing gradient · " in text
    assert "Layer 1 gets a millionth of what layer " in text
    assert "1e-7" in found(lesson.finding_strip, QLabel, "finding_text").accessibleDescription()


def test_it_covers_every_run_that_is_shown(lesson: MainWindow) -> None:
    project = lesson.document.project
    sick = run(lesson, project, 1e-7, "a")
    run(lesson, replace(project, network=project.network.with_activations(ReLU())), 1e-2, "b")
    assert "Vanishing gradient" in said(lesson)
    lesson.runs.change(sick, lambda changed: setattr(changed, "shown", False))
    lesson.findings.look()
    assert "Nothing to worry about" in said(lesson)


def test_if_the_open_network_is_well_that_is_said_before_what_others_have(lesson: MainWindow) -> None:
    project = lesson.document.project
    run(lesson, project, 1e-7, "a")
    better = replace(project, network=project.network.with_activations(ReLU()))
    lesson.document.change(better, "edit")
    lesson.findings.look()
    assert said(lesson).startswith("Vanishing gradient · a")  # nothing was trained that would be better
    run(lesson, better, 1e-2, "b")
    assert said(lesson).startswith("b | Nothing to worry about")
    assert "1 of 2" in said(lesson)
    found(lesson.finding_strip, QToolButton, "finding_right").click()
    assert said(lesson).startswith("Vanishing gradient · a")
    lesson.document.undo_stack.undo()
    lesson.findings.look()
    found(lesson.finding_strip, QToolButton, "finding_right").click()
    assert said(lesson).startswith("Vanishing gradient · a")


def test_several_findings_are_paged_through(lesson: MainWindow) -> None:
    for name in ("a", "b"):
        run(lesson, lesson.document.project, 1e-7, name)
    assert "1 of 2" in said(lesson)
    found(lesson.finding_strip, QToolButton, "finding_right").click()
    assert "2 of 2" in said(lesson)
    lesson.findings.look()
    assert "2 of 2" in said(lesson)


def test_its_repair_is_one_step_and_is_not_offered_again(lesson: MainWindow) -> None:
    run(lesson, lesson.document.project, 1e-7, "a")
    button = found(lesson.finding_strip, QPushButton, "finding_fix")
    assert button.text() == "Swap to ReLU"
    before = lesson.document.project
    button.click()
    assert lesson.document.network == before.network.with_activations(ReLU())
    lesson.findings.look()
    assert not button.isVisible()
    lesson.document.undo_stack.undo()
    assert lesson.document.project == before


def test_the_repair_of_a_run_that_was_trained_longer_is_offered(lesson: MainWindow) -> None:
    project = lesson.document.project
    run(lesson, replace(project, training=replace(project.training, epochs=2 * project.training.epochs)), 1e-7, "a")
    assert found(lesson.finding_strip, QPushButton, "finding_fix").text() == "Swap to ReLU"


def test_it_covers_earlier_runs_that_are_shown_again(lesson: MainWindow) -> None:
    sick = run(lesson, lesson.document.project, 1e-7, "a")
    lesson.files.open_named("lesson:diabetes")
    lesson.findings.look()
    assert "Vanishing" not in said(lesson)
    lesson.runs.change(sick, lambda changed: setattr(changed, "shown", True))
    lesson.findings.look()
    assert f"Vanishing gradient · {sick.title}" in said(lesson)
    assert not found(lesson.finding_strip, QPushButton, "finding_fix").isVisible()


def test_a_click_shows_the_layer(lesson: MainWindow) -> None:
    run(lesson, lesson.document.project, 1e-7, "a")
    lesson.network_view.select([3])
    chosen: list[object] = []
    lesson.network_view.selection_changed.connect(chosen.append)
    QTest.mouseClick(found(lesson.finding_strip, QLabel, "finding_text"), Qt.MouseButton.LeftButton)
    assert [list(one) for one in chosen if one] == [[0]]  # type: ignore[call-overload]


@pytest.mark.parametrize("size", [(1280, 800), (1024, 700)])
def test_it_has_one_height_and_is_seen_on_every_tab(lesson: MainWindow, size: tuple[int, int], qtbot: QtBot) -> None:
    lesson.resize(*size)
    QApplication.processEvents()
    before = lesson.finding_strip.geometry(), lesson.workplace.geometry().topLeft()
    run(lesson, lesson.document.project, 1e-7, "a")
    for name in ("lesson", "data", "training", "runs"):
        lesson.workplace.show_tab(name)
        QApplication.processEvents()
        assert lesson.finding_strip.isVisible()
        assert (lesson.finding_strip.geometry(), lesson.workplace.geometry().topLeft()) == before


def test_nothing_is_found_while_the_weights_are_at_their_start(lesson: MainWindow, engine: FakeEngine) -> None:
    run(lesson, lesson.document.project, 1e-7, "a")
    lesson.runs.back_to_start()
    lesson.findings.look()
    assert "Press Train" in said(lesson)


def fold(window: MainWindow, number: int, first: float) -> RunRecord:
    """A fold of the open project, of thirty epochs, with gradients that rise to 0.1 at the last layer."""
    project = fold_project(window.document.project, number - 1)
    started = begin(Runs(), project, f"fold{number}").started
    record = window.runs.add_fold(started, f"Fold {number}", project, number)
    layers, loss = len(started.layers), np.linspace(1, 0.5, 30)
    record.history.append(progress(record, 1, np.tile(np.logspace(np.log10(first), -1, layers), (30, 1)), loss, loss))
    end(record)
    return record


def test_findings_of_most_folds_are_named_with_the_folds(lesson: MainWindow) -> None:
    for number, first in enumerate((1e-7, 1e-2, 1e-7), 1):
        fold(lesson, number, first)
    lesson.findings.look()
    assert "Vanishing gradient · folds 1, 3 of 3" in said(lesson)
    assert "In fold 1: layer 1 gets a millionth" in said(lesson)
    button = found(lesson.finding_strip, QPushButton, "finding_fix")
    assert (button.isVisible(), button.text()) == (True, "Swap to ReLU")
    assert not found(lesson.finding_strip, QPushButton, "finding_compare").isVisible()


def test_a_fold_that_diverged_is_named(lesson: MainWindow) -> None:
    folds = [fold(lesson, number, 1e-2) for number in (1, 2, 3)]
    end(folds[1], "diverged")
    lesson.findings.look()
    assert "Diverged · fold 2 of 3" in said(lesson)
    assert found(lesson.finding_strip, QPushButton, "finding_fix").text() == "Find a lower rate"
