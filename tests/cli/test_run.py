"""``playground run``: what it writes, what it says, and what it refuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from playground import disk
from playground.datasets.prepare import prepare
from playground.engine import results
from playground.runs.project import read_project
from tests.command_line import FILES, complaint, main, rows, small

ROOT = Path(__file__).parents[2]


def test_it_writes_everything(project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "deep" / "results"
    assert main(["run", project(), "--out", str(out)]) == 0
    assert {path.name for path in out.iterdir()} == FILES
    shown = capsys.readouterr()
    assert "val_rmse" in shown.out
    assert shown.err == ""

    history = rows(out / "history.csv")
    metrics = ["train_rmse", "train_r2", "val_rmse", "val_r2"]
    assert list(history[0]) == ["epoch", "train_loss", "val_loss", "learning_rate", *metrics]
    assert [row["epoch"] for row in history] == [str(n) for n in range(1, 8)]
    gradients = rows(out / "gradients.csv")
    assert list(gradients[0]) == ["epoch", "layer_index", "layer", "grad_rms", "weight_rms", "update_ratio"]
    assert [(row["epoch"], row["layer_index"], row["layer"]) for row in gradients] == [
        (str(n), index, "Linear") for n in range(1, 8) for index in "02"
    ]
    summary = json.loads((out / "summary.json").read_text())
    assert {"parameters", "seconds", "device", "versions", "ended"} <= summary.keys()
    assert (summary["parameters"], summary["device"], summary["ended"]) == (10, "cpu", "finished")
    assert {"train_loss", "train_rmse", "val_loss", "val_rmse", "test_loss", "test_rmse"} <= summary.keys()


def test_the_figures_agree_with_each_other(project: Callable[..., str], tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file
    from torch import nn

    name, out = project(), tmp_path / "out"
    assert main(["run", name, "--out", str(out)]) == 0
    read = read_project(Path(name))
    prepared = prepare(read.dataset, read.preparation, tmp_path)
    model = nn.Sequential(nn.Linear(1, 3), nn.ReLU(), nn.Linear(3, 1))
    model.load_state_dict(load_file(out / "model.safetensors"))
    predictions = rows(out / "predictions.csv")
    summary = json.loads((out / "summary.json").read_text())
    for split, prefix in (("train", "train"), ("validation", "val"), ("test", "test")):
        part = getattr(prepared, split)
        mine = [row for row in predictions if row["split"] == split]
        assert [int(row["row"]) for row in mine] == part.rows.tolist()
        with torch.no_grad():
            said = model(torch.from_numpy(part.x)).numpy().ravel()
        assert np.allclose([float(row["prediction"]) for row in mine], said, atol=1e-5)
        errors = [float(row["prediction"]) - float(row["target"]) for row in mine]
        assert summary[f"{prefix}_rmse"] == pytest.approx(float(np.sqrt(np.mean(np.square(errors)))), rel=1e-5)
    assert float(rows(out / "history.csv")[-1]["val_loss"]) == pytest.approx(summary["val_loss"], rel=1e-6)


def test_the_same_seed_gives_the_same_bytes(project: Callable[..., str], tmp_path: Path) -> None:
    name = project()
    for out in ("one", "two", "other"):
        assert main(["run", name, "--out", str(tmp_path / out), "--seed", "1" if out == "other" else "0"]) == 0
    for file in FILES - {"summary.json", "checkpoint.safetensors"}:  # these tell the seconds, too
        first, second, other = ((tmp_path / out / file).read_bytes() for out in ("one", "two", "other"))
        assert first == second
        assert first != other


def test_epochs_and_device_can_be_chosen(project: Callable[..., str], tmp_path: Path) -> None:
    assert main(["run", project(), "--out", str(tmp_path / "out"), "--epochs", "2", "--device", "cpu"]) == 0
    assert len(rows(tmp_path / "out" / "history.csv")) == 2


def test_a_long_run_is_not_thinned(project: Callable[..., str], tmp_path: Path) -> None:
    name = project(training={"epochs": 9000, "batch_size": None, "device": "cpu"})
    assert main(["run", name, "--out", str(tmp_path / "out")]) == 0
    assert [int(row["epoch"]) for row in rows(tmp_path / "out" / "history.csv")] == list(range(1, 9001))


def test_without_validation_its_cells_stay_empty(project: Callable[..., str], tmp_path: Path) -> None:
    assert main(["run", project(preparation={"validation": 0}), "--out", str(tmp_path / "out")]) == 0
    assert {(row["val_loss"], row["val_rmse"]) for row in rows(tmp_path / "out" / "history.csv")} == {("", "")}


def test_a_lesson(tmp_path: Path) -> None:
    assert main(["run", "lesson:vanishing-gradients", "--out", str(tmp_path), "--epochs", "3"]) == 0
    measured = {row["layer_index"]: float(row["grad_rms"]) for row in rows(tmp_path / "gradients.csv") if row["epoch"] == "1"}
    assert measured["0"] < measured["20"] / 1000


def test_a_forecast(project: Callable[..., str], tmp_path: Path) -> None:
    network = [{"layer": "RNN", "hidden_size": 4}, {"layer": "Linear", "out_features": 1}]
    name = project(dataset={"name": "air_passengers"}, preparation={"scaling": "minmax"}, network=network)
    assert main(["run", name, "--out", str(tmp_path / "out")]) == 0
    predictions = rows(tmp_path / "out" / "predictions.csv")
    assert [row["split"] for row in predictions] == ["train"] * 103 + ["validation"] * 29
    assert float(predictions[0]["target"]) == pytest.approx(115, abs=1e-3)  # January 1950


def test_a_table_beside_the_project(project: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("a,b\n" + "".join(f"{n},{3 * n}\n" for n in range(40)))
    assert (
        main(
            [
                "run",
                project(dataset={"name": "csv", "path": "table.csv", "task": "regression"}),
                "--out",
                str(tmp_path / "out"),
            ]
        )
        == 0
    )


def test_a_picture(project: Callable[..., str], tmp_path: Path) -> None:
    picture = tmp_path / "curves.png"
    assert main(["run", project(), "--out", str(tmp_path / "out"), "--picture", str(picture)]) == 0
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_divergence_is_said_and_what_was_trained_is_written(
    project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = project(training={"epochs": 500, "batch_size": None, "optimizer": {"name": "SGD", "lr": 9.0}})
    assert main(["run", name, "--out", str(tmp_path / "out")]) == 1
    shown = capsys.readouterr()
    assert "learning rate 9" in shown.err
    assert shown.err.count("\n") == 1
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["ended"] == "diverged"
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to a single process")
def test_ctrl_c_writes_what_was_trained(project: Callable[..., str], tmp_path: Path) -> None:
    name, out = project(training={"epochs": 10_000_000, "batch_size": None, "device": "cpu"}), tmp_path / "out"
    with subprocess.Popen([sys.executable, "-m", "playground", "run", name, "--out", str(out)],
                          cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # fmt: skip
        history = out / "history.csv"
        while not history.exists() or history.stat().st_size < 2000:
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _shown, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in said
    summary = json.loads((out / "summary.json").read_text())
    epochs = [int(row["epoch"]) for row in rows(history)]
    assert epochs == list(range(1, summary["epochs"] + 1))
    assert summary["ended"] == "interrupted"
    assert {path.name for path in out.iterdir()} == FILES


def test_a_device_that_is_not_there(project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from playground.training.devices import find_devices

    missing = next(name for name in ("mps", "xpu", "cuda") if name not in {device.name for device in find_devices()})
    line = complaint(capsys, "run", project(), "--out", str(tmp_path / "out"), "--device", missing)
    assert f"no {missing.upper()} device" in line


@pytest.mark.parametrize("out", ["/dev/null", "/dev/null/deep", "/proc/nowhere"])
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the places are Linux's")
def test_folders_that_cannot_be_written(project: Callable[..., str], capsys: pytest.CaptureFixture[str], out: str) -> None:
    assert out in complaint(capsys, "run", project(), "--out", out)


@pytest.mark.parametrize("name", ["history.csv", "gradients.csv", "predictions.csv"])
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk here that is always full")
def test_a_full_disk(
    project: Callable[..., str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    full = Path("/dev/full")  # no ordinary file: it would be refused under the name of a result
    monkeypatch.setattr(results, "open_to_write", lambda path: full.open("w") if path.name == name else disk.open_to_write(path))
    assert complaint(capsys, "run", project(), "--out", str(tmp_path)).endswith(f"{name}: the disk is full")


def test_a_folder_in_the_place_of_a_file(project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "summary.json").mkdir()
    assert "summary.json: " in complaint(capsys, "run", project(), "--out", str(tmp_path))


def test_a_picture_into_nowhere(project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = complaint(capsys, "run", project(), "--out", str(tmp_path / "out"), "--picture", str(tmp_path / "no" / "p.png"))
    assert "no such folder" in line


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("name", sorted(FILES))
def test_results_are_not_written_into_a_pipe(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (tmp_path / "small.nnplay").write_text(json.dumps(small()))
    (tmp_path / "out").mkdir()
    os.mkfifo(tmp_path / "out" / name)
    assert main(["run", str(tmp_path / "small.nnplay"), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert name in said
    assert "not an ordinary file" in said
