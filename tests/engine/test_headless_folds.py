"""``playground run --folds``: what it writes, what it says, and what it refuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.command_line import complaint, main, rows, small
from tests.command_line import written as project

ROOT = Path(__file__).parents[2]


def test_it_writes_every_epoch_of_every_fold_and_the_spread(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["run", project(tmp_path), "--out", str(out), "--folds", "3"]) == 0
    assert {path.name for path in out.iterdir()} == {"folds.csv", "summary.json"}
    table = rows(out / "folds.csv")
    metrics = ["train_rmse", "train_r2", "val_rmse", "val_r2"]
    assert list(table[0]) == ["fold", "epoch", "train_loss", "val_loss", *metrics]
    assert sorted((int(row["fold"]), int(row["epoch"])) for row in table) == [(f, e) for f in (1, 2, 3) for e in range(1, 8)]
    summary = json.loads((out / "summary.json").read_text())
    assert (summary["folds"], summary["kind"], summary["ended"], summary["epochs"]) == (3, "shuffled", "finished", 7)
    losses = [fold["val_rmse"] for fold in summary["by_fold"]]
    assert summary["val_rmse"] == pytest.approx(np.mean(losses))
    assert summary["val_rmse_std"] == pytest.approx(np.std(losses))
    for fold, loss in enumerate((fold["val_loss"] for fold in summary["by_fold"]), 1):
        assert float(table[[(row["fold"], row["epoch"]) for row in table].index((str(fold), "7"))]["val_loss"]) == pytest.approx(
            loss
        )
    assert not any(name.startswith("test_") for name in summary)
    shown = capsys.readouterr()
    assert f"{summary['val_rmse']:.6g} ± {summary['val_rmse_std']:.3g}" in shown.out
    assert "3 folds are done." in shown.out
    assert all("finding: " in line for line in shown.err.splitlines())  # seven epochs may be too few to learn


def test_the_same_seed_gives_the_same_folds(tmp_path: Path) -> None:
    file = project(tmp_path)
    for place in ("one", "two"):
        assert main(["run", file, "--out", str(tmp_path / place), "--folds", "2", "--seed", "5"]) == 0
    one, two = (sorted((tmp_path / place / "folds.csv").read_text().splitlines()) for place in ("one", "two"))
    assert one == two
    assert main(["run", file, "--out", str(tmp_path / "three"), "--folds", "2", "--seed", "6"]) == 0
    assert one != sorted((tmp_path / "three" / "folds.csv").read_text().splitlines())


def test_without_a_number_the_project_says_how_many(tmp_path: Path) -> None:
    training = {**small()["training"], "folds": {"k": 4, "kind": "time"}}
    file = project(tmp_path, training=training)
    assert main(["run", file, "--out", str(tmp_path / "out"), "--folds"]) == 0
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert (summary["folds"], summary["kind"]) == (4, "time")
    assert main(["run", file, "--out", str(tmp_path / "out"), "--fold-kind", "shuffled"]) == 0
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["kind"] == "shuffled"


def test_a_lesson_can_be_cross_validated(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["run", "lesson:vanishing-gradients", "--out", str(out), "--folds", "2", "--epochs", "2"]) == 0
    assert len(rows(out / "folds.csv")) == 4


def test_folds_that_are_not_trained_together_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    network = [{"layer": "Linear", "out_features": 3}, {"layer": "LayerNorm"}, {"layer": "Linear", "out_features": 1}]
    assert main(["run", project(tmp_path, network=network), "--out", str(tmp_path / "out"), "--folds", "2"]) == 0
    assert "folds: trained one by one (LayerNorm)" in capsys.readouterr().err.splitlines()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--folds", "1"), "--folds: must be from 2 to 20, is 1"),
        (("--folds", "many"), "--folds: must be a whole number"),
        (("--fold-kind", "odd"), "--fold-kind: must be one of shuffled, stratified, time"),
        (("--fold-kind", "stratified"), "--fold-kind: only classes can be stratified"),
    ],
)
def test_wrong_folds_are_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], reason: str
) -> None:
    assert reason in complaint(capsys, "run", project(tmp_path), "--out", str(tmp_path / "out"), *arguments)


def test_folds_that_all_diverge_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    training = {"epochs": 300, "batch_size": 8, "device": "cpu", "optimizer": {"name": "SGD", "lr": 500}}
    assert main(["run", project(tmp_path, training=training), "--out", str(tmp_path / "out"), "--folds", "2"]) == 1
    assert "fold 1: not a finite number" in capsys.readouterr().err
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert summary["ended"] == "diverged"
    assert [fold["ended"] for fold in summary["by_fold"]] == ["diverged", "diverged"]


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is sent in another way there")
def test_interrupted_it_writes_what_was_trained(tmp_path: Path) -> None:
    training = {"epochs": 100_000_000, "batch_size": 8, "device": "cpu"}
    file, out = project(tmp_path, training=training), tmp_path / "out"
    command = [sys.executable, "-m", "playground", "run", file, "--out", str(out), "--folds", "3"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ})
    table = out / "folds.csv"
    while process.poll() is None and (not table.exists() or table.stat().st_size < 10_000):
        pass
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    summary = json.loads((out / "summary.json").read_text())
    assert summary["ended"] == "interrupted"
    assert len(summary["by_fold"]) == 3
    assert summary["val_rmse"] > 0
