"""A series made stationary: logarithm, seasonal difference and difference, as a practitioner prepares it, and how they are undone.

What is done is decided on the training part alone. The differences of a row need the rows before it, so that the first rows have none; to
undo them for a forecast the true values before its first row are used, and from there on the forecast's own.

The tests that propose the steps are the usual ones: swings against level (Guerrero 1993, "Time-series analysis supported by power
transformations"), the strength of the season (Wang, Smith and Hyndman 2006, "Characteristic-based clustering for time series data";
above 0.64 a seasonal difference) and KPSS (Kwiatkowski, Phillips, Schmidt and Shin 1992) for a difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playground.language import _, ngettext

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from playground.datasets.steps import Steps

    Floats = npt.NDArray[np.float64]

STRONG_SEASON = 0.64
KPSS_LIMIT = 0.463
"""Critical value of 5 % for a series that is level but for noise."""
MOST_GROWTH = 30.0
"""A logarithm that is predicted to be this far above all of training is taken to be just that: 1e13 times as much."""
_SWINGS_GROW = 0.5
"""Least slope of log(swing) over log(level): half a power of the level."""
_LEVELS_DIFFER = 1.5
"""Factor between the lowest and the highest level without which a logarithm changes little."""
_FEWEST_BLOCKS = 5


@dataclass(frozen=True)
class Changes:
    """What is done to the values of a series before they are scaled.

    Attributes:
        log: The logarithm is taken.
        lags: The differences that are taken, one after the other: each is from the value so many rows before.
        floor: With ``log``: the least value of training, which stands for later values that have no logarithm.
        ceiling: With ``log``: the largest logarithm that is undone.
    """

    log: bool = False
    lags: tuple[int, ...] = ()
    floor: float = 0.0
    ceiling: float = 0.0

    @property
    def lost(self) -> int:
        """The first rows, which have no difference."""
        return sum(self.lags)

    def __bool__(self) -> bool:
        return self.log or bool(self.lags)

    def done(self, values: Floats) -> Floats:
        """``(N - lost,)`` what becomes of ``(N,)`` values, from row ``lost`` on."""
        changed = self.levels(values)
        for lag in self.lags:
            changed = changed[lag:] - changed[:-lag]
        return changed

    def undone(self, changed: Floats, rows: npt.NDArray[Any], values: Floats) -> Floats:
        """What ``(n, ahead)`` forecasts of the changed series say of the values themselves.

        Args:
            changed: What is forecast, each row from another origin.
            rows: ``(n,)`` the row of the first forecast of each; all rows before it are known.
            values: ``(N,)`` the series.
        """
        import numpy as np

        known = self.levels(values)
        past = known[np.asarray(rows)[:, None] + np.arange(-self.lost, 0)] if self.lost else np.zeros((len(changed), 0))
        levels = np.concatenate((past, np.asarray(changed, dtype=np.float64)), axis=1)
        for column in range(self.lost, levels.shape[1]):
            for back, weight in self._memory().items():
                levels[:, column] += weight * levels[:, column - back]
        return self.values(levels[:, self.lost :])

    def levels(self, values: Floats) -> Floats:
        """The logarithms of values, or the values."""
        import numpy as np

        return np.log(self.with_logarithms(values)) if self.log else np.asarray(values, dtype=np.float64)

    def with_logarithms(self, values: Floats) -> Floats:
        """The values, and ``floor`` in the place of those that have no logarithm."""
        import numpy as np

        return np.where(values > 0, values, self.floor)

    def values(self, levels: Floats) -> Floats:
        """What ``levels`` says of the values."""
        import numpy as np

        return np.exp(np.minimum(levels, self.ceiling)) if self.log else levels

    def spread_of_errors(self, ahead: int) -> Floats:
        """``(ahead, ahead)`` what an error of each step does to this level and to those after it, as differences are summed up."""
        import numpy as np

        return Changes(lags=self.lags).undone(np.eye(ahead), np.full(ahead, self.lost), np.zeros(self.lost))

    def _memory(self) -> dict[int, int]:
        """Weights of the levels before: ``(1 - B)(1 - B^m)`` is ``1 - sum(weight * B^back)``."""
        polynomial = {0: 1}
        for lag in self.lags:
            longer = dict(polynomial)
            for power, weight in polynomial.items():
                longer[power + lag] = longer.get(power + lag, 0) - weight
            polynomial = longer
        return {power: -weight for power, weight in polynomial.items() if power and weight}


AS_THEY_ARE = Changes()
"""Nothing is done to the values."""


def chosen_changes(known: Floats, season: int, window: int, propose: bool, steps: Steps) -> Changes:
    """What is done to a series: what its training part suggests, where the user has not switched it.

    Args:
        known: ``(n,)`` the training part.
        season: Rows per season; 0 without one.
        window: Rows of a window, context and horizon.
        propose: What is suggested is done; else it is only offered.
        steps: Where it is said.
    """
    import numpy as np

    log = False
    if known.min() > 0:
        grow = swings_grow(known, season)
        words = _("The logarithm is learned, and undone for predictions.")
        if grow:
            words += " " + _("The swings grow with the level.")
        log = steps.offer("log", words, propose and grow)
    elif steps.wants("log"):
        steps.add(_("No logarithm is taken: the training part holds values that are not above 0."), "warning")
    levels = np.log(known) if log else known
    lags: list[int] = []
    if season:
        strong = season_carries(levels, season) and _leaves_enough(len(known), season, window)
        words = _("What is learned is the difference from the value {n} rows before: the season. Undone for predictions.")
        if steps.offer("seasonal_difference", words.format(n=season), propose and strong):
            lags.append(season)
            levels = levels[season:] - levels[:-season] if len(levels) > season else levels
        else:
            levels = _without_season(levels, season)
    elif steps.wants("seasonal_difference"):
        steps.add(_("No seasonal difference is taken: the training part shows no season."), "warning")
    moves = level_moves(levels) and _leaves_enough(len(known), sum(lags) + 1, window)
    words = _("What is learned is the difference from the value before. Undone for predictions.")
    if moves:
        words += " " + _("The level moves.")
    if steps.offer("difference", words, propose and moves):
        lags.append(1)
    if lags:
        text = ngettext(
            "The first {n} row has no difference; it only serves to undo them.",
            "The first {n} rows have no difference; they only serve to undo them.",
            sum(lags),
        )
        steps.add(text.format(n=sum(lags)))
    ceiling = float(np.log(known.max())) + MOST_GROWTH if log else 0.0
    return Changes(log, tuple(lags), float(known.min()) if log else 0.0, ceiling)


def swings_grow(known: Floats, season: int) -> bool:
    """Whether the changes from row to row are larger where the level is higher, about in proportion: over blocks of a season or more."""
    import numpy as np
    from scipy.special import stdtr

    size = season if season >= 4 else max(len(known) // 10, 8)
    count = len(known) // size
    if count < _FEWEST_BLOCKS:
        return False
    blocks = known[-count * size :].reshape(count, size)
    level, swing = blocks.mean(axis=1), np.diff(blocks, axis=1).std(axis=1)
    if level.max() < _LEVELS_DIFFER * level.min() or not swing.min() > 0:
        return False
    rise = np.log(level) - np.log(level).mean()
    slope = float(rise @ np.log(swing)) / float(rise @ rise)
    rest = np.log(swing) - np.log(swing).mean() - slope * rise
    error = np.sqrt(float(rest @ rest) / (count - 2) / float(rise @ rise))
    return slope > _SWINGS_GROW and bool(stdtr(count - 2, -slope / max(error, 1e-12)) < 0.005)


def season_carries(levels: Floats, season: int) -> bool:
    """Whether a seasonal difference is due: the season is strong, and the value a season before says more than the value before."""
    import numpy as np

    if seasonal_strength(levels, season) <= STRONG_SEASON:
        return False
    return float((levels[season:] - levels[:-season]).std()) < float(np.diff(levels).std())


def seasonal_strength(levels: Floats, season: int) -> float:
    """Share of the variance around the trend that the means by place in the season explain, from 0 to 1; 0 below two seasons.

    The trend is the centred moving average over a season, as in a classical decomposition.
    """
    import numpy as np

    if len(levels) < 2 * season + 1:
        return 0.0
    weights = np.full(season, 1 / season) if season % 2 else np.r_[0.5, np.ones(season - 1), 0.5] / season
    around = levels[len(weights) // 2 : len(levels) - len(weights) // 2] - np.convolve(levels, weights, "valid")
    spread, left = float(around.var()), float(_without_season(around, season).var())
    free = max(len(around) - season, 1) / len(around)  # each of the means takes a degree of freedom
    return max(0.0, 1 - left / free / spread) if spread > 0 else 0.0


def level_moves(levels: Floats) -> bool:
    """Whether a difference is due: the level is not constant by the KPSS test, and from row to row it changes less than in all."""
    import numpy as np

    return kpss(levels) > KPSS_LIMIT and float(np.diff(levels).std()) < float(levels.std())


def kpss(levels: Floats) -> float:
    """The KPSS statistic of "level but for noise", with ``3 sqrt(n) / 13`` lags and Bartlett's weights; large where the level moves."""
    import numpy as np

    count = len(levels)
    rest = levels - levels.mean() if count else levels
    lags = min(int(3 * np.sqrt(count) / 13), count - 1)
    variance = float(rest @ rest) + 2 * sum(
        (1 - lag / (lags + 1)) * float(rest[lag:] @ rest[:-lag]) for lag in range(1, lags + 1)
    )
    return float(np.sum(np.cumsum(rest) ** 2)) / (count * variance) if count > 2 and variance > 0 else 0.0


def _without_season(levels: Floats, season: int) -> Floats:
    """The levels less the mean of their place in the season."""
    import numpy as np

    place = np.arange(len(levels)) % season
    counts = np.maximum(np.bincount(place, minlength=season), 1)
    result: Floats = levels - (np.bincount(place, levels, minlength=season) / counts)[place]
    return result


def _leaves_enough(rows: int, lost: int, window: int) -> bool:
    """Whether at least half of the windows are left."""
    return 2 * (rows - lost - window + 1) >= max(rows - window + 1, 2)
