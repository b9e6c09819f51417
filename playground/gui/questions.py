"""Questions that must be answered before something goes on: what is lost or replaced otherwise is the user's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from playground.disk import completed, is_there
from playground.gui.label import show_plain
from playground.language import _

_LONGEST_NAME = 200
_NOT_IN_NAMES = '/\\:*?"<>|'


def ask(parent: QWidget, name: str, text: str, details: str, answers: Sequence[str], proposed: int = 0) -> int:
    """Asks, and waits for the answer.

    Args:
        parent: The window that waits.
        name: What a test finds the question by.
        text: The question, already translated.
        details: What follows from it, already translated.
        answers: The words on the buttons. The last changes nothing, and is what Escape means.
        proposed: The position of the one that Enter means; where something would be lost for good, that is the last.

    Returns:
        The position of the answer.
    """
    box = QMessageBox(parent)
    box.setObjectName(name)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle(_("Neural Playground"))
    box.setText(text)
    box.setInformativeText(details)
    show_plain(box)
    roles = [QMessageBox.ButtonRole.DestructiveRole] * len(answers)
    roles[0], roles[-1] = QMessageBox.ButtonRole.AcceptRole, QMessageBox.ButtonRole.RejectRole
    buttons = [box.addButton(words, role) for words, role in zip(answers, roles, strict=True)]
    box.setDefaultButton(buttons[proposed])
    box.setEscapeButton(buttons[-1])
    box.exec()
    clicked = box.clickedButton()
    return next((place for place, button in enumerate(buttons) if button is clicked), len(buttons) - 1)


def ask_where(parent: QWidget, title: str, proposed: str, suffix: str, kinds: str, other: str = "") -> Path | None:
    """Asks for a file to save to. Its name ends in ``suffix`` (or ``other``), and nothing that is there is replaced without a word.

    The system's dialog asks about the name that was typed; what the suffix makes of it is asked about here.

    Args:
        parent: The window that waits.
        title: Of the dialog, already translated.
        proposed: The path that is proposed.
        suffix: With its dot, in small letters.
        kinds: What the dialog calls such files, already translated.
        other: Another suffix that the name may have, which a kind of files names.

    Returns:
        The file; None if the user would rather not save.
    """
    while True:
        name, kind = QFileDialog.getSaveFileName(parent, title, proposed, kinds)
        if not name or not Path(name).name:
            return None
        own = (
            other if other and (Path(name).suffix.lower() == other or (f"*{other}" in kind and not Path(name).suffix)) else suffix
        )
        path = completed(Path(name), own)
        if str(path) == name or not is_there(path) or _replaces(parent, path):
            return path
        proposed = str(path)


def _replaces(parent: QWidget, path: Path) -> bool:
    text = _("“{file}” is there already. Replace it?").format(file=path.name)
    return ask(parent, "replace_question", text, _("What it holds will be lost."), (_("Replace"), _("Cancel")), proposed=-1) == 0


def file_name_of(text: str, suffix: str) -> str:
    """A file name for something that is called ``text``, which may hold what no file name can."""
    plain = "".join("_" if character in _NOT_IN_NAMES or not character.isprintable() else character for character in text)
    short = plain.encode("utf-8", "replace")[:_LONGEST_NAME].decode("utf-8", "ignore").strip()
    return (short if short.strip(".") else "_") + suffix
