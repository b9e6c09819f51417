"""Cross-validation in the window: the panel edits the document, the controller steers the folds, the plot shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from playground.datasets import DatasetConfig, Folds
from playground.gui.document import Document
from playground.gui.plots.area import PlotArea
from playground.gui.plots.folds import FoldsPlot, mean_curve
from playground.gui.run.folds_panel import FoldsPanel
from playground.gui.run.settings_panel import SettingsPanel
from playground.layers import RNN, Layer, LayerNorm, Linear
from playground.network import Network
from playground.runs import messages as m
from playground.runs.project import Project, project_from_plain
from tests.gui.run.test_controller import Stage
from tests.gui.stage import document as small


def validating(k: int = 3, epochs: int = 4, *layers: Layer) -> Stage:
    """In the middle of a cross-validation."""
    document = small(*layers)
    document.change_training(replace(document.project.training, folds=Folds(k)), "Folds")
    stage = Stage(document).ready()
    stage.controller.cross_validate()
    stage.engine.deliver()
    stage.engine.advance(epochs, keep=False)
    stage.engine.deliver()
    assert stage.controller.state == "training"
    return stage


class TestController:
    def test_the_folds_are_one_command_and_no_runs_of_the_list(self, qtbot: QtBot) -> None:
        stage = validating()
        (train,) = stage.engine.sent(m.Train)
        assert train.folds
        assert len(train.runs) == 3
        assert len({request.run for request in train.runs}) == 3
        assert project_from_plain(train.runs[0].project).training.folds == Folds(3)
        assert stage.runs.records == ()
        assert [fold.title for fold in stage.runs.folds] == ["Fold 1", "Fold 2", "Fold 3"]
        assert [len(fold.history) for fold in stage.runs.folds] == [4, 4, 4]

    def test_pause_go_on_and_cancel(self, qtbot: QtBot) -> None:
        stage = validating()
        stage.controller.pause()
        stage.engine.deliver()
        assert stage.controller.state == "paused"
        stage.controller.train()
        stage.engine.deliver()
        assert stage.controller.state == "training"
        stage.controller.stop()
        stage.engine.deliver()
        assert stage.controller.state == "idle"
        assert not any(fold.live for fold in stage.runs.folds)

    def test_the_progress_says_how_many_folds_and_where_they_are(self, qtbot: QtBot) -> None:
        stage = validating()
        text, share = stage.controller.progress()
        assert text.startswith("3 folds · epoch 4 of 100")
        assert share == pytest.approx(0.04)
        for fold in stage.runs.folds:
            stage.engine.tell(ended(fold.run, val_loss=0.5))
        assert stage.controller.state == "idle"
        assert stage.controller.progress() == ("3 folds · val. loss 0.5 ± 0", None)

    def test_nothing_else_begins_meanwhile(self, qtbot: QtBot) -> None:
        stage = validating()
        stage.controller.cross_validate()
        assert "Stop the present run" in stage.notices[-1].text
        stage.controller.train()
        assert len(stage.engine.sent(m.Train)) == 1

    def test_a_new_learning_rate_does_not_reach_the_folds(self, qtbot: QtBot) -> None:
        stage = validating()
        training = stage.document.project.training
        stage.document.change_training(replace(training, optimizer=replace(training.optimizer, lr=0.5)), "Learning rate")
        assert stage.engine.sent(m.SetLearningRate) == []

    def test_a_fold_that_diverges_is_told_and_the_others_go_on(self, qtbot: QtBot) -> None:
        stage = validating()
        stage.engine.tell(ended(stage.runs.folds[1].run, "diverged"))
        assert stage.notices[-1].text.startswith("Fold 2 diverged")
        assert stage.controller.state == "training"
        assert len(stage.controller.active) == 2

    def test_the_engine_dies_and_all_folds_can_be_trained_again(self, qtbot: QtBot) -> None:
        stage = validating()
        stage.engine.tell(ended(stage.runs.folds[0].run, "diverged"))
        stage.engine.die()
        assert "The engine ended unexpectedly" in stage.notices[-1].text
        stage.engine.deliver()
        stage.press("Train again")
        stage.engine.deliver()
        again = stage.engine.sent(m.Train)[-1]
        assert again.folds
        assert len(again.runs) == 3
        assert [len(fold.history) for fold in stage.runs.folds] == [0, 0, 0]
        assert stage.controller.state == "training"

    def test_a_run_after_it_is_the_newest_again(self, qtbot: QtBot) -> None:
        stage = validating()
        stage.engine.end()
        stage.engine.deliver()
        assert stage.runs.validated
        stage.controller.train()
        stage.engine.deliver()
        assert not stage.runs.validated
        assert len(stage.runs.folds) == 3
        assert stage.controller.progress()[0] == "preparing …"

    def test_folds_that_do_not_suit_are_said_at_once(self, qtbot: QtBot) -> None:
        document = Document(series())
        document.change_training(replace(document.project.training, folds=Folds(3, "shuffled")), "Folds")
        stage = Stage(document).ready()
        stage.controller.cross_validate()
        assert "walk-forward" in stage.notices[-1].text
        assert stage.engine.sent(m.Train) == []


class TestPanel:
    def test_what_suits_the_data_is_shown_until_something_is_chosen(self, qtbot: QtBot) -> None:
        document = small()
        panel = FoldsPanel(document)
        qtbot.addWidget(panel)
        kind = panel.findChild(QComboBox, "kind")
        assert kind is not None
        assert kind.currentData() == "shuffled"
        document.open(series(), None)
        assert kind.currentData() == "time"
        assert document.project.training.folds is None

    def test_edits_are_undoable_steps_of_the_document(self, qtbot: QtBot) -> None:
        document = small()
        panel = FoldsPanel(document)
        qtbot.addWidget(panel)
        panel._form.changed.emit("k", 8)
        assert document.project.training.folds == Folds(8, "shuffled")
        document.undo_stack.undo()
        assert document.project.training.folds is None

    def test_the_button_asks(self, qtbot: QtBot) -> None:
        panel = FoldsPanel(small())
        qtbot.addWidget(panel)
        button = panel.findChild(QPushButton, "cross_validate_button")
        assert button is not None
        with qtbot.waitSignal(panel.begin_requested):
            button.click()

    def test_while_runs_train_the_button_stays_where_the_keyboard_is(self, qtbot: QtBot) -> None:
        stage = Stage().training()
        panel = SettingsPanel(stage.document, stage.controller)
        qtbot.addWidget(panel)
        button = panel.findChild(QPushButton, "cross_validate_button")
        assert button is not None
        assert button.isEnabled()
        panel.folds.begin_requested.connect(stage.controller.cross_validate)
        button.click()
        assert "Stop the present run first" in stage.notices[-1].text


@pytest.fixture
def area(qtbot: QtBot) -> Iterator[tuple[PlotArea, Stage]]:
    stage = validating(k=4, epochs=1)
    made = PlotArea(stage.runs)
    made.resize(700, 600)
    made.set_closed("folds_plot", False)
    made.show()
    yield made, stage
    made.close_windows()
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents()


LOSSES = np.array([[4.0, 2.0, 1.0], [3.0, 2.5, 2.0], [5.0, 3.0, 1.5], [2.0, 2.0, 0.5]])


def learned(stage: Stage) -> None:
    """Three more epochs of every fold, with losses of their own."""
    for fold, losses in zip(stage.runs.folds, LOSSES, strict=True):
        report = stage.engine._progress(fold.run, 2, 3)
        stage.engine.tell(m.msgspec.structs.replace(report, val_loss=losses, train_loss=losses / 2))


class TestPlot:
    def test_the_mean_and_the_band_are_those_of_the_folds(self, area: tuple[PlotArea, Stage]) -> None:
        made, stage = area
        learned(stage)
        epochs, mean, std = mean_curve(stage.runs.folds)
        assert epochs.tolist() == [1, 2, 3, 4]
        np.testing.assert_allclose(mean[1:], LOSSES.mean(axis=0))
        np.testing.assert_allclose(std[1:], LOSSES.std(axis=0))
        made.draw()
        plot = made.plots["folds_plot"]
        assert isinstance(plot, FoldsPlot)
        _x, drawn = plot._mean.getData()
        np.testing.assert_allclose(10**drawn, mean)
        _x, first = plot._folds[0].getData()
        np.testing.assert_allclose(10 ** first[1:], LOSSES[0])
        assert "1.25 ± 0.56" in plot.figures()
        assert plot.read_at(3.1, 0.0).startswith("epoch 3: 2.38 ± 0.41")

    def test_a_lost_fold_does_not_count(self, area: tuple[PlotArea, Stage]) -> None:
        _made, stage = area
        learned(stage)
        stage.engine.tell(ended(stage.runs.folds[3].run, "diverged"))
        _epochs, mean, _std = mean_curve(stage.runs.folds)
        np.testing.assert_allclose(mean[1:], LOSSES[:3].mean(axis=0))

    def test_the_table_has_every_fold_and_the_spread(self, area: tuple[PlotArea, Stage]) -> None:
        made, stage = area
        learned(stage)
        for fold, loss in zip(stage.runs.folds, LOSSES[:, -1], strict=True):
            stage.engine.tell(ended(fold.run, train_loss=loss / 2, val_loss=loss, val_rmse=loss * 10))
        made.draw()
        plot = made.plots["folds_plot"]
        assert isinstance(plot, FoldsPlot)
        table = plot._table
        texts = [[table.item(row, column).text() for column in range(5)] for row in range(table.rowCount())]
        assert texts[0] == ["1", "4", "0.5", "1", "10"]
        assert texts[-2] == ["mean", "", "0.62", "1.25", "12.5"]
        assert texts[-1] == ["±", "", "0.28", "0.56", "5.6"]
        plot._tabled.setChecked(True)
        made.draw()
        assert table.isVisible()

    def test_that_folds_are_not_trained_together_is_said(self, area: tuple[PlotArea, Stage], qtbot: QtBot) -> None:
        said = [FoldsPlot(stage.runs).figures() for stage in (area[1], validating(2, 1, Linear(4), LayerNorm(), Linear(1)))]
        assert [text.partition("2 of 2 folds")[2] for text in said] == ["", " · trained one by one (LayerNorm)"]

    def test_copied_data_are_the_losses_of_the_folds(self, area: tuple[PlotArea, Stage]) -> None:
        made, stage = area
        learned(stage)
        lines = made.plots["folds_plot"].csv_text().splitlines()
        assert lines[0].startswith("Fold 1 epoch,Fold 1 train_loss,Fold 1 val_loss,Fold 2 epoch")
        assert lines[2].startswith("2.0,2.0,4.0,2.0,1.5,3.0")


def ended(run: str, reason: str = "finished", **figures: float) -> m.RunEnded:
    return m.RunEnded(run=run, reason=reason, message="why", epoch=4, step=40, seconds=1.0, figures=figures)


def series() -> Project:
    plain = {"format": 1, "dataset": {"name": "air_passengers"}}
    return replace(project_from_plain(plain), network=Network((RNN(4), Linear(1))), dataset=DatasetConfig("air_passengers"))
