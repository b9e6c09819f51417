"""The rules on histories whose diagnosis is known beforehand; silence where nothing is wrong or too little is known."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from playground.datasets import DatasetInfo, Signature
from playground.layers import Linear, ReLU, Sigmoid, Tanh
from playground.network import Network
from playground.runs.diagnosis import Finding
from playground.runs.diagnosis import diagnose as diagnose_project
from playground.runs.history import RunHistory
from playground.runs.messages import RunProgress, RunStarted, WeightedLayer
from playground.runs.project import Project

Array = npt.NDArray[np.float64]


def deep(activation: type, layers: int = 4) -> Network:
    return Network((*((Linear(8), activation()) * (layers - 1)), Linear(1)))


def history(
    network: Network,
    grad_rms: Array,
    train: Array | None = None,
    val: Array | None = None,
    constant: float | None = 1.0,
    accuracy: Array | None = None,
    planned: int | None = None,
    **yardsticks: Any,
) -> RunHistory:
    """A run with one row of gradients per epoch; its loss falls from 1 to a half where nothing is said.

    ``constant`` is the loss of a constant answer, ``accuracy`` that of validation (else it is about numbers), ``planned`` the epochs that
    were asked for.
    """
    epochs, layers = grad_rms.shape
    positions = [index for index, layer in enumerate(network.layers) if layer.has_weights()]
    started = RunStarted(
        run="r",
        device="cpu",
        device_note="",
        layers=tuple(WeightedLayer(position=position, layer="Linear", weights=1) for position in positions),
        metrics=() if accuracy is None else ("accuracy",),
        epochs=planned or epochs,
        steps_per_epoch=1,
        parameters=1,
        start="",
        epoch=0,
        info=DatasetInfo("diabetes", Signature("regression", (10,), (1,)), 442, 353, 89, 0),
        constant_loss=constant,
        **yardsticks,
    )
    made, falling = RunHistory(started), np.linspace(1, 0.5, epochs)
    made.append(
        RunProgress(
            run="r",
            epochs=np.arange(1, epochs + 1, dtype=np.float64),
            train_loss=falling if train is None else train,
            val_loss=falling if val is None else val,
            learning_rate=np.ones(epochs),
            train_metrics=np.ones((epochs, 0 if accuracy is None else 1)),
            val_metrics=np.ones((epochs, 0)) if accuracy is None else accuracy[:, None],
            grad_rms=grad_rms,
            weight_rms=np.ones((epochs, layers)),
            update_ratio=np.ones((epochs, layers)),
            step=epochs,
            epoch=float(epochs),
            step_loss=0.5,
            step_grad_rms=np.ones(layers),
            seconds=1.0,
        )
    )
    return made


def diagnose(run: RunHistory, network: Network, **project: Any) -> tuple[Finding, ...]:
    """The findings of a run with the settings that a new project has, but for those that are named."""
    return diagnose_project(run, Project(network=network, **project))


def rows(*last: float, epochs: int = 30) -> Array:
    return np.tile(np.array(last), (epochs, 1))


def keys(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.key for finding in findings]


def test_a_healthy_run_has_no_findings() -> None:
    assert diagnose(history(deep(ReLU), rows(0.01, 0.02, 0.03, 0.05)), deep(ReLU)) == ()


def test_nothing_is_said_before_the_first_epoch() -> None:
    assert diagnose(history(deep(Sigmoid), np.ones((0, 4))), deep(Sigmoid)) == ()


def test_a_vanishing_gradient_under_sigmoid() -> None:
    (finding,) = diagnose(history(deep(Sigmoid), rows(1e-9, 1e-7, 1e-5, 1e-2)), deep(Sigmoid))
    assert (finding.key, finding.position, finding.fix) == ("vanishing", 0, "relu")
    assert "Layer 1 receives 1e-9, the last layer 0.01: 1e7 times as much." in finding.text
    assert "The slope of Sigmoid is 0.25 at most" in finding.text


def test_a_vanishing_gradient_under_relu_is_not_blamed_on_relu() -> None:
    """Its slope is 1: the start of the weights is to blame."""
    (finding,) = diagnose(history(deep(ReLU), rows(1e-8, 1e-7, 1e-5, 1e-2)), deep(ReLU))
    assert (finding.key, finding.fix) == ("vanishing", "kaiming")
    assert "slope" not in finding.text


def test_the_threshold_of_vanishing_is_a_ten_thousandth() -> None:
    network = deep(Tanh)
    assert keys(diagnose(history(network, rows(0.9e-4, 1, 1, 1)), network)) == ["vanishing"]
    assert diagnose(history(network, rows(1.1e-4, 1, 1, 1)), network) == ()


def test_a_gradient_of_nothing_at_all_is_infinitely_less() -> None:
    (finding,) = diagnose(history(deep(Sigmoid), rows(0, 0, 0, 1e-2)), deep(Sigmoid))
    assert "∞ times" in finding.text


def test_two_layers_are_too_few_to_vanish() -> None:
    network = deep(Sigmoid, 2)
    assert diagnose(history(network, rows(1e-9, 1e-2)), network) == ()


def test_only_the_newest_epoch_counts() -> None:
    table = rows(1e-9, 1e-2, 1e-2, 1e-2)
    table[-1] = 1e-2
    assert diagnose(history(deep(Sigmoid), table), deep(Sigmoid)) == ()


def grown(last: float, epochs: int = 30) -> Array:
    table = rows(10, 10, 10, 10, epochs=epochs)
    table[-3:, 2] = last
    return table


BLOWN_UP = np.concatenate([np.linspace(1, 0.5, 27), [50, 500, 5000]])


def test_an_exploding_gradient_names_its_layer_and_what_it_was() -> None:
    (finding,) = [
        found
        for found in diagnose(history(deep(ReLU), grown(5e4), BLOWN_UP, BLOWN_UP, planned=99), deep(ReLU))
        if found.key == "exploding"
    ]
    assert (finding.position, finding.fix) == (4, "lower_lr")
    assert "Layer 5 receives a gradient of 50000; in epoch 1 the largest was 10" in finding.text
    assert "risen to 5000" in finding.text


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6, 1e12])
def test_whether_it_explodes_does_not_depend_on_units(scale: float) -> None:
    bad = history(deep(ReLU), scale * grown(5e4), scale * BLOWN_UP, scale * BLOWN_UP, scale, planned=99)
    good = history(deep(ReLU), scale * rows(5e4, 1e4, 1e4, 1e4), scale * np.linspace(1, 0.1, 30), None, scale)
    assert "exploding" in keys(diagnose(bad, deep(ReLU)))
    assert diagnose(good, deep(ReLU)) == ()


def test_a_gradient_that_grows_while_the_loss_falls_does_no_harm() -> None:
    assert diagnose(history(deep(ReLU), grown(5e4)), deep(ReLU)) == ()


def curve(lowest: float, end: float, epochs: int = 60) -> Array:
    """A validation loss that falls within 20 epochs and then rises."""
    return np.concatenate([np.linspace(1, lowest, 20), np.linspace(lowest, end, epochs - 20)])


LEARNING = np.linspace(1, 0.01, 60)


def overfits(val: Array, train: Array = LEARNING, **more: Any) -> bool:
    return "overfitting" in keys(diagnose(history(deep(ReLU), rows(1, 1, 1, 1, epochs=len(val)), train, val, **more), deep(ReLU)))


def test_overfitting_names_the_best_epoch() -> None:
    val = curve(0.5, 1.0)
    (finding,) = diagnose(history(deep(ReLU), rows(1, 1, 1, 1, epochs=60), LEARNING, val), deep(ReLU))
    assert (finding.key, finding.fix) == ("overfitting", "early_stopping")
    smooth = pd.Series(val).rolling(5).median()
    assert f"epoch {int(smooth.argmin()) + 1} " in finding.text
    assert f"{smooth.iloc[-1] / smooth.min() - 1:.0%}" in finding.text


@pytest.mark.parametrize(
    ("lowest", "end", "said"),
    [
        (0.5, 0.9, True),
        (0.5, 0.6, False),
        (0.05, 0.3, True),
        (0.01, 0.03, False),
        (0.002, 0.09, False),
        (0.8, 1.1, True),
        (0.9, 0.95, False),
    ],
)
def test_how_much_must_be_lost(lowest: float, end: float, said: bool) -> None:
    assert overfits(curve(lowest, end)) is said


def test_a_validation_loss_that_jumps_up_and_down_is_no_overfitting() -> None:
    val = np.where(np.arange(60) % 3 == 0, 0.2, 0.5)
    assert not overfits(val)
    assert not overfits(np.concatenate([np.linspace(1, 0.2, 55), [0.6] * 5]))  # the last epochs alone


def test_a_network_that_is_only_surer_of_itself_does_not_overfit() -> None:
    val = curve(0.08, 0.25)
    assert not overfits(val, constant=0.69, accuracy=np.full(60, 0.975))
    assert overfits(val, constant=0.69, accuracy=np.concatenate([np.full(30, 0.975), np.full(30, 0.93)]))
    assert overfits(curve(0.4, 1.5), constant=0.69, accuracy=np.full(60, 0.8))  # worse than the shares of the classes


def test_both_losses_rising_is_not_overfitting() -> None:
    both = curve(0.5, 1.0)
    assert not overfits(both, both)
    assert not overfits(both, np.concatenate([np.linspace(1, 0.5, 59), [0.45]]) + 0.4 * (np.arange(60) > 20))


def test_a_run_without_validation_cannot_overfit() -> None:
    nothing = np.full(30, math.nan)
    assert diagnose(history(deep(ReLU), rows(1, 1, 1, 1), np.linspace(1, 0.1, 30), nothing), deep(ReLU)) == ()


@pytest.mark.parametrize("scale", [1e-4, 1.0, 1e9])
def test_a_loss_that_is_no_better_than_a_constant_answer(scale: float) -> None:
    bad = np.full(30, 1.2) + 0.1 * np.sin(np.arange(30))
    (finding,) = diagnose(history(deep(ReLU), rows(1, 1, 1, 1), scale * bad, scale * bad, scale), deep(ReLU))
    assert finding.key == "not_learning"
    assert "After 30 epochs" in finding.text
    assert "Always giving the same answer" in finding.text


def test_what_was_learned_in_the_first_epoch_is_learned() -> None:
    flat = np.full(30, 0.05) + 0.001 * np.sin(np.arange(30))
    assert diagnose(history(deep(ReLU), rows(1, 1, 1, 1), flat, flat), deep(ReLU)) == ()


def test_a_loss_that_still_falls_may_yet_learn_until_the_run_is_over() -> None:
    falling = np.geomspace(1000, 10, 30)
    assert diagnose(history(deep(ReLU), rows(1, 1, 1, 1), falling, falling, planned=60), deep(ReLU)) == ()
    assert keys(diagnose(history(deep(ReLU), rows(1, 1, 1, 1), falling, falling), deep(ReLU))) == ["not_learning"]


def test_one_that_had_learned_and_stumbles_is_not_said_to_learn_nothing() -> None:
    stumbles = np.concatenate([np.linspace(1, 0.3, 25), [1.1] * 5])
    assert diagnose(history(deep(ReLU), rows(1, 1, 1, 1), stumbles, stumbles, planned=60), deep(ReLU)) == ()


def test_a_loss_that_does_not_move_at_all() -> None:
    still = np.full(30, 0.9)
    (finding,) = diagnose(history(deep(ReLU), rows(1, 1, 1, 1), still, still), deep(ReLU))
    assert "In 30 epochs the training loss has not moved from 0.9" in finding.text
    assert diagnose(history(deep(ReLU), rows(1, 1, 1, 1, epochs=19), still[:19], still[:19], planned=40), deep(ReLU)) == ()


def test_without_the_loss_of_a_constant_answer_nothing_is_said_of_losses() -> None:
    for train, val in ((np.full(30, 2.0), np.full(30, 2.0)), (LEARNING[:30], curve(0.5, 1.0)[:30]), (BLOWN_UP, BLOWN_UP)):
        assert diagnose(history(deep(ReLU), grown(5e4), train, val, None), deep(ReLU)) == ()


def test_the_gravest_comes_first() -> None:
    flat = np.full(30, 0.7)
    found = diagnose(history(deep(Sigmoid), rows(1e-9, 1e-9, 1e-9, 1e-2), flat, flat), deep(Sigmoid))
    assert keys(found) == ["vanishing", "not_learning"]


ANY = st.floats(0, allow_infinity=True) | st.just(math.nan)


@given(
    arrays.arrays(np.float64, (25, 4), elements=ANY),
    arrays.arrays(np.float64, 25, elements=ANY | st.floats(-1e9, 0)),
    arrays.arrays(np.float64, 25, elements=ANY | st.floats(-1e9, 0)),
    st.sampled_from([Sigmoid, ReLU]),
    ANY | st.none(),
)
def test_any_history_is_read_without_a_warning(
    table: Array, train: Array, val: Array, activation: type, constant: float | None
) -> None:
    network = deep(activation)
    for finding in diagnose(history(network, table, train, val, constant), network):
        assert finding.title
        assert "nan" not in finding.text
        assert finding.fix in (None, "relu", "kaiming", "lower_lr", "early_stopping")
        assert finding.position is None or network.layers[finding.position].has_weights()


@pytest.mark.parametrize("other", [Network(), Network((Linear(1),))])
def test_a_network_that_was_edited_meanwhile_does_no_harm(other: Network) -> None:
    assert keys(diagnose(history(deep(Sigmoid), rows(1e-9, 1, 1, 1)), other)) == ["vanishing"]
