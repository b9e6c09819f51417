"""Digits that name something, and numbers with something around them: read as what they are, or said; alike from every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.datasets.test_table_numbers import FORMATS, columns

NUMBERS = [f"{n}.5" for n in range(60)]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "codes",
    [
        [f"+82101234{n:04}" for n in range(40)],
        [f"+1 555 123 {n}" for n in range(100, 140)],
        [f"+49 1{n}" for n in range(1_000_000, 1_000_040)],
        [*(f"0101234{n:04}" for n in range(39)), "+821012345678"],
        [*(f"101234{n:04}" for n in range(39)), "+821012345678"],
        [f"{n:05}" for n in range(9_990, 10_030)],
        [*(str(n) for n in range(10_000, 10_039)), "01234"],
        [f"'{n:04}" for n in range(40)],
        [f"DE8937040044053201{n:04}" for n in range(40)],
    ],
)
def test_digits_that_name_something_stay_as_they_are(codes: list[str], kind: str, tmp_path: Path) -> None:
    found = columns(tmp_path, FORMATS[kind]({"x": codes, "y": ["1", "2"] * 20}))["x"]
    assert found.type in ("id", "text")
    assert found.values.tolist() == codes
    assert "codes such as" in found.note() or codes[0].startswith(("DE", "+49"))


@pytest.mark.parametrize("texts", [["+12", "+3456", "-7"], ["+12345678", "-3", "+4"], ["+1.5", "-2.5"], ["+120", "+7", "0"]])
def test_a_plus_alone_names_nothing(texts: list[str], tmp_path: Path) -> None:
    found = columns(tmp_path, FORMATS["csv"]({"x": texts * 20}))["x"]
    assert found.values.tolist() == [float(text) for text in texts] * 20


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'123", 123),
        ("'-1.25", -1.25),
        ("\u2019123", 123),
        ("1_000", 1000),
        ("-12_345_678.5", -12345678.5),
        ("1.5D+02", 150),
        ("-0.250d-01", -0.025),
        (".5D3", 500),
    ],
)
@pytest.mark.parametrize("others", [[], NUMBERS])
def test_what_programs_put_around_a_number_is_left_out(
    text: str, value: float, others: list[str], kind: str, tmp_path: Path
) -> None:
    texts = [*others, text, text.replace("5", "7").replace("2", "3"), *others[:1], text]
    found = columns(tmp_path, FORMATS[kind]({"x": texts, "y": ["1"] * len(texts)}))["x"]
    assert (found.type, found.strange) == ("number", 0)
    assert found.values.iloc[len(others)] == found.values.iloc[-1] == value


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize(
    "form", ["~{}", "≈{}", "<{}", ">= {}", "{}*", "{}†", "{}**", "{} (e)", "ca. {}", "{}^", "[{}]", "{}±0.5"]
)
@pytest.mark.parametrize("share", [0.05, 0.3, 0.7, 1])
def test_numbers_with_a_mark_are_counted_and_shown(form: str, share: float, kind: str, tmp_path: Path) -> None:
    marked = int(40 * share)
    texts = [form.format(f"{n}.25") if n < marked else f"{n}.25" for n in range(40)]
    found = columns(tmp_path, FORMATS[kind]({"x": texts, "y": ["1", "2"] * 20}))["x"]
    assert f"'{texts[0]}' (row 1)" in found.note()
    assert found.type == "number" if share < 0.4 else f"{40 - marked} of the 40 values of 'x' are numbers" in found.note()


def test_the_users_word_goes_before_the_look_of_a_code(tmp_path: Path) -> None:
    content = FORMATS["csv"]({"x": [f"+82101234{n:04}" for n in range(40)], "y": ["1", "2"] * 20})
    assert columns(tmp_path, content, types=(("x", "number"),))["x"].values.iloc[3] == 821012340003


@pytest.mark.parametrize("cells", [['="007"', '="0815"'], ['"=""007"""', '"=""0815"""']])
def test_the_cells_of_excel_as_they_stand_in_a_file(cells: list[str], tmp_path: Path) -> None:
    rows = "".join(f"{cells[n % 2]},{n}\n" for n in range(30))
    found = columns(tmp_path, f"x,y\n{rows}".encode())
    assert set(found["x"].values) == {"007", "0815"}
    numbers = columns(tmp_path, b"x,y\n" + "".join(f'="{n}.5",{n}\n' for n in range(30)).encode())["x"]
    assert numbers.values.tolist() == [n + 0.5 for n in range(30)]
