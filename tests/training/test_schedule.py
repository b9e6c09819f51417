from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest
import torch

from playground.fields import plain
from playground.runs.messages import RunProgress
from playground.runs.schedulers import (
    SCHEDULERS,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    MultiplicativeLR,
    MultiStepLR,
    OneCycleLR,
    ReduceLROnPlateau,
    Scheduler,
    StepLR,
)
from playground.training.errors import TrainingError
from playground.training.folds import build_folds
from playground.training.run import Run
from playground.training.schedule import Schedule, curve
from tests.training.histories import finished, joined
from tests.training.projects import hidden, made


def test_without_a_scheduler_the_rate_stays() -> None:
    schedule = Schedule(None, 0.1, 50)
    assert not schedule.changes
    assert schedule.next_epoch() == 0.1
    schedule.set(0.3)
    assert schedule.next_epoch() == 0.3


@pytest.mark.parametrize("name", SCHEDULERS)
@pytest.mark.parametrize("done", [0, 5])
def test_state_goes_through_json_and_back(name: str, done: int) -> None:
    schedule, other = Schedule(SCHEDULERS[name](), 0.1, 60), Schedule(SCHEDULERS[name](), 0.7, 60)
    for _epoch in range(done):
        schedule.next_epoch()
    other.load(msgspec.json.decode(msgspec.json.encode(schedule.state())))
    assert [schedule.next_epoch() for _epoch in range(50)] == [other.next_epoch() for _epoch in range(50)]


@pytest.mark.parametrize("epochs", [1, 2, 6, 7])
def test_trained_longer_a_cycle_follows_of_the_length_that_was_planned(epochs: int) -> None:
    first, longer = Schedule(OneCycleLR(), 0.1, epochs), Schedule(OneCycleLR(), 0.1, epochs + 9)
    rates = [first.lr, *(first.next_epoch() for _epoch in range(epochs - 1))]
    again = first.next_epoch() if epochs > 1 else first.lr
    longer.load(msgspec.json.decode(msgspec.json.encode(first.state())))
    assert [again, *(longer.next_epoch() for _epoch in range(epochs - 1))] == rates == curve(OneCycleLR(), 0.1, epochs)


@pytest.mark.parametrize(
    "config",
    [
        StepLR(step_size=3, gamma=0.5),
        ExponentialLR(gamma=0.9),
        CosineAnnealingLR(T_max=20),
        MultiStepLR(milestones=(2, 6)),
        LambdaLR("1 / (1 + epoch)"),
        MultiplicativeLR("0.9 if epoch < 7 else 1"),
        CosineAnnealingWarmRestarts(T_0=5),
        OneCycleLR(),
        LinearLR(),
    ],
    ids=lambda config: config.name,
)
def test_a_rate_set_on_the_way_scales_what_follows(config: Scheduler) -> None:
    usual, changed = Schedule(config, 0.1, 50), Schedule(config, 0.1, 50)
    for _epoch in range(4):
        usual.next_epoch()
        changed.next_epoch()
    changed.set(usual.lr * 5)
    for _epoch in range(10):
        assert changed.next_epoch() == pytest.approx(5 * usual.next_epoch())


def by_hand(epochs: int) -> dict[str, list[float]]:
    """Learning rates from 0.1 on, by the formulas of the papers."""
    half = [0.5 * (1 + math.cos(math.pi * (e % 5) / 5)) for e in range(epochs)]
    return {
        "MultiStepLR": [0.1 * 0.1 ** ((e >= 2) + (e >= 6)) for e in range(epochs)],
        "LambdaLR": [0.1 / (1 + e) for e in range(epochs)],
        "MultiplicativeLR": [0.1 * 0.9**e for e in range(epochs)],
        "CosineAnnealingWarmRestarts": [0.1 * share for share in half],
        "LinearLR": [0.1 * min(0.1 + 0.9 * e / 10, 1.0) for e in range(epochs)],
    }


@pytest.mark.parametrize(
    "config",
    [
        MultiStepLR(milestones=(2, 6)),
        LambdaLR("1 / (1 + epoch)"),
        MultiplicativeLR("0.9"),
        CosineAnnealingWarmRestarts(T_0=5),
        LinearLR(),
    ],
    ids=lambda config: config.name,
)
def test_curves_follow_their_formulas(config: Scheduler) -> None:
    assert curve(config, 0.1, 15) == pytest.approx(by_hand(15)[config.name])


@pytest.mark.parametrize("epochs", [1, 2, 3, 10, 100])
@pytest.mark.parametrize("share", [0.01, 0.1, 0.3, 0.5])
def test_one_cycle_fits_any_number_of_epochs(epochs: int, share: float) -> None:
    rates = curve(OneCycleLR(max_lr=0.5, pct_start=share), 0.1, epochs)
    assert len(rates) == epochs
    assert all(0 < rate <= 0.5 + 1e-9 for rate in rates)
    if epochs == 100:
        assert max(rates) == pytest.approx(0.5, rel=0.02)
        assert rates[-1] < 1e-4 < rates[0]


def test_the_plateau_is_that_of_the_loss() -> None:
    schedule = Schedule(ReduceLROnPlateau(factor=0.5, patience=2, min_lr=0.01), 0.1, 50)
    rates = [schedule.next_epoch(loss) for loss in (3, 2, 1, 1, 1, 1, 1, 1, 1)]
    assert rates == pytest.approx([0.1] * 5 + [0.05] * 3 + [0.025])


def test_an_expression_without_a_value_is_told() -> None:
    with pytest.raises(TrainingError, match="has no finite value in epoch 3"):
        curve(LambdaLR("1 / (3 - epoch)"), 0.1, 5)


class TestTheLossThatIsWatched:
    """A scheduler that watches a loss sees what the history tells: the validation loss of the epoch, or else its training loss."""

    WATCHING = sorted(name for name, kind in SCHEDULERS.items() if kind.watches_loss)

    def project(self, name: str, validation: int, batch_size: int | None, task: str = "regression", **training: Any) -> Any:
        eager = {"patience": 0, "threshold": 0.1, "min_lr": 1e-4}
        known = {key: value for key, value in eager.items() if key in plain(SCHEDULERS[name]())}
        chosen = {"batch_size": batch_size, "epochs": 30, "scheduler": {"name": name, **known}, **training}
        outputs = 3 if task == "multiclass" else 1
        network = [*hidden("Tanh", 1, 8)[:-1], {"layer": "Linear", "out_features": outputs}]
        chosen.setdefault("optimizer", {"name": "SGD", "lr": 0.05})
        return made(network, chosen, samples=(41, validation, 0), task=task, outputs=outputs)

    def check(self, project: Any, history: RunProgress) -> None:
        config = project.training.scheduler
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=project.training.optimizer.lr)
        theirs = getattr(torch.optim.lr_scheduler, config.name)(optimizer, **config.arguments(30))
        watched = history.train_loss if np.isnan(history.val_loss).all() else history.val_loss
        for rate, loss in zip(history.learning_rate, watched, strict=True):
            assert rate == optimizer.param_groups[0]["lr"]
            optimizer.step()
            theirs.step(loss)
        assert history.learning_rate[-1] < history.learning_rate[0]

    @pytest.mark.parametrize("name", WATCHING)
    @pytest.mark.parametrize("validation", [0, 12])
    @pytest.mark.parametrize("batch_size", [None, 1, 8, 16, 40])
    @pytest.mark.parametrize("every", [1, 3, 10**9])
    def test_it_is_that_of_the_history(self, name: str, validation: int, batch_size: int | None, every: int) -> None:
        project, prepared = self.project(name, validation, batch_size)
        self.check(project, finished(Run("a", project, prepared), every=every))

    @pytest.mark.parametrize("name", WATCHING)
    @pytest.mark.parametrize("validation", [0, 12])
    def test_of_classes_with_weights_too(self, name: str, validation: int) -> None:
        loss = {"name": "CrossEntropyLoss", "weight": "balanced"}
        project, prepared = self.project(name, validation, 7, "multiclass", loss=loss)
        self.check(project, finished(Run("a", project, prepared), every=4))

    @pytest.mark.parametrize("name", WATCHING)
    @pytest.mark.parametrize("at", [5, 8, 12])
    def test_of_a_run_that_goes_on_in_the_middle_of_an_epoch(self, name: str, at: int) -> None:
        project, prepared = self.project(name, 0, 8)
        first = Run("a", project, prepared)
        begun = finished(first, steps=at)
        self.check(project, joined([begun, finished(Run("a", project, prepared, resume=first.checkpoint()))]))

    @pytest.mark.parametrize("name", WATCHING)
    def test_of_folds(self, name: str) -> None:
        project, prepared = self.project(name, 12, 8)
        folds = build_folds(("1", "2"), project, replace(prepared, folds=(prepared, prepared)))
        while sum(fold.advance() for fold in folds):
            pass
        for fold in folds:
            report = fold.progress()
            assert isinstance(report, RunProgress)
            self.check(project, report)
