"""Whether the quotation marks of a text stand where they belong: a quick look at its bytes, beside which pyarrow's reading is trusted."""

from __future__ import annotations

from collections.abc import Iterator

_PART = 2**18


class Marks:
    """Sees a text pass by, piece by piece.

    Attributes:
        paired: Whether every quotation mark so far begins or ends a cell within one line, or is doubled inside of one. Where it is not so,
            the text may still be sound (a cell with a line break): then it has to be read row by row to know.
        any: Whether there was one at all.
    """

    def __init__(self, quote: str, separator: str) -> None:
        self.paired, self.any = True, False
        self._quote, self._separator = ord(quote), ord(separator)
        self._sign = quote.encode()
        self._tail = b""

    def see(self, data: bytes) -> None:
        """The next piece; an empty one is the end."""
        if not self.paired:
            return
        data, self._tail = self._tail + data, b""
        if self._sign not in data:
            self._tail = data[-1:]
            return
        self.any = True
        end = data.rfind(b"\n") + 1 if data else 0
        if end == 0:
            end = data.rfind(b"\r") + 1
        lines, self._tail = data[:end], data[end:]
        self.paired = all(_pair(some, self._quote, self._separator) for some in _in_parts(lines))

    def end(self) -> None:
        """There is no more."""
        if self.paired and self._sign in self._tail:
            self.any = True
            self.paired = _pair(self._tail, self._quote, self._separator)
        self._tail = b""


def _in_parts(lines: bytes) -> Iterator[bytes]:
    """Whole lines, few at a time: what is made of them stays near the processor."""
    start = 0
    while start < len(lines):
        end = lines.rfind(b"\n", start, start + _PART) + 1 or lines.find(b"\n", start) + 1 or len(lines)
        yield lines[start:end]
        start = end


def _pair(data: bytes, quote: int, separator: int) -> bool:
    """Whether the marks in whole lines pair, each pair in a line."""
    import numpy as np

    letters = np.frombuffer(b"\n" + data + b"\n", np.uint8)
    marks = np.flatnonzero(letters == quote)
    if not len(marks):
        return True
    bounds = np.zeros(256, dtype=bool)
    bounds[[separator, 10, 13]] = True
    runs = np.flatnonzero(letters[marks + 1] == quote)  # marks behind which another stands
    if len(runs):
        first = letters[marks - 1] != quote
        last = np.ones(len(marks), dtype=bool)
        last[runs] = False
        starts, ends = marks[first], marks[last] + 1
        begins, closes = bounds[letters[starts - 1]], bounds[letters[ends]]
        odd = (ends - starts) % 2 == 1
        if (~odd & begins & ~closes).any():
            return False
        starts, begins, closes = starts[odd], begins[odd], closes[odd]
    else:
        starts, begins, closes = marks, bounds[letters[marks - 1]], bounds[letters[marks + 1]]
    if len(starts) % 2 or not (begins[::2].all() and closes[1::2].all()) or begins[1::2].any() or closes[::2].any():
        return False
    opening, closing = starts[::2], starts[1::2]
    if not len(opening):
        return True
    newlines = np.flatnonzero((letters == 10) | (letters == 13) if b"\r" in data else letters == 10)
    before = np.searchsorted(opening, newlines) - 1
    return not (newlines[before >= 0] < closing[before[before >= 0]]).any()
