"""Folds trained together give the numbers that each gives alone, whatever the layers, the optimizer and the batches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.datasets.prepare import Prepared
from playground.layers import LAYERS
from playground.runs.losses import LOSSES
from playground.runs.messages import RunDiverged, RunProgress
from playground.runs.optimizers import OPTIMIZERS
from playground.runs.project import Project
from playground.runs.schedulers import SCHEDULERS
from playground.training.errors import TrainingError
from playground.training.folds import Fold, build_folds
from playground.training.run import Run
from tests.training.histories import COLUMNS, joined
from tests.training.projects import hidden, made

SMALL = hidden("Tanh", 2, 8)
DROPOUT = [
    {"layer": "Linear", "out_features": 12},
    {"layer": "ReLU"},
    {"layer": "Dropout", "p": 0.5},
    {"layer": "Linear", "out_features": 6},
    {"layer": "Dropout", "p": 0.2},
    {"layer": "Linear", "out_features": 1},
]
ADAM = {"name": "Adam", "lr": 0.01, "weight_decay": 1e-3}
NAMES = ("1", "2", "3", "4", "5")


def folded(network: Any, training: Any, sizes: tuple[int, ...] = (41, 40, 40), **more: Any) -> tuple[Project, Prepared]:
    """A project, and made data with one fold of its own for each of ``sizes``: that many training samples."""
    project, prepared = made(network, training, **more)
    folds = []
    for seed, size in enumerate(sizes):
        _project, fold = made(network, training, samples=(size, 20 + seed % 2, 0), seed=seed, **more)
        folds.append(fold)
    return project, replace(prepared, folds=tuple(folds))


def trained(folds: list[Fold], every: int = 10**9) -> list[list[RunProgress | RunDiverged]]:
    """Pulls the folds in turn to their end, with a report every so many steps."""
    told: list[list[RunProgress | RunDiverged]] = [[] for _fold in folds]
    live = list(range(len(folds)))
    steps = 0
    while live:
        going = [index for index in live if folds[index].advance()]
        steps += 1
        for index in live:
            if steps % every == 0 or index not in going:
                told[index].append(folds[index].progress())
        live = [index for index in going if not told[index] or isinstance(told[index][-1], RunProgress)]
    return told


def both(project: Project, prepared: Prepared, every: int = 10**9) -> tuple[list[Fold], list[Fold]]:
    """Trains the folds together and one by one, and checks that everything that they tell agrees."""
    names = NAMES[: len(prepared.folds)]
    together = build_folds(names, project, prepared)
    single = build_folds(names, project, prepared, together=False)
    assert not any(fold.stacked for fold in single)
    for one, other in zip(trained(together, every), trained(single), strict=True):
        first, second = (joined([report for report in reports if isinstance(report, RunProgress)]) for reports in (one, other))
        for name in COLUMNS:
            values, expected = getattr(first, name), getattr(second, name)
            np.testing.assert_allclose(values, expected, rtol=2e-3, atol=2e-5, err_msg=name)
        assert (first.step, first.epoch) == (second.step, second.epoch)
    for one, other in zip(together, single, strict=True):
        figures, expected = one.end("finished", "").figures, other.end("finished", "").figures
        assert figures.keys() == expected.keys()
        for name in figures:
            assert figures[name] == pytest.approx(expected[name], rel=2e-3, abs=2e-4), name
    return together, single


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_gives_the_same_together(optimizer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kind, lr = OPTIMIZERS[optimizer], 0.05 if optimizer == "SGD" else 0.005
    case = folded(SMALL, {"batch_size": 9, "epochs": 6, "optimizer": {"name": optimizer, "lr": lr}})
    together, _single = both(*case)
    assert all(fold.stacked == kind.stackable for fold in together)
    if kind.stackable or kind.searches:
        return
    monkeypatch.setattr(kind, "stackable", True)
    try:
        both(*case)
    except AssertionError:  # other numbers: it is right not to be stacked
        return
    pytest.fail(f"{optimizer} treats every number by itself: it lacks `stackable = True`, so its folds train one by one")


@pytest.mark.parametrize("scheduler", [None, *SCHEDULERS])
def test_every_scheduler_gives_the_same_together(scheduler: str | None) -> None:
    both(*folded(SMALL, {"batch_size": 20, "epochs": 8, "optimizer": ADAM, "scheduler": scheduler and {"name": scheduler}}))


@pytest.mark.parametrize("layer", [name for name, kind in LAYERS.items() if kind.stackable])
def test_every_stackable_layer_gives_the_same_together(layer: str) -> None:
    together, _single = both(*folded(hidden(layer, 2, 6), {"batch_size": None, "epochs": 4, "optimizer": ADAM}))
    assert all(fold.stacked for fold in together)


@pytest.mark.parametrize("batch_size", [None, 1, 7, 8, 20, 40, 41, 64])
def test_folds_of_unequal_sizes_give_the_same_together(batch_size: int | None) -> None:
    """41 samples in batches of 8, 20 and 40 are one step more than 40: those folds are in another stack, or alone."""
    together, _single = both(*folded(DROPOUT, {"batch_size": batch_size, "epochs": 4, "optimizer": ADAM}), every=3)
    alone = batch_size in (1, 8, 20, 40)
    assert [fold.stacked for fold in together] == [not alone, True, True]


@settings(max_examples=12, deadline=None)
@given(
    sizes=st.lists(st.integers(11, 24), min_size=2, max_size=5).map(tuple),
    batch_size=st.none() | st.integers(1, 25),
    optimizer=st.sampled_from(["SGD", "Adam", "AdamW", "RMSprop"]),
    clip=st.none() | st.just(0.05),
    l1=st.sampled_from([0.0, 0.01]),
    network=st.sampled_from([SMALL, DROPOUT]),
    seed=st.integers(0, 2**32 - 1),
)
def test_any_sizes_give_the_same_together(
    sizes: Any, batch_size: int | None, optimizer: str, clip: float | None, l1: float, network: Any, seed: int
) -> None:
    training = {"batch_size": batch_size, "epochs": 3, "optimizer": {"name": optimizer, "lr": 0.004}, "seed": seed}
    both(*folded(network, {**training, "clip_grad_norm": clip, "l1": l1}, sizes))


@pytest.mark.parametrize("loss", [name for name, kind in LOSSES.items() if "regression" in kind.tasks])
def test_every_loss_of_numbers_gives_the_same_together(loss: str) -> None:
    both(*folded(SMALL, {"batch_size": 16, "epochs": 5, "optimizer": ADAM, "loss": loss}))


@pytest.mark.parametrize(("task", "outputs"), [("binary", 1), ("multiclass", 3)])
def test_classes_give_the_same_together(task: str, outputs: int) -> None:
    layers = [*SMALL[:-1], {"layer": "Linear", "out_features": outputs}]
    together, _single = both(
        *folded(layers, {"batch_size": 16, "epochs": 5, "optimizer": ADAM}, (40, 41, 41), task=task, outputs=outputs)
    )
    assert all(fold.stacked for fold in together)


def test_class_weights_are_those_of_each_fold() -> None:
    layers = [*SMALL[:-1], {"layer": "Linear", "out_features": 3}]
    loss = {"name": "CrossEntropyLoss", "weight": "balanced"}
    training = {"batch_size": 16, "epochs": 5, "optimizer": ADAM, "loss": loss}
    together, _single = both(*folded(layers, training, (40, 41, 41), task="multiclass", outputs=3))
    assert all(fold.stacked for fold in together)


@pytest.mark.parametrize("optimizer", ["Adam", "MADGRAD"])
def test_a_fold_that_stops_early_leaves_the_others_to_go_on(optimizer: str) -> None:
    training = {"batch_size": 10, "epochs": 60, "optimizer": {"name": optimizer, "lr": 0.05}, "early_stopping": {"patience": 4}}
    together, single = both(*folded(SMALL, training, (40, 40, 40, 40)), every=5)
    assert len({fold.epoch for fold in together}) > 1
    assert [fold.epoch for fold in together] == [fold.epoch for fold in single]
    assert {fold.ended_by for fold in together} == {"early_stopping"}


@pytest.mark.parametrize("layer", [{"layer": "BatchNorm1d"}, {"layer": "LayerNorm"}])
def test_other_layers_are_trained_one_by_one(layer: Any) -> None:
    together, _single = both(*folded([SMALL[0], layer, *SMALL[1:]], {"batch_size": 10, "epochs": 3, "optimizer": ADAM}))
    assert not any(fold.stacked for fold in together)


def test_a_recurrent_network_is_trained_one_by_one() -> None:
    layers = [{"layer": "RNN", "hidden_size": 4}, {"layer": "Linear", "out_features": 1}]
    together, _single = both(*folded(layers, {"batch_size": 10, "epochs": 2}, shape=(6, 1)))
    assert not any(fold.stacked for fold in together)


def test_seeds_follow_the_number_of_the_fold() -> None:
    project, prepared = folded(DROPOUT, {"batch_size": 10, "epochs": 2, "seed": 7})
    folds = build_folds(NAMES[:3], project, prepared)
    for index, fold in enumerate(folds):
        alone = Run("alone", replace(project, training=replace(project.training, seed=7 + index)), prepared.folds[index])
        assert fold.started.start == alone.started.start
    assert len({fold.started.start for fold in folds}) == 3


def test_a_fold_that_diverges_is_told_and_the_others_are_what_they_would_be() -> None:
    project, prepared = folded(SMALL, {"batch_size": 10, "epochs": 6, "optimizer": ADAM}, (40, 40, 40))
    bad = prepared.folds[1]
    x = bad.train.x.copy()
    x[3] = np.nan
    broken = replace(prepared, folds=(prepared.folds[0], replace(bad, train=replace(bad.train, x=x)), prepared.folds[2]))
    for every in (1, 10**9):
        folds = build_folds(NAMES[:3], project, broken)
        assert all(fold.stacked for fold in folds)
        told = trained(folds, every)
        lost = told[1][-1]
        assert isinstance(lost, RunDiverged)
        assert lost.epoch == 1
        whole = trained(build_folds(NAMES[:3], project, prepared, together=False))
        for index in (0, 2):
            good = joined([report for report in told[index] if isinstance(report, RunProgress)])
            expected = joined([report for report in whole[index] if isinstance(report, RunProgress)])
            np.testing.assert_allclose(good.val_loss, expected.val_loss, rtol=1e-4)


def test_stopped_in_the_middle_of_an_epoch_the_figures_are_those_of_that_step() -> None:
    project, prepared = folded(SMALL, {"batch_size": 10, "epochs": 50, "optimizer": ADAM}, (40, 40))
    ends = []
    for together in (True, False):
        folds = build_folds(NAMES[:2], project, prepared, together=together)
        for _step in range(6):
            for fold in folds:
                assert fold.advance()
        ends.append([fold.end("stopped", "").figures for fold in folds])
    for one, other in zip(*ends, strict=True):
        assert one == pytest.approx(other, rel=1e-4)


def test_more_steps_than_the_recorder_holds() -> None:
    project, prepared = folded(SMALL, {"batch_size": 1, "epochs": 30, "optimizer": ADAM}, (40, 40))
    told = trained(build_folds(NAMES[:2], project, prepared))
    assert [len(joined(list(reports)).epochs) for reports in told] == [30, 30]  # type: ignore[arg-type]  # none diverged


def test_a_fold_that_cannot_be_trained_is_named() -> None:
    project, prepared = folded([SMALL[0], {"layer": "BatchNorm1d"}, SMALL[-1]], {"batch_size": None, "epochs": 1}, (20, 1))
    with pytest.raises(TrainingError, match="fold 2"):
        build_folds(NAMES[:2], project, prepared)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_on_a_gpu_folds_give_the_same_together() -> None:
    project, prepared = folded(SMALL, {"batch_size": 10, "epochs": 5, "optimizer": ADAM}, (40, 40, 40))
    folds = [trained(build_folds(NAMES[:3], project, prepared, "cuda", together=together)) for together in (True, False)]
    for one, other in zip(*folds, strict=True):
        np.testing.assert_allclose(one[-1].val_loss, other[-1].val_loss, rtol=1e-3)  # type: ignore[union-attr]  # none diverged
