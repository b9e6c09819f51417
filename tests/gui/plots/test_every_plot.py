"""The contract that every plot keeps, on what real runs of every task told."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import combinations, pairwise
from typing import Any

import msgspec
import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from playground.gui.open_data import OpenData
from playground.gui.plots import PLOTS, Plot
from playground.gui.plots.design import Design
from playground.gui.plots.legend import Legend
from playground.gui.plots.readout import Readout
from playground.gui.plots.saving import SavedPlot, png, svg
from playground.gui.runs import Runs
from playground.gui.theme import theme
from playground.runs.messages import Picture, RunProgress, RunStarted
from playground.runs.project import Project
from playground.training.pictures import PICTURES
from playground.training.run import Run
from tests.gui.plots.stage import drawn, shown
from tests.gui.stage import end, found
from tests.training.histories import finished
from tests.training.projects import hidden, real

KINDS: dict[str, Any] = dict(PLOTS)
"""What must keep the contract, by the name under which it is registered."""

OUTPUTS = {"linear": 1, "xor": 1, "gaussians": 3, "air_passengers": 1, "digits": 10}
"""Datasets of all tasks and shapes of samples, small ones, and what a network for them must give."""


@dataclass(frozen=True)
class Story:
    """Everything that one run told: values, from which any number of records can be made."""

    project: Project
    started: RunStarted
    progress: RunProgress
    pictures: tuple[Picture, ...]
    figures: dict[str, float]

    @property
    def design(self) -> Design:
        return Design(self.project.network, self.started.info.signature)

    def told_to(self, runs: Runs) -> None:
        """Makes it the one run, and the one fold of a cross-validation."""
        for old in runs.records:
            runs.remove(old)
        for record in (runs.add(self.started, "A run", self.project), runs.add_fold(self.started, "Fold 1", self.project, 1)):
            record.history.append(self.progress)
            record.pictures.update({type(picture): picture for picture in self.pictures})
            end(record, **self.figures)
        runs.updated.emit()


@cache
def story(dataset: str) -> Story:
    layers = [{"layer": "Flatten"}, *hidden("Tanh", 2, 4)[:-1], {"layer": "Linear", "out_features": OUTPUTS[dataset]}]
    number = list(OUTPUTS).index(dataset)  # no two tell the same
    training = {"epochs": 4 + number, "batch_size": None, "optimizer": {"name": "Adam", "lr": 0.001 * (1 + number)}}
    project, prepared = real(dataset, layers if dataset in ("air_passengers", "digits") else layers[1:], training, {"test": 0.1})
    run = Run(dataset, project, prepared)
    progress = finished(run)
    pictures = tuple(picture for name in run.pictures if (picture := run.picture(name)) is not None)
    return Story(project, run.started, progress, pictures, run.end("finished", "").figures)


@pytest.fixture
def plot(name: str, runs: Runs, qtbot: QtBot) -> Plot:
    made: Plot = KINDS[name](runs)
    return shown(qtbot, made)


def suiting(plot: Plot | type[Plot]) -> list[Story]:
    """The stories that a plot says it can show."""
    return [found for dataset in OUTPUTS if plot.suits((found := story(dataset)).design.signature)]


def picture_of(plot: Plot) -> QImage:
    QApplication.processEvents()
    plot.draw_if_needed()
    return plot.grab().toImage()


def settled(plot: Plot) -> None:
    """Draws it, and puts what it shows now in its place."""
    picture_of(plot)
    QApplication.processEvents()


def body_of(plot: Plot) -> QImage:
    """What is below the title and the buttons."""
    return picture_of(plot).copy(0, 70, 720, 450)


@pytest.mark.parametrize("name", KINDS)
class TestEveryPlot:
    def test_it_is_a_plot_with_the_name_under_which_it_is_registered(self, name: str) -> None:
        kind = KINDS[name]
        assert isinstance(kind, type), f"{name} in PLOTS is no class"
        assert issubclass(kind, Plot), f"{kind.__name__} in PLOTS is no subclass of Plot"
        assert name == kind.name, f"{kind.__name__} must say `name`, its objectName"
        assert name.endswith("_plot"), f"the name of {kind.__name__} must end with _plot, as all objectNames of plots do"
        missing = {wanted.__name__ for wanted in kind.wanted()} - set(PICTURES)
        assert not missing, f"{kind.__name__} wants {missing}: no such picture has a row in training/pictures.py"

    def test_everything_in_it_can_be_found_and_heard(self, plot: Plot, name: str) -> None:
        assert plot.objectName() == name
        assert plot.title, f"{name} has no title"
        assert plot.accessibleName(), f"{name} has no accessible name: it must give Plot a title"
        buttons = [*plot.findChildren(QToolButton), *plot.findChildren(QPushButton)]
        silent = [button.toolTip() for button in buttons if not (button.accessibleName() or button.text())]
        assert silent == [], f"buttons of {name} without an accessible name"

    def test_without_data_it_says_what_will_appear(self, plot: Plot, runs: Runs, name: str) -> None:
        for _time in ("before any run", "after the last was taken away"):
            assert not plot.draw(), f"{name} draws although there is no run"
            assert plot.read_at(0.0, 0.0) == "", f"{name} tells a value although there is no run"
            assert len(plot.csv_text().splitlines()) <= 1, f"{name} copies data although there is no run"
            record = runs.add(story("linear").started, "A run", story("linear").project)
            plot.draw()  # a run that has told nothing yet
            runs.remove(record)

    def test_it_draws_what_runs_on_data_that_suit_it_told(self, plot: Plot, runs: Runs, name: str) -> None:
        stories = suiting(plot)
        assert stories, f"{name} suits none of the tasks"
        drawings: list[QImage] = []
        for told in stories:
            told.told_to(runs)
            plot.set_design(told.design)
            where = f"{name} on {told.started.info.name}"
            assert plot.draw_if_needed(), f"{where}: it does not notice that a run told something"
            assert plot.draw(), f"{where}: `draw` says that there is nothing to draw"
            assert len(plot.csv_text().splitlines()) > 1, f"{where}: `columns` gives nothing to copy"
            assert isinstance(plot.read_at(1.0, 1.0), str)
            drawings.append(body_of(plot))
        assert all(one != other for one, other in pairwise(drawings)), f"{name} draws the same whatever a run told"

    def test_of_other_data_that_are_opened_it_shows_nothing_of_the_runs_before(
        self, plot: Plot, runs: Runs, name: str, qtbot: QtBot
    ) -> None:
        for number, told in enumerate(suiting(plot)):
            told.told_to(runs)
            plot.set_design(told.design)
            picture_of(plot)
            runs.choose_epoch(1.0)
            runs.turn_to(OpenData(opening=1 + number))
            new = shown(qtbot, KINDS[name](Runs()))
            new.set_design(told.design)
            where = f"{name} on {told.started.info.name}"
            settled(plot), settled(new)
            assert body_of(plot) == body_of(new), f"{where}: it still draws something of an earlier run"
            assert (plot.csv_text(), plot.figures()) == (new.csv_text(), new.figures()), f"{where}: it still knows an earlier run"
            assert [plot.read_at(x, 1.0) for x in (0.0, 1.0, 3.0)] == [new.read_at(x, 1.0) for x in (0.0, 1.0, 3.0)], where
            new.close()

    def test_a_picture_that_is_not_of_the_chosen_epoch_says_of_which_it_is(self, plot: Plot, runs: Runs) -> None:
        told = suiting(plot)[0]
        told.told_to(runs)
        plot.set_design(told.design)
        last = int(told.progress.epochs[-1])
        looks_back = type(plot).epoch_note is not Plot.epoch_note  # it shows the epoch that is looked at itself
        for chosen, said in ((None, False), (1.0, plot.picture is not None and not looks_back), (float(last), False)):
            runs.choose_epoch(chosen)
            plot.draw_if_needed()
            assert not looks_back or f"epoch {int(chosen or last)}" in plot.accessibleDescription()
            assert (f"shows epoch {last}, not 1" in plot.accessibleDescription()) == said

    def test_figures_that_are_not_finite_upset_nothing(self, plot: Plot, runs: Runs) -> None:
        for told in suiting(plot):
            told.told_to(runs)
            bad = {
                name: getattr(told.progress, name) * np.nan for name in ("val_loss", "val_metrics", "grad_rms", "update_ratio")
            }
            later = told.progress.epochs + len(told.progress.epochs)
            worse = msgspec.structs.replace(told.progress, epochs=later, train_loss=told.progress.train_loss * np.inf, **bad)
            for record in (*runs.shown, *runs.folds):
                record.history.append(worse)
            runs.updated.emit()
            plot.set_design(told.design)
            plot.draw_if_needed()
            plot.csv_text()
            assert "nan" not in plot.figures()

    def test_it_takes_the_colours_of_the_theme(self, runs: Runs, name: str, qtbot: QtBot) -> None:
        told = suiting(KINDS[name])[0]
        told.told_to(runs)
        seen = {}
        for first, then in (("light", "light"), ("light", "dark"), ("dark", "dark")):
            theme().apply(first)
            plot = shown(qtbot, KINDS[name](runs))
            plot.set_design(told.design)
            picture_of(plot)
            theme().apply(then)
            seen[first, then] = picture_of(plot)
        assert seen["light", "light"] != seen["dark", "dark"], f"{name} looks the same in both themes"
        assert seen["light", "dark"] == seen["dark", "dark"], (
            f"{name} keeps colours of the theme it was made in: `restyle` takes them"
        )


def drawn_lines(plot: Plot) -> list[tuple[str, Qt.PenStyle]]:
    """Colour and style of each line on the canvas that one sees; curves that are half transparent belong to another that is not."""
    found = []
    for item in drawn(plot, pg.PlotCurveItem) + [item.curve for item in drawn(plot, pg.PlotDataItem)]:
        pen = pg.mkPen(item.opts["pen"])
        there = item.isVisible() and item.xData is not None and len(item.xData) > 0 and pen.style() != Qt.PenStyle.NoPen
        if there and pen.color().alpha() == 255:
            found.append((pen.color().name(), pen.style()))
    return found


@pytest.mark.parametrize("name", KINDS)
class TestWhatEveryPlotSays:
    """In words, by legend and by keyboard."""

    @pytest.fixture(autouse=True)
    def told(self, plot: Plot, runs: Runs) -> Story:
        found = suiting(plot)[0]
        found.told_to(runs)
        plot.set_design(found.design)
        plot.draw_if_needed()
        return found

    def test_a_caption_in_plain_words(self, plot: Plot, runs: Runs, name: str) -> None:
        for story in suiting(plot):
            story.told_to(runs)
            plot.set_design(story.design)
            plot.draw()
            assert plot.caption(), f"{name} on {story.started.info.name} has no caption"
            assert "nan" not in plot.caption()
            assert len(plot.caption()) <= 90, f"“{plot.caption()}” is too long for two lines"

    def test_every_line_is_named_also_of_two_runs(self, plot: Plot, runs: Runs, told: Story) -> None:
        second = runs.add(msgspec.structs.replace(told.started, run="second"), "Second", told.project)
        second.history.append(told.progress)
        second.pictures.update({type(picture): picture for picture in told.pictures})
        runs.updated.emit()
        plot.draw_if_needed()
        entries = found(plot, Legend).entries
        colours, styles = {entry.colour for entry in entries}, {entry.style for entry in entries}
        for colour, style in drawn_lines(plot):
            assert colour in colours or style in styles, "a line that no legend names"
        several = {entry.name for entry in entries} & {"A run", "Second"}
        assert several in (set(), {"A run", "Second"})
        assert len({colour for colour, _style in drawn_lines(plot)}) <= max(len(colours), 1)

    @pytest.mark.parametrize("width", [200, 260, 700])
    def test_no_name_in_the_legend_is_cut(self, plot: Plot, width: int) -> None:
        legend = found(plot, Legend)
        places = legend.places(width)
        assert all(place.right() <= width for place in places)
        assert not any(one.intersects(other) for one, other in combinations(places, 2))
        assert max((place.bottom() for place in places), default=0) < legend.height_for(width)

    def test_it_can_be_read_by_keyboard(self, plot: Plot, name: str) -> None:
        before = plot.accessibleDescription()
        plot.setFocus()
        heard = []
        for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Down, Qt.Key.Key_Up):
            QTest.keyClick(plot, key)
            heard.append(plot.accessibleDescription())
            assert found(plot, Readout).text() == heard[-1], "it is shown where the mouse shows it"
        if plot.canvas.isVisible():  # a mouse that lies there meanwhile does not hide it
            viewport, none = plot.canvas.viewport(), Qt.MouseButton.NoButton
            there = QPointF(viewport.rect().center())
            there_too = QPointF(viewport.mapToGlobal(there))
            moved = QMouseEvent(QEvent.Type.MouseMove, there, there_too, none, none, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(viewport, moved)
            QTest.keyClick(plot, Qt.Key.Key_Home)
            assert found(plot, Readout).text() == heard[0]
        assert all(heard), f"{name} says nothing at some places"
        assert len(set(heard)) > 1, f"{name} says the same everywhere"
        assert before not in heard
        QTest.keyClick(plot, Qt.Key.Key_Escape)
        assert plot.accessibleDescription() == before
        assert not found(plot, Readout).isVisible()

    def test_a_saved_picture_has_the_words_and_no_controls(self, plot: Plot) -> None:
        saved = SavedPlot(plot.title, plot.caption_line.whole, found(plot, Legend), plot.inside)
        image = QImage.fromData(png(saved))
        assert image.width() == 2 * saved.size().width()
        text = svg(saved).decode()
        assert QSvgRenderer(text.encode()).isValid()
        for word in (plot.title, *(entry.name for entry in found(plot, Legend).entries)):
            assert escape(word) in text


def test_every_picture_is_shown_by_a_plot() -> None:
    shown = {picture.__name__ for kind in KINDS.values() for picture in kind.wanted()}
    assert set(PICTURES) - shown == set(), "no plot wants these pictures: nobody sees them"
