"""A slim row above the plots: one quiet button for each plot that suits the data, pressed while the plot is open."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget
from typing_extensions import override

from playground.gui.label import plain_tip
from playground.gui.plots.plot import Plot
from playground.gui.theme import icon, theme
from playground.language import _

_GAP = 2


class PlotSwitches(QWidget):
    """One line, whatever the width: the plots that find no room in it are in the menu at its end.

    Signals:
        switched: A plot shall be open or closed (name, open).
    """

    switched = Signal(str, bool)

    def __init__(self, plots: dict[str, Plot], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plot_switches")
        self.setAccessibleName(_("Open plots"))
        self._titles = {name: plot.title for name, plot in plots.items()}
        self._suiting: list[str] = []
        self._opened: set[str] = set()
        self._hidden: list[str] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        self._buttons: dict[str, QToolButton] = {}
        for name, plot in plots.items():
            button = QToolButton()
            button.setText(_(plot.short) if plot.short else plot.title)
            button.setObjectName(f"{name}_switch")
            button.setCheckable(True)
            button.setProperty("role", "switch")
            button.setAccessibleName(_("Plot “{title}”").format(title=plot.title))
            button.clicked.connect(lambda on, name=name: self.switched.emit(name, on))
            self._buttons[name] = button
            row.addWidget(button)
        row.addStretch(1)
        self._more = QToolButton()
        self._more.setProperty("role", "switch")
        self._more.setToolTip(_("More plots"))
        self._more.setAccessibleName(_("More plots"))
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self._more)
        self._more.setMenu(self._menu)
        self._menu.aboutToShow.connect(self._fill)
        row.addWidget(self._more)
        theme().changed.connect(self._restyle)
        self._restyle()

    def show_open(self, suiting: list[str], opened: set[str]) -> None:
        """Shows the plots that suit the data, and which of them are open."""
        self._suiting, self._opened = suiting, opened
        for name, button in self._buttons.items():
            button.setChecked(name in opened)
            tip = _("Close “{title}”") if name in opened else _("Open “{title}”")
            button.setToolTip(plain_tip(tip.format(title=self._titles[name])))
        self._fit()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Puts as many buttons into the line as there is room for, and the others into the menu."""
        widths = {name: self._buttons[name].sizeHint().width() + _GAP for name in self._suiting}
        room = self.width() if sum(widths.values()) <= self.width() else self.width() - self._more.sizeHint().width() - _GAP
        shown, left = [], room
        for name, width in widths.items():
            left -= width
            if left < 0:
                break
            shown.append(name)
        for name, button in self._buttons.items():
            button.setVisible(name in shown)
        self._more.setVisible(len(shown) < len(self._suiting))
        self._hidden = self._suiting[len(shown) :]

    def _fill(self) -> None:
        self._menu.clear()
        for name in self._hidden:
            action = QAction(self._titles[name], self._menu)
            action.setCheckable(True)
            action.setChecked(name in self._opened)
            action.triggered.connect(lambda on, name=name: self.switched.emit(name, on))
            self._menu.addAction(action)

    def _restyle(self) -> None:
        self.setFixedHeight(theme().pixels(24))
        self._more.setIcon(icon("more", theme().colours.dim))
        self._fit()
