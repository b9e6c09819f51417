from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from playground.datasets import DatasetConfig
from playground.gui.main_window import MainWindow
from playground.gui.notices import Notice
from playground.gui.settings import SCALE, Settings
from playground.gui.theme import theme
from playground.gui.window import make_window
from playground.layers import LSTM, Linear, ReLU
from playground.network import Network
from playground.runs.messages import DescribeData, Watch
from playground.runs.project import write_project
from tests.fakes import FakeEngine
from tests.gui.stage import document as small
from tests.gui.window_stage import opened

NAMES = [
    "main_window",
    "palette",
    "network_view",
    "inspector",
    "data_panel",
    "settings_panel",
    "train_button",
    "pause_button",
    "step_button",
    "stop_button",
    "reset_button",
    "dataset_choice",
    "optimizer_choice",
    "learning_rate",
    "batch_size",
    "epochs",
    "device_choice",
    "loss_plot",
    "gradients_plot",
    "predictions_plot",
    "forecast_plot",
    "summary_table",
    "code_view",
    "runs_table",
    "lesson_panel",
    "message_bar",
]


UNSEEN = ("schedule_curve",)
"""Controls that are there only once something was chosen."""


def test_every_control_can_be_found_by_its_name(window: MainWindow) -> None:
    assert window.objectName() == "main_window"
    missing = [name for name in NAMES[1:] if window.findChild(QWidget, name) is None]
    assert missing == []
    assert window.document is not None
    assert window.controller is not None


def test_the_title_shows_unsaved_changes(window: MainWindow) -> None:
    assert not window.isWindowModified()
    window.document.change_network(window.document.network.inserted(0, [ReLU()]), "edit")
    assert window.isWindowModified()
    window.document.undo_stack.undo()
    assert not window.isWindowModified()


def test_a_file_dropped_on_the_window_is_opened(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "mine.nnplay"
    write_project(path, small().project)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    window.dropEvent(drop)
    assert window.document.path == path
    assert window.document.project == small().project
    assert window.files.recent[0] == path


@pytest.mark.parametrize("content", [b"", b"[]", b'{"format": 99}', b"\x00\xff", b'{"format":1,"network":[{"layer":"Nope"}]}'])
def test_a_file_that_is_no_project_is_told_and_the_open_one_stays(window: MainWindow, tmp_path: Path, content: bytes) -> None:
    before = window.document.project
    path = tmp_path / "broken.nnplay"
    path.write_bytes(content)
    assert not window.files.open(path)
    assert window.document.project == before
    assert window.message_bar.notice is not None
    assert "broken.nnplay" in window.message_bar.notice.text


def test_what_cannot_be_saved_is_told_and_stays_unsaved(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, project: object) -> None:
        raise OSError(28, "No space left on device")

    window.document.open(window.document.project, tmp_path / "a.nnplay")
    window.document.change_network(window.document.network.inserted(0, [ReLU()]), "edit")
    monkeypatch.setattr("playground.gui.files.write_project", full)
    assert not window.files.save()
    assert window.document.unsaved
    assert window.message_bar.notice is not None
    assert "No space left on device" in window.message_bar.notice.text


def test_closing_with_unsaved_work_can_be_given_up(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window.files, "may_lose", lambda: False)
    event = QCloseEvent()
    window.closeEvent(event)
    assert not event.isAccepted()


def test_where_the_window_was_is_remembered(window: MainWindow) -> None:
    assert window.plots is not None
    window.plots.set_closed("loss_plot", True)
    window.restyle("dark", 1.25)
    assert window.close()
    with opened() as again:
        assert again.plots is not None
        assert "loss_plot" in again.plots.save_state()["closed"]


def test_a_step_of_the_lesson_points_at_its_control(window: MainWindow) -> None:
    window.workplace.tabs.setCurrentIndex(0)
    window.point_at("epochs")
    assert window.workplace.tabs.currentWidget() is window.workplace.settings_panel


def test_the_data_take_the_place_of_the_network_until_a_run_begins(window: MainWindow, engine: FakeEngine, qtbot: QtBot) -> None:
    assert window.files.open_named("lesson:vanishing-gradients")
    qtbot.waitUntil(lambda: bool(engine.deliver() or window.controller.info), timeout=2000)
    assert not window.data_page.isVisible()
    before = window.network_view.width()
    window.look_at_data()
    assert window.data_page.isVisible()
    qtbot.waitUntil(lambda: window.data_page.width() > 0.6 * window.width(), timeout=2000)  # all that network and plots had
    assert not window.network_view.isVisible()
    focus = QApplication.focusWidget()
    assert focus is None or not window.toolbar.isAncestorOf(focus)
    assert [command.project["dataset"]["name"] for command in engine.sent(DescribeData)] == ["diabetes"]
    window.look_at_data()  # once more, while it is there
    window.point_at("network_view")
    assert window.network_view.isVisible()
    qtbot.waitUntil(lambda: window.network_view.width() == before, timeout=2000)
    window.look_at_data()
    window.controller.train()
    engine.deliver()
    assert window.network_view.isVisible()
    assert not window.data_page.isVisible()


@pytest.mark.parametrize("engine_first", [True, False])
def test_the_pictures_that_can_be_seen_are_asked_for_from_the_start(qtbot: QtBot, engine: FakeEngine, engine_first: bool) -> None:
    made = make_window(engine=engine)  # type: ignore[arg-type]  # same interface
    if engine_first:
        engine.deliver()
    made.build_plots()
    engine.deliver()
    assert made.plots is not None
    assert engine.sent(Watch)[-1].pictures == made.plots.wanted != ()
    made.end()
    made.deleteLater()


def test_the_run_s_figures_reach_plots_and_cards(window: MainWindow, engine: FakeEngine, qtbot: QtBot) -> None:
    assert window.files.open_named("lesson:vanishing-gradients")
    qtbot.waitUntil(lambda: bool(engine.deliver() or window.controller.info), timeout=2000)
    window.controller.train()
    engine.deliver()
    engine.advance(5)
    engine.deliver()
    assert window.plots is not None
    window.plots.draw()
    assert window.plots.plots["gradients_plot"].drawn > 0
    assert window.runs.current is not None
    assert len(window.runs.current.history) == 5
    assert window.centralWidget().childAt(QPoint(5, 5)) is not None


def test_every_step_of_every_lesson_points_at_something_that_can_be_seen(window: MainWindow) -> None:
    for lesson in window.lesson_panel.lessons:
        assert window.files.open_named(f"lesson:{lesson.name}")
        for step in lesson.steps:
            widget = window.findChild(QWidget, step.control)
            assert widget is not None, (lesson.name, step.control)
            window.point_at(step.control)
            assert widget.isVisible() or step.control in UNSEEN, (lesson.name, step.control)


def test_the_solution_of_a_lesson_is_one_step_that_can_be_undone(window: MainWindow) -> None:
    for lesson in window.lesson_panel.lessons:
        assert window.files.open_named(f"lesson:{lesson.name}")
        before = window.document.project
        window.files.solve(lesson)
        assert (window.document.project != before) == bool(lesson.solution)
        if lesson.solution:
            assert window.document.undo_stack.count() == 1
            window.document.undo_stack.undo()
        assert window.document.project == before


def test_a_word_on_the_last_run_goes_when_other_data_are_chosen(window: MainWindow) -> None:
    window.message_bar.show_notice(Notice("warning", "Little more than the last value", key="ended"))
    project = window.document.project
    window.document.change(replace(project, dataset=DatasetConfig("moons")), "")
    assert window.message_bar.notice is None or window.message_bar.notice.key != "ended"


def test_the_death_of_an_engine_is_told_until_something_trains_again(window: MainWindow, engine: FakeEngine) -> None:
    engine.deliver()
    window.controller.train()
    engine.deliver()
    engine.die()
    assert window.message_bar.notice is not None
    assert window.message_bar.notice.key == "died"
    engine.deliver()
    window.controller.train()
    engine.deliver()
    assert window.controller.state == "training"
    assert window.message_bar.notice is None


def test_a_plot_that_is_closed_is_opened_when_a_lesson_points_at_it(window: MainWindow) -> None:
    assert window.plots is not None
    window.plots.set_closed("loss_plot", True)
    window.point_at("loss_plot")
    assert window.plots.plots["loss_plot"].isVisible()


def room_of(part: QWidget) -> tuple[int, int]:
    """The least and the greatest width of a part; heights, and scroll bars, are as the style says once they are seen."""
    return (part.minimumWidth(), part.maximumWidth() if not part.objectName().startswith("qt_") else 0)


def test_after_a_change_of_text_size_every_part_takes_the_room_it_would_have_had(window: MainWindow) -> None:
    theme().apply("light", 1.5)
    Settings().put(SCALE, 1.5)
    with opened() as begun:
        window.resize(1280, 800)
        begun.resize(window.size())
        parts = zip(window.findChildren(QWidget), begun.findChildren(QWidget), strict=True)
        wrong = [
            f"{changed.metaObject().className()} {changed.objectName()}: {room_of(changed)}, begun {room_of(new)}"
            for changed, new in parts
            if room_of(changed) != room_of(new)
        ]
    assert not wrong, "\n".join(wrong)


def test_what_begins_after_the_present_run_is_not_offered_when_there_is_none(
    window: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    assert window.files.open_named("lesson:vanishing-gradients")
    qtbot.waitUntil(lambda: bool(engine.deliver() or window.controller.info), timeout=2000)
    window.controller.train()
    engine.deliver()
    window.controller.find_learning_rate()
    assert window.message_bar.notice is not None
    assert window.message_bar.notice.key == "busy"
    window.controller.pause()
    engine.deliver()
    assert window.message_bar.notice.key == "busy"
    window.controller.stop()
    engine.deliver()
    assert window.message_bar.notice is None or window.message_bar.notice.key != "busy"


def test_the_first_problem_is_repaired_wherever_the_focus_is(window: MainWindow) -> None:
    window.document.change_network(Network((Linear(8), LSTM(4), Linear(1))), "edit")
    assert window.document.shapes is not None
    assert window.document.shapes.problem is not None
    window.activateWindow()
    search = window.workplace.palette_panel.findChild(QLineEdit)
    search.setFocus()
    QTest.keyClick(search, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert window.document.shapes.problem is None


def test_that_a_run_waits_is_no_longer_said_when_it_does_not(window: MainWindow, engine: FakeEngine, qtbot: QtBot) -> None:
    assert window.files.open_named("lesson:vanishing-gradients")
    qtbot.waitUntil(lambda: bool(engine.deliver() or window.controller.info), timeout=2000)
    window.controller.train()
    engine.deliver()
    engine.diverge(window.runs.records[0].run)
    engine.deliver()
    assert window.message_bar.notice is not None
    assert "is paused" in window.message_bar.notice.text
    engine.end("diverged")  # what a real engine tells when such a run is stopped
    engine.deliver()
    assert window.controller.state == "idle"
    assert window.message_bar.notice is not None
    assert "was stopped" in window.message_bar.notice.text
    assert [label for label, _act in window.message_bar.notice.actions] == ["Go on with learning rate 0.1"]


def shown_button(window: MainWindow, qtbot: QtBot) -> QPushButton:
    """The one button of a new message."""
    window.message_bar.show_notice(Notice("warning", "Something", (("Do it", lambda: None),)))
    button = window.message_bar.findChildren(QPushButton)[-1]
    qtbot.waitUntil(button.isVisible, timeout=2000)
    return button


def test_a_button_of_a_message_that_is_gone_leaves_the_keyboard_to_the_network(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    window.network_view.setFocus()
    QTest.mouseClick(shown_button(window, qtbot), Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is window.network_view
    button = shown_button(window, qtbot)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    window.message_bar.dismiss("another")
    assert QApplication.focusWidget() is button
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert QApplication.focusWidget() is window.network_view


def test_escape_leaves_the_data_wherever_the_focus_is(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for place in ("data_panel", "train_button", "data_tabs"):
        window.look_at_data()
        assert window.workplace.shows_data
        focus = window.findChild(QWidget, place)
        assert focus is not None
        focus.setFocus()
        QTest.keyClick(focus, Qt.Key.Key_Escape)
        assert not window.workplace.shows_data, place


def test_the_data_tab_leads_to_a_table_of_one_s_own(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "houses.csv"
    table.write_text("area,price\n50,100\n60,120\n")
    monkeypatch.setattr("playground.gui.files.QFileDialog.getOpenFileName", lambda *_arguments: (str(table), ""))
    window.workplace.show_tab("data")
    button = window.findChild(QPushButton, "open_table")
    assert button is not None
    assert button.isVisible()
    button.click()
    assert window.importing.panel is not None
    assert Path(window.importing.panel.config.path or "") == table
    window.importing.panel.reject()
