"""Tables that ship with scikit-learn: wine, iris, breast cancer, and digits as images."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground.datasets.config import DatasetConfig
from playground.datasets.dataset import DatasetError, Loaded, Progress, Signature
from playground.datasets.tables import Table
from playground.language import N_, _

if TYPE_CHECKING:
    import pandas as pd

_CLASS = "class"


@dataclass(frozen=True, kw_only=True)
class Bundled(Table):
    """A table of scikit-learn's; the target becomes the last column, the columns get the names declared here.

    Attributes:
        loader: Name of the function in ``sklearn.datasets``.
    """

    loader: str

    def read(self, config: DatasetConfig, seed: int, progress: Progress, download: bool) -> pd.DataFrame:
        import pandas as pd
        import sklearn.datasets

        load: Callable[..., Any] = getattr(sklearn.datasets, self.loader)
        bunch = load()
        table = pd.DataFrame(bunch.data, columns=list(self.columns))
        table[self.target] = bunch.target
        return table


@dataclass(frozen=True, kw_only=True)
class Images(Bundled):
    """Grey pictures of one size, one pixel per column, row by row.

    Attributes:
        shape: Channels, height and width.
    """

    shape: tuple[int, int, int]

    def signature(self, config: DatasetConfig) -> Signature | None:
        known = super().signature(config)
        return None if known is None or config.features is not None else replace(known, input_shape=self.shape, features=())

    def load(self, config: DatasetConfig, folder: Path, seed: int, progress: Progress, download: bool = False) -> Loaded:
        if config.features is not None:
            raise DatasetError(_("Pictures are learned whole: leave the features of '{name}' out.").format(name=_(self.label)))
        return replace(super().load(config, folder, seed, progress, download), input_shape=self.shape)


IRIS = Bundled(
    name="iris",
    label=N_("Iris"),
    summary=N_("150 flowers, four lengths each: tell three kinds of iris apart. One is easy, two overlap."),
    task="multiclass",
    columns=("sepal length", "sepal width", "petal length", "petal width"),
    target=_CLASS,
    target_label=N_("kind of iris"),
    classes=("setosa", "versicolor", "virginica"),
    loader="load_iris",
)

WINE = Bundled(
    name="wine",
    label=N_("Wine"),
    summary=N_("178 wines, 13 chemical measurements each: tell three growers apart. Without scaling it is hard."),
    task="multiclass",
    columns=(
        "alcohol", "malic acid", "ash", "alcalinity of ash", "magnesium", "phenols", "flavanoids", "nonflavanoid phenols",
        "proanthocyanins", "colour intensity", "hue", "od280/od315", "proline",
    ),
    target=_CLASS,
    target_label=N_("grower"),
    classes=("1", "2", "3"),
    loader="load_wine",
)  # fmt: skip

BREAST_CANCER = Bundled(
    name="breast_cancer",
    label=N_("Breast cancer"),
    summary=N_("569 tumours, 30 measurements of cell nuclei each: malignant or benign?"),
    task="binary",
    columns=tuple(
        f"{which} {what}"
        for which in ("mean", "error", "worst")
        for what in (
            "radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points", "symmetry",
            "fractal dimension",
        )
    ),
    target=_CLASS,
    target_label=N_("diagnosis"),
    classes=("malignant", "benign"),
    loader="load_breast_cancer",
)  # fmt: skip

DIGITS = Images(
    name="digits",
    label=N_("Digits"),
    summary=N_("1,797 handwritten digits as pictures of 8 by 8 pixels: which digit is it? Made for Conv2d."),
    task="multiclass",
    columns=tuple(f"pixel {row},{column}" for row in range(8) for column in range(8)),
    target=_CLASS,
    target_label=N_("digit"),
    classes=tuple("0123456789"),
    loader="load_digits",
    shape=(1, 8, 8),
)
