from __future__ import annotations

import contextlib
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.runs.messages import Checkpoint
from playground.training.build import fingerprint
from playground.training.errors import TrainingError
from playground.training.run import Run
from tests.training.histories import finished, joined, same, told
from tests.training.projects import made

LAYERS = [
    {"layer": "Linear", "out_features": 8},
    {"layer": "BatchNorm1d"},
    {"layer": "Tanh"},
    {"layer": "Dropout", "p": 0.3},
    {"layer": "Linear", "out_features": 1},
]
TRAINING = {"batch_size": 12, "epochs": 8, "seed": 1, "optimizer": {"name": "Adam", "lr": 0.02}}
SCHEDULED = {**TRAINING, "scheduler": {"name": "CosineAnnealingLR", "T_max": 5}}
STEPS = 8 * 4  # 40 samples in batches of 12

PROJECTS: dict[str, dict[str, Any]] = {
    "Adam": TRAINING,
    "full batch": {**TRAINING, "batch_size": None, "epochs": STEPS},
    "scheduler": SCHEDULED,
    "SGD with momentum": {**SCHEDULED, "optimizer": {"name": "SGD", "lr": 0.02, "momentum": 0.9, "nesterov": True}},
    "RMSprop": {**TRAINING, "optimizer": {"name": "RMSprop", "lr": 0.01, "momentum": 0.5}},
    "early stopping": {**TRAINING, "early_stopping": {"patience": 2}},
}


def carried(checkpoint: Checkpoint) -> Checkpoint:
    """As it arrives on the other side of the pipe."""
    return msgspec.msgpack.decode(msgspec.msgpack.encode(checkpoint), type=Checkpoint)


@pytest.mark.parametrize("at", [0, 1, 8, 14, 31])
@pytest.mark.parametrize("name", PROJECTS)
def test_a_resumed_run_is_the_uninterrupted_one_bit_for_bit(name: str, at: int) -> None:
    whole = Run("a", *made(LAYERS, PROJECTS[name]))
    history = finished(whole)
    first = Run("a", *made(LAYERS, PROJECTS[name]))
    reports = [finished(first, every=5, steps=at)]
    checkpoint = carried(first.checkpoint())
    finished(first, steps=3)  # what is done after it does not matter
    second = Run("a", *made(LAYERS, PROJECTS[name]), resume=checkpoint)
    assert second.step == checkpoint.step == min(at, history.step)
    assert second.started.epoch == checkpoint.epoch
    assert second.started.start == whole.started.start
    reports.append(finished(second))
    same(joined(reports), history)
    assert fingerprint(second.model) == fingerprint(whole.model)
    assert second.ended_by == whole.ended_by
    assert second.seconds >= checkpoint.seconds > 0 or at == 0


def test_making_a_checkpoint_changes_nothing_and_loses_no_report() -> None:
    history = finished(Run("a", *made(LAYERS, TRAINING)))
    run = Run("a", *made(LAYERS, TRAINING))
    while run.advance():
        run.checkpoint()
    same(told(run), history)


class TestRefusals:
    def checkpoint(self, **changes: Any) -> Checkpoint:
        run = Run("a", *made(LAYERS, {**TRAINING, **changes}))
        run.advance()
        return run.checkpoint()

    @pytest.mark.parametrize("changes", [{"batch_size": 5}, {"optimizer": "SGD"}])
    def test_other_settings(self, changes: Any) -> None:
        with pytest.raises(TrainingError, match="belongs to another"):
            Run("a", *made(LAYERS, {**TRAINING, **changes}), resume=self.checkpoint())

    def test_another_network(self) -> None:
        others = (
            [*LAYERS[:-1], {"layer": "Linear", "out_features": 1, "bias": False}],
            [{"layer": "Linear", "out_features": 9}, *LAYERS[1:]],
        )
        for other in others:
            with pytest.raises(TrainingError, match="belongs to another"):
                Run("a", *made(other, TRAINING), resume=self.checkpoint())

    @settings(max_examples=60, deadline=None)
    @given(
        cut=st.none() | st.floats(0, 1), changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=4)
    )
    def test_damaged_bytes(self, cut: float | None, changes: list[tuple[float, int]]) -> None:
        good = self.checkpoint()
        raw = bytearray(good.data)
        if cut is not None:
            raw = raw[: int(cut * (len(raw) - 1))]
        else:
            header = 8 + int.from_bytes(raw[:8], "little")
            for place, value in changes:
                raw[int(place * (header - 1))] = value
        with contextlib.suppress(TrainingError):  # no other error; or the change hit nothing that matters
            Run("a", *made(LAYERS, TRAINING), resume=msgspec.structs.replace(good, data=bytes(raw)))
