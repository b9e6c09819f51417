"""The monkey itself: what it does next, and what must be true whatever it did."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import TextIO

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, QRect, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QAction, QDropEvent, QInputMethodEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMenu,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from playground.gui.main_window import MainWindow
from playground.lessons import find_lessons
from playground.runs.project import project_from_plain, project_to_plain
from tests.monkey.scratch import Scratch

Key = Qt.Key
_KEYS = (
    *(Key.Key_Tab, Key.Key_Backtab, Key.Key_Return, Key.Key_Escape, Key.Key_Space, Key.Key_Delete, Key.Key_Backspace),
    *(Key.Key_Up, Key.Key_Down, Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End, Key.Key_PageUp, Key.Key_PageDown),
    *(Key.Key_F1, Key.Key_F5, Key.Key_F6, Key.Key_F7, Key.Key_F8, Key.Key_F11, Key.Key_Menu),
)
_LETTERS = tuple("acdefgnorsvxyz")
_TYPED = (
    "1",
    "0",
    "-1",
    "3",
    "0.1",
    "1e-3",
    "1e308",
    "nan",
    "9" * 30,
    "abc",
    "<b>x</b>",
    "",
    "16",
    "2",
    "32000",
    "sigm",
    "가나다",
    " ",
    "1,5",
)
_WEIGHTS: dict[str, int] = {
    "click": 30,
    "click_widget": 22,
    "double_click": 4,
    "right_click": 5,
    "drag": 9,
    "wheel": 6,
    "key": 18,
    "shortcut": 8,
    "type_value": 10,
    "action": 9,
    "choose": 8,
    "tab": 4,
    "steer": 8,
    "dataset": 2,
    "lesson": 1,
    "open": 1,
    "drop": 1,
    "resize": 1,
    "rest": 3,
    "undo": 3,
}
_LEFT = Qt.MouseButton.LeftButton
_MODIFIERS = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)
_MOST_IN_ONE = 12
"""So many actions go to one dialog or menu; then it is closed."""

_DEEPEST = 12
"""So many event loops within each other; from there on dialogs and menus are only closed."""


class Monkey(QObject):
    """Plays ``actions`` actions on a window.

    Signals:
        done: All of them were played, or the window was closed.
    """

    done = Signal()

    def __init__(
        self, window: MainWindow, scratch: Scratch, seed: int, actions: int, first: int = 0, found: Callable[[str], None] = print
    ) -> None:
        super().__init__()
        self.window = window
        self.number = first
        self.last: deque[str] = deque(maxlen=25)
        self.trace: TextIO | None = None
        self._scratch = scratch
        self._seed, self._end = seed, first + actions
        self._found = found
        self._pending: deque[Callable[[], object]] = deque()
        self._in_one: tuple[int, int] = (0, 0)
        self._depth = 0
        self._random = Random(seed)
        self._lessons = find_lessons()
        window.controller.engine.died.connect(
            lambda why: self._found(f"the engine died: {why}\n{window.controller.engine.last_words[-3000:]}")
        )

    def start(self) -> None:
        """Begins as soon as the event loop turns."""
        QTimer.singleShot(0, self._tick)

    def _tick(self) -> None:
        """One action, or the next part of one. The next tick is on its way before: an action may run an event loop of its own."""
        if self.number >= self._end or not self.window.isVisible():
            if not (self._close_one() or self._pending):
                self.done.emit()
                return
            QTimer.singleShot(0, self._tick)
            while self._pending:
                self._pending.popleft()()
            return
        QTimer.singleShot(self._pause(), self._tick)
        self._depth += 1
        try:
            self._act()
        finally:
            self._depth -= 1

    def _pause(self) -> int:
        return 0 if self._pending or self.number % 16 else 20

    def _act(self) -> None:
        if self._pending:
            self._pending.popleft()()
            return
        self.number += 1
        self._random.seed(f"{self._seed} {self.number}")
        above = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if above is not None:
            self._above(above)
            return
        self._in_one = (0, 0)
        if self.number % 40 == 0 and self._depth == 1:
            self.check()
        name = self._random.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        getattr(self, f"_{name}")()

    def _note(self, what: str, widget: QWidget | None = None, more: object = "") -> None:
        self.last.append(f"{self.number} {what} {described(widget) if widget is not None else ''} {more}".strip())
        if self.trace is not None:
            print(self.last[-1], file=self.trace, flush=True)  # what a crash leaves behind

    # what lies above the window

    def _above(self, above: QWidget) -> None:
        same, count = self._in_one
        self._in_one = (id(above), count + 1 if same == id(above) else 1)
        if self._in_one[1] > _MOST_IN_ONE or self._depth > _DEEPEST:
            self._close_one()
            return
        actions = [action for action in above.actions() if action.isEnabled() and not action.isSeparator()]
        if isinstance(above, QMenu) and actions and self._random.random() < 0.7:
            action = self._random.choice(actions)
            self._note("menu", above, action.text())
            self._press(above, above.actionGeometry(action).center())
            return
        kind = self._random.choice((self._click, self._key, self._key, self._click_widget, self._type_value, self._press_button))
        kind(above)

    def _press_button(self, top: QWidget) -> None:
        buttons = [button for button in top.findChildren(QAbstractButton) if button.isVisible() and button.isEnabled()]
        if buttons:
            self._click_at(self._random.choice(buttons))

    def _close_one(self) -> bool:
        """Closes the popup or dialog that lies above everything; whether there was one."""
        above = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if above is None:
            return False
        self._note("close", above)
        if isinstance(above, QDialog):
            above.reject()
        else:
            above.close()
        return True

    # hands

    def _top(self) -> QWidget:
        tops = [
            top
            for top in QApplication.topLevelWidgets()
            if top.isVisible()
            and top.isEnabled()
            and top is not self.window
            and top.isWindow()
            and top.windowType() != Qt.WindowType.ToolTip
        ]
        return self._random.choice(tops) if tops and self._random.random() < 0.3 else self.window

    def _widgets(self, top: QWidget) -> list[QWidget]:
        return [
            widget for widget in top.findChildren(QWidget) if widget.isVisible() and widget.isEnabled() and not widget.isWindow()
        ]

    def _play(self, top: QWidget, *parts: Callable[[QWindow], None]) -> None:
        """Plays one part a tick through the door of a window, so that popups, modal dialogs and drags are met as by a hand.

        A press may close the window that its release was meant for; then the rest is left out.
        """

        def play(part: Callable[[QWindow], None]) -> None:
            handle = top.windowHandle() if isValid(top) else None
            if handle is not None and isValid(handle):
                part(handle)

        self._pending.extend(partial(play, part) for part in parts)

    def _mouse(self, how: Callable[..., None], place: QPoint, *buttons: object) -> Callable[[QWindow], None]:
        def part(handle: QWindow) -> None:
            if QRect(QPoint(), handle.size()).contains(place):
                how(handle, *buttons, place)

        return part

    def _press(self, widget: QWidget, point: QPoint, button: Qt.MouseButton = _LEFT, twice: bool = False) -> None:
        """Presses and releases a button of the mouse over a widget."""
        place, modifier = widget.mapTo(widget.window(), point), self._random.choices(_MODIFIERS, (8, 1, 0, 1))[0]
        twice = twice and widget.window() is self.window  # a dialog may be gone after the first of the two
        press, release = QTest.mouseDClick if twice else QTest.mousePress, QTest.mouseRelease
        parts = [self._mouse(how, place, button, modifier) for how in ((press,) if twice else (press, release))]
        self._play(widget.window(), *parts)

    def _point_in(self, widget: QWidget) -> QPoint:
        box = widget.visibleRegion().boundingRect()
        if box.isEmpty():
            box = widget.rect()
        return QPoint(
            self._random.randint(box.left(), max(box.left(), box.right())),
            self._random.randint(box.top(), max(box.top(), box.bottom())),
        )

    def _click(self, top: QWidget | None = None, button: Qt.MouseButton = _LEFT, twice: bool = False) -> None:
        top = top or self._top()
        point = self._point_in(top)
        self._note("double click" if twice else "click", top.childAt(point) or top, (point.toTuple(), button.name))
        self._press(top, point, button, twice)

    def _click_widget(self, top: QWidget | None = None) -> None:
        widgets = self._widgets(top or self._top())
        if widgets:
            self._click_at(self._random.choice(widgets))

    def _click_at(self, widget: QWidget) -> None:
        point = self._point_in(widget)
        self._note("click", widget, point.toTuple())
        self._press(widget, point)

    def _double_click(self) -> None:
        self._click(twice=True)

    def _right_click(self) -> None:
        self._click(button=Qt.MouseButton.RightButton)

    def _drag(self) -> None:
        top = self._top()
        widgets = self._widgets(top)
        named = [widget for widget in widgets if widget.objectName() in ("palette_list", "network_view", "palette")]
        start = self._random.choice(named if named and self._random.random() < 0.4 else widgets or [top])
        first, last = start.mapTo(top, self._point_in(start)), self._point_in(top)
        self._note("drag", start, (first.toTuple(), last.toTuple()))
        points = [first + (last - first) * (part / 6) for part in range(1, 7)]
        moves = [self._mouse(QTest.mouseMove, point) for point in points]
        press, release = (
            self._mouse(how, place, _LEFT, _MODIFIERS[0])
            for how, place in ((QTest.mousePress, first), (QTest.mouseRelease, last))
        )
        self._play(top, press, *moves, release)

    def _wheel(self) -> None:
        top = self._top()
        point, turn = self._point_in(top), QPoint(0, self._random.choice((-1200, -120, 120, 1200)))
        modifier = self._random.choices(_MODIFIERS, (9, 0, 0, 1))[0]
        self._note("wheel", top.childAt(point), turn.y())
        self._play(top, lambda handle: QTest.wheelEvent(handle, QPointF(point), turn, QPoint(), modifier))

    # keys

    def _key(self, top: QWidget | None = None) -> None:
        key, modifier = self._random.choice(_KEYS), self._random.choices(_MODIFIERS, (8, 1, 1, 1))[0]
        self._note("key", QApplication.focusWidget(), (key.name, modifier.name))
        self._press_key(top or self.window, key, modifier)

    def _press_key(self, top: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
        """Through the main window where a popup is open, as Qt does with real keys: a popup may be gone before QTest has let go of it.

        So may a dialog: no key goes to one with a modifier, which QTest presses first and lets go of last, with events between.
        """
        door = self.window if top.windowType() == Qt.WindowType.Popup else top.window()
        held = modifier if door is self.window else Qt.KeyboardModifier.NoModifier
        self._play(door, lambda handle: QTest.keyPress(handle, key, held), lambda handle: QTest.keyRelease(handle, key, held))

    def _shortcut(self) -> None:
        letter, modifier = self._random.choice(_LETTERS), Qt.KeyboardModifier.ControlModifier
        if self._random.random() < 0.2:
            modifier |= Qt.KeyboardModifier.ShiftModifier
        self._note("shortcut", QApplication.focusWidget(), (letter, modifier))
        self._press_key(self.window, Key(ord(letter.upper())), modifier)

    def _type_value(self, top: QWidget | None = None) -> None:
        top = top or self._top()
        lines = [widget for widget in self._widgets(top) if isinstance(widget, QLineEdit | QAbstractSpinBox)]
        if not lines:
            return
        line, text = self._random.choice(lines), self._random.choice(_TYPED)
        self._note("type", line, repr(text))
        line.setFocus()
        line.selectAll()
        if text.isascii():
            QTest.keyClicks(line, text)
        else:
            composed = QInputMethodEvent()
            composed.setCommitString(text)
            QApplication.sendEvent(line, composed)
        if self._random.random() < 0.7:
            QTest.keyClick(line, Key.Key_Return)

    # what is chosen

    def _action(self) -> None:
        actions = [action for action in self.window.findChildren(QAction) if action.associatedObjects() and action.menu() is None]
        usable = [action for action in actions if action.isEnabled() and action.text()]
        if usable:
            action = self._random.choice(usable)
            self._note("action", None, action.text())
            action.trigger()

    def _choose(self) -> None:
        boxes = [widget for widget in self._widgets(self._top()) if isinstance(widget, QComboBox) and widget.count()]
        if boxes:
            self._choose_in(self._random.choice(boxes))

    def _choose_in(self, box: QComboBox) -> None:
        index = self._random.randrange(max(box.count(), 1))
        self._note("choose", box, box.itemText(index))
        box.setFocus()
        box.setCurrentIndex(index)
        box.activated.emit(index)

    def _dataset(self) -> None:
        box = self.window.findChild(QComboBox, "dataset_choice")
        if box is not None:
            self._choose_in(box)

    def _tab(self) -> None:
        bars = [widget for widget in self._widgets(self.window) if isinstance(widget, QTabBar) and widget.count()]
        if bars:
            bar = self._random.choice(bars)
            self._note("tab", bar)
            bar.setCurrentIndex(self._random.randrange(bar.count()))

    def _steer(self) -> None:
        name = self._random.choice(("train_button", "train_button", "pause_button", "step_button", "stop_button", "reset_button"))
        button = self.window.findChild(QAbstractButton, name)
        self._note("steer", button)
        if button is not None:
            button.click()

    def _lesson(self) -> None:
        lesson = self._random.choice(self._lessons)
        self._note("lesson", None, lesson.name)
        self.window.files.open_lesson(lesson)

    def _open(self) -> None:
        path = self._scratch.to_open(self._random)
        self._note("open", None, path)
        self.window.files.open(Path(path))

    def _drop(self) -> None:
        path, mime = self._scratch.to_open(self._random), QMimeData()
        self._note("drop", None, path)
        mime.setUrls([QUrl.fromLocalFile(path)])
        left = Qt.MouseButton.LeftButton
        event = QDropEvent(
            QPointF(200, 200), Qt.DropAction.CopyAction, mime, left, Qt.KeyboardModifier.NoModifier, QEvent.Type.Drop
        )
        QApplication.sendEvent(self.window, event)

    def _resize(self) -> None:
        size = self._random.choice(((900, 600), (1024, 700), (1280, 800), (1920, 1080), (2600, 1400)))
        self._note("resize", None, size)
        self.window.showNormal()
        self.window.resize(*size)

    def _rest(self) -> None:
        self._note("rest")
        end = time.monotonic() + self._random.choice((0.05, 0.2, 0.6))

        def wait() -> None:
            if time.monotonic() < end:
                self._pending.append(wait)

        self._pending.append(wait)

    def _undo(self) -> None:
        stack = self.window.document.undo_stack
        index = self._random.randint(0, stack.count())
        self._note("undo", None, (stack.index(), index))
        stack.setIndex(index)

    # what must be true

    def check(self) -> None:
        """What holds whatever was done."""
        window, document = self.window, self.window.document
        name = document.path.name if document.path is not None else document.project.name or "Untitled"
        if not window.windowTitle().startswith(name):
            self._found(f"the title is {window.windowTitle()!r}, the project {name!r}")
        if project_from_plain(project_to_plain(document.project)) != document.project:
            self._found(f"the project does not survive its file: {project_to_plain(document.project)}")
        rows, layers = window.network_view.model().rowCount(), len(document.network.layers)
        if rows != layers + 2:  # what goes in and what comes out has a row each
            self._found(f"{rows} rows show {layers} layers")
        if document.undo_stack.canUndo():
            project, index = document.project, document.undo_stack.index()
            document.undo_stack.undo()
            document.undo_stack.redo()
            if (document.project, document.undo_stack.index()) != (project, index):
                self._found("undo and redo do not bring the document back")
        if window.controller.state == "stopped_engine" or not window.controller.engine.running:
            self._found(f"there is no engine: {window.controller.state}")


def described(widget: QWidget) -> str:
    """A widget by its class, its name, and the nearest name above it."""
    name, above = widget.objectName(), widget.parentWidget()
    while above is not None and not above.objectName():
        above = above.parentWidget()
    return f"{type(widget).__name__}#{name} in {above.objectName() if above is not None else ''}"
