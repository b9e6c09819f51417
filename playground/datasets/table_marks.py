"""Whether the quotation marks of a text stand where they belong: a quick look at its bytes, beside which pyarrow's reading is trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


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
        self.paired = _pair(lines, self._quote, self._separator)

    def end(self) -> None:
        """There is no more."""
        if self.paired and self._sign in self._tail:
            self.any = True
            self.paired = _pair(self._tail, self._quote, self._separator)
        self._tail = b""


def _pair(data: bytes, quote: int, separator: int) -> bool:
    """Whether the marks in whole lines pair, each pair in a line."""
    import numpy as np

    letters = np.frombuffer(b"\n" + data + b"\n", np.uint8)
    marks = np.flatnonzero(letters == quote)
    if not len(marks):
        return True
    breaks = np.flatnonzero(np.diff(marks) > 1)
    starts, ends = marks[np.concatenate(([0], breaks + 1))], marks[np.concatenate((breaks, [len(marks) - 1]))] + 1
    odd = (ends - starts) % 2 == 1
    begins, closes = _bounds(letters[starts - 1], separator), _bounds(letters[ends], separator)
    if (odd & (begins == closes)).any() or (~odd & begins & ~closes).any():
        return False
    opening, closing = starts[odd & begins], starts[odd & closes]
    if len(opening) != len(closing) or (opening >= closing).any() or (closing[:-1] >= opening[1:]).any():
        return False
    newlines = np.flatnonzero((letters == 10) | (letters == 13))
    return bool((np.searchsorted(newlines, opening) == np.searchsorted(newlines, closing)).all())


def _bounds(letters: npt.NDArray[np.uint8], separator: int) -> npt.NDArray[np.bool_]:
    """Which letters stand at the bounds of cells."""
    import numpy as np

    return np.isin(letters, (separator, 10, 13))
