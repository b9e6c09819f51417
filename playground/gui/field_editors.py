"""One editor per kind of setting: the widget that shows a value, takes a new one, and says why it cannot be used.

An editor never loses what was typed: text that is not a value stays, with its reason, until it is mended or the value is set anew.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget
from typing_extensions import override

from playground.fields import Choice, Field, Flag, Integer, Number, Sizes, Text, Texts, number_text
from playground.gui.choice_box import ChoiceBox
from playground.language import _
from playground.runs.expression import Expression

_FACTORS = (1.0, 2.0, 5.0, 10.0)
_SMALLEST_STEP = 1e-12
_GROUPED = re.compile(r"[+-]?\d{1,3}([,_]\d{3})+")
"""A whole number with its thousands set apart; any other comma is not understood."""

Check = Callable[[object], str]
"""Why a value does not go with the others, in plain words; empty if it does."""


class FieldEditor(QObject):
    """What all editors share; ``widget`` is what stands in the form.

    Signals:
        changed: The user gave a new value that can be used.
        problem: Why what is typed cannot be used; empty when it can.
    """

    changed = Signal(object)
    problem = Signal(str)

    def __init__(self, field: Field, widget: QWidget) -> None:
        super().__init__(widget)
        self.field = field
        self.widget = widget
        self.check: Check | None = None

    def set_value(self, value: object) -> None:
        """Shows a value without telling anyone."""
        raise TypeError(f"{type(self).__name__} shows no value")

    def forget(self) -> None:
        """Gives up text that is no value: what is shown next belongs to something else."""

    def take(self, value: object) -> None:
        """Checks what the user gave, and passes it on or says why not."""
        reason = self._reason(value)
        self._tell(reason)
        if not reason:
            self.changed.emit(value)

    def _reason(self, value: object) -> str:
        return self.field.problem(value) or (self.check(value) if self.check is not None else "")

    def _tell(self, reason: str) -> None:
        mark_bad(self.widget, bool(reason))
        self.problem.emit(reason)


def mark_bad(widget: QWidget, bad: bool) -> None:
    """Gives a widget the red edge of a value that cannot be used, or takes it away."""
    if bool(widget.property("bad")) != bad:
        widget.setProperty("bad", bad)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class StepLine(QLineEdit):
    """A line that also takes steps: arrow keys, and the wheel while it has the focus. Emits ``stepped`` with +1 or -1."""

    stepped = Signal(int)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Up else -1)
        else:
            super().keyPressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus() and event.angleDelta().y():
            self.stepped.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()


class LineEditor(FieldEditor):
    """Text that is read as a value: numbers, sizes, names."""

    def __init__(self, field: Field, read: Callable[[str], object], show: Callable[[object], str]) -> None:
        self.line = StepLine()
        super().__init__(field, self.line)
        self._read = read
        self._show = show
        self._value: object = None
        if field.optional:
            self.line.setPlaceholderText(_(field.none_label))
        self.line.textEdited.connect(self._edited)
        self.line.editingFinished.connect(self._finished)
        self.line.stepped.connect(self._step)

    @override
    def set_value(self, value: object) -> None:
        if value == self._value and self.line.text():
            return
        self._value = value
        if self.line.hasFocus() and self._parsed(self.line.text()) == value:
            return  # what is being typed already means this value
        self.line.setText(self._show(value))
        self._tell("")

    @override
    def forget(self) -> None:
        self._value = None
        self.line.clear()

    def _parsed(self, text: str) -> object:
        if not text.strip() and self.field.optional:
            return None
        try:
            return self._read(text.strip())
        except ValueError:
            return text  # not a value: the field itself says what it wants instead

    def _edited(self, text: str) -> None:
        value = self._parsed(text)
        if not self._reason(value):
            self._value = value
        self.take(value)

    def _finished(self) -> None:
        if not self.line.property("bad"):
            self.line.setText(self._show(self._value))

    def _step(self, direction: int) -> None:
        value = stepped(self.field, self._value, direction)
        if value is not None and value != self._value and not self._reason(value):
            self._value = value
            self.line.setText(self._show(value))
            self.take(value)


def stepped(field: Field, value: object, direction: int) -> float | int | None:
    """The next value up or down: 1, 2, 5, 10 for logarithmic numbers, else by one or by a twentieth; None if there is none."""
    if isinstance(field, Integer):
        start = value if isinstance(value, int) else field.minimum - direction
        return min(max(start + direction, field.minimum), field.maximum)
    if not isinstance(field, Number):
        return None
    number = float(value) if isinstance(value, int | float) else max(field.minimum, 0.0)
    if field.logarithmic:
        result = _next_of_decade(number, direction)
    else:
        step = 0.05 if field.maximum - field.minimum <= 2 else 0.1 if field.maximum <= 100 else 1.0
        result = round((round(number / step) + direction) * step, 10)
    result = min(max(result, field.minimum), field.maximum)
    return result if field.problem(result) is None else None


def _next_of_decade(number: float, direction: int) -> float:
    """The neighbour of a number in 1, 2, 5, 10, 20, 50 ... in either direction."""
    if number < _SMALLEST_STEP:
        return 1e-6 if direction > 0 else 0.0
    decade = math.floor(math.log10(number) + 1e-9)
    scaled = number / 10.0**decade
    if direction > 0:
        factor = next(f for f in _FACTORS if f > scaled * (1 + 1e-6))
    else:
        factor = next((f for f in reversed(_FACTORS) if f < scaled * (1 - 1e-6)), 0.5)
    return float(f"{factor * 10.0**decade:.6g}")


class ChoiceEditor(FieldEditor):
    """One of several values."""

    def __init__(self, field: Choice) -> None:
        self.box = ChoiceBox()
        self.box.setMinimumContentsLength(3)
        super().__init__(field, self.box)
        if field.optional:
            self.box.addItem(_(field.none_label) or "–", None)
        for name, label in field.options:
            self.box.addItem(_(label), name)
        self.box.activated.connect(lambda index: self.take(self.box.itemData(index)))

    @override
    def set_value(self, value: object) -> None:
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self.box.findData(value))
        self._tell("")


class FlagEditor(FieldEditor):
    """A box to tick."""

    def __init__(self, field: Flag) -> None:
        self.box = QCheckBox()
        super().__init__(field, self.box)
        self.box.toggled.connect(self.take)

    @override
    def set_value(self, value: object) -> None:
        with QSignalBlocker(self.box):
            self.box.setChecked(bool(value))
        self._tell("")


def _show_number(value: object) -> str:
    """A number in short, but never another number than it is."""
    if not isinstance(value, float):
        return "" if value is None else str(value)
    short = number_text(value)
    return short if float(short) == value else repr(value)


def _show_list(value: object) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, tuple) else ""


def _read_integer(text: str) -> object:
    number = float(text.replace(",", "").replace("_", "") if _GROUPED.fullmatch(text) else text)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def make_editor(field: Field) -> FieldEditor:
    """The editor for a setting of this kind."""
    if isinstance(field, Choice):
        return ChoiceEditor(field)
    if isinstance(field, Flag):
        return FlagEditor(field)
    if isinstance(field, Integer):
        return LineEditor(field, _read_integer, lambda value: "" if value is None else str(value))
    if isinstance(field, Number):
        return LineEditor(field, float, _show_number)
    if isinstance(field, Sizes):
        return LineEditor(field, lambda text: tuple(int(part) for part in text.replace("×", ",").split(",")), _show_list)
    if isinstance(field, Texts):
        return LineEditor(field, lambda text: tuple(part.strip() for part in text.split(",") if part.strip()), _show_list)
    if isinstance(field, Text | Expression):
        return LineEditor(field, str, lambda value: str(value or ""))
    raise TypeError(f"no editor for {type(field).__name__}")
