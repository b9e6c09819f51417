"""The data before training: asks for what can be seen of them as soon as they are there, and hands it to the plots."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, SignalInstance

from playground.datasets import DatasetInfo
from playground.datasets.overview import DataOverview
from playground.gui.plots.area import PlotArea


class LooksAtData(Protocol):
    """Whoever asks the engine."""

    seen: SignalInstance

    def look(self) -> None: ...


class KnowsData(Protocol):
    """What it needs of the controller."""

    dataset_changed: SignalInstance

    @property
    def info(self) -> DatasetInfo | None: ...


class Beforehand(QObject):
    """Asks whenever other data are there; what was seen of those before is gone at once. Main thread."""

    def __init__(self, controller: KnowsData, questions: LooksAtData, area: PlotArea) -> None:
        super().__init__(area)
        self._controller, self._questions, self._area = controller, questions, area
        controller.dataset_changed.connect(self._changed)
        questions.seen.connect(self._seen)
        self._changed()

    def _changed(self) -> None:
        self._area.set_look(None)
        if self._controller.info is not None:
            self._questions.look()

    def _seen(self, look: DataOverview) -> None:
        if self._controller.info is not None:
            self._area.set_look(look)
