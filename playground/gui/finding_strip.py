"""The row under the toolbar: what is found in the runs that are shown, and what can be done about it; else what to press next.

If nothing is found in the run of the open network, that is said first, and what was found in others comes after it.

It has one height, is always there, and its buttons stand at its right end: nothing moves when a finding comes or goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from playground.gui.elided_label import ElidedLabel
from playground.gui.findings import Findings, FoundIn
from playground.gui.fixes import Fixes, label_of, tip_of
from playground.gui.label import Label, plain_tip, shortened
from playground.gui.run.controller import Controller
from playground.gui.runs import Runs
from playground.gui.theme import SMALL, icon, theme
from playground.gui.what_next import what_next
from playground.language import _

if TYPE_CHECKING:
    from playground.runs.diagnosis import Fix

_HEIGHT = 38
"""Pixels at 100 %."""


class FoundText(ElidedLabel):
    """What is found, in one line, or in two of small type; a click, or Enter, shows the layer that it speaks of."""

    clicked = Signal()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self.sizeHint().width() <= self.width():
            super().paintEvent(event)
            return
        painter, flags = QPainter(self), int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
        small = self.font()
        small.setPixelSize(theme().pixels(SMALL))
        painter.setFont(small)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), flags, shortened(self.text(), painter.fontMetrics(), self.rect(), flags))
        painter.end()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class FindingStrip(QFrame):
    """Shows one finding at a time.

    Signals:
        fix_requested: The user wants what a finding proposes (a ``Fix``).
        layer_wanted: The user wants to see a layer (its position).
    """

    fix_requested = Signal(str)
    layer_wanted = Signal(int)

    def __init__(self, findings: Findings, fixes: Fixes, controller: Controller, runs: Runs) -> None:
        super().__init__()
        self.setObjectName("finding_strip")
        self.setProperty("role", "bar")
        self.setAccessibleName(_("Finding"))
        self._findings, self._fixes, self._controller, self._runs = findings, fixes, controller, runs
        self._chosen = 0
        self._shown: FoundIn | None = None
        self._fix: Fix | None = None
        self._brief = False
        self._build()
        findings.changed.connect(self._refresh)
        fixes.changed.connect(self._refresh)
        controller.state_changed.connect(self._refresh)
        controller.dataset_changed.connect(self._refresh)
        theme().changed.connect(self._restyle)
        self._restyle()
        self._refresh()

    def present(self, wanted: bool) -> None:
        """Gives the words the room of the buttons that an audience has no need of, or shows these again."""
        self._brief = wanted
        self._refresh()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 3, 14, 3)
        row.setSpacing(8)
        self._icon = Label()
        self._title = Label()
        self._title.setObjectName("finding_title")
        self._text = FoundText()
        self._text.setObjectName("finding_text")
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._text.clicked.connect(self._text_clicked)
        self._place = Label()
        self._place.setProperty("role", "dim")
        self._before = self._arrow("left", _("Finding before"), -1)
        self._after = self._arrow("right", _("Next finding"), 1)
        self._compare = QPushButton(label_of("compare"))
        self._compare.setObjectName("finding_compare")
        self._compare.clicked.connect(lambda: self.fix_requested.emit("compare"))
        self._button = QPushButton()
        self._button.setObjectName("finding_fix")
        self._button.clicked.connect(self._fix_clicked)
        row.addWidget(self._icon)
        row.addWidget(self._title)
        row.addWidget(self._text, 1)
        for widget in (self._before, self._place, self._after, self._compare, self._button):
            row.addWidget(widget)

    def _arrow(self, name: str, words: str, step: int) -> QToolButton:
        button = QToolButton()
        button.setObjectName("finding_" + name)
        button.setProperty("role", "quiet")
        button.setAccessibleName(words)
        button.setToolTip(plain_tip(words))
        button.clicked.connect(lambda: self._turn(step))
        return button

    def _turn(self, step: int) -> None:
        self._chosen = (self._chosen + step) % max(len(self._pages()), 1)
        self._refresh()

    def _restyle(self) -> None:
        self.setFixedHeight(theme().pixels(_HEIGHT))
        self._before.setIcon(icon("left"))
        self._after.setIcon(icon("right"))
        self._refresh()

    def _pages(self) -> tuple[FoundIn | None, ...]:
        """What is turned over: the findings; None is the word that all is well."""
        found = self._findings.found
        return found if self._findings.well is None else (None, *found)

    def _refresh(self) -> None:
        pages = self._pages()
        if self._chosen >= len(pages):
            self._chosen = 0
        self._shown = pages[self._chosen] if pages else None
        several = len(pages) > 1 and not self._brief
        for widget in (self._before, self._place, self._after):
            widget.setVisible(several)
        self._place.setText(_("{n} of {count}").format(n=self._chosen + 1, count=len(pages)))
        if self._shown is None:
            self._show_quiet(several)
        else:
            self._show_finding(self._shown)

    def _show_quiet(self, several: bool) -> None:
        well = self._findings.well
        self._icon.setPixmap(icon("info", theme().colours.dim).pixmap(16, 16))
        self._title.setText(well.title if well is not None else "")
        _give_role(self._title, "")
        self._title.setVisible(several)
        self._compare.hide()
        self._button.hide()
        self._fix = None
        self._say(self._fixes.doing or what_next(self._controller, self._runs, well), "", "dim")

    def _show_finding(self, one: FoundIn) -> None:
        finding, record = one.finding, one.record
        self._icon.setPixmap(icon("warning", theme().colours.danger).pixmap(16, 16))
        self._title.setText(_("{finding} · {run}").format(finding=finding.title, run=one.where))
        _give_role(self._title, "danger")
        self._title.show()
        offered, doing = self._fixes.offers(record), self._fixes.doing
        self._say(doing or _sentence(finding.sentence), finding.text, "")
        self._fix = finding.fix if offered else None
        self._button.setText(_("Cancel") if doing else label_of(self._fix) if self._fix is not None else "")
        tip = (
            _("Ends the search; the learning rate stays as it is.")
            if doing
            else tip_of(self._fix)
            if self._fix is not None
            else ""
        )
        self._button.setToolTip(plain_tip(tip))
        self._button.setAccessibleDescription(tip)
        self._button.setVisible(self._fix is not None)
        alone = len(self._runs.shown) == 1 and not one.folds and not self._brief
        self._compare.setVisible(finding.key == "vanishing" and offered and alone)
        self._text.setCursor(Qt.CursorShape.PointingHandCursor if self._points() else Qt.CursorShape.ArrowCursor)
        self._text.setFocusPolicy(Qt.FocusPolicy.TabFocus if self._points() else Qt.FocusPolicy.NoFocus)

    def _say(self, text: str, whole: str, role: str) -> None:
        _give_role(self._text, role)
        self._text.setText(text)
        self._text.whole = whole
        self._text.setToolTip(plain_tip(whole or text))
        self._text.setAccessibleDescription(whole or text)

    def _points(self) -> bool:
        """Whether a click can show the layer that the finding speaks of: it is one of the network that is open."""
        shown = self._shown
        return shown is not None and shown.finding.position is not None and self._fixes.is_open(shown.record)

    def _text_clicked(self) -> None:
        if self._shown is not None and self._shown.finding.position is not None and self._points():
            self.layer_wanted.emit(self._shown.finding.position)

    def _fix_clicked(self) -> None:
        if self._fix is not None:
            self.fix_requested.emit(self._fix)


def _sentence(text: str) -> str:
    """A text that stands by itself: with a large letter at its beginning."""
    return text[:1].upper() + text[1:]


def _give_role(widget: QWidget, role: str) -> None:
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
