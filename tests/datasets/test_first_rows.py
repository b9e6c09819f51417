"""What the first look at a table cannot know, as it stands below the first rows, is said when the table is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from playground.datasets import DatasetConfig, Step
from playground.datasets.prepare import load
from playground.datasets.table_preview import preview_table

Write = Callable[[int], object]
ROWS = 1200
LOOK = "The first 1,000 rows of 'x', which the first look shows, are {before}; with all rows they are taken as {after}."


def numbers(n: int) -> object:
    return n * 7 % 977 + 100


def read(folder: Path, first: Write, later: Write, rows: int, **choices: object) -> tuple[str, list[Step]]:
    """What the first look finds, and what is said of the whole."""
    texts = [first(n) for n in range(ROWS)] + [later(n) for n in range(rows)]
    (folder / "table").write_text("x;y\n" + "".join(f"{text};{n % 7}\n" for n, text in enumerate(texts)))
    config = DatasetConfig(name="csv", path="table", **{"target": "y", "task": "regression", **choices})  # type: ignore[arg-type]  # keywords
    guess = preview_table(folder / "table", DatasetConfig(name="csv", target="y")).columns[0]
    return guess.type, list(load(config, 0, folder).steps)


@pytest.mark.parametrize(
    ("first", "later", "rows", "before", "after", "examples"),
    [
        (numbers, lambda n: f"0{n}", 200, "numbers", "texts", "codes such as 00"),
        (numbers, lambda n: f"a{n % 9}", 3000, "numbers", "a category", "3000 values are no numbers: 'a0' (row 1201), 'a1' (row 1202)"),
        (numbers, lambda n: f"note {n} b", 3000, "numbers", "texts", "3000 values are no numbers: 'note 0 b' (row 1201)"),
        (lambda n: n, lambda n: 2**60 + n, 99, "numbers", "names of the rows", "such as 1152921504606846977"),
        (lambda n: f"2020-01-{n % 28 + 1:02}", lambda n: f"odd {n % 5}", 3000, "dates", "a category", "3000 values are no dates: 'odd 0' (row 1201)"),
        (lambda n: f"k{n % 5}", lambda n: f"some note {n}", 30_000, "a category", "texts", ""),
    ],
)  # fmt: skip
def test_another_type_further_down_is_said(
    first: Write, later: Write, rows: int, before: str, after: str, examples: str, tmp_path: Path
) -> None:
    _guess, steps = read(tmp_path, first, later, rows)
    hints = " ".join(step.words for step in steps if step.kind == "hint")
    assert LOOK.format(before=before, after=after) in hints
    assert examples in hints


def test_another_decimal_sign_further_down_is_said(tmp_path: Path) -> None:
    guess, steps = read(tmp_path, lambda n: f"{n % 9 + 1}.{n % 900 + 100}", lambda n: f"{n},5", 30)
    assert guess == "number"
    words = "With all rows of 'x', row 1 is 1100, and not 1.1 as with the first 1,000: later rows show the decimal sign."
    assert (words, "hint") in [(step.words, step.kind) for step in steps]


def test_a_column_of_times_that_is_none_further_down_is_said(tmp_path: Path) -> None:
    _guess, steps = read(tmp_path, lambda n: f"2020-01-{n % 28 + 1:02}", lambda n: f"odd {n % 5}", 3000, task="forecast")
    assert LOOK.format(before="dates", after="a category") in " ".join(step.words for step in steps)


@pytest.mark.parametrize(
    "choices", [{"types": (("x", "category"),)}, {"target": "x", "features": ("y",)}, {"target": "x", "task": "multiclass"}]
)
@pytest.mark.parametrize(
    ("first", "later"), [(lambda n: n % 7 / 4, lambda n: n % 7 / 4), (lambda n: f"{n % 7:03}", lambda n: f"{n % 7:03}")]
)
def test_nothing_is_said_where_all_rows_are_as_the_first(
    first: Write, later: Write, choices: dict[str, object], tmp_path: Path
) -> None:
    _guess, steps = read(tmp_path, first, later, 500, **choices)
    assert not [step.words for step in steps if "first" in step.words]


def test_what_is_no_date_is_shown(tmp_path: Path) -> None:
    _guess, steps = read(tmp_path, lambda n: f"2020-01-{n % 28 + 1:02}", lambda n: f"odd {n // 4}", 30)
    words = "30 values of 'x' are no dates and count as missing: 'odd 0' (row 1201), 'odd 1' (row 1205), 'odd 2' (row 1209)."
    assert words in [step.words for step in steps]
