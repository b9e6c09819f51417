"""How people write numbers, as data: signs, groups, money and units, and the patterns that follow from them. Standard library only."""

from __future__ import annotations

import re

_ALIKE = {
    "-": "\u2212\u2010\u2011\u2012\u2013\u2014\u2015\u2043\ufe58\ufe63\uff0d",
    " ": "\t\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "'": "\u2018\u2019\u02bc\u2032\xb4`\uff07",
    ",": "\uff0c\u066c\u060c",
    ".": "\uff0e\u066b",
    "+": "\uff0b",
    "%": "\uff05\u066a",
    "(": "\uff08",
    ")": "\uff09",
    "₩": "\uffe6",
    "$": "\uff04\ufe69",
    "£": "\uffe1",
    "¥": "\uffe5",
}
"""Signs that stand for another one: kinds of minus, of blanks, of apostrophes; full-width and Arabic ones."""
_ZEROS = "\uff10\u0660\u06f0\u0966"
"""The digits 0 from which others count on: full-width, Arabic, Persian, Devanagari."""
_UNSEEN = "\u200b\u200e\u200f\u2060\ufeff\u061c"
ALIKE = str.maketrans(
    {other: sign for sign, others in _ALIKE.items() for other in others}
    | {chr(ord(zero) + digit): str(digit) for zero in _ZEROS for digit in range(10)}
    | dict.fromkeys(_UNSEEN, "")
)
"""What ``str.translate`` makes of a number in other signs: one in ASCII and signs of money."""

_MONEY = (
    *(
        "US$",
        "A$",
        "C$",
        "CA$",
        "AU$",
        "NZ$",
        "HK$",
        "NT$",
        "S$",
        "R$",
        "MX$",
        "RM",
        "Rs.",
        "Rs",
        "kr.",
        "kr",
        "zł",
        "Kč",
        "Ft",
        "Fr.",
    ),
    *(
        "원",
        "円",
        "元",
        "руб.",
        "руб",
        "lei",
        "€",
        "$",
        "£",
        "¥",
        "₩",
        "₹",
        "₽",
        "₺",
        "₫",
        "₴",
        "฿",
        "₱",
        "₪",
        "₦",
        "₡",
        "₲",
        "₵",
    ),
)
_CODES = (
    *(
        "USD",
        "EUR",
        "GBP",
        "JPY",
        "KRW",
        "CNY",
        "RMB",
        "CHF",
        "INR",
        "SEK",
        "NOK",
        "DKK",
        "AUD",
        "CAD",
        "NZD",
        "HKD",
        "TWD",
        "SGD",
    ),
    *(
        "BRL",
        "MXN",
        "ZAR",
        "PLN",
        "CZK",
        "HUF",
        "RON",
        "RUB",
        "UAH",
        "TRY",
        "THB",
        "IDR",
        "MYR",
        "PHP",
        "VND",
        "ILS",
        "AED",
        "SAR",
    ),
)
WHOLE_MONEY = r"[₩¥円]|원|KRW|JPY"
"""Money that has no parts: a sign in it sets thousands apart."""
_UNITS = (
    "kg g mg µg μg t lb lbs oz m cm mm µm μm nm km mi ft yd inch s sec ms µs min h hr hrs °C °F ° ℃ ℉ K Pa hPa kPa MPa bar mbar psi V mV kV "
    "mA W kW MW kWh MWh Wh J kJ kcal cal Hz kHz MHz GHz l L ml mL m² m2 m³ m3 cm² cm2 cm³ cm3 ㎡ ㎢ km² km2 ha km/h kmh kph mph m/s rpm ppm ppb "
    "ppt dB px MB GB KB kB TB bps ‰ k K M B bn 천 만 억 천원 만원 억원 백만원 년 년도 月 年 日 월 일 시 분 초 시간 명 개 회 세 점 위 건 대 층 평 살 cc hp mmHg mg/dL mg/L µg/m³ ㎍/㎥ g/L"
)
UNITS = frozenset(_UNITS.split())
"""Units that are one also without a blank before them."""

_TEXT_OF_MONEY = "|".join(re.escape(word) for word in sorted(_MONEY, key=len, reverse=True)) + f"|(?i:{'|'.join(_CODES)})"
MONEY = f"(?:{_TEXT_OF_MONEY})"
DOTTED_MONEY = tuple(word for word in _MONEY if word.endswith(".") and not any(map(str.isascii, word[:-1])))
"""Money in other letters than ours whose point is none of a number."""
PLAIN_CODE = r"^0\d+$"
"""Digits that begin with a 0: the 0 belongs to them, as in ``007``."""
DIALLED = r"^\+ ?(?:\d ?){8,}$"
"""A plus and more digits than an amount that rose has: a number to be dialled from abroad."""
_BEFORE = r"(?:[~∼≈≃<>≤≥≦≧=±[]{1,2}|(?i:ca|approx|about|약)\.?)"
_BEHIND = r"(?:[*†‡§¶^\]]{1,4}|[⁰¹²³⁴-⁹]+|\([a-zA-Z*]{1,2}\)|[\[][\da-zA-Z]{1,2}\])"
"""What people and programs put before and behind a number that is about so large, has a limit there, or a footnote."""


def body(decimal: str) -> str:
    """The pattern of a number without sign or unit, its thousands set apart or not: western, Indian, Swiss, with blanks."""
    mark, point = (r"\.", ",") if decimal == "," else (",", r"\.")
    groups = [rf"[1-9]\d{{0,2}}(?:{sign}\d{{3}})+" for sign in (mark, "'", " ", "_")]
    if mark == ",":
        groups.append(r"[1-9]\d?(?:,\d{2})*,\d{3}")  # 12,34,567
    whole = "|".join((*groups, r"\d+"))
    fortran = rf"(?:\d+{point}\d*|{point}\d+)[dD][+-]?\d{{1,3}}"
    return rf"(?:{fortran}|(?:(?:{whole})(?:{point}\d*)?|{point}\d+)(?:[eE][+-]?\d{{1,3}})?)"


def number(decimal: str, unit: str = "") -> str:
    """The pattern of a whole cell: a sign before or behind, or brackets; money, percent or one unit before or behind."""
    sign, money = r"(?:[+-] ?)", f"(?:{MONEY} ?)"
    behind = f"(?: ?(?:{MONEY}|%{f'|{re.escape(unit)}' if unit else ''}))?"
    digits = body(decimal)
    return (
        rf"^(?:(?:{sign}?{money}?|{money}{sign}){digits}{behind}|{money}?{digits}{behind} ?-{behind}|"
        rf"{money}?\( ?{money}?{digits}{behind} ?\){behind})$"
    )


def marked(decimal: str) -> str:
    """The pattern of a number with a mark that says something else of it than its size, so that it cannot be read as one."""
    digits = f"[+-]?{body(decimal)}"
    return rf"^(?:{_BEFORE} ?{digits}(?: ?{_BEHIND})?|{digits} ?(?:{_BEHIND}|± ?{digits}))$"


def group_only(mark: str) -> str:
    """The pattern of a number whose one sign could set thousands apart as well as decimals: ``1,234``."""
    return rf"^[+-]?[1-9]\d{{0,2}}{re.escape(mark)}\d{{3}}$"
