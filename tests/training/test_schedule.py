from __future__ import annotations

import msgspec
import pytest

from playground.runs.schedulers import SCHEDULERS, CosineAnnealingLR, ExponentialLR, StepLR
from playground.training.schedule import Schedule


def test_without_a_scheduler_the_rate_stays() -> None:
    schedule = Schedule(None, 0.1)
    assert not schedule.changes
    assert schedule.next_epoch() == 0.1
    schedule.set(0.3)
    assert schedule.next_epoch() == 0.3


@pytest.mark.parametrize("name", SCHEDULERS)
@pytest.mark.parametrize("done", [0, 5])
def test_state_goes_through_json_and_back(name: str, done: int) -> None:
    schedule, other = Schedule(SCHEDULERS[name](), 0.1), Schedule(SCHEDULERS[name](), 0.7)
    for _epoch in range(done):
        schedule.next_epoch()
    other.load(msgspec.json.decode(msgspec.json.encode(schedule.state())))
    assert [schedule.next_epoch() for _epoch in range(50)] == [other.next_epoch() for _epoch in range(50)]


@pytest.mark.parametrize("config", [StepLR(step_size=3, gamma=0.5), ExponentialLR(gamma=0.9), CosineAnnealingLR(T_max=20)])
def test_a_rate_set_on_the_way_scales_what_follows(config: StepLR | ExponentialLR | CosineAnnealingLR) -> None:
    usual, changed = Schedule(config, 0.1), Schedule(config, 0.1)
    for _epoch in range(4):
        usual.next_epoch()
        changed.next_epoch()
    changed.set(usual.lr * 5)
    for _epoch in range(10):
        assert changed.next_epoch() == pytest.approx(5 * usual.next_epoch())
