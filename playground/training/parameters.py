"""How the weights and biases are spread: now, and when the run began."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from playground.runs.messages import Floats, ParameterSpread, RunParameters
from playground.training.evaluation import Speaker

BINS = 40

NEAR_ZERO = 1e-3
"""A number nearer to zero than this hardly does anything."""


def parameters(speaker: Speaker) -> RunParameters:
    """The spread of every weight and bias of a model, by its name in the ``state_dict``."""
    model = speaker.training.model
    spreads = tuple(
        _spread(name, tuple(now.shape), now.detach().cpu().numpy().reshape(-1), start.numpy().reshape(-1))
        for (name, now), start in zip(model.named_parameters(), speaker.initial, strict=True)
    )
    return RunParameters(run=speaker.run, epoch=speaker.epoch, parameters=spreads)


def _spread(name: str, shape: tuple[int, ...], now: npt.NDArray[np.float32], start: npt.NDArray[np.float32]) -> ParameterSpread:
    """One parameter; numbers that are not finite are left out."""
    now, start = now[np.isfinite(now)], start[np.isfinite(start)]
    both = np.concatenate((now, start))
    low, high = (float(both.min()), float(both.max())) if len(both) else (0.0, 0.0)
    if not high > low:
        low, high = low - 0.5, high + 0.5
    counts = [np.histogram(values, bins=BINS, range=(low, high))[0].astype(np.float64) for values in (now, start)]
    return ParameterSpread(
        name=name,
        shape=shape,
        low=low,
        high=high,
        now=counts[0],
        start=counts[1],
        figures=_figures(now),
        start_figures=_figures(start),
        near_zero=float(np.mean(np.abs(now) < NEAR_ZERO)) if len(now) else 0.0,
    )


def _figures(values: npt.NDArray[np.float32]) -> Floats:
    """Mean, standard deviation, least and largest value; NaN without any."""
    if not len(values):
        return np.full(4, np.nan)
    wide = values.astype(np.float64)
    return np.array([wide.mean(), wide.std(), wide.min(), wide.max()])
