"""A series and what is made of it, in original units: one step ahead, further ahead, and beyond the data."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from playground.datasets.windows import Series
from playground.runs.messages import Floats, RunForecast, RunWalkForward
from playground.training.evaluation import Speaker, outputs
from playground.training.figures import scaled_errors

FEWEST_AHEAD = 24
"""Rows that are forecast beyond a series without seasons."""

MOST_RECURSIVE = 200
"""Rows of validation that are forecast recursively at most: each needs the one before."""

WALK_AHEAD = 12
"""Steps that walk-forward validation looks ahead in a series without seasons, at least."""

Predict = Callable[[npt.NDArray[np.float32]], Floats]
"""Scaled windows ``(n, context, 1)`` to the next scaled values ``(n, horizon)``."""


def forecast(speaker: Speaker) -> RunForecast | None:
    """The series, one-step predictions, naive baselines, and the recursive forecast beyond the data; None for another task."""
    prepared, series = speaker.prepared, speaker.prepared.series
    if series is None:
        return None
    answers = [speaker.answer(split) for split in ("train", "validation")]
    one_step = [prepared.in_units(answer.raw[:, 0]) for answer in answers]
    train_rows, rows = (answer.part.rows for answer in answers)
    length, ahead = len(series.values), 2 * series.season or FEWEST_AHEAD
    naive, seasonal, truth = series.values[rows - 1], _last_season(series, rows, 1)[:, 0], series.values[rows]
    guesses = {"one_step": one_step[1], "naive": naive, "seasonal_naive": seasonal}
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
        future=prepared.in_units(future[0]),
        naive=naive,
        seasonal_naive=seasonal if np.isfinite(seasonal).all() else np.zeros(0),
        figures=figures,
    )


def _through_validation(speaker: Speaker, series: Series) -> Floats:
    """The recursive forecast from the first row of validation on, which knows nothing of that part."""
    rows = speaker.prepared.validation.rows
    if not len(rows):
        return np.zeros(0)
    count = min(int(rows[-1]) - int(rows[0]) + series.horizon, MOST_RECURSIVE)
    known = series.scaled[None, rows[0] - series.context : rows[0], 0]
    return speaker.prepared.in_units(recursive(known, count, lambda x: outputs(speaker.training, x))[0])


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
    ahead = min(max(series.horizon, series.season or WALK_AHEAD), end - int(rows[0])) if len(rows) else 0
    origins = np.arange(rows[0] if len(rows) else 0, end - ahead + 1 if ahead else 0)
    past = origins[:, None] + np.arange(-series.context, 0)
    windows = series.scaled[past, 0]
    model = prepared.in_units(recursive(windows, ahead, lambda x: outputs(speaker.training, x)))
    truth = series.values[origins[:, None] + np.arange(ahead)]
    naive = np.repeat(series.values[origins - 1][:, None], ahead, axis=1)
    seasonal = _last_season(series, origins, ahead)
    return RunWalkForward(
        run=speaker.run,
        epoch=speaker.epoch,
        origins=np.full(ahead, float(len(origins))),
        model=_by_step(truth, model),
        naive=_by_step(truth, naive),
        seasonal_naive=_by_step(truth, seasonal) if np.isfinite(seasonal).all() else np.zeros(0),
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


def _last_season(series: Series, rows: npt.NDArray[np.int64], ahead: int) -> Floats:
    """``(n, ahead)`` what was known before each row of the same season; NaN without a season, or before the first."""
    steps = np.arange(ahead)
    if not series.season:
        return np.full((len(rows), ahead), np.nan)
    back = (steps // series.season + 1) * series.season
    places = rows[:, None] + steps - back
    found: Floats = np.where(places >= 0, series.values[np.maximum(places, 0)], np.nan)
    return found
