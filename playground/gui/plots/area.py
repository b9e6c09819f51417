"""The grid of plots, and the one timer that draws what is visible and changed. Plots can be enlarged, closed, or put into own windows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from playground.datasets import Signature
from playground.datasets.overview import DataOverview
from playground.gui.plots import PLOTS, Plot
from playground.gui.plots.design import Design
from playground.gui.plots.own_window import PlotWindow
from playground.gui.plots.shelf import Shelf
from playground.gui.plots.switches import PlotSwitches
from playground.gui.runs import Runs
from playground.gui.settings import PlotsState
from playground.language import _
from playground.network import Network

FRAME_MS = 33
"""Time between two frames: 30 a second."""

MOST_AT_FIRST = 4
"""Plots that are open before the user has chosen: more are too small to be read on a screen of 1280 x 800."""

_TOGETHER = 420
"""The least heights of two plots that are shown to an audience, in pixels at 100 %: on a screen of 1280 x 800 both are seen whole."""

_BESIDE_LAYERS = "gradients_plot"
"""What the column beside the layers shows too, and larger."""


class PlotArea(QWidget):
    """All plots of the session.

    Signals:
        pictures_wanted: Names of the pictures that someone can see, so that the engine makes them and no others.
        message: A picture could not be saved (why, in words).
    """

    pictures_wanted = Signal(tuple)
    message = Signal(str)

    def __init__(self, runs: Runs, plots: dict[str, Plot] | None = None) -> None:
        """Takes its ``plots`` as they are made already, or makes them."""
        super().__init__()
        self.setObjectName("plot_area")
        self._plots = plots or {name: kind(runs) for name, kind in PLOTS.items()}
        self._switches = PlotSwitches(self._plots)
        self._switches.switched.connect(lambda name, is_open: self.set_closed(name, not is_open))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 12, 10)
        column.setSpacing(6)
        column.addWidget(self._switches)
        self._shelf = Shelf()
        self._shelf.scrolled.connect(self._draw_soon)
        column.addWidget(self._shelf, 1)
        self._chosen: dict[str, bool] = {}  # what the user opened or closed; the others are as they suit the data
        self._for_now: set[str] = set()  # opened by the app for what is going on; not remembered
        self._windows: dict[str, PlotWindow] = {}
        self._enlarged: str | None = None
        self._leading: tuple[str, ...] = ()
        self._presented: tuple[str, ...] | None = None
        self._design = Design(Network(), Signature("regression", (1,), (1,)))
        self._at_first = self._open_at_first()
        self._decided = False  # whether the design that is open now has decided which plots are open at first
        self._wanted: tuple[str, ...] | None = None
        self.frames = 0
        self._clock = QElapsedTimer()
        self._clock.start()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.draw)
        for name, plot in self._plots.items():
            self._shelf.hold(plot)
            plot.dirty.connect(self._draw_soon)
            plot.enlarge_requested.connect(partial(self.toggle_enlarged, name))
            plot.window_requested.connect(partial(self.toggle_window, name))
            plot.close_requested.connect(partial(self.set_closed, name, True))
            plot.message.connect(self.message)
        self._arrange()

    @property
    def plots(self) -> dict[str, Plot]:
        """All plots by objectName."""
        return dict(self._plots)

    @property
    def wanted(self) -> tuple[str, ...]:
        """Names of the pictures that someone can see."""
        return self._wanted or ()

    def draw(self) -> None:
        """Draws every plot that is visible and changed."""
        self._clock.restart()
        drew = [plot.draw_if_needed() for plot in self._plots.values()]
        self.frames += any(drew)

    def set_design(self, network: Network, signature: Signature) -> None:
        """Shows the plots that suit the data: a forecast has a series instead of predicted against true."""
        before, self._design = self._design, Design(network, signature)
        for plot in self._plots.values():
            plot.set_design(self._design)
        if signature != before.signature or not self._decided:
            self._at_first = self._open_at_first()
            self._decided = True
            self._for_now.clear()
            self._arrange()

    def set_look(self, look: DataOverview | None) -> None:
        """Shows what can be seen of the data before a run; None while that is not known."""
        for plot in self._plots.values():
            plot.set_look(look)

    def decide_anew(self) -> None:
        """Another project is being opened: its network and data say which plots are open at first."""
        self._decided = False

    def lead_with(self, names: Sequence[str]) -> None:
        """The plots that the lesson is about: they come first, the first of them larger, and are open before the user has chosen."""
        if (leading := tuple(name for name in names if name in self._plots)) != self._leading:
            self._leading = leading
            self._at_first = self._open_at_first()
            self._arrange()

    def present(self, names: Sequence[str]) -> None:
        """Shows an audience two plots, of ``names`` or else of those that are open, one below the other; a high one alone.

        Which ones are open stays as it is.
        """
        wanted = [*names, *(name for name in self._ordered() if self._open(name))]
        fit = [name for name in dict.fromkeys(wanted) if name in self._plots and self._suits(name) and name not in self._windows]
        first, *others = [name for name in fit if name != _BESIDE_LAYERS] or fit or [""]
        room = _TOGETHER - self._plots[first].least[1] if first else 0
        second = [name for name in others if self._plots[name].least[1] <= room]
        self._presented = tuple(filter(None, (first, *second[:1])))
        self._switches.hide()
        self._arrange()

    def end_presentation(self) -> None:
        """Shows the plots that are open."""
        self._presented = None
        self._switches.show()
        self._arrange()

    def toggle_enlarged(self, name: str) -> None:
        """One plot alone in the whole area, or all again."""
        if name not in self._windows:
            self._enlarged = None if self._enlarged == name else name
            self._arrange()

    def toggle_window(self, name: str) -> None:
        """A plot in its own window, or back."""
        if name in self._windows:
            self._windows[name].close()
            return
        self._enlarged = None if self._enlarged == name else self._enlarged
        self._shelf.take(self._plots[name])
        window = PlotWindow(self._plots[name])
        window.closed.connect(partial(self._window_closed, name))
        self._windows[name] = window
        self._arrange()
        self._plots[name].show()
        window.show()

    def set_closed(self, name: str, closed: bool) -> None:
        """Closes a plot, or brings it back."""
        if closed and name in self._windows:
            self._windows[name].close()
        if self._enlarged == name or not closed:  # what is opened shall be seen
            self._enlarged = None
        self._chosen[name] = not closed
        self._for_now.discard(name)
        self._arrange()
        if not closed:
            self._shelf.show_plot(self._plots[name])

    def open_now(self, name: str) -> None:
        """Opens a plot until other data come, and gives it its place at once, so that one can point at it."""
        self._for_now.add(name)
        self._enlarged = None
        self._arrange()
        self._shelf.show_plot(self._plots[name])

    def close_windows(self) -> None:
        """Closes the windows of single plots: the main window closes."""
        for window in list(self._windows.values()):
            window.close()

    def actions_for_menu(self) -> list[QAction]:
        """One entry per plot that suits the task, ticked if it is open."""
        actions = []
        for name, plot in self._plots.items():
            if self._suits(name):
                action = QAction(plot.title, self)
                action.setCheckable(True)
                action.setChecked(self._open(name))
                action.toggled.connect(lambda on, name=name: self.set_closed(name, not on))
                actions.append(action)
        return actions

    def save_state(self) -> PlotsState:
        """Which plots are closed or enlarged, as plain values."""
        chosen = sorted(self._chosen.items())
        return PlotsState(
            open=[name for name, is_open in chosen if is_open],
            closed=[name for name, is_open in chosen if not is_open],
            enlarged=self._enlarged,
        )

    def restore_state(self, state: PlotsState) -> None:
        """Takes back what ``save_state`` gave; unknown names are left out."""
        enlarged = state.get("enlarged")
        chosen = {**dict.fromkeys(state.get("closed", []), False), **dict.fromkeys(state.get("open", []), True)}
        self._chosen = {name: is_open for name, is_open in chosen.items() if name in self._plots}
        self._enlarged = enlarged if enlarged in self._plots else None
        self._arrange()

    def go_on_from(self, other: PlotArea) -> None:
        """Shows the plots that another area shows, those in windows of their own at the same places."""
        self.restore_state(other.save_state())
        self._for_now = set(other._for_now)
        self.lead_with(other._leading)
        self._arrange()
        for name, window in other._windows.items():
            self.toggle_window(name)
            self._windows[name].setGeometry(window.geometry())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._enlarged is not None:
            self.toggle_enlarged(self._enlarged)
        else:
            super().keyPressEvent(event)

    def _open(self, name: str) -> bool:
        return name in self._for_now or self._chosen.get(name, name in self._at_first)

    def _open_at_first(self) -> tuple[str, ...]:
        """The plots that are open before the user has chosen, the first of those that suit."""
        signature = self._design.signature
        fit = [name for name in self._leading if self._plots[name].suits(signature)]
        fit = fit or [name for name, plot in self._plots.items() if plot.suits(signature) and plot.opens_at_first(self._design)]
        return tuple(fit[:MOST_AT_FIRST])

    def _ordered(self) -> list[str]:
        """All plots that suit the data, those that lead first."""
        return [name for name in dict.fromkeys((*self._leading, *self._plots)) if self._suits(name)]

    def _suits(self, name: str) -> bool:
        return self._plots[name].suits(self._design.signature)

    def _window_closed(self, name: str) -> None:
        window = self._windows.pop(name)
        self._shelf.hold(self._plots[name])
        window.deleteLater()
        self._arrange()

    def _draw_soon(self) -> None:
        """Draws at the next frame; at once if the last one is long ago."""
        if not self._timer.isActive():
            self._timer.start(max(0, FRAME_MS - self._clock.elapsed()))

    def _arrange(self) -> None:
        """Shows the plots that are open."""
        suiting = [name for name in self._plots if self._suits(name)]
        opened = {name for name in suiting if self._open(name)}
        self._switches.show_open(suiting, opened)
        here = [name for name in self._ordered() if name in opened and name not in self._windows]
        if self._enlarged is not None and self._enlarged in here:
            here = [self._enlarged]
        wide = here[:1] if self._leading else []
        if self._presented is not None:
            here = wide = [name for name in self._presented if name not in self._windows]
        self._shelf.put([self._plots[name] for name in here], [self._plots[name] for name in wide])
        seen = (plot.wanted() for name, plot in self._plots.items() if name in here or name in self._windows)
        wanted = tuple(sorted({picture.__name__ for pictures in seen for picture in pictures}))
        if wanted != self._wanted:
            self._wanted = wanted
            self.pictures_wanted.emit(wanted)
        self.setAccessibleName(_("Plots"))
