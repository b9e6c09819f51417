from __future__ import annotations

import gc
import tracemalloc
from pathlib import Path

import pytest
import torch

from playground.network import infer_shapes
from playground.training import threads
from playground.training.errors import TrainingError, is_out_of_memory, plain_words
from playground.training.run import Run
from tests.training.projects import hidden, made


def resident() -> int:
    """Bytes of this process in memory; 0 where the system does not say."""
    table = Path("/proc/self/statm")
    return int(table.read_text().split()[1]) * 4096 if table.exists() else 0


@pytest.mark.parametrize("batch_size", [None, 4])
def test_memory_stays_flat_over_many_steps(batch_size: int | None) -> None:
    training = {"batch_size": batch_size, "epochs": 10**8, "optimizer": {"name": "SGD", "lr": 1e-4}}
    run = Run("a", *made(hidden("Tanh", 1, 4), training, samples=(16, 4, 0)))

    def train(steps: int) -> None:
        for step in range(steps):
            run.advance()
            if step % 100 == 0:
                run.progress()

    train(3000)
    gc.collect()
    tracemalloc.start()
    before, base = tracemalloc.get_traced_memory()[0], resident()
    train(6000)
    run.progress()
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 300_000
    assert resident() - base < 16 * 2**20


class TestOutOfMemory:
    def test_what_torch_raises_becomes_plain_words(self) -> None:
        with pytest.raises(TrainingError, match=r"ran out of memory.*smaller"), plain_words("cpu"):
            torch.empty(2**55)
        with pytest.raises(TrainingError, match="GPU ran out of memory"), plain_words("cuda"):
            raise torch.OutOfMemoryError("CUDA out of memory.")

    def test_other_errors_are_left_alone(self) -> None:
        assert not is_out_of_memory(RuntimeError("shapes"))
        with pytest.raises(RuntimeError, match="shapes"), plain_words("cpu"):
            raise RuntimeError("shapes")

    def test_a_step_that_does_not_fit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        project, prepared = made(hidden("Tanh", 1, 4), {"batch_size": None, "epochs": 5})
        run = Run("a", project, prepared)
        run.advance()
        usual = run._training.forward
        monkeypatch.setattr(run._training, "forward", lambda x: torch.empty(2**55))
        with pytest.raises(TrainingError, match="ran out of memory"):
            run.advance()
        monkeypatch.setattr(run._training, "forward", usual)
        assert run.checkpoint().step == 1  # what there was is not lost


class TestThreads:
    def test_the_rule_looks_at_sizes_alone(self) -> None:
        layers = [{"layer": "Linear", "out_features": 512}, {"layer": "ReLU"}, {"layer": "Linear", "out_features": 1}]
        project, _prepared = made(layers, {})
        shapes = infer_shapes(project.network, (100,))
        assert threads.threads_for(shapes, 32) == 1
        assert threads.threads_for(shapes, 10_000) == threads.MOST
