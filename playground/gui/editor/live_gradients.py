"""What the cards show of the present run: one number per layer with weights, by position in the network."""

from __future__ import annotations

import numpy as np

from playground.gui.runs import RunRecord, Runs
from playground.network import Network
from playground.runs.messages import Floats


def gradients_now(runs: Runs, network: Network) -> dict[int, float]:
    """RMS of dL/dW of each layer with weights: of the epoch looked at, else of the newest step; empty if the run had other layers."""
    record = runs.current
    if record is None or not _same_layers(record, network):
        return {}
    newest = record.history.last
    if runs.epoch is None and newest is not None:
        return _by_position(record, newest.step_grad_rms)
    return _by_position(record, _row(record, "grad_rms", runs.epoch))


def update_ratios_now(runs: Runs, network: Network) -> dict[int, float]:
    """Update ratio of each layer with weights, of the epoch looked at or the newest."""
    record = runs.current
    if record is None or not _same_layers(record, network):
        return {}
    return _by_position(record, _row(record, "update_ratio", runs.epoch))


def _same_layers(record: RunRecord, network: Network) -> bool:
    """Whether the layers with weights stand where they stood when the run began."""
    return all(
        weighted.position < len(network) and network.layers[weighted.position].name == weighted.layer
        for weighted in record.started.layers
    )


def _row(record: RunRecord, table: str, epoch: float | None) -> Floats:
    values = record.history.table(table)
    if not len(values):
        return np.empty(0)
    if epoch is None:
        row = len(values) - 1
    else:
        row = max(int(np.searchsorted(record.history.epochs, epoch, side="right")) - 1, 0)
    chosen: Floats = values[row]
    return chosen


def _by_position(record: RunRecord, values: Floats) -> dict[int, float]:
    return {layer.position: float(value) for layer, value in zip(record.started.layers, values, strict=False)}
