"""Memory on the command line: what training will need is told, and refused where it cannot be had."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import complaint, main, small

HUGE = [{"layer": "Linear", "out_features": 65536}, {"layer": "Linear", "out_features": 32000}] * 40 + [
    {"layer": "Linear", "out_features": 1}
]


def write(folder: Path, **changes: Any) -> str:
    path = folder / "small.nnplay"
    path.write_text(json.dumps(small(**changes)))
    return str(path)


def test_check_tells_what_training_will_need(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    training = {"batch_size": 8, "optimizer": "Adam"}
    assert main(["check", write(tmp_path, training=training)]) == 0
    rows = [line.rsplit("  ", 1) for line in capsys.readouterr().out.splitlines() if "  " in line]
    told = {label.strip(): size.strip() for label, size in rows}
    passed = 8 * (1 + 3 + 3 + 1 + 6)  # samples, what is kept of each, and the largest gradients that meet
    assert told["weights and biases"] == told["their gradients"] == "40 B"
    assert told["the optimizer's state"] == "80 B"
    assert told["a batch on its way"] == f"{4 * passed} B"
    assert told["Memory that is free"].endswith("B")


@pytest.mark.parametrize("command", [("check",), ("run", "--out"), ("run", "--folds", "3", "--out")], ids=" ".join)
def test_what_cannot_fit_is_refused_in_one_line(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, *rest = command
    line = complaint(capsys, name, write(tmp_path, network=HUGE), *rest, *([str(tmp_path / "out")] if rest else []))
    assert "weights and biases; training it needs about" in line
    assert "are free" in line
    assert not (tmp_path / "out").exists()


def test_a_table_is_read_before_its_network_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "table.csv").write_text("a,b\n" + "".join(f"{n},{3 * n}\n" for n in range(40)))
    path = write(tmp_path, network=HUGE, dataset={"name": "csv", "path": "table.csv", "task": "regression"})
    assert "are free" in complaint(capsys, "check", path)
    assert "are free" in complaint(capsys, "run", path, "--out", str(tmp_path / "out"))
