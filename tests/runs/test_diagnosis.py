"""The rules on histories whose diagnosis is known beforehand; silence where nothing is wrong or too little is known."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from playground.datasets import DatasetInfo, Signature
from playground.layers import Linear, ReLU, Sigmoid, Tanh
from playground.network import Network
from playground.runs.diagnosis import Finding, diagnose
from playground.runs.history import RunHistory
from playground.runs.messages import RunProgress, RunStarted, WeightedLayer

Array = npt.NDArray[np.float64]


def deep(activation: type, layers: int = 4) -> Network:
    return Network((*((Linear(8), activation()) * (layers - 1)), Linear(1)))


def history(network: Network, grad_rms: Array, train: Array | None = None, val: Array | None = None) -> RunHistory:
    """A run with one row of gradients per epoch; its loss falls from 1 to a half where nothing is said."""
    epochs, layers = grad_rms.shape
    positions = [index for index, layer in enumerate(network.layers) if layer.has_weights()]
    started = RunStarted(
        run="r",
        device="cpu",
        device_note="",
        layers=tuple(WeightedLayer(position=position, layer="Linear", weights=1) for position in positions),
        metrics=(),
        epochs=epochs,
        steps_per_epoch=1,
        parameters=1,
        start="",
        epoch=0,
        info=DatasetInfo("diabetes", Signature("regression", (10,), (1,)), 442, 353, 89, 0),
    )
    made, falling = RunHistory(started), np.linspace(1, 0.5, epochs)
    made.append(
        RunProgress(
            run="r",
            epochs=np.arange(1, epochs + 1, dtype=np.float64),
            train_loss=falling if train is None else train,
            val_loss=falling if val is None else val,
            learning_rate=np.ones(epochs),
            train_metrics=np.ones((epochs, 0)),
            val_metrics=np.ones((epochs, 0)),
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


def test_an_exploding_gradient_names_its_layer() -> None:
    (finding,) = diagnose(history(deep(ReLU), rows(10, 10, 5e4, 10)), deep(ReLU))
    assert (finding.key, finding.position, finding.fix) == ("exploding", 4, "lower_lr")
    assert "Layer 5 receives a gradient of 50000" in finding.text


def test_overfitting_names_the_best_epoch() -> None:
    train = np.linspace(1, 0.01, 40)
    val = np.concatenate([np.linspace(1, 0.5, 20), np.linspace(0.5, 1.0, 20)])
    (finding,) = diagnose(history(deep(ReLU), rows(1, 1, 1, 1, epochs=40), train, val), deep(ReLU))
    assert (finding.key, finding.fix) == ("overfitting", "early_stopping")
    assert f"epoch {int(val.argmin()) + 1} " in finding.text
    assert f"{np.median(val[-5:]) / val.min() - 1:.0%}" in finding.text


def test_both_losses_rising_is_not_overfitting() -> None:
    train = val = np.concatenate([np.linspace(1, 0.5, 20), np.linspace(0.5, 1.0, 20)])
    assert "overfitting" not in keys(diagnose(history(deep(ReLU), rows(1, 1, 1, 1, epochs=40), train, val), deep(ReLU)))


def test_a_run_without_validation_cannot_overfit() -> None:
    nothing = np.full(30, math.nan)
    assert diagnose(history(deep(ReLU), rows(1, 1, 1, 1), np.linspace(1, 0.1, 30), nothing), deep(ReLU)) == ()


def test_a_loss_that_does_not_fall() -> None:
    flat = np.full(30, 0.7)
    (finding,) = diagnose(history(deep(ReLU), rows(1, 1, 1, 1), flat, flat), deep(ReLU))
    assert finding.key == "not_learning"
    assert "After 30 epochs the training loss has not fallen." in finding.text
    assert diagnose(history(deep(ReLU), rows(1, 1, 1, 1, epochs=19), flat[:19], flat[:19]), deep(ReLU)) == ()


def test_a_loss_that_hardly_falls_says_how_little() -> None:
    slow = np.linspace(1, 0.988, 30)
    (finding,) = diagnose(history(deep(ReLU), rows(1, 1, 1, 1), slow, slow), deep(ReLU))
    assert "has fallen by 1.1%" in finding.text


def test_a_loss_that_rises_is_not_said_to_have_fallen() -> None:
    rising = np.linspace(1, 3, 30)
    (finding,) = diagnose(history(deep(ReLU), rows(1, 1, 1, 1), rising, rising), deep(ReLU))
    assert finding.key == "not_learning"
    assert "has not fallen" in finding.text


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
)
def test_any_history_is_read_without_a_warning(table: Array, train: Array, val: Array, activation: type) -> None:
    network = deep(activation)
    for finding in diagnose(history(network, table, train, val), network):
        assert finding.title
        assert "nan" not in finding.text
        assert finding.fix in (None, "relu", "kaiming", "lower_lr", "early_stopping")
        assert finding.position is None or network.layers[finding.position].has_weights()


@pytest.mark.parametrize("other", [Network(), Network((Linear(1),))])
def test_a_network_that_was_edited_meanwhile_does_no_harm(other: Network) -> None:
    assert keys(diagnose(history(deep(Sigmoid), rows(1e-9, 1, 1, 1)), other)) == ["vanishing"]
