"""The network as nodes and links, live: the weights between single units, and in the plane of two features what each unit gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from typing_extensions import override

from playground.fields import number_text
from playground.gui.class_colours import negative, positive
from playground.gui.plots.axes import PlainAxis
from playground.gui.plots.colour_scale import image_of, signed_pixels
from playground.gui.plots.cursor import Trace
from playground.gui.plots.design import Design
from playground.gui.plots.graph_columns import GraphColumn, Link, Node, links_between
from playground.gui.plots.graph_view import GraphView
from playground.gui.plots.legend import Entry
from playground.gui.plots.plane_colours import output_images, unit_images
from playground.gui.plots.plot import Column, Plot
from playground.gui.runs import Runs
from playground.language import N_, _
from playground.layers import shape_text
from playground.network import Network, UnitColumn, columns_of
from playground.runs.messages import Picture, RunSurface, RunWeights

_FEW = 6
"""A network of at most so many columns of so many units is open from the start."""


@dataclass(frozen=True, eq=False)
class _Seen:
    """What is drawn: a network, and of a run its classes, its weights and what its units give."""

    design: Design
    classes: tuple[str, ...] = ()
    weights: RunWeights | None = None
    plane: RunSurface | None = None

    @override
    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Seen):
            return False
        return self.design == other.design and self.weights is other.weights and self.plane is other.plane


class NetworkPlot(Plot):
    """The newest run that is shown. Large layers show their first units; what is no row of single units is one block."""

    name = "network_plot"
    short = N_("Graph")
    picture = RunWeights
    wide = True
    row_stretch = 5
    least = (210, 240)

    @override
    @classmethod
    def wanted(cls) -> tuple[type[Picture], ...]:
        return (RunWeights, RunSurface)

    def __init__(self, runs: Runs) -> None:
        empty = _("The network appears here as soon as it has a layer.")
        super().__init__(runs, _("Network as nodes and links"), empty, PlainAxis("bottom"), PlainAxis("left"))
        self.graph = GraphView()
        self.graph.pointed.connect(lambda _under: self.show_words())
        self.graph.installEventFilter(self)  # a double click enlarges it, as it does other plots
        self.use(self.graph)
        self._design: Design | None = None
        self._columns: tuple[UnitColumn, ...] = ()
        self._seen: _Seen | None = None
        self._stale = True

    @override
    @classmethod
    def opens_at_first(cls, design: Design) -> bool:
        columns = columns_of(design.network, design.signature.input_shape)
        return 1 < len(columns) <= _FEW and all(0 < column.units <= _FEW for column in columns)

    @override
    def set_design(self, design: Design) -> None:
        self._design = design
        self.mark()

    @override
    def draw(self) -> bool:
        seen = self._to_show()
        if seen is None:
            return False
        if seen == self._seen and not self._stale:
            return True
        self._seen, self._stale = seen, False
        columns = columns_of(seen.design.network, seen.design.signature.input_shape)
        images = unit_images_of(seen, columns)
        self._columns = columns
        self.graph.show_columns(tuple(self._drawn(seen, number, images[number]) for number in range(len(columns))))
        return True

    def _to_show(self) -> _Seen | None:
        """The newest run that has the network in the editor, or trains; else that network without weights."""
        design = self._design
        for record in reversed(self.runs.shown):
            weights = record.picture(RunWeights)
            trains = record.live and not self.runs.paused
            if weights is not None and (trains or design is None or record.project.network == design.network):
                info = record.started.info
                own = Design(record.project.network, info.signature)
                return _Seen(own, info.classes, weights, record.picture(RunSurface))
        return _Seen(design) if design is not None and len(design.network) else None

    def _drawn(self, seen: _Seen, number: int, images: tuple[QImage, ...]) -> GraphColumn:
        """What is drawn of one column."""
        columns, signature = self._columns, seen.design.signature
        column, hidden = columns[number], columns[number].units - columns[number].shown
        labels: tuple[str, ...] = ()
        if number == 0:
            labels = signature.features
        elif number == len(columns) - 1:
            labels = seen.classes if len(seen.classes) > 2 else (signature.target,) * (column.shown == 1)
        known = (columns[number - 1].shown, column.shown) if number and column.linked else (0, 0)
        weights, biases = np.full(known[::-1], np.nan), np.zeros(0)
        if seen.weights is not None and number:
            weights, biases = seen.weights.weights[number - 1], seen.weights.biases[number - 1]
        return GraphColumn(
            title=self._title(column, seen.design.network),
            labels=labels[: column.shown],
            images=images or (None,) * column.shown,
            block="" if column.single else shape_text(column.shape),
            more=hidden if column.single else 0,
            weights=weights,
            biases=biases,
        )

    def _title(self, column: UnitColumn, network: Network) -> tuple[str, ...]:
        """The layers of a column, one below the other: all three, or the first and the last."""
        names = [f"{place + 1} {network.layers[place].name}" for place in range(max(column.begin, 0), column.end)]
        if column.begin < 0:
            names = [_("Input"), *names]
        return tuple(names if len(names) <= 3 else [names[0], "…", names[-1]])

    # words

    def words(self, under: Link | Node | None) -> str:
        """The weight of a link, or the bias of a node."""
        columns = self.graph.columns
        if under is None or under[0] >= len(columns):
            return ""
        column = columns[under[0]]
        name = self._unit_name(under[0], under[1])
        if len(under) == 3:
            value = number_text(float(f"{column.weights[under[1], under[2]]:.4g}"))
            before = self._unit_name(under[0] - 1, under[2])
            return _("weight from {before} to {unit}: {value}").format(before=before, unit=name, value=value)
        if under[1] < len(column.biases):
            value = number_text(float(f"{column.biases[under[1]]:.4g}"))
            return _("{unit}: bias {value}").format(unit=name, value=value)
        return name

    def _unit_name(self, number: int, unit: int) -> str:
        labels = self.graph.columns[number].labels
        if unit < len(labels) and labels[unit]:
            return labels[unit]
        return _("unit {unit} of layer {layer}").format(unit=unit + 1, layer=self._columns[number].begin + 1)

    @override
    def legend(self) -> tuple[Entry, ...]:
        if self._seen is None or self._seen.weights is None:
            return ()
        solid = Qt.PenStyle.SolidLine
        return (
            Entry(_("positive weight"), positive().name(), solid, width=3),
            Entry(_("negative weight; the wider, the larger"), negative().name(), solid, width=3),
        )

    @override
    def caption(self) -> str:
        if self._seen is None or not self.graph.columns:
            return ""
        if self._seen.weights is None:
            return _("before training: {n} columns of units, no weights yet").format(n=len(self._columns))
        links = links_between(self.graph.columns)
        weights = np.array([abs(self._weight(link)) for link in links])
        if not len(weights) or not np.isfinite(weights).any():
            return _("{n} columns of units").format(n=len(self._columns))
        return _("largest: {weight}").format(weight=self.words(links[int(np.nanargmax(weights))]))

    def _weight(self, link: Link) -> float:
        column, unit, before = link
        return float(self.graph.columns[column].weights[unit, before])

    @override
    def pointed(self) -> str:
        return self.words(self.graph.pointed_at)

    @override
    def traces(self) -> list[Trace]:
        if self._seen is None:
            return []

        def words_of(links: list[Link | Node]) -> Callable[[int], str]:
            return lambda place: self.words(links[place])

        return [Trace("", words_of(links), count=len(links)) for _number, links in self._readable()]

    def _readable(self) -> list[tuple[int, list[Link | Node]]]:
        """What can be read of each column: its units, then the links into it."""
        columns = self.graph.columns
        links = links_between(columns)
        found: list[tuple[int, list[Link | Node]]] = []
        for number, column in enumerate(columns):
            units: list[Link | Node] = [(number, unit) for unit in range(column.count)]
            into: list[Link | Node] = [link for link in links if link[0] == number]
            found += [(number, kind) for kind in (into, units) if kind]
        return found

    @override
    def show_place(self, at: tuple[int, int] | None) -> None:
        readable = self._readable()
        there = at is not None and at[0] < len(readable) and at[1] < len(readable[at[0]][1])
        self.graph.point_at(readable[at[0]][1][at[1]] if there and at is not None else None)

    @override
    def restyle(self) -> None:
        self._stale = True

    @override
    def columns(self) -> list[Column]:
        rows: list[tuple[int, int, int, float]] = []
        for number, column in enumerate(self.graph.columns):
            rows += [
                (self._columns[number].begin + 1, unit + 1, before + 1, float(value))
                for (unit, before), value in np.ndenumerate(column.weights)
            ]
            rows += [(self._columns[number].begin + 1, unit + 1, 0, float(value)) for unit, value in enumerate(column.biases)]
        names = ("layer", "unit", "from unit (0: bias)", "weight")
        return [(name, [row[place] for row in rows]) for place, name in enumerate(names)]


def unit_images_of(seen: _Seen, columns: tuple[UnitColumn, ...]) -> list[tuple[QImage, ...]]:
    """The picture of every unit, column by column, where there is a plane to draw it over; else nothing."""
    plane = seen.plane
    if plane is None or len(columns) != len(plane.units) + 2:
        return [() for _column in columns]
    ramp = np.tile(np.linspace(-1, 1, 17), (17, 1))
    first = tuple(image_of(pixels) for pixels in signed_pixels(np.stack([ramp, ramp.T]), 1.0))
    return [first, *unit_images(plane), output_images(plane, seen.classes)[: columns[-1].shown]]
