"""A text is cut into the same cells as the csv module cuts it, and where that gives up, a mark that cannot be one is a letter."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.datasets.table_cells import LOST, SPACED, Dialect, rows_in
from playground.datasets.table_marks import Marks

CELLS = st.lists(st.lists(st.text(alphabet="a1 ,;'\"\\\n\r", max_size=6), min_size=2, max_size=4), min_size=1, max_size=5)


def cut(text: str, width: int = 0, **written: str | bool) -> list[tuple[list[str], int]]:
    lines = io.StringIO(text, newline="")
    return [(row.cells, row.odd) for row in rows_in(lines, Dialect(**written), width)]  # type: ignore[arg-type]  # keywords


@settings(deadline=None)
@given(rows=CELLS, quote=st.sampled_from("\"'"), separator=st.sampled_from(",;\t|"), everywhere=st.booleans())
def test_what_the_csv_module_writes_is_cut_as_it_reads_it(
    rows: list[list[str]], quote: str, separator: str, everywhere: bool
) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quotechar=quote, quoting=csv.QUOTE_ALL if everywhere else csv.QUOTE_MINIMAL).writerows(
        rows
    )
    if out.getvalue().startswith(" ") or f"{separator} {quote}" in out.getvalue():
        return  # a blank before a quotation mark belongs to no cell here
    assert cut(out.getvalue(), separator=separator, quote=quote) == [(row, 0) for row in rows]


@settings(deadline=None)
@given(text=st.text(alphabet='a,"\n\r \\', max_size=60), width=st.integers(0, 3))
def test_no_letter_is_lost_whatever_the_text(text: str, width: int) -> None:
    kept = "".join(cell for cells, _odd in cut(text, width) for cell in cells)
    assert kept.count("a") == text.count("a")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('1,"b,c\n2,"x, y"\n', [(["1", '"b', "c"], LOST), (["2", "x, y"], 0)]),
        ('"All, 48"","Made, in"\n', [(['All, 48"', "Made, in"], LOST)]),
        ('""These, x.",y\n', [(['"These, x.', "y"], LOST)]),
        ('1,a"\n2,b\n', [(["1", 'a"'], 0), (["2", "b"], 0)]),
        ('1,"\n2,"b"\n', [(["1", '"'], LOST), (["2", "b"], 0)]),
        ('1, "x, y"\n', [(["1", "x, y"], SPACED)]),
        ('"a" ,b\n', [(["a", "b"], SPACED)]),
        ('a,"no end\n1,2\n', [(["a", '"no end'], LOST), (["1", "2"], 0)]),
        ('a,"two\nlines"\n', [(["a", "two\nlines"], 0)]),
        ("\n\na,b\r\n\r\n", [(["a", "b"], 0)]),
    ],
)
def test_a_mark_that_cannot_be_one_is_a_letter(text: str, rows: list[tuple[list[str], int]]) -> None:
    assert cut(text) == rows


def test_a_cell_that_holds_whole_rows_was_opened_by_mistake() -> None:
    text = 'a,"b\n1,2\n3,4\n5,6\nc,d"\n'
    assert cut(text, width=2)[1:4] == [(["1", "2"], 0), (["3", "4"], 0), (["5", "6"], 0)]
    assert len(cut('a,"b\nsome words\nand, here, others\nc"\n', width=2)) == 1


def test_quotes_and_escapes_of_other_programs() -> None:
    assert cut('"he \\"hi\\", x",0\n', escape="\\") == [(['he "hi", x', "0"], 0)]
    assert cut("'won't, x',b\n", quote="'") == [(["won't, x", "b"], LOST)]
    assert cut(' 1   2 "a b" \n', separator=" ") == [(["1", "2", "a b"], SPACED)]


@settings(deadline=None)
@given(text=st.text(alphabet='a,"\n', max_size=50), cuts=st.integers(1, 9))
def test_marks_are_trusted_only_where_no_row_is_odd(text: str, cuts: int) -> None:
    marks, data = Marks('"', ","), text.encode()
    for start in range(0, len(data), cuts):
        marks.see(data[start : start + cuts])
    marks.end()
    if marks.paired:
        assert all(odd == 0 for _cells, odd in cut(text))
        assert [cells for cells, _odd in cut(text)] == [
            row for row in csv.reader(io.StringIO(text, newline="")) if row and row != [""]
        ]
