"""The plots that say how good a run is: metrics, confusion matrix, ROC curve, residuals, walk-forward validation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QToolButton
from pytestqt.qtbot import QtBot

from playground.datasets import DatasetInfo, Signature
from playground.gui.plots.area import PlotArea
from playground.gui.plots.confusion import ConfusionPlot
from playground.gui.plots.loss import LossPlot
from playground.gui.plots.metrics import MetricsPlot
from playground.gui.plots.predictions import PredictionsPlot
from playground.gui.plots.roc import RocPlot
from playground.gui.plots.samples import thumbnail
from playground.gui.plots.walk_forward import WalkForwardPlot
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import theme
from playground.runs import messages as m
from playground.runs.figures import FIGURES
from playground.runs.history import RunHistory
from tests.gui.stage import begin, end, progress
from tests.gui.stage import document as small


@pytest.fixture
def runs(qtbot: QtBot) -> Runs:
    theme().apply("light")
    return Runs()


@pytest.fixture
def area(runs: Runs) -> Iterator[PlotArea]:
    made = PlotArea(runs)
    made.resize(900, 900)
    made.show()
    yield made
    made.close_windows()
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents()


def run_on(
    runs: Runs, signature: Signature, classes: tuple[str, ...] = (), test: int = 10, metrics: Any = ("rmse",)
) -> RunRecord:
    """A run on data of that signature, on 80 samples with 10 for validation."""
    record = begin(runs, small().project, f"r{len(runs.records)}")
    info = DatasetInfo("made", signature, 100, 80, 10, test, classes=classes)
    record.history = RunHistory(msgspec.structs.replace(record.started, info=info, metrics=metrics))
    return record


def give(runs: Runs, area: PlotArea, record: RunRecord, picture: m.Picture) -> None:
    for name in ("metrics_plot", "walk_forward_plot"):
        area.set_closed(name, False)
    record.pictures[type(picture)] = picture
    area.set_design(record.project.network, record.started.info.signature)
    runs.updated.emit()
    area.draw()


REGRESSION = Signature("regression", (10,), (1,))
THREE = Signature("multiclass", (2,), (3,), ("width", "height"))


class TestMetrics:
    def shown(self, plot: MetricsPlot) -> dict[str, str]:
        return {label.accessibleName(): label.text() for label in plot.findChildren(QLabel) if label.accessibleName()}

    @pytest.fixture
    def plot(self, area: PlotArea) -> MetricsPlot:
        plot = area.plots["metrics_plot"]
        assert isinstance(plot, MetricsPlot)
        return plot

    def figures(self, record: RunRecord, **figures: float) -> m.RunFigures:
        return m.RunFigures(run=record.run, epoch=3.0, figures=figures, samples={"train": 80, "val": 10}, whole=True)

    def test_every_figure_has_its_cell(self, runs: Runs, area: PlotArea, plot: MetricsPlot) -> None:
        record = run_on(runs, THREE, ("a", "b", "c"))
        give(runs, area, record, self.figures(record, train_accuracy=0.75, val_accuracy=0.5, train_log_loss=0.1234567))
        assert (
            self.shown(plot).items()
            >= {
                "Accuracy, training": "75.0%",
                "Accuracy, validation": "50.0%",
                "Accuracy, test": "–",
                "Log loss, training": "0.1235",
                "Log loss, validation": "–",
            }.items()
        )
        assert "Accuracy" not in plot.csv_text()  # names of the files, not of the screen
        assert "accuracy,0.75,0.5," in plot.csv_text()

    def test_other_figures_leave_no_gap_in_the_table(self, plot: MetricsPlot) -> None:
        for names in (("rmse", "mae"), ("accuracy", "precision", "recall", "f1"), ("rmse",)):
            plot._table.show_figures(names, ("train", "val"), {})
            stretches = [plot._table._grid.rowStretch(row) for row in range(len(names) + 2)]
            assert stretches == [*[0] * (len(names) + 1), 1], "the room that is left is below the last row"

    @pytest.mark.parametrize("width", [284, 420, 430, 700])
    @pytest.mark.parametrize("test", [0, 10])
    def test_no_figure_is_cut(self, qtbot: QtBot, runs: Runs, width: int, test: int) -> None:
        """A number without its last digits is another number: in a narrow panel names are broken, and what is left can be scrolled to."""
        plot = MetricsPlot(runs)
        qtbot.addWidget(plot)
        plot.resize(width, 320)
        plot.show()
        record = run_on(runs, REGRESSION, test=test)
        figures = {f"{part}_{name}": 0.0001234 for part in ("train", "val", "test")[: 3 if test else 2] for name in FIGURES}
        record.pictures[m.RunFigures] = self.figures(record, **figures)
        plot.draw()
        area = plot.findChild(QScrollArea)
        assert area is not None
        plot._view.show()
        QApplication.processEvents()
        assert area.isVisible()
        cells = [cell for cell in plot.findChildren(QLabel) if cell.accessibleName()]
        assert len(cells) == len(FIGURES) * (3 if test else 2)
        assert all(cell.width() >= cell.sizeHint().width() for cell in cells)
        beyond = area.widget().width() - area.viewport().width()
        assert area.horizontalScrollBar().maximum() == max(beyond, 0)
        assert area.horizontalScrollBar().isVisible() == (beyond > 0)
        names = [label for label in plot._table.findChildren(QLabel) if label.text() == "RMSE, seasonal naive"]
        assert [name.wordWrap() for name in names] == [True]

    def test_the_test_part_waits_for_the_end_and_for_the_user(self, runs: Runs, area: PlotArea, plot: MetricsPlot) -> None:
        asked: list[RunRecord] = []
        runs.test_wanted.connect(asked.append)
        record = run_on(runs, REGRESSION)
        give(runs, area, record, self.figures(record, train_rmse=1.0, val_rmse=2.0))
        button = plot.findChild(QToolButton, "test_button")
        assert button is not None
        assert not button.isEnabled()
        end(record, val_rmse=2.0, val_loss=0.5)
        record.checkpoint = m.Checkpoint(epoch=1, step=1, seconds=1.0, data=b"")
        runs.updated.emit()
        area.draw()
        assert button.isVisible()
        button.click()
        button.click()
        assert asked == [record]
        record.tested, record.looks = m.RunTested(run=record.run, figures={"test_rmse": 3.0}), 1
        runs.updated.emit()
        area.draw()
        assert not button.isVisible()
        assert self.shown(plot).items() >= {"RMSE, test": "3", "Loss, validation": "0.5"}.items()
        assert "looked at 1 time" in plot._word.text()

    def test_looks_of_all_runs_on_the_same_data_are_counted(self, runs: Runs, area: PlotArea, plot: MetricsPlot) -> None:
        for _number in range(3):
            record = run_on(runs, REGRESSION)
            record.tested, record.looks = m.RunTested(run=record.run, figures={"test_rmse": 3.0}), 1
        other = run_on(runs, REGRESSION)
        other.project = replace(other.project, preparation=replace(other.project.preparation, seed=9))
        other.tested, other.looks = m.RunTested(run=other.run, figures={"test_rmse": 3.0}), 5
        runs.remove(other)
        runs._records.insert(0, other)
        give(runs, area, record, self.figures(record, val_rmse=1.0))
        assert "3 times" in plot._word.text()

    def test_without_a_test_part_there_is_nothing_to_press(self, runs: Runs, area: PlotArea, plot: MetricsPlot) -> None:
        record = run_on(runs, REGRESSION, test=0)
        give(runs, area, record, self.figures(record, val_rmse=1.0))
        button = plot.findChild(QToolButton, "test_button")
        assert button is not None
        assert not button.isVisible()
        assert "No test part" in plot._word.text()

    def test_an_estimate_says_so(self, runs: Runs, area: PlotArea, plot: MetricsPlot) -> None:
        record = run_on(runs, REGRESSION)
        quick = m.RunFigures(
            run=record.run, epoch=1.0, figures={"val_r2": 0.5}, samples={"train": 2000, "val": 2000}, whole=False
        )
        give(runs, area, record, quick)
        assert "2,000" in plot.figures()


class TestConfusion:
    COUNTS = np.array([[5.0, 1, 0], [0, 0, 4], [0, 0, 0]])

    @pytest.fixture
    def record(self, runs: Runs, area: PlotArea) -> RunRecord:
        record = run_on(runs, THREE, ("cat", "dog", "owl"))
        picture = m.RunConfusion(
            run=record.run,
            epoch=1.0,
            train_counts=self.COUNTS * 2,
            val_counts=self.COUNTS,
            train_rows=np.arange(20.0, 30),
            train_true=np.zeros(10),
            train_said=np.zeros(10),
            val_rows=np.arange(10.0),
            val_true=np.array([0.0] * 6 + [1.0] * 4),
            val_said=np.array([0.0] * 5 + [1.0] + [2.0] * 4),
        )
        give(runs, area, record, picture)
        return record

    @pytest.fixture
    def plot(self, area: PlotArea, record: RunRecord) -> ConfusionPlot:
        plot = area.plots["confusion_plot"]
        assert isinstance(plot, ConfusionPlot)
        return plot

    def cell(self, plot: ConfusionPlot, true: int, said: int) -> QPoint:
        return plot._matrix._cell(true, said).center().toPoint()

    def test_a_click_on_a_cell_asks_for_its_samples_and_shows_them(
        self, runs: Runs, area: PlotArea, plot: ConfusionPlot, record: RunRecord
    ) -> None:
        wanted: list[tuple[int, ...]] = []
        runs.samples_wanted.connect(lambda _record, rows: wanted.append(rows))
        assert "5 of 10 right" in plot.figures()
        QTest.mouseClick(plot._matrix, Qt.MouseButton.LeftButton, pos=self.cell(plot, 2, 2))
        assert wanted == []  # nothing is in it
        QTest.mouseClick(plot._matrix, Qt.MouseButton.LeftButton, pos=self.cell(plot, 1, 2))
        assert wanted == [(6, 7, 8, 9)]
        assert "true dog, predicted owl: 4 of 4" in plot._samples._title.text()
        rows = np.array([6.0, 7, 8, 9])
        record.samples = m.SamplesShown(request=1, rows=rows, values=np.outer(rows, [1.0, 0.25]))
        runs.updated.emit()
        area.draw()
        table = plot._samples._table
        assert [table.horizontalHeaderItem(column).text() for column in range(3)] == ["row", "width", "height"]  # type: ignore[union-attr]  # there are three
        assert [table.item(1, column).text() for column in range(3)] == ["8", "7", "1.75"]  # type: ignore[union-attr]  # there are three
        plot._samples.back.click()
        assert plot._views.currentWidget() is plot._matrix

    def test_the_keyboard_walks_and_chooses(self, runs: Runs, plot: ConfusionPlot) -> None:
        wanted: list[tuple[int, ...]] = []
        runs.samples_wanted.connect(lambda _record, rows: wanted.append(rows))
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Return):
            QTest.keyClick(plot._matrix, key)
        assert plot._matrix.pointed == (0, 1)
        assert plot.figures() == "true cat, predicted dog: 1 of 6 (16.7%)"
        assert wanted == [(5,)]

    def test_training_and_validation_are_switched(self, area: PlotArea, plot: ConfusionPlot) -> None:
        plot._train.click()
        area.draw()
        np.testing.assert_array_equal(plot._matrix.counts, self.COUNTS * 2)
        assert "training: 10 of 20" in plot.figures()

    def test_pictures_are_shown_as_pictures(self, runs: Runs, area: PlotArea) -> None:
        record = run_on(runs, Signature("multiclass", (1, 8, 8), (3,)), ("a", "b", "c"))
        plot = area.plots["confusion_plot"]
        assert isinstance(plot, ConfusionPlot)
        digits = np.arange(128.0).reshape(2, 64)
        told = m.SamplesShown(request=1, rows=np.array([0.0, 1.0]), values=digits)
        plot._samples.show_samples(told, record.started.info.signature)
        assert plot._samples._images.count() == 2
        picture = thumbnail(digits[0].reshape(1, 8, 8), 48)
        assert (picture.pixelColor(0, 0).value(), picture.pixelColor(47, 47).value()) == (0, 255)
        assert thumbnail(np.zeros((3, 4, 8)), 48).width() == 48

    def test_a_problem_is_told_in_place_of_samples(self, plot: ConfusionPlot) -> None:
        told = m.SamplesShown(request=1, rows=np.zeros(0), values=np.zeros(0), problem="the file is gone")
        plot._samples.show_samples(told, THREE)
        assert plot._samples._title.text() == "the file is gone"


def curve(part: str, label: int) -> m.RocCurve:
    points = {"false_positive": [0.0, 0.0, 0.5, 1.0], "true_positive": [0.0, 0.6, 0.9, 1.0], "threshold": [np.inf, 0.8, 0.4, 0.0]}
    return m.RocCurve(part=part, label=label, area=0.85, **{name: np.array(values) for name, values in points.items()})


def test_the_roc_curve_tells_the_threshold_under_the_cursor(runs: Runs, area: PlotArea) -> None:
    record = run_on(runs, Signature("binary", (2,), (1,)), ("no", "yes"))
    area.set_closed("roc_plot", False)
    give(runs, area, record, m.RunRoc(run=record.run, epoch=1.0, curves=(curve("train", 1), curve("val", 1))))
    plot = area.plots["roc_plot"]
    assert isinstance(plot, RocPlot)
    assert plot.figures() == "AUC 0.850"
    words = plot.read_at(0.45, 0.85)
    assert "yes predicted above 0.4" in words
    assert "finds 90%" in words
    assert "takes 50%" in words
    assert plot._marker.getData()[0].tolist() == [0.5]
    assert "never" in plot.read_at(0.0, 0.0)
    assert plot.figures()
    assert len(plot._marker.getData()[0]) == 0


def test_without_curves_the_roc_plot_says_why(runs: Runs, area: PlotArea) -> None:
    record = run_on(runs, Signature("binary", (2,), (1,)), ("no", "yes"))
    area.set_closed("roc_plot", False)
    give(runs, area, record, m.RunRoc(run=record.run, epoch=1.0, curves=(curve("train", 1),)))
    plot = area.plots["roc_plot"]
    assert not plot.canvas.isVisible()
    assert plot.read_at(0.5, 0.5) == plot.figures() == ""


def test_residuals_are_true_minus_predicted_over_predicted(runs: Runs, area: PlotArea) -> None:
    record = run_on(runs, REGRESSION)
    target, said = np.array([1.0, 2.0, 3.0]), np.array([1.5, np.nan, 2.0])
    picture = m.RunPredictions(
        run=record.run, epoch=1.0, train_target=target, train_prediction=said, val_target=np.zeros(0), val_prediction=np.zeros(0)
    )
    give(runs, area, record, picture)
    plot = area.plots["predictions_plot"]
    assert isinstance(plot, PredictionsPlot)
    plot._residuals.click()
    area.draw()
    x, y = plot._train.getData()
    assert (x.tolist(), y.tolist()) == ([1.5, 2.0], [-0.5, 1.0])
    assert plot._counts.isVisible()
    assert plot._ideal.getData()[1].tolist() == [0.0, 0.0]
    plot._residuals.click()
    area.draw()
    assert plot._train.getData()[0].tolist() == [1.0, 3.0]


def test_the_curve_of_a_metric_can_be_shown_in_place_of_the_loss(runs: Runs, area: PlotArea) -> None:
    record = run_on(runs, REGRESSION, metrics=("rmse", "r2"))
    report = progress(record, 1, np.ones((4, 3)))
    metrics = np.column_stack((np.arange(1.0, 5), -np.arange(4.0)))
    record.history.append(msgspec.structs.replace(report, train_metrics=metrics, val_metrics=metrics * 2))
    runs.updated.emit()
    area.draw()
    plot = area.plots["loss_plot"]
    assert isinstance(plot, LossPlot)
    assert [plot._choice.itemText(index) for index in range(plot._choice.count())] == ["Loss", "RMSE", "R²"]
    for name, column in (("rmse", np.log10(metrics[:, 0])), ("r2", metrics[:, 1])):
        plot._choice.setCurrentIndex(plot._choice.findData(name))
        area.draw()
        np.testing.assert_allclose(plot._curves[record.run][0].getData()[1], column)
    assert not plot._log.isVisible()
    assert "train_r2" in plot.csv_text()
    assert "-3 / -6" in plot.read_at(4, 0)


def test_walk_forward_validation_tells_the_error_by_step(runs: Runs, area: PlotArea) -> None:
    record = run_on(runs, Signature("forecast", (12, 1), (1,)))
    picture = m.RunWalkForward(
        run=record.run,
        epoch=1.0,
        origins=np.full(3, 7.0),
        model=np.array([1.0, 2.0, np.nan]),
        naive=np.array([2.0, 3.0, 4.0]),
        seasonal_naive=np.zeros(0),
        autoregression=np.array([1.5, 2.5, 3.5]),
    )
    give(runs, area, record, picture)
    plot = area.plots["walk_forward_plot"]
    assert isinstance(plot, WalkForwardPlot)
    assert plot.read_at(2.2, 0) == "2 ahead, 7 forecasts: RMSE 2 · naive 3 · linear 2.5"
    assert plot._curves["model"].getData()[1].tolist() == [1.0, 2.0]
    assert plot.csv_text().splitlines()[1] == "1,7.0,1.0,2.0,,1.5"
