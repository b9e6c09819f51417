"""The page "Look at the data": it asks only while it is seen, and shows what the engine answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTabBar
from pytestqt.qtbot import QtBot

from playground.datasets import DATASETS, DatasetConfig, PreparationConfig
from playground.datasets.describe import describe
from playground.datasets.prepare import Prepared, prepare
from playground.datasets.rows import order_of, page, part_of_rows
from playground.gui.data.page import DataPage
from playground.gui.data.table import PAGE, RowsModel, RowsTable
from playground.gui.theme import theme
from playground.runs.messages import RowsRead
from tests.gui.stage import Controller

OFFLINE = [name for name in DATASETS if name not in ("csv", "california_housing", "points")]


class Engine(QObject):
    """Answers from data that is prepared here; pages wait until ``deliver``."""

    seen = Signal(object)
    failed = Signal(str)

    def __init__(self, prepared: Prepared) -> None:
        super().__init__()
        self.prepared = prepared
        self.looks = 0
        self.requests: list[tuple[int, int, int, bool]] = []
        self._waiting: list[Callable[[RowsRead | None], None]] = []

    def look(self) -> None:
        self.looks += 1
        self.seen.emit(describe(self.prepared))

    def read_rows(self, first: int, count: int, sort: int, descending: bool, answered: Callable[[RowsRead | None], None]) -> None:
        self.requests.append((first, count, sort, descending))
        self._waiting.append(answered)

    def deliver(self) -> None:
        while self._waiting:
            first, count, sort, descending = self.requests[-len(self._waiting)]
            rows, cells = page(self.prepared, order_of(self.prepared, sort, descending), first, count)
            parts = part_of_rows(self.prepared)[rows].astype(float)
            report = RowsRead(first=first, numbers=rows.astype(float), parts=parts, cells=cells)
            self._waiting.pop(0)(report)


def prepared(name: str, **settings: object) -> Prepared:
    split = "time" if DATASETS[name].task == "forecast" else "random"
    return prepare(DatasetConfig(name, **settings), PreparationConfig(split=split, test=0.1), Path())  # type: ignore[arg-type]  # its fields


def stage(qtbot: QtBot, name: str, **settings: object) -> tuple[DataPage, Engine, Controller]:
    theme().apply("light")
    engine, controller = Engine(prepared(name, **settings)), Controller()
    controller.info = engine.prepared.info
    shown = DataPage(controller, engine)
    qtbot.addWidget(shown)
    shown.resize(1000, 700)
    return shown, engine, controller


def texts(shown: DataPage) -> str:
    return "\n".join(label.text() for label in shown.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize("name", OFFLINE)
def test_every_dataset_is_drawn_in_both_themes(qtbot: QtBot, name: str) -> None:
    shown, engine, _controller = stage(qtbot, name)
    shown.show()
    tabs = shown.findChild(QTabBar, "data_tabs")
    assert tabs is not None
    for colours in ("light", "dark"):
        theme().apply(colours)
        for tab in range(tabs.count()):
            tabs.setCurrentIndex(tab)
            assert not shown.grab().isNull()
    kind = "series" if engine.prepared.series is not None else "samples"
    assert tabs.isTabVisible(3 if kind == "series" else 2)
    assert not tabs.isTabVisible(2 if kind == "series" else 3)
    inputs, columns = shown.target.inputs.rows, shown.columns.list.rows
    assert inputs.rowCount() == np.prod(engine.prepared.info.signature.input_shape)
    words = [columns.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(columns.rowCount())]
    assert all(words)


def test_it_asks_only_while_it_is_seen(qtbot: QtBot) -> None:
    shown, engine, controller = stage(qtbot, "xor")
    controller.dataset_changed.emit()
    assert engine.looks == 0
    shown.show()
    assert engine.looks == 1
    shown.hide()
    shown.show()
    assert engine.looks == 1
    info, controller.info = controller.info, None
    controller.dataset_changed.emit()
    assert "being loaded" in texts(shown)
    controller.info = info
    controller.dataset_changed.emit()
    assert engine.looks == 2
    assert "XOR – 200 rows" in texts(shown)
    engine.failed.emit("the file is gone")
    assert "the file is gone" in texts(shown)


@pytest.mark.parametrize(("name", "tab"), [("air_passengers", 3), ("xor", 2), ("digits", 2), ("diabetes", 0)])
def test_the_most_telling_view_comes_first_and_a_choice_is_kept(qtbot: QtBot, name: str, tab: int) -> None:
    shown, engine, _controller = stage(qtbot, name)
    shown.show()
    tabs = shown.findChild(QTabBar, "data_tabs")
    assert tabs is not None
    assert tabs.currentIndex() == tab
    tabs.setCurrentIndex(1)
    engine.look()
    assert tabs.currentIndex() == 1


def test_escape_goes_back(qtbot: QtBot) -> None:
    shown, _engine, _controller = stage(qtbot, "xor")
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    with qtbot.waitSignal(shown.close_requested, timeout=0):
        QTest.keyClick(shown, Qt.Key.Key_Escape)


def shown_column(model: RowsModel, column: int, rows: int) -> list[str]:
    return [model.index(row, column).data() for row in range(rows)]


def test_only_pages_that_are_seen_are_read_and_a_sort_reads_them_again(qtbot: QtBot) -> None:
    shown, engine, _controller = stage(qtbot, "xor", samples=100_000)
    shown.show()
    model = shown.table.rows
    assert model.rowCount() == 100_000
    assert model.heads == ["Row", "Part", "x1", "x2", "xor"]
    assert model.index(50_000, 0).data() == "…"
    qtbot.waitUntil(lambda: bool(engine.requests), timeout=2000)
    engine.deliver()
    assert model.index(50_000, 0).data() == "50,001"
    assert {first for first, *_rest in engine.requests} == {50_000 // PAGE * PAGE}
    model.sort(2, Qt.SortOrder.DescendingOrder)
    assert model.index(0, 2).data() is None
    qtbot.waitUntil(lambda: engine.requests[-1] == (0, PAGE, 0, True), timeout=2000)
    engine.deliver()
    values = [float(text) for text in shown_column(model, 2, PAGE)]
    assert values == sorted(values, reverse=True)
    part = model.index(0, 1)
    assert part.data() in ("training", "validation", "test")
    assert part.data(Qt.ItemDataRole.DecorationRole) is not None
    shown.table.selectRow(0)
    shown.table.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Row\tPart\tx1\tx2\txor"
    assert len(lines) == 2
    QGuiApplication.clipboard().clear()


def test_scrolling_far_asks_for_where_it_ends_and_not_for_everything_between(qtbot: QtBot) -> None:
    shown, engine, _controller = stage(qtbot, "xor", samples=100_000)
    shown.show()
    tabs = shown.findChild(QTabBar, "data_tabs")
    assert tabs is not None
    tabs.setCurrentIndex(1)
    bar = shown.table.verticalScrollBar()
    for place in range(0, bar.maximum(), bar.maximum() // 100):
        bar.setValue(place)
        shown.table.grab()
    bar.setValue(bar.maximum())
    shown.table.grab()
    assert len(engine.requests) <= 2
    qtbot.waitUntil(lambda: bool(engine.requests), timeout=2000)
    for _round in range(6):
        engine.deliver()
        QApplication.processEvents()
    assert len(engine.requests) <= 8
    assert shown.table.rows.index(99_999, 0).data() == "100,000"


def test_a_column_is_as_wide_as_what_stands_in_it(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text("d,c,y\n" + "".join(f"2024-{n % 12 + 1:02d}-01,{'Wolfsburg' if n % 2 else 'Ulm'},{n}\n" for n in range(60)))
    shown, engine, _controller = stage(qtbot, "csv", path=str(path), target="y", task="regression")
    shown.show()
    table = shown.findChild(RowsTable)
    assert table is not None
    shown.findChild(QTabBar).setCurrentIndex(1)
    narrow = [table.columnWidth(place) for place in range(5)]
    qtbot.waitUntil(lambda: bool(engine.requests), timeout=2000)
    engine.deliver()
    for place, text in ((2, "2024-12-01"), (3, "Wolfsburg")):
        assert narrow[place] < table.fontMetrics().horizontalAdvance(text) + 12 <= table.columnWidth(place)
    table.setColumnWidth(2, 40)
    table.rows.row(0)
    assert table.columnWidth(2) == 40  # what the user made of it stays


def test_a_window_of_the_series_is_told_in_words(qtbot: QtBot) -> None:
    shown, _engine, _controller = stage(qtbot, "air_passengers")
    shown.show()
    tabs = shown.findChild(QTabBar, "data_tabs")
    assert tabs is not None
    tabs.setCurrentIndex(3)
    series = shown.series
    assert "Window 1 of 88 (training): from 1949-01 to 1949-12 it is given 12 values, and is to say 1950-01 = 115." in texts(
        shown
    )
    series.point_at(143)
    assert series.picture.row == 143
    assert "(test)" in texts(shown)
    series.slider.setValue(88)
    assert "Window 1 of 29 (validation)" in texts(shown)
    series.picture.pointed.emit(-5)
    assert series.picture.row == 12
