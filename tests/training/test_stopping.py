"""Early stopping: whenever a run with it ends, everything that it leaves is of the epoch with the least validation loss."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from playground.datasets.prepare import Prepared
from playground.runs.messages import RunDiverged, RunProgress
from playground.runs.project import Project
from playground.training.errors import TrainingError
from playground.training.folds import build_folds
from playground.training.run import Run
from tests.command_line import main, rows
from tests.training.histories import finished, joined, same, told
from tests.training.projects import hidden, made

PATIENT = {"patience": 10**6}
LAYERS = [
    {"layer": "Linear", "out_features": 16},
    {"layer": "BatchNorm1d"},
    {"layer": "Tanh"},
    {"layer": "Linear", "out_features": 1},
]


def overfitted(
    stopping: dict[str, Any] = PATIENT, epochs: int = 40, network: Any = None, **training: Any
) -> tuple[Project, Prepared]:
    """A network that is far too large for twelve samples: its validation loss soon rises."""
    chosen = {"batch_size": 5, "epochs": epochs, "early_stopping": stopping, "optimizer": {"name": "Adam", "lr": 0.05}}
    return made(network or hidden("Tanh", 1, 32), {**chosen, **training}, samples=(12, 12, 6))


def val_loss(run: Run, prepared: Prepared) -> float:
    """The validation loss of the model as it is, by torch."""
    run.model.eval()
    with torch.no_grad():
        prediction = run.model(torch.from_numpy(prepared.validation.x))
    run.model.train()
    return float(torch.nn.functional.mse_loss(prediction, torch.from_numpy(prepared.validation.y)))


def check_kept(run: Run, prepared: Prepared, history: RunProgress, folder: Path, reason: str = "finished") -> None:
    """Ends a run, and checks that all that it leaves is of the best epoch."""
    best = int(np.nanargmin(history.val_loss))
    least = pytest.approx(float(history.val_loss[best]), rel=1e-5)
    ended = run.end(reason, "Why.", test=True)
    assert ended.figures["val_loss"] == least
    assert ended.best_epoch == best + 1
    assert ended.message == f"Why. The weights of epoch {best + 1}, with the least validation loss, are kept."
    assert val_loss(run, prepared) == least
    told = {part.split: part for part in run.all_predictions()}["validation"]
    picture = run.picture("RunPredictions")
    for target, prediction in ((told.target, told.prediction), (picture.val_target, picture.val_prediction)):
        assert np.mean(((prediction - target) / prepared.target_scale) ** 2) == least
    assert picture.epoch == best + 1
    assert run.picture("RunFigures").figures["val_rmse"] == ended.figures["val_rmse"]
    run.save_model(folder / "model.safetensors")
    stored = load_file(folder / "model.safetensors")
    assert all(torch.equal(stored[name], value) for name, value in run.model.state_dict().items())


class TestHoweverARunEnds:
    @pytest.mark.parametrize("network", [None, LAYERS], ids=["plain", "batch norm"])
    def test_by_its_last_epoch(self, tmp_path: Path, network: Any) -> None:
        project, prepared = overfitted(network=network)
        run = Run("a", project, prepared)
        history = finished(run)
        assert run.ended_by == "finished"
        assert np.argmin(history.val_loss) < 39
        check_kept(run, prepared, history, tmp_path)

    def test_by_its_patience(self, tmp_path: Path) -> None:
        project, prepared = overfitted({"patience": 5}, epochs=2000)
        run = Run("a", project, prepared)
        history = finished(run)
        assert run.ended_by == "early_stopping"
        assert len(history.epochs) == int(np.argmin(history.val_loss)) + 1 + 5
        check_kept(run, prepared, history, tmp_path, "early_stopping")

    @pytest.mark.parametrize("steps", [3, 60, 61])
    def test_by_the_user_within_an_epoch_or_after_it(self, tmp_path: Path, steps: int) -> None:
        project, prepared = overfitted()
        run = Run("a", project, prepared)
        check_kept(run, prepared, finished(run, steps=steps), tmp_path, "interrupted")

    def test_by_the_user_before_an_epoch_is_over(self) -> None:
        run = Run("a", *overfitted())
        finished(run, steps=2)
        before = [value.clone() for value in run.model.state_dict().values()]
        ended = run.end("stopped", "Why.")
        assert (ended.message, ended.best_epoch) == ("Why.", None)
        assert all(torch.equal(a, b) for a, b in zip(before, run.model.state_dict().values(), strict=True))

    def test_by_a_divergence(self, tmp_path: Path) -> None:
        project, prepared = overfitted()
        run = Run("a", project, prepared)
        history = finished(run, steps=30)
        run.set_learning_rate(1e30)
        while run.advance():
            pass
        assert isinstance(run.progress(), RunDiverged)
        check_kept(run, prepared, history, tmp_path, "diverged")

    @pytest.mark.parametrize("at", [0, 7, 60])
    def test_after_it_went_on_from_a_checkpoint(self, tmp_path: Path, at: int) -> None:
        project, prepared = overfitted()
        first = Run("a", project, prepared)
        begun = finished(first, steps=at)
        run = Run("a", project, prepared, resume=first.checkpoint())
        check_kept(run, prepared, joined([begun, finished(run)]), tmp_path)

    def test_in_a_stack_of_folds(self, tmp_path: Path) -> None:
        for stopping in (PATIENT, {"patience": 3}):
            project, prepared = overfitted(stopping)
            others = [made(hidden("Tanh", 1, 32), {}, samples=(12, 12, 6), seed=seed)[1] for seed in range(3)]
            folds = build_folds(("1", "2", "3"), project, replace(prepared, folds=tuple(others)))
            assert all(fold.stacked for fold in folds)
            live = list(folds)
            while live := [fold for fold in live if fold.advance()]:
                pass
            for fold, part in zip(folds, others, strict=True):
                check_kept(fold, part, told(fold), tmp_path)


def test_the_least_loss_is_kept_where_small_gains_do_not_count(tmp_path: Path) -> None:
    project, prepared = overfitted({"patience": 8, "min_delta": 1e6}, epochs=50, optimizer={"name": "Adam", "lr": 0.005})
    run = Run("a", project, prepared)
    history = finished(run)
    assert len(history.epochs) == 9
    assert np.argmin(history.val_loss) > 0
    check_kept(run, prepared, history, tmp_path, "early_stopping")


def test_what_is_trained_longer_goes_on_from_the_last_state() -> None:
    project, prepared = overfitted(epochs=20)
    short = Run("a", project, prepared)
    begun = finished(short)
    short.end("finished", "")
    last = short.checkpoint()
    longer = replace(project, training=replace(project.training, epochs=30))
    run = Run("a", longer, prepared, resume=last)
    same(joined([begun, finished(run)]), finished(Run("a", longer, prepared)))


def test_without_early_stopping_the_last_weights_are_kept() -> None:
    project, prepared = overfitted(early_stopping=None)
    run = Run("a", project, prepared)
    history = finished(run)
    ended = run.end("finished", "Why.")
    assert (ended.message, ended.best_epoch) == ("Why.", None)
    assert ended.figures["val_loss"] == pytest.approx(history.val_loss[-1], rel=1e-5)


def test_without_validation_it_is_refused() -> None:
    with pytest.raises(TrainingError, match="validation"):
        Run("a", *made(hidden("Tanh", 1, 8), {"early_stopping": {}}, samples=(20, 0, 0)))


@pytest.mark.parametrize("folds", [(), ("--folds", "2")], ids=["run", "folds"])
def test_the_command_line_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str], folds: tuple[str, ...]) -> None:
    (tmp_path / "table.csv").write_text("a,b\n" + "".join(f"{n},{(7919 * n) % 23}\n" for n in range(30)))
    project = {
        "format": 1,
        "dataset": {"name": "csv", "path": "table.csv", "target": "b", "task": "regression"},
        "network": hidden("Tanh", 1, 64),
        "training": {"epochs": 30, "device": "cpu", "early_stopping": PATIENT, "optimizer": {"name": "Adam", "lr": 0.05}},
    }
    (tmp_path / "p.nnplay").write_text(json.dumps(project))
    assert main(["run", str(tmp_path / "p.nnplay"), "--out", str(tmp_path / "out"), *folds]) == 0
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert summary["message"] in capsys.readouterr().out
    assert "least validation loss" in summary["message"]
    history = rows(tmp_path / "out" / ("folds.csv" if folds else "history.csv"))
    for fold in summary.get("by_fold", [{**summary, "fold": None}]):
        losses = [float(row["val_loss"]) for row in history if fold["fold"] is None or int(row["fold"]) == fold["fold"]]
        assert fold["best_epoch"] == int(np.argmin(losses)) + 1
        assert fold["val_loss"] == pytest.approx(min(losses), rel=1e-5)
