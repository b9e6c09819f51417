"""What a screen reader says: everything that takes the focus has a name, and within a part of the window each its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QComboBox, QDialog, QFrame, QLabel, QTabBar, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from playground.datasets import DatasetConfig
from playground.gui.help.about import AboutDialog
from playground.gui.help.keyboard import KeyboardDialog
from playground.gui.help.problem_report import ReportDialog
from playground.gui.import_panel import ImportPanel
from playground.gui.main_window import MainWindow
from tests.fakes import FakeEngine
from tests.gui.test_import_panel import PREVIEW

PARTS = (
    *("toolbar", "message_bar", "lesson_panel", "data_panel", "settings_panel", "runs_table"),
    *("palette", "inspector", "network_view", "summary_table", "code_view", "plot_area", "time_row", "data_page"),
)
"""Parts of the window; within each a name means one thing."""


def name_of(widget: QWidget) -> str:
    """What is read when it has the focus. A list of choices is called by its label: its own text is what is chosen."""
    said = QAccessible.queryAccessibleInterface(widget)
    if isinstance(widget, QComboBox):
        labels = [one for one, kind in said.relations() if kind == QAccessible.RelationFlag.Label]
        return labels[0].text(QAccessible.Text.Name) if labels else ""
    return str(said.text(QAccessible.Text.Name))


def is_inner(widget: QWidget) -> bool:
    """Whether it is a piece that Qt makes for another widget, which has the name."""
    holder = widget.parentWidget()
    return (
        (isinstance(holder, QAbstractScrollArea) and widget in (holder.viewport(), holder.cornerWidget()))
        or isinstance(holder, QTabBar | QComboBox)
        or (isinstance(holder, QFrame) and isinstance(holder.parentWidget(), QComboBox))
        or widget.objectName().startswith("qt_")
        or isinstance(widget, QTabWidget | QLabel)  # its row of tabs takes the focus; text that can be selected is its own name
    )


def focusable(window: QWidget) -> Iterator[QWidget]:
    for widget in window.findChildren(QWidget):
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisibleTo(window) and not is_inner(widget):
            yield widget


def part_of(widget: QWidget) -> str:
    holder: QWidget | None = widget
    while holder is not None and holder.objectName() not in PARTS and not isinstance(holder, QDialog):
        holder = holder.parentWidget()
    return holder.objectName() if holder is not None else ""


def faults(window: QWidget) -> list[str]:
    """Nameless things, and names that mean several."""
    named = [(part_of(widget), name_of(widget).strip(), widget) for widget in focusable(window)]
    nameless = [f"{part}: {type(widget).__name__} {widget.objectName()} has no name" for part, name, widget in named if not name]
    counts = Counter((part, name) for part, name, _widget in named if name)
    return nameless + [f"{part}: {count} are called {name!r}" for (part, name), count in counts.items() if count > 1]


@pytest.fixture
def full(window: MainWindow, engine: FakeEngine) -> MainWindow:
    """The window in the middle of a run, with every plot that suits."""
    window.files.open_named("lesson:vanishing-gradients")
    window.controller.train()
    engine.deliver()
    engine.advance(3)
    engine.deliver()
    assert window.plots is not None
    for name in window.plots.plots:
        window.plots.set_closed(name, False)
    window.plots.draw()
    return window


@pytest.mark.parametrize(("tab", "view"), [("lesson", 0), ("data", 1), ("training", 2), ("runs", 0)])
def test_whatever_takes_the_focus_has_a_name_of_its_own(full: MainWindow, tab: str, view: int) -> None:
    full.workplace.show_tab(tab)  # type: ignore[arg-type]  # one of them
    full.workplace.findChild(QTabBar, "network_switch").setCurrentIndex(view)  # type: ignore[union-attr]
    full.network_view.select([1])
    QApplication.processEvents()
    assert sum(1 for _widget in focusable(full)) > 25
    assert faults(full) == []


@pytest.mark.parametrize("lesson", ["xor", "hear-what-comes", "vanishing-gradients"])
def test_so_it_has_whatever_the_data_are(window: MainWindow, engine: FakeEngine, lesson: str) -> None:
    names = [one.name for one in window.lesson_panel.lessons]
    window.files.open_named(f"lesson:{lesson if lesson in names else names[-1]}")
    engine.deliver()
    assert window.plots is not None
    for name in window.plots.plots:
        window.plots.set_closed(name, False)
    window.workplace.show_tab("data")
    QApplication.processEvents()
    assert faults(window) == []


def test_the_page_of_the_data_too(full: MainWindow) -> None:
    full.look_at_data()
    QApplication.processEvents()
    assert faults(full) == []


def _import() -> QDialog:
    panel = ImportPanel(DatasetConfig(name="csv", path="houses.csv"))
    panel.show_preview(PREVIEW)
    return panel


DIALOGS: dict[str, Callable[[], QDialog]] = {
    "import": _import,
    "about": AboutDialog,
    "keyboard": lambda: KeyboardDialog([]),
    "report": lambda: ReportDialog({"version": "1"}),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_dialogs_too(qtbot: QtBot, name: str) -> None:
    dialog = DIALOGS[name]()
    qtbot.addWidget(dialog)
    dialog.show()
    QApplication.processEvents()
    assert faults(dialog) == []
    dialog.close()


def test_nothing_that_is_read_has_marks_of_markdown(full: MainWindow) -> None:
    for lesson in full.lesson_panel.lessons:
        full.lesson_panel.show_lesson(lesson)
        for widget in full.lesson_panel.findChildren(QWidget):
            said = QAccessible.queryAccessibleInterface(widget)
            for kind in (QAccessible.Text.Name, QAccessible.Text.Description):
                assert "**" not in said.text(kind), (lesson.name, said.text(kind))
