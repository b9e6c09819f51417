"""A table of the user's own, from a CSV file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground.datasets.config import DatasetConfig
from playground.datasets.csv_columns import class_labels, column, missing, too_many
from playground.datasets.csv_text import Texts, read_texts
from playground.datasets.dataset import Dataset, DatasetError, Loaded, Progress, Signature
from playground.datasets.tables import chosen_features
from playground.datasets.times import as_times, ascending, season_of
from playground.language import N_, _, ngettext

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

MOST_CLASSES = 30


@dataclass(frozen=True, kw_only=True)
class CsvTable(Dataset):
    """A file with one row per sample, or of a series with one row per point in time."""

    def signature(self, config: DatasetConfig) -> Signature | None:
        return None

    def load(self, config: DatasetConfig, folder: Path, seed: int, progress: Progress, download: bool = False) -> Loaded:
        if not config.path:
            raise DatasetError(_("Choose a file: a table needs the path of its file."))
        texts = read_texts(folder / Path(config.path).expanduser(), progress)
        if len(texts.table) == 0:
            raise DatasetError(_("The table has no rows below its header."))
        columns = tuple(str(name) for name in texts.table.columns)
        target = columns[-1] if config.target is None else config.target
        chosen = None if config.task == "forecast" else config.features
        if config.task == "forecast" and target in columns:
            return _series(texts, target)
        return _table(texts, target, chosen_features(columns, target, chosen), config.task, progress)


def _table(texts: Texts, target: str, features: tuple[str, ...], task: str | None, progress: Progress) -> Loaded:
    """Independent rows: features as they are, the target as a number or as the number of its class."""
    import numpy as np
    import pandas as pd

    notes = list(texts.notes)
    answers = column(target, texts.table, texts.separator, notes)
    answers, known = _known(target, answers, notes)
    task = task or _inferred_task(target, answers)
    classes: tuple[str, ...] = ()
    if task == "regression":
        if answers.dtype == object:
            raise DatasetError(_("'{name}' holds texts; a regression needs numbers.").format(name=target))
    else:
        answers, classes = _classes(target, answers, task)
    data: dict[str, Any] = {}
    for position, name in enumerate(features):
        progress(position / len(features), _("Reading the column '{name}'").format(name=name))
        if as_times(tuple(texts.table[name])) and column(name, texts.table, texts.separator, []).dtype == object:
            notes.append(_("'{name}' is left out: it holds dates.").format(name=name))
        else:
            data[name] = column(name, texts.table, texts.separator, notes)[known]
    features = tuple(data)
    data[target] = np.asarray(answers, dtype=np.float64)
    return Loaded(
        table=pd.DataFrame(data), features=features, target=target, task=task, fixed=False, classes=classes, notes=tuple(notes)
    )


def _known(target: str, answers: Any, notes: list[str]) -> tuple[Any, npt.NDArray[np.bool_]]:
    """The targets without gaps, and which rows have one."""
    import numpy as np

    known: npt.NDArray[np.bool_] = answers != "" if answers.dtype == object else ~np.isnan(answers)
    gaps = int((~known).sum())
    if gaps == len(known):
        raise DatasetError(_("The target '{name}' has no values.").format(name=target))
    if gaps:
        notes.append(
            ngettext(
                "{n} row without a value of '{name}' is left out.", "{n} rows without a value of '{name}' are left out.", gaps
            ).format(n=gaps, name=target)
        )
    return answers[known], known


def _inferred_task(target: str, answers: Any) -> str:
    """Two values: two classes; a few texts: several classes; numbers: regression."""
    kinds = len(set(answers.tolist()))
    if kinds == 2:
        return "binary"
    if answers.dtype != object:
        return "regression"
    if kinds > MOST_CLASSES:
        raise DatasetError(too_many(target, kinds, MOST_CLASSES))
    return "multiclass"


def _classes(target: str, answers: Any, task: str) -> tuple[npt.NDArray[np.float64], tuple[str, ...]]:
    """The number of each row's class, and the labels of the classes."""
    import numpy as np

    values, numbers = np.unique(answers, return_inverse=True)
    if task == "binary" and len(values) != 2:
        raise DatasetError(_("'{name}' has {n} different values; two classes need two.").format(name=target, n=len(values)))
    if len(values) > MOST_CLASSES:
        raise DatasetError(too_many(target, len(values), MOST_CLASSES))
    if len(values) < 2:
        raise DatasetError(
            _("The target '{name}' has the same value in every row: there is nothing to learn.").format(name=target)
        )
    return numbers.astype(np.float64), class_labels(values)


def _series(texts: Texts, target: str) -> Loaded:
    """One column in the order of the file; a gap takes the value before it, as nothing later was known then."""
    import numpy as np
    import pandas as pd

    notes = list(texts.notes)
    values = column(target, texts.table, texts.separator, notes)
    if values.dtype == object:
        raise DatasetError(_("'{name}' holds texts; a series needs numbers.").format(name=target))
    known = ~np.isnan(values.astype(np.float64))
    if not known.any():
        raise DatasetError(_("The target '{name}' has no values.").format(name=target))
    start = int(np.argmax(known))
    series = pd.Series(values[start:], dtype="float64").ffill()
    if start:
        notes.append(
            ngettext(
                "The first {n} row has no value and is left out.", "The first {n} rows have no value and are left out.", start
            ).format(n=start)
        )
    gaps = int((~known[start:]).sum())
    if gaps:
        notes.append(
            ngettext(
                "{n} missing value is replaced by the value before it.",
                "{n} missing values are replaced by the values before them.",
                gaps,
            ).format(n=gaps)
        )
    times = _times(texts, target)[start:]
    if not ascending(times):
        notes.append(_("The times do not rise from row to row; the order of the file is kept."))
    return Loaded(
        table=pd.DataFrame({target: series.to_numpy()}),
        features=(target,),
        target=target,
        task="forecast",
        times=times,
        season=season_of(times),
        notes=tuple(notes),
    )


def _times(texts: Texts, target: str) -> tuple[str, ...]:
    """Labels of the rows: the first column of dates, or the numbers of the rows."""
    for name in texts.table.columns:
        if name != target:
            cells = texts.table[name].to_numpy(dtype=object)
            if not missing(cells).any() and (times := as_times(tuple(cells))):
                return times
    return tuple(str(row) for row in range(1, len(texts.table) + 1))


CSV = CsvTable(
    name="csv",
    label=N_("CSV file"),
    summary=N_("A table of your own: numbers and texts in columns, separated by commas, semicolons or tabs."),
    task="regression",
)
