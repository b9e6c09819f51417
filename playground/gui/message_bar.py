"""One message at a time: what happened, and buttons that do something about it. No dialog, nothing blocked, and nothing moves when one comes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget
from typing_extensions import override

from playground.gui.label import Label, plain_action
from playground.gui.notices import Action, Notice
from playground.gui.theme import icon, theme
from playground.language import _

_INFO_MS = 8000
_MARGIN = 10
"""Pixels between the bar and the edges of what it lies over."""

_LEAST = 640
"""Pixels at 100 % that the bar has at least, if the window is so wide."""


class MessageBar(QFrame):
    """Shows the newest notice; an older one with buttons waits behind it. A plain ``info`` goes away by itself.

    Signals:
        report_wanted: The user wants to report what the notice tells of.
        focus_left: The button with the keyboard's focus is gone.
    """

    report_wanted = Signal()
    focus_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self.setProperty("role", "message")
        self._over: QWidget | None = None
        self._but: QWidget | None = None
        self._notices: list[Notice] = []
        self._icon = Label()
        self._text = Label()
        self._text.setWordWrap(True)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._close = QToolButton()
        self._close.setProperty("role", "quiet")
        self._close.setAccessibleName(_("Close this message"))
        self._close.setToolTip(_("Close this message"))
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus where it is
        self._close.clicked.connect(self._closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addLayout(self._buttons)
        row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_INFO_MS)
        self._timer.timeout.connect(self._closed)
        theme().changed.connect(self._refresh)
        self._refresh()

    def lie_over(self, widget: QWidget, but: QWidget) -> None:
        """Lies over the lower edge of a widget from now on, and follows it; Esc closes what is shown, unless someone else wants the key.

        It leaves free what stands at the left of the widget (``but``): what is to be done next is written there.
        """
        self._over, self._but = widget, but
        self.setParent(widget.parentWidget())
        widget.installEventFilter(self)
        but.installEventFilter(self)
        widget.window().installEventFilter(self)
        self._refresh()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched in (self._over, self._but) and event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Hide):
            self._place()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            if shown := self.isVisible():
                self._closed()
            return shown
        return False

    def _place(self) -> None:
        """Takes as much of the lower edge as the text needs."""
        if self._over is None or self.notice is None:
            return
        room = self._over.geometry()
        if self._but is not None and self._but.isVisible():
            free = self._but.mapTo(self._over, self._but.rect().topRight()).x()
            room.setLeft(room.left() + min(free, max(room.width() - theme().pixels(_LEAST), 0)))
        room.adjust(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        height = max(self.heightForWidth(room.width()), self.minimumSizeHint().height())  # the hint is that of narrower text
        self.setGeometry(room.x(), room.bottom() - height + 1, room.width(), height)
        self.raise_()

    @property
    def notice(self) -> Notice | None:
        """What is shown now."""
        return self._notices[-1] if self._notices else None

    @property
    def notices(self) -> tuple[Notice, ...]:
        """All that are shown or wait, the one that is shown last."""
        return tuple(self._notices)

    def show_notice(self, notice: Notice) -> None:
        """Shows a notice; one with the same key is replaced, one without buttons gives way."""
        self._notices = [old for old in self._notices if self._actions(old) and not (notice.key and old.key == notice.key)]
        self._notices.append(notice)
        self._refresh()

    def dismiss(self, *keys: str) -> None:
        """Takes away the notices with these keys: what they told of is over."""
        if any(old.key in keys for old in self._notices):
            self._notices = [old for old in self._notices if old.key not in keys]
            self._refresh()

    def _closed(self) -> None:
        if self._notices:
            self._notices.pop()
        self._refresh()

    def _actions(self, notice: Notice) -> tuple[Action, ...]:
        return (*notice.actions, (_("Report a problem"), self.report_wanted.emit)) if notice.report else notice.actions

    def _pressed(self, action: Action) -> None:
        self._closed()
        action[1]()

    def _refresh(self) -> None:
        focus = QApplication.focusWidget()
        held = focus is not None and self.isAncestorOf(focus)
        self._show_newest()
        if held:
            self.focus_left.emit()

    def _show_newest(self) -> None:
        self._timer.stop()
        while (item := self._buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        notice = self.notice
        self.setVisible(notice is not None)
        if notice is None:
            return
        colours = theme().colours
        colour = {"error": colours.danger, "warning": colours.warning, "good": colours.good}.get(notice.kind, colours.accent)
        name = "warning" if notice.kind in ("error", "warning") else "info"
        self._icon.setPixmap(icon(name, colour).pixmap(16, 16))
        self._close.setIcon(icon("close", colours.dim))
        self._text.setText(notice.text)
        self.setAccessibleName(notice.text)
        before: QWidget = self._close  # it is moved behind the buttons, which so take its place in the order of Tab
        for action in self._actions(notice):
            button = QPushButton(plain_action(action[0]), self)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, chosen=action: self._pressed(chosen))
            self._buttons.addWidget(button)
            button.show()
            QWidget.setTabOrder(before, button)
            before = button
        if before is not self._close:
            QWidget.setTabOrder(before, self._close)
        self._place()
        if notice.kind in ("info", "good") and not self._actions(notice):
            self._timer.start()
