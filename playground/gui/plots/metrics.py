"""The metrics of the present run as a table: training, validation, and the test part when someone asks for it."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QScrollArea, QToolButton, QWidget
from typing_extensions import override

from playground.fields import number_text
from playground.gui.label import Label, plain_tip
from playground.gui.plots.axes import PlainAxis
from playground.gui.plots.plot import Column, Plot
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import theme
from playground.language import _, ngettext
from playground.runs.figures import FIGURES
from playground.runs.messages import RunFigures

_PARTS = ("train", "val", "test")

_SPARE = 16
"""Pixels: with less, a bar for the width would make one for the height necessary, and that one the first."""

_WIDE = 420
"""Pixels at 100 % from which the word on the test part stands beside the table."""


class _Table(QWidget):
    """One row per metric, one column per part."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(1)
        self._shown: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._cells: dict[tuple[str, str], Label] = {}

    def show_figures(self, names: tuple[str, ...], parts: tuple[str, ...], figures: dict[str, float]) -> None:
        """Writes the figures, named ``train_rmse``; cells are made again only if there are other metrics or parts."""
        if (names, parts) != self._shown:
            self._shown = (names, parts)
            self._make_cells(names, parts)
        for (part, name), cell in self._cells.items():
            text = figure_text(name, figures.get(f"{part}_{name}", math.nan))
            if text != cell.text():
                cell.setText(text)

    def _make_cells(self, names: tuple[str, ...], parts: tuple[str, ...]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._cells.clear()
        heads = (_("training"), _("validation"), _("test"))
        for column, head in enumerate(heads[: len(parts)], 1):
            self._grid.addWidget(_label(head, "group", right=True), 0, column)
            self._grid.setColumnStretch(column, 1)
        self._grid.setColumnStretch(0, 2)
        for row, name in enumerate(names, 1):
            figure = FIGURES[name]
            label = _label(_(figure.label), "")
            label.setToolTip(_(figure.help))
            label.setWordWrap(True)  # where it is narrow the name is broken, and no figure cut
            self._grid.addWidget(label, row, 0)
            for column, part in enumerate(parts, 1):
                cell = _label("", "", right=True)
                cell.setAccessibleName(f"{_(figure.label)}, {heads[column - 1]}")
                self._cells[part, name] = cell
                self._grid.addWidget(cell, row, column)
        for row in range(self._grid.rowCount() + 1):  # below the last row, wherever the last row was before
            self._grid.setRowStretch(row, int(row > len(names)))


class MetricsPlot(Plot):
    """The newest run that is shown."""

    name = "metrics_plot"
    open_at_first = True
    picture = RunFigures
    row_stretch = 2

    def __init__(self, runs: Runs) -> None:
        empty = _("How good the network is on training and validation data appears here while a run trains.")
        super().__init__(runs, _("Metrics"), empty, PlainAxis("bottom"), PlainAxis("left"))
        self._table = _Table()
        self._look = QToolButton()
        self._look.setText(_("Look at the test part"))
        self._look.setObjectName("test_button")
        self._look.setProperty("role", "small")
        self._look.clicked.connect(self._asked)
        self._look.hide()
        self.add_option(self._look)
        self._word = Label()
        self._word.setProperty("role", "small")
        self._word.setWordWrap(True)
        self._word.setAlignment(Qt.AlignmentFlag.AlignTop)
        inner = QWidget()
        self._parts = QBoxLayout(QBoxLayout.Direction.TopToBottom, inner)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.setSpacing(14)
        self._parts.addWidget(self._table, 2)
        self._parts.addWidget(self._word, 1)
        scroll = QScrollArea()
        scroll.setAccessibleName(_("Figures"))
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        self.use(scroll)
        self._record: RunRecord | None = None
        self._seen: RunFigures | None = None
        self._figures: dict[str, float] = {}
        self._epoch = 0  # of the figures
        self._looks_back = False

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() > theme().pixels(_WIDE)
        self._parts.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    @override
    def draw(self) -> bool:
        found = self.runs.newest(RunFigures)
        if found is None:
            self._record = self._seen = None
            self._look.hide()
            return False
        self._record, self._seen = found
        self._look_at_epoch(*found)
        known = {name.partition("_")[2] for name in all_figures(*found)}
        parts = _PARTS if self._record.started.info.test else _PARTS[:2]
        self._table.show_figures(tuple(name for name in FIGURES if name in known), parts, self._figures)
        self._show_look(self._record)
        self._grow()
        return True

    def _look_at_epoch(self, record: RunRecord, seen: RunFigures) -> None:
        """Takes all figures of the newest epoch, or what the history has of the one that the row of time points at."""
        ended, epochs = record.ended, record.history.epochs
        newest = int(seen.epoch if ended is None or ended.best_epoch is None else ended.best_epoch)
        row = -1 if self.runs.epoch is None else _row(record, self.runs.epoch)
        self._looks_back = row >= 0 and int(epochs[row]) != newest
        self._epoch = int(epochs[row]) if self._looks_back else newest
        self._figures = of_epoch(record, self._epoch) if self._looks_back else all_figures(record, seen)

    def _grow(self) -> None:
        """Takes the height that the table needs, so that no figure is to be scrolled to."""
        needed = self._parts.totalHeightForWidth(self.inside.width())
        around = self.height() - self.inside.height() - (self.caption_line.lines - 1) * self.caption_line.line
        self.more_height = max(0, needed + around + _SPARE - theme().pixels(self.least[1]))

    def _show_look(self, record: RunRecord) -> None:
        """The button for the test part, and a word on why one looks only once."""
        over, samples = not record.live and record.checkpoint is not None, record.started.info.test
        self._look.setVisible(samples > 0 and record.tested is None)
        self._look.setEnabled(over)
        if not samples:
            word = _("No test part is set aside: give it a share under Data, and keep it for the end.")
        elif not record.live and record.checkpoint is None:
            word = _("The model is too large to be kept for a look at the test part; “playground run” measures it.")
        elif record.tested is None:
            word = _("Once, at the very end: whoever chooses by the test part can no longer trust it.")
        else:
            looks = self._looks_at_same_data(record)
            word = ngettext(
                "The test part of this data has been looked at {n} time. Change nothing now, or it is no longer a test.",
                "The test part of this data has been looked at {n} times: each look makes it less of a test.",
                looks,
            ).format(n=looks)
        if word != self._word.text():
            self._word.setText(word)
            self._look.setToolTip(plain_tip(word))

    def _looks_at_same_data(self, record: RunRecord) -> int:
        """How often the test part was looked at in this session, by whatever run."""
        same = (record.project.dataset, record.project.preparation)
        return sum(one.looks for one in self.runs.records if (one.project.dataset, one.project.preparation) == same)

    def _asked(self) -> None:
        if self._record is not None:
            self._look.setEnabled(False)
            self.runs.test_wanted.emit(self._record)

    @override
    def epoch_note(self) -> str:
        return ""  # its figures are of the epoch that is looked at

    @override
    def caption(self) -> str:
        if self._record is None or self._seen is None:
            return ""
        text = _("{title}, epoch {epoch:,}").format(title=self._record.title, epoch=self._epoch)
        if self._looks_back:
            return _("{epoch}: training as measured on the way").format(epoch=text)
        if self._seen.whole:
            return text
        few = _("estimated from {train:,} and {val:,} samples").format(
            train=self._seen.samples.get("train", 0), val=self._seen.samples.get("val", 0)
        )
        return f"{text} · {few}"

    @override
    def columns(self) -> list[Column]:
        if self._record is None or self._seen is None:
            return []
        figures = self._figures
        names = [name for name in FIGURES if any(f"{part}_{name}" in figures for part in _PARTS)]
        parts: list[Column] = [(part, [figures.get(f"{part}_{name}", "") for name in names]) for part in _PARTS]
        return [("metric", list(names)), *parts]


def all_figures(record: RunRecord, seen: RunFigures) -> dict[str, float]:
    """What is known of a run: the loss of the picture's epoch and its figures, the final ones once it is over, and those of the test part."""
    final = record.ended.figures if record.ended is not None else {}
    return {
        **_losses(record, seen.epoch),
        **seen.figures,
        **final,
        **(record.tested.figures if record.tested is not None else {}),
    }


def of_epoch(record: RunRecord, epoch: float) -> dict[str, float]:
    """What the history has of the last epoch that had ended then: losses and curves of metrics; empty before the first."""
    if (row := _row(record, epoch)) < 0:
        return {}
    tables = {part: record.history.table(f"{part}_metrics")[row] for part in ("train", "val")}
    metrics = {
        f"{part}_{name}": float(value)
        for part in tables
        for name, value in zip(record.started.metrics, tables[part], strict=True)
    }
    return _losses(record, epoch) | metrics


def _losses(record: RunRecord, epoch: float) -> dict[str, float]:
    row = _row(record, epoch)
    return {name: float(record.history.series(name)[row]) for name in ("train_loss", "val_loss") if row >= 0}


def _row(record: RunRecord, epoch: float) -> int:
    """The place in the history of the last epoch that had ended then; -1 before the first."""
    return int(np.searchsorted(record.history.epochs, epoch, side="right")) - 1


def figure_text(name: str, value: float) -> str:
    """A figure as it is written; a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    return f"{value:.1%}" if FIGURES[name].share else number_text(float(f"{value:.4g}"))


def _label(text: str, role: str, right: bool = False) -> Label:
    label = Label(text)
    label.setProperty("role", role)
    if right:
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label
