"""What is seen in the letters of a whole column is what a look at every text would show."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.datasets import DatasetConfig
from playground.datasets.dataset import ignore
from playground.datasets.table_columns import column_of
from playground.datasets.table_exact import columns_of_decimals, exact
from playground.datasets.table_file import read_table
from playground.datasets.table_guesses import MISSING
from playground.datasets.table_letters import (
    have_more_zeros,
    holds,
    trimmed,
    with_digits,
    without,
    without_empty,
    without_missing,
)

TEXTS = st.lists(
    st.none()
    | st.text(alphabet='09.,- €é٣"x', max_size=5)
    | st.sampled_from([*MISSING, "NA", "None", "7", "-0", "007", "0x1F", "2020-01-01"]),
    max_size=6,
)


@settings(deadline=None)
@given(parts=st.lists(TEXTS, max_size=3), start=st.integers(0, 3))
def test_letters_tell_what_texts_tell(parts: list[list[str | None]], start: int) -> None:
    texts = pa.chunked_array([pa.array(part, pa.string()) for part in parts], pa.string()).slice(start)
    given_ = [text for text in texts.to_pylist() if text is not None]
    assert holds(texts, ",") == any("," in text for text in given_)
    assert trimmed(texts).to_pylist() == pc.utf8_trim_whitespace(texts).to_pylist()
    assert without_missing(texts).to_pylist() == [
        None if text is None or text.lower() in MISSING else text for text in texts.to_pylist()
    ]
    assert without_empty(texts).to_pylist() == [text or None for text in texts.to_pylist()]
    known = pa.array(given_, pa.string())
    assert with_digits(known).tolist() == [any(letter in "0123456789" for letter in text) for text in given_]
    assert have_more_zeros(texts) == any(text.startswith("-0") or (text[0] == "0" and len(text) > 1) for text in given_ if text)
    assert without(known, "x-").to_pylist() == [
        "".join(letter for letter in text if letter.isascii() and letter not in "x-") for text in given_
    ]
    assert exact(texts).cast(pa.string()).to_pylist() == texts.to_pylist()


def test_columns_of_decimals_show_their_sign() -> None:
    first = pa.table({"told": ["1,5", "2"], "thousands": ["1,234", "5,678"], "both": ["1,5", "1.5"], "whole": ["1", "2"]})
    assert columns_of_decimals(first, ",").names == {"told"}
    assert columns_of_decimals(first, ".").names == set()


@pytest.mark.parametrize("odd", ["", "n. v.", "1e400"])
def test_a_word_is_missing_among_numbers_and_a_text_among_texts(odd: str, tmp_path: Path) -> None:
    rows = [f"{n}.5,{'NA' if n % 2 else 'None'},{n % 7}" for n in range(3000)]
    rows[1], rows[2], rows[3], rows[2500] = "NA,,1", "None,red,NA", '"N/A","",3', f"{odd},NA,4"
    far = "-" * 150  # the last rows are not among the first, which tell the columns of numbers
    (tmp_path / "t.csv").write_text("\n".join(["a,b,c,far", *(f"{row},{far}" for row in rows)]), encoding="utf-8")
    table = read_table(tmp_path / "t.csv", DatasetConfig(name="csv"), ignore).table
    a, b, c = (column_of(name, table.column(name)) for name in "abc")
    assert (a.type, b.type, c.type) == ("number", "category", "number")
    assert np.flatnonzero(a.values.isna()).tolist() == [1, 2, 3, 2500]
    assert a.strange == (odd in ("n. v.", "1e400"))
    assert b.values[[0, 1, 2, 3, 4, 2500]].tolist() == ["None", np.nan, "red", np.nan, "None", "NA"]
    assert np.flatnonzero(c.values.isna()).tolist() == [2]
