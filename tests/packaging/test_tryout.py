"""What a finished app is tried out with; that faults are found is shown with programs that have them."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from playground.datasets import DATASETS
from playground.datasets.prepare import prepare
from playground.layers import LAYERS
from playground.lessons import find_lessons
from playground.places import resources
from playground.runs.checks import check_network
from playground.runs.losses import LOSSES
from playground.runs.optimizers import OPTIMIZERS
from playground.runs.project import Project, read_project
from playground.runs.schedulers import SCHEDULERS


@pytest.fixture
def tryout(scripts: None) -> Any:
    return importlib.import_module("tryout")


@pytest.fixture
def projects(tryout: Any, tmp_path: Path) -> list[Project]:
    paths = [Path(words[0]) for words in tryout.what_to_run(tmp_path, False) if not words[0].startswith("lesson:")]
    return [read_project(path) for path in dict.fromkeys(paths)]


def test_everything_that_the_app_has_is_tried(tryout: Any, projects: list[Project], tmp_path: Path) -> None:
    assert {type(project.training.optimizer).__name__ for project in projects} == set(OPTIMIZERS)
    assert {type(project.training.scheduler).__name__ for project in projects} >= set(SCHEDULERS)
    assert {type(project.training.loss).__name__ for project in projects} == set(LOSSES)
    assert {layer.name for project in projects for layer in project.network.layers} == set(LAYERS)
    assert {project.dataset.name for project in projects} == set(DATASETS) - {"drawn", "california_housing"}
    tables = {Path(project.dataset.path).suffix for project in projects if project.dataset.path}
    assert tables == {".csv", ".tsv", ".xlsx", ".parquet"}
    words = list(tryout.what_to_run(tmp_path, True))
    lessons = {run[0].removeprefix("lesson:") for run in words if run[0].startswith("lesson:")}
    assert lessons == {lesson.name for lesson in find_lessons(resources() / "lessons")}
    assert sum("--folds" in run for run in words) == 2
    assert any("--picture" in run for run in words)


def test_every_project_fits(projects: list[Project], tmp_path: Path) -> None:
    for project in projects:
        signature = prepare(project.dataset, project.preparation, tmp_path).info.signature
        assert check_network(project, signature).problem is None, project.name


def fake(folder: Path, body: str) -> Path:
    """A program that writes what a run writes, after ``body``."""
    program = folder / "playground"
    results = "for name in ('history.csv', 'gradients.csv', 'predictions.csv', 'model.safetensors', 'summary.json'):\n    "
    program.write_text(
        f"#!{sys.executable}\nimport os, sys, time\nfrom pathlib import Path\nwords = sys.argv[1:]\n{body}\n"
        "if not words:\n    time.sleep(60)\n"
        "out = Path(words[words.index('--out') + 1] if '--out' in words else '.')\nout.mkdir(exist_ok=True)\n"
        f"{results}(out / name).touch()\n"
    )
    program.chmod(0o755)
    return program


@pytest.fixture
def few(tryout: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Only two runs, and a short look at the window."""
    monkeypatch.setattr(tryout, "what_to_run", lambda _folder, _california: iter([("lesson:xor",), ("a.nnplay", "--folds", "3")]))
    monkeypatch.setattr(tryout, "WINDOW_SECONDS", 1)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script of Unix")
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("if 'lesson:xor' in words: sys.exit('no module named x')", r"(?s)'playground run lesson:xor .*no module named x"),
        ("if words == ['doctor']: sys.stderr.write('Traceback (most recent call last)')", "'playground doctor' does not work"),
        ("if '--folds' not in words and 'run' in words: sys.exit(0)", "has not written history.csv, gradients.csv"),
        ("if not words: sys.exit(0)", "The window of the app that was made does not stand"),
    ],
)
def test_a_fault_of_the_app_ends_it(tryout: Any, few: Path, body: str, said: str) -> None:
    with pytest.raises(tryout.TryoutError, match=said):
        tryout.try_out(fake(few, body), few)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script of Unix")
def test_what_the_window_logs_is_looked_at(tryout: Any, few: Path) -> None:
    log = "logs = Path(os.environ['NEURAL_PLAYGROUND_HOME']) / 'logs'\nif not words:\n    logs.mkdir(parents=True)\n    (logs / 's.log').write_text("
    with pytest.raises(tryout.TryoutError, match="does not stand"):
        tryout.try_out(fake(few, f"{log}'Traceback')"), few)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script of Unix")
def test_an_app_that_does_everything_passes(tryout: Any, few: Path) -> None:
    assert tryout.try_out(fake(few, json.dumps("fine")), few) == 2
