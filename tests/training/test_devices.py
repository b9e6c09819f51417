from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from playground.runs.messages import DeviceInfo
from playground.training import devices
from playground.training.devices import choose_device, fastest, find_devices, measure_devices, speed_text, versions
from playground.training.errors import DeviceError
from playground.training.run import Run
from tests.training.histories import finished
from tests.training.projects import hidden, made

CPU = DeviceInfo(name="cpu", label="a processor")
GPU = DeviceInfo(name="cuda", label="a GPU")


def small() -> Any:
    return made(hidden("ReLU", 2, 8), {"batch_size": 8, "epochs": 3})


def test_the_cpu_is_always_there_and_comes_first() -> None:
    found = find_devices()
    assert found[0].name == "cpu"
    assert found[0].label
    assert not found[0].problem
    assert {device.name for device in found} <= set(devices.NAMES)


def test_a_step_is_measured_and_the_measuring_leaves_no_trace() -> None:
    alone = finished(Run("a", *small()))
    (measured,) = measure_devices(*small(), (CPU,))
    assert measured.step_ms is not None
    assert 0.01 < measured.step_ms < 100
    np.testing.assert_array_equal(finished(Run("a", *small())).train_loss, alone.train_loss)


def test_a_device_that_fails_says_why() -> None:
    (measured,) = measure_devices(*small(), (DeviceInfo(name="meta", label="no numbers"),))
    assert measured.problem
    assert measured.step_ms is None


def test_auto_takes_the_faster_one_and_says_what_was_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    times = {"cpu": 0.31, "cuda": 0.94}
    monkeypatch.setattr(devices, "find_devices", lambda: (CPU, GPU))
    monkeypatch.setattr(
        devices,
        "measure_devices",
        lambda _project, _prepared, found: tuple(
            DeviceInfo(name=device.name, label=device.label, step_ms=times[device.name]) for device in found
        ),
    )
    assert choose_device("auto", *small()) == ("cpu", "CPU: 0.31 ms a step, GPU: 0.94 ms")
    times["cuda"] = 0.02
    assert choose_device("auto", *small()) == ("cuda", "CPU: 0.31 ms a step, GPU: 0.02 ms")
    assert choose_device("cuda", *small()) == ("cuda", "")


def test_auto_measures_nothing_where_there_is_no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = DeviceInfo(name="cuda", label="a GPU", problem="its driver is too old")
    monkeypatch.setattr(devices, "find_devices", lambda: (CPU, broken))
    monkeypatch.setattr(devices, "measure_devices", lambda *_arguments: pytest.fail("it measured"))
    assert choose_device("auto", *small()) == ("cpu", "")


@pytest.mark.parametrize("wanted", ["cuda", "mps", "xpu"])
def test_a_missing_device_gives_one_clear_sentence(wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "find_devices", lambda: (CPU,))
    with pytest.raises(DeviceError, match=rf"no {wanted.upper()} device on this computer; found: CPU"):
        choose_device(wanted, *small())


def test_a_device_that_is_there_but_fails_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = DeviceInfo(name="cuda", label="a GPU", problem="its driver is too old.")
    monkeypatch.setattr(devices, "find_devices", lambda: (CPU, broken))
    with pytest.raises(DeviceError, match=r"CUDA cannot be used: its driver is too old\. Choose the CPU"):
        choose_device("cuda", *small())


def test_fastest_passes_over_what_was_not_measured() -> None:
    slow = DeviceInfo(name="cpu", label="", step_ms=5.0)
    failed = DeviceInfo(name="cuda", label="", problem="x")
    assert fastest((slow, failed)) is slow
    assert fastest((CPU, failed)) is CPU
    assert speed_text((slow, failed)) == "CPU: 5 ms a step, GPU: not usable"


def test_versions() -> None:
    assert versions()["torch"] == str(torch.__version__)
    assert set(versions()) == {"python", "torch", "numpy", "scikit-learn"}


@pytest.mark.gpu
class TestOnTheAccelerator:
    def name(self) -> str:
        accelerator = torch.accelerator.current_accelerator()
        assert accelerator is not None
        return accelerator.type

    def test_it_is_found_and_measured(self) -> None:
        found = {device.name: device for device in find_devices()}
        assert self.name() in found
        (measured,) = measure_devices(*small(), (found[self.name()],))
        assert measured.step_ms is not None

    @pytest.mark.parametrize("kind", ["Linear", "LSTM"])
    def test_the_same_start_and_nearly_the_same_numbers_as_on_the_cpu(self, kind: str) -> None:
        layers: Any = hidden("Tanh", 3, 16)
        shape: tuple[int, ...] = (4,)
        if kind == "LSTM":
            layers, shape = [{"layer": "LSTM", "hidden_size": 8}, {"layer": "Linear", "out_features": 1}], (6, 2)
        training = {"batch_size": None, "epochs": 20, "optimizer": {"name": "Adam", "lr": 0.01}}
        runs = [Run("a", *made(layers, training, shape=shape), device=device) for device in ("cpu", self.name())]
        assert runs[0].started.start == runs[1].started.start
        first, second = (finished(run, every=7) for run in runs)
        np.testing.assert_allclose(second.train_loss, first.train_loss, rtol=1e-3)
        np.testing.assert_allclose(second.grad_rms, first.grad_rms, rtol=2e-2)

    def test_a_checkpoint_goes_from_one_device_to_the_other(self) -> None:
        project, prepared = made(hidden("Tanh", 2, 8), {"batch_size": None, "epochs": 20})
        run = Run("a", project, prepared, device=self.name())
        finished(run, steps=10)
        again = Run("a", project, prepared, device="cpu", resume=run.checkpoint())
        assert again.step == 10
        assert finished(again).epochs[-1] == 20

    def test_dropout_is_reproducible(self) -> None:
        layers = [*hidden("ReLU", 1, 16)[:-1], {"layer": "Dropout", "p": 0.5}, {"layer": "Linear", "out_features": 1}]
        runs = [Run("a", *made(layers, {"epochs": 5}), device=self.name()) for _turn in range(2)]
        first, second = (finished(run) for run in runs)
        np.testing.assert_allclose(first.train_loss, second.train_loss, rtol=1e-5)
