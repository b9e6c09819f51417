"""What is said beside the results of a run: what was done to the data, and what is to be said of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from playground.datasets import Step
from playground.datasets.prepare import prepare
from playground.engine.notes import step_lines
from playground.runs.project import read_project
from tests.command_line import main, small
from tests.engine.test_bar import Terminal, screen

COMMANDS: tuple[tuple[str, ...], ...] = (("run",), ("run", "--folds", "3"), ("check",))


def write(folder: Path, **changes: Any) -> Path:
    """A project with a table that needs every kind of care: missing targets and numbers, an identity, a constant, texts."""
    rows = [
        f"{n},{'' if n % 9 == 0 else 20 + n % 30},{('Seoul', 'Busan')[n % 2]},7,{'' if n % 13 == 0 else 3 * n}" for n in range(60)
    ]
    (folder / "people.csv").write_text("\n".join(["id,age,city,same,income", *rows]))
    table = {"name": "csv", "path": "people.csv", "task": "regression", "target": "income"}
    path = folder / "small.nnplay"
    path.write_text(json.dumps(small(**{"dataset": table, **changes})))
    return path


def carry_out(command: tuple[str, ...], path: Path, out: Path) -> int:
    name, *rest = command
    return main([name, str(path), *rest, *(["--out", str(out)] if name == "run" else [])])


def known_steps(path: Path) -> tuple[Step, ...]:
    """What the window is told."""
    project = read_project(path)
    return prepare(project.dataset, project.preparation, path.parent).info.steps


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_step_is_said(command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = write(tmp_path), tmp_path / "out"
    assert carry_out(command, path, out) == 0
    shown = capsys.readouterr()
    said = [line for line in shown.err.splitlines() if "finding: " not in line]
    assert said == step_lines(known_steps(path))
    assert "data: 5 rows without a value of 'income' are left out." in said
    assert not any(step.words in shown.out for step in known_steps(path))
    if command[0] == "run":
        data = json.loads((out / "summary.json").read_text())["data"]
        kept = [{"words": step.words, "kind": step.kind, "done": step.on, "key": step.key} for step in known_steps(path)]
        assert (data["rows"], data["steps"]) == (55, kept)
        assert sum(data["samples"].values()) == 55


@pytest.mark.parametrize("command", COMMANDS[:2], ids=" ".join)
def test_what_a_run_shows_is_said_and_kept(command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    training = {"epochs": 30, "batch_size": 8, "device": "cpu", "optimizer": {"name": "SGD", "lr": 1e-12}}
    path, out = write(tmp_path, training=training), tmp_path / "out"
    assert carry_out(command, path, out) == 0
    said = [line for line in capsys.readouterr().err.splitlines() if "finding: " in line]
    summary = json.loads((out / "summary.json").read_text())
    parts = summary.get("by_fold", [summary])
    labels = [f"fold {part['fold']}, finding" if "fold" in part else "finding" for part in parts for _ in part["findings"]]
    kept = [finding for part in parts for finding in part["findings"]]
    assert kept
    assert said == [f"{label}: {finding['title']}: {finding['words']}" for label, finding in zip(labels, kept, strict=True)]


def test_a_network_that_learns_has_no_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, dataset={"name": "linear", "samples": 50})
    assert carry_out(("run",), path, tmp_path / "out") == 0
    assert capsys.readouterr().err == ""
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert (summary["findings"], summary["data"]["steps"]) == ([], [])
    assert isinstance(summary["steps"], int)  # the optimizer's, as ever


def test_warnings_hints_and_what_was_not_done_can_be_told_apart() -> None:
    steps = (
        Step("one"),
        Step("two", kind="warning"),
        Step("three\n  on two lines", kind="hint"),
        Step("four", "missing:a", on=False),
    )
    assert step_lines(steps) == ["data: one", "data, warning: two", "data, hint: three on two lines", "data, not done: four"]


def test_on_a_terminal_a_run_leaves_its_lines_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    path = write(tmp_path)
    assert carry_out(("run",), path, tmp_path / "out") == 0
    lines = screen(terminal.getvalue())
    said = [line for line in lines if line and not line.startswith("finding: ")]
    assert said == step_lines(known_steps(path))
    assert "\r" in terminal.getvalue()
