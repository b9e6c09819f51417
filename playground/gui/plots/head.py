"""The uppermost line of a plot: its name, its own switches, and what can be done with every plot."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from playground.gui.elided_label import ElidedLabel
from playground.gui.label import plain_tip
from playground.gui.theme import icon, theme
from playground.language import _


class Heading(ElidedLabel):
    """The title, or the short name where there is no room for it."""

    def __init__(self, title: str, short: str) -> None:
        super().__init__(title)
        self._title, self._short = title, short or title
        self.setProperty("role", "heading")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def least_width(self) -> int:
        """Of the short name, in pixels."""
        return self.fontMetrics().horizontalAdvance(self._short)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fits = self.fontMetrics().horizontalAdvance(self._title) <= self.width()
        self.setText(self._title if fits else self._short)
        self.setToolTip(plain_tip("" if fits else self._title))


class PlotHead(QWidget):
    """Name, switches (in ``options``), and what every plot can do as actions.

    Where there is no room for the name beside them, the button that enlarges goes: the menu and a double click do so too.
    """

    def __init__(self, title: str, short: str) -> None:
        super().__init__()
        self._enlarge = _quiet_button(_("Enlarge, or back (double click)"), _("Enlarge {title}, or back").format(title=title))
        more = _("More about {title}").format(title=title)
        self._more = _quiet_button(more, more)
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._more)
        self._more.setMenu(menu)
        self.enlarge = menu.addAction(_("Enlarge, or back"))
        self.own_window = menu.addAction(_("In its own window, or back"))
        menu.addSeparator()
        self.save = menu.addAction(_("Save picture …"))
        self.copy = menu.addAction(_("Copy data"))
        menu.addSeparator()
        self.close_plot = menu.addAction(_("Close"))
        self._enlarge.clicked.connect(self.enlarge.trigger)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._name = Heading(title, short)
        row.addWidget(self._name, 1)
        self.options = QHBoxLayout()
        self.options.setSpacing(4)
        row.addLayout(self.options)
        for button in (self._enlarge, self._more):
            row.addWidget(button)

    def restyle(self) -> None:
        """Takes the colours of the theme."""
        self._more.setIcon(icon("more", theme().colours.dim))
        self._enlarge.setIcon(icon("enlarge", theme().colours.dim))
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        assert layout is not None
        needed = self._name.least_width() + self.options.sizeHint().width() + self._more.sizeHint().width() + 3 * layout.spacing()
        self._enlarge.setVisible(needed + self._enlarge.sizeHint().width() <= self.width())


def _quiet_button(tip: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("role", "quiet")
    button.setToolTip(plain_tip(tip))
    button.setAccessibleName(name)
    return button
