from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.datasets.dataset import Part
from playground.training.batches import Batches, on_device


def batches(samples: int, size: int | None, seed: int = 0, join_last: bool = False) -> Batches:
    x = torch.arange(samples)
    return Batches(x, x * 10, size, seed, join_last)


@given(samples=st.integers(1, 60), size=st.none() | st.integers(1, 70), join_last=st.booleans(), begin=st.integers(0, 5))
def test_every_sample_once_per_epoch_with_its_own_target(samples: int, size: int | None, join_last: bool, begin: int) -> None:
    made = batches(samples, size, join_last=join_last)
    parts = list(made.epoch())
    assert torch.equal(torch.cat([x for x, _y in parts]).sort().values, torch.arange(samples))
    assert all(torch.equal(y, x * 10) for x, y in parts)
    assert len(parts) == made.count
    assert made.sizes(begin % made.count, 2 * made.count).tolist() == [
        float(len(parts[(begin % made.count + row) % made.count][0])) for row in range(2 * made.count)
    ]
    if join_last and samples > 1 and size != 1:
        assert min(len(x) for x, _y in parts) > 1


def test_epochs_differ_and_a_seed_repeats_them() -> None:
    first, second, other = batches(50, 7), batches(50, 7), batches(50, 7, seed=1)
    orders = [torch.cat([x for x, _y in made.epoch()]) for made in (first, first, second, second, other)]
    assert torch.equal(orders[0], orders[2])
    assert torch.equal(orders[1], orders[3])
    assert not torch.equal(orders[0], orders[1])
    assert not torch.equal(orders[0], orders[4])


@pytest.mark.parametrize("done", [0, 3, 8])
def test_an_epoch_goes_on_in_its_middle(done: int) -> None:
    made, again = batches(50, 7), batches(50, 7, seed=9)
    list(made.epoch())
    made.finish_epoch()
    under_way = made.epoch()
    for _batch in range(done):
        next(under_way, None)
    again.load_order(made.order_state())
    rest = list(under_way)
    for (x, _y), (other, _z) in zip(rest, again.epoch(begin=done), strict=True):
        assert torch.equal(x, other)
    for (x, _y), (other, _z) in zip(made.epoch(), again.epoch(), strict=True):
        assert torch.equal(x, other)


def test_a_full_batch_keeps_the_order() -> None:
    ((x, _y),) = batches(20, None).epoch()
    assert torch.equal(x, torch.arange(20))


def test_many_small_batches_are_cut_a_piece_at_a_time() -> None:
    made = batches(5001, 2)
    sizes = [len(x) for x, _y in made.epoch()]
    assert sizes == [2] * 2500 + [1]


@pytest.mark.parametrize("kind", ["whole", "read-only", "every second row"])
def test_arrays_of_all_kinds_become_tensors(kind: str) -> None:
    x: Any = np.arange(24, dtype=np.float32).reshape(6, 4)
    if kind == "read-only":
        x.flags.writeable = False
    x = x[::2] if kind == "every second row" else x
    part = Part(x, x[:, :1], np.arange(len(x), dtype=np.int64))
    tensor, target = on_device(part, torch.device("cpu"))
    np.testing.assert_array_equal(tensor.numpy(), x)
    np.testing.assert_array_equal(target.numpy(), x[:, :1])
