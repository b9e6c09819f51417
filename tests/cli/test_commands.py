"""The command line: every command."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.datasets import DATASETS
from playground.datasets.prepare import prepare
from playground.layers import LAYERS
from playground.lessons import find_lessons
from playground.runs.project import read_project
from tests.command_line import FILES, complaint, main, rows, small

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., str]:
    def write(**changes: Any) -> str:
        path = tmp_path / "small.nnplay"
        path.write_text(json.dumps(small(**changes)))
        return str(path)

    return write


class TestRun:
    def test_it_writes_everything(self, project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
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

    def test_the_figures_agree_with_each_other(self, project: Callable[..., str], tmp_path: Path) -> None:
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

    def test_the_same_seed_gives_the_same_bytes(self, project: Callable[..., str], tmp_path: Path) -> None:
        name = project()
        for out in ("one", "two", "other"):
            assert main(["run", name, "--out", str(tmp_path / out), "--seed", "1" if out == "other" else "0"]) == 0
        for file in FILES - {"summary.json"}:
            first, second, other = ((tmp_path / out / file).read_bytes() for out in ("one", "two", "other"))
            assert first == second
            assert first != other

    def test_epochs_and_device_can_be_chosen(self, project: Callable[..., str], tmp_path: Path) -> None:
        assert main(["run", project(), "--out", str(tmp_path / "out"), "--epochs", "2", "--device", "cpu"]) == 0
        assert len(rows(tmp_path / "out" / "history.csv")) == 2

    def test_a_long_run_is_not_thinned(self, project: Callable[..., str], tmp_path: Path) -> None:
        name = project(training={"epochs": 9000, "batch_size": None, "device": "cpu"})
        assert main(["run", name, "--out", str(tmp_path / "out")]) == 0
        assert [int(row["epoch"]) for row in rows(tmp_path / "out" / "history.csv")] == list(range(1, 9001))

    def test_without_validation_its_cells_stay_empty(self, project: Callable[..., str], tmp_path: Path) -> None:
        assert main(["run", project(preparation={"validation": 0}), "--out", str(tmp_path / "out")]) == 0
        assert {(row["val_loss"], row["val_rmse"]) for row in rows(tmp_path / "out" / "history.csv")} == {("", "")}

    def test_a_lesson(self, tmp_path: Path) -> None:
        assert main(["run", "lesson:vanishing-gradients", "--out", str(tmp_path), "--epochs", "3"]) == 0
        measured = {row["layer_index"]: float(row["grad_rms"]) for row in rows(tmp_path / "gradients.csv") if row["epoch"] == "1"}
        assert measured["0"] < measured["20"] / 1000

    def test_a_forecast(self, project: Callable[..., str], tmp_path: Path) -> None:
        network = [{"layer": "RNN", "hidden_size": 4}, {"layer": "Linear", "out_features": 1}]
        name = project(dataset={"name": "air_passengers"}, preparation={"scaling": "minmax"}, network=network)
        assert main(["run", name, "--out", str(tmp_path / "out")]) == 0
        predictions = rows(tmp_path / "out" / "predictions.csv")
        assert [row["split"] for row in predictions] == ["train"] * 103 + ["validation"] * 29
        assert float(predictions[0]["target"]) == pytest.approx(115, abs=1e-3)  # January 1950

    def test_a_table_beside_the_project(self, project: Callable[..., str], tmp_path: Path) -> None:
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

    def test_a_picture(self, project: Callable[..., str], tmp_path: Path) -> None:
        picture = tmp_path / "curves.png"
        assert main(["run", project(), "--out", str(tmp_path / "out"), "--picture", str(picture)]) == 0
        assert picture.read_bytes().startswith(b"\x89PNG")

    def test_divergence_is_said_and_what_was_trained_is_written(
        self, project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        name = project(training={"epochs": 500, "batch_size": None, "optimizer": {"name": "SGD", "lr": 9.0}})
        assert main(["run", name, "--out", str(tmp_path / "out")]) == 1
        shown = capsys.readouterr()
        assert "learning rate 9" in shown.err
        assert shown.err.count("\n") == 1
        assert json.loads((tmp_path / "out" / "summary.json").read_text())["ended"] == "diverged"
        assert {path.name for path in (tmp_path / "out").iterdir()} == FILES

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to a single process")
    def test_ctrl_c_writes_what_was_trained(self, project: Callable[..., str], tmp_path: Path) -> None:
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


class TestLists:
    def test_check_prints_every_layer(self, project: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", project()]) == 0
        lines = [line.split() for line in capsys.readouterr().out.splitlines()]
        assert lines[1] == ["1", "Linear", "out_features=3,", "bias=True", "1", "3", "6", "6"]
        assert lines[2] == ["2", "ReLU", "3", "3", "0", "0"]
        assert ["Total", "10", "10"] in lines
        assert ["Weights", "and", "biases", "40", "B"] in lines

    def test_check_needs_no_torch(self, project: Callable[..., str]) -> None:
        code = "import sys; from playground.cli import main; main(sys.argv[1:], print); sys.exit(int('torch' in sys.modules or 'pandas' in sys.modules))"
        done = subprocess.run([sys.executable, "-c", code, "check", project()], cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr

    @pytest.mark.parametrize(
        ("command", "names"),
        [
            ("lessons", [f"lesson:{lesson.name}" for lesson in find_lessons()]),
            ("datasets", list(DATASETS)),
            ("layers", list(LAYERS)),
        ],
    )
    def test_everything_is_listed(self, capsys: pytest.CaptureFixture[str], command: str, names: list[str]) -> None:
        assert main([command]) == 0
        assert sorted(line.split()[0] for line in capsys.readouterr().out.splitlines()) == sorted(names)

    @pytest.mark.parametrize("lesson", find_lessons(), ids=lambda lesson: lesson.name)
    def test_every_lesson_can_be_checked(self, capsys: pytest.CaptureFixture[str], lesson: Any) -> None:
        assert main(["check", f"lesson:{lesson.name}"]) == 0

    def test_doctor(self, capsys: pytest.CaptureFixture[str], home: Path) -> None:
        assert main(["doctor"]) == 0
        shown = capsys.readouterr().out
        for expected in (
            "torch 2.",
            "from a checkout, commit ",
            "PySide6-Essentials 6.",
            "ms a step",
            "Fastest for a small network: ",
            f"settings: {home}",
        ):
            assert expected in shown

    @pytest.mark.parametrize(("option", "words"), [("--version", "Neural Playground"), ("--help", "doctor")])
    def test_what_is_asked_for_first(self, capsys: pytest.CaptureFixture[str], option: str, words: str) -> None:
        with pytest.raises(SystemExit) as ended:
            main([option])
        assert ended.value.code == 0
        assert words in capsys.readouterr().out

    def test_a_reader_that_leaves(self) -> None:
        done = subprocess.run(
            f"{sys.executable} -m playground layers | true", shell=True, cwd=ROOT, capture_output=True, check=False
        )
        assert b"Traceback" not in done.stderr
        assert b"Exception" not in done.stderr


class TestWindow:
    def test_without_a_display_it_says_so(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(sys, "platform", "linux")
        assert "no display" in complaint(capsys)
        assert "no display" in complaint(capsys, "lesson:vanishing-gradients")

    def test_it_is_opened_on_what_was_asked_for(self, project: Callable[..., str]) -> None:
        opened: list[str | None] = []

        def window(file: str | None) -> int:
            opened.append(file)
            return 7

        name = project()
        for arguments in ([], [name], ["lesson:vanishing-gradients"], ["--language", "en", name]):
            assert main(arguments, window) == 7
        assert opened == [None, name, "lesson:vanishing-gradients", name]

    def test_a_file_that_cannot_be_opened_opens_no_window(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        (tmp_path / "broken.nnplay").write_text("{")
        assert "JSON" in complaint(capsys, str(tmp_path / "broken.nnplay"))
        assert "There is no file" in complaint(capsys, str(tmp_path / "none.csv"))
        assert "no such lesson" in complaint(capsys, "lesson:nonsense")


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize("command", ["doctor", "layers"])
def test_whoever_reads_no_further_is_not_complained_to(command: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "playground", command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()  # before anything was written
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 1


def test_the_module_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "playground", "check", "nothing"], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stdout, os.linesep.encode() in done.stderr) == (1, b"", True)
