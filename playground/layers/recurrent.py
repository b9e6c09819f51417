"""Layers with a memory, for series.

torch's modules return the outputs of all steps and the last state; a Sequential passes one tensor on. ``output`` says which:
the last step (what the next layer usually wants) or the whole sequence. ``training.modules`` holds the classes that do so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from playground.fields import Choice, Flag, Integer, Number, setting
from playground.language import N_, _
from playground.layers.layer import Family, Layer, Repair, Shape, ShapeError, shape_text, wants_features
from playground.layers.reshaping import Unflatten


@dataclass(frozen=True)
class Recurrent(Layer):
    """What RNN, LSTM and GRU share.

    Shape: ``(steps, features)`` to ``(directions * hidden_size)`` with the last step, to
    ``(steps, directions * hidden_size)`` with the whole sequence. The last step of two directions is the final state of each.
    """

    hidden_size: int = setting(
        Integer(
            label=N_("Hidden size"), help=N_("How many numbers the layer remembers from step to step."), minimum=1, maximum=8192
        ),
        32,
    )
    num_layers: int = setting(Integer(label=N_("Layers"), help=N_("How many such layers are stacked."), minimum=1, maximum=64), 1)
    bias: bool = setting(Flag(label=N_("Bias"), help=N_("Adds numbers that are learned inside the layer.")), True)
    dropout: float = setting(
        Number(label=N_("Dropout"), help=N_("Dropout between the stacked layers; needs at least two."), minimum=0, maximum=1), 0.0
    )
    bidirectional: bool = setting(
        Flag(label=N_("Both directions"), help=N_("Reads the sequence forwards and backwards, which doubles the outputs.")), False
    )
    output: str = setting(
        Choice(
            label=N_("Output"),
            help=N_("What the next layer gets: the last step alone, or every step of the sequence."),
            options=(("last", N_("last step")), ("sequence", N_("whole sequence"))),
        ),
        "last",
    )

    family: ClassVar[Family] = "recurrent"
    gates: ClassVar[int]
    kept_per_unit: ClassVar[int]
    """Numbers that torch keeps for each unit and step, measured on the CPU: gates, states and the outputs of every step."""

    def output_shape(self, shape: Shape) -> Shape:
        wants_features(shape, self.name)
        if len(shape) == 1:
            raise ShapeError(
                _("{layer} reads a sequence (steps × features), but gets one row of {features} numbers.").format(
                    layer=self.name, features=shape[0]
                ),
                Repair(_("Insert Unflatten to {features} × 1").format(features=shape[0]), before=(Unflatten((shape[0], 1)),)),
            )
        if len(shape) != 2:
            raise ShapeError(
                _("{layer} reads a sequence (steps × features), but gets {shape}.").format(
                    layer=self.name, shape=shape_text(shape)
                )
            )
        if self.dropout and self.num_layers == 1:
            raise ShapeError(
                _("Dropout acts between stacked layers; with one layer it does nothing."),
                Repair(_("Set dropout to 0"), replacement=replace(self, dropout=0.0)),
            )
        features = self.hidden_size * (2 if self.bidirectional else 1)
        return (features,) if self.output == "last" else (shape[0], features)

    def arguments(self, shape: Shape) -> dict[str, Any]:
        return {"input_size": shape[1], **super().arguments(shape)}

    def parameter_shapes(self, shape: Shape) -> dict[str, Shape]:
        rows = self.gates * self.hidden_size
        shapes: dict[str, Shape] = {}
        for level in range(self.num_layers):
            inputs = shape[1] if level == 0 else self.hidden_size * (2 if self.bidirectional else 1)
            for suffix in ("", "_reverse") if self.bidirectional else ("",):
                shapes[f"weight_ih_l{level}{suffix}"] = (rows, inputs)
                shapes[f"weight_hh_l{level}{suffix}"] = (rows, self.hidden_size)
                if self.bias:
                    shapes[f"bias_ih_l{level}{suffix}"] = (rows,)
                    shapes[f"bias_hh_l{level}{suffix}"] = (rows,)
        return shapes

    def positions(self, shape: Shape) -> int:
        return shape[0]

    def kept(self, shape: Shape) -> int:
        return shape[0] * self.hidden_size * self.num_layers * (2 if self.bidirectional else 1) * self.kept_per_unit

    def has_weights(self) -> bool:
        return True

    def draws(self) -> bool:
        return self.dropout > 0

    def description(self) -> str:
        return _("last step") if self.output == "last" else _("whole sequence")


@dataclass(frozen=True)
class RNN(Recurrent):
    """``h_t = tanh(W_ih x_t + W_hh h_{t-1} + b)`` (Elman 1990). Shape: as ``Recurrent``."""

    gates: ClassVar[int] = 1
    kept_per_unit: ClassVar[int] = 2
    summary: ClassVar[str] = N_(
        "Reads a sequence step by step and keeps a memory; over long sequences its gradient tends to fade."
    )
    torch_class: ClassVar[str] = "RNN"


@dataclass(frozen=True)
class LSTM(Recurrent):
    """Long short-term memory (Hochreiter and Schmidhuber 1997): gates decide what to keep. Shape: as ``Recurrent``."""

    gates: ClassVar[int] = 4
    kept_per_unit: ClassVar[int] = 17
    summary: ClassVar[str] = N_("A recurrent layer whose gates keep a memory over many steps.")
    torch_class: ClassVar[str] = "LSTM"


@dataclass(frozen=True)
class GRU(Recurrent):
    """Gated recurrent unit (Cho et al. 2014): like LSTM with fewer gates. Shape: as ``Recurrent``."""

    gates: ClassVar[int] = 3
    kept_per_unit: ClassVar[int] = 8
    summary: ClassVar[str] = N_("Like LSTM with fewer gates: quicker, often as good.")
    torch_class: ClassVar[str] = "GRU"
