"""What the values of a column are (number, category, date, text or id), and the column as values of that type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playground.datasets.identifiers import numbers_rows
from playground.datasets.number_dates import as_number_dates
from playground.datasets.table_dates import as_dates, as_seconds, local_clock
from playground.datasets.table_guesses import MISSING
from playground.language import _, ngettext

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

MOST_KINDS = 1000
"""Different texts of a column that can still be categories."""
_SAMPLE = 10_000
"""Rows from which the type of a column is guessed."""
_MOSTLY = 0.9
"""Share of the values of a column that must be numbers, or dates, for the others to count as missing."""
_LONG_TEXT = 60
_FEW_ROWS = 20


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a table.

    Attributes:
        name: Its name, unique in the table.
        type: ``number``, ``category``, ``date``, ``text`` or ``id``; empty: it cannot be used at all (a list, for example).
        values: float64 with NaN for numbers, a categorical for categories, datetime64 for dates; else as they were.
        strange: Values that are not of the type, and count as missing.
        remark: What is worth a look, in words.
        per: Of dates: what they tell apart, as in ``date_ways.Way``; empty: what their values need.
        instants: Of dates of several zones: the same in UTC.
    """

    name: str
    type: str
    values: pd.Series
    strange: int = 0
    remark: str = ""
    per: str = ""
    instants: pd.Series | None = None

    def note(self) -> str:
        """What is said of the strange values and of what is worth a look; empty if there is neither."""
        return " ".join(words for words in (self.remark, self._on_strange()) if words)

    def _on_strange(self) -> str:
        if not self.strange:
            return ""
        if self.type == "date":
            text = ngettext(
                "{n} value of '{name}' is no date and counts as missing.",
                "{n} values of '{name}' are no dates and count as missing.",
                self.strange,
            )
        else:
            text = ngettext(
                "{n} value of '{name}' is no number and counts as missing.",
                "{n} values of '{name}' are no numbers and count as missing.",
                self.strange,
            )
        return text.format(n=self.strange, name=self.name)


def column_of(name: str, values: pa.ChunkedArray, decimal: str = ".", wanted: str | None = None) -> Column:
    """A column as values of its type: the one that is wanted, or the one that is guessed.

    A column that does not hold what is wanted becomes what it does hold.
    """
    import pyarrow as pa

    kind = values.type
    if pa.types.is_dictionary(kind):
        values = pa.chunked_array([chunk.dictionary_decode() for chunk in values.chunks], kind.value_type)
        kind = values.type
    if pa.types.is_large_string(kind) or kind == pa.string_view():
        values, kind = values.cast(pa.string()), pa.string()
    for suits, make in (
        (pa.types.is_string, _from_texts),
        (pa.types.is_boolean, _from_flags),
        (pa.types.is_temporal, _from_moments),
        (_is_number, _from_numbers),
    ):
        if suits(kind):
            return make(name, values, decimal, wanted)
    import pandas as pd

    return Column(name, "", pd.Series([], dtype="float64"))


def as_time(name: str, values: pa.ChunkedArray, decimal: str = ".") -> Column:
    """A column of which the user says that it orders the rows: as dates if it holds any, else as what it holds."""
    column = column_of(name, values, decimal)
    if column.type in ("number", "id") and column.values.dtype.kind == "f":
        dates = as_number_dates("time", column.values.to_numpy(), always=False)
        return column if dates is None else Column(name, "date", **vars(dates))
    return column_of(name, values, decimal, "date")


def _is_number(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind) or pa.types.is_null(kind))


def _from_numbers(name: str, values: pa.ChunkedArray, _decimal: str, wanted: str | None) -> Column:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    if wanted in ("category", "text"):
        plain = values.cast(pa.float64(), safe=False).to_pandas()
        return Column(name, "category", _labelled(plain))
    numbers = np.asarray(values.cast(pa.float64(), safe=False).to_numpy(), dtype=np.float64)
    if wanted in (None, "date") and (dates := as_number_dates(name, numbers, always=wanted == "date")) is not None:
        return Column(name, "date", **vars(dates))
    strange = ~np.isfinite(numbers)
    lost = int(strange.sum()) - values.null_count
    if lost > 0:
        numbers = np.where(strange, np.nan, numbers)
        lost = int(np.isinf(np.asarray(values.cast(pa.float64(), safe=False).to_numpy(), dtype=np.float64)).sum())
    kind = wanted if wanted in ("number", "id") else "id" if numbers_rows(name, numbers) else "number"
    return Column(name, kind, pd.Series(numbers, copy=False), lost)


def _labelled(numbers: pd.Series) -> pd.Series:
    """Numbers as categories, in the order of the numbers, labelled as a person would write them."""
    import pandas as pd

    kinds = pd.Categorical(numbers)
    labels = _unique_labels([f"{value:.10g}" for value in kinds.categories])
    return pd.Series(pd.Categorical.from_codes(kinds.codes, pd.Index(labels)))


def _unique_labels(labels: list[str]) -> list[str]:
    return labels if len(set(labels)) == len(labels) else [f"{label} ({place})" for place, label in enumerate(labels, 1)]


def _from_flags(name: str, values: pa.ChunkedArray, decimal: str, wanted: str | None) -> Column:
    import pyarrow as pa

    if wanted == "number":
        return _from_numbers(name, values.cast(pa.int8()), decimal, wanted)
    return Column(name, "category", _categories(values.cast(pa.string())))


def _from_moments(name: str, values: pa.ChunkedArray, decimal: str, wanted: str | None) -> Column:
    import pyarrow as pa

    if pa.types.is_time(values.type) or pa.types.is_duration(values.type):
        wide = pa.time64("ns") if pa.types.is_time(values.type) else pa.duration("ns")
        seconds = values.cast(wide).cast(pa.int64()).cast(pa.float64())
        made = _from_numbers(name, seconds, decimal, "number")
        return Column(name, "number", made.values / 1e9)
    if not (pa.types.is_timestamp(values.type) or pa.types.is_date(values.type)):
        return Column(name, "", values.cast(pa.string()).to_pandas())
    if wanted in ("category", "text", "id"):
        return _from_texts(name, values.cast(pa.string()), decimal, wanted)
    return Column(name, "date", **vars(local_clock(values, name)))


def _from_texts(name: str, values: pa.ChunkedArray, decimal: str, wanted: str | None) -> Column:
    import pyarrow.compute as pc

    values = _without_missing(pc.utf8_trim_whitespace(values))
    if wanted in (None, "number"):
        found = _as_numbers(values, decimal, always=wanted == "number")
        if found is not None:
            numbers = found[0].to_numpy()
            if wanted is None and not found[1] and (dates := as_number_dates(name, numbers, always=False)) is not None:
                return Column(name, "date", **vars(dates))
            kind = "id" if wanted is None and numbers_rows(name, numbers) else "number"
            return Column(name, kind, *found)
        seconds = as_seconds(values)
        if seconds is not None:
            return Column(name, "number", *seconds, _("The times of '{name}' become seconds.").format(name=name))
    if wanted in (None, "date"):
        dates = as_dates(name, values, always=wanted == "date")
        if dates is None and wanted == "date" and (found := _as_numbers(values, decimal, always=False)) is not None:
            dates = as_number_dates(name, found[0].to_numpy(), always=True)
        if dates is not None:
            return Column(name, "date", **vars(dates))
    kind = _kind_of_texts(values) if wanted not in ("category", "text", "id") else wanted
    return Column(name, kind, _categories(values) if kind == "category" else values.to_pandas())


def _without_missing(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts with nulls where they stand for a missing value; only then is anything copied."""
    import pyarrow as pa
    import pyarrow.compute as pc

    gaps = pc.is_in(pc.utf8_lower(values), pa.array(MISSING))
    return pc.if_else(gaps, pa.scalar(None, pa.string()), values) if pc.any(gaps).as_py() else values


def _kind_of_texts(values: pa.ChunkedArray) -> str:
    """Whether texts are categories, names of the rows, or texts."""
    import pyarrow.compute as pc

    sample = values.slice(0, _SAMPLE).drop_null()
    if not len(sample):
        return "category"
    kinds = pc.count_distinct(sample).as_py()
    lengths = pc.mean(pc.utf8_length(sample)).as_py()
    most = len(sample) / 2 if len(sample) > _FEW_ROWS else len(sample) - 1
    if kinds <= 2 or (kinds <= min(most, MOST_KINDS) and lengths <= _LONG_TEXT):
        return "category"
    spaces = pc.any(pc.match_substring(sample, " ")).as_py()
    return "id" if kinds == len(sample) and kinds >= 10 and not spaces else "text"


def _categories(values: pa.ChunkedArray) -> pd.Series:
    """Texts as categories, in the order of the alphabet."""
    import pandas as pd

    series = pd.Series(values.dictionary_encode().combine_chunks().to_pandas())
    return pd.Series(pd.Categorical(series).reorder_categories(sorted(series.cat.categories)))


def _as_numbers(values: pa.ChunkedArray, decimal: str, always: bool) -> tuple[pd.Series, int] | None:
    """Texts as numbers, and how many are none; None if those are too many. Thousands may be set apart; signs of money are dropped."""
    import pyarrow.compute as pc

    if not always:
        sample = values.slice(0, _SAMPLE).drop_null()
        if not len(sample) or pc.mean(_matches(sample, decimal).cast("int8")).as_py() < _MOSTLY - 0.05:
            return None
    matching = _matches(values, decimal)
    given = len(values) - values.null_count
    strange = given - (pc.sum(matching).as_py() or 0)
    if strange > (1 - _MOSTLY) * given + 1e-9 and not always:
        return None
    return _cast_numbers(values, matching, decimal), strange


def _matches(values: pa.ChunkedArray, decimal: str) -> Any:
    """Which texts are numbers, or null."""
    import pyarrow.compute as pc

    group = r"[.' \x{a0}\x{202f}]" if decimal == "," else r"[,' \x{a0}\x{202f}]"
    point = "," if decimal == "," else r"\."
    whole = rf"(\d{{1,3}}({group}\d{{3}})+|\d+)"
    number = rf"[₩$€£¥]? ?[+-]?({whole}({point}\d*)?|{point}\d+)([eE][+-]?\d+)? ?[%원€₩$]?"
    return pc.match_substring_regex(
        values, rf"^([+-]?{number}|[₩$€£¥]?\({number}\))$"
    )  # in brackets: below 0, as accountants write


def _cast_numbers(values: pa.ChunkedArray, matching: Any, decimal: str) -> pd.Series:
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    kept = pc.if_else(matching, values, pa.scalar(None, pa.string()))
    kept = pc.replace_substring_regex(kept, r"[₩$€£¥%원' \x{a0}\x{202f}]" + ("|\\." if decimal == "," else "|,"), "")
    if decimal == ",":
        kept = pc.replace_substring(kept, ",", ".")
    kept = pc.replace_substring_regex(kept, r"^\((.*)\)$", r"-\1")
    kept = pc.replace_substring_regex(kept, r"^\+|\.$", "")
    numbers = np.array(kept.cast(pa.float64()).to_numpy(), dtype=np.float64)
    numbers[~np.isfinite(numbers)] = np.nan
    return pd.Series(numbers)


def unusable(name: str) -> str:
    """What is said of a column whose values are no single ones."""
    return _("'{name}' is left out: its values are lists or bytes.").format(name=name)
