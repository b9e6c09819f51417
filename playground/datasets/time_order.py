"""The rows of a table in the order of time: by which column, what is left out, and what is worth knowing of its times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from playground.datasets.calendar_kinds import Calendar
from playground.datasets.calendars import calendar_of, typical_step
from playground.datasets.dataset import DatasetError
from playground.datasets.steps import Steps
from playground.datasets.table_clock import with_clock
from playground.datasets.table_columns import Column
from playground.datasets.table_years import IS_YEAR, plain_name, with_parts
from playground.datasets.time_lengths import length_in_words
from playground.datasets.times import labels_of
from playground.language import _, ngettext

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Moments = npt.NDArray[np.datetime64]
    Rows = npt.NDArray[np.int64]

_YEARS = (1000, 2999)


class Columns(Protocol):
    """The columns of a table."""

    @property
    def names(self) -> tuple[str, ...]:
        """All names."""

    @property
    def rows(self) -> int:
        """How many rows there are."""

    def __getitem__(self, name: str) -> Column:
        """A column as the user wants it, or as it is guessed."""

    def as_date(self, name: str) -> Column:
        """A column as dates as far as it holds some, if the user has not said what it holds."""


@dataclass(frozen=True, eq=False)
class TimeOrder:
    """Rows in the order of time.

    Attributes:
        name: The column that holds the times; empty: there is none, and the rows are as they were.
        rows: int64: which rows of the table, in their order.
        column: The times of all rows of the table, as dates or numbers; None without a column.
    """

    name: str
    rows: Rows
    column: Column | None

    def labels(self, begin: int = 0) -> tuple[str, ...]:
        """One label per row from ``begin`` on: its time, or its number."""
        if self.column is None:
            return tuple(str(row) for row in range(begin + 1, len(self.rows) + 1))
        values = self.column.values.iloc[self.rows[begin:]]
        if self.column.type == "date":
            return labels_of(values.to_numpy(), self.column.per)
        return tuple(f"{value:.10g}" for value in values.tolist())


def order_of(columns: Columns, name: str | None, steps: Steps) -> TimeOrder:
    """The rows in the order of the column ``name``, without those that have no time there; as they are if it is None.

    Rows of the same time stay in the order in which they are.

    Raises:
        DatasetError: the column holds no times.
    """
    import numpy as np

    if name is None:
        return TimeOrder("", np.arange(columns.rows), None)
    column = _as_times(columns, name)
    if note := column.note():
        steps.add(note)
    column = with_parts(column, (columns[other] for other in columns.names if other != name), steps)
    column = with_clock(column, (columns[other] for other in columns.names if other != name), steps)
    sorted_by = (column.values if column.instants is None else column.instants).reset_index(drop=True)
    known = np.flatnonzero(sorted_by.notna().to_numpy())
    if not len(known):
        raise DatasetError(_no_times(name, column.values))
    if lost := len(sorted_by) - len(known):
        text = ngettext(
            "{n} row without a time in '{name}' is left out.", "{n} rows without a time in '{name}' are left out.", lost
        )
        steps.add(text.format(n=lost, name=name), "hint")
    rows = known[np.argsort(sorted_by.to_numpy()[known], kind="stable")]
    if (rows != known).any():
        steps.add(_("The rows are put into the order of '{name}'.").format(name=name))
    return TimeOrder(name, rows, column)


def _as_times(columns: Columns, name: str) -> Column:
    """A column as dates or numbers.

    Raises:
        DatasetError: it is neither.
    """
    column = columns[name]
    if column.type == "date":
        return column
    dates = columns.as_date(name)
    if dates.type == "date":
        return dates
    if column.type in ("number", "id") and column.values.dtype.kind in "fiu":
        return _with_years(column)
    raise DatasetError(_no_times(name, column.values))


def _no_times(name: str, values: pd.Series) -> str:
    known = values.dropna()
    if not len(known):
        return _("'{name}' cannot order the rows: it holds no times.").format(name=name)
    text = _("'{name}' cannot order the rows: '{example}' is no time. Choose a column of dates or numbers, or none.")
    return text.format(name=name, example=str(known.iloc[0])[:40])


def _with_years(column: Column) -> Column:
    """A column of numbers as dates where they are years."""
    import numpy as np
    import pandas as pd

    known = column.values[np.isfinite(column.values.to_numpy(dtype=np.float64))].to_numpy()
    if not len(known) or (known != np.floor(known)).any() or known.min() < _YEARS[0] or known.max() > _YEARS[1]:
        return column
    years = np.where(np.isfinite(column.values), column.values - 1970, 0).astype(np.int64).astype("datetime64[Y]")
    moments = pd.Series(years.astype("datetime64[us]")).where(column.values.reset_index(drop=True).notna())
    return Column(column.name, "date", moments, per="Y")


def column_of_times(columns: Columns, target: str) -> str | None:
    """The column that tells the times of a series if the user names none: of dates, that rises if there is such a one, or of years."""
    import numpy as np

    others = [columns[name] for name in columns.names if name != target]
    dates = [column for column in others if column.type == "date" and column.values.notna().mean() > 0.5]
    rising = (column.name for column in dates if column.values.is_monotonic_increasing and column.values.is_unique)
    if dates:
        return next(rising, dates[0].name)
    for column in others:
        if column.type in ("number", "id") and column.values.dtype.kind == "f" and column.values.notna().all():
            steps = np.diff(column.values)
            years = _with_years(column) if len(steps) else column
            if years.type == "date" and ((steps > 0).all() or _has_parts(years, others)):
                return column.name
    return None


def _has_parts(years: Column, others: list[Column]) -> bool:
    """Whether another column tells years apart that stand in several rows, and they are called years."""
    return bool(IS_YEAR.fullmatch(plain_name(years.name))) and with_parts(years, others, Steps()).per != "Y"


def tell_of_times(order: TimeOrder, steps: Steps, begin: int = 0) -> None:
    """Says of the times of a series from the row ``begin`` on what is not as it should be: repeated, missing, at no constant step."""
    import numpy as np

    if order.column is None or len(order.rows) - begin < 2:
        return
    rows = order.rows[begin:]
    column = order.column
    values = (column.values if column.instants is None else column.instants).to_numpy()[rows]
    again = np.flatnonzero(values[1:] == values[:-1]) + 1
    if len(again):
        text = ngettext(
            "{n} row of '{name}' has the time of the row before it (first: {label}), and stays behind it: are there several series in the table?",
            "{n} rows of '{name}' have the time of the row before them (first: {label}), and stay behind it: are there several series in the table?",
            len(again),
        )
        first = order.labels(begin)[int(again[0])]
        steps.add(text.format(n=len(again), name=order.name, label=first), "warning")
    if column.type == "date":
        _tell_of_gaps(order.name, column, rows, steps)


def _tell_of_gaps(name: str, column: Column, rows: Rows, steps: Steps) -> None:
    import numpy as np

    kinds = [column.values] if column.instants is None else [column.values, column.instants]
    times = [np.unique(values.to_numpy()[rows].astype("datetime64[us]")) for values in kinds]
    found: list[tuple[int, Calendar, Moments]] = [
        (calendar.missing(moments), calendar, moments) for moments in times if (calendar := calendar_of(moments)) is not None
    ]
    if not found:
        if len(times[0]) > 2:
            text = _("The times of '{name}' follow one another at no constant step; it is mostly {step}.")
            steps.add(text.format(name=name, step=length_in_words(typical_step(times[0]))), "hint")
        return
    missing, calendar, moments = min(found, key=lambda each: each[0])
    if missing:
        text = ngettext(
            "{n} time of '{name}' is missing at a step of {step} (first: {label}): what lies around it counts as neighbours.",
            "{n} times of '{name}' are missing at a step of {step} (first: {label}): what lies around them counts as neighbours.",
            missing,
        )
        label = labels_of(_first_missing(calendar, moments), column.per or "D")[0]
        steps.add(text.format(n=missing, name=name, step=calendar.words, label=label), "hint")


def _first_missing(calendar: Calendar, moments: Moments) -> Moments:
    import numpy as np

    places = calendar.position(moments)
    before = int(np.argmax(np.diff(places) > 1))
    return calendar.at(places[before : before + 1] + 1)
