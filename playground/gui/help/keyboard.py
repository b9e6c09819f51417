"""Help > Keyboard: what the keys do."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QGridLayout, QWidget

from playground.gui.help.parts import HelpDialog, button, label
from playground.language import _

_COLUMNS = 2


class KeyboardDialog(HelpDialog):
    """Every action that has keys, with its keys as this system writes them."""

    def __init__(self, actions: Iterable[QAction], parent: QWidget | None = None) -> None:
        super().__init__("keyboard_dialog", _("Keyboard"), (680, 420), parent)
        native = QKeySequence.SequenceFormat.NativeText
        rows = [(action.text(), action.shortcut().toString(native)) for action in actions if not action.shortcut().isEmpty()]
        rows += [(_("Settings of the selected layer"), _("Enter")), (_("Add the first match of a search"), _("Enter"))]
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(8)
        for number, (what, keys) in enumerate(rows):
            column, row = divmod(number, -(-len(rows) // _COLUMNS))
            grid.addWidget(label(what), row, 2 * column)
            grid.addWidget(label(keys, "heading", wrap=False), row, 2 * column + 1)
            grid.setColumnStretch(2 * column, 1)
        self.column.addLayout(grid)
        self.column.addStretch(1)
        close = button(_("Close"), self.accept)
        close.setDefault(True)
        self.column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
