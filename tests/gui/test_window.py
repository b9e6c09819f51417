"""The language changes while the window stands: the same work in a new window, and nothing of the old one."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from playground.gui.main_window import MainWindow
from playground.gui.notices import Notice
from playground.gui.qt_texts import translate_qt
from playground.gui.theme import theme
from playground.gui.window import Showing, make_window
from playground.language import _, texts, use_language
from playground.layers import Tanh
from playground.runs import messages as m
from tests.fakes import FakeEngine
from tests.gui.stage import begin, end, progress


@pytest.fixture
def showing(qtbot: QtBot, engine: FakeEngine) -> Iterator[Showing]:
    showing = Showing(make_window(engine=engine))  # type: ignore[arg-type]  # same interface
    showing.window.resize(900, 650)  # it fits the screen: what is cut says all of it in a tool tip
    showing.window.show()
    showing.window.build_plots()
    engine.deliver()
    yield showing
    showing.window.end()
    showing.window.deleteLater()
    use_language("en")
    translate_qt(QApplication.instance())  # type: ignore[arg-type]  # there is one
    after_deleting()


def after_deleting() -> None:
    QApplication.sendPostedEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def speak(showing: Showing, code: str) -> MainWindow:
    """Chooses a language as the menu does; the window after that."""
    showing.window.choose_language(code)
    QCoreApplication.processEvents()
    after_deleting()
    return showing.window


def train(showing: Showing, engine: FakeEngine, epochs: int = 3) -> None:
    showing.window.files.open_named("lesson:vanishing-gradients")
    showing.window.controller.train()
    engine.deliver()
    engine.advance(epochs)
    engine.deliver()


def widget_texts(widget: QWidget) -> Iterator[str]:
    """What one widget says: on itself, in its tool tip, and to a screen reader."""
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle())
    if isinstance(widget, QAbstractButton | QLabel):
        yield widget.text()
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(index) for index in range(widget.count()))
    if isinstance(widget, QTabBar):
        yield from (widget.tabText(index) for index in range(widget.count()))
    if isinstance(widget, QMenu):
        yield from (action.text() for action in widget.actions())


def all_texts(window: MainWindow) -> list[str]:
    """Everything that the window says, hidden or not, in the order of its parts."""
    for _round in range(3):
        QCoreApplication.processEvents()
        after_deleting()
        for timer in window.findChildren(QTimer):
            if timer.isActive() and timer.interval() < 1000:  # what is about to be drawn is drawn now
                timer.timeout.emit()
    found = [text for widget in (window, *window.findChildren(QWidget)) for text in widget_texts(widget)]
    return found + [action.text() for action in window.findChildren(QAction)]


def test_no_text_of_the_old_language_is_left(showing: Showing, engine: FakeEngine) -> None:
    train(showing, engine)
    english = {form for source, korean in texts("ko") if not set(source) & set(korean) for form in source}
    before = [text for text in all_texts(showing.window) if text in english]
    window = speak(showing, "ko")
    assert len(before) > 100
    assert [text for text in all_texts(window) if text in english] == []


def test_there_and_back_every_text_is_as_it_was(showing: Showing, engine: FakeEngine) -> None:
    train(showing, engine)
    showing.window.workplace.show_tab("runs")  # what is said below the table depends on the columns that it has room for
    before = set(all_texts(showing.window))
    speak(showing, "ko")
    window = speak(showing, "en")
    after = set(all_texts(window))
    assert (after - before, before - after) == (set(), set())


def test_a_run_that_trains_goes_on(showing: Showing, engine: FakeEngine) -> None:
    train(showing, engine, epochs=3)
    work = showing.window.work
    window = speak(showing, "ko")
    assert (window.work, window.document, window.runs) == (work, work.document, work.runs)
    assert engine.running
    assert engine.starts == 1
    assert engine.sent(m.Speak)[-1].language == "ko"
    engine.advance(2)
    engine.deliver()
    record = window.runs.records[-1]
    assert window.controller.state == "training"
    assert len(record.history) == 5
    engine.end()
    engine.deliver()
    assert window.controller.state == "idle"


def test_what_was_found_in_runs_that_are_over_is_still_said(showing: Showing) -> None:
    window = showing.window
    window.files.open_named("lesson:vanishing-gradients")
    record = begin(window.runs, window.document.project, "a")
    gradients = np.tile(np.logspace(-7, -1, len(record.started.layers)), (9, 1))
    record.history.append(progress(record, 1, gradients))
    window.runs.change(record, end)
    window.findings.look()
    before = [one.finding.key for one in window.findings.found]
    assert "vanishing" in before
    assert [one.finding.key for one in speak(showing, "ko").findings.found] == before


def test_the_user_finds_everything_where_it_was(showing: Showing, engine: FakeEngine) -> None:
    window = showing.window
    window.files.open_named("lesson:vanishing-gradients")
    window.network_view.select([2])
    window.network_view.edits.swap_activations(Tanh())
    window.workplace.show_tab("training")
    assert window.plots is not None
    window.plots.set_closed("roc_plot", False)
    window.plots.toggle_window("loss_plot")
    window.resize(900, 650)
    project, english = window.document.project, window.document.undo_stack.undoText()
    window = speak(showing, "ko")
    assert window.plots is not None
    assert window.document.project == project
    assert window.document.unsaved
    assert window.document.undo_stack.undoText() == _("Swap activations for {layer}").format(layer="Tanh") != english
    assert window.network_view.positions == (2,)
    assert window.workplace.tabs.tabText(window.workplace.tabs.currentIndex()) == _("Training")
    assert window.plots.plots["loss_plot"].window() is not window
    assert "roc_plot" in window.plots.save_state()["open"]
    assert (window.width(), window.height()) == (900, 650)
    lesson = next(one for one in window.lesson_panel.lessons if one.name == "vanishing-gradients")
    assert window.findChild(QComboBox, "lesson_choice").currentText() == f"{lesson.number}. {lesson.title}"  # type: ignore[union-attr]
    window.document.undo_stack.undo()
    assert not window.document.unsaved


def test_data_stay_in_view(showing: Showing) -> None:
    showing.window.look_at_data()
    window = speak(showing, "ko")
    assert window.workplace.shows_data
    window.workplace.show_network()
    QCoreApplication.processEvents()
    assert all(window.workplace.sizes()[:4])


def test_a_message_is_said_again_with_its_buttons(showing: Showing) -> None:
    pressed: list[str] = []
    english = _("{title} diverged: {reason}. The other folds go on.").format(title="Net", reason=_("Stop"))
    showing.window.message_bar.show_notice(Notice("error", english, ((_("Stop"), lambda: pressed.append("stop")),), key="x"))
    notice = speak(showing, "ko").message_bar.notice
    assert notice is not None
    assert notice.text == _("{title} diverged: {reason}. The other folds go on.").format(title="Net", reason=_("Stop"))
    assert notice.text != english
    assert notice.actions[0][0] == _("Stop")
    notice.actions[0][1]()
    assert pressed == ["stop"]


def receivers(sender: QObject) -> dict[str, int]:
    """How many are connected to each signal that an object declares."""
    meta = sender.metaObject()
    methods = [meta.method(index) for index in range(meta.methodOffset(), meta.methodCount())]
    signals = [bytes(method.methodSignature().data()).decode() for method in methods if method.methodType().name == "Signal"]
    return {f"{type(sender).__name__}.{name}": sender.receivers(f"2{name}") for name in signals}


def test_nothing_of_the_old_window_is_left(showing: Showing, engine: FakeEngine) -> None:
    train(showing, engine)
    speak(showing, "ko")
    gc.collect()
    work = showing.window.work
    long_lived = [work, *work.findChildren(QObject), theme(), work.controller.rates]
    before = {name: count for sender in long_lived for name, count in receivers(sender).items()}
    parts = [weakref.ref(widget) for widget in (showing.window, showing.window.network_view, showing.window.plots)]
    speak(showing, "en")
    gc.collect()
    assert [part() for part in parts] == [None, None, None]
    after = {name: count for sender in long_lived if shiboken6.isValid(sender) for name, count in receivers(sender).items()}
    assert after == {name: before[name] for name in after}
