"""A list to choose from, as it is everywhere in the app."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter
from typing_extensions import override

from playground.gui.label import Label

CLOSED = Qt.ItemDataRole.UserRole + 1
"""Of an item of a ``ChoiceBox``: what stands in the closed box where that has no room for all that the list says."""


class ChoiceBox(QComboBox):
    """A list to choose from that leaves the wheel to the panel around it until it has the focus. The list is as wide as its texts."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._spoken: Label | None = None

    def setAccessibleName(self, name: str) -> None:
        """Gives it a name of its own where no label stands beside it.

        On Linux a list has the name of what is chosen in it, whatever it is called; only a label that belongs to it is read before that.
        """
        super().setAccessibleName(name)
        if self._spoken is None:
            self._spoken = Label(parent=self.parentWidget() or self)
            self._spoken.setBuddy(self)
            self._spoken.hide()
        self._spoken.setText(name)

    @property
    def closed_text(self) -> str:
        """What stands in the box while the list is closed."""
        return str(self.currentData(CLOSED) or self.currentText() or self.placeholderText())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.currentData(CLOSED):
            super().paintEvent(event)
            return
        option, painter = QStyleOptionComboBox(), QStylePainter(self)
        self.initStyleOption(option)
        option.currentText = self.closed_text  # type: ignore[attr-defined]  # PySide6's types do not know it
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    @override
    def showPopup(self) -> None:
        view = self.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + view.verticalScrollBar().sizeHint().width() + 2 * view.frameWidth() + 12)
        super().showPopup()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        spoken = getattr(self, "_spoken", None)  # Qt tells of changes before there is one
        if event.type() == QEvent.Type.ParentChange and spoken is not None:
            spoken.setParent(self.parentWidget() or self)  # it is read where it stands beside the list

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
