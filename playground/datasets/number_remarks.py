"""What is said of texts that were read as numbers, and how a value is shown that could not be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playground.datasets.table_letters import holds, shapes
from playground.datasets.table_writing import MONEY
from playground.language import _

if TYPE_CHECKING:
    import pyarrow as pa

_SIGNS = r"[^0-9.,' ()+eE-]"
"""What is neither a digit nor a sign: money, percent or a unit."""


def shown(text: str, row: int) -> str:
    """A value with its row, counted from 1."""
    return _("'{text}' (row {row})").format(text=f"{text[:30]}…" if len(text) > 30 else text, row=row)


def on_units(name: str, units: list[str]) -> str:
    """Why numbers with units are none."""
    text = _("'{name}' holds numbers in several units ({units}), which are not converted: it is no column of numbers.")
    return text.format(name=name, units=", ".join(units[:8]))


def remarks_on(name: str, read: pa.Array, unit: str, doubt: str, sign: str) -> list[str]:
    """What was left out of the numbers, and what could have been read otherwise."""
    import pyarrow.compute as pc

    said = []
    if doubt:
        text = _("'{name}': {text} is read with '{sign}' as the decimal sign; nothing in the column tells which one it is.")
        said.append(text.format(name=name, text=doubt, sign=sign))
    looks = shapes(read)
    if not pc.any(pc.match_substring_regex(looks, _SIGNS)).as_py():
        return said
    marks = {"%"} if holds(read, "%") else set()
    if unit:
        marks.add(unit)
    money = pc.extract_regex(looks, f"(?P<money>{MONEY})").drop_null()
    kinds = sorted({kind.upper() for kind in pc.struct_field(money, "money").unique().to_pylist()}) if len(money) else []
    if len(kinds) > 1:
        text = _("'{name}' holds amounts in several currencies ({kinds}); they are read as if they were one.")
        said.append(text.format(name=name, kinds=", ".join(kinds[:8])))
    if holds(read, "_"):
        text = read.filter(pc.match_substring(read, "_"))[0].as_py()
        said.append(_("'{name}': {text} is read as {value}.").format(name=name, text=text, value=text.replace("_", "")))
    for mark in sorted(marks):
        example = next(text for text in read.to_pylist() if mark in text)
        value = re.sub(r"\s*" + re.escape(mark), "", example)
        said.append(
            _("'{name}' is in {mark}: {text} is read as {value}.").format(name=name, mark=mark, text=example, value=value)
        )
    return said
