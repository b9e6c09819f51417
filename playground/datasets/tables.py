"""Tables whose columns are known beforehand: what they share, and the diabetes data."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground.datasets.config import DatasetConfig
from playground.datasets.dataset import Dataset, DatasetError, Loaded, Progress, Signature
from playground.datasets.tasks import TASKS
from playground.language import N_, _

if TYPE_CHECKING:
    import pandas as pd


def check_task(dataset: Dataset, config: DatasetConfig) -> None:
    """Checks that the user asks no other task of a built-in dataset than its own.

    Raises:
        DatasetError: another task.
    """
    if config.task not in (None, dataset.task):
        raise DatasetError(
            _("'{dataset}' is made for the task '{task}'; leave the task out.").format(
                dataset=_(dataset.label), task=_(TASKS[dataset.task].label)
            )
        )


def chosen_features(columns: tuple[str, ...], target: str, features: tuple[str, ...] | None) -> tuple[str, ...]:
    """The columns to learn from: the user's choice, or all but the target.

    Raises:
        DatasetError: the target or a chosen feature is no column, or there is no feature.
    """
    for name in (target, *(features or ())):
        if name not in columns:
            known = ", ".join(columns[:30]) + (" …" if len(columns) > 30 else "")
            raise DatasetError(_("There is no column '{name}'; the columns are: {known}").format(name=name[:60], known=known))
    if target in (features or ()):
        raise DatasetError(_("'{name}' is the target and cannot be a feature as well.").format(name=target))
    chosen = tuple(dict.fromkeys(features)) if features is not None else tuple(name for name in columns if name != target)
    if not chosen:
        raise DatasetError(_("There is no column to predict '{name}' from.").format(name=target))
    return chosen


@dataclass(frozen=True, kw_only=True)
class Table(Dataset):
    """A table whose columns are known beforehand.

    Attributes:
        columns: Names of the features.
        target: Name of the target column.
        target_label: Name of the target on screen, with its unit, to be translated where it is shown; empty: ``target``.
        classes: Labels of the classes; empty for numbers.
    """

    columns: tuple[str, ...]
    target: str
    target_label: str = ""
    classes: tuple[str, ...] = ()

    @abstractmethod
    def read(self, config: DatasetConfig, seed: int, progress: Progress, download: bool) -> pd.DataFrame:
        """All columns, the target among them; arguments and errors as those of ``load``."""

    def signature(self, config: DatasetConfig) -> Signature | None:
        try:
            target, features = self._choice(config)
        except DatasetError:
            return None
        outputs = len(self.classes) if self.task == "multiclass" else 1
        return Signature(self.task, (len(features),), (outputs,), features, self._title(target) or target)

    def load(self, config: DatasetConfig, folder: Path, seed: int, progress: Progress, download: bool = False) -> Loaded:
        target, features = self._choice(config)
        table = self.read(config, seed, progress, download)
        return Loaded(
            table=table[[*features, target]].astype("float64"),
            features=features,
            target=target,
            task=self.task,
            target_label=self._title(target),
            classes=self.classes,
        )

    def _choice(self, config: DatasetConfig) -> tuple[str, tuple[str, ...]]:
        """Target and features as the user chose them."""
        check_task(self, config)
        target = config.target or self.target
        if self.classes and target != self.target:
            raise DatasetError(_("The target of '{dataset}' is '{name}'.").format(dataset=_(self.label), name=self.target))
        return target, chosen_features((*self.columns, self.target), target, config.features)

    def _title(self, target: str) -> str:
        return _(self.target_label) if target == self.target else ""


@dataclass(frozen=True, kw_only=True)
class Diabetes(Table):
    """442 people, ten measurements, disease progression after a year (Efron et al. 2004); ships with scikit-learn."""

    def read(self, config: DatasetConfig, seed: int, progress: Progress, download: bool) -> pd.DataFrame:
        from sklearn.datasets import load_diabetes

        bunch: Any = load_diabetes(as_frame=True, scaled=False)
        frame: pd.DataFrame = bunch.frame
        return frame


DIABETES = Diabetes(
    name="diabetes",
    label=N_("Diabetes"),
    summary=N_("442 people, ten measurements each: predict how far the disease has come after a year."),
    task="regression",
    columns=("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"),
    target="target",
    target_label=N_("disease progression"),
)
