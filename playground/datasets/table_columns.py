"""What the values of a column are (number, category, date, text or id), and the column as values of that type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playground.datasets.identifiers import numbers_rows
from playground.datasets.number_dates import as_number_dates
from playground.datasets.table_categories import categories, kind_of_texts, labelled, on_words_for_missing
from playground.datasets.table_codes import too_long, unwrapped
from playground.datasets.table_dates import as_dates, local_clock
from playground.datasets.table_letters import trimmed, without_empty, without_missing
from playground.datasets.table_numbers import Numbers, plain_numbers, read_numbers
from playground.datasets.times_of_day import as_seconds
from playground.datasets.yearless import days_without_year, on_days_without_year
from playground.language import N_, _, ngettext

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_SAMPLE = 10_000
"""Rows from which the type of a column is guessed."""


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a table.

    Attributes:
        name: Its name, unique in the table.
        type: ``number``, ``category``, ``date``, ``text`` or ``id``; empty: it cannot be used at all (a list, for example).
        values: float64 with NaN for numbers, a categorical for categories, datetime64 for dates; else as they were.
        strange: Values that are not of the type, and count as missing.
        remark: What is worth a look, in words.
        examples: Some of the strange values, with their rows.
        code: A value that a number would change, such as ``007``: why a column of digits holds no numbers. Else empty.
        per: Of dates: what they tell apart, as in ``date_ways.Way``; empty: what their values need.
        instants: Of dates of several zones: the same in UTC.
        clock: Of numbers: whether they are the seconds of times of the day, or of lengths of time.
    """

    name: str
    type: str
    values: pd.Series
    strange: int = 0
    remark: str = ""
    examples: tuple[str, ...] = ()
    code: str = ""
    per: str = ""
    instants: pd.Series | None = None
    clock: bool = False

    def note(self) -> str:
        """What is said of the strange values and of what is worth a look; empty if there is neither."""
        return " ".join(words for words in (self.remark, self._on_strange()) if words)

    def _on_strange(self) -> str:
        if not self.strange:
            return ""
        if self.type == "date":
            text = ngettext(
                "{n} value of '{name}' is no date and counts as missing",
                "{n} values of '{name}' are no dates and count as missing",
                self.strange,
            )
        else:
            text = ngettext(
                "{n} value of '{name}' is no number and counts as missing",
                "{n} values of '{name}' are no numbers and count as missing",
                self.strange,
            )
        said = text.format(n=self.strange, name=self.name)
        return f"{said}: {', '.join(self.examples)}." if self.examples else f"{said}."


def column_of(name: str, values: pa.ChunkedArray, decimal: str = ".", wanted: str | None = None, chosen: bool = False) -> Column:
    """A column as values of its type: the one that is wanted, or the one that is guessed.

    Here alone it is decided what a value is, and what is missing: an empty cell always, ``NA`` and its like only where the others
    are numbers or dates. A column that does not hold what is wanted becomes what it does hold.

    Args:
        name: Its name.
        values: Texts letter for letter, or what the file itself says that they are.
        decimal: The decimal sign of the file.
        wanted: The type that the user chose.
        chosen: The user chose the decimal sign, too.
    """
    import pyarrow as pa

    values = _simple(values)
    kind = values.type
    if pa.types.is_string(kind):
        return _from_texts(name, values, decimal, wanted, chosen)
    for suits, make in (
        (pa.types.is_boolean, _from_flags),
        (pa.types.is_temporal, _from_moments),
        (_is_number, _from_numbers),
    ):
        if suits(kind):
            return make(name, values, wanted)
    import pandas as pd

    return Column(name, "", pd.Series([], dtype="float64"), remark=unusable(name, kind))


def _simple(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Values without what is only a way of keeping them: a dictionary, large or plain bytes that are texts, an extension's name."""
    import pyarrow as pa

    while isinstance(values.type, pa.ExtensionType) or pa.types.is_dictionary(values.type):
        if isinstance(values.type, pa.ExtensionType):
            values = pa.chunked_array([chunk.storage for chunk in values.chunks], values.type.storage_type)
        else:
            values = pa.chunked_array([chunk.dictionary_decode() for chunk in values.chunks], values.type.value_type)
    kind = values.type
    if pa.types.is_large_string(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or kind == pa.string_view():
        try:
            return values.cast(pa.string())
        except pa.ArrowInvalid:  # bytes that are no letters
            return values
    return values


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


def _from_numbers(name: str, values: pa.ChunkedArray, wanted: str | None) -> Column:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    whole = pa.types.is_integer(values.type) or (pa.types.is_decimal(values.type) and values.type.scale <= 0)
    if wanted in ("category", "text"):
        return Column(name, "category", labelled(values))
    numbers = np.array(values.cast(pa.float64(), safe=False).to_numpy(), dtype=np.float64)
    infinite = np.isinf(numbers)
    numbers[infinite] = np.nan
    if wanted in (None, "date") and (dates := as_number_dates(name, numbers, always=wanted == "date")) is not None:
        return Column(name, "date", **vars(dates))
    code = too_long(values, numbers) if whole else ""
    if code and wanted != "number":
        texts = values.cast(pa.string())
        kind = wanted or kind_of_texts(texts)
        kept = labelled(values) if kind == "category" else texts.to_pandas()
        return Column(name, kind, kept, remark="" if wanted else _on_code(name, code, kind), code=code)
    kind = wanted if wanted in ("number", "id") else "id" if numbers_rows(name, numbers) else "number"
    return Column(name, kind, pd.Series(numbers, copy=False), int(infinite.sum()))


def _on_code(name: str, code: str, kind: str) -> str:
    """What is said of codes that look like numbers."""
    as_what = {"category": _("a category"), "id": _("names of the rows"), "text": _("texts")}[kind]
    if code.startswith(("0", "+")):
        text = _("'{name}' holds codes such as {code}, which a number would change; they are taken as {kind}.")
    else:
        text = _("'{name}' holds whole numbers such as {code}, too long to be kept exactly; they are taken as {kind}.")
    return text.format(name=name, code=code, kind=as_what)


def _from_flags(name: str, values: pa.ChunkedArray, wanted: str | None) -> Column:
    import pyarrow as pa

    if wanted == "number":
        return _from_numbers(name, values.cast(pa.int8()), wanted)
    return Column(name, "category", categories(values.cast(pa.string())))


def _from_moments(name: str, values: pa.ChunkedArray, wanted: str | None) -> Column:
    import pyarrow as pa

    if pa.types.is_time(values.type) or pa.types.is_duration(values.type):
        wide = pa.time64("ns") if pa.types.is_time(values.type) else pa.duration("ns")
        seconds = values.cast(wide).cast(pa.int64()).cast(pa.float64())
        made = _from_numbers(name, seconds, "number")
        return Column(name, "number", made.values / 1e9, clock=True)
    if not (pa.types.is_timestamp(values.type) or pa.types.is_date(values.type)):
        return Column(name, "", values.cast(pa.string()).to_pandas(), remark=unusable(name, values.type))
    if wanted in ("category", "text", "id"):
        return _from_texts(name, values.cast(pa.string()), ".", wanted, False)
    return Column(name, "date", **vars(local_clock(values, name)))


def _from_texts(name: str, values: pa.ChunkedArray, decimal: str, wanted: str | None, chosen: bool) -> Column:
    import pandas as pd

    at_once = plain_numbers(values, decimal, chosen) if wanted in (None, "number") else None
    if at_once is None:  # else there are no blanks
        values = without_empty(unwrapped(trimmed(values)))
    found: Numbers | None = None
    remarks: list[str] = []
    if wanted in (None, "number"):
        found = _flags(values) if wanted and at_once is None else None
        found = found or at_once or read_numbers(name, values, decimal, chosen, always=wanted == "number")
        if found is not None and found.are_most and not found.code:
            if wanted is None and not found.strange and (dates := as_number_dates(name, found.values, always=False)) is not None:
                return Column(name, "date", **vars(dates))
            kind = "id" if wanted is None and numbers_rows(name, found.values) else "number"
            series = pd.Series(found.values, copy=False)
            return Column(name, kind, series, found.strange, " ".join(found.remarks), found.examples)
        if found is None and as_seconds(without_missing(values.slice(0, _SAMPLE))) is not None:
            seconds = as_seconds(without_missing(values))
            if seconds is not None:
                return Column(name, "number", *seconds, _("The times of '{name}' become seconds.").format(name=name), clock=True)
    if wanted in (None, "date") and as_dates(name, without_missing(values.slice(0, _SAMPLE)), wanted == "date") is not None:
        dates = as_dates(name, without_missing(values), always=wanted == "date")
        if dates is not None:
            return Column(name, "date", **vars(dates))
    if wanted == "date" and (numbers := read_numbers(name, values, decimal, chosen, always=False)) is not None:
        dates = as_number_dates(name, numbers.values, always=True)
        if dates is not None:
            return Column(name, "date", **vars(dates))
    kind = kind_of_texts(values) if wanted not in ("category", "text", "id") else wanted
    if found is not None and wanted is None:
        remarks += [_on_code(name, found.code, kind)] if found.code else found.remarks or [_on_mixture(name, found, kind)]
    if wanted in (None, "date") and (text := days_without_year(without_missing(values.slice(0, _SAMPLE)))):
        remarks.append(on_days_without_year(name, text))
    kept = categories(values) if kind == "category" else values.to_pandas()
    if kind == "category" and (words := on_words_for_missing(name, kept)):
        remarks.append(words)
    return Column(name, kind, kept, remark=" ".join(remarks), code=found.code if found is not None else "")


def _on_mixture(name: str, found: Numbers, kind: str) -> str:
    """What is said of a column of numbers and of texts."""
    text = _("{numbers} of the {all} values of '{name}' are numbers, the others are not: {examples}. They are taken as {kind}.")
    as_what = {"category": _("a category"), "id": _("names of the rows"), "text": _("texts")}[kind]
    count = found.given - found.strange
    return text.format(numbers=count, all=found.given, name=name, examples=", ".join(found.examples), kind=as_what)


def _flags(values: pa.ChunkedArray) -> Numbers | None:
    """``true`` and ``false`` as 1 and 0; None if there is anything else."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    lower = pc.utf8_lower(values)
    if not pc.all(pc.is_in(lower.drop_null(), pa.array(["true", "false"]))).as_py() or not len(lower.drop_null()):
        return None
    return Numbers(np.array(pc.equal(lower, "true").cast(pa.int8()).cast(pa.float64()).to_numpy(), dtype=np.float64))


_NESTED = {
    "list": N_("lists"),
    "struct": N_("groups of values"),
    "map": N_("pairs of keys and values"),
    "binary": N_("bytes"),
    "interval": N_("spans of time"),
}


def unusable(name: str, kind: pa.DataType) -> str:
    """What is said of a column whose values are no single ones."""
    words = next((words for word, words in _NESTED.items() if word in str(kind)), None)
    return _("'{name}' is left out: its values are {kind}.").format(name=name, kind=_(words) if words else str(kind)[:40])
