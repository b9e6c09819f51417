from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from playground.runs.messages import RunDiverged
from playground.training.build import fingerprint
from playground.training.run import Run
from tests.training.histories import finished, told
from tests.training.projects import hidden, made

SGD = {"name": "SGD", "lr": 0.01}


def diverged(run: Run) -> RunDiverged:
    report = run.progress()
    assert isinstance(report, RunDiverged), report
    return report


def poisoned(run: Run, position: int, value: float) -> None:
    """Puts a value into a weight behind the run's back, and lets the run take it for its state."""
    with torch.no_grad():
        module = run.model[position]
        assert isinstance(module, nn.Linear)
        module.weight[0, 0] = value
    told(run)


def test_a_learning_rate_beyond_all_bounds() -> None:
    training = {"batch_size": 8, "epochs": 50, "optimizer": {"name": "SGD", "lr": 1e3}}
    project, prepared = made(hidden("ReLU", 2, 8), training)
    run = Run("a", project, prepared)
    start = fingerprint(run.model)
    for _step in range(60):
        run.advance()
    report = diverged(run)
    assert report.what in ("output", "loss", "gradient", "weights")
    assert (report.lr, report.suggested_lr) == (1e3, 1e2)
    assert 1 < report.step < 60
    assert report.epoch == (report.step - 1) // 5 + 1
    assert (report.checkpoint.step, run.step, run.epoch) == (0, 0, 0)
    assert fingerprint(run.model) == start

    run.set_learning_rate(1e-3)  # and it goes on from there
    history = finished(run, every=9)
    assert history.epochs.tolist() == list(range(1, 51))
    assert (history.learning_rate == 1e-3).all()
    assert history.train_loss[-1] < history.train_loss[0]


@pytest.mark.parametrize("every", [1, 3, 1000])
def test_it_names_the_step_and_the_layer_that_the_naked_eye_finds(every: int) -> None:
    """The oracle: torch's own modules, stepped by hand with the same numbers, and looked at after every operation."""
    training = {"batch_size": None, "epochs": 200, "optimizer": {"name": "SGD", "lr": 30.0}}
    project, prepared = made(hidden("ReLU", 2, 8), training, samples=(40, 0, 0))
    model = Run("b", project, prepared).model
    optimizer = torch.optim.SGD(model.parameters(), lr=30.0, fused=True)
    x, y = torch.from_numpy(prepared.train.x), torch.from_numpy(prepared.train.y)
    expected: tuple[int, str, int | None] | None = None
    for step in range(1, 201):
        value = x
        for position, module in enumerate(model):
            value = module(value)
            if expected is None and not value.isfinite().all():
                expected = (step, "output", position)
        loss = nn.functional.mse_loss(value, y)
        if expected is None and not loss.isfinite():
            expected = (step, "loss", None)
        optimizer.zero_grad()
        loss.backward()
        for position in reversed(range(len(model))):
            weight = getattr(model[position], "weight", None)
            if expected is None and weight is not None and not weight.grad.isfinite().all():
                expected = (step, "gradient", position)
        optimizer.step()
        for position, module in enumerate(model):
            if expected is None and not all(p.isfinite().all() for p in module.parameters()):
                expected = (step, "weights", position)
        if expected is not None:
            break
    assert expected is not None

    run = Run("a", project, prepared)
    report: Any = None
    while run.advance():
        if run.step % every == 0 and isinstance(report := run.progress(), RunDiverged):
            break
    if not isinstance(report, RunDiverged):
        report = diverged(run)
    assert (report.step, report.what, report.position) == expected
    assert report.layer == ("" if expected[2] is None else project.network.layers[expected[2]].name)


def test_an_output_that_overflows_is_found_in_its_layer() -> None:
    run = Run("a", *made(hidden("ReLU", 3, 8), {"batch_size": 8, "epochs": 5, "optimizer": SGD}))
    for _step in range(7):
        run.advance()
    for position in (0, 2):
        poisoned(run, position, 3e38)
    run.advance()
    report = diverged(run)
    assert (report.what, report.step, report.epoch, report.layer) == ("output", 8, 2, "Linear")
    assert report.position in (0, 2)
    assert (run.step, run.epoch) == (0, 0)  # not to step 7, whose weights were the trouble


def test_a_loss_that_overflows_is_told_from_an_output() -> None:
    run = Run("a", *made([{"layer": "Linear", "out_features": 1}], {"batch_size": None, "epochs": 5, "optimizer": SGD}))
    poisoned(run, 0, 1e25)  # its square is beyond float32
    run.advance()
    report = diverged(run)
    assert (report.what, report.position, report.layer, report.step) == ("loss", None, "", 1)


def test_weights_that_overflow_in_the_last_step_before_a_report() -> None:
    training = {"batch_size": None, "epochs": 5, "optimizer": {"name": "SGD", "lr": 1000.0}}
    run = Run("a", *made([{"layer": "Linear", "out_features": 1}], training))
    poisoned(run, 0, 1e12)
    run.set_learning_rate(1e35)
    run.advance()
    report = diverged(run)
    assert (report.what, report.position, report.step) == ("weights", 0, 1)


def test_a_gradient_that_overflows_where_the_loss_does_not() -> None:
    """|x| has the slope 1; the gradient of the first layer is the input times the second weight."""
    layers = [{"layer": "Linear", "out_features": 1, "bias": False}] * 2
    project, prepared = made(layers, {"batch_size": None, "epochs": 5, "loss": "L1Loss", "optimizer": SGD})
    prepared.train.x[...] *= 1e20
    run = Run("a", project, prepared)
    with torch.no_grad():
        for position, value in ((0, 0.0), (1, 1e30)):
            module = run.model[position]
            assert isinstance(module, nn.Linear)
            module.weight.fill_(value)
    told(run)
    run.advance()
    report = diverged(run)
    assert (report.what, report.position, report.layer) == ("gradient", 0, "Linear")


def test_a_validation_loss_that_overflows() -> None:
    project, prepared = made([{"layer": "Linear", "out_features": 1}], {"batch_size": 8, "epochs": 5, "optimizer": SGD})
    prepared.validation.x[...] = 1e38
    run = Run("a", project, prepared)
    for _step in range(9):
        run.advance()
    report = diverged(run)
    assert (report.what, report.step, report.epoch) == ("output", 5, 1) or (report.what, report.step) == ("loss", 5)


def test_what_was_reported_before_stays_and_what_came_after_is_reported_anew() -> None:
    run = Run("a", *made(hidden("ReLU", 1, 8), {"batch_size": 8, "epochs": 6, "optimizer": SGD}))
    first = finished(run, steps=12)
    assert first.epochs.tolist() == [1, 2]
    run.set_learning_rate(1e6)
    for _step in range(15):
        run.advance()
    report = diverged(run)
    assert report.checkpoint.step == 12
    assert np.isfinite(told(run).step_loss)
    run.set_learning_rate(0.01)
    rest = finished(run, every=4)
    assert rest.epochs.tolist() == [3, 4, 5, 6]
    other = finished(Run("b", *made(hidden("ReLU", 1, 8), {"batch_size": 8, "epochs": 6, "optimizer": SGD})))
    np.testing.assert_array_equal(rest.train_loss, other.train_loss[2:])  # as if nothing had happened


def test_the_checkpoint_after_a_divergence_can_be_resumed() -> None:
    training = {"batch_size": 8, "epochs": 20, "optimizer": {"name": "SGD", "lr": 1e3}}
    project, prepared = made(hidden("ReLU", 1, 8), training)
    run = Run("a", project, prepared)
    for _step in range(50):
        run.advance()
    assert run.checkpoint().step == 0  # before anyone has asked for progress: not what is no longer finite
    again = Run("a", project, prepared, resume=diverged(run).checkpoint)
    again.set_learning_rate(1e-3)
    assert finished(again).epochs[-1] == 20


def test_it_goes_back_behind_an_explosion_that_stayed_finite() -> None:
    """A loss that has grown to 1e9 is finite, but no learning rate leads down from there: only an earlier state helps."""
    training = {"batch_size": 8, "epochs": 400, "optimizer": {"name": "SGD", "lr": 0.5}, "init": "kaiming"}
    project, prepared = made(hidden("ReLU", 10, 32), training)
    run = Run("a", project, prepared)
    rates = []
    report: object = None
    while run.advance():
        if run.step % 2 == 0 and isinstance(report := run.progress(), RunDiverged):
            rates.append(report.suggested_lr)
            assert len(rates) < 6
            run.set_learning_rate(report.suggested_lr)
    told(run)
    assert rates
    assert bool(all(value.abs().max() < 100 for value in run.model.parameters()))
