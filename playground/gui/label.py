"""Text on the screen is plain text, whoever wrote it.

Qt takes a text that looks like HTML for HTML: it would draw a column called ``<b>x</b>`` in bold, and read the file that a project called
``<img src=...>`` names. So every label is a :class:`Label`, every tool tip that is not a sentence of the app itself goes through
:func:`plain_tip`, every name in a menu or on a button through :func:`plain_action`. Lessons, which come with the app, are a
:class:`LessonLabel`: the one place with rich text.
"""

from __future__ import annotations

import html

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QTextDocumentFragment
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override


class Label(QLabel):
    """A label that shows every character as it is."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


class StillLabel(Label):
    """A label whose size does not follow from its text: its owner paints the text in the room that there is.

    Another text only repaints it, 30 times a second if need be: ``QLabel`` would have the whole window laid out anew each time.
    """

    _text = ""

    @override
    def text(self) -> str:
        return self._text

    @override
    def setText(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.update()


class LessonLabel(QLabel):
    """Text of a lesson, in Markdown."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.MarkdownText)
        self.setWordWrap(True)
        self.setText(text)

    @override
    def setText(self, text: str) -> None:
        """Shows the text; a screen reader reads it without its marks."""
        super().setText(text)
        self.setAccessibleName(spoken(text))


def spoken(markdown: str) -> str:
    """What is read aloud of a text in Markdown."""
    return " ".join(QTextDocumentFragment.fromMarkdown(markdown).toPlainText().split())


def shortened(text: str, metrics: QFontMetrics, room: QRect, flags: int) -> str:
    """As much of a text as there is room for in several lines, with an ellipsis where something is left out."""
    far = QRect(0, 0, room.width(), 10_000)
    while len(text) > 1 and metrics.boundingRect(far, flags, text).height() > room.height():
        text = text.removesuffix("…")[:-1].rstrip() + "…"
    return text


def plain_tip(text: str) -> str:
    """A text as a tool tip that shows every character as it is."""
    return f"<p style='white-space: pre-wrap'>{html.escape(text)}</p>" if "<" in text or "&" in text else text


def plain_action(text: str) -> str:
    """A text for a menu or a button, where ``&`` would underline the next letter and make it a shortcut."""
    return text.replace("&", "&&")


def show_plain(box: QWidget) -> None:
    """Lets the labels that Qt makes for itself show plain text: of a message box the text and the details, which its own format does not reach."""
    for label in box.findChildren(QLabel):
        label.setTextFormat(Qt.TextFormat.PlainText)
