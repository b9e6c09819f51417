"""What the network gives over the plane of two features, with the samples; and what each hidden unit gives there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import QBoxLayout
from typing_extensions import override

from playground.datasets import Signature
from playground.gui.class_colours import class_colours
from playground.gui.plots.axes import PlainAxis
from playground.gui.plots.colour_scale import SOFT, ColourKey, Pixels, enlarged, signed_pixels
from playground.gui.plots.cursor import Trace
from playground.gui.plots.items import Points
from playground.gui.plots.legend import Entry
from playground.gui.plots.pens import faded, line_pen
from playground.gui.plots.plain_words import short
from playground.gui.plots.plane_colours import decided, level_of, output_pixels, sample_colours, scale_of, unit_images
from playground.gui.plots.plane_points import look_colours, part_entries, plane_points, same_samples, surface_words
from playground.gui.plots.plot import Column, Plot
from playground.gui.plots.unit_pictures import Place, UnitPictures, UnitRow
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import theme
from playground.language import N_, _
from playground.network import UnitColumn, columns_of
from playground.runs.messages import Floats, RunSurface

_MANY = 400  # samples that are drawn smaller
_FINER = 5  # how much finer the grid is drawn where borders are sharp


class SurfacePlot(Plot):
    """The newest run that is shown: training samples as circles, validation as triangles, in the colours of the surface."""

    name = "surface_plot"
    open_at_first = True
    short = N_("Surface")
    picture = RunSurface
    wide = True
    row_stretch = 5
    least = (210, 270)

    @override
    @classmethod
    def suits(cls, signature: Signature) -> bool:
        return signature.input_shape == (2,) and signature.task != "forecast"

    def __init__(self, runs: Runs) -> None:
        self._bottom, self._left = PlainAxis("bottom"), PlainAxis("left")
        empty = _("What the network says of every point of the plane appears here as soon as a run begins.")
        super().__init__(runs, _("Decision surface"), empty, self._bottom, self._left)
        self.canvas.keep_square()
        self.canvas.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._sharp = self.add_button(_("discrete"), _("Only the answer, without how sure the network is of it"))
        self._sharp.toggled.connect(self._redraw)
        self._image = pg.ImageItem(axisOrder="row-major")
        self._train = Points(pxMode=True, symbol="o", size=7)
        self._val = Points(pxMode=True, symbol="t1", size=9)
        for item in (self._image, self._train, self._val):
            self.canvas.area.addItem(item)
        self._key, self._units = ColourKey(), UnitPictures()
        self._units.chosen.connect(self._redraw)
        self._place = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._place.setSpacing(6)
        self.body.removeWidget(self.canvas)
        inner = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        inner.setSpacing(4)
        inner.addWidget(self.canvas, 1)
        inner.addWidget(self._key)
        self._place.addLayout(inner, 1)
        self._place.addWidget(self._units)
        self.body.addLayout(self._place, 1)
        self._seen: RunSurface | None = None
        self._record: RunRecord | None = None
        self._columns: tuple[UnitColumn, ...] = ()
        self._stale = True
        self._show_parts(False)
        self.restyle()

    # drawing

    @override
    def draw(self) -> bool:
        found = self.runs.newest(RunSurface)
        self._show_parts(found is not None)
        self._image.setVisible(found is not None)
        if found is None:
            self._seen = self._record = None
            return self._draw_data()
        record, seen = found
        if record is not self._record:
            self._begin(record)
        if seen is self._seen and not self._stale:
            return True
        before, self._seen = self._seen, seen
        if before is None or self._stale or not same_samples(before, seen):
            self._draw_samples(seen)
        self._draw_units(seen)
        self._draw_surface(seen)
        self._stale = False
        return True

    def _draw_data(self) -> bool:
        """Before a run: the samples."""
        self._stale = True
        look = self.look
        points = plane_points(look)
        if look is None or points is None:
            return False
        self._key.show()
        colours = look_colours(look, points.value, self._key)
        for item, part in ((self._train, 0), (self._val, 1)):
            inside = points.part == part
            item.setData(points.x[inside], points.y[inside], brush=[colours[place] for place in np.flatnonzero(inside)])
        self._bottom.rename(points.x_name)
        self._left.rename(points.y_name)
        x, y = ((float(values.min()), float(values.max())) for values in (points.x, points.y))
        self.canvas.set_ranges(x if x[1] > x[0] else (x[0] - 1, x[0] + 1), y if y[1] > y[0] else (y[0] - 1, y[0] + 1))
        return True

    def _begin(self, record: RunRecord) -> None:
        """Another run: its layers and the names of its features."""
        self._record, self._stale = record, True
        signature = record.started.info.signature
        self._columns = columns_of(record.project.network, signature.input_shape)
        for axis, name in zip((self._bottom, self._left), (*signature.features, "", ""), strict=False):
            axis.rename(name)

    @property
    def _classes(self) -> tuple[str, ...]:
        return self._record.started.info.classes if self._record is not None else ()

    def _draw_surface(self, seen: RunSurface) -> None:
        place = self._units.place
        pixels = self._unit_pixels(seen, place) if place is not None else self._output_pixels(seen)
        self._image.setImage(pixels, autoLevels=False, levels=(0, 255))
        low, high = (seen.x[0], seen.y[0]), (seen.x[-1], seen.y[-1])
        half = [(top - bottom) / (pixels.shape[0] - 1) / 2 for bottom, top in zip(low, high, strict=True)]
        size = [top - bottom + 2 * more for bottom, top, more in zip(low, high, half, strict=True)]
        self._image.setRect(QRectF(low[0] - half[0], low[1] - half[1], size[0], size[1]))
        self.canvas.set_ranges((low[0], high[0]), (low[1], high[1]))

    def _output_pixels(self, seen: RunSurface) -> Pixels:
        """The colours of what the network gives."""
        classes, output = self._classes, seen.output
        if self._sharp.isChecked():
            output = decided(enlarged(output, _FINER), seen, classes)
        if len(classes) > 2:
            self._key.show_classes(classes, class_colours(len(classes)))
        elif classes:
            self._key.show_bar((classes[1], classes[0]))
        else:
            middle, reach = scale_of(seen, classes)
            self._key.show_bar(tuple(short(middle + part * reach) for part in (1, 0.5, 0, -0.5, -1)))
        return output_pixels(seen, classes, output, SOFT)

    def _unit_pixels(self, seen: RunSurface, place: Place) -> Pixels:
        """The colours of what one unit gives."""
        layer = seen.units[place[0]]
        values, level = layer[place[1]], level_of(layer)
        self._key.show_bar(tuple(short(part * level) for part in (1, 0, -1)))
        if self._sharp.isChecked():
            values = np.sign(enlarged(values, 2 * _FINER)) * level
        return signed_pixels(values, level, SOFT)

    def _draw_units(self, seen: RunSurface) -> None:
        if self._record is None:
            return
        layers, rows = self._record.project.network.layers, []
        for column, images in zip(self._columns[1:-1], unit_images(seen), strict=False):
            rows.append(UnitRow(f"{column.end} {layers[column.end - 1].name}", images, column.units - column.shown))
        self._units.show_rows(tuple(rows))
        self._arrange()

    def _draw_samples(self, seen: RunSurface) -> None:
        for item, points, target in (
            (self._train, seen.train_points, seen.train_target),
            (self._val, seen.val_points, seen.val_target),
        ):
            item.setData(points[:, 0], points[:, 1], brush=sample_colours(seen, self._classes, target))
        small = len(seen.train_points) > _MANY or min(self.width(), self.height()) < theme().pixels(300)
        self._train.show_size(5 if small else 7)
        self._val.show_size(7 if small else 9)

    # parts

    def _show_parts(self, something: bool) -> None:
        self._key.setVisible(something)
        self._units.setVisible(something and bool(self._units.rows or self._seen is None))

    def _arrange(self) -> None:
        """The units below the surface, or beside it where the panel is wide."""
        wide = self.width() > 1.2 * self.height()
        self._place.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._units.beside = wide
        most = 16777215
        if wide:
            taken = self.inside.height() + self._key.width() + theme().pixels(40)  # the square with its axes
            width = min(max(self.inside.width() - taken, round(0.3 * self.width())), round(0.6 * self.width()))
            self._units.setMinimumSize(width, 0)
            self._units.setMaximumSize(width, most)
        else:
            height = min(self._units.wanted_height(), round(0.3 * self.height()))
            self._units.setMinimumSize(0, height)
            self._units.setMaximumSize(most, height)
        self._units.setVisible(bool(self._units.rows))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_units"):
            self._stale = True
            self._arrange()

    def _redraw(self, _why: object) -> None:
        self._stale = True
        self.mark()

    @override
    def restyle(self) -> None:
        self.canvas.show_lines(False)
        if hasattr(self, "_units"):
            self._stale = True
            for item in (self._train, self._val):
                item.setPen(line_pen(faded(QColor(theme().colours.ground if theme().dark else theme().colours.text), 0.7)))

    # words

    @override
    def legend(self) -> tuple[Entry, ...]:
        return part_entries(self._seen, self.look)

    @override
    def caption(self) -> str:
        seen, record, look = self._seen, self._record, self.look
        if seen is None or record is None:
            if look is None or plane_points(look) is None:
                return ""
            return _("before training: {n:,} samples; colour is the target").format(n=sum(look.sizes))
        several = f"{record.title}: " if len(self.runs.shown) > 1 else ""
        return several + (self._unit_words() or surface_words(record, self._classes, len(seen.val_points) > 0))

    def _unit_words(self) -> str | None:
        """Which hidden unit is shown; None: the output."""
        place = self._units.place
        if place is None or place[0] >= len(self._units.rows):
            return None
        return _("layer {layer}, unit {unit}").format(layer=self._units.rows[place[0]].title, unit=place[1] + 1)

    @override
    def traces(self) -> Sequence[Trace]:
        seen = self._seen
        if seen is None:
            return super().traces()

        def words_of(row: int) -> Callable[[int], str]:
            return lambda place: self.read_at(float(seen.x[place]), float(seen.y[row]))

        return [Trace("", words_of(row), seen.x, np.full(len(seen.x), seen.y[row])) for row in range(len(seen.y) - 1, -1, -1)]

    @override
    def read_at(self, x: float, y: float) -> str:
        seen, record = self._seen, self._record
        if seen is None or record is None or not (seen.x[0] <= x <= seen.x[-1] and seen.y[0] <= y <= seen.y[-1]):
            return ""
        values = seen.output[:, _nearest(seen.y, y), _nearest(seen.x, x)]
        place = self._units.place
        if place is not None:
            return self._unit_words() or ""
        names = (*record.started.info.signature.features, "x", "y")
        where = f"{names[0]} {x:.3g}, {names[1]} {y:.3g}"
        if len(self._classes) > 2:
            best = int(values.argmax())
            return f"{where}: {self._classes[best]} {values[best]:.0%}"
        if self._classes:
            return f"{where}: {self._classes[1]} {values[0]:.0%}"
        return f"{where}: {short(values[0])}"

    @override
    def columns(self) -> list[Column]:
        seen, record = self._seen, self._record
        if seen is None or record is None:
            points = plane_points(self.look)
            if points is None:
                return []
            return [(points.x_name, list(points.x)), (points.y_name, list(points.y)), ("target", list(points.value))]
        x, y = (grid.reshape(-1) for grid in np.meshgrid(seen.x, seen.y))
        names = (*record.started.info.signature.features, "x", "y")[:2]
        outputs = self._classes if len(self._classes) > 2 else ("output",)
        table: list[Column] = [(names[0], list(x)), (names[1], list(y))]
        return table + [(name, list(values.reshape(-1))) for name, values in zip(outputs, seen.output, strict=True)]


def _nearest(values: Floats, value: float) -> int:
    return int(np.abs(values - value).argmin())
