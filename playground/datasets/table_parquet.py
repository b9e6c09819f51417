"""Reads Parquet files. A few bytes of one can stand for billions of values: what they will take is known before it is taken."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, BinaryIO

from playground.datasets.config import DatasetConfig
from playground.datasets.dataset import DatasetError, Progress
from playground.datasets.steps import Steps
from playground.datasets.table_cells import LONGEST_CELL
from playground.datasets.table_guesses import unique_names
from playground.datasets.table_layout import MOST_COLUMNS, Layout
from playground.language import _

if TYPE_CHECKING:
    import pyarrow as pa

_MOST_CELLS = 60_000_000
_MOST_LETTERS = 2**32
"""Bytes of all texts of a table."""
_FIRST_LETTERS = 2**26
"""Bytes of texts in a first look."""
_BATCH = 65_536
_SMALL, _DENSE = 8, 50
"""Bytes per value, and times that a column is packed, from which its values are read as references to the different ones."""


def _without_periods(table: pa.Table) -> pa.Table:
    """A table of a Parquet file with periods of pandas, which are kept as numbers with a note, as the moments at which they begin."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    for place, field in enumerate(table.schema):
        values, note = table.column(place), field.metadata or {}
        if getattr(field.type, "extension_name", "") == "pandas.period":  # once pandas has told pyarrow of them
            freq = field.type.freq
            values = pa.chunked_array([chunk.storage for chunk in values.chunks], pa.int64())
        elif note.get(b"ARROW:extension:name") == b"pandas.period":
            freq = json.loads(note[b"ARROW:extension:metadata"])["freq"]
        else:
            continue
        numbers = np.asarray(values.fill_null(pd.NaT.value).to_numpy(), dtype=np.int64)
        periods: Any = pd.PeriodIndex
        starts = periods.from_ordinals(numbers, freq=freq).to_timestamp().to_series(index=range(len(numbers)))
        table = table.set_column(place, field.name, pa.chunked_array([pa.array(starts.astype("datetime64[us]"))]))
    return table


def _check_texts(batch: pa.RecordBatch, name: str) -> None:
    """Checks that the texts of a part of a table are texts: pyarrow does so only when it is too late to say where they are from."""
    import pyarrow as pa

    for column, values in zip(batch.schema.names, batch.columns, strict=True):
        try:
            values.validate(full=True)
        except pa.ArrowInvalid:
            text = _("{name} is damaged: the column '{column}' holds bytes that are no text.")
            raise DatasetError(text.format(name=name, column=column[:60])) from None


def _letters(batch: pa.RecordBatch, name: str) -> int:
    """Bytes that the texts of a part of a table take when each is there by itself.

    Raises:
        DatasetError: one is too long.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    letters = 0
    for column, values in zip(batch.schema.names, batch.columns, strict=True):
        coded = pa.types.is_dictionary(values.type)
        kind = values.type.value_type if coded else values.type
        if not (
            pa.types.is_string(kind)
            or pa.types.is_large_string(kind)
            or pa.types.is_binary(kind)
            or pa.types.is_large_binary(kind)
        ):
            continue
        lengths = pc.binary_length(values.dictionary if coded else values).cast(pa.int64())
        if (pc.max(lengths).as_py() or 0) > LONGEST_CELL:
            text = _("{name}: the column '{column}' holds a text that is longer than {n:,} letters.")
            raise DatasetError(text.format(name=name, column=column[:60], n=LONGEST_CELL))
        letters += pc.sum(lengths.take(values.indices) if coded else lengths).as_py() or 0
    return letters


def _repeated(source: Any) -> list[str]:
    """The columns of texts of which the file holds each different one once, and which may be much larger than that."""
    found, about = [], source.metadata
    for place in range(about.num_columns if about.num_row_groups else 0):
        groups = [about.row_group(group).column(place) for group in range(about.num_row_groups)]
        values = sum(group.num_values for group in groups)
        full = sum(group.total_uncompressed_size for group in groups)
        packed = sum(group.total_compressed_size for group in groups)
        texts = groups[0].physical_type == "BYTE_ARRAY" and groups[0].path_in_schema in source.schema_arrow.names
        if texts and any(group.has_dictionary_page for group in groups) and (full < _SMALL * values or full > _DENSE * packed):
            found.append(groups[0].path_in_schema)
    return found


def _rows(source: Any, name: str, every: int, progress: Progress, most: int | None) -> pa.Table:
    """The first rows, or every ``every``-th, of a file."""
    import pyarrow as pa

    batches: list[pa.RecordBatch] = []
    read = letters = 0
    rows = source.metadata.num_rows
    for batch in source.iter_batches(batch_size=_BATCH if most is None else most):
        _check_texts(batch, name)
        read += batch.num_rows
        if every > 1:
            batch = batch.take(pa.array(range((batch.num_rows - read) % every, batch.num_rows, every)))
        new = _letters(batch, name)
        if most is not None and new > _FIRST_LETTERS:
            batch = batch.slice(0, max(batch.num_rows * _FIRST_LETTERS // new, 1))
        elif (letters := letters + new) > _MOST_LETTERS:
            text = _("{name} is too large: its texts take more than {size:,.0f} MB when they are unpacked.")
            raise DatasetError(text.format(name=name, size=_MOST_LETTERS / 1e6))
        batches.append(batch)
        progress(read / max(rows, 1), _("Reading row {n:,} of {all:,}").format(n=read, all=rows))
        if most is not None and read >= most:
            break
    return pa.Table.from_batches(batches, source.schema_arrow)


def read_parquet(
    file: BinaryIO, name: str, config: DatasetConfig, steps: Steps, progress: Progress, most: int | None = None
) -> tuple[Layout, pa.Table]:
    """A Parquet file; of one with too many cells the first rows of every part.

    Raises:
        DatasetError: it is broken.
        Cancelled: ``progress`` said so.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file.seek(0)
        source = parquet.ParquetFile(file)
        rows, width = source.metadata.num_rows, len(source.schema_arrow.names)
        if width > MOST_COLUMNS:
            raise DatasetError(_("The table has {n} columns; at most {most} can be used.").format(n=width, most=MOST_COLUMNS))
        if not width:
            raise DatasetError(_("The file is empty."))
        every = 1 if most is not None else max(1, -(-rows * width // _MOST_CELLS))
        if repeated := _repeated(source):
            file.seek(0)
            source = parquet.ParquetFile(file, read_dictionary=repeated)
        table = _without_periods(_rows(source, name, every, progress, most))
    except (pa.ArrowException, OSError, ValueError, MemoryError, OverflowError) as error:
        if isinstance(error, DatasetError):
            raise
        reason = (str(error).splitlines() or [""])[0][:200].rstrip(".")
        raise DatasetError(_("{name} is not a whole Parquet file: {reason}.").format(name=name, reason=reason)) from None
    if every > 1:
        text = _("The table is too long to be held: one row in {n} is used, {rows:,} rows in all.")
        steps.add(text.format(n=every, rows=table.num_rows), "hint")
    names = unique_names([str(column) for column in table.column_names])
    size = os.fstat(file.fileno()).st_size
    return Layout("parquet", size, decimal=config.decimal or ".", names=names), _with_periods(table).rename_columns(list(names))


def _with_periods(table: pa.Table) -> pa.Table:
    """The table with pandas' periods, which a file keeps as numbers, as the days they begin on."""
    import pyarrow as pa

    for place, field in enumerate(table.schema):
        kept = field.metadata or {}
        known = (
            kept.get(b"ARROW:extension:name") == b"pandas.period" or getattr(field.type, "extension_name", "") == "pandas.period"
        )
        if not known:
            continue
        import pandas as pd

        column = table.column(place)
        if isinstance(field.type, pa.ExtensionType):
            pace = field.type.freq  # of pandas' own type
            column = pa.chunked_array([chunk.storage for chunk in column.chunks], pa.int64())
        else:
            pace = json.loads(kept[b"ARROW:extension:metadata"])["freq"]
        numbers = column.to_pandas().astype("Int64")
        begins = [None if pd.isna(n) else pd.Period(ordinal=int(n), freq=pace).start_time for n in numbers]
        table = table.set_column(place, field.name, pa.array(begins, pa.timestamp("us")))
    return table
