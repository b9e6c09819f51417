"""What was done to the data: numbered steps in words, of which most can be switched off, and some on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget
from typing_extensions import override

from playground.datasets import Step
from playground.gui.label import Label
from playground.language import _

_MOST = 200


class StepWords(Label):
    """The words of a step; a click on them is a click on its box."""

    def __init__(self, text: str, box: QCheckBox | None) -> None:
        super().__init__(text)
        self._box = box
        self.setWordWrap(True)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._box is not None and self.rect().contains(event.position().toPoint()):
            self._box.click()


class StepList(QWidget):
    """The steps in their order.

    Signals:
        switched: The user switched a step (its key, whether it is to be done).
    """

    switched = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("steps")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        heading = Label(_("What was done to the data"))
        heading.setProperty("role", "heading")
        self._column.addWidget(heading)
        self._rows: QWidget | None = None
        self._shown: tuple[Step, ...] = ()
        self.hide()

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """Shows the steps of other data."""
        if steps == self._shown:
            return
        self._shown = steps
        if self._rows is not None:
            self._rows.hide()
            self._rows.deleteLater()
        self._rows = QWidget()
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        for number, step in enumerate(steps[:_MOST]):
            self._add(grid, number, step)
        if len(steps) > _MOST:
            grid.addWidget(StepWords(_("and {n} more").format(n=len(steps) - _MOST), None), _MOST, 1)
        self._column.addWidget(self._rows)
        self.setVisible(bool(steps))

    def _add(self, grid: QGridLayout, number: int, step: Step) -> None:
        box: QCheckBox | None = None
        if step.key:
            box = QCheckBox()
            box.setObjectName(f"step {step.key}")
            box.setChecked(step.on)
            box.setAccessibleName(step.words)
            box.setToolTip(_("Do this step, or leave it out"))
            box.toggled.connect(lambda on, key=step.key: self.switched.emit(key, on))
            grid.addWidget(box, number, 0, Qt.AlignmentFlag.AlignTop)
        else:
            mark = Label({"warning": "!", "hint": "i"}.get(step.kind, "·"))
            mark.setProperty("role", "danger" if step.kind == "warning" else "small")
            grid.addWidget(mark, number, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        words = StepWords(f"{number + 1}. {step.words}", box)
        words.setProperty("role", "danger" if step.kind == "warning" and not (step.key and step.on) else "small")
        grid.addWidget(words, number, 1)
