"""Points in the plane that the user has drawn, kept in the project itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.datasets.config import DatasetConfig
from playground.datasets.dataset import DatasetError, Progress, Signature
from playground.datasets.tables import Table
from playground.language import N_, _

if TYPE_CHECKING:
    import pandas as pd

Point = tuple[float, float, int]
"""Both coordinates, and the number of the class."""

MOST_CLASSES = 4
LEAST_POINTS = 10

FIRST: tuple[Point, ...] = tuple(
    (round(side * 0.45 + 0.3 * a, 3), round(side * 0.35 + 0.3 * b, 3), int(side > 0))
    for side in (-1, 1)
    for a, b in ((0, 0), (1, 0), (0, 1), (-1, 0), (0, -1), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7), (-0.7, -0.7), (0.3, 0.4))
)
"""What is there before the user has drawn anything: two groups that a straight line parts."""


def points_of(config: DatasetConfig) -> tuple[Point, ...]:
    """The points of a project, those of the start if none were drawn."""
    return FIRST if config.points is None else config.points


@dataclass(frozen=True, kw_only=True)
class Drawn(Table):
    """Points that the user has drawn: on the square from -1 to 1, of two to four classes."""

    def signature(self, config: DatasetConfig) -> Signature | None:
        return super().signature(config) if len(_classes(config)) > 1 else None

    def classes_of(self, config: DatasetConfig) -> tuple[str, ...]:
        return tuple(str(number) for number in _classes(config))

    def read(self, config: DatasetConfig, seed: int, progress: Progress, download: bool) -> pd.DataFrame:
        import pandas as pd

        points, classes = points_of(config), _classes(config)
        if len(points) < LEAST_POINTS or len(classes) < 2:
            message = _("Draw at least {n} points of two classes on the Data tab; there are {points} of {classes}.")
            raise DatasetError(message.format(n=LEAST_POINTS, points=len(points), classes=len(classes)))
        return pd.DataFrame(
            {
                "x1": [point[0] for point in points],
                "x2": [point[1] for point in points],
                self.target: [float(classes.index(point[2])) for point in points],
            }
        )


def _classes(config: DatasetConfig) -> tuple[int, ...]:
    return tuple(sorted({point[2] for point in points_of(config)}))


DRAWN = Drawn(
    name="drawn",
    label=N_("Drawn by hand"),
    summary=N_("Points that you draw with the mouse: two to four classes on a square."),
    task="binary",
    columns=("x1", "x2"),
    target="class",
    classes=("0", "1"),
)
