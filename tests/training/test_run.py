from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from playground.layers import Linear
from playground.network import Network
from playground.runs.losses import LOSSES
from playground.runs.messages import RunProgress
from playground.runs.optimizers import OPTIMIZERS
from playground.runs.schedulers import SCHEDULERS
from playground.training.build import new_model
from playground.training.errors import TrainingError
from playground.training.run import Run
from tests.training.histories import finished, same
from tests.training.projects import hidden, made

SMALL = hidden("Tanh", 2, 8)
ADAM = {"name": "Adam", "lr": 0.01}
DROPOUT = [
    {"layer": "Linear", "out_features": 16},
    {"layer": "ReLU"},
    {"layer": "Dropout", "p": 0.5},
    {"layer": "Linear", "out_features": 1},
]


def test_a_run_trains_to_its_end_and_reports_every_epoch_once() -> None:
    run = Run("a", *made(SMALL, {"batch_size": 8, "epochs": 20, "optimizer": ADAM}))
    history = finished(run, every=7)
    assert history.epochs.tolist() == list(range(1, 21))
    assert (run.ended_by, run.step, run.epoch) == ("finished", 100, 20)
    assert not run.advance()
    assert run.step == 100
    assert history.train_loss[-1] < history.train_loss[0] / 2
    assert history.seconds > 0


def test_what_is_told_when_it_starts() -> None:
    run = Run("a", *made(DROPOUT, {"batch_size": 16, "epochs": 3, "seed": 4}), device_note="note")
    started = run.started
    assert [(layer.position, layer.layer, layer.weights) for layer in started.layers] == [(0, "Linear", 64), (3, "Linear", 16)]
    assert (started.run, started.device, started.device_note, started.metrics) == ("a", "cpu", "note", ("rmse", "r2"))
    assert (started.epochs, started.steps_per_epoch, started.parameters, started.epoch) == (3, 3, 97, 0)
    raw = b"".join(value.detach().numpy().tobytes() for value in run.model.parameters())
    assert started.start == hashlib.sha256(raw).hexdigest()[:8]


@pytest.mark.parametrize("batch_size", [None, 7])
@pytest.mark.parametrize("task", ["regression", "binary", "multiclass"])
def test_the_numbers_are_those_of_a_loop_written_by_hand(task: str, batch_size: int | None) -> None:
    outputs = 3 if task == "multiclass" else 1
    layers = [*SMALL[:-1], {"layer": "Linear", "out_features": outputs}]
    training = {"batch_size": batch_size, "epochs": 4, "seed": 5, "optimizer": ADAM}
    project, prepared = made(layers, training, task=task, outputs=outputs)
    history = finished(Run("a", project, prepared), every=3)

    criterion = {"regression": nn.MSELoss, "binary": nn.BCEWithLogitsLoss, "multiclass": nn.CrossEntropyLoss}[task]()
    model = new_model(project.network, (4,), "default", 5)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01, fused=True)
    generator = torch.Generator().manual_seed(5)
    x, y, xv, yv = (torch.from_numpy(a) for part in (prepared.train, prepared.validation) for a in (part.x, part.y))
    for epoch in range(4):
        losses, figures = [], []
        for rows in torch.randperm(40, generator=generator).split(batch_size) if batch_size else (torch.arange(40),):
            prediction = model(x[rows])
            loss = criterion(prediction, y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses += [float(loss.detach())] * len(rows)
            figures.append(figure(task, prediction.detach(), y[rows]))
        with torch.no_grad():
            prediction = model(xv)
            np.testing.assert_allclose(history.val_loss[epoch], float(criterion(prediction, yv)), rtol=1e-6)
            expected = float(finish(task, torch.cat([figure(task, prediction, yv)])))
            np.testing.assert_allclose(history.val_metrics[epoch, 0], expected, rtol=1e-6)
        np.testing.assert_allclose(history.train_loss[epoch], np.mean(losses), rtol=1e-6)
        np.testing.assert_allclose(history.train_metrics[epoch, 0], float(finish(task, torch.cat(figures))), rtol=1e-6)


def figure(task: str, prediction: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    if task == "regression":
        return (3.0 * (prediction - target)).double().square().reshape(-1)  # 3: units of the target per scaled unit
    if task == "binary":
        return ((prediction.sigmoid() > 0.5) == (target == 1)).double().reshape(-1)
    return (prediction.argmax(dim=1) == target).double()


def finish(task: str, values: torch.Tensor) -> torch.Tensor:
    return values.mean().sqrt() if task == "regression" else values.mean()


@pytest.mark.parametrize("loss", ["L1Loss", "HuberLoss"])
def test_rmse_is_measured_where_it_does_not_follow_from_the_loss(loss: str) -> None:
    run = Run("a", *made(SMALL, {"batch_size": 7, "epochs": 3, "loss": loss}))
    history = finished(run)
    figures = run.end("finished", "").figures
    assert history.val_metrics[-1] == pytest.approx([figures["val_rmse"], figures["val_r2"]], rel=1e-5)
    assert (history.train_metrics[:, 0] > 0).all()


class TestReproducible:
    @pytest.mark.parametrize("layers", [SMALL, DROPOUT], ids=["plain", "dropout"])
    @pytest.mark.parametrize("batch_size", [None, 8])
    def test_same_seed_same_history_bit_for_bit_however_often_it_is_read(self, layers: Any, batch_size: int | None) -> None:
        training = {"batch_size": batch_size, "epochs": 12, "seed": 2, "optimizer": ADAM}
        first = finished(Run("a", *made(layers, training)))
        for every in (1, 4):
            same(first, finished(Run("b", *made(layers, training)), every))
        other = finished(Run("c", *made(layers, {**training, "seed": 3})))
        assert not np.array_equal(first.train_loss, other.train_loss)

    def test_two_runs_in_turns_are_what_each_is_alone(self) -> None:
        training = {"batch_size": 8, "epochs": 6, "seed": 2}
        alone = finished(Run("a", *made(DROPOUT, training)))
        first, second = (Run(name, *made(DROPOUT, training)) for name in "ab")
        while first.advance():
            second.advance()
            second.picture("RunPredictions")
        for run in (first, second):
            report = run.progress()
            assert isinstance(report, RunProgress)
            same(alone, report)

    def test_sigmoid_and_relu_see_the_same_weights_and_batches(self) -> None:
        runs = [
            Run("a", *made(hidden(activation, 3, 8), {"batch_size": 8, "init": "kaiming"})) for activation in ("Sigmoid", "ReLU")
        ]
        assert runs[0].started.start == runs[1].started.start


class TestEveryChoice:
    @pytest.mark.parametrize("optimizer", OPTIMIZERS)
    def test_every_optimizer_learns(self, optimizer: str) -> None:
        batch = None if OPTIMIZERS[optimizer].searches else 8
        settings = {"name": optimizer, "lr": 1.0 if optimizer in ("LBFGS", "Adadelta") else 0.01}
        run = Run("a", *made(SMALL, {"batch_size": batch, "epochs": 30, "optimizer": settings}))
        history = finished(run)
        assert history.train_loss[-1] < history.train_loss[0]

    @pytest.mark.parametrize("loss", LOSSES)
    def test_every_loss_is_brought_down(self, loss: str) -> None:
        task = LOSSES[loss].tasks[0]
        outputs = 3 if task == "multiclass" else 1
        layers = [*SMALL[:-1], {"layer": "Linear", "out_features": outputs}]
        if wanted := LOSSES[loss].last_activation:
            layers.append({"layer": wanted})
        history = finished(Run("a", *made(layers, {"loss": loss, "epochs": 30, "optimizer": ADAM}, task=task, outputs=outputs)))
        assert history.train_loss[-1] < history.train_loss[0]
        assert np.isfinite(history.val_metrics).all()

    @pytest.mark.parametrize("scheduler", SCHEDULERS)
    def test_every_scheduler_gives_the_rates_of_torch(self, scheduler: str) -> None:
        settings = {
            "StepLR": {"step_size": 3},
            "MultiStepLR": {"milestones": [2, 5]},
            "ExponentialLR": {"gamma": 0.9},
            "CosineAnnealingLR": {"T_max": 7, "eta_min": 0.001},
            "CosineAnnealingWarmRestarts": {"T_0": 3, "T_mult": 2},
            "ReduceLROnPlateau": {"patience": 0, "threshold": 0.2},
        }.get(scheduler, {})
        training = {"batch_size": 20, "epochs": 10, "scheduler": {"name": scheduler, **settings}, "optimizer": ADAM}
        project, prepared = made(SMALL, training)
        history = finished(Run("a", project, prepared))
        weight = nn.Parameter(torch.zeros(1))
        optimizer = torch.optim.Adam([weight], lr=0.01)
        given = {
            "LambdaLR": {"lr_lambda": lambda epoch: 0.95**epoch},
            "MultiplicativeLR": {"lr_lambda": lambda epoch: 0.95},
            "OneCycleLR": {"max_lr": 0.01, "total_steps": 10, "cycle_momentum": False},
            "LinearLR": {"start_factor": 0.1, "total_iters": 10},
            "ReduceLROnPlateau": {**settings, "factor": 0.5},
        }.get(scheduler, settings)
        theirs = getattr(torch.optim.lr_scheduler, scheduler)(optimizer, **given)
        watches = scheduler == "ReduceLROnPlateau"
        for rate, loss in zip(history.learning_rate, history.val_loss, strict=True):
            assert rate == pytest.approx(optimizer.param_groups[0]["lr"], rel=1e-12)
            optimizer.step()
            theirs.step(*([loss] if watches else []))
        if watches:
            assert history.learning_rate[-1] < 0.01


def test_clipping_scales_all_gradients_together_as_torch_does() -> None:
    training = {"batch_size": None, "epochs": 5, "clip_grad_norm": 0.05, "optimizer": {"name": "SGD", "lr": 0.5}}
    project, prepared = made(SMALL, training)
    run = Run("a", project, prepared)
    finished(run)
    model = new_model(project.network, (4,), "default", 0)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5, fused=True)
    x, y = torch.from_numpy(prepared.train.x), torch.from_numpy(prepared.train.y)
    for _epoch in range(5):
        optimizer.zero_grad()
        nn.MSELoss()(model(x), y).backward()
        assert float(nn.utils.clip_grad_norm_(model.parameters(), 0.05)) > 0.05
        optimizer.step()
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), run.model.parameters(), strict=True))


class TestEvaluationMode:
    def test_dropout_is_off_in_every_evaluation_and_on_in_training(self) -> None:
        layers = [{"layer": "Dropout", "p": 1.0}, {"layer": "Linear", "out_features": 1}]
        project, prepared = made(layers, {"batch_size": None, "epochs": 2, "optimizer": {"name": "SGD", "lr": 1e-12}})
        run = Run("a", project, prepared)
        history = finished(run)
        module = run.model[1]
        assert isinstance(module, Linear | nn.Linear)
        x, y = prepared.train.x, prepared.train.y
        weight, bias = module.weight.detach().numpy(), module.bias.detach().numpy()
        np.testing.assert_allclose(history.train_loss[0], np.mean((bias - y) ** 2), rtol=1e-5)  # every input was dropped
        xv, yv = prepared.validation.x, prepared.validation.y
        np.testing.assert_allclose(history.val_loss[0], np.mean((xv @ weight.T + bias - yv) ** 2), rtol=1e-5)
        shown = run.picture("RunPredictions")
        np.testing.assert_allclose(shown.train_prediction, ((x @ weight.T + bias) * 3 + 10).reshape(-1), rtol=1e-5)
        np.testing.assert_allclose(shown.train_target, (y * 3 + 10).reshape(-1), rtol=1e-5)
        loss = run.end("finished", "").figures["train_loss"]
        assert loss == pytest.approx(float(np.mean((x @ weight.T + bias - y) ** 2)), rel=1e-5)

    def test_batch_norm_uses_its_running_figures_and_keeps_them(self) -> None:
        layers = [{"layer": "BatchNorm1d"}, {"layer": "Linear", "out_features": 1}]
        project, prepared = made(layers, {"batch_size": 13, "epochs": 1})
        run = Run("a", project, prepared)
        finished(run)
        kept = {name: value.clone() for name, value in run.model.state_dict().items()}
        shown = run.picture("RunPredictions")
        run.end("finished", "")
        assert all(torch.equal(kept[name], value) for name, value in run.model.state_dict().items())
        assert run.model[0].training
        with torch.no_grad():
            expected = run.model.eval()(torch.from_numpy(prepared.validation.x)).numpy() * 3 + 10
        np.testing.assert_allclose(shown.val_prediction, expected.reshape(-1), rtol=1e-6)

    def test_a_single_sample_that_is_left_joins_the_batch_before_it(self) -> None:
        layers = [{"layer": "Linear", "out_features": 3}, {"layer": "BatchNorm1d"}, {"layer": "Linear", "out_features": 1}]
        run = Run("a", *made(layers, {"batch_size": 13, "epochs": 2}))
        assert run.started.steps_per_epoch == 3
        assert len(finished(run).epochs) == 2


class TestRefusals:
    def test_a_network_that_does_not_fit_the_data(self) -> None:
        with pytest.raises(TrainingError, match="output"):
            Run("a", *made([{"layer": "Linear", "out_features": 2}], {}))

    def test_a_loss_that_does_not_suit_the_task(self) -> None:
        with pytest.raises(TrainingError, match="does not suit"):
            Run("a", *made(SMALL, {"loss": "MSELoss"}, task="binary"))

    def test_a_batch_of_one_with_batch_norm(self) -> None:
        layers = [{"layer": "BatchNorm1d"}, {"layer": "Linear", "out_features": 1}]
        with pytest.raises(TrainingError, match="at least 2"):
            Run("a", *made(layers, {"batch_size": 1}))


def test_a_learning_rate_changed_on_the_way_holds_from_the_next_step() -> None:
    training = {"batch_size": 20, "epochs": 6, "scheduler": {"name": "StepLR", "step_size": 2, "gamma": 0.5}}
    run = Run("a", *made(SMALL, {**training, "optimizer": {"name": "SGD", "lr": 0.1}}))
    for _step in range(3):
        run.advance()
    run.set_learning_rate(0.8)
    history = finished(run)
    assert history.learning_rate.tolist() == [0.1, 0.8, 0.4, 0.4, 0.2, 0.2]


def test_the_model_is_written_as_safetensors(tmp_path: Path) -> None:
    project, prepared = made(DROPOUT, {"epochs": 1})
    run = Run("a", project, prepared)
    finished(run)
    run.save_model(tmp_path / "model.safetensors")
    stored = load_file(tmp_path / "model.safetensors")
    again = new_model(Network(project.network.layers), (4,), "default", 1)
    again.load_state_dict(stored, strict=True)
    assert all(torch.equal(a, b) for a, b in zip(again.parameters(), run.model.parameters(), strict=True))


def test_buffers_are_bounded_and_what_overflows_them_is_kept() -> None:
    training = {"batch_size": None, "epochs": 3000, "optimizer": {"name": "SGD", "lr": 1e-3}}
    history = finished(Run("a", *made(hidden("Tanh", 1, 2), training, samples=(4, 2, 0))))
    assert history.epochs.tolist() == list(range(1, 3001))
    assert np.isfinite(history.grad_rms).all()


class TestTheL1Penalty:
    @pytest.mark.parametrize("clip", [None, 0.1])
    def test_one_step_goes_along_the_gradient_of_loss_and_penalty(self, clip: float | None) -> None:
        training = {"batch_size": None, "epochs": 1, "l1": 0.05, "clip_grad_norm": clip, "optimizer": {"name": "SGD", "lr": 0.1}}
        project, prepared = made(SMALL, training)
        model = new_model(project.network, prepared.info.signature.input_shape, "default", project.training.seed)
        x, y = torch.from_numpy(prepared.train.x.copy()), torch.from_numpy(prepared.train.y.copy())
        penalty = sum(value.abs().sum() for name, value in model.named_parameters() if "weight" in name)
        (nn.functional.mse_loss(model(x), y) + 0.05 * penalty).backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        torch.optim.SGD(model.parameters(), lr=0.1).step()
        run = Run("a", project, prepared)
        finished(run)
        for ours, theirs in zip(run.model.parameters(), model.parameters(), strict=True):
            assert torch.allclose(ours, theirs, atol=1e-7)

    def test_weights_that_are_not_needed_become_small(self) -> None:
        project, prepared = made(SMALL, {"batch_size": 8, "epochs": 200, "l1": 0.05, "optimizer": ADAM})
        plain_project, _prepared = made(SMALL, {"batch_size": 8, "epochs": 200, "optimizer": ADAM})
        few, many = Run("a", project, prepared), Run("b", plain_project, prepared)
        finished(few)
        finished(many)
        tiny = [sum(int((value.abs() < 0.02).sum()) for value in run.model.parameters()) for run in (few, many)]
        assert tiny[0] > 2 * tiny[1]

    def test_an_optimizer_that_searches_sees_it_too(self) -> None:
        project, prepared = made(SMALL, {"batch_size": None, "epochs": 30, "l1": 0.05, "optimizer": {"name": "LBFGS"}})
        run = Run("a", project, prepared)
        finished(run)
        x, y = torch.from_numpy(prepared.train.x.copy()), torch.from_numpy(prepared.train.y.copy())

        def whole(model: nn.Module) -> float:
            with torch.no_grad():
                penalty = sum(value.abs().sum() for name, value in model.named_parameters() if "weight" in name)
                return float(nn.functional.mse_loss(model(x), y) + 0.05 * penalty)

        assert whole(run.model) < 0.6 * whole(new_model(project.network, prepared.info.signature.input_shape, "default", 0))
