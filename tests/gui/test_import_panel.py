"""The import panel shows what the engine found, asks again when something is changed, and changes nothing until it is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from playground.datasets import Step
from playground.datasets.table_preview import ColumnGuess, TablePreview
from playground.gui.import_panel import ImportPanel
from playground.gui.main_window import MainWindow
from playground.runs import messages as m
from tests.fakes import FakeEngine
from tests.gui import window_stage
from tests.gui.stage import INFO, found
from tests.gui.stage import document as small

PREVIEW = TablePreview(
    format="text",
    size=12_345,
    encoding="cp949",
    separator=";",
    decimal=",",
    header=True,
    sheet="",
    sheets=(),
    columns=(
        ColumnGuess("번호", "id", "ignored"),
        ColumnGuess("구", "category", "feature"),
        ColumnGuess("날짜", "date", "feature"),
        ColumnGuess("가격", "number", "target"),
    ),
    rows=(("1", "강남구", "2024-01-01", "12,5"), ("2", "마포구", "2024-01-02", "7")),
    task="regression",
)


@pytest.fixture
def window(qtbot: QtBot, engine: FakeEngine) -> Iterator[MainWindow]:
    with window_stage.opened(engine, plots=False) as made:
        yield made


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "아파트.csv"
    path.write_text("a;b\n1;2\n")
    return path


def answered(engine: FakeEngine, preview: TablePreview | None = PREVIEW, message: str = "") -> m.PreviewTable:
    """Answers the newest question."""
    asked = engine.sent(m.PreviewTable)[-1]
    engine.tell(m.TablePreviewed(request=asked.request, preview=preview, message=message))
    return asked


def opened(window: MainWindow, engine: FakeEngine, path: Path) -> ImportPanel:
    assert window.files.open(path)
    answered(engine)
    panel = window.importing.panel
    assert panel is not None
    return panel


@pytest.mark.parametrize(("name", "choices"), [("ragged.csv", 4), ("broken.xlsx", 0)])
def test_a_file_that_could_not_be_read_can_be_read_in_another_way(
    window: MainWindow, engine: FakeEngine, qtbot: QtBot, tmp_path: Path, name: str, choices: int
) -> None:
    path = tmp_path / name
    path.write_text("a,b\n1,2,3\n")
    assert window.files.open(path)
    answered(engine, None, "Row 2 has 3 cells")
    panel = window.importing.panel
    assert panel is not None
    shown = [choice for choice in panel.findChildren(QComboBox) if choice.isVisibleTo(panel) and choice.count()]
    assert len(shown) == choices
    if choices:
        separator = box(panel, "import_separator")
        choose(separator, "none")
        qtbot.waitUntil(lambda: len(engine.sent(m.PreviewTable)) == 2)
        assert answered(engine).dataset["separator"] == "none"
        assert separator.currentData() == PREVIEW.separator


def box(panel: ImportPanel, name: str) -> QComboBox:
    return found(panel, QComboBox, name)


def press(panel: ImportPanel, name: str) -> None:
    found(panel, QPushButton, name).click()


def trouble(panel: ImportPanel) -> str:
    """What is said to be wrong."""
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.property("role") == "danger")


def choose(choice: QComboBox, value: object) -> None:
    choice.setCurrentIndex(choice.findData(value))
    choice.activated.emit(choice.currentIndex())


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.xlsx", "t.parquet", "no_ending"])
def test_every_kind_of_table_opens_the_panel(window: MainWindow, engine: FakeEngine, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("a,b\n1,2\n")
    before = window.document.project
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, buttons, keys))
    assert window.importing.panel is not None
    assert engine.sent(m.PreviewTable)[-1].dataset["path"] == str((tmp_path / name).resolve())
    window.importing.panel.reject()
    assert window.importing.panel is None
    assert window.document.project is before


def test_it_shows_the_rows_and_the_guesses(window: MainWindow, engine: FakeEngine, table: Path) -> None:
    panel = opened(window, engine, table)
    rows = panel.table.rows
    assert [rows.data(rows.index(0, column)) for column in range(4)] == ["1", "강남구", "2024-01-01", "12,5"]
    assert rows.headerData(1, Qt.Orientation.Horizontal) == "구: category, feature. Click to change."
    assert {name: box(panel, f"import_{name}").currentData() for name in ("encoding", "separator", "decimal", "header")} == {
        "encoding": "cp949",
        "separator": ";",
        "decimal": ",",
        "header": "yes",
    }
    assert (box(panel, "import_target").currentData(), box(panel, "import_task").currentData()) == ("가격", "regression")
    assert not panel.grab().isNull()


def test_a_change_asks_again_and_the_last_answer_counts(
    window: MainWindow, engine: FakeEngine, table: Path, qtbot: QtBot
) -> None:
    panel = opened(window, engine, table)
    first = len(engine.sent(m.PreviewTable))
    choose(box(panel, "import_separator"), "tab")
    menu = panel.table.menu_of(0)
    next(action for action in menu.actions() if action.text() == "number").trigger()
    next(action for action in panel.table.menu_of(2).actions() if action.text() == "time").trigger()
    qtbot.waitUntil(lambda: len(engine.sent(m.PreviewTable)) > first)
    asked = engine.sent(m.PreviewTable)[-1]
    assert len(engine.sent(m.PreviewTable)) == first + 1  # three changes at once are one question
    assert asked.dataset["separator"] == "tab"
    assert asked.dataset["types"] == {"번호": "number"}
    assert (asked.dataset["time"], asked.dataset["features"]) == ("날짜", ["구"])
    engine.tell(m.TablePreviewed(request=1, preview=None, message="an old answer"))
    assert "an old answer" not in trouble(panel)
    answered(engine, replace(PREVIEW, columns=(*PREVIEW.columns[:2], ColumnGuess("날짜", "date", "time"), PREVIEW.columns[3])))
    press(panel, "import_use")
    dataset = window.document.project.dataset
    assert (dataset.separator, dataset.time, dataset.features, dataset.target) == ("tab", "날짜", ("구",), "가격")


def test_using_it_makes_a_project_that_is_not_saved_yet(window: MainWindow, engine: FakeEngine, table: Path) -> None:
    panel = opened(window, engine, table)
    press(panel, "import_use")
    project = window.document.project
    assert (project.name, project.dataset.path, project.dataset.task) == ("아파트", str(table.resolve()), "regression")
    assert project.dataset.encoding is None  # a guess that nobody changed stays a guess
    assert window.document.unsaved
    assert window.importing.panel is None
    assert window.workplace.tabs.currentWidget() is window.workplace.data_panel


def test_a_new_target_may_mean_another_task(window: MainWindow, engine: FakeEngine, table: Path, qtbot: QtBot) -> None:
    panel = opened(window, engine, table)
    choose(box(panel, "import_target"), "구")
    qtbot.waitUntil(lambda: engine.sent(m.PreviewTable)[-1].dataset.get("target") == "구")
    columns = tuple(
        replace(column, role={"구": "target", "가격": "feature"}.get(column.name, column.role)) for column in PREVIEW.columns
    )
    answered(engine, replace(PREVIEW, columns=columns, task="multiclass", classes=4))
    press(panel, "import_use")
    project = window.document.project
    assert (project.dataset.target, project.dataset.task) == ("구", "multiclass")
    assert project.training.loss.name == "CrossEntropyLoss"
    assert project.network.layers[-1].out_features == 4  # type: ignore[attr-defined]  # a Linear


def test_trouble_is_said_and_keeps_the_button_shut(window: MainWindow, engine: FakeEngine, table: Path, qtbot: QtBot) -> None:
    assert window.files.open(table)
    panel = window.importing.panel
    assert panel is not None
    use = found(panel, QPushButton, "import_use")
    assert not use.isEnabled()
    answered(engine, None, "row 3 is broken")
    assert "row 3 is broken" in trouble(panel)
    assert not use.isEnabled()
    panel.preview_wanted.emit(panel.config)
    qtbot.waitUntil(lambda: len(engine.sent(m.PreviewTable)) == 2)
    answered(engine, replace(PREVIEW, problem="nothing to predict"))
    assert "nothing to predict" in trouble(panel)
    assert not use.isEnabled()


@pytest.mark.parametrize("deaths", [1, 2])
def test_what_an_engine_died_of_is_not_asked_again_by_itself(
    window: MainWindow, engine: FakeEngine, table: Path, deaths: int
) -> None:
    assert window.files.open(table)
    asked = len(engine.sent(m.PreviewTable))
    for _death in range(deaths):
        engine.die()
        engine.deliver()  # the next engine is ready
    assert len(engine.sent(m.PreviewTable)) == asked
    panel = window.importing.panel
    assert panel is not None
    assert "아파트.csv" in trouble(panel)
    window.importing.begin(table)  # the user asks again
    assert len(engine.sent(m.PreviewTable)) == asked + 1
    answered(engine)
    engine.die()  # of something else
    assert window.importing.panel is not None
    assert "아파트.csv" not in trouble(window.importing.panel)


def test_without_an_engine_the_next_one_is_asked(window: MainWindow, engine: FakeEngine, table: Path) -> None:
    engine.shutdown()
    assert window.files.open(table)
    assert engine.sent(m.PreviewTable) == []
    window.controller.start()
    assert len(engine.sent(m.PreviewTable)) == 1


def test_the_import_of_an_open_table_can_be_changed_and_undone(
    window: MainWindow, engine: FakeEngine, table: Path, qtbot: QtBot
) -> None:
    press(opened(window, engine, table), "import_use")
    before = window.document.project
    found(window.workplace.data_panel, QPushButton, "change_import").click()
    panel = window.importing.panel
    assert panel is not None
    answered(engine)
    choose(box(panel, "import_decimal"), ".")
    qtbot.waitUntil(lambda: engine.sent(m.PreviewTable)[-1].dataset.get("decimal") == ".")
    answered(engine, replace(PREVIEW, decimal="."))
    press(panel, "import_use")
    assert window.document.project.dataset.decimal == "."
    window.document.undo_stack.undo()
    assert window.document.project == before


def test_the_steps_of_the_data_panel_switch_what_is_done(window: MainWindow, engine: FakeEngine, qtbot: QtBot) -> None:
    window.document.open(small().project, None)
    steps = (Step("Read as CP949."), Step("'a' is left out.", "constant:a"), Step("'b' leaks.", "leak:b", False, "warning"))
    qtbot.waitUntil(lambda: len(engine.sent(m.LoadDataset)) > 1)
    engine.answer(m.LoadDataset, m.DatasetReady(info=replace(INFO, steps=steps)))
    boxes = {
        widget.objectName(): widget
        for widget in window.workplace.data_panel.findChildren(QCheckBox)
        if "step" in widget.objectName()
    }
    assert {name: widget.isChecked() for name, widget in boxes.items()} == {"step constant:a": True, "step leak:b": False}
    boxes["step leak:b"].click()
    boxes["step constant:a"].click()
    assert window.document.project.preparation.steps == (("constant:a", False), ("leak:b", True))
    window.document.undo_stack.undo()
    assert window.document.project.preparation.steps == (("leak:b", True),)
