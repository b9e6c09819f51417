"""A table of the user's own: a CSV, TSV, Excel or Parquet file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground.datasets.config import DatasetConfig
from playground.datasets.dataset import Dataset, DatasetError, Loaded, Progress, Signature
from playground.datasets.first_rows import told_of_first_rows
from playground.datasets.steps import Steps
from playground.datasets.table_columns import Column, as_time, column_of
from playground.datasets.table_exact import label_of
from playground.datasets.table_file import RawTable, read_table
from playground.datasets.tables import check_columns, chosen_features
from playground.datasets.target_guess import MOST_CLASSES, guess_target
from playground.datasets.time_order import column_of_times, order_of, tell_of_times
from playground.datasets.times import season_of
from playground.language import N_, _, ngettext
from playground.places import expanded

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class OwnTable(Dataset):
    """A file with one row per sample, or of a series with one row per point in time."""

    def signature(self, config: DatasetConfig) -> Signature | None:
        return None

    def load(self, config: DatasetConfig, folder: Path, seed: int, progress: Progress, download: bool = False) -> Loaded:
        if not config.path:
            raise DatasetError(_("Choose a file: a table needs the path of its file."))
        raw = read_table(folder / expanded(config.path), config, progress)
        return from_raw(raw, config, progress)


def from_raw(raw: RawTable, config: DatasetConfig, progress: Progress) -> Loaded:
    """The data of a table that was read; errors as those of ``load``."""
    names = tuple(raw.table.column_names)
    steps = Steps()
    for step in raw.steps:
        steps.add(step.words, step.kind)
    if config.target is not None:
        check_columns(names, (config.target,))
        if config.task != "forecast" and len(names) > 1:
            chosen_features(names, config.target, config.features)
    columns = _Columns(raw, config, progress)
    target = config.target or _guessed([columns[name] for name in names], steps)
    if config.time is not None and config.time not in names:
        raise DatasetError(_("There is no column '{name}' to order the rows by.").format(name=config.time[:60]))
    task = config.task or ("forecast" if is_series([columns[name] for name in names], target) else None)
    if task == "forecast":
        return _series(columns, target, config.time, steps)
    wanted = chosen_features(names, target, config.features)
    features = tuple(name for name in wanted if name != config.time)
    return _rows(columns, target, features, config, steps)


def _guessed(columns: Sequence[Column], steps: Steps) -> str:
    """The likeliest target, which is said where it is not the last column."""
    guess = guess_target(columns)
    if guess.name != columns[-1].name:
        text = _("'{name}' is taken as the target: {reason}.")
        steps.add(text.format(name=guess.name, reason=guess.reason))
    return guess.name


class _Columns:
    """The columns of a table, each converted when it is first asked for."""

    def __init__(self, raw: RawTable, config: DatasetConfig, progress: Progress) -> None:
        self.raw = raw
        self.names = tuple(raw.table.column_names)
        self.rows = raw.table.num_rows
        self._types = dict(config.types or ())
        self._chosen = config.decimal is not None
        self._progress = progress
        self._made: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        if name not in self._made:
            self._progress(len(self._made) / len(self.names), _("Reading the column '{name}'").format(name=name))
            values = self.raw.table.column(name)
            self._made[name] = column_of(name, values, self.raw.layout.decimal, self._types.get(name), self._chosen)
        return self._made[name]

    def tell_of_first_rows(self, name: str, steps: Steps) -> None:
        """Says where a column is something else than its first rows, unless the user said what it is."""
        if name not in self._types and (
            told := told_of_first_rows(self[name], self.raw.table.column(name), self.raw.layout.decimal, self._chosen)
        ):
            steps.add(told, "hint")

    def as_date(self, name: str) -> Column:
        """A column as dates as far as it holds some, if the user has not said what it holds."""
        if name in self._types:
            return self[name]
        return as_time(name, self.raw.table.column(name), self.raw.layout.decimal)

    def target(self, name: str, task: str | None) -> Column:
        """The column that is predicted: of codes the numbers, where the task needs numbers."""
        column = self[name]
        if column.code and task in ("regression", "forecast") and name not in self._types:
            values = self.raw.table.column(name)
            self._made[name] = column_of(name, values, self.raw.layout.decimal, "number", self._chosen)
            self._types[name] = "number"
        return self._made[name]


def _tell(columns: _Columns, name: str, steps: Steps) -> None:
    """What is said of a column: worth a look where values are lost, or where it is not what it looks like."""
    column = columns[name]
    if note := column.note():
        steps.add(note, "hint" if column.strange or column.code else "done")
    columns.tell_of_first_rows(name, steps)


def is_series(columns: Sequence[Column], target: str) -> bool:
    """Whether there is nothing to predict the target from but itself: it is the only column, or stands beside dates."""
    others = {column.type for column in columns if column.name != target}
    return others <= {"date"} and all(column.type == "number" for column in columns if column.name == target)


def _rows(columns: _Columns, target: str, features: tuple[str, ...], config: DatasetConfig, steps: Steps) -> Loaded:
    """Independent rows: features by their types, the target as a number or as the number of its class."""
    import numpy as np
    import pandas as pd

    answers = _answers(columns.target(target, config.task), config.task)
    _tell(columns, target, steps)
    order = order_of(columns, config.time, steps).rows
    without = len(answers) - len(order)
    order = order[answers.notna().to_numpy()[order]]
    gaps = len(answers) - len(order) - without
    if not len(order):
        raise DatasetError(_("The target '{name}' has no values.").format(name=target))
    if gaps:
        text = ngettext(
            "{n} row without a value of '{name}' is left out.", "{n} rows without a value of '{name}' are left out.", gaps
        )
        steps.add(text.format(n=gaps, name=target))
    untouched = len(order) == len(answers) and config.time is None
    answers = answers if untouched else answers.iloc[order]
    task = config.task or inferred_task(target, answers)
    numbers, classes = _classes(target, answers, task)
    data: dict[str, Any] = {}
    types: dict[str, str] = {}
    for name in features:
        column = columns[name]
        if column.type == "":
            steps.add(column.remark)
            continue
        _tell(columns, name, steps)
        types[name] = "number" if column.type == "id" and len(features) == 1 and column.values.dtype.kind == "f" else column.type
        data[name] = column.values if untouched else column.values.iloc[order].reset_index(drop=True)
    features = tuple(data)
    data[target] = np.asarray(numbers, dtype=np.float64)
    return Loaded(
        table=pd.DataFrame(data, copy=False),
        features=features,
        target=target,
        task=task,
        fixed=False,
        classes=classes,
        types=types,
        steps=steps.taken(),
    )


def _answers(column: Column, task: str | None) -> pd.Series:
    """The target as numbers or categories, whatever the task needs.

    Raises:
        DatasetError: the column cannot give them.
    """
    import pandas as pd

    if task in ("regression", "forecast") and column.type not in ("number", "id"):
        text = _("'{name}' holds no numbers; a regression and a series need some.")
        raise DatasetError(text.format(name=column.name))
    if column.type in ("number", "category"):
        return column.values
    if column.type == "id" and column.values.dtype.kind == "f":
        return column.values
    if column.type in ("text", "id"):
        return pd.Series(pd.Categorical(column.values))
    raise DatasetError(_("'{name}' holds dates or lists, which cannot be predicted.").format(name=column.name))


def inferred_task(target: str, answers: pd.Series) -> str:
    """Two values: two classes; a few texts: several classes; numbers: regression.

    Raises:
        DatasetError: too many texts.
    """
    kinds = int(answers.iloc[:10_000].nunique())
    if kinds <= 2 and (kinds := int(answers.nunique())) == 2:
        return "binary"
    if answers.dtype.kind in "fiu":
        return "regression"
    if (kinds := int(answers.nunique())) > MOST_CLASSES:
        raise DatasetError(_too_many(target, kinds))
    return "multiclass"


def _classes(target: str, answers: pd.Series, task: str) -> tuple[Any, tuple[str, ...]]:
    """The number of each row's class, and the labels of the classes; of a regression the answers themselves."""
    import pandas as pd

    if task == "regression":
        return answers.to_numpy(), ()
    kinds = pd.Categorical(answers).remove_unused_categories()
    count = len(kinds.categories)
    if count < 2:
        text = _("The target '{name}' has the same value in every row: there is nothing to learn.")
        raise DatasetError(text.format(name=target))
    if task == "binary" and count != 2:
        raise DatasetError(_("'{name}' has {n} different values; two classes need two.").format(name=target, n=count))
    if count > MOST_CLASSES:
        raise DatasetError(_too_many(target, count))
    labels = tuple(label_of(value) if isinstance(value, float) else str(value) for value in kinds.categories)
    return kinds.codes.astype("float64"), labels


def _too_many(target: str, count: int) -> str:
    text = _("'{name}' has {n} different values, more than the {most} that can be classes.")
    return text.format(name=target, n=count, most=MOST_CLASSES)


def _series(columns: _Columns, target: str, time: str | None, steps: Steps) -> Loaded:
    """One column in the order of time; a gap takes the value before it, as nothing later was known then."""
    import numpy as np
    import pandas as pd

    values = _answers(columns.target(target, "forecast"), "forecast")
    _tell(columns, target, steps)
    time = time or column_of_times(columns, target)
    for name in columns.names:
        if name == time or (time is None and name != target):  # one that would tell the times if it were dates throughout
            columns.tell_of_first_rows(name, steps)
    order = order_of(columns, time, steps)
    values = values.iloc[order.rows].reset_index(drop=True)
    known = values.notna().to_numpy()
    if not known.any():
        raise DatasetError(_("The target '{name}' has no values.").format(name=target))
    start = int(np.argmax(known))
    if start:
        text = ngettext(
            "The first {n} row has no value and is left out.", "The first {n} rows have no value and are left out.", start
        )
        steps.add(text.format(n=start))
    gaps = int((~known[start:]).sum())
    if gaps:
        text = ngettext(
            "{n} missing value is replaced by the value before it.",
            "{n} missing values are replaced by the values before them.",
            gaps,
        )
        steps.add(text.format(n=gaps))
    tell_of_times(order, steps, start)
    times = order.labels(start)
    return Loaded(
        table=pd.DataFrame({target: values.iloc[start:].ffill().to_numpy()}),
        features=(target,),
        target=target,
        task="forecast",
        fixed=False,
        times=times,
        season=season_of(times),
        steps=steps.taken(),
    )


CSV = OwnTable(
    name="csv",
    label=N_("Own table"),
    summary=N_("A table of your own, from a CSV, TSV, Excel or Parquet file: one row per sample."),
    task="regression",
)
