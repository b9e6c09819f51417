"""What can be learned from: ``DATASETS``, and how data is loaded, split, scaled and cut into windows.

numpy, pandas and scikit-learn are imported only when data is loaded, which happens in the engine.

To add a dataset, write:

1. an instance of a subclass of ``Dataset``, and its name in the import and in ``DATASETS`` below. Most are instances of one that is there:
   ``made.Made`` makes a table by a rule (``plane``: points in the plane), ``bundled`` reads tables of scikit-learn, ``series.MadeSeries`` makes a
   series; a new kind of table is a subclass of ``tables.Table`` with ``read``;
2. its texts in Korean: ``packaging/translate.py`` tells how.
"""

from playground.datasets.air_passengers import AIR_PASSENGERS
from playground.datasets.bundled import BREAST_CANCER, DIGITS, IRIS, WINE
from playground.datasets.california_housing import CALIFORNIA_HOUSING
from playground.datasets.config import DatasetConfig, PreparationConfig, allows, check_preparation, proposed_split
from playground.datasets.dataset import (
    Cancelled,
    Dataset,
    DatasetError,
    DatasetInfo,
    Loaded,
    NeedsDownload,
    Part,
    Progress,
    Signature,
)
from playground.datasets.drawn import DRAWN
from playground.datasets.folds import Folds, check_folds, suitable_folds, suits
from playground.datasets.made import ICE_CREAM, LINEAR, XOR
from playground.datasets.own_table import CSV
from playground.datasets.plane import PLANE
from playground.datasets.series import MADE_SERIES
from playground.datasets.steps import Step
from playground.datasets.tables import DIABETES
from playground.datasets.tasks import TASKS, Task

DATASETS: dict[str, Dataset] = {
    dataset.name: dataset
    for dataset in (
        *(DIABETES, CALIFORNIA_HOUSING, WINE, IRIS, BREAST_CANCER, DIGITS),
        *(AIR_PASSENGERS, *MADE_SERIES),
        *(ICE_CREAM, LINEAR, XOR, *PLANE, DRAWN),
        CSV,
    )
}
"""All datasets by name, in the order of the choice."""

__all__ = [
    "DATASETS",
    "TASKS",
    "Cancelled",
    "Dataset",
    "DatasetConfig",
    "DatasetError",
    "DatasetInfo",
    "Folds",
    "Loaded",
    "NeedsDownload",
    "Part",
    "PreparationConfig",
    "Progress",
    "Signature",
    "Step",
    "Task",
    "allows",
    "check_folds",
    "check_preparation",
    "proposed_split",
    "suitable_folds",
    "suits",
]
