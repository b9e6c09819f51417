"""Help > Keyboard: what the keys do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from playground.gui.help.parts import HelpDialog, button, label
from playground.language import _


class KeyboardDialog(HelpDialog):
    """What can be done, and with which keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("keyboard_dialog", _("Keyboard"), (440, 280), parent)
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(8)
        for row, (what, keys) in enumerate(keys_in_words()):
            grid.addWidget(label(what), row, 0)
            grid.addWidget(label(keys, "heading", wrap=False), row, 1)
        grid.setColumnStretch(0, 1)
        self.column.addLayout(grid)
        self.column.addStretch(1)
        close = button(_("Close"), self.accept)
        close.setDefault(True)
        self.column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)


def keys_in_words() -> tuple[tuple[str, str], ...]:
    """Each thing that keys do, with the keys."""
    return (
        (_("Train, pause, step, stop"), "F5, F6, F7, Shift+F5"),
        (_("Compare sigmoid and ReLU"), "F8"),
        (_("Search the palette; Enter adds the first match"), "Ctrl+F"),
        (_("Move the selected layers"), "Alt+↑, Alt+↓"),
        (_("Duplicate, delete, repair"), _("Ctrl+D, Del, Ctrl+R")),
        (_("Undo, redo"), "Ctrl+Z, Ctrl+Shift+Z"),
        (_("Settings of the selected layer"), _("Enter")),
    )
