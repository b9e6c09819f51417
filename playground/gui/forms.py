"""A form made from the declaration of a class with settings: one labelled row per setting, with help and reasons beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from playground.fields import ByName, Points, settings_of
from playground.gui.field_editors import FieldEditor, make_editor
from playground.gui.label import Label
from playground.gui.theme import theme
from playground.language import _


class Form(QWidget):
    """Rows for the settings of a frozen dataclass. It holds no values of its own; whoever owns it sets and takes them.

    Signals:
        changed: The user gave a setting a new value that can be used (name, value).
    """

    changed = Signal(str, object)

    def __init__(
        self,
        owner: object,
        compact: bool = False,
        skip: tuple[str, ...] = (),
        label_width: int = 0,
        parent: QWidget | None = None,
        check: Callable[[str, object], str] | None = None,
    ) -> None:
        """Builds the rows.

        Args:
            owner: An instance; its class says which settings there are, and it gives the values shown first.
            compact: Labels above the editors instead of beside them, for narrow columns.
            skip: Names of settings that get no row.
            label_width: Least width of the labels in pixels, so that forms below each other line up.
            parent: The parent widget.
            check: Why a setting cannot have a value beside the others that the owner has now, in plain words; empty if it can.
        """
        super().__init__(parent)
        self._editors: dict[str, FieldEditor] = {}
        self._reasons: dict[str, Label] = {}
        self._rows: dict[str, tuple[QWidget, ...]] = {}
        self._label_width = label_width
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for name, field in settings_of(owner).items():
            if name not in skip and not isinstance(
                field, Points | ByName
            ):  # points are drawn; the others stand beside what they name
                editor = make_editor(field)
                if check is not None:
                    editor.check = partial(check, name)
                self._add_row(grid, name, editor, compact)
        self.set_values(owner)
        theme().changed.connect(self._restyle)
        self._restyle()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the settings that have a row."""
        return tuple(self._editors)

    def editor(self, name: str) -> QWidget:
        """The widget in which a setting is edited."""
        return self._editors[name].widget

    def set_values(self, owner: object) -> None:
        """Shows the values of an instance; tells no one, and leaves the cursor where it is."""
        for name, editor in self._editors.items():
            editor.set_value(getattr(owner, name))

    def show_other(self, owner: object) -> None:
        """Shows the values of another thing: text that was no value for the one before does not stay."""
        for editor in self._editors.values():
            editor.forget()
        self.set_values(owner)

    def discard(self) -> None:
        """Takes the form away for good: none of it can be found any more, and it goes when the present event is over."""
        self.hide()
        for editor in self._editors.values():
            editor.widget.setObjectName("")
        self.deleteLater()

    def set_row_visible(self, name: str, visible: bool) -> None:
        """Shows or hides the row of a setting."""
        for widget in self._rows[name]:
            widget.setVisible(visible)
        if not visible:
            self._reasons[name].hide()

    def _add_row(self, grid: QGridLayout, name: str, editor: FieldEditor, compact: bool) -> None:
        widget, label = editor.widget, Label(_(editor.field.label))
        widget.setObjectName(name)
        QWidget.setAccessibleName(widget, _(editor.field.label))  # a list of choices, too, has its label beside it
        widget.setAccessibleDescription(_(editor.field.help))
        label.setBuddy(widget)
        for part in (widget, label):
            part.setToolTip(_(editor.field.help))
        reason = Label()
        reason.setProperty("role", "danger")
        reason.setWordWrap(True)
        reason.hide()
        row = grid.rowCount()
        if compact:
            grid.addWidget(label, row, 0, 1, 2)
            grid.addWidget(widget, row + 1, 0, 1, 2)
            row += 1
        else:
            label.setWordWrap(True)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(widget, row, 1)
        grid.addWidget(reason, row + 1, 0, 1, 2)
        self._editors[name], self._reasons[name], self._rows[name] = editor, reason, (label, widget)
        editor.changed.connect(partial(self.changed.emit, name))
        editor.problem.connect(partial(self._show_reason, name))

    def _restyle(self) -> None:
        self._grid.setColumnMinimumWidth(0, theme().pixels(self._label_width))
        for editor in self._editors.values():
            editor.widget.setMinimumWidth(theme().pixels(20 if isinstance(editor.widget, QCheckBox) else 46))

    def _show_reason(self, name: str, reason: str) -> None:
        label = self._reasons[name]
        label.setText(reason)
        label.setVisible(bool(reason))
