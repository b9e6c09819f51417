from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.utils.class_weight import compute_class_weight
from torch import nn

from playground.fields import Choice, plain, settings_of
from playground.runs.losses import LOSSES, BCELoss, BCEWithLogitsLoss, CrossEntropyLoss, Loss, MSELoss
from playground.runs.messages import RunProgress
from playground.training.folds import build_folds
from playground.training.loop import CHUNK
from playground.training.losses import balanced_weights, build_loss
from playground.training.run import Run
from tests.training.histories import finished
from tests.training.projects import made

STILL = {"name": "SGD", "lr": 1e-300}
"""An optimizer that leaves the weights as they are, so that every batch of an epoch is measured on the same ones."""


def variants() -> list[Loss]:
    """Every loss with every choice that it offers, and with another number wherever it takes one."""
    found: list[Loss] = []
    for kind in LOSSES.values():
        known = settings_of(kind)
        values = [
            [value for value, _label in field.options] if isinstance(field, Choice) else [getattr(kind(), name), 0.3]
            for name, field in known.items()
        ]
        found += [kind(**dict(zip(known, chosen, strict=True))) for chosen in itertools.product(*values)]
    return found


def in_one_piece(loss: Loss, model: nn.Sequential, x: Any, y: Any, labels: Any, classes: int) -> float:
    """The loss of all samples at once by torch, in float64; weights of classes by scikit-learn."""
    settings = plain(loss)
    for name in ("weight", "pos_weight"):
        if settings.pop(name, "none") == "balanced":
            weights = compute_class_weight("balanced", classes=np.arange(classes), y=labels.reshape(-1).astype(int))
            settings[name] = torch.tensor(weights if name == "weight" else weights[1:] / weights[:1])
    exact = nn.Sequential(*model).double()
    with torch.no_grad():
        target = torch.from_numpy(y)
        value = getattr(nn, loss.name)(**settings)(
            exact(torch.from_numpy(x).double()), target if target.dtype == torch.int64 else target.double()
        )
    exact.float()
    return float(value)


def sorted_by_target(part: Any) -> Any:
    """The samples of a part, one class after the other."""
    order = np.argsort(part.y.ravel(), kind="stable")
    return replace(part, x=part.x[order], y=part.y[order])


def still(loss: Loss, batch_size: int | None, samples: tuple[int, int, int]) -> Any:
    """A project that trains nothing, with this loss, on targets that are sorted and far from balanced."""
    task = loss.tasks[0]
    outputs = 3 if task == "multiclass" else 1
    layers: list[dict[str, Any]] = [{"layer": "Linear", "out_features": outputs}]
    if loss.last_activation:
        layers.append({"layer": loss.last_activation})
    training = {"batch_size": batch_size, "epochs": 2, "loss": {"name": loss.name, **plain(loss)}, "optimizer": STILL}
    project, prepared = made(layers, training, task=task, outputs=outputs, samples=samples)
    parts = [sorted_by_target(part) for part in (prepared.train, prepared.validation, prepared.test)]
    return project, replace(prepared, train=parts[0], validation=parts[1], test=parts[2])


@pytest.mark.parametrize("loss", variants(), ids=str)
class TestOneLossHoweverTheSamplesAreCut:
    """The contract of ``train_loss`` and ``val_loss``: what torch gives for all samples in one piece."""

    @pytest.mark.parametrize(("batch_size", "samples"), [(None, 50), (32, 49), (7, 50), (1, 20), (4096, 4097)])
    def test_batches_of_any_size(self, loss: Loss, batch_size: int | None, samples: int) -> None:
        project, prepared = still(loss, batch_size, (samples, 12, 0))
        run = Run("a", project, prepared)
        history = finished(run, every=3)
        expected = in_one_piece(
            loss, run.model, prepared.train.x, prepared.train.y, prepared.train.y, 3 if loss.tasks == ("multiclass",) else 2
        )
        assert history.train_loss == pytest.approx([expected] * 2, rel=2e-6)

    def test_parts_larger_than_a_chunk(self, loss: Loss) -> None:
        project, prepared = still(loss, 64, (200, 2 * CHUNK + 500, CHUNK + 1))
        run = Run("a", project, prepared)
        history = finished(run)
        figures = run.end("finished", "", test=True).figures
        classes = 3 if loss.tasks == ("multiclass",) else 2
        for part, known in (
            (prepared.validation, (*history.val_loss, figures["val_loss"])),
            (prepared.test, (figures["test_loss"],)),
        ):
            expected = in_one_piece(loss, run.model, part.x, part.y, prepared.train.y, classes)
            assert known == pytest.approx([expected] * len(known), rel=2e-6)

    def test_folds_that_are_trained_together(self, loss: Loss) -> None:
        project, prepared = still(loss, 16, (41, CHUNK + 100, 0))
        folds = build_folds(("1", "2"), project, replace(prepared, folds=(prepared, prepared)))
        assert all(fold.stacked for fold in folds)
        while sum(fold.advance() for fold in folds):
            pass
        classes = 3 if loss.tasks == ("multiclass",) else 2
        for fold in folds:
            report = fold.progress()
            assert isinstance(report, RunProgress)
            fold.end("finished", "")
            for part, known in ((prepared.train, report.train_loss), (prepared.validation, report.val_loss)):
                expected = in_one_piece(loss, fold.model, part.x, part.y, prepared.train.y, classes)
                assert known == pytest.approx([expected] * 2, rel=2e-6)


class TestLosses:
    @pytest.mark.parametrize("name", LOSSES)
    def test_same_value_and_gradient_as_torch(self, name: str) -> None:
        generator = torch.Generator().manual_seed(0)
        raw = torch.randn(9, 3, generator=generator)
        target = torch.randint(0, 3, (9,), generator=generator) if "multiclass" in LOSSES[name].tasks else torch.rand(9, 3)
        if "binary" in LOSSES[name].tasks:
            target = target.round()
        raw = raw.sigmoid() if name == "BCELoss" else raw.log_softmax(dim=1) if name == "NLLLoss" else raw
        ours, theirs = raw.clone().requires_grad_(), raw.clone().requires_grad_()
        mine, other = build_loss(LOSSES[name]()).mean(ours, target), getattr(nn, name)()(theirs, target)
        mine.backward()
        other.backward()
        assert torch.equal(mine, other)
        assert ours.grad is not None
        assert theirs.grad is not None
        assert torch.equal(ours.grad, theirs.grad)

    @pytest.mark.parametrize("loss", [BCELoss(), MSELoss()])
    def test_nan_gives_nan_and_no_error(self, loss: Any) -> None:
        prediction = torch.tensor([[0.5], [math.nan]], requires_grad=True)
        value = build_loss(loss).mean(prediction, torch.ones(2, 1))
        value.backward()
        assert math.isnan(float(value.detach()))


class TestBalancedWeights:
    LABELS = np.array([0, 0, 0, 0, 0, 0, 1, 1, 2])

    def test_they_are_those_of_scikit_learn(self) -> None:
        expected = compute_class_weight("balanced", classes=np.arange(3), y=self.LABELS)
        np.testing.assert_allclose(balanced_weights(self.LABELS, 3), expected, rtol=1e-6)

    def test_a_class_that_does_not_occur_counts_once(self) -> None:
        assert balanced_weights(self.LABELS, 5).tolist()[3:] == [1.0, 1.0]

    def test_cross_entropy(self) -> None:
        logits, target = torch.randn(9, 3), torch.from_numpy(self.LABELS)
        ours = build_loss(CrossEntropyLoss(weight="balanced"), self.LABELS, 3).mean(logits, target)
        theirs = nn.functional.cross_entropy(logits, target, weight=balanced_weights(self.LABELS, 3))
        assert torch.equal(ours, theirs)

    def test_each_class_counts_as_much_as_the_other_of_two(self) -> None:
        labels = np.array([[0.0]] * 9 + [[1.0]])
        loss = build_loss(BCEWithLogitsLoss(pos_weight="balanced"), labels, 1).mean
        same = torch.zeros(10, 1)
        gradient = torch.autograd.functional.jacobian(lambda x: loss(x, torch.from_numpy(labels).float()), same)
        assert gradient[:9].sum() == pytest.approx(-gradient[9:].sum())

    def test_without_it_nothing_is_weighted(self) -> None:
        logits, target = torch.randn(9, 3), torch.from_numpy(self.LABELS)
        assert torch.equal(
            build_loss(CrossEntropyLoss(), self.LABELS, 3).mean(logits, target), nn.CrossEntropyLoss()(logits, target)
        )
