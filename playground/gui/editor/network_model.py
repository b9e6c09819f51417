"""The network as a list for Qt: the input, one row per layer, the output. It holds nothing; the document does."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from playground.datasets import TASKS, Signature
from playground.fields import number_text
from playground.gui.document import Document
from playground.gui.editor.live_gradients import lines_now
from playground.gui.runs import Runs
from playground.language import _, ngettext
from playground.layers import Layer, shape_text
from playground.network import LayerShape, Problem

AnyIndex = QModelIndex | QPersistentModelIndex


class NetworkModel(QAbstractListModel):
    """Row 0 is the input, rows 1 to n are the layers, row n + 1 is the output. ``position`` counts layers from 0."""

    def __init__(self, document: Document, runs: Runs, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._runs = runs
        self._layers: tuple[Layer, ...] = document.network.layers
        document.network_changed.connect(self._network_changed)
        document.shapes_changed.connect(self._shapes_changed)

    @override
    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._layers) + 2

    @override
    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        if self.layer(index.row() - 1) is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    @override
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.spoken(index.row() - 1)
        return None

    def layer(self, position: int) -> Layer | None:
        """The layer at a position; None for input and output."""
        return self._layers[position] if 0 <= position < len(self._layers) else None

    def layer_shape(self, position: int) -> LayerShape | None:
        """What the layer does to a sample; None if that is unknown."""
        shapes = self._document.shapes
        return shapes.layers[position] if shapes is not None and 0 <= position < len(shapes.layers) else None

    def problem(self, position: int) -> Problem | None:
        """The problem that is tied to a position; ``len(layers)`` is the output."""
        shapes = self._document.shapes
        found = shapes.problem if shapes is not None else None
        return found if found is not None and found.position == position else None

    def unknown(self, position: int) -> bool:
        """Whether nothing is known of a layer because one before it does not fit."""
        shapes = self._document.shapes
        return shapes is not None and position > len(shapes.layers)

    def input_text(self) -> str:
        """What one sample is."""
        signature = self._document.signature
        if signature is None:
            return _("not read yet")
        if len(signature.input_shape) == 1:
            return ngettext("{n} feature", "{n} features", signature.input_shape[0]).format(n=signature.input_shape[0])
        if signature.task == "forecast":
            steps, series = signature.input_shape
            return _("{steps} steps × {series}").format(steps=steps, series=series)
        return shape_text(signature.input_shape)

    def output_text(self) -> str:
        """What the task wants."""
        signature = self._document.signature
        return _output_words(signature) if signature is not None else _("not read yet")

    def parameters_text(self) -> str:
        """Weights and biases of the whole network; a dash while that is unknown."""
        shapes = self._document.shapes
        if shapes is None or shapes.problem is not None:
            return _("Parameters: –")
        return _("Parameters: {n:,}").format(n=shapes.parameters)

    def facts(self, position: int) -> list[str]:
        """What a layer does to the shape of a sample, and its settings in short."""
        layer, shape = self.layer(position), self.layer_shape(position)
        assert layer is not None
        facts = []
        if shape is None:
            facts.append("?")
        elif layer.has_weights() or shape.input != shape.output:
            facts.append(f"{shape_text(shape.input)} → {shape_text(shape.output)}")
        return [*facts, layer.description()] if layer.description() else facts

    def spoken(self, position: int) -> str:
        """A row in words, for a screen reader."""
        layer = self.layer(position)
        if layer is None:
            return (
                _("Input: {text}").format(text=self.input_text())
                if position < 0
                else _("Output: {text}").format(text=self.output_text())
            )
        shape, problem = self.layer_shape(position), self.problem(position)
        words = [_("layer {n}").format(n=position + 1), layer.name]
        if shape is not None:
            words.append(_("{before} to {after}").format(before=shape_text(shape.input), after=shape_text(shape.output)))
            if shape.parameters:
                words.append(ngettext("{n} parameter", "{n} parameters", shape.parameters).format(n=shape.parameters))
        for line in reversed(lines_now(self._runs, self._document.network)):
            if position in line.values:
                value = number_text(float(f"{line.values[position]:.1e}"))
                words.append(_("gradient {value}, run {run}").format(value=value, run=line.title))
        return ", ".join(words) + (f". {problem.message}" if problem is not None else "")

    def _network_changed(self) -> None:
        """Tells Qt which rows went and came, so that selection and scrolling stay."""
        old, new = self._layers, self._document.network.layers
        if len(old) == len(new):
            self._layers = new
            self._shapes_changed()
            return
        start = 0
        while start < min(len(old), len(new)) and old[start] is new[start]:
            start += 1
        end = 0
        while end < min(len(old), len(new)) - start and old[-1 - end] is new[-1 - end]:
            end += 1
        if len(old) - end > start:
            self.beginRemoveRows(QModelIndex(), start + 1, len(old) - end)
            self._layers = (*old[:start], *old[len(old) - end :])
            self.endRemoveRows()
        if len(new) - end > start:
            self.beginInsertRows(QModelIndex(), start + 1, len(new) - end)
            self._layers = new
            self.endInsertRows()
        self._layers = new

    def _shapes_changed(self) -> None:
        self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))


def _output_words(signature: Signature) -> str:
    return f"{shape_text(signature.output_shape)} · {_(TASKS[signature.task].label)}"
