"""The picture of a run: read back from its file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QImage

from playground.datasets.dataset import DatasetInfo, Signature
from playground.gui.curves_file import HEIGHT, WIDTH, write_picture
from playground.runs.history import RunHistory
from playground.runs.messages import RunProgress, RunStarted, WeightedLayer


def history(name: str, losses: list[float], smallest: float = 1e-9) -> RunHistory:
    layers = 3
    info = DatasetInfo("xor", Signature("regression", (1,), (1,)), 1, 1, 0, 0)
    weighted = tuple(WeightedLayer(position=2 * n, layer="Linear", weights=1) for n in range(layers))
    started = RunStarted(
        run=name, device="cpu", device_note="", layers=weighted, metrics=(), epochs=9, steps_per_epoch=1, parameters=1, start="",
        epoch=0, info=info,
    )  # fmt: skip
    made = RunHistory(started)
    count = len(losses)
    table = np.geomspace(smallest, 1, count * layers + 1)[1:].reshape(count, layers)
    made.append(
        RunProgress(
            run=name,
            epochs=np.arange(1.0, count + 1),
            train_loss=np.array(losses),
            val_loss=np.full(count, np.nan),
            learning_rate=np.full(count, 0.1),
            train_metrics=np.zeros((count, 0)),
            val_metrics=np.zeros((count, 0)),
            grad_rms=table,
            weight_rms=table,
            update_ratio=table,
            step=count,
            epoch=float(count),
            step_loss=0.0,
            step_grad_rms=np.ones(layers),
            seconds=1.0,
        )
    )
    return made


def colours(path: Path, left: int, right: int) -> set[str]:
    image = QImage(str(path))
    assert (image.width(), image.height()) == (WIDTH, HEIGHT)
    return {image.pixelColor(x, y).name() for x in range(left, right, 2) for y in range(60, HEIGHT - 60, 2)}


@pytest.mark.parametrize(
    "losses",
    [[], [0.5], [1.0, 1.0], [0.5, float("nan"), 0.2], [0.0, 0.0], [1e-30, 1e30], [0.9**n for n in range(300)]],
    ids=["none", "one", "level", "gap", "zero", "wide", "many"],
)
def test_any_history_is_drawn(qapp: Any, tmp_path: Path, losses: list[float]) -> None:
    path = tmp_path / "curves.png"
    write_picture(path, (history("a", losses),))
    shown = colours(path, 70, WIDTH // 2 - 24)
    assert ("#0072b2" in shown) == (sum(loss > 0 for loss in losses) > 0)


def test_two_runs_have_two_colours(qapp: Any, tmp_path: Path) -> None:
    path = tmp_path / "curves.png"
    write_picture(path, (history("sigmoid", [0.9, 0.8, 0.7]), history("relu", [0.8, 0.3, 0.1], smallest=1e-3)))
    for left, right in ((70, WIDTH // 2 - 24), (WIDTH // 2 + 70, WIDTH - 24)):
        assert {"#0072b2", "#d55e00"} <= colours(path, left, right)


def test_a_folder_that_is_not_there(qapp: Any, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        write_picture(tmp_path / "no" / "curves.png", ())
