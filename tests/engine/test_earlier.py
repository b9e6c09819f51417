"""``playground run --resume``: the whole run, bit for bit, and what it refuses to go on with."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from playground.engine import headless
from playground.engine.headless import train
from playground.runs.longer import difference
from playground.runs.project import project_from_plain, read_project
from tests.command_line import complaint, main, rows, small, written

SAME = ("history.csv", "gradients.csv", "predictions.csv", "model.safetensors")
DEEP = [
    {"layer": "Linear", "out_features": 6},
    {"layer": "BatchNorm1d"},
    {"layer": "Tanh"},
    {"layer": "Dropout", "p": 0.3},
    {"layer": "Linear", "out_features": 1},
]
LSTM = [{"layer": "LSTM", "hidden_size": 5, "num_layers": 2, "dropout": 0.2}, {"layer": "Linear", "out_features": 1}]
PASSENGERS = {"dataset": {"name": "air_passengers", "context": 6}, "preparation": {"scaling": "minmax"}}


def training(**changes: Any) -> dict[str, Any]:
    return {"batch_size": 8, "device": "cpu", **changes}


KINDS: dict[str, dict[str, Any]] = {
    "dropout and a scheduler": {"network": DEEP, "training": training(scheduler={"name": "StepLR", "step_size": 2})},
    "a loss that is watched": {
        "preparation": {"validation": 0},
        "training": training(scheduler={"name": "ReduceLROnPlateau", "patience": 0, "threshold": 0.5}),
    },
    "an LSTM": {**PASSENGERS, "network": LSTM, "training": training(batch_size=None, optimizer={"name": "Adam", "lr": 0.01})},
    "momentum": {"training": training(optimizer={"name": "SGD", "lr": 0.01, "momentum": 0.9, "nesterov": True})},
    "early stopping": {"network": DEEP, "training": training(early_stopping={"patience": 3})},
    "MADGRAD": {"training": training(optimizer="MADGRAD", clip_grad_norm=0.5)},
    "LBFGS": {"training": training(batch_size=None, optimizer="LBFGS")},
}


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., str]:
    """Writes the small project, with these changes, and tells where it is."""
    return partial(written, tmp_path)


def parts(file: str, folder: Path, *epochs: int) -> Path:
    """Trains so many epochs, and so many more, and so on; the folder of the last part, which tells of all."""
    out, before = folder / "0", None
    for number, count in enumerate(epochs):
        out = folder / str(number)
        more = ["--resume", str(before)] if before is not None else []
        assert main(["run", file, "--out", str(out), "--epochs", str(count), *more]) == 0
        before = out
    return out


@pytest.mark.parametrize("name", KINDS)
def test_in_parts_it_is_the_same_run_bit_for_bit(name: str, project: Callable[..., str], tmp_path: Path) -> None:
    file = project(**KINDS[name])
    whole = parts(file, tmp_path / "whole", 6)
    for number, cut in enumerate(((3, 3), (2, 2, 2))):
        out = parts(file, tmp_path / str(number), *cut)
        for table in SAME:
            assert (out / table).read_bytes() == (whole / table).read_bytes(), table
        one, other = (json.loads((place / "summary.json").read_text()) for place in (whole, out))
        assert other.pop("seconds") > 0 < one.pop("seconds")
        assert one == other


def test_the_seconds_add_up(project: Callable[..., str], tmp_path: Path) -> None:
    out = parts(project(), tmp_path, 7, 2)
    first, second = (json.loads((place / "summary.json").read_text())["seconds"] for place in (tmp_path / "0", out))
    assert second > first


def test_without_a_number_it_trains_as_many_more_as_the_project_says(project: Callable[..., str], tmp_path: Path) -> None:
    file, one, two = project(), str(tmp_path / "one"), str(tmp_path / "two")
    assert main(["run", file, "--out", one, "--epochs", "2"]) == 0
    assert main(["run", file, "--out", two, "--resume", one]) == 0
    assert [row["epoch"] for row in rows(tmp_path / "two" / "history.csv")] == [str(n) for n in range(1, 2 + 7 + 1)]


def test_one_that_stopped_early_is_patient_again(project: Callable[..., str], tmp_path: Path) -> None:
    stops = training(epochs=300, early_stopping={"patience": 2}, optimizer={"name": "SGD", "lr": 0.1})
    out = parts(project(training=stops), tmp_path, 300, 2)
    first, second = (json.loads((place / "summary.json").read_text()) for place in (tmp_path / "0", out))
    assert first["ended"] == "early_stopping"
    assert second["epochs"] == first["epochs"] + 2
    assert second["best_epoch"] >= first["best_epoch"]


def test_one_that_was_interrupted_goes_on_in_the_middle_of_its_epoch(
    project: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = project(network=DEEP, training=training(batch_size=3, epochs=4))
    whole = parts(file, tmp_path / "whole", 6)

    def loop(run: Any, results: Any, history: Any, interrupted: Any, _bar: object) -> str:
        for _step in range(29):  # of 12 an epoch
            run.advance()
        os.kill(os.getpid(), signal.SIGINT)
        assert interrupted.pressed
        report = run.progress()
        results.add(report)
        history.append(report)
        return ""

    with monkeypatch.context() as patched:
        patched.setattr(headless, "_loop", loop)
        assert main(["run", file, "--out", str(tmp_path / "cut")]) == 130
    assert len(rows(tmp_path / "cut" / "history.csv")) == 2
    assert main(["run", file, "--out", str(tmp_path / "on"), "--resume", str(tmp_path / "cut")]) == 0
    for table in SAME:
        assert (tmp_path / "on" / table).read_bytes() == (whole / table).read_bytes(), table


def test_another_learning_rate_is_taken_and_said(
    project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts(project(training=training(epochs=2)), tmp_path, 2)
    file = project(training=training(epochs=2, optimizer={"name": "Adam", "lr": 0.5}))
    capsys.readouterr()
    assert main(["run", file, "--out", str(tmp_path / "on"), "--resume", str(tmp_path / "0")]) == 0
    assert "learning rate 0.5 from here on, was 0.001" in capsys.readouterr().err
    assert [row["learning_rate"] for row in rows(tmp_path / "on" / "history.csv")] == ["0.001", "0.001", "0.5", "0.5"]


class TestRefusals:
    @pytest.fixture
    def earlier(self, project: Callable[..., str], tmp_path: Path) -> str:
        return str(parts(project(), tmp_path, 2))

    def said(self, capsys: pytest.CaptureFixture[str], file: str, earlier: str, *more: str) -> str:
        capsys.readouterr()
        out = str(Path(earlier).parent / "on")
        line = complaint(capsys, "run", file, "--out", out, "--resume", earlier, *more)
        assert not (Path(out) / "summary.json").exists()
        return line

    @pytest.mark.parametrize(
        ("changes", "place"),
        [
            ({"network": [{"layer": "Linear", "out_features": 1}]}, "$.network"),
            ({"training": training(optimizer="SGD")}, "$.training.optimizer.name"),
            ({"training": training(batch_size=9)}, "$.training.batch_size"),
            ({"training": training(seed=1)}, "$.training.seed"),
            ({"dataset": {"name": "linear", "samples": 51}}, "$.dataset.samples"),
            ({"preparation": {"test": 0.2}}, "$.preparation.test"),
        ],
    )
    def test_what_differs_is_named(
        self,
        changes: dict[str, Any],
        place: str,
        project: Callable[..., str],
        earlier: str,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        assert place in self.said(capsys, project(**changes), earlier)

    @pytest.mark.parametrize("option", [("--seed", "1"), ("--folds", "3"), ("--fold-kind", "time")])
    def test_options_that_make_no_sense(
        self, option: tuple[str, str], project: Callable[..., str], earlier: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert option[0] in self.said(capsys, project(), earlier, *option)

    def test_its_own_folder(self, project: Callable[..., str], earlier: str, capsys: pytest.CaptureFixture[str]) -> None:
        capsys.readouterr()
        before = {path: path.read_bytes() for path in Path(earlier).iterdir()}
        assert "another folder" in complaint(capsys, "run", project(), "--out", earlier, "--resume", earlier)
        assert before == {path: path.read_bytes() for path in Path(earlier).iterdir()}

    @pytest.mark.parametrize("name", ["checkpoint.safetensors", "history.csv", "gradients.csv"])
    @pytest.mark.parametrize("content", [None, b"", b"nonsense\xff", b"epoch,train_loss\n1,2\n"])
    def test_a_missing_or_damaged_file(
        self, name: str, content: bytes | None, project: Callable[..., str], earlier: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = Path(earlier) / name
        path.unlink() if content is None else path.write_bytes(content)
        assert name in self.said(capsys, project(), earlier)

    def test_the_tables_of_another_length(
        self, project: Callable[..., str], earlier: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = Path(earlier) / "history.csv"
        path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
        assert "history.csv" in self.said(capsys, project(), earlier)

    def test_a_run_that_diverged(self, project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = project(training=training(epochs=500, batch_size=None, optimizer={"name": "SGD", "lr": 9.0}))
        assert main(["run", file, "--out", str(tmp_path / "0")]) == 1
        assert "diverged" in self.said(capsys, file, str(tmp_path / "0"))

    def test_data_that_have_changed(
        self, project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        table = tmp_path / "table.csv"
        file = project(dataset={"name": "csv", "path": "table.csv", "task": "regression", "target": "b"})
        table.write_text("a,b\n" + "".join(f"{n % 7 / 3},{3 * n}\n" for n in range(40)))
        parts(file, tmp_path, 1)
        table.write_text("a,b\n" + "".join(f"{n % 7 / 3},{3 * n + 1}\n" for n in range(40)))
        assert "data have changed" in self.said(capsys, file, str(tmp_path / "0"))


def test_a_run_that_is_under_way_leaves_no_checkpoint_of_another(
    project: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is in the folder belongs together, also when the program is killed."""
    file, out = project(), tmp_path / "0"
    parts(file, tmp_path, 1)

    def killed(*_arguments: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(headless, "_loop", killed)
    with pytest.raises(KeyboardInterrupt):
        train(read_project(Path(file)), tmp_path, out)
    assert not (out / "checkpoint.safetensors").exists()


def test_name_epochs_rate_device_and_the_place_of_a_table_may_be_others() -> None:
    table = {"name": "csv", "task": "regression"}
    one = small(dataset={**table, "path": "a.csv"})
    other = small(
        name="b",
        dataset={**table, "path": "b.csv"},
        training={**one["training"], "epochs": 3, "device": "auto", "optimizer": {"name": "Adam", "lr": 0.3}},
    )
    assert difference(project_from_plain(one), project_from_plain(other)) == ""
