"""The network as tables of text: what each layer does to a sample and costs, its parameters by name, and the sums."""

from __future__ import annotations

import math

from playground.fields import plain
from playground.language import _
from playground.layers import shape_text
from playground.network.network import Network
from playground.network.shapes import Shapes

Row = tuple[str, ...]

NOTHING = "–"
UNKNOWN = "?"


def layer_heads() -> Row:
    """Heads of ``layer_rows``."""
    return _("#"), _("Layer"), _("Output"), _("Params"), _("Mult-adds"), _("Input"), _("Share")


def layer_rows(network: Network, shapes: Shapes | None) -> list[Row]:
    """One row per layer: number, name, shape after it, parameters, multiply-adds for a sample, shape before it, share of all parameters."""
    rows: list[Row] = []
    for number, layer in enumerate(network.layers, 1):
        if shapes is None or number > len(shapes.layers):
            rows.append((str(number), layer.name, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, ""))
            continue
        known = shapes.layers[number - 1]
        share = f"{known.parameters / shapes.parameters:.0%}" if known.parameters else ""
        counts = (f"{count:,}" if count else NOTHING for count in (known.parameters, known.mult_adds))
        rows.append((str(number), layer.name, shape_text(known.output), *counts, shape_text(known.input), share))
    return rows


def cost_rows(network: Network, shapes: Shapes) -> list[Row]:
    """A head, one row per layer with its settings, shapes and counts, and the sums; the shapes have no problem."""
    rows: list[Row] = [("", _("Layer"), _("Settings"), _("Input"), _("Output"), _("Parameters"), _("Mult-adds"))]
    for number, (layer, shape) in enumerate(zip(network.layers, shapes.layers, strict=True), 1):
        settings = ", ".join(f"{name}={value}" for name, value in plain(layer).items())
        sizes = shape_text(shape.input), shape_text(shape.output), f"{shape.parameters:,}", f"{shape.mult_adds:,}"
        rows.append((str(number), layer.name, settings, *sizes))
    return [*rows, ("", _("Total"), "", "", "", f"{shapes.parameters:,}", f"{shapes.mult_adds:,}")]


def parameter_heads() -> Row:
    """Heads of ``parameter_rows``."""
    return _("Name"), _("Shape"), _("Params")


def parameter_rows(network: Network, shapes: Shapes | None) -> list[Row]:
    """One row per weight or bias: its name in the model's ``state_dict``, its shape, and how many numbers it has."""
    rows: list[Row] = []
    for position, (layer, known) in enumerate(zip(network.layers, shapes.layers if shapes is not None else (), strict=False)):
        for name, shape in layer.parameter_shapes(known.input).items():
            rows.append((f"{position}.{name}", shape_text(shape), f"{math.prod(shape):,}"))
    return rows


def total_rows(shapes: Shapes) -> list[Row]:
    """The sums in words: parameters, multiply-adds, and the memory that one sample takes, as torchinfo estimates it."""
    whole = shapes.input_bytes + shapes.pass_bytes + shapes.parameter_bytes
    return [
        (_("Parameters"), f"{shapes.parameters:,}"),
        (_("Multiply-adds"), f"{shapes.mult_adds:,}"),
        (_("Input"), memory_text(shapes.input_bytes)),
        (_("Forward/backward"), memory_text(shapes.pass_bytes)),
        (_("Weights and biases"), memory_text(shapes.parameter_bytes)),
        (_("Together"), memory_text(whole)),
    ]


def memory_text(size: int) -> str:
    """Bytes in the unit that suits them; 1 MB is a million bytes."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:,.2f} {unit}"
    return f"{size} B"
