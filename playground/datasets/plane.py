"""Made sets of points in the plane: two numbers, and the class of each point. A network's border between them can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground.datasets.made import Columns, Made, Rule
from playground.language import N_

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

TURNS = 1.75
"""Turns of an arm of the spiral."""

SQUARES = 4
"""Squares along a side of the checkerboard."""

GROUPS = 3
"""Groups of the Gaussians."""


def _columns(points: npt.NDArray[np.float64], labels: npt.NDArray[Any]) -> Columns:
    return {"x1": points[:, 0], "x2": points[:, 1], "class": labels.astype("float64")}


def circles(samples: int, noise: float, chance: np.random.Generator) -> Columns:
    """One class within a ring of the other (scikit-learn's ``make_circles``)."""
    from sklearn.datasets import make_circles

    return _columns(*make_circles(samples, noise=noise, factor=0.5, random_state=_seed(chance)))


def moons(samples: int, noise: float, chance: np.random.Generator) -> Columns:
    """Two half moons that reach into each other (scikit-learn's ``make_moons``)."""
    from sklearn.datasets import make_moons

    return _columns(*make_moons(samples, noise=noise, random_state=_seed(chance)))


def gaussians(samples: int, noise: float, chance: np.random.Generator) -> Columns:
    """Three round clouds at the corners of a triangle; ``noise`` is their spread (scikit-learn's ``make_blobs``)."""
    import numpy as np
    from sklearn.datasets import make_blobs

    angles = np.pi / 2 + 2 * np.pi * np.arange(GROUPS) / GROUPS
    centres = np.column_stack([np.cos(angles), np.sin(angles)])
    points, labels = make_blobs(samples, centers=centres, cluster_std=noise, random_state=_seed(chance))
    return _columns(points, labels)


def spiral(samples: int, noise: float, chance: np.random.Generator) -> Columns:
    """Two arms that wind around each other, evenly filled; ``noise`` moves each point."""
    import numpy as np

    labels = chance.permutation(samples) % 2
    along = np.sqrt(chance.uniform(0.01, 1, samples))
    angle = 2 * np.pi * TURNS * along + np.pi * labels
    points = np.column_stack([along * np.sin(angle), along * np.cos(angle)])
    return _columns(points + noise * chance.standard_normal((samples, 2)), labels)


def checkerboard(samples: int, noise: float, chance: np.random.Generator) -> Columns:
    """Squares of two classes in turn on the square from -1 to 1; ``noise`` moves points after they got their class."""
    import numpy as np

    points = chance.uniform(-1, 1, (samples, 2))
    squares = np.floor((points + 1) / 2 * SQUARES).clip(max=SQUARES - 1)
    labels = squares.sum(axis=1) % 2
    return _columns(points + noise * chance.standard_normal((samples, 2)), labels)


def _seed(chance: np.random.Generator) -> int:
    """A seed for scikit-learn, which takes no generator."""
    return int(chance.integers(2**31))


def _plane(name: str, label: str, summary: str, rule: Rule, noise: float, classes: int = 2, samples: int = 400) -> Made:
    return Made(
        name=name,
        label=label,
        summary=summary,
        task="binary" if classes == 2 else "multiclass",
        columns=("x1", "x2"),
        target="class",
        classes=tuple(str(number) for number in range(classes)),
        rule=rule,
        samples=samples,
        noise=noise,
    )


PLANE = (
    _plane("circles", N_("Circles"), N_("Made: one class inside a ring of the other."), circles, 0.08),
    _plane("moons", N_("Moons"), N_("Made: two half moons that reach into each other."), moons, 0.15),
    _plane("gaussians", N_("Gaussians"), N_("Made: three round clouds that overlap a little."), gaussians, 0.35, GROUPS),
    _plane(
        "spiral",
        N_("Spiral"),
        N_("Made: two arms that wind around each other."),
        spiral,
        0.02,
    ),
    _plane("checkerboard", N_("Checkerboard"), N_("Made: squares of two classes in turn."), checkerboard, 0.0, samples=800),
)
