"""Which columns of whole numbers number or name the rows, so that there is nothing to learn from them.

Names alone do not tell: ``heat_index`` is a temperature, ``stock index`` a price, ``rooms_no`` a count. Values alone do not either: years in a
row look like the numbers of the rows. So both are asked, and the less a name says the more the values must.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playground.language import _

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

MOSTLY_UNIQUE = 0.9
"""Share of different values from which a column that is called an id is one: a few rows are often there twice."""
_FEW = 20
_FIRST = 1000
_WIDE = 10
"""Times the number of rows that the numbers of a column must spread over, at least, to be codes that were given by chance."""

_IDS = {
    "id",
    "ids",
    "idx",
    "uuid",
    "guid",
    "uid",
    "rownum",
    "rowid",
    "objectid",
    "identifier",
    "phone",
    "telephone",
    "tel",
    "fax",
    "iban",
    "전화",
    "휴대폰",
    "연락처",
    "번호",
    "일련번호",
    "순번",
    "연번",
    "아이디",
}
"""Words that mean an id wherever they end a name."""
_CODES = {"no", "nr", "key", "code", "seqn", "serial", "record", "코드"}
"""Words that mean one where they are the whole name, even if the values are codes; at the end of a longer name they often do not."""
_ALONE = _CODES | {"index", "num", "number", "row", "seq", "sequence", "인덱스", "순서"}
"""Words that mean one where they are the whole name and the values count."""
_NAMED = {
    "row", "record", "serial", "sample", "case", "line", "entry", "item", "order", "invoice", "customer", "client", "account", "member", "user",
    "patient", "passenger", "employee", "student", "ticket", "transaction", "loan", "policy", "phone", "registration", "sequence", "observation",
}  # fmt: skip
"""Things that are numbered: ``row number``, ``order no``, ``customer key``."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[가-힣]+|\d+")


def numbers_rows(name: str, numbers: npt.NDArray[np.float64]) -> bool:
    """Whether a column numbers or names the rows.

    It is called an id (``id``, ``customerId``, ``row number``, ``일련번호``) and hardly any value is there twice; or it is called ``index``,
    ``no``, ``key`` and its values rise from row to row, or are codes wide apart; or its name merely ends with such a word, or is not known,
    and its values count the rows from 0 or 1.

    Args:
        name: Name of the column.
        numbers: ``(rows,)`` its values, NaN where there is none.
    """
    import numpy as np

    meaning = _meaning(name)
    if not meaning or len(numbers) < 3 or not are_whole(numbers) or not np.isfinite(numbers).all():
        return False
    different = len(np.unique(numbers)) / len(numbers)
    if meaning == "id":
        return different == 1 or (different >= MOSTLY_UNIQUE and len(numbers) >= _FEW and _wide(numbers))
    if different < 1:
        return False
    steps = np.diff(numbers)
    counts = bool(numbers.min() in (0, 1) and np.ptp(numbers) == len(numbers) - 1)
    rises = bool((steps > 0).all() and (steps == 1).mean() > 0.5)
    if meaning in ("alone", "code"):
        return counts or rises or (meaning == "code" and _wide(numbers))
    in_order = counts and bool((steps == 1).all())
    return in_order and (meaning == "ending" or len(numbers) >= _FEW)


def are_whole(numbers: npt.NDArray[np.float64]) -> bool:
    """Whether no number has parts, which mostly the first ones show; NaN and what is endless do not count."""
    import numpy as np

    for some in (numbers[:_FIRST], numbers):
        whole = some == np.floor(some)
        if not whole.all() and not (whole | np.isnan(some)).all():
            return False
    return True


def _wide(numbers: npt.NDArray[np.float64]) -> bool:
    """Whether whole numbers lie so far apart that they are neither counts nor places."""
    import numpy as np

    return bool(np.ptp(numbers) >= _WIDE * len(numbers) and np.ptp(numbers) >= 1000)


def _meaning(name: str) -> str:
    """What a name says: ``id``, ``code`` or ``alone`` (the whole name is such a word), ``ending``, ``unnamed``; empty: nothing of the kind."""
    if name == _("column {n}").format(n=1):
        return "unnamed"
    words = [word.lower() for word in _WORD.findall(name)]
    if re.fullmatch(r"unnamed: \d+", name.strip().lower()):
        return "id"
    if not words:
        return "alone" if name.strip() == "#" else ""
    last, things = words[-1], list(words)
    while things[-1] in _ALONE - _NAMED and len(things) > 1:  # the number of a row, the code number of a sample
        things.pop()
    if last in _IDS or last.endswith(("번호", "아이디")) or (len(things) < len(words) and things[-1] in _NAMED):
        return "id"
    if last in _ALONE:
        return "ending" if len(words) > 1 else "code" if last in _CODES else "alone"
    return ""
