"""Tries a finished app out, on whatever system it was made: trains with everything that the app has, and opens its window on no screen.

What was left out of the package by mistake is found here, and by the name of what needs it.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from playground.datasets import DATASETS, DatasetConfig, PreparationConfig, Signature, proposed_split
from playground.datasets.california_housing import FILE
from playground.datasets.prepare import prepare
from playground.layers import LAYERS, Flatten, Layer, Linear, ShapeError, Unflatten
from playground.lessons import find_lessons
from playground.network import Network
from playground.places import resources
from playground.runs.losses import LOSSES
from playground.runs.optimizers import OPTIMIZERS
from playground.runs.project import Project, known_task, write_project
from playground.runs.schedulers import SCHEDULERS
from playground.runs.start_network import with_start

EPOCHS = 2
WINDOW_SECONDS = 15
"""How long the window is watched: by then engine and plots are loaded."""

RESULTS = ("history.csv", "gradients.csv", "predictions.csv", "model.safetensors", "summary.json")


class TryoutError(Exception):
    """The app does not do what it should; the message says what was tried, and what it printed."""


def try_out(program: Path, inner: Path) -> int:
    """Tries everything; how many runs were trained.

    Args:
        program: The app as it is started from a terminal.
        inner: The folder of the app that has ``resources`` in it.

    Raises:
        TryoutError: It does not run, or something went wrong in it.
    """
    with tempfile.TemporaryDirectory(prefix="tryout-") as name:
        folder = Path(name)
        environment = {**os.environ, "NEURAL_PLAYGROUND_HOME": str(folder / "home"), "QT_QPA_PLATFORM": "offscreen"}
        runs = list(what_to_run(folder, (inner / "resources" / "datasets" / FILE).is_file()))
        _command(environment, str(program), "doctor")  # by itself: the first start of a new program can take long

        def train(number: int) -> None:
            out = folder / f"out-{number}"
            _command(environment, str(program), "run", *runs[number], "--out", str(out))
            missing = [] if "--folds" in runs[number] else [file for file in RESULTS if not (out / file).is_file()]
            if missing:
                raise TryoutError(f"'playground run {' '.join(runs[number])}' has not written {', '.join(missing)}.")

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(train, range(len(runs))))
        _watch_window(program, environment, folder / "home")
        return len(runs)


def what_to_run(folder: Path, with_california: bool) -> Iterator[tuple[str, ...]]:
    """The arguments of every run: each lesson, dataset, optimizer, scheduler, loss, layer and kind of table at least once.

    Args:
        folder: Where projects and tables are written.
        with_california: California housing is in the app.
    """
    for lesson in find_lessons(resources() / "lessons"):
        if with_california or "california" not in lesson.name:
            picture = ("--picture", str(folder / "picture.png")) if lesson.name == "vanishing-gradients" else ()
            folds = ("--folds",) if lesson.name == "cross-validation" else ()
            yield (f"lesson:{lesson.name}", "--epochs", str(EPOCHS), *picture, *folds)
    for project in [*settings_projects(), layers_project(), *table_projects(folder)]:
        path = folder / f"{project.name}.nnplay"
        write_project(path, project)
        yield (str(path),)
    yield (str(path), "--folds", "3")


def settings_projects() -> Iterator[Project]:
    """A project for each built-in dataset that needs no file, with optimizers, schedulers and losses in turn."""
    names = [name for name in DATASETS if name not in ("csv", "drawn", "california_housing")]
    optimizers, schedulers = cycle(OPTIMIZERS.values()), cycle(SCHEDULERS.values())
    losses = dict.fromkeys(LOSSES, 0)
    for name in names:
        project = started(name, DatasetConfig(name=name))
        task = DATASETS[name].task
        loss = min((loss for loss, kind in LOSSES.items() if task in kind.tasks), key=losses.__getitem__)
        losses[loss] += 1
        training = replace(
            project.training, optimizer=next(optimizers)(), scheduler=next(schedulers)(), loss=LOSSES[loss](), batch_size=64
        )
        yield with_start(replace(project, training=training), signature_of(project.dataset))


def signature_of(dataset: DatasetConfig, folder: Path = Path()) -> Signature:
    """What a network for these data must fit."""
    return prepare(dataset, PreparationConfig(split=proposed_split(known_task(dataset))), folder).info.signature


def started(name: str, dataset: DatasetConfig, folder: Path = Path()) -> Project:
    """A project for a dataset, as the app would begin it."""
    project = with_start(Project(name=name, dataset=dataset), signature_of(dataset, folder))
    return replace(project, training=replace(project.training, epochs=EPOCHS))


def layers_project() -> Project:
    """A project whose network has every layer, one after the other: on a picture, on a sequence, on a row of numbers."""
    waiting = [kind(output="sequence") if kind.family == "recurrent" else kind() for kind in LAYERS.values()]
    chain: list[Layer] = []
    for start in ((1, 8, 8), (8, 8), (64,)):
        chain += [Flatten(), Linear(math.prod(start)), Unflatten(start)]
        shape: tuple[int, ...] = start
        for layer in list(waiting):
            try:
                shape = layer.output_shape(shape)
            except ShapeError:
                continue
            chain.append(layer)
            waiting.remove(layer)
    project = started("every layer", DatasetConfig(name="diabetes"))
    return replace(project, network=Network((*chain, Flatten(), Linear(1))))


def table_projects(folder: Path) -> Iterator[Project]:
    """A project for each kind of table: text as Korean Excel writes it, tabs, a workbook, Parquet."""
    import numpy as np
    import pandas as pd

    random = np.random.default_rng(0)
    rows = 60
    table = pd.DataFrame({"면적": random.normal(80, 20, rows), "층": random.integers(1, 20, rows)})
    table["지역"] = random.choice(["서울", "부산", "대구"], rows)
    table["날짜"] = pd.date_range("2020-01-01", periods=rows).strftime("%Y-%m-%d")
    table["가격"] = table["면적"] * 10 + table["층"]
    table.to_csv(folder / "집값.csv", index=False, encoding="cp949")
    table.to_csv(folder / "집값.tsv", index=False, sep="\t")
    table.to_excel(folder / "집값.xlsx", index=False)
    table.to_parquet(folder / "집값.parquet", index=False)
    for ending in ("csv", "tsv", "xlsx", "parquet"):
        dataset = DatasetConfig(name="csv", path=f"집값.{ending}", target="가격", task="regression")
        yield started(f"table {ending}", dataset, folder)


def _command(environment: dict[str, str], *command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL, env=environment)
    if done.returncode or "Traceback" in done.stderr:
        said = f"{done.stdout}{done.stderr}"[-4000:]
        raise TryoutError(f"'playground {' '.join(command[1:])}' does not work in the app that was made:\n{said}")


def _watch_window(program: Path, environment: dict[str, str], home: Path) -> None:
    window = subprocess.Popen([str(program)], stdin=subprocess.DEVNULL, env=environment)
    try:
        window.wait(WINDOW_SECONDS)
        ended = True
    except subprocess.TimeoutExpired:
        ended = False
    window.terminate()
    window.wait()
    logs = "".join(path.read_text(encoding="utf-8", errors="replace") for path in home.rglob("logs/*.log"))
    if ended or "Traceback" in logs:
        raise TryoutError(f"The window of the app that was made does not stand:\n{logs}")
