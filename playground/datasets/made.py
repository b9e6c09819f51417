"""Data that is made here by a known rule, so that what a network should find is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.datasets.config import DatasetConfig
from playground.datasets.dataset import Progress
from playground.datasets.tables import Table
from playground.language import N_

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

Columns = dict[str, "npt.NDArray[np.float64]"]
Rule = Callable[[int, float, "np.random.Generator"], Columns]


@dataclass(frozen=True, kw_only=True)
class Made(Table):
    """A table made by a rule.

    Attributes:
        rule: Makes the columns from the number of samples, the noise and a source of chance.
        samples: Samples, if the user says nothing else.
        noise: Standard deviation of what chance adds, if the user says nothing else.
    """

    rule: Rule
    samples: int
    noise: float
    made: bool = True

    def read(self, config: DatasetConfig, seed: int, progress: Progress, download: bool) -> pd.DataFrame:
        import numpy as np
        import pandas as pd

        samples = self.samples if config.samples is None else config.samples
        noise = self.noise if config.noise is None else config.noise
        return pd.DataFrame(self.rule(samples, noise, np.random.default_rng(seed)))


def ice_cream(samples: int, noise: float, chance: np.random.Generator) -> Columns:
    """Sales of a summer: 10 per degree, -2 per percent of humidity, 20 on days with a discount, and 4."""
    temperature = chance.uniform(20, 38, samples)
    humidity = chance.uniform(30, 90, samples)
    discount = (chance.permutation(samples) % 2).astype("float64")
    sales = 10 * temperature - 2 * humidity + 20 * discount + 4 + noise * chance.standard_normal(samples)
    return {"temperature": temperature, "humidity": humidity, "discount": discount, "sales": sales}


def line(samples: int, noise: float, chance: np.random.Generator) -> Columns:
    """A straight line, y = 2x."""
    x = chance.uniform(-1, 1, samples)
    return {"x": x, "y": 2 * x + noise * chance.standard_normal(samples)}


def exclusive_or(samples: int, noise: float, chance: np.random.Generator) -> Columns:
    """Four quadrants, as many points in each: 1 where the signs of x1 and x2 differ. Noise moves points over the borders.

    A point that noise would carry out of the square is reflected back into it.
    """
    import numpy as np

    quadrant = chance.permutation(samples) % 4
    signs = np.column_stack([1 - 2 * (quadrant % 2), 1 - 2 * (quadrant // 2)])
    points = signs * chance.uniform(0, 1, (samples, 2)) + noise * chance.standard_normal((samples, 2))
    x1, x2 = (np.abs((points + 3) % 4 - 2) - 1).T
    return {"x1": x1, "x2": x2, "xor": (signs[:, 0] != signs[:, 1]).astype("float64")}


ICE_CREAM = Made(
    name="ice_cream",
    label=N_("Ice-cream sales"),
    summary=N_("Made: sales = 10 x temperature - 2 x humidity + 20 x discount + 4. One neuron can learn this rule."),
    task="regression",
    columns=("temperature", "humidity", "discount"),
    target="sales",
    rule=ice_cream,
    samples=100,
    noise=1.0,
)

LINEAR = Made(
    name="linear",
    label=N_("A line with noise"),
    summary=N_("Made: y = 2x + noise. The smallest thing that can be learned."),
    task="regression",
    columns=("x",),
    target="y",
    rule=line,
    samples=100,
    noise=0.2,
)

XOR = Made(
    name="xor",
    label=N_("XOR"),
    summary=N_("Made: two numbers, and whether exactly one of them is negative. No network without a hidden layer learns it."),
    task="binary",
    columns=("x1", "x2"),
    target="xor",
    classes=("0", "1"),
    rule=exclusive_or,
    samples=200,
    noise=0.0,
)
