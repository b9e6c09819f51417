"""What a network and each of its units give over the plane of two features: one forward pass over a grid."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from playground.datasets.dataset import Part
from playground.network import columns_of
from playground.runs.messages import Floats, RunSurface
from playground.training.evaluation import Speaker, chosen, evenly, probabilities
from playground.training.loop import Training

FINE, COARSE = 65, 33
"""Grid lines each way, and those for a network with more than ``MANY`` weights. Units are told at every second one."""

MANY = 100_000

MARGIN = 0.08
"""How far the plane reaches beyond the samples, as a share of their spread."""

_MOST_NUMBERS = 2**22  # activations that are held at once


def surface(speaker: Speaker) -> RunSurface | None:
    """The plane of two features and what the network makes of it; None for other data."""
    prepared, training = speaker.prepared, speaker.training
    if prepared.info.signature.input_shape != (2,) or len(prepared.features) != 2:
        return None
    parts = [chosen(part, evenly(len(part.x))) for part in (prepared.train, prepared.validation)]
    scale = np.array([line.scale for line in prepared.features])
    offset = np.array([line.offset for line in prepared.features])
    points = [part.x.astype(np.float64) * scale + offset for part in parts]
    weights = sum(value.numel() for value in training.model.parameters())
    x, y = plane(np.concatenate(points), COARSE if weights > MANY else FINE)
    grid = (np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2) - offset) / scale
    raw, units = over_grid(training, grid.astype(np.float32), len(x))
    classes = prepared.info.signature.task != "regression"
    output = probabilities(raw, training.config.loss) if classes else prepared.in_units(raw)
    targets = [_targets(part, classes, speaker) for part in parts]
    return RunSurface(
        run=speaker.run,
        epoch=speaker.epoch,
        x=x,
        y=y,
        output=output.T.reshape(-1, len(x), len(x)),
        units=units,
        train_points=points[0],
        train_target=targets[0],
        val_points=points[1],
        val_target=targets[1],
    )


def plane(points: Floats, lines: int) -> tuple[Floats, Floats]:
    """Values of both features at the grid lines: all points ``(n, 2)`` and a margin around them."""
    low, high = points.min(axis=0), points.max(axis=0)
    spread = np.where(high > low, high - low, 1.0)
    low, high = low - MARGIN * spread, high + MARGIN * spread
    return np.linspace(low[0], high[0], lines), np.linspace(low[1], high[1], lines)


def over_grid(training: Training, grid: npt.NDArray[np.float32], lines: int) -> tuple[Floats, tuple[Floats, ...]]:
    """What the model and the units between input and output give, in evaluation mode.

    Args:
        training: The model in training.
        grid: ``(lines * lines, 2)`` scaled features.
        lines: Grid lines each way.

    Returns:
        ``(lines * lines, outputs)``, and for each hidden column ``(shown, g, g)`` at every second line.
    """
    columns = columns_of(training.network, (2,))
    kept = {column.end - 1: column.shown for column in columns[1:-1]}
    widest = max(column.units for column in columns)
    chunk = max(_MOST_NUMBERS // widest, 64)
    pieces: list[Tensor] = []
    with torch.no_grad(), training.evaluating():
        for begin in range(0, len(grid), chunk):
            values = torch.from_numpy(grid[begin : begin + chunk]).to(training.device)
            wanted: list[Tensor] = []
            for position, module in enumerate(training.model):
                values = module(values)
                if kept.get(position):
                    wanted.append(values[:, : kept[position]])
            pieces.append(torch.cat((*wanted, values), dim=1))
    numbers = torch.cat(pieces).cpu().numpy().astype(np.float64)
    units, place = [], 0
    for shown in kept.values():
        values_of_units = numbers[:, place : place + shown].T.reshape(shown, lines, lines)
        units.append(np.ascontiguousarray(values_of_units[:, ::2, ::2]))
        place += shown
    return numbers[:, place:], tuple(units)


def _targets(part: Part, classes: bool, speaker: Speaker) -> Floats:
    values = part.y.reshape(len(part.x))
    return values.astype(np.float64) if classes else speaker.prepared.in_units(values)
