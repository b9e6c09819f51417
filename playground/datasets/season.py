"""The season of a series: after how many rows its values repeat, measured on the training part.

The series is freed of its line and of its memory of the row before (prewhitening by a first-order autoregression), so that neither a
trend nor a random walk looks like a wave. What may be a season then stands out of the periodogram or among the means by place in the
season, and the autocorrelation says which it is: a multiple or a fraction of the season resembles itself less. Where chance makes a multiple
resemble itself more, the season is the shorter one, unless its turns differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

FEWEST_SEASONS = 3
"""So many seasons must lie in the training part: two waves may be chance."""
LONGEST_SEASON = 1500
"""Rows; a day of minutes has 1,440."""
FEWEST_ROWS = 18
_ROWS_READ = 10_000
"""A longer training part is judged by its last rows."""
_CHANCE = 1e-3
"""The chance, over all seasons that are tried, that noise is called a season."""
_USUAL_CHANCE = 1e-2
"""The same for the one season that the pace of the rows suggests."""
_STRONG = 0.1
"""Least autocorrelation at the season."""
_FINE = 16
"""Steps between two frequencies of the periodogram in which the height of a peak is looked for."""
_CALENDAR = (4, 7, 12, 24, 48, 52, 96, 168, 336, 365, 1440)
"""Seasons that rows have by the clock and the calendar, for a measurement that cannot tell 364 from 365."""


def measured_season(values: Floats, usual: int = 0) -> int:
    """Rows per season; 0 if none can be told from chance.

    Args:
        values: ``(n,)`` the training part, in the order of time.
        usual: The season that the pace of the rows suggests, such as 12 for months: it needs less to be believed; 0: none.
    """
    x = _without_line(values[-_ROWS_READ:])
    white = _whitened(x)
    if len(x) < FEWEST_ROWS or white is None:
        return 0
    longest = min(len(x) // FEWEST_SEASONS, LONGEST_SEASON)
    waves = _in_the_spectrum(white)
    chosen = _most_alike(_related(waves | _by_place(white, longest, usual), longest), white, usual)
    chosen = chosen or _most_alike(_related(waves, longest), x)  # a wave so slow that each step of it is lost in the noise
    if not chosen:
        return 0
    near = [known for known in _CALENDAR if abs(known - chosen) <= chosen**2 / (4 * len(x))]  # a quarter of the resolution
    return min(near, key=lambda known: abs(known - chosen)) if near else chosen


def _without_line(values: Floats) -> Floats:
    """The values in units of their spread, without their mean and their straight line."""
    import numpy as np

    spread = float(values.std()) if len(values) else 0.0
    if not spread > 0 or not np.isfinite(spread):
        return np.zeros(len(values))
    x = (values - values.mean()) / spread
    time = np.arange(len(x)) - (len(x) - 1) / 2
    result: Floats = x - time * (x @ time) / max(float(time @ time), 1.0)
    return result


def _whitened(x: Floats) -> Floats | None:
    """What is not explained by the value before; once more where that still depends on its own. None where nothing is left."""
    white = x
    for turn in range(2):
        power = float(white @ white)
        if len(white) < 3 or power <= 1e-12 * len(x):
            return None
        memory = float(white[1:] @ white[:-1]) / power
        if turn and memory < 0.5:
            break
        white = white[1:] - memory * white[:-1]
        white = white - white.mean()
    return white if float(white @ white) > 1e-12 * len(x) else None


def _in_the_spectrum(white: Floats) -> set[float]:
    """Periods of the peaks of the periodogram that noise would not have: single frequencies, and hills of three (a cycle that drifts).

    The mean of ``b`` ordinates of white noise is gamma distributed; the background of a peak is the mean of all, or, where it is
    higher, what the median of its neighbours says.
    """
    import numpy as np
    from scipy.special import gammaincc

    power = np.abs(np.fft.rfft(white)) ** 2
    first = FEWEST_SEASONS
    peaks = np.arange(first, len(power))
    if len(peaks) < 3:
        return set()
    around = [np.r_[power[max(first, k // 2) : k - 1], power[k + 2 : max(2 * k, k + 8) + 1]] for k in peaks]
    floor = np.array([np.median(near) / np.log(2) if len(near) else 0.0 for near in around])
    background = np.maximum(power[first:].mean(), floor)
    fine = np.abs(np.fft.rfft(white, _FINE * len(white))) ** 2
    periods = set()
    for width in (1, 3):
        height = np.convolve(power[first:], np.ones(width) / width, "same")
        chance = gammaincc(width, width * height / background) * 2 * len(peaks)
        real = np.flatnonzero(chance < _CHANCE)
        for peak in peaks[real[np.argsort(-height[real])[:10]]]:
            begin, end = _FINE * (peak - 1), _FINE * (peak + 1)
            periods.add(float(_FINE * len(white) / (begin + np.argmax(fine[begin : end + 1]))))
    return periods


def _by_place(white: Floats, longest: int, usual: int) -> set[float]:
    """Seasons whose means by place differ more than chance allows: the F test of a one-way analysis of variance."""
    import numpy as np
    from scipy.special import fdtrc

    seasons = np.arange(2, min(longest, len(white) // 2) + 1)
    turns = len(white) // seasons
    between = np.array([np.sum(white[-n * m :].reshape(n, m).mean(axis=0) ** 2) * n for n, m in zip(turns, seasons, strict=True)])
    whole = np.cumsum(white[::-1] ** 2)[turns * seasons - 1]
    within = np.maximum(whole - between, 1e-12 * whole)
    free = (turns - 1) * seasons
    chance = fdtrc(seasons - 1, free, between / (seasons - 1) / (within / free))
    real = (chance * len(seasons) < _CHANCE) | ((seasons == usual) & (chance < _USUAL_CHANCE))
    return {float(season) for season in seasons[real]}


def _related(found: set[float], longest: int) -> npt.NDArray[np.int64]:
    """Periods, with their multiples and fractions: a wave may be an overtone of the season."""
    import numpy as np

    related = {round(period * factor) for period in found for factor in (1 / 3, 1 / 2, *range(1, 13))}
    return np.array(sorted(period for period in related if 2 <= period <= longest), dtype=np.int64)


def _most_alike(periods: npt.NDArray[np.int64], x: Floats, usual: int = 0) -> int:
    """The usual one, or the shortest, of the periods after which ``x`` is as much like itself as after any; 0 if that is not much."""
    import numpy as np

    if not len(periods):
        return 0
    alike = _autocorrelation(x)[periods]
    chance = 1 / np.sqrt(len(x))  # standard deviation of an autocorrelation of noise
    best = float(alike.max())
    as_much = best - max(0.1 * best, 2 * chance)
    if usual in periods[alike >= max(as_much, 2 * chance, _STRONG)]:
        return usual
    if best < max(3 * chance, _STRONG):
        return 0
    alike_too = periods[alike >= as_much]
    near = np.flatnonzero((periods >= alike_too[0]) & (periods <= 1.1 * alike_too[0] + 1))
    chosen = int(periods[near[np.argmax(alike[near])]])
    shorter = periods[(periods < chosen) & (chosen % periods == 0) & (alike >= max(2 * chance, _STRONG))]
    same = (
        int(season)
        for season in shorter
        if _turns_differ(x, int(season), chosen) >= (_CHANCE if season == usual else _USUAL_CHANCE)
    )
    return next(same, chosen)


def _turns_differ(x: Floats, season: int, longer: int) -> float:
    """The chance that the turns of a season within a multiple of it differ as they do: the F test of one analysis of variance in another."""
    from scipy.special import fdtrc

    rows = x[-(len(x) // longer) * longer :]
    known, more = (float((rows.reshape(-1, length).mean(axis=0) ** 2).sum()) * len(rows) / length for length in (season, longer))
    within = max(float(rows @ rows) - more, 1e-12 * float(rows @ rows))
    free = len(rows) - longer
    return float(fdtrc(longer - season, free, (more - known) / (longer - season) / (within / free)))


def _autocorrelation(x: Floats) -> Floats:
    """``(n,)`` the (biased) autocorrelation at each lag, by the Wiener-Khinchin theorem."""
    import numpy as np

    result: Floats = np.fft.irfft(np.abs(np.fft.rfft(x, 2 * len(x))) ** 2)[: len(x)]
    result /= result[0]
    return result
