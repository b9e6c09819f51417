"""Reads a text as a table: with pyarrow's parallel reader, which is fed by us so that it can be watched, checked and cancelled.

pyarrow says little of what is wrong with a file, and takes some broken ones. Where it stumbles, or the quotation marks do not pair,
``table_rows`` goes through the file row by row and says where.
"""

from __future__ import annotations

import codecs
import threading
from typing import TYPE_CHECKING, Any, BinaryIO

from playground.datasets.dataset import DatasetError, Progress
from playground.datasets.steps import Steps
from playground.datasets.table_exact import Decimals, columns_of_decimals, exact_columns
from playground.datasets.table_layout import Layout
from playground.datasets.table_letters import without_empty
from playground.datasets.table_marks import Marks
from playground.datasets.table_rows import check_rows, read_rows
from playground.language import _, ngettext

if TYPE_CHECKING:
    import pyarrow as pa

MOST_CELLS = 60_000_000
"""More cells than these are not kept: of a longer table every second, third, ... row is used."""
_BLOCK = 4 * 2**20
_SLOW_MOST = 200 * 2**20
"""Bytes that are read row by row at most, which needs much memory."""
_CELL_BYTES_FROM = 2**20
_FIRST = 2**18
"""Bytes of the first rows, which tell the columns of numbers with parts."""


class BadBytesError(DatasetError):
    """Bytes that are no letters in the encoding."""


class Source:
    """A file as pyarrow reads it: always UTF-8, told of and checked on the way. Called on pyarrow's threads.

    Attributes:
        marks: What was seen of the quotation marks.
        failure: What reading raised, if it did.
    """

    closed = False

    def __init__(self, file: BinaryIO, layout: Layout, progress: Progress) -> None:
        self.failure: Exception | None = None
        self._file = file
        self._layout = layout
        self._progress = progress
        self._lock = threading.Lock()
        self.rewind()

    def rewind(self) -> None:
        """Begins again at the start of the file."""
        self._file.seek(0)
        self.marks = Marks(self._layout.dialect.quote, self._layout.delimiter)
        self._lines = 1
        self._done = 0
        encoding = self._layout.encoding
        self._decoder = None if encoding == "utf-8" else codecs.getincrementaldecoder(encoding)()

    def read(self, size: int = -1) -> bytes:
        """The next bytes; raises what the progress raises, and ``DatasetError`` for what is no text."""
        try:
            return self._read(size)
        except Exception as error:
            self.failure = error  # pyarrow may tell it in words of its own
            raise

    def _read(self, size: int) -> bytes:
        with self._lock:
            while True:
                data = self._file.read(size)
                at_start, self._done = self._done == 0, self._done + len(data)
                self._progress(self._done / max(self._layout.size, 1), self._words())
                if self._decoder is not None:
                    data = self._as_utf8(data, at_start, final=not data)
                    if not data and self._done < self._layout.size:
                        continue
                break
            if b"\0" in data:
                row = self._lines + data[: data.index(b"\0")].count(b"\n")
                raise DatasetError(_("The file is not a text: row {row} holds a byte 0.").format(row=row))
            self.marks.see(data) if data else self.marks.end()
            self._lines += data.count(b"\n")
            return data

    def _as_utf8(self, data: bytes, at_start: bool, final: bool) -> bytes:
        assert self._decoder is not None
        try:
            text = self._decoder.decode(data, final)
        except UnicodeError as error:
            row = self._lines + data[: getattr(error, "start", 0)].count(b"\n")
            raise BadBytesError(
                _("Row {row} holds bytes that are no letters in {encoding}; choose another encoding.").format(
                    row=row, encoding=self._layout.encoding.upper()
                )
            ) from None
        return (text.removeprefix("\ufeff") if at_start else text).encode()

    def _words(self) -> str:
        return _("Reading {done:,.0f} of {all:,.0f} MB").format(done=self._done / 1e6, all=self._layout.size / 1e6)

    def readable(self) -> bool:
        """Always: part of what pyarrow asks of a file."""
        return True

    def seekable(self) -> bool:
        """Never."""
        return False

    def close(self) -> None:
        """Nothing: whoever opened the file closes it."""


def read_text(
    file: BinaryIO, layout: Layout, steps: Steps, progress: Progress, together: bool, letters: frozenset[str] = frozenset()
) -> pa.Table:
    """All columns of a text, letter for letter, with nulls for empty cells.

    Args:
        file: The open file.
        layout: How it is laid out.
        steps: Takes what was done.
        progress: Told how far it is.
        together: Of a table that is too long, use the first rows, not some of all: it is a series.
        letters: Columns whose every letter counts, whatever they look like: the user calls them categories.

    Raises:
        DatasetError: it cannot be read; the message names the row.
        BadBytesError: the encoding is another one.
        Cancelled: ``progress`` said so.
    """
    import pyarrow as pa

    if layout.separator == "space" or layout.dialect.escape:  # pyarrow cannot, or takes more than the quotation mark for escaped
        return _slowly(file, layout, steps, progress, "")
    every = _share(file, layout)
    file.seek(0)
    quoted = layout.dialect.quote.encode() in file.read(_CELL_BYTES_FROM)
    decimals = _decimals(file, layout, quoted)
    decimals = Decimals(decimals.names - letters, decimals.missing)
    source = Source(file, layout, progress)
    try:
        table = _parsed(source, layout, quoted, every, together, decimals)
        if source.marks.any and not quoted:  # the first quotation mark comes late: a cell could hold a line break
            source.rewind()
            table = _parsed(source, layout, True, every, together, decimals)
    except (pa.ArrowException, UnicodeError) as error:
        if source.failure is not None:
            raise source.failure from None
        return _slowly(file, layout, steps, progress, str(error).splitlines()[0][:200])
    if not source.marks.paired and check_rows(file, layout, progress):
        return _slowly(file, layout, steps, progress, _("it holds quotation marks without their partners"))
    if every > 1:
        _tell_sample(steps, table.num_rows, every, together)
    return table


def _share(file: BinaryIO, layout: Layout) -> int:
    """How many rows there are for each that is kept: 1 unless the table has more than ``MOST_CELLS``."""
    file.seek(0)
    lines = file.read(_CELL_BYTES_FROM).count(b"\n")
    rows = layout.size / _CELL_BYTES_FROM * max(lines, 1) if layout.size > _CELL_BYTES_FROM else lines
    return max(1, -int(-rows * len(layout.names) // MOST_CELLS))


def _decimals(file: BinaryIO, layout: Layout, quoted: bool) -> Decimals:
    """The columns of numbers with parts, by the first rows of the file; none where pyarrow cannot read those."""
    import pyarrow as pa
    from pyarrow import csv

    file.seek(0)
    start = file.read(_FIRST).decode(layout.encoding, errors="replace").removeprefix("\ufeff")
    source = pa.BufferReader(start[: start.rfind("\n") + 1].encode())
    try:
        first = csv.read_csv(source, convert_options=_conversion(layout), **_settings(layout, quoted))
        return columns_of_decimals(_as_texts(first, layout), layout.decimal)
    except (pa.ArrowException, BadBytesError):
        return Decimals()


def _settings(layout: Layout, quoted: bool, block: int = _BLOCK) -> dict[str, Any]:
    """How pyarrow reads rows."""
    from pyarrow import csv

    marks = layout.dialect.quote
    return {
        "read_options": csv.ReadOptions(column_names=list(layout.names), skip_rows=layout.skip, block_size=block),
        "parse_options": csv.ParseOptions(delimiter=layout.delimiter, quote_char=marks, newlines_in_values=quoted),
    }


def _parsed(
    source: Source, layout: Layout, quoted: bool, every: int, together: bool, decimals: Decimals | None = None
) -> pa.Table:
    """The table as pyarrow reads it."""
    import pyarrow as pa
    from pyarrow import csv

    settings = {"convert_options": _conversion(layout, decimals)} | _settings(layout, quoted, _BLOCK * (1 if every == 1 else 4))
    try:
        if every == 1:
            table = csv.read_csv(pa.PythonFile(source, mode="r"), **settings)
        else:  # block by block, so that the rest never is in memory
            table = _kept(csv.open_csv(pa.PythonFile(source, mode="r"), **settings), layout, every, together)
    except pa.ArrowInvalid:
        if decimals is None or not decimals.names or source.failure is not None:
            raise
        source.rewind()  # a later row of a column of numbers holds something else
        return _parsed(source, layout, quoted, every, together)
    return exact_columns(_as_texts(table, layout))


def _as_texts(table: pa.Table, layout: Layout) -> pa.Table:
    """The bytes as texts, null where there are none."""
    import pyarrow as pa

    columns = []
    for name, column in zip(table.column_names, table.columns, strict=True):
        try:
            columns.append(without_empty(column.cast(pa.string())) if pa.types.is_binary(column.type) else column)
        except pa.ArrowInvalid:
            text = _("The column '{name}' holds bytes that are no letters in {encoding}; choose another encoding.")
            raise BadBytesError(text.format(name=name, encoding=layout.encoding.upper())) from None
    return pa.table(columns, names=table.column_names)


def _conversion(layout: Layout, decimals: Decimals | None = None) -> Any:
    """Every cell as it is written, or null if it is empty: what it means is decided by column, in ``table_columns``. But for decimals."""
    import pyarrow as pa
    from pyarrow import csv

    decimals = decimals or Decimals()
    kinds = {name: pa.float64() if name in decimals.names else pa.binary() for name in layout.names}
    return csv.ConvertOptions(
        column_types=kinds,
        null_values=["", *sorted(decimals.missing)],
        strings_can_be_null=not decimals.missing,  # NA among texts is a text
        decimal_point=layout.decimal,
    )


def _kept(reader: Any, layout: Layout, every: int, together: bool) -> pa.Table:
    """The first rows, or every ``every``-th, of what a reader yields."""
    import numpy as np
    import pyarrow as pa

    kept: list[pa.RecordBatch] = []
    rows = count = 0
    most = MOST_CELLS // max(len(layout.names), 1)
    for batch in reader:
        if together:
            kept.append(batch.slice(0, most - count))
            count += kept[-1].num_rows
            if count >= most:
                break
        else:
            kept.append(batch.take(pa.array(np.arange(-rows % every, batch.num_rows, every))))
        rows += batch.num_rows
    return pa.Table.from_batches(kept, reader.schema)


def _tell_sample(steps: Steps, rows: int, every: int, together: bool) -> None:
    if together:
        steps.add(_("The table is too long to be held: its first {rows:,} rows are used.").format(rows=rows), "hint")
    else:
        text = ngettext(
            "The table is too long to be held: every row of {n} is used, {rows:,} rows in all.",
            "The table is too long to be held: one row in {n} is used, {rows:,} rows in all.",
            every,
        )
        steps.add(text.format(n=every, rows=rows), "hint")


def _slowly(file: BinaryIO, layout: Layout, steps: Steps, progress: Progress, reason: str) -> pa.Table:
    """What pyarrow cannot read as it is meant: row by row, or an error that says where it is broken."""
    if layout.size > _SLOW_MOST:
        check_rows(file, layout, progress)
        raise DatasetError(_("The table cannot be read: {reason}").format(reason=reason)) from None
    return read_rows(file, layout, steps, progress)
