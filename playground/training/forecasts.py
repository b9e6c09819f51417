"""A series and what is made of it, in original units: one step ahead, further ahead, and beyond the data."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from playground.datasets.baselines import BASELINES
from playground.datasets.windows import Series
from playground.runs.messages import Floats, RunForecast, RunWalkForward
from playground.training.evaluation import Speaker, outputs
from playground.training.figures import scaled_errors

FEWEST_AHEAD = 24
"""Rows that are forecast beyond a series without seasons."""

MOST_RECURSIVE = 200
"""Rows that are forecast recursively at most: each needs the one before."""

WALK_AHEAD = 12
"""Steps that walk-forward validation looks ahead in a series without seasons, at least; a long season is not looked through."""

Predict = Callable[[npt.NDArray[np.float32]], Floats]
"""Scaled windows ``(n, context, 1)`` to the next scaled values ``(n, horizon)``."""


def forecast(speaker: Speaker) -> RunForecast | None:
    """The series, one-step predictions, simple baselines, and the recursive forecast beyond the data; None for another task."""
    prepared, series = speaker.prepared, speaker.prepared.series
    if series is None:
        return None
    answers = [speaker.answer(split) for split in ("train", "validation")]
    one_step = [prepared.in_units(answer.raw, answer.part.rows)[:, 0] for answer in answers]
    train_rows, rows = (answer.part.rows for answer in answers)
    length, ahead = len(series.values), min(2 * series.season, MOST_RECURSIVE) or FEWEST_AHEAD
    truth = series.values[rows]
    simple = {name: values[:, 0] for name, values in series.baselines.forecasts(rows, 1).items()}
    guesses = {"one_step": one_step[1], **simple}
    figures = {name: rmse(truth, guess) for name, guess in guesses.items() if len(rows) and np.isfinite(guess).all()}
    if len(rows) and np.isfinite(one_step[1]).all():
        figures["mase"] = scaled_errors(float(np.mean(np.abs(truth - one_step[1]))), series).get("mase", float("nan"))
    repeated = _through_validation(speaker, series)
    if len(repeated) and np.isfinite(repeated).all():
        figures["recursive"] = rmse(series.values[rows[0] : rows[0] + len(repeated)], repeated)
    future = recursive(series.scaled[None, -series.context :, 0], ahead, lambda x: outputs(speaker.training, x))
    return RunForecast(
        run=speaker.run,
        epoch=speaker.epoch,
        times=(*series.times, *series.future_times(ahead)),
        series=series.values,
        train_rows=train_rows.astype(np.float64),
        val_rows=rows.astype(np.float64),
        train_prediction=one_step[0],
        val_prediction=one_step[1],
        recursive=repeated,
        future_rows=np.arange(length, length + ahead, dtype=np.float64),
        future=prepared.in_units(future, np.array([length]))[0],
        **{name: simple.get(name, np.zeros(0)) for name in BASELINES},
        figures=figures,
    )


def _through_validation(speaker: Speaker, series: Series) -> Floats:
    """The recursive forecast from the first row of validation on, which knows nothing of that part."""
    rows = speaker.prepared.validation.rows[:1]
    if not len(rows):
        return np.zeros(0)
    count = min(len(speaker.prepared.validation.rows) - 1 + series.horizon, MOST_RECURSIVE)
    known = series.scaled[None, rows[0] - series.context : rows[0], 0]
    said: Floats = speaker.prepared.in_units(recursive(known, count, lambda x: outputs(speaker.training, x)), rows)[0]
    return said


def walk_forward(speaker: Speaker) -> RunWalkForward | None:
    """Forecasts from every row of the validation part, and their errors by how many steps ahead; None for another task.

    Every window is known data up to its row, and so is what the naive forecasts use (Hyndman and Athanasopoulos, "Forecasting:
    Principles and Practice", section 5.10: evaluation on a rolling forecasting origin).
    """
    prepared, series = speaker.prepared, speaker.prepared.series
    if series is None:
        return None
    rows = prepared.validation.rows
    end = int(rows[-1]) + series.horizon if len(rows) else 0
    wanted = max(series.horizon, min(series.season, MOST_RECURSIVE) or WALK_AHEAD)
    ahead = min(wanted, end - int(rows[0])) if len(rows) else 0
    origins = np.arange(rows[0] if len(rows) else 0, end - ahead + 1 if ahead else 0)
    past = origins[:, None] + np.arange(-series.context, 0)
    windows = series.scaled[past, 0]
    model = prepared.in_units(recursive(windows, ahead, lambda x: outputs(speaker.training, x)), origins)
    truth = series.values[origins[:, None] + np.arange(ahead)]
    simple = series.baselines.forecasts(origins, ahead)
    return RunWalkForward(
        run=speaker.run,
        epoch=speaker.epoch,
        origins=np.full(ahead, float(len(origins))),
        model=_by_step(truth, model),
        **{name: _by_step(truth, simple[name]) if name in simple else np.zeros(0) for name in BASELINES},
    )


def recursive(known: npt.NDArray[np.floating], count: int, predict: Predict) -> Floats:
    """``(n, count)`` scaled values that follow ``(n, context)`` known ones: what was predicted is fed back as if it had happened."""
    context = known.shape[1]
    values = np.asarray(known, dtype=np.float64)
    while values.shape[1] < context + count and len(values):
        window = values[:, -context:, None].astype(np.float32)
        values = np.concatenate((values, predict(window)), axis=1)
    return values[:, context : context + count]


def rmse(truth: Floats, guess: Floats) -> float:
    """Root of the mean squared difference."""
    from sklearn.metrics import root_mean_squared_error

    return float(root_mean_squared_error(truth, guess)) if np.isfinite(guess).all() else float("nan")


def _by_step(truth: Floats, guess: Floats) -> Floats:
    """RMSE of every column; NaN where a guess is not finite."""
    with np.errstate(over="ignore", invalid="ignore"):
        errors: Floats = np.sqrt(np.mean((truth - guess) ** 2, axis=0)) if len(truth) else np.zeros(truth.shape[1])
    return errors
