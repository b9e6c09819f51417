"""How long a table of a million rows and twenty columns takes to open, beside pandas' own reading with pyarrow; and what a huge one takes.

::

    .venv/bin/python tests/benchmarks/table_speed.py            # 1,000,000 x 20: medians of alternated rounds
    .venv/bin/python tests/benchmarks/table_speed.py --huge 1.5 # a file of 1.5 GB: seconds and peak memory of this process
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from playground.datasets import DatasetConfig, PreparationConfig
from playground.datasets.dataset import ignore
from playground.datasets.prepare import load, prepare_loaded
from playground.datasets.table_file import read_table
from playground.datasets.table_preview import preview_table

ROWS, COLUMNS = 1_000_000, 20


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--huge", type=float, default=0.0, metavar="GB")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder))
        if options.huge:
            huge(path, options.huge)
        else:
            alternated(path, options.rounds)


if __name__ == "__main__":
    main()
