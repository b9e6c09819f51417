"""How long a table of a million rows and twenty columns takes to open, beside pandas' own reading with pyarrow; and what others take.

::

    .venv/bin/python tests/benchmarks/table_speed.py            # 1,000,000 x 20: medians of alternated rounds
    .venv/bin/python tests/benchmarks/table_speed.py --huge 1.5 # a file of 1.5 GB: seconds and peak memory of this process
    .venv/bin/python tests/benchmarks/table_speed.py --shapes   # smaller files of all kinds: medians of reading and typing
    .venv/bin/python tests/benchmarks/table_speed.py --shapes --beside ../other  # the same beside another checkout, alternated
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from playground.datasets import DatasetConfig, PreparationConfig
from playground.datasets.dataset import ignore
from playground.datasets.prepare import load, prepare_loaded
from playground.datasets.table_file import read_table
from playground.datasets.table_preview import preview_table

ROWS, COLUMNS = 1_000_000, 20
SHAPE_ROWS = 300_000


def written(folder: Path) -> Path:
    """A table of numbers with two columns of words."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(ROWS, COLUMNS - 2)).round(6), columns=[f"c{n}" for n in range(COLUMNS - 2)])
    frame.insert(0, "city", rng.choice(["Seoul", "Busan", "Daegu", "Incheon"], ROWS))
    frame.insert(1, "kind", rng.choice(["a", "b"], ROWS))
    path = folder / "table.csv"
    frame.to_csv(path, index=False)
    return path


def seconds(act: object) -> float:
    """How long a call takes."""
    begin = time.perf_counter()
    act()  # type: ignore[operator]  # a function
    return time.perf_counter() - begin


def by_pandas(path: Path) -> None:
    with path.open("rb") as file:
        pd.read_csv(file, engine="pyarrow")


def alternated(path: Path, rounds: int) -> None:
    config = DatasetConfig(name="csv", path=str(path))
    kept: dict[str, list[float]] = {}
    for number in range(rounds + 1):
        loaded = load(config, 0, path.parent)
        for name, act in (
            ("pandas", lambda: by_pandas(path)),
            ("read", lambda: read_table(path, config, ignore)),
            ("load", lambda: load(config, 0, path.parent)),
            ("prepare", lambda loaded=loaded: prepare_loaded("csv", loaded, PreparationConfig())),
            ("open", lambda: prepare_loaded("csv", load(config, 0, path.parent), PreparationConfig())),
            ("preview", lambda: preview_table(path, config)),
        ):
            taken = seconds(act)
            if number:  # the first round warms up
                kept.setdefault(name, []).append(taken)
    base = statistics.median(kept["pandas"])
    for name, values in kept.items():
        middle = statistics.median(values)
        print(f"{name:8} {middle:6.2f} s  {middle / base:5.2f} x pandas   [{min(values):.2f}, {max(values):.2f}]")


def huge(path: Path, gigabytes: float) -> None:
    size = path.stat().st_size
    big = path.with_name("huge.csv")
    with path.open("rb") as source, big.open("wb") as target:
        head = source.readline()
        body = source.read()
        target.write(head)
        for _copy in range(round(gigabytes * 1e9 / size)):
            target.write(body)
    del body
    begin = time.perf_counter()
    loaded = load(DatasetConfig(name="csv", path=str(big)), 0, path.parent)
    middle = time.perf_counter()
    prepared = prepare_loaded("csv", loaded, PreparationConfig())
    end = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024) / 1024
    print(
        f"{big.stat().st_size / 1e9:.2f} GB: load {middle - begin:.1f} s, prepare {end - middle:.1f} s, {prepared.info.rows:,} rows,"
    )
    print(f"peak {peak:.1f} GB (writing the file took some of it)")
    for step in prepared.info.steps:
        print(" -", step.words)


Rng = np.random.Generator


def _numbers(rng: Rng, rows: int, columns: int) -> pd.DataFrame:
    return pd.DataFrame(rng.normal(size=(rows, columns)).round(6), columns=[f"c{n}" for n in range(columns)])


def _wholes(rng: Rng, rows: int, columns: int) -> pd.DataFrame:
    return pd.DataFrame(rng.integers(0, 100_000, (rows, columns)), columns=[f"c{n}" for n in range(columns)])


def _with_gaps(rng: Rng) -> pd.DataFrame:
    frame = _numbers(rng, SHAPE_ROWS, 20)
    return frame.mask(rng.random(frame.shape) < 0.05)


def _words(rng: Rng, rows: int) -> pd.DataFrame:
    """Names, sentences, kinds and numbers."""
    words = np.array(["red", "small, old", "quiet", "house", "river", "of", "and", "a", "stone", "wind"])
    return pd.DataFrame(
        {
            "code": [f"P{n:07d}" for n in range(rows)],
            "said": [" ".join(row) for row in rng.choice(words, (rows, 6))],
            "kind": rng.choice(["one", "two", "three"], rows),
            "price": rng.normal(size=rows).round(3),
            "count": rng.integers(0, 5000, rows),
            "also": [" ".join(row) for row in rng.choice(words, (rows, 3))],
            "y": rng.normal(size=rows).round(3),
        }
    )


def _money(rng: Rng) -> pd.DataFrame:
    amounts = rng.integers(0, 10_000_000, (SHAPE_ROWS, 4)) / 100
    return pd.DataFrame(
        {
            "dollars": [f"${value:,.2f}" for value in amounts[:, 0]],
            "grouped": [f"{value:,.2f}" for value in amounts[:, 1]],
            "whole": [f"{int(value):,}" for value in amounts[:, 2]],
            "share": [f"{value / 1000:.1f}%" for value in amounts[:, 3]],
            "plain": rng.normal(size=SHAPE_ROWS),
        }
    )


def _dates(rng: Rng) -> pd.DataFrame:
    moments = pd.Series(pd.Timestamp("2001-01-01") + pd.to_timedelta(rng.integers(0, 700_000_000, SHAPE_ROWS), unit="s"))
    return pd.DataFrame(
        {
            "iso": moments.dt.strftime("%Y-%m-%d"),
            "moment": moments.dt.strftime("%Y-%m-%d %H:%M:%S"),
            "slashes": moments.dt.strftime("%m/%d/%Y"),
            "points": moments.dt.strftime("%d.%m.%Y %H:%M"),
            "clock": moments.dt.strftime("%H:%M:%S"),
            "y": rng.normal(size=SHAPE_ROWS),
        }
    )


def _mixed(rng: Rng) -> pd.DataFrame:
    frame = _words(rng, SHAPE_ROWS // 3).join(_numbers(rng, SHAPE_ROWS // 3, 8))
    frame["when"] = pd.date_range("2001-01-01", periods=len(frame), freq="h").strftime("%Y-%m-%d %H:%M")
    frame["few"] = frame["c0"].astype(str).mask(rng.random(len(frame)) < 0.1, "NA")
    return frame


_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="one" sheetId="1" r:id="a"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
}


def _book(frame: pd.DataFrame, path: Path) -> None:
    """An Excel file, without the library that writes them."""
    rows = [list(frame.columns), *frame.to_numpy(dtype=object).tolist()]
    sheet = ""
    for number, row in enumerate(rows, 1):
        cells = (
            f'<c r="{chr(65 + place)}{number}"'
            + (f' t="inlineStr"><is><t>{cell}</t></is></c>' if isinstance(cell, str) else f"><v>{cell}</v></c>")
            for place, cell in enumerate(row)
        )
        sheet += f'<row r="{number}">{"".join(cells)}</row>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, words in _PARTS.items():
            book.writestr(name, words)
        xml = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet}</sheetData></worksheet>'
        book.writestr("xl/worksheets/sheet1.xml", xml)


SHAPES: dict[str, Callable[[Rng, Path], object]] = {
    "numbers.csv": lambda rng, path: _numbers(rng, SHAPE_ROWS, 20).to_csv(path, index=False),
    "wholes.csv": lambda rng, path: _wholes(rng, SHAPE_ROWS, 20).to_csv(path, index=False),
    "gaps.csv": lambda rng, path: _with_gaps(rng).to_csv(path, index=False),
    "na.csv": lambda rng, path: _with_gaps(rng).to_csv(path, index=False, na_rep="NA"),
    "commas.csv": lambda rng, path: _numbers(rng, SHAPE_ROWS, 20).to_csv(path, index=False, sep=";", decimal=","),
    "texts.csv": lambda rng, path: _words(rng, SHAPE_ROWS).to_csv(path, index=False, sep="\t"),
    "quoted.csv": lambda rng, path: _words(rng, SHAPE_ROWS).to_csv(path, index=False, quoting=csv.QUOTE_ALL),
    "money.csv": lambda rng, path: _money(rng).to_csv(path, index=False),
    "dates.csv": lambda rng, path: _dates(rng).to_csv(path, index=False),
    "mixed.csv": lambda rng, path: _mixed(rng).to_csv(path, index=False),
    "wide.csv": lambda rng, path: _numbers(rng, 2000, 1000).to_csv(path, index=False),
    "wide wholes.csv": lambda rng, path: _wholes(rng, 2000, 1000).to_csv(path, index=False),
    "numbers.parquet": lambda rng, path: _numbers(rng, SHAPE_ROWS, 20).to_parquet(path),
    "texts.parquet": lambda rng, path: _words(rng, SHAPE_ROWS).to_parquet(path),
    "numbers.xlsx": lambda rng, path: _book(_numbers(rng, 10_000, 20), path),
    "words.xlsx": lambda rng, path: _book(_words(rng, 20_000), path),
}
"""Files of all kinds, and how each is written."""


def measured(folder: Path, rounds: int) -> dict[str, tuple[float, float]]:
    """Seconds of the clock and of the processors, medians, that each file takes to be read and typed."""
    found = {}
    for path in sorted(folder.iterdir()):
        config = DatasetConfig(name="csv", path=str(path))
        taken = []
        for number in range(rounds + 1):
            begin, used = time.perf_counter(), time.process_time()
            load(config, 0, folder)
            if number:  # the first round warms up
                taken.append((time.perf_counter() - begin, time.process_time() - used))
        wall, processor = zip(*taken, strict=True)
        found[path.name] = (statistics.median(wall), statistics.median(processor))
    return found


def side_by_side(checkouts: list[Path], rounds: int, only: str) -> None:
    """Files of all kinds, read by each of some checkouts in turn."""
    results: dict[str, list[list[tuple[float, float]]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, write in SHAPES.items():
            if only in name:
                write(np.random.default_rng(0), Path(folder) / name)
        for _round in range(rounds):
            for place, checkout in enumerate(checkouts):
                env = os.environ | {"PYTHONPATH": str(checkout.resolve())}
                command = [sys.executable, __file__, "--measure", folder]
                answer = subprocess.run(command, env=env, check=True, capture_output=True, text=True, cwd=checkout)
                for name, taken in json.loads(answer.stdout).items():
                    results.setdefault(name, [[] for _checkout in checkouts])[place].append(tuple(taken))
    print("seconds of the clock, of the processors: " + "; ".join(str(checkout) for checkout in checkouts))
    for name, kept in results.items():
        middle = [[statistics.median(taken[kind] for taken in one) for kind in (0, 1)] for one in kept]
        ratio = f"  {middle[0][0] / middle[1][0]:5.2f} x {middle[0][1] / middle[1][1]:5.2f} x" if len(middle) > 1 else ""
        print(f"{name:18}" + "".join(f"  {wall:6.3f} {used:6.3f}" for wall, used in middle) + ratio, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--huge", type=float, default=0.0, metavar="GB")
    parser.add_argument("--shapes", nargs="?", const="", metavar="PART", help="only the files whose names hold this")
    parser.add_argument("--beside", type=Path, metavar="CHECKOUT")
    parser.add_argument("--measure", type=Path, metavar="FOLDER", help="what --shapes runs for each checkout")
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measured(options.measure, 2)))
        return
    if options.shapes is not None:
        here = Path(__file__).parents[2]
        side_by_side([here, options.beside] if options.beside else [here], options.rounds, options.shapes)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder))
        if options.huge:
            huge(path, options.huge)
        else:
            alternated(path, options.rounds)


if __name__ == "__main__":
    main()
