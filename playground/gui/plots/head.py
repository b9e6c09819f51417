"""The uppermost line of a plot: its name, its own switches, and what can be done with every plot."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget
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

    @property
    def least(self) -> int:
        """Pixels that the short name needs."""
        return self.fontMetrics().horizontalAdvance(self._short) + 2

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fits = self.fontMetrics().horizontalAdvance(self._title) <= self.width()
        self.setText(self._title if fits else self._short)
        self.setToolTip(plain_tip("" if fits else self._title))


class PlotHead(QWidget):
    """Name, switches, and what every plot can do as actions.

    Signals:
        turned: ``more_height`` is another: the switches went below the name, or back, or have another size.
    """

    turned = Signal()

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
        self._heading = Heading(title, short)
        self._options = QWidget()
        self._options.hide()
        self.options = QHBoxLayout(self._options)
        self._below = False  # whether the switches have a row of their own
        self._told = 0  # the height of that row that was told of last
        self._row = QHBoxLayout()
        column = QVBoxLayout(self)
        column.setSpacing(2)
        for layout in (self.options, self._row, column):
            layout.setContentsMargins(0, 0, 0, 0)
        for layout in (self.options, self._row):
            layout.setSpacing(4)
        self._row.addWidget(self._heading, 1)
        self._row.addWidget(self._options)
        for button in (self._enlarge, self._more):
            self._row.addWidget(button)
        column.addLayout(self._row)

    def add_option(self, switch: QWidget) -> None:
        """Adds a switch of this plot alone: beside the name, or below it where there is too little room for both."""
        self.options.addWidget(switch)
        self._options.show()
        self._fit()

    @property
    def more_height(self) -> int:
        """Pixels that the switches take below the name."""
        return self._options.sizeHint().height() + 2 if self._below else 0

    def _fit(self) -> None:
        options, enlarge, more = (
            part.sizeHint().width() + self._row.spacing() for part in (self._options, self._enlarge, self._more)
        )
        room = self.width() - self._heading.least - more - enlarge
        self._enlarge.setVisible(room >= 0)  # the menu and a double click do so too
        below = self._options.isVisibleTo(self) and options > room
        if below != self._below:
            self._below = below
            column = self.layout()
            assert isinstance(column, QVBoxLayout)
            (self._row if below else column).removeWidget(self._options)
            if below:
                column.addWidget(self._options)
            else:
                self._row.insertWidget(1, self._options)
        if self.more_height != self._told:
            self._told = self.more_height
            self.turned.emit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():  # a switch was shown or hidden, or has another text
            self._fit()
        return done

    def restyle(self) -> None:
        """Takes the colours of the theme."""
        self._more.setIcon(icon("more", theme().colours.dim))
        self._enlarge.setIcon(icon("enlarge", theme().colours.dim))
        self._fit()


def _quiet_button(tip: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("role", "quiet")
    button.setToolTip(plain_tip(tip))
    button.setAccessibleName(name)
    return button
