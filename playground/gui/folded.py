"""A section of a panel that can be folded up to its heading: for what is seldom needed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from playground.gui.theme import icon, theme


class Folded(QWidget):
    """A heading that opens and closes what is below it; closed at first."""

    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        """Builds the section; put its parts into ``body``.

        Args:
            title: The heading, already translated.
            name: objectName of the heading's button.
            parent: The parent widget.
        """
        super().__init__(parent)
        self._button = QToolButton()
        self._button.setObjectName(name)
        self._button.setText(title)
        self._button.setAccessibleName(title)
        self._button.setProperty("role", "fold")
        self._button.setCheckable(True)
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.toggled.connect(self._toggled)
        self._inner = QWidget()
        self.body = QVBoxLayout(self._inner)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._button)
        column.addWidget(self._inner)
        self._inner.hide()
        theme().changed.connect(self._restyle)
        self._restyle()

    @property
    def is_open(self) -> bool:
        """Whether one sees what is below the heading."""
        return self._button.isChecked()

    def open(self) -> None:
        """Shows what is below the heading."""
        self._button.setChecked(True)

    def _toggled(self, on: bool) -> None:
        self._inner.setVisible(on)
        self._restyle()

    def _restyle(self) -> None:
        self._button.setIcon(icon("chevron-down" if self.is_open else "right", theme().colours.dim))
