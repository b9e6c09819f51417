"""Nothing that people name is taken as HTML: every label, tool tip and caption of the whole window, and every place in the source that makes one."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, Qt
from PySide6.QtGui import QAction, QStandardItemModel, QTextDocument, QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGraphicsTextItem,
    QLabel,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from playground.datasets import Step
from playground.gui.elided_label import ElidedLabel
from playground.gui.help.keyboard import KeyboardDialog
from playground.gui.label import Label, LessonLabel, plain_action, plain_tip
from playground.gui.main_window import MainWindow
from playground.gui.notices import Notice
from playground.gui.plots.axes import PlainAxis
from playground.gui.run.step_list import StepList
from playground.lessons import find_lessons
from playground.runs import messages as m
from tests.fakes import FakeEngine
from tests.gui.stage import found
from tests.gui.test_import_panel import PREVIEW

ROOT = Path(__file__).resolve().parents[2]
GUI = sorted((ROOT / "playground" / "gui").rglob("*.py"))
EVIL = "<b>x</b><img src=/dev/zero> & &lt;y"


@pytest.fixture
def window(window: MainWindow, engine: FakeEngine) -> MainWindow:
    """A window in which everything that can be named has a name that looks like HTML."""
    made = window
    made.resize(1280, 800)
    made.document.change(replace(made.document.project, name=EVIL), EVIL)
    made.controller.train()
    engine.deliver()
    engine.advance(3)
    engine.deliver()
    for record in made.runs.records:
        made.runs.change(record, lambda changed: setattr(changed, "name", EVIL))
    found(made.workplace.data_panel, StepList).show_steps((Step(EVIL), Step(EVIL, key="missing", kind="warning")))
    made.message_bar.show_notice(Notice("warning", EVIL, ((EVIL, lambda: None),)))
    made.controller.stop()
    engine.deliver()
    return made


def shown(text: str) -> str:
    """What Qt shows of a text whose format it guesses, as it does with tool tips."""
    rich = "<" in text or "&lt;" in text
    return (
        QTextDocumentFragment.fromHtml(text).toPlainText()
        if rich and text.startswith("<p style='white-space: pre-wrap'>")
        else text
    )


def rich(text: str) -> bool:
    """Whether Qt would take a text for HTML though :func:`plain_tip` did not write it."""
    return ("<" in text or "&lt;" in text) and not text.startswith("<p style='white-space: pre-wrap'>")


def every_label(top: QWidget) -> list[QLabel]:
    return [label for label in top.findChildren(QLabel) if not label.objectName().startswith("qt_")]


def columns_of(model: QAbstractItemModel | None) -> int:
    """Columns of a table, one of a list."""
    return model.columnCount() if isinstance(model, QAbstractTableModel | QStandardItemModel) else int(model is not None)


def problems_of(top: QWidget) -> list[str]:
    """Every text below a widget that could be taken for something else than it is."""
    found = [
        f"{type(label).__name__}: {label.text()[:60]}"
        for label in every_label(top)
        if label.textFormat() != Qt.TextFormat.PlainText and not isinstance(label, LessonLabel)
    ]
    found += [
        f"tool tip of {type(part).__name__}: {part.toolTip()}"
        for part in (top, *top.findChildren(QWidget))
        if rich(part.toolTip())
    ]
    found += [
        f"tool tip of an action: {part.text()}"
        for part in top.findChildren(QAction)
        if rich(part.toolTip()) and EVIL in part.toolTip()
    ]
    found += [f"button: {part.text()}" for part in top.findChildren(QAbstractButton) if EVIL in part.text()]
    for view in (*top.findChildren(QAbstractItemView), *(box.view() for box in top.findChildren(QComboBox))):
        model = view.model()
        for row in range(model.rowCount() if model is not None else 0):
            for column in range(columns_of(model)):
                tip = str(model.index(row, column).data(Qt.ItemDataRole.ToolTipRole) or "")
                found += [f"tool tip in {type(view).__name__}: {tip}"] if rich(tip) else []
        for section in range(columns_of(model) if model is not None else 0):
            tip = str(model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) or "")
            found += [f"tool tip of a head: {tip}"] if rich(tip) else []
    for canvas in top.findChildren(pg.GraphicsView):
        for item in canvas.scene().items():
            if isinstance(item, QGraphicsTextItem) and "src=" in item.toHtml() and "<img" in item.toHtml():
                found.append(f"picture in a plot: {item.toPlainText()}")
    return found


def test_no_text_of_the_window_is_taken_as_html(window: MainWindow) -> None:
    assert EVIL in window.windowTitle()
    texts = [label.text() for label in every_label(window)]
    assert sum(EVIL in text for text in texts) >= 3  # the name on top, the message, the steps
    assert problems_of(window) == []


def test_no_text_of_the_import_panel_is_taken_as_html(window: MainWindow, engine: FakeEngine, tmp_path: Path) -> None:
    table = tmp_path / "<b>x.csv"
    table.write_text("a;b\n1;2\n")
    assert window.files.open(table)
    asked = engine.sent(m.PreviewTable)[-1]
    columns = tuple(replace(column, name=f"{column.name} {EVIL}") for column in PREVIEW.columns)
    preview = replace(PREVIEW, columns=columns, rows=((EVIL,) * 4,) * 2, problem=EVIL)
    engine.tell(m.TablePreviewed(request=asked.request, preview=preview, message=EVIL))
    panel = window.importing.panel
    assert panel is not None
    assert any(EVIL in label.text() for label in every_label(panel))
    assert problems_of(panel) == []


def test_the_question_before_work_is_lost_shows_the_name_as_it_is(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[QMessageBox] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box) or 0)
    window.files.may_lose()
    assert [(EVIL in box.text(), box.textFormat()) for box in asked] == [(True, Qt.TextFormat.PlainText)]
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in asked[0].findChildren(QLabel))


def test_the_keyboard_dialog_names_every_key_in_plain_text(window: MainWindow) -> None:
    next(action for action in window.findChildren(QAction) if action.text() == "Keyboard").trigger()
    dialog = window.findChild(KeyboardDialog)
    assert dialog is not None
    assert problems_of(dialog) == []
    assert {"F8", "Ctrl+F", "Alt+Up", "Ctrl+R"} <= {label.text() for label in every_label(dialog)}


@pytest.mark.parametrize("text", [EVIL, "<b>x", "a < b", "&amp;", "x\n  <i>y</i>", "plain", "", "</p><img src=x>", "'\"<"])
def test_a_tool_tip_shows_every_character(qapp: QApplication, text: str) -> None:
    document = QTextDocument()
    tip = plain_tip(text)
    assert not rich(tip)
    document.setHtml(tip) if tip != text else document.setPlainText(tip)
    assert document.toPlainText().replace("\u2028", "\n") == text
    label = Label(text)
    assert label.text() == text
    assert label.textFormat() == Qt.TextFormat.PlainText
    label.deleteLater()


def test_a_long_name_keeps_its_tool_tip_plain(qtbot: QtBot) -> None:
    label = ElidedLabel(EVIL * 20)
    qtbot.addWidget(label)
    label.resize(40, 20)
    label.grab()
    assert shown(label.toolTip()) == EVIL * 20


@pytest.mark.parametrize(("text", "kept"), [("a & b", "a && b"), ("&x", "&&x"), ("plain", "plain")])
def test_no_letter_of_a_name_becomes_a_shortcut(text: str, kept: str) -> None:
    assert plain_action(text) == kept


def test_a_caption_of_an_axis_shows_every_character(qtbot: QtBot) -> None:
    view = pg.GraphicsLayoutWidget()
    qtbot.addWidget(view)
    axis = PlainAxis("bottom", caption=EVIL)
    view.addItem(axis)
    assert axis.label.toPlainText().strip() == EVIL
    axis.rename(f"{EVIL}2")
    assert axis.label.toPlainText().strip() == f"{EVIL}2"


class Asked(QTextDocument):
    """Notes what a text would load."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted: list[str] = []

    def loadResource(self, kind: int, name: object) -> object:
        self.wanted.append(str(name))
        return None


@pytest.mark.parametrize("lesson", find_lessons(), ids=lambda lesson: lesson.name)
def test_a_lesson_loads_nothing(qapp: QApplication, lesson: object) -> None:
    texts = [lesson.text, lesson.closing, *(step.text for step in lesson.steps), lesson.goal.text if lesson.goal else ""]  # type: ignore[attr-defined]
    document = Asked()
    for text in texts:
        document.setMarkdown(text)
        document.size()
    assert document.wanted == []
    assert [text for text in texts if "<img" in text or "![" in text] == []


# what the source may not say

FORBIDDEN = {"setHtml", "setMarkdown", "insertHtml", "appendHtml", "setStatusTip", "setWhatsThis", "addLegend", "setTitle"}
FORBIDDEN_NAMES = {
    "QLabel",
    "QTextBrowser",
    "QTextEdit",
    "QInputDialog",
    "QErrorMessage",
    "QProgressDialog",
    "LabelItem",
    "LegendItem",
    "LessonLabel",
}
MAY = {
    "playground/gui/label.py": {"QLabel", "setTextFormat", "LessonLabel", "setMarkdown"},
    "playground/gui/lessons/panel.py": {"LessonLabel"},
    "playground/gui/lessons/step_row.py": {"LessonLabel"},
}
TIPS = {"setToolTip": 0, "showText": 1}


def is_plain(node: ast.expr) -> bool:
    """Whether an argument is a sentence of the app, or goes through ``plain_tip``."""
    if isinstance(node, ast.IfExp):
        return is_plain(node.body) and is_plain(node.orelse)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "plain_tip")


@pytest.mark.parametrize("path", GUI, ids=lambda path: path.stem)
def test_the_source_makes_no_rich_text(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    tree, found = ast.parse(path.read_text(encoding="utf-8")), []
    for node in ast.walk(tree):
        word = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        if word in FORBIDDEN | FORBIDDEN_NAMES and word not in MAY.get(name, set()):
            found.append(f"{name}:{node.lineno} {word}")  # type: ignore[attr-defined]
        if isinstance(node, ast.Attribute) and node.attr == "RichText":
            found.append(f"{name}:{node.lineno} RichText")
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        called = node.func.attr
        tip = (
            node.args[TIPS[called]]
            if called in TIPS
            else node.args[1]
            if called == "setItemData" and "ToolTipRole" in ast.unparse(node)
            else None
        )
        if tip is not None and not is_plain(tip):
            found.append(f"{name}:{node.lineno} {ast.unparse(node)}: a tool tip that is not plain_tip(...)")
        if called in ("about", "information", "question", "warning", "critical") and "QMessageBox" in ast.unparse(node.func):
            found.append(f"{name}:{node.lineno} {called}: a message box whose text may be taken as HTML")
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        text = ast.unparse(function)
        if "= QMessageBox(" in text and "show_plain(box)" not in text:
            found.append(f"{name}:{function.lineno} a message box without show_plain")
        if (
            function.name in ("data", "headerData")
            and "ToolTipRole" in text
            and "plain_tip" not in text
            and name != "playground/gui/preview_table.py"
        ):
            found.append(f"{name}:{function.lineno} a tool tip of a model without plain_tip")
    assert found == []
