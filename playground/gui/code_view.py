"""The network as PyTorch source, live: read-only, coloured, to copy or to save."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QShowEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextDocument,
)
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from playground.disk import reason_of, write_atomically
from playground.gui.document import Document
from playground.gui.label import Label
from playground.gui.questions import ask_where
from playground.gui.theme import SMALL, icon, theme
from playground.language import _
from playground.network import network_source

_PATTERNS = (
    ("accent", re.compile(r"\b(import|from|class|def|return|if|else|super|self)\b")),
    ("warning", re.compile(r"\b\d[\d_.e-]*\b|\b(True|False|None)\b")),
    ("good", re.compile(r'"[^"\n]*"|\'[^\'\n]*\'')),
    ("dim", re.compile(r"#.*$")),
)


class PythonColours(QSyntaxHighlighter):
    """Keywords, numbers, texts and comments in colours of the theme."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        theme().changed.connect(self.rehighlight)

    @override
    def highlightBlock(self, text: str) -> None:
        for name, pattern in _PATTERNS:
            style = QTextCharFormat()
            style.setForeground(QColor(getattr(theme().colours, name)))
            for match in pattern.finditer(text):
                self.setFormat(match.start(), match.end() - match.start(), style)


class CodeView(QWidget):
    """What the network is in code. Follows the document; does nothing while it is hidden.

    Signals:
        message: The source could not be saved (why, in words).
    """

    message = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("code_view")
        self._document = document
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setAccessibleName(_("PyTorch source of the network"))
        self._colours = PythonColours(self._text.document())
        self._copy = QPushButton(_("Copy"))
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._text.toPlainText()))
        head = QHBoxLayout()
        title = Label(_("PyTorch source"))
        title.setProperty("role", "heading")
        head.addWidget(self._copy)
        self._save = QPushButton(_("Save …"))
        self._save.clicked.connect(self.save)
        head.addWidget(self._save)
        head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(title)
        layout.addLayout(head)
        layout.addWidget(self._text, 1)
        document.shapes_changed.connect(self._refresh)
        theme().changed.connect(self._restyle)
        self._restyle()

    @property
    def source(self) -> str:
        """The text that is shown."""
        self._refresh(force=True)
        return self._text.toPlainText()

    def save(self) -> None:
        """Asks for a file and writes the source there."""
        path = ask_where(self, _("Save"), "network.py", ".py", "Python (*.py)")
        if path is not None:
            try:
                write_atomically(path, self.source.encode())
            except OSError as error:
                text = _("{file} could not be saved: {reason}. Your work is still here.")
                self.message.emit(text.format(file=path, reason=reason_of(error)))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh(force=True)

    def _restyle(self) -> None:
        font: QFont = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(theme().pixels(SMALL + 1))
        self._text.setFont(font)
        self._text.setStyleSheet(
            f"QPlainTextEdit {{ font-family: '{font.family()}'; font-size: {theme().pixels(SMALL + 1)}px; }}"
        )
        self._copy.setIcon(icon("copy"))

    def _refresh(self, force: bool = False) -> None:
        if not force and not self.isVisible():
            return
        signature = self._document.signature
        text = (
            network_source(self._document.network, signature.input_shape)
            if signature is not None
            else _("# The source appears as soon as the data has been read.")
        )
        if text != self._text.toPlainText():
            self._text.setPlainText(text)
