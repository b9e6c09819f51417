"""Series whose column is known beforehand: what they share, and those that are made by a rule."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playground.datasets.config import DatasetConfig
from playground.datasets.dataset import Dataset, DatasetError, Loaded, Progress, Signature
from playground.datasets.tables import check_task
from playground.language import N_, _

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Values = Callable[[int, float, "np.random.Generator"], "npt.NDArray[np.float64]"]

_WARM_UP = 100
"""Steps that are left out, until the start is forgotten."""

ECHO, DELAY = 0.95, 12


@dataclass(frozen=True, kw_only=True)
class KnownSeries(Dataset):
    """One column in the order of time.

    Attributes:
        column: Its name.
        column_label: Its name on screen, with the unit, to be translated where it is shown; empty: ``column``.
        season: Rows per season; 0 without one.
    """

    task: str = "forecast"
    column: str = "value"
    column_label: str = ""
    season: int = 0

    @abstractmethod
    def read(self, config: DatasetConfig, seed: int) -> tuple[npt.NDArray[np.float64], tuple[str, ...]]:
        """The values, and one label per value.

        Raises:
            DatasetError: they cannot be read.
        """

    def signature(self, config: DatasetConfig) -> Signature | None:
        if config.task not in (None, self.task) or not self._only_column(config):
            return None
        shape, horizon = (config.context or self.context, 1), config.horizon or self.horizon
        return Signature("forecast", shape, (horizon,), (), self._title() or self.column)

    def load(self, config: DatasetConfig, folder: Path, seed: int, progress: Progress, download: bool = False) -> Loaded:
        import pandas as pd

        check_task(self, config, (self.task,))
        if not self._only_column(config):
            message = _("This series has one column, '{name}'; leave target and features out.")
            raise DatasetError(message.format(name=self.column))
        values, times = self.read(config, seed)
        return Loaded(
            table=pd.DataFrame({self.column: values}),
            features=(self.column,),
            target=self.column,
            task=self.task,
            target_label=self._title(),
            times=times,
            season=self.season,
        )

    def _only_column(self, config: DatasetConfig) -> bool:
        return config.target in (None, self.column) and config.features in (None, (), (self.column,))

    def _title(self) -> str:
        return _(self.column_label) if self.column_label else ""


@dataclass(frozen=True, kw_only=True)
class MadeSeries(KnownSeries):
    """A series made by a rule.

    Attributes:
        rule: Makes the values from their number, the noise and a source of chance.
        samples: Values, if the user says nothing else.
        noise: Standard deviation of what chance adds, if the user says nothing else.
    """

    rule: Values
    samples: int = 300
    noise: float = 0.0
    made: bool = True

    def read(self, config: DatasetConfig, seed: int) -> tuple[npt.NDArray[np.float64], tuple[str, ...]]:
        import numpy as np

        samples = self.samples if config.samples is None else config.samples
        noise = self.noise if config.noise is None else config.noise
        values = self.rule(samples, noise, np.random.default_rng(seed))
        return values, tuple(str(number) for number in range(1, samples + 1))


def trend_and_season(samples: int, noise: float, chance: np.random.Generator) -> npt.NDArray[np.float64]:
    """10 at first, 0.05 more with each step, and a season of 12 steps and height 3 with a smaller wave within it."""
    import numpy as np

    step = np.arange(samples)
    season = 3 * np.sin(2 * np.pi * step / 12) + np.sin(4 * np.pi * step / 12)
    result: npt.NDArray[np.float64] = 10 + 0.05 * step + season + noise * chance.standard_normal(samples)
    return result


def sine(samples: int, noise: float, chance: np.random.Generator) -> npt.NDArray[np.float64]:
    """A sine wave of 25 steps."""
    import numpy as np

    result: npt.NDArray[np.float64] = np.sin(2 * np.pi * np.arange(samples) / 25) + noise * chance.standard_normal(samples)
    return result


def logistic_map(samples: int, noise: float, chance: np.random.Generator) -> npt.NDArray[np.float64]:
    """``x -> 3.9 x (1 - x)`` (May 1976): simple from one step to the next, and yet not to be known far ahead. Noise is added to what is seen."""
    import numpy as np

    values = np.empty(samples + _WARM_UP)
    values[0] = chance.uniform(0.2, 0.8)
    for step in range(1, len(values)):
        values[step] = 3.9 * values[step - 1] * (1 - values[step - 1])
    result: npt.NDArray[np.float64] = values[_WARM_UP:] + noise * chance.standard_normal(samples)
    return result


def echo(samples: int, noise: float, chance: np.random.Generator) -> npt.NDArray[np.float64]:
    """0.95 times the value 12 steps before, with its sign turned where the value just before is negative, and chance, so that the spread stays 1.

    No weighted sum of earlier values tells anything of the next one: the first must be remembered, and multiplied by the sign of the last.
    """
    import numpy as np

    new = np.sqrt(1 - ECHO**2) * chance.standard_normal(samples + _WARM_UP + DELAY)
    new[:DELAY] = chance.standard_normal(DELAY)
    for step in range(DELAY, len(new)):
        new[step] += ECHO * new[step - DELAY] * np.copysign(1.0, new[step - 1])
    result: npt.NDArray[np.float64] = new[_WARM_UP + DELAY :] + noise * chance.standard_normal(samples)
    return result


MADE_SERIES = (
    MadeSeries(
        name="trend_season",
        label=N_("Trend and season"),
        summary=N_("Made: a line that rises, a season of 12 steps, and noise. Only the noise cannot be foreseen."),
        rule=trend_and_season,
        season=12,
        noise=0.5,
    ),
    MadeSeries(
        name="sine",
        label=N_("Sine wave"),
        summary=N_("Made: a sine wave of 25 steps. Without noise it can be foreseen exactly."),
        rule=sine,
        season=25,
        context=10,
    ),
    MadeSeries(
        name="chaos",
        label=N_("Chaotic map"),
        summary=N_(
            "Made: x becomes 3.9 x (1 - x). One step ahead is easy; within ten steps a small error grows about a hundredfold."
        ),
        rule=logistic_map,
        samples=500,
        context=2,
    ),
    MadeSeries(
        name="echo",
        label=N_("Echo"),
        summary=N_(
            "Made: each value is an echo of the one 12 steps before, turned over where the value just before is negative. Without a memory "
            "nothing of it is heard."
        ),
        rule=echo,
        samples=4000,
        context=DELAY,
    ),
)
