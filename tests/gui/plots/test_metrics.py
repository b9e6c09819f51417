"""The table of metrics, and the look at the test part."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QScrollArea, QToolButton
from pytestqt.qtbot import QtBot

from playground.gui.plots.metrics import MetricsPlot
from playground.gui.runs import RunRecord, Runs
from playground.runs import messages as m
from playground.runs.figures import FIGURES
from tests.gui.plots.stage import REGRESSION, THREE, give, run_on, shown
from tests.gui.stage import end, found, progress


@pytest.fixture
def plot(qtbot: QtBot, runs: Runs) -> MetricsPlot:
    return shown(qtbot, MetricsPlot(runs))


def cells(plot: MetricsPlot) -> dict[str, QLabel]:
    """Every figure by its name and part."""
    named = (label for label in plot.findChildren(QLabel) if label.accessibleName() not in ("", label.text()))
    return {label.accessibleName(): label for label in named}


def texts(plot: MetricsPlot) -> dict[str, str]:
    return {name: cell.text() for name, cell in cells(plot).items()}


def words(plot: MetricsPlot) -> str:
    return "\n".join(label.text() for label in plot.findChildren(QLabel))


def figures(record: RunRecord, **figures: float) -> m.RunFigures:
    return m.RunFigures(run=record.run, epoch=3.0, figures=figures, samples={"train": 80, "val": 10}, whole=True)


def test_every_figure_has_its_cell(runs: Runs, plot: MetricsPlot) -> None:
    record = run_on(runs, THREE, ("a", "b", "c"))
    give(plot, record, figures(record, train_accuracy=0.75, val_accuracy=0.5, train_log_loss=0.1234567))
    expected = {
        "Accuracy, training": "75.0%",
        "Accuracy, validation": "50.0%",
        "Accuracy, test": "–",
        "Log loss, training": "0.1235",
        "Log loss, validation": "–",
    }
    assert texts(plot).items() >= expected.items()
    assert "Accuracy" not in plot.csv_text()  # names of the files, not of the screen
    assert "accuracy,0.75,0.5," in plot.csv_text()


def test_the_loss_is_there_while_the_run_trains(runs: Runs, plot: MetricsPlot) -> None:
    record = run_on(runs, REGRESSION)
    loss = np.array([0.9, 0.7, 0.5, 0.3])
    record.history.append(progress(record, 1, np.ones((4, 3)), train_loss=loss, val_loss=loss * 2))
    give(plot, record, figures(record, train_rmse=3.0))
    assert texts(plot).items() >= {"Loss, training": "0.5", "Loss, validation": "1"}.items()  # of epoch 3, as the rest is
    end(record, train_loss=0.25)
    runs.updated.emit()
    plot.draw_if_needed()
    assert texts(plot)["Loss, training"] == "0.25"


def test_at_another_epoch_it_reads_that_of_the_history(runs: Runs, plot: MetricsPlot) -> None:
    record = run_on(runs, REGRESSION)
    loss = np.array([0.9, 0.7, 0.5])
    record.history.append(progress(record, 1, np.ones((3, 3)), train_loss=loss, val_loss=loss * 2))
    give(plot, record, figures(record, train_rmse=3.0, val_rmse=4.0, val_r2=0.5))
    end(record, train_rmse=2.5, val_rmse=3.5, val_r2=0.6)
    runs.choose_epoch(2.0)
    plot.draw_if_needed()
    seen = texts(plot)
    assert (seen["Loss, training"], seen["Loss, validation"]) == ("0.7", "1.4")
    assert (seen["RMSE, training"], seen["R², validation"]) == ("1", "–")  # R² has no curve
    assert "epoch 2" in plot.caption()
    assert "not" not in words(plot)
    runs.choose_epoch(None)
    plot.draw_if_needed()
    assert texts(plot)["R², validation"] == "0.6"


def test_other_figures_leave_no_gap_in_the_table(runs: Runs, plot: MetricsPlot) -> None:
    record = run_on(runs, REGRESSION)
    for names in (("rmse", "mae"), ("accuracy", "precision", "recall", "f1"), ("rmse",)):
        give(plot, record, figures(record, **{f"train_{name}": 0.5 for name in names}))
        table = next(iter(cells(plot).values())).parentWidget()
        assert table is not None
        grid = table.layout()
        assert isinstance(grid, QGridLayout)
        stretches = [grid.rowStretch(row) for row in range(len(names) + 2)]
        assert stretches == [*[0] * (len(names) + 1), 1], "the room that is left is below the last row"


@pytest.mark.parametrize("width", [284, 420, 430, 700])
@pytest.mark.parametrize("test", [0, 10])
def test_no_figure_is_cut(runs: Runs, plot: MetricsPlot, width: int, test: int) -> None:
    """A number without its last digits is another number: in a narrow panel names are broken, and what is left can be scrolled to."""
    plot.resize(width, 320)
    record = run_on(runs, REGRESSION, test=test)
    known = {f"{part}_{name}": 0.0001234 for part in ("train", "val", "test")[: 3 if test else 2] for name in FIGURES}
    give(plot, record, figures(record, **known))
    QApplication.processEvents()
    area = found(plot, QScrollArea)
    assert area.isVisible()
    assert len(cells(plot)) == len(FIGURES) * (3 if test else 2)
    assert all(cell.width() >= cell.sizeHint().width() for cell in cells(plot).values())
    beyond = area.widget().width() - area.viewport().width()
    assert area.horizontalScrollBar().maximum() == max(beyond, 0)
    assert area.horizontalScrollBar().isVisible() == (beyond > 0)
    names = [label for label in plot.findChildren(QLabel) if label.text() == "RMSE, seasonal naive"]
    assert [name.wordWrap() for name in names] == [True]


def test_the_test_part_waits_for_the_end_and_for_the_user(runs: Runs, plot: MetricsPlot) -> None:
    asked: list[RunRecord] = []
    runs.test_wanted.connect(asked.append)
    record = run_on(runs, REGRESSION)
    give(plot, record, figures(record, train_rmse=1.0, val_rmse=2.0))
    button = found(plot, QToolButton, "test_button")
    assert not button.isEnabled()
    end(record, val_rmse=2.0, val_loss=0.5)
    record.checkpoint = m.Checkpoint(epoch=1, step=1, seconds=1.0, data=b"")
    runs.updated.emit()
    plot.draw_if_needed()
    assert button.isVisible()
    button.click()
    button.click()
    assert asked == [record]
    record.tested, record.looks = m.RunTested(run=record.run, figures={"test_rmse": 3.0}), 1
    runs.updated.emit()
    plot.draw_if_needed()
    assert not button.isVisible()
    assert texts(plot).items() >= {"RMSE, test": "3", "Loss, validation": "0.5"}.items()
    assert "looked at 1 time" in words(plot)


def test_looks_of_all_runs_on_the_same_data_are_counted(runs: Runs, plot: MetricsPlot) -> None:
    other = run_on(runs, REGRESSION)
    other.project = replace(other.project, preparation=replace(other.project.preparation, seed=9))
    other.tested, other.looks = m.RunTested(run=other.run, figures={"test_rmse": 3.0}), 5
    for _number in range(3):
        record = run_on(runs, REGRESSION)
        record.tested, record.looks = m.RunTested(run=record.run, figures={"test_rmse": 3.0}), 1
    give(plot, record, figures(record, val_rmse=1.0))
    assert "3 times" in words(plot)


def test_without_a_test_part_there_is_nothing_to_press(runs: Runs, plot: MetricsPlot) -> None:
    record = run_on(runs, REGRESSION, test=0)
    give(plot, record, figures(record, val_rmse=1.0))
    assert not found(plot, QToolButton, "test_button").isVisible()
    assert "No test part" in words(plot)


def test_an_estimate_says_so(runs: Runs, plot: MetricsPlot) -> None:
    record = run_on(runs, REGRESSION)
    quick = m.RunFigures(run=record.run, epoch=1.0, figures={"val_r2": 0.5}, samples={"train": 2000, "val": 2000}, whole=False)
    give(plot, record, quick)
    assert "2,000" in plot.caption()


@pytest.mark.parametrize("width", [230, 480])
@pytest.mark.parametrize("title", ["RNN", "순환 신경망"])
def test_every_figure_of_a_forecast_is_seen_without_scrolling(runs: Runs, plot: MetricsPlot, width: int, title: str) -> None:
    names = ("loss", "rmse", "mae", "r2", "mase", "mase_seasonal", "rmse_naive", "rmse_seasonal_naive", "rmse_autoregression")
    record = run_on(runs, REGRESSION, test=0)
    runs.change(record, lambda named: setattr(named, "name", title))
    give(plot, record, figures(record, **{f"{part}_{name}": 0.0031614 for name in names for part in ("train", "val")}))
    for _round in range(3):
        plot.resize(width, plot.minimumHeight())
        QApplication.processEvents()
        plot.draw_if_needed()
    QApplication.processEvents()
    scroll = plot.findChild(QScrollArea)
    assert scroll.verticalScrollBar().maximum() == 0
    assert scroll.widget().minimumSizeHint().width() <= scroll.viewport().width()


def test_a_table_that_is_gone_takes_no_room(runs: Runs, plot: MetricsPlot) -> None:
    least = plot.minimumHeight()
    record = run_on(runs, REGRESSION, test=0)
    give(plot, record, figures(record, **{f"train_{name}": 1.0 for name in FIGURES}))
    assert plot.minimumHeight() > least
    runs.remove(record)
    plot.draw_if_needed()
    assert plot.minimumHeight() == least
