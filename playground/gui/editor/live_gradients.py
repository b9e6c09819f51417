"""What the network's table shows of the runs: one number per layer with weights, by position in the network."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor

from playground.gui.runs import RunRecord, Runs
from playground.network import Network
from playground.runs.messages import Floats


@dataclass(frozen=True)
class RunLine:
    """The gradients of one run down the layers.

    Attributes:
        title: Name of the run on screen.
        colour: Its colour in every plot.
        symbol: Its marker in every plot.
        values: RMS of dL/dW by position, in the order of the layers.
        own: It is the run of exactly the network that is open.
    """

    title: str
    colour: QColor
    symbol: str
    values: dict[int, float]
    own: bool


def lines_now(runs: Runs, network: Network) -> tuple[RunLine, ...]:
    """The run of exactly this network, last, after those that can stand beside it; none where this network has not been trained.

    Beside it stand the shown runs with the same kinds of layers with weights at the same places, such as ReLU beside Sigmoid.
    """
    own = runs.of(network)
    if own is None:
        return ()
    beside = [record for record in runs.shown if record is not own and _weighted(record) == _weighted(own)]
    return tuple(
        RunLine(record.title, record.colour, record.symbol, _gradients(runs, record), record is own) for record in (*beside, own)
    )


def update_ratios_now(runs: Runs, network: Network) -> dict[int, float]:
    """Update ratio of each layer with weights, of the epoch looked at or the newest; empty where this network has not been trained."""
    record = runs.of(network)
    return _by_position(record, _row(record, "update_ratio", runs.epoch)) if record is not None else {}


def _weighted(record: RunRecord) -> list[tuple[int, str]]:
    return [(layer.position, layer.layer) for layer in record.started.layers]


def _gradients(runs: Runs, record: RunRecord) -> dict[int, float]:
    """Of the epoch looked at, else the newest."""
    if runs.epoch is None:
        return _by_position(record, record.history.gradients(record.live))
    return _by_position(record, _row(record, "grad_rms", runs.epoch))


def _row(record: RunRecord, table: str, epoch: float | None) -> Floats:
    values = record.history.table(table)
    if not len(values):
        return values.reshape(-1)
    if epoch is None:
        row = len(values) - 1
    else:
        row = max(int(record.history.epochs.searchsorted(epoch, side="right")) - 1, 0)
    chosen: Floats = values[row]
    return chosen


def _by_position(record: RunRecord, values: Floats) -> dict[int, float]:
    return {layer.position: float(value) for layer, value in zip(record.started.layers, values, strict=False)}
