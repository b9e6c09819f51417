"""Texts of a column as numbers, in every way that ``table_writing`` knows. What cannot be read is counted and kept as an example.

The decimal sign belongs to a column as a whole: every value has its say, not the first ones alone. Each different text is read once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from playground.datasets.date_ways import NAMES_OF_MONTHS
from playground.datasets.number_remarks import on_units, remarks_on, shown
from playground.datasets.table_codes import code_in
from playground.datasets.table_guesses import MISSING
from playground.datasets.table_letters import with_digits, without_missing
from playground.datasets.table_plain import HEAD, numbers_of, values_of
from playground.datasets.table_writing import ALIKE, UNITS, WHOLE_MONEY, body, marked, number

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

MOSTLY = 0.9
"""Share of the values of a column that must be numbers for the others to count as missing."""
_HALF = 0.5
_SAMPLE = 10_000
_MOST_ODD, _LEAST_NUMBERS = 10, 20
"""Where fewer are numbers: at most so many other texts, and at least so many different numbers, or it is no column of numbers."""
_MOST_WORDS, _LEAST_WHOLE, _LEAST_PARTS = 3, 12, 5
"""The same for words, which stand again and again for a missing value: whole numbers, and numbers with decimals, which are no levels."""
_EXAMPLES = 3


@dataclass(frozen=True, eq=False)
class Numbers:
    """Texts as numbers.

    Attributes:
        values: ``(rows,)`` float64, NaN where there is none.
        strange: How many are there but are no numbers.
        examples: Some of those, with their rows: from 1, below the header.
        are_most: Whether the column is one of numbers, so that the strange ones count as missing.
        code: A text that a number would change, such as ``007``, if the column holds codes; else empty.
        given: How many are not missing.
        remarks: What is worth a word.
    """

    values: npt.NDArray[np.float64]
    strange: int = 0
    examples: tuple[str, ...] = ()
    are_most: bool = True
    code: str = ""
    given: int = 0
    remarks: tuple[str, ...] = field(default=())


def read_numbers(name: str, values: pa.ChunkedArray, decimal: str, chosen: bool, always: bool) -> Numbers | None:
    """Texts as numbers; None if not even half of them are some.

    Args:
        name: Of the column, for the remarks.
        values: Texts without blanks around them; null where a cell is empty.
        decimal: The decimal sign that the rest of the file suggests.
        chosen: It was chosen by the user, so that it goes before what the column suggests.
        always: Also if few are numbers, or they look like codes: the user says that they are numbers.
    """
    import numpy as np
    import pyarrow as pa

    head = without_missing(values.slice(0, HEAD))
    if values_of(head, decimal, chosen) is not None or not len(head.drop_null()):
        plain = values_of(values, decimal, chosen)
        if plain is None:
            plain = values_of(without_missing(values), decimal, chosen)
        if plain is not None and not np.isnan(plain).all():
            return Numbers(plain, code="" if always else code_in(values, plain))
    if not always:
        first = _Distinct(values.slice(0, _SAMPLE))
        share = max(first.share(first.matches(sign)) for sign in ".,")
        if share < MOSTLY and len(first.units) > 1:
            return Numbers(np.full(len(values), np.nan), are_most=False, remarks=(on_units(name, first.units),))
        if (
            first.given
            and share < _HALF - 0.1
            and not first.unit
            and max(first.share(first.matches(sign) | first.marked(sign)) for sign in ".,") < _HALF
        ):
            return None
    return _read(name, _Distinct(values), decimal, chosen, always, pa.array)


def plain_numbers(values: pa.ChunkedArray, decimal: str, chosen: bool) -> Numbers | None:
    """Texts that are plain numbers, none of them a code; None if there is anything else. The fast way, and the usual one."""
    import numpy as np

    if values_of(values.slice(0, HEAD), decimal, chosen) is None:
        return None
    plain = values_of(values, decimal, chosen)
    return None if plain is None or np.isnan(plain).all() or code_in(values, plain) else Numbers(plain)


def decimal_of(values: pa.ChunkedArray, chosen: str | None) -> str:
    """The decimal sign of texts as a whole: the one that was chosen if they can be read with it, else the one that they show."""
    return _sign_of(_Distinct(values), chosen or ".", chosen is not None)[0]


class _Distinct:
    """The different texts of a column, each with how often it is there."""

    def __init__(self, values: pa.ChunkedArray) -> None:
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        coded = values.dictionary_encode().combine_chunks()
        coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
        self.written = coded.dictionary
        self.places = np.asarray(coded.indices.fill_null(-1), dtype=np.int64)
        ascii_ = pc.all(pc.string_is_ascii(self.written)).as_py()
        texts = [text.translate(ALIKE).strip() for text in self.written.to_pylist()] if ascii_ is False else None
        self.texts = self.written if texts is None else pa.array(texts, pa.string())
        if pc.any(pc.ends_with(self.texts, "-")).as_py():
            self.texts = pc.replace_substring_regex(self.texts, r"(\d)[.,]--?$", r"\1")  # 5,- and 5.-- have no decimals
        if pc.any(pc.starts_with(self.texts, "'")).as_py():  # of Excel, where it makes a text of a number
            self.texts = pc.replace_substring_regex(self.texts, r"^'([+-]?[\d.,])", r"\1")
        lower = pc.utf8_lower(self.written)
        self.missing = np.asarray(pc.or_(pc.is_in(lower, pa.array(MISSING)), pc.is_in(self.texts, pa.array(MISSING))))
        self._matches: dict[tuple[str, str], npt.NDArray[np.bool_]] = {}
        counts = np.bincount(self.places[self.places >= 0], minlength=len(self.written))
        self.counts = np.where(self.missing, 0, counts)
        self.given = int(self.counts.sum())

    def matches(self, decimal: str, unit: str = "") -> npt.NDArray[np.bool_]:
        """Which texts are numbers."""
        if (decimal, unit) not in self._matches:
            self._matches[decimal, unit] = self._like(number(decimal, unit))
        return self._matches[decimal, unit]

    def tells(self, decimal: str) -> bool:
        """Whether one of the first texts is a number with this decimal sign alone."""
        import numpy as np
        import pyarrow.compute as pc

        first = self.texts.slice(0, HEAD)
        other = pc.match_substring_regex(first, number("," if decimal == "." else ".", self.unit))
        here = self.matches(decimal, self.unit)[:HEAD] & (self.counts[:HEAD] > 0)
        return bool((here & ~np.asarray(other, dtype=bool)).any())

    def share(self, which: npt.NDArray[np.bool_]) -> float:
        """The share of the rows that hold one of some texts."""
        return float(self.counts[which].sum()) / max(self.given, 1)

    def marked(self, decimal: str) -> npt.NDArray[np.bool_]:
        """Which texts are numbers with a mark, such as ``<0.1`` or ``12.5*``."""
        return self._like(marked(decimal))

    @cached_property
    def _able(self) -> npt.NDArray[np.bool_]:
        """Which texts hold a digit, without which none is a number."""
        both: npt.NDArray[np.bool_] = with_digits(self.texts) & ~self.missing
        return both

    def _like(self, pattern: str) -> npt.NDArray[np.bool_]:
        """Which texts match a pattern of numbers."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        found = self._able.copy()
        found[self._able] = np.asarray(pc.match_substring_regex(self.texts.filter(pa.array(found)), pattern), dtype=bool)
        return found

    @property
    def unit(self) -> str:
        """The one unit that stands behind the numbers; empty if there is none, or are several."""
        return self.units[0] if len(self.units) == 1 else ""

    @cached_property
    def units(self) -> list[str]:
        """The units that stand behind the numbers, if all that are no plain numbers have one."""
        import numpy as np
        import pyarrow.compute as pc

        left = ~self.matches(".") & ~self.matches(",") & ~self.missing
        many = int(left.sum())
        if not many or int((left & self._able).sum()) < MOSTLY * many:
            return []
        ends = pc.extract_regex(
            self.texts.filter(np.asarray(left & self._able)),
            rf"^[+-]? ?(?:{body('.')}|{body(',')})(?P<gap> ?)(?P<unit>[^\d\s.,'()+:-]\S{{0,11}})$",
        ).drop_null()
        units = pc.struct_field(ends, "unit").unique().to_pylist() if len(ends) else []
        if not units or len(ends) < MOSTLY * many or NAMES_OF_MONTHS & {unit.strip(".").lower() for unit in units}:
            return []
        spaced = pc.all(pc.equal(pc.struct_field(ends, "gap"), " ")).as_py()
        return sorted(units) if spaced or UNITS.issuperset(units) else []

    def examples(self, which: npt.NDArray[np.bool_]) -> tuple[str, ...]:
        """The first of some texts, with their rows."""
        import numpy as np

        found = []
        for place in np.flatnonzero(which & (self.counts > 0))[:_EXAMPLES]:
            row = int(np.argmax(self.places == place)) + 1
            found.append(shown(str(self.written[int(place)].as_py()), row))
        return tuple(found)


def _read(name: str, texts: _Distinct, decimal: str, chosen: bool, always: bool, array: Any) -> Numbers | None:
    """The numbers among different texts, as ``read_numbers`` gives them."""
    import numpy as np

    sign, doubt = _sign_of(texts, decimal, chosen)
    unit = texts.unit
    which = texts.matches(sign, unit)
    found = np.full(len(which) + 1, np.nan)
    found[:-1][which] = numbers_of(texts.texts.filter(array(which)), sign, unit)
    which = which & np.isfinite(found[:-1])
    found[:-1][~which] = np.nan  # 1e400 is no number
    given, read = texts.given, int(texts.counts[which].sum())
    odd = ~which & ~texts.missing
    half, like_numbers = read >= _HALF * given, 1.0 if read == given else texts.share(which | texts.marked(sign))
    few = half and (_are_few(texts, odd, np.unique(found[:-1][which])) or like_numbers >= MOSTLY)
    if not always and ((not half and like_numbers < _HALF) or (given == 0 and int(texts.missing.sum()) > 1)):
        return None
    values = found[texts.places]
    return Numbers(
        values,
        given - read,
        texts.examples(odd) if given > read else (),
        always or read >= MOSTLY * given - 1e-9 or few,
        "" if always or not read else code_in(texts.texts.filter(array(which)), found[:-1][which]),
        given,
        tuple(remarks_on(name, texts.texts.filter(array(which)), unit, doubt, sign)),
    )


def _are_few(texts: _Distinct, odd: npt.NDArray[np.bool_], numbers: npt.NDArray[np.float64]) -> bool:
    """Whether the texts that are no numbers are so few beside the different numbers that they cannot be levels like these."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    odd = odd & (texts.counts > 0)
    if (count := int(odd.sum())) <= _MOST_ODD and len(numbers) >= _LEAST_NUMBERS:
        return True
    parts = bool((numbers != np.floor(numbers)).any())
    if count > _MOST_WORDS or len(numbers) < (_LEAST_PARTS if parts else _LEAST_WHOLE):
        return False
    return not pc.any(pc.match_substring_regex(texts.texts.filter(pa.array(odd)), r"\d")).as_py()


def _sign_of(texts: _Distinct, decimal: str, chosen: bool) -> tuple[str, str]:
    """The decimal sign of a column, and a number that could be read both ways if none tells."""
    import numpy as np
    import pyarrow.compute as pc

    other = "," if decimal == "." else "."
    here = texts.matches(decimal, texts.unit)
    if texts.given == int(texts.counts[here].sum()) and (chosen or texts.tells(decimal)):
        return decimal, ""
    there = texts.matches(other, texts.unit)
    mine, others = int(texts.counts[here & ~there].sum()), int(texts.counts[there & ~here].sum())
    if chosen:
        wins = texts.share(here) < MOSTLY <= texts.share(there)
        return (other if wins else decimal), ""
    if mine != others:
        return (decimal if mine > others else other), ""
    both = texts.texts.filter(np.asarray(here & there))
    marked = both.filter(pc.match_substring_regex(both, r"\d[.,]\d{3}(\D|$)"))
    if not len(marked):
        return decimal, ""
    if pc.all(pc.match_substring_regex(marked, WHOLE_MONEY)).as_py():
        return ("." if pc.any(pc.match_substring(marked, ",")).as_py() else ","), ""
    return decimal, str(marked[0].as_py())
