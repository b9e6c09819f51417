"""The ways in which people and programs write a moment, as data: ``WAYS``.

A way is a pattern of parts (year, month, day, quarter, week, ...). A way that goes down to the day may carry a weekday, a time of the day
and a zone. To add one, write its pattern into ``WAYS``; where two ways suit a whole column, the earlier one is the likelier.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

MONTHS = (
    ("january", "jan", "januar", "janvier", "janv", "jän", "jänner"),
    ("february", "feb", "februar", "février", "févr", "fév"),
    ("march", "mar", "märz", "mär", "mrz", "mars"),
    ("april", "apr", "avril", "avr"),
    ("may", "mai"),
    ("june", "jun", "juni", "juin"),
    ("july", "jul", "juli", "juillet", "juil"),
    ("august", "aug", "août"),
    ("september", "sept", "sep", "septembre"),
    ("october", "oct", "oktober", "okt", "octobre"),
    ("november", "nov", "novembre"),
    ("december", "dec", "dezember", "dez", "décembre", "déc"),
)
"""Names of the months in English, German and French, in small letters."""
NAMES_OF_MONTHS = frozenset(name for names in MONTHS for name in names)
_ZONES = {"z": 0, "utc": 0, "gmt": 0, "bst": 60, "cet": 60, "cest": 120, "kst": 540, "jst": 540} | {
    name: 60 * hours
    for name, hours in (("est", -5), ("edt", -4), ("cst", -6), ("cdt", -5), ("mst", -7), ("mdt", -6), ("pst", -8), ("pdt", -7))
}
"""Minutes that the clocks of a zone are ahead of UTC."""
_NAMES = "|".join(sorted(NAMES_OF_MONTHS, key=lambda name: (-len(name), name)))
_WEEKDAY = r"[(\[]?(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|[월화수목금토일](?:요일)?)[)\]]?"
_HALF = r"[ap]\.?m\.?|오전|오후"
_CLOCK = (
    rf"(?:(?P<a>{_HALF})\s?)?(?P<H>[01]?\d|2[0-4])"
    r"(?:[:.시]\s?(?:(?P<M>[0-5]?\d)분?(?:[:.]?\s?(?P<S>[0-5]?\d|60)초?(?:[.,](?P<f>\d{1,9}))?)?)?)?"
    rf"(?:\s?(?P<p>{_HALF}))?"
)
_COMPACT_CLOCK = r"(?P<H>[01]\d|2[0-4])(?:(?P<M>[0-5]\d)(?:(?P<S>[0-5]\d)(?:\.(?P<f>\d{1,9}))?)?)?"
_ZONE = rf"(?:\s?(?P<z>(?:{'|'.join(sorted(_ZONES, key=len, reverse=True))})?(?:[+-]\d\d(?::?\d\d)?)?)(?:\s?[(\[][\w/ ]+[)\]])?)?"
_PARTS = {
    "Y": r"(?P<Y>[12]\d{3})",
    "y": r"'?(?P<y>\d\d)",
    "m": r"(?P<m>0?[1-9]|1[0-2])",
    "mm": r"(?P<m>0[1-9]|1[0-2])",
    "b": rf"(?P<b>{_NAMES})\.?",
    "d": r"(?P<d>0?[1-9]|[12]\d|3[01])",
    "dd": r"(?P<d>0[1-9]|[12]\d|3[01])",
    "dth": r"(?P<d>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)?",
    "q": r"(?P<q>[1-4])",
    "h": r"(?P<h>[12])",
    "w": r"(?P<w>0?[1-9]|[1-4]\d|5[0-3])",
    "ww": r"(?P<w>0[1-9]|[1-4]\d|5[0-3])",
    "u": r"(?P<u>[1-7])",
    "n": r"(?P<n>\d{4}|\d\d)",
    "k": r"(?P<k>[상하])반기",
    "fy": r"(?:(?:FY|fiscal year|회계연도|사업연도)\s?)",
    "Q": r"(?:Q|qtr\.?|quarter)\s?",
    "W": r"(?:W|wk|week|KW|woche)[. ]{0,2}",
    "clock": _CLOCK,
    "compact": _COMPACT_CLOCK,
    "zone": _ZONE,
    "s": r"[-./\s]{0,2}",
}


@dataclass(frozen=True)
class Way:
    """One way of writing a moment.

    Attributes:
        pattern: Its parts in braces, between them what stands between them: a regular expression.
        per: What it tells apart: ``D`` days (and what is within them), ``W`` weeks, ``M`` months, ``Q`` quarters, ``Y`` years.
        order: Of three numbers: which comes first, such as ``dmy``; else empty.
        number: Texts written so could as well be numbers: they are dates only where something else says so.
    """

    pattern: str
    per: str = "D"
    order: str = ""
    number: bool = False

    @property
    def _start(self) -> str:
        body = re.sub(r"\{(\w+)\}", lambda found: _PARTS.get(found[1], found[0]), self.pattern)
        return rf"(?i)^(?:{_WEEKDAY}\.?,?\s+)?{body}" if self.per == "D" else rf"(?i)^{body}"

    @property
    def expression(self) -> str:
        """The regular expression of a whole text, for pyarrow."""
        if "{clock}" in self.pattern or "{compact}" in self.pattern or self.per != "D":
            return f"{self._start}$"
        return rf"{self._start}(?:,?\s?{_WEEKDAY})?(?:(?:t|:|[,_]?\s+|\s+at\s+){_CLOCK})?{_ZONE}$"

    @cached_property
    def whole(self) -> re.Pattern[str]:
        """The same for Python."""
        return re.compile(self.expression, re.ASCII)

    @cached_property
    def beginning(self) -> re.Pattern[str]:
        """What every text begins with that is written so: quickly made, to look at a few texts before all are read."""
        return re.compile(self._start, re.ASCII)

    @property
    def of_two_years(self) -> bool:
        """Whether what it calls a year may begin in any month: a season or a fiscal year."""
        return "{n}" in self.pattern or "{fy}" in self.pattern

    @property
    def short_years(self) -> bool:
        """Whether its years have two digits."""
        return "{y}" in self.pattern


def _of_numbers() -> tuple[Way, ...]:
    """Three numbers with a sign between them; a full year stands at an end, one of two digits anywhere but between."""
    ways = []
    for sign, orders in (
        ("-", "ymd dmy mdy"),
        ("/", "mdy dmy ymd"),
        (r"\.", "dmy ymd mdy"),
        (r"\.\s", "ymd dmy mdy"),
        (r"\s", "ymd dmy mdy"),
    ):
        end = r"\.?" if "." in sign else ""
        for year in ("{Y}", "{y}"):
            for order in orders.split():
                parts = [year if part == "y" else f"{{{part}}}" for part in order]
                ways.append(Way(sign.join(parts) + end, order=order))
    return tuple(ways)


WAYS: tuple[Way, ...] = (
    *_of_numbers(),
    *(Way(f"{{dth}}{{s}}{{b}},?{{s}}{year}") for year in ("{Y}", "{y}")),
    *(
        Way(pattern)
        for pattern in ("{b}{s}{dth},?{s}{Y}", r"{b}\s?{dth},\s?{y}", "{Y}{s}{b}{s}{d}", r"{b}\s+{d}\s+{clock}{zone}\s{Y}")
    ),
    *(Way(f"{year}[년年] ?{{m}}[월月] ?{{d}}[일日]") for year in ("{Y}", "{y}")),
    *(Way(pattern) for pattern in (r"{Y}-?{mm}-?{dd}t{compact}{zone}", r"{Y}-{mm}-{dd}-{clock}", "{Y}{mm}{dd}[ _]{clock}{zone}")),
    *(Way(pattern, number=True) for pattern in ("{Y}{mm}{dd}{compact}", "{Y}{mm}{dd}", "{y}{mm}{dd}")),
    *(Way(pattern, "Y") for pattern in ("{fy}?{Y} ?[-/] ?{n}", "{fy}{y} ?[-/] ?{n}", "{fy}{Y}", "{fy}{y}")),
    *(Way(f"{year}[년年] ?{{m}}[월月]", "M") for year in ("{Y}", "{y}")),
    *(
        Way(pattern, "M")
        for pattern in (
            "{m}월,? ?{Y}년?",
            "{Y}M{m}",
            r"{mm}\.{Y}",
            "{Y}[-/] ?{m}",
            "{m}[-/]{Y}",
            "{Y}{s}{b}",
            "{b},?{s}{Y}",
            "{b}{s}{y}",
            "{y}{s}{b}",
        )
    ),
    *(Way(pattern, "M", number=True) for pattern in (r"{Y}\.\s?{m}\.?", r"{m}\.{Y}", "{Y}{mm}", "{m}/{y}")),
    *(
        Way(pattern, "Q")
        for year in ("{Y}", "{y}", "{fy}{Y}", "{fy}{y}")
        for pattern in (
            f"{year}[-./ :]?{{Q}}{{q}}",
            f"{{Q}}{{q}}[-./, ]{{0,2}}{year}",
            f"{{q}}(?:st|nd|rd|th)?\\s?{{Q}}[-./ ]?{year}",
            f"{year}[-./ ]?{{q}}(?:st|nd|rd|th)?\\s?{{Q}}",
        )
    ),
    *(
        Way(pattern, "Q")
        for pattern in (r"{Y}년?\s?{q}(?:/4)?\s?분기", r"{y}년\s?{q}(?:/4)?\s?분기", r"{q}(?:/4)?\s?분기,?\s?{Y}년?")
    ),
    *(Way(pattern, "M") for pattern in ("{Y}[-./ ]?H{h}", "H{h}[-./, ]{0,2}{Y}", "{h}H[-./ ]?{Y}", "{h}H[-./ ]?{y}")),
    *(Way(pattern, "M") for pattern in (r"{Y}년?\s?{k}", r"{y}년\s?{k}")),
    *(Way(pattern, "W") for pattern in ("{Y}[-/ ,]{0,2}{W}{w}", "{W}{w}[-/, ]{0,2}{Y}", r"{Y}년?\s?제?\s?{w}주차?")),
    *(Way(pattern) for pattern in ("{Y}-?W{ww}-?{u}",)),
    *(Way(pattern, "Y") for pattern in ("{Y}[년年]",)),
    *(Way(pattern, "Y", number=True) for pattern in ("{Y}",)),
)


def minutes_ahead(zone: str) -> int | None:
    """How far the clocks of a zone, such as ``+09:00``, ``-0330`` or ``KST``, are ahead of UTC; None if it is not known."""
    found = re.fullmatch(r"([a-z]*)(?:([+-])(\d\d):?(\d\d)?)?", zone.strip().lower())
    if found is None or (found[1] and found[1] not in _ZONES):
        return None
    ahead = int(found[3] or 0) * 60 + int(found[4] or 0)
    return _ZONES.get(found[1], 0) + (-ahead if found[2] == "-" else ahead)
