"""Numbers in every way that people write them, and codes that are none, are read alike from every format of a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.datasets import DatasetConfig
from playground.datasets.dataset import Loaded, ignore
from playground.datasets.prepare import load
from playground.datasets.table_columns import Column, column_of
from playground.datasets.table_file import read_table
from playground.datasets.table_preview import preview_table

Table = dict[str, list[str]]


def as_csv(table: Table) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerows([list(table), *zip(*table.values(), strict=True)])
    return out.getvalue().encode()


def as_excel(table: Table) -> bytes:
    out = io.BytesIO()
    pd.DataFrame(table).to_excel(out, index=False)
    return out.getvalue()


def as_parquet(table: Table) -> bytes:
    out = io.BytesIO()
    pd.DataFrame(table).to_parquet(out)
    return out.getvalue()


def as_parquet_dictionary(table: Table) -> bytes:
    out = io.BytesIO()
    pd.DataFrame(table).astype("category").to_parquet(out)
    return out.getvalue()


FORMATS: dict[str, Callable[[Table], bytes]] = {
    "csv": as_csv,
    "xlsx": as_excel,
    "parquet": as_parquet,
    "dictionary": as_parquet_dictionary,
}
ANY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


def columns(folder: Path, content: bytes, **choices: object) -> dict[str, Column]:
    """The columns of a whole file; the first look finds the same types."""
    path = folder / "table"
    path.write_bytes(content)
    config = DatasetConfig(name="csv", **choices)  # type: ignore[arg-type]  # keywords of the tests
    raw = read_table(path, config, ignore)
    types = dict(config.types or ())
    found = {
        name: column_of(name, raw.table.column(name), raw.layout.decimal, types.get(name), config.decimal is not None)
        for name in raw.table.column_names
    }
    assert {guess.name: guess.type for guess in preview_table(path, config).columns} == {
        name: column.type for name, column in found.items()
    }
    return found


def loaded(folder: Path, content: bytes, **choices: object) -> Loaded:
    (folder / "table").write_bytes(content)
    return load(DatasetConfig(name="csv", path="table", **choices), 0, folder)  # type: ignore[arg-type]  # keywords of the tests


def in_groups(digits: str, style: str) -> str:
    """Digits with their thousands set apart: an oracle that counts from the right."""
    mark = {"indian": ",", "none": ""}.get(style, style)
    if not mark:
        return digits
    parts = [digits[-3:]]
    rest, width = digits[:-3], 2 if style == "indian" else 3
    while rest:
        parts.insert(0, rest[-width:])
        rest = rest[:-width]
    return mark.join(parts)


MINUS = ["-", "\u2212", "\u2012", "\u2013", "\u2014", "\uff0d", "\u2043"]
GROUPS = ["none", ",", ".", "'", "\u2019", " ", "\xa0", "\u202f", "\u2009", "\u2007", "indian"]
MONEY = ["", "$", "€", "£", "¥", "₩", "₹", "USD", "EUR", "CHF", "kr", "원", "US$", "R$", "zł"]
DIGITS = {"arabic": 0x660, "full": 0xFF10, "persian": 0x6F0}


@st.composite
def writings(draw: st.DrawFn) -> Callable[[int, int], str]:
    """One way of writing numbers for a whole column: hundredths as a text."""
    decimal = draw(st.sampled_from(".,"))
    group = draw(st.sampled_from([sign for sign in GROUPS if sign != decimal and not (sign == "indian" and decimal == ",")]))
    minus, money = draw(st.sampled_from(MINUS)), draw(st.sampled_from(MONEY))
    blank = draw(st.sampled_from(["", " ", "\xa0"]))
    place = draw(st.sampled_from(["before", "behind", "none", "percent"]))
    below = draw(st.sampled_from(["first", "inner", "trailing", "brackets"]))
    zero = draw(st.sampled_from([0x30, 0x30, 0x30, *DIGITS.values()]))

    def write(value: int) -> str:
        digits = f"{in_groups(str(abs(value) // 100), group)}{decimal}{abs(value) % 100:02}"
        before = money + blank if place == "before" else ""
        behind = {"behind": blank + money, "percent": blank + "%"}.get(place, "")
        text = f"{before}{digits}{behind}"
        if value < 0:
            text = {
                "first": f"{minus}{text}",
                "inner": f"{before}{minus}{digits}{behind}",
                "trailing": f"{text}{minus}",
                "brackets": f"({text})",
            }[below]
        return text.translate({0x30 + digit: zero + digit for digit in range(10)})

    return write  # type: ignore[return-value]  # one number


@ANY
@given(
    values=st.lists(st.integers(-(10**9), 10**9), min_size=3, max_size=12),
    write=writings(),
    kind=st.sampled_from(list(FORMATS)),
)
def test_what_people_write_is_read_as_the_number(
    values: list[int], write: Callable[[int], str], kind: str, tmp_path: Path
) -> None:
    table = {"x": [write(value) for value in values], "y": [str(place % 3) for place in range(len(values))]}
    found = columns(tmp_path, FORMATS[kind](table))["x"]
    assert (found.type, found.strange) == ("number", 0), table["x"]
    np.testing.assert_allclose(found.values, np.array(values) / 100)


CODES = st.text("0123456789", min_size=1, max_size=18) | st.text("0123456789ABab-./", min_size=1, max_size=8)
TROUBLE = [
    "None",
    "NA",
    "-",
    "?",
    "nan",
    "NULL",
    "1.10",
    "1.1",
    "007",
    "7",
    "07",
    "True",
    "true",
    "1e5",
    "2020-01-01",
    "1,234",
    "+5",
]


@ANY
@given(
    codes=st.lists(CODES | st.sampled_from(TROUBLE), min_size=2, max_size=20, unique=True),
    kind=st.sampled_from(list(FORMATS)),
)
def test_as_categories_and_as_classes_texts_stay_letter_for_letter(codes: list[str], kind: str, tmp_path: Path) -> None:
    table = {"x": codes * 3, "y": [str(place) for place in range(3 * len(codes))]}
    content = FORMATS[kind](table)
    found = columns(tmp_path, content, types=(("x", "category"),), header="yes")["x"]
    assert list(found.values) == table["x"]
    assert sorted(found.values.cat.categories) == sorted(codes)
    classes = loaded(tmp_path, content, target="x", task="multiclass", types=(("x", "category"),), header="yes")
    assert sorted(classes.classes) == sorted(codes)
    assert [classes.classes[int(number)] for number in classes.table["x"]] == table["x"]


@ANY
@given(
    codes=st.lists(st.integers(2**53, 2**63 - 1), min_size=2, max_size=12, unique=True),
    make=st.sampled_from(["int64", "uint64", "dictionary", "decimal", "text"]),
)
def test_whole_numbers_that_are_too_long_stay_apart(codes: list[int], make: str, tmp_path: Path) -> None:
    array = {
        "int64": lambda: pa.array(codes * 3, pa.int64()),
        "uint64": lambda: pa.array(codes * 3, pa.uint64()),
        "dictionary": lambda: pa.array(codes * 3, pa.int64()).dictionary_encode(),
        "decimal": lambda: pa.array(codes * 3, pa.decimal128(20, 0)),
        "text": lambda: pa.array([str(code) for code in codes * 3], pa.large_string()),
    }[make]()
    for wanted in ("category", None):
        found = column_of("x", pa.chunked_array([array]), wanted=wanted)
        if wanted or found.type == "category":
            assert list(found.values) == [str(code) for code in codes * 3]
    exact = all(int(float(code)) == code for code in codes)
    assert (found.type == "number") == exact
    assert ("too long to be kept exactly" in found.note()) == (not exact)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    ("texts", "decimal", "values"),
    [
        (["\u2212" + "0.25", "1.25", "2.5-"], None, [-0.25, 1.25, -2.5]),
        (["1,25,000", "12,500", "99"], None, [125000, 12500, 99]),
        (["83.240.525", "1.000"], None, [83240525, 1000]),
        (["0,125", "1,500"], None, [0.125, 1.5]),
        (["1,500", "2,250"], ",", [1.5, 2.25]),
        (["1,500", "2,250"], ".", [1500, 2250]),
        ([*["1200"] * 1500, "0,5"], None, [*[1200] * 1500, 0.5]),
        (["$-3.00", "-$3.00", "($2,500.00)", "-3 $"], None, [-3, -3, -2500, -3]),
        (["12 kg", "3.5 kg", "-1 kg"], None, [12, 3.5, -1]),
        (["35 °C", "35,5 °C"], None, [35, 35.5]),
        (["12%", "3,5 %"], None, [12, 3.5]),
        (["1.5E+03", "2e-2", "1E3"], None, [1500, 0.02, 1000]),
        (["2020년", "2021년"], None, [2020, 2021]),
        (["CHF 3.\u2013", "5,-", "7"], None, [3, 5, 7]),
        (["1e400", "1", "2"] * 2, None, None),
        (["10k", "2M"], None, None),
        (["1", "\\N", "(null)", "missing", "*", "#N/A", "2", "", "—"], None, [1, *[np.nan] * 5, 2, np.nan, np.nan]),
        (["007", "7"], None, None),
        (["0x10", "0x20"], None, None),
        (["12 kg", "500 g"], None, None),
        (["010-1234-5678", "02-123-4567"], None, None),
        (["192.168.0.1", "10.0.0.12"], None, None),
        (["1-2", "3-4"], None, None),
    ],
)
def test_ways_of_writing(texts: list[str], decimal: str | None, values: list[float] | None, kind: str, tmp_path: Path) -> None:
    table = {"x": texts, "y": [str(place % 3) for place in range(len(texts))]}
    path = tmp_path / "table"
    path.write_bytes(FORMATS[kind](table))
    raw = read_table(path, DatasetConfig(name="csv", decimal=decimal), ignore)
    found = column_of("x", raw.table.column("x"), raw.layout.decimal, None, decimal is not None)
    assert (found.type == "number") == (values is not None)
    if values is not None:
        np.testing.assert_array_equal(found.values, values)


@pytest.mark.parametrize("kind", FORMATS)
def test_what_cannot_be_read_is_counted_and_shown(kind: str, tmp_path: Path) -> None:
    texts = [str(row / 8) for row in range(100)]
    texts[11], texts[40] = "n.k.", "broken"
    data = loaded(tmp_path, FORMATS[kind]({"x": texts, "y": [str(row % 7) for row in range(100)]}), target="y")
    assert [(step.words, step.kind) for step in data.steps] == [
        ("2 values of 'x' are no numbers and count as missing: 'n.k.' (row 12), 'broken' (row 41).", "hint")
    ]
    assert list(np.flatnonzero(data.table["x"].isna())) == [11, 40]


def test_a_column_of_which_most_are_numbers_is_one_or_it_is_said() -> None:
    def made(texts: list[str]) -> Column:
        return column_of("x", pa.chunked_array([pa.array(texts)]))

    few = made([*[str(row / 4) for row in range(60)], *["below"] * 30])
    assert (few.type, few.strange) == ("number", 30)
    assert "'below' (row 61)" in few.note()
    many = made([*[str(row / 4) for row in range(60)], *[f"A/{row} B" for row in range(40)]])
    assert many.type != "number"
    assert many.note().startswith("60 of the 100 values of 'x' are numbers, the others are not: 'A/0 B' (row 61)")


def test_a_sign_that_could_be_both_is_said() -> None:
    def note(texts: list[str], decimal: str = ".", chosen: bool = False) -> str:
        return column_of("x", pa.chunked_array([pa.array(texts)]), decimal, None, chosen).note()

    assert "nothing in the column tells" in note(["1,234", "2,500"])
    assert note(["1,234", "2,500"], chosen=True) == ""
    assert note(["1,234", "2,500.5"]) == ""
    assert "several currencies ($, €)" in note(["$1.5", "€2"])
    assert "in several units (g, kg)" in note(["12 kg", "500 g"])
    assert note(["12 kg", "3 kg"]) == "'x' is in kg: 12 kg is read as 12."


@pytest.mark.parametrize("kind", FORMATS)
def test_classes_keep_words_that_stand_for_nothing_elsewhere(kind: str, tmp_path: Path) -> None:
    answers = ["yes", "no", "NA", "None", "-", "?"] * 5
    data = loaded(tmp_path, FORMATS[kind]({"a": [str(row) for row in range(30)], "y": answers}), target="y")
    assert data.task == "multiclass"
    assert [data.classes[int(number)] for number in data.table["y"]] == answers
    assert ["kept as a value like the others (20 rows)" in step.words for step in data.steps] == [True]


def test_excel_keeps_codes_among_numbers(tmp_path: Path) -> None:
    out = io.BytesIO()
    pd.DataFrame({"x": ["007", 7, "07", 7.5] * 3, "y": range(12)}).to_excel(out, index=False)
    found = columns(tmp_path, out.getvalue(), types=(("x", "category"),))["x"]
    assert list(found.values) == ["007", "7", "07", "7.5"] * 3
    mixed = io.BytesIO()
    pd.DataFrame({"x": ["0,125", 1.125, 3] * 4, "y": range(12)}).to_excel(mixed, index=False)
    np.testing.assert_array_equal(columns(tmp_path, mixed.getvalue())["x"].values, [0.125, 1.125, 3] * 4)


def test_what_parquet_keeps_in_other_ways(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "month": pd.period_range("2020-01", periods=12, freq="M"),
            "bytes": [b"\xff"] * 12,
            "words": [b"a", b"b"] * 6,
            "list": [[1]] * 12,
            "y": range(12),
        }
    )
    out = io.BytesIO()
    table.to_parquet(out)
    found = columns(tmp_path, out.getvalue())
    assert list(found["month"].values) == list(pd.date_range("2020-01", periods=12, freq="MS"))
    assert list(found["words"].values) == ["a", "b"] * 6
    assert found["bytes"].note() == "'bytes' is left out: its values are bytes."
    assert found["list"].note() == "'list' is left out: its values are lists."


def test_codes_are_numbers_only_where_numbers_are_asked_for(tmp_path: Path) -> None:
    content = as_csv({"a": [str(row) for row in range(30)], "y": [f"{row % 7:03}" for row in range(30)]})
    guessed = loaded(tmp_path, content, target="y")
    assert (guessed.task, guessed.classes) == ("multiclass", tuple(f"{row:03}" for row in range(7)))
    assert any("codes such as 000" in step.words and step.kind == "hint" for step in guessed.steps)
    asked = loaded(tmp_path, content, target="y", task="regression")
    np.testing.assert_array_equal(asked.table["y"], [row % 7 for row in range(30)])
    preview = preview_table(tmp_path / "table", DatasetConfig(name="csv", target="y", task="regression"))
    assert (preview.task, preview.problem) == ("regression", "")


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("word", ["offline", "below detection", "측정 안 됨", "#ERR", "<LOD"])
@pytest.mark.parametrize(("different", "decimals"), [(15, ""), (6, ".5"), (40, ".25")])
def test_a_word_that_stands_for_a_missing_number_is_counted(
    kind: str, word: str, different: int, decimals: str, tmp_path: Path
) -> None:
    cells = [word if i % 10 < 3 else f"{i * 7 % different}{decimals}" for i in range(200)]
    (tmp_path / "table").write_bytes(FORMATS[kind]({"x": cells, "y": [str(i / 4) for i in range(200)]}))
    data = load(DatasetConfig(name="csv", path="table", target="y"), 0, tmp_path)
    wanted = [np.nan if cell == word else float(cell) for cell in cells]
    np.testing.assert_array_equal(data.table["x"].to_numpy(), np.array(wanted))
    assert data.steps[0].words.startswith(f"60 values of 'x' are no numbers and count as missing: '{word}' (row 1)")


@pytest.mark.parametrize(
    "word",
    [
        "unknown",
        "(blank)",
        "(empty)",
        "n/v",
        "TBD",
        "k.A.",
        "없음",
        "자료없음",
        "내용없음",
        "해당없음",
        "not applicable",
        "no data",
        "알 수 없음",
    ],
)
def test_words_for_a_missing_value_leave_even_a_few_numbers_numbers(word: str) -> None:
    texts = pa.chunked_array([[word if i % 2 else str(i % 8) for i in range(60)]])
    column = column_of("x", texts)
    assert column.type == "number"
    assert column.values.isna().sum() == 30


@pytest.mark.parametrize(
    "levels", [["1", "2", "3", "Crew"], ["K", *map(str, range(1, 7))], ["2", "3", "4", "5more"], ["6.5", "7", "XL"]]
)
def test_a_word_among_few_numbers_is_a_level(levels: list[str]) -> None:
    column = column_of("x", pa.chunked_array([levels * 20]))
    assert column.type == "category"
    assert set(column.values.cat.categories) == set(levels)
    assert "are taken as a category" in column.note()
