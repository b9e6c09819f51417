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


def check_task(dataset: Dataset, config: DatasetConfig, possible: tuple[str, ...]) -> None:
    """Checks that the user asks a task of a built-in dataset that its target allows.

    Raises:
        DatasetError: another task.
    """
    if config.task is not None and config.task not in possible:
        tasks = ", ".join(_(TASKS[task].label) for task in possible)
        message = _("The target of '{dataset}' does not allow the task '{task}'; possible: {tasks}.")
        raise DatasetError(message.format(dataset=_(dataset.label), task=_(TASKS[config.task].label), tasks=tasks))


def check_columns(columns: tuple[str, ...], names: tuple[str, ...]) -> None:
    """Checks that there are columns of these names.

    Raises:
        DatasetError: one is none.
    """
    for name in names:
        if name not in columns:
            known = ", ".join(columns[:30]) + (" …" if len(columns) > 30 else "")
            raise DatasetError(_("There is no column '{name}'; the columns are: {known}").format(name=name[:60], known=known))


def chosen_features(columns: tuple[str, ...], target: str, features: tuple[str, ...] | None) -> tuple[str, ...]:
    """The columns to learn from: the user's choice, or all but the target.

    Raises:
        DatasetError: the target or a chosen feature is no column, or there is no feature.
    """
    check_columns(columns, (target, *(features or ())))
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
        task = self._task(config)
        outputs = len(self.classes_of(config)) if task == "multiclass" else 1
        return Signature(task, (len(features),), (outputs,), features, self._title(target) or target)

    def load(self, config: DatasetConfig, folder: Path, seed: int, progress: Progress, download: bool = False) -> Loaded:
        target, features = self._choice(config)
        table = self.read(config, seed, progress, download)
        task = self._task(config)
        return Loaded(
            table=table[[*features, target]].astype("float64"),
            features=features,
            target=target,
            task=task,
            target_label=self._title(target),
            classes=self.classes_of(config) if task in ("binary", "multiclass") else (),
        )

    def _choice(self, config: DatasetConfig) -> tuple[str, tuple[str, ...]]:
        """Target and features as the user chose them."""
        target = config.target or self.target
        columns = (*self.columns, self.target)
        if self.classes and target != self.target and config.features is None:
            features = chosen_features(columns, target, tuple(name for name in self.columns if name != target))
        else:
            features = chosen_features(columns, target, config.features)
        check_task(self, config, self.tasks(config))
        return target, features

    def tasks(self, config: DatasetConfig) -> tuple[str, ...]:
        """The tasks that the target allows, the proposed one first: two classes can be learned as several, and classes as numbers."""
        if config.target not in (None, self.target) or not self.classes:
            return ("regression",)
        return ("binary", "multiclass", "regression") if len(self.classes_of(config)) == 2 else ("multiclass", "regression")

    def classes_of(self, config: DatasetConfig) -> tuple[str, ...]:
        """Labels of the classes; empty for numbers."""
        return self.classes

    def _task(self, config: DatasetConfig) -> str:
        return config.task or self.tasks(config)[0]

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
