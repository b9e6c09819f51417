"""What a forecast shows beside the simplest ones."""

from __future__ import annotations

import math

import numpy as np

from playground.language import _, ngettext
from playground.runs.diagnosis.finding import Evidence, Finding, Fix, short
from playground.runs.messages import Floats, RunForecast

COPYING = 0.8
"""Correlation with the value before from which a forecast may be said to copy it."""

HARDLY_BETTER = 0.9
"""RMSE of a forecast over that of the naive one above which it is not clearly better."""

FEWEST_PAIRS = 8
"""Predictions of the validation part without which nothing is said of a forecast."""

LAGS = 4
"""Rows back, from 0 on, at which a forecast is compared with the series."""


def copies_the_past(forecast: RunForecast | None) -> Finding | None:
    """Whether a forecast is little more than what was last seen.

    It is if the one-step predictions of the validation part correlate best with the series one row (or a few) before the row that they
    are meant for, while their RMSE is above ``HARDLY_BETTER`` times that of the naive forecast.
    """
    if forecast is None or len(forecast.val_rows) < FEWEST_PAIRS or not np.isfinite(forecast.val_prediction).all():
        return None
    model, naive = (forecast.figures.get(name, math.nan) for name in ("one_step", "naive"))
    similar = lagged_correlations(forecast)
    late = int(similar.argmax())
    if not model > HARDLY_BETTER * naive or late == 0 or similar[late] < COPYING:
        return None
    text = ngettext(
        "The predictions follow the series {n} step late: their correlation with the values of that time is {before:.3f}, with the "
        "values that they are meant for {meant:.3f}. Their RMSE is {model}, that of repeating the last value {naive}.",
        "The predictions follow the series {n} steps late: their correlation with the values of that time is {before:.3f}, with the "
        "values that they are meant for {meant:.3f}. Their RMSE is {model}, that of repeating the last value {naive}.",
        late,
    ).format(
        n=late,
        before=similar[late],
        meant=similar[0],
        model=short(model),
        naive=short(naive),
    )
    gist = _("RMSE {model}; repeating the last value has {naive}").format(model=short(model), naive=short(naive))
    return Finding("copying", _("Little more than the last value"), text, gist=gist)


def lagged_correlations(forecast: RunForecast) -> Floats:
    """``(LAGS,)`` correlation of the one-step predictions of validation with the series 0, 1, 2, ... rows before; -1 where there is none."""
    rows = forecast.val_rows.astype(np.int64)
    result = np.full(LAGS, -1.0)
    said = forecast.val_prediction - forecast.val_prediction.mean()
    for lag in range(LAGS):
        if rows[0] < lag:
            continue
        true = forecast.series[rows - lag] - forecast.series[rows - lag].mean()
        size = float(np.sqrt(np.sum(said**2) * np.sum(true**2)))
        if size > 0 and math.isfinite(size):
            result[lag] = float(np.sum(said * true)) / size
    return result


def copies(seen: Evidence) -> Finding | None:
    """The rule to ``copies_the_past``."""
    return copies_the_past(seen.forecast)


def worse_than_naive(seen: Evidence) -> Finding | None:
    """A forecast, at the end of a run, whose error is above that of repeating the last value."""
    forecast = seen.forecast
    if forecast is None or len(forecast.val_rows) < FEWEST_PAIRS or not (seen.over or seen.figures):
        return None
    model, naive = (forecast.figures.get(name, math.nan) for name in ("one_step", "naive"))
    if not model > naive:
        return None
    text = _(
        "The RMSE of the forecast is {model}, that of repeating the last value {naive}. Let the network predict how the series changes, train "
        "longer, or give it a longer window."
    ).format(model=short(model), naive=short(naive))
    gist = _("RMSE {model}; repeating the last value has {naive}").format(model=short(model), naive=short(naive))
    learns_changes = dict(seen.project.preparation.steps).get("difference") is True or seen.constant is None
    fix: Fix | None = None if learns_changes else "differences"
    return Finding("worse_than_naive", _("Worse than repeating the last value"), text, None, fix, gist)
