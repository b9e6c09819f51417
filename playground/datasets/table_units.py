"""The units that stand below the names of columns. Standard library only."""

from __future__ import annotations

import re

_LONGEST = 24
_BRACKETED = re.compile(r"[\[(<{][^\])>}]*[\])>}]")
_BETWEEN = re.compile(r"[/·*^ .²³⁻¹\d-]+")
_WORDS = (
    "m g s A K C F N J W V T H L l B b t h d a y rad sr mol cd Hz Pa Wh VA ohm Ω lm lx bar eV cal sec min hr hrs "
    "hour hours day days wk week weeks month months year years yr yrs in inch ft yd mi mph kph km/h rpm lb lbs oz "
    "psi atm mmHg ppm ppb dB pH ha px pcs ea usd eur gbp krw jpy USD EUR GBP KRW JPY won deg degC degF degrees °C "
    "°F ° % ‰ ℃ ℉ ₩ $ € £ ¥ # - count counts unit units text string number integer float bool boolean date time int "
    "str 원 천원 만원 백만원 억원 명 개 건 대 회 년 월 일 시 분 초 도 "
)
_UNITS = frozenset(_WORDS.split())
_PREFIXED = re.compile(r"[pnuµμmcdhkMGT](m|g|s|A|K|N|J|W|V|T|H|L|l|B|b|Hz|Pa|Wh|VA|mol|cd|bar|eV|cal|ohm|Ω|lm|lx|rad)")


def is_unit(cell: str) -> bool:
    """Whether a cell is a unit: something in brackets, or units between signs of division, product and power."""
    if len(cell) > _LONGEST:
        return False
    if cell in _UNITS or _BRACKETED.fullmatch(cell):
        return True
    parts = [part for part in _BETWEEN.split(cell) if part]
    return bool(parts) and all(part in _UNITS or _PREFIXED.fullmatch(part) for part in parts)
