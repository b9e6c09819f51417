"""What the dialogs of the menu Help look alike in: labels, columns of facts, texts to read, and how they are shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from playground.gui.label import Label
from playground.gui.theme import SMALL, icon, theme


class HelpDialog(QDialog):
    """A dialog above the main window that the app goes on behind, and that is gone when it is closed."""

    def __init__(self, name: str, title: str, size: tuple[int, int], parent: QWidget | None = None) -> None:
        """Makes an empty dialog; put its parts into ``column``.

        Args:
            name: objectName.
            title: Title of the window, already translated.
            size: Width and height in pixels at 100 %; no more than the screen has is taken.
            parent: The main window.
        """
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = self.screen().availableGeometry().size() * 0.94
        self.resize(*(min(theme().pixels(length), most) for length, most in zip(size, room.toTuple(), strict=True)))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(20, 18, 20, 16)
        self.column.setSpacing(12)


def label(text: str, role: str = "", wrap: bool = True) -> Label:
    """A text in one of the roles of the style sheet; it can be selected with mouse and keyboard."""
    made = Label(text)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def button(text: str, act: Callable[[], object], name: str = "", picture: str = "", role: str = "") -> QPushButton:
    """A button that does something; Enter presses it only when it has the focus."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    if name:
        made.setObjectName(name)
    if picture:
        made.setIcon(icon(picture, theme().colours.on_accent if role == "primary" else None))
    if role:
        made.setProperty("role", role)
    made.clicked.connect(lambda _checked=False: act())
    return made


def reader(name: str, accessible: str, size: int = SMALL + 1) -> QPlainTextEdit:
    """A long text to read, in letters of equal width; Tab leaves it."""
    made = QPlainTextEdit()
    made.setObjectName(name)
    made.setAccessibleName(accessible)
    made.setReadOnly(True)
    made.setTabChangesFocus(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
    family = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    made.setStyleSheet(f"QPlainTextEdit {{ font-family: '{family}'; font-size: {theme().pixels(size)}px; padding: 8px 10px; }}")
    return made
