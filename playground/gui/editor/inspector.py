"""The settings of the selected layer, as a form; edits go through the document and take effect as one types."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from playground.gui.document import Document
from playground.gui.forms import Form
from playground.gui.label import Label
from playground.language import _, ngettext
from playground.layers import Layer, shape_text
from playground.network import Network


class Inspector(QScrollArea):
    """What is known of the selected layers, and their form if they are of one type."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName(_("Settings of the selected layer"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._document = document
        self.positions: tuple[int, ...] = ()
        self._form: Form | None = None
        self._kind: type[Layer] | None = None
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(10, 10, 10, 10)
        self._column.setSpacing(6)
        self.setWidget(inner)
        self._title = self._label("heading")
        self._summary = self._label("small")
        self._place = QVBoxLayout()
        self._column.addLayout(self._place)
        self._facts = self._label("small")
        self._column.addStretch(1)
        document.network_changed.connect(self._refresh)
        document.shapes_changed.connect(self._refresh_facts)
        self._refresh()

    def show_positions(self, positions: tuple[int, ...]) -> None:
        """Shows the layers at these positions."""
        other = tuple(positions) != self.positions
        self.positions = tuple(positions)
        self._refresh(other)

    def focus_first(self) -> None:
        """Puts the cursor into the first setting."""
        if self._form is not None and self._form.names:
            self._form.editor(self._form.names[0]).setFocus()

    def _label(self, role: str) -> Label:
        label = Label()
        label.setProperty("role", role)
        label.setWordWrap(True)
        self._column.addWidget(label)
        return label

    def _layers(self) -> list[Layer]:
        layers = self._document.network.layers
        return [layers[position] for position in self.positions if position < len(layers)]

    def _refresh(self, other: bool = False) -> None:
        layers = self._layers()
        kinds = {type(layer) for layer in layers}
        kind = kinds.pop() if len(kinds) == 1 else None
        if kind is not self._kind or not layers:
            self._make_form(layers[0] if kind is not None else None)
        elif self._form is not None:
            (self._form.show_other if other else self._form.set_values)(layers[0])
        self._kind = kind if layers else None
        if not layers:
            self._title.setText(_("No layer selected"))
            self._summary.setText(_("Select a layer to see and change its settings."))
        elif kind is None:
            self._title.setText(ngettext("{n} layer", "{n} layers", len(layers)).format(n=len(layers)))
            self._summary.setText(_("Layers of different types: select one type to change its settings."))
        else:
            name = layers[0].name if len(layers) == 1 else f"{layers[0].name} × {len(layers)}"
            self._title.setText(name)
            self._summary.setText(_(layers[0].summary))
        self._refresh_facts()

    def _make_form(self, layer: Layer | None) -> None:
        if self._form is not None:
            self._place.removeWidget(self._form)
            self._form.discard()
            self._form = None
        if layer is not None:
            self._form = Form(layer, compact=True)
            self._form.changed.connect(self._changed)
            self._place.addWidget(self._form)

    def _changed(self, name: str, value: object) -> None:
        network: Network = self._document.network
        layers = self._layers()
        if not layers:
            return
        for position in self.positions[: len(layers)]:
            network = network.replaced(position, replace(network.layers[position], **{name: value}))
        text = _("Change {layer}").format(layer=layers[0].name)
        self._document.change_network(network, text, f"layer.{self.positions}.{name}")

    def _refresh_facts(self) -> None:
        shapes = self._document.shapes
        position = self.positions[0] if len(self.positions) == 1 else None
        if shapes is None or position is None or position >= len(shapes.layers) or position >= len(self._document.network):
            self._facts.setText("")
            return
        layer, known = self._document.network.layers[position], shapes.layers[position]
        lines = [_("Output: {shape}").format(shape=shape_text(known.output))]
        for name, shape in layer.parameter_shapes(known.input).items():
            lines.append(f"{name}: {shape_text(shape)}")
        if layer.max_slope is not None:
            lines.append(_("Largest slope: {slope}").format(slope=f"{layer.max_slope:g}"))
        self._facts.setText("\n".join(lines))
