"""The confusion matrix of the present run; a click on a cell shows the samples in it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtWidgets import QStackedWidget
from typing_extensions import override

from playground.gui.plots.axes import Numbers, PlainAxis
from playground.gui.plots.cursor import Trace
from playground.gui.plots.matrix import Matrix
from playground.gui.plots.plot import Column, Plot
from playground.gui.plots.samples import MOST_SAMPLES, Samples
from playground.gui.runs import RunRecord, Runs
from playground.language import N_, _
from playground.runs.messages import RunConfusion, SamplesShown


class ConfusionPlot(Plot):
    """Counts by true class (rows) and predicted class (columns), of validation or training."""

    name = "confusion_plot"
    open_at_first = True
    short = N_("Confusion")
    picture = RunConfusion
    tasks = ("binary", "multiclass")

    def __init__(self, runs: Runs) -> None:
        empty = _("Which class is taken for which appears here while a run trains.")
        super().__init__(runs, _("Confusion matrix"), empty, PlainAxis("bottom"), PlainAxis("left"))
        self._train = self.add_button(_("training"), _("Show the training part instead of validation"))
        self._train.toggled.connect(self._back)
        self._matrix, self._samples = Matrix(), Samples()
        self._views = QStackedWidget()
        for view in (self._matrix, self._samples):
            self._views.addWidget(view)
        self.use(self._views)
        self._matrix.cell_chosen.connect(self._chosen)
        self._matrix.cell_pointed.connect(self.show_words)
        self._samples.back.clicked.connect(self._back)
        self._record: RunRecord | None = None
        self._seen: RunConfusion | None = None
        self._told: SamplesShown | None = None

    @override
    def draw(self) -> bool:
        found = self.runs.newest(RunConfusion)
        if found is None:
            self._record = self._seen = None
            self._back()
            return False
        if found[0] is not self._record:
            self._back()
        self._record, self._seen = found
        self._matrix.show_counts(self._counts(), self._record.started.info.classes)
        told = self._record.samples
        if told is not None and told is not self._told and self._views.currentWidget() is self._samples:
            self._told = told
            self._samples.show_samples(told, self._record.started.info.signature)
        return True

    @property
    def _part(self) -> str:
        validated = self._record is not None and self._record.started.info.validation > 0
        return "val" if validated and not self._train.isChecked() else "train"

    def _counts(self) -> Numbers:
        counts: Numbers = getattr(self._seen, f"{self._part}_counts")
        return counts

    def _chosen(self, true: int, said: int) -> None:
        """Asks for the samples of a cell."""
        if self._record is None or self._seen is None:
            return
        rows, classes, guesses = (getattr(self._seen, f"{self._part}_{name}") for name in ("rows", "true", "said"))
        inside = rows[(classes == true) & (guesses == said)][:MOST_SAMPLES]
        if not len(inside):
            return
        title = self._matrix.words((true, said))
        if len(inside) < self._counts()[true, said]:
            title += " · " + _("{n} of them").format(n=len(inside))
        self._told = self._record.samples
        self._samples.wait_for(title)
        self._views.setCurrentWidget(self._samples)
        self.runs.samples_wanted.emit(self._record, tuple(int(row) for row in inside))

    def _back(self) -> None:
        self._views.setCurrentWidget(self._matrix)

    @override
    def caption(self) -> str:
        if self._seen is None or not (whole := float((counts := self._counts()).sum())):
            return ""
        right = float(np.trace(counts))
        part = _("validation") if self._part == "val" else _("training")
        text = _("{part}: {right:,.0f} of {all:,.0f} right").format(part=part, right=right, all=whole)
        wrong = counts - np.diag(np.diag(counts))
        true, said = np.unravel_index(int(wrong.argmax()), wrong.shape)
        if not wrong[true, said]:
            return text
        mistaken = _("{n:,.0f} “{true}” taken for “{said}”")
        label = self._matrix.label
        return f"{text}, {mistaken.format(n=wrong[true, said], true=label(int(true)), said=label(int(said)))}"

    @override
    def figures(self) -> str:
        return _("click a cell to see its samples") if self._seen is not None else ""

    @override
    def pointed(self) -> str:
        at = self._matrix.pointed
        return self._matrix.words(at) if at is not None and self._seen is not None else ""

    @override
    def traces(self) -> list[Trace]:
        if self._seen is None or self._views.currentWidget() is not self._matrix:
            return []
        count = len(self._counts())

        def words_of(true: int) -> Callable[[int], str]:
            return lambda said: self._matrix.words((true, said))

        return [Trace("", words_of(true), count=count) for true in range(count)]

    @override
    def show_place(self, at: tuple[int, int] | None) -> None:
        self._matrix.point_at(at)

    @override
    def choose_place(self, at: tuple[int, int]) -> None:
        self._chosen(*at)

    @override
    def columns(self) -> list[Column]:
        if self._seen is None:
            return []
        labels = [self._matrix.label(number) for number in range(len(self._counts()))]
        return [("true", list(labels)), *((label, list(self._counts()[:, n])) for n, label in enumerate(labels))]
