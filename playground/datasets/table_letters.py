"""The letters of a column of texts as the bytes that pyarrow keeps: what they show at once spares a look at every text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from playground.datasets.table_guesses import MISSING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Letters = npt.NDArray[np.uint8]
    Ends = npt.NDArray[np.int32]

_BLANK, _DELETE = 32, 127
_ZERO, _NINE = 48, 57
_MINUS = 45


def holds(texts: pa.ChunkedArray, sign: str) -> bool:
    """Whether a letter of ASCII is in one of the texts."""
    import pyarrow.compute as pc

    if not any(sign.encode() in letters.tobytes() for letters, _ends in _chunks(texts)):
        return False
    return bool(pc.any(pc.match_substring(texts, sign)).as_py())  # what was there may be null by now


def only_digits(texts: pa.Array) -> bool:
    """Whether there is nothing but digits in texts, none of which is empty or null."""
    return all(bool(((letters >= _ZERO) & (letters <= _NINE)).all()) for letters, _ends in _chunks(texts))


def with_digits(texts: pa.Array) -> npt.NDArray[np.bool_]:
    """Which texts hold a digit."""
    import numpy as np

    found = [np.zeros(0, dtype=bool)]
    for letters, ends in _chunks(texts):
        digits = np.append(0, np.cumsum((letters >= _ZERO) & (letters <= _NINE), dtype=np.int32))
        found.append(np.diff(digits[ends]) > 0)
    return np.concatenate(found)


def have_more_zeros(texts: pa.ChunkedArray) -> bool:
    """Whether a text begins with a 0 before something else, or with -0: ``007``, ``-0`` or ``0x1F``."""
    import numpy as np

    for letters, ends in _chunks(texts):
        starts = ends[:-1][np.diff(ends) > 1]
        first = letters[starts]
        if (first == _ZERO).any() or (letters[starts[first == _MINUS] + 1] == _ZERO).any():
            return True
    return False


def trimmed(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts without blanks around them; only where a blank is anywhere is something copied."""
    import pyarrow.compute as pc

    if all(bool(((letters > _BLANK) & (letters < _DELETE)).all()) for letters, _ends in _chunks(texts)):
        return texts
    return pc.utf8_trim_whitespace(texts)


def without_empty(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts with null where there is no letter; only then is anything copied."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    empty = np.concatenate([ends[1:] == ends[:-1] for _letters, ends in _chunks(texts)] or [np.zeros(0, dtype=bool)])
    if not empty.any() or not (empty & np.asarray(texts.is_valid())).any():
        return texts
    return pc.if_else(pa.array(empty), pa.scalar(None, pa.string()), texts)


def without_missing(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts with nulls where they stand for a missing number or date; only then is anything copied."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    perhaps = np.concatenate([_end_in_no_digit(*chunk) for chunk in _chunks(texts)] or [np.zeros(0, dtype=bool)])
    if not perhaps.any():
        return texts
    gaps = np.asarray(pc.is_in(pc.utf8_lower(texts.filter(pa.array(perhaps)).drop_null()), pa.array(MISSING)))
    if not gaps.any():
        return texts
    perhaps &= np.asarray(texts.is_valid())
    perhaps[perhaps] = gaps
    return pc.if_else(pa.array(perhaps), pa.scalar(None, pa.string()), texts)


def shapes(texts: pa.Array) -> pa.Array:
    """The different texts, none of which is null, when all digits are alike."""
    import numpy as np

    alike = np.arange(256, dtype=np.uint8)
    alike[_ZERO : _NINE + 1] = _ZERO
    return _texts((alike[letters], ends) for letters, ends in _chunks(texts)).unique()


def without(texts: pa.Array, signs: str) -> pa.Array:
    """Texts, none of which is null, without some signs of ASCII and without all letters beyond ASCII."""
    import numpy as np

    kept = np.arange(256) < 128
    kept[list(signs.encode())] = False
    made = []
    for letters, ends in _chunks(texts):
        here = kept[letters]
        made.append((letters[here], np.append(0, np.cumsum(here, dtype=np.int32))[ends]))
    return _texts(made)


def _texts(parts: Iterable[tuple[Letters, Ends]]) -> pa.Array:
    """Texts again, from letters and ends."""
    import numpy as np
    import pyarrow as pa

    made = [
        pa.StringArray.from_buffers(len(ends) - 1, pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(letters))
        for letters, ends in parts
    ]
    return pa.concat_arrays(made) if made else pa.array([], pa.string())


def has_word_letters(texts: pa.Array) -> bool:
    """Whether there are letters of the alphabet in texts, but for the e of an exponent."""
    import numpy as np

    letters = np.array([chr(code).isalpha() and chr(code) not in "eE" for code in range(128)] + [False] * 128)
    return any(bool(letters[some].any()) for some, _ends in _chunks(texts))


def _end_in_no_digit(letters: Letters, ends: Ends) -> npt.NDArray[np.bool_]:
    """Which texts do not end in a digit: all that stand for a missing value, the empty one among them."""
    import numpy as np

    if not len(letters):
        return np.ones(len(ends) - 1, dtype=bool)
    digits = (letters >= _ZERO) & (letters <= _NINE)
    found: npt.NDArray[np.bool_] = ~digits[ends[1:] - 1] | (ends[1:] == ends[:-1])
    return found


def _chunks(texts: pa.ChunkedArray | pa.Array) -> Iterator[tuple[Letters, Ends]]:
    """Of each part of a column its letters, and where its texts end in them; the first of those is 0, where they begin."""
    import numpy as np
    import pyarrow as pa

    for chunk in texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]:
        _valid, places, data = chunk.buffers()
        if not len(chunk):
            continue
        ends = np.frombuffer(places, np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
        letters = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
        yield letters[ends[0] : ends[-1]], ends - ends[0]
