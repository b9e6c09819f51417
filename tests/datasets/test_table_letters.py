"""What is seen in the letters of a whole column is what a look at every text would show."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.datasets.table_exact import columns_of_decimals, exact
from playground.datasets.table_guesses import MISSING
from playground.datasets.table_letters import holds, trimmed, without, without_missing

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
    known = pa.array(given_, pa.string())
    assert without(known, "x-").to_pylist() == [
        "".join(letter for letter in text if letter.isascii() and letter not in "x-") for text in given_
    ]
    assert exact(texts).cast(pa.string()).to_pylist() == texts.to_pylist()


def test_columns_of_decimals_show_their_sign() -> None:
    first = pa.table({"told": ["1,5", "2"], "thousands": ["1,234", "5,678"], "both": ["1,5", "1.5"], "whole": ["1", "2"]})
    assert columns_of_decimals(first, ",") == {"told"}
    assert columns_of_decimals(first, ".") == frozenset()
