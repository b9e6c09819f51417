"""Contracts over every picture: evaluation mode, no trace left in the training, and nothing that odd data or a broken model can upset."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from torch import nn

from playground.datasets.prepare import Prepared
from playground.runs import messages
from playground.runs.messages import Picture, Unpacker, pack
from playground.runs.project import Project
from playground.training.pictures import PICTURES
from playground.training.run import Run
from tests.training.histories import finished, same
from tests.training.projects import made, real

TASKS = {"regression": 1, "binary": 1, "multiclass": 3, "forecast": 2}

FRAGILE = [{"layer": "BatchNorm1d"}, {"layer": "Dropout", "p": 0.5}]
"""Layers that behave differently in training."""


def project_of(task: str, samples: tuple[int, int, int] = (40, 12, 8), **training: Any) -> tuple[Project, Prepared]:
    plain = {"batch_size": 8, "epochs": 3, **training}
    end = {"layer": "Linear", "out_features": TASKS[task]}
    if task == "forecast":
        recurrent = {"layer": "LSTM", "hidden_size": 6, "num_layers": 2, "dropout": 0.5}
        return real("air_passengers", [recurrent, *FRAGILE, end], plain, {"test": 0.1}, horizon=2)
    layers = [{"layer": "Linear", "out_features": 6}, *FRAGILE, {"layer": "Tanh"}, end]
    return made(layers, plain, task=task, outputs=TASKS[task], samples=samples)


@contextmanager
def spying(model: nn.Module, calls: list[bool]) -> Iterator[None]:
    """Notes at every call of a module that has two modes which of them it is in."""
    watched = [module for module in model if isinstance(module, nn.Dropout | nn.BatchNorm1d | nn.LSTM)]  # type: ignore[attr-defined]
    originals = [module.forward for module in watched]

    def spied(module: nn.Module, forward: Any) -> Any:
        def noted(*arguments: Any) -> Any:
            calls.append(module.training)
            return forward(*arguments)

        return noted

    for module, forward in zip(watched, originals, strict=True):
        module.forward = spied(module, forward)  # type: ignore[method-assign]
    try:
        yield
    finally:
        for module in watched:
            del module.forward  # the one of its class is back


def spied_run(task: str, calls: list[bool], monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run whose forward pass goes through the modules, where they can be watched."""
    monkeypatch.setattr("playground.training.loop.forward_of", lambda model: lambda x: model(x))
    return Run("a", *project_of(task))


def test_every_picture_that_can_cross_is_made() -> None:
    declared = {kind.__name__ for kind in messages.PICTURES}
    assert declared == set(PICTURES), "each picture needs its row in training/pictures.py"


NOT_EVALUATED = ("RunParameters", "RunWeights")
"""Pictures of the weights themselves."""


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("picture", [*PICTURES, "figures", "end", "predictions", "validation"])
def test_every_evaluation_is_in_evaluation_mode(task: str, picture: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[bool] = []
    run = spied_run(task, calls, monkeypatch)
    finished(run)
    with spying(run.model, calls):
        if picture == "figures":
            run.figures("train", "validation", "test")
        elif picture == "end":
            run.end("finished", "", test=True)
        elif picture == "predictions":
            list(run.all_predictions())
        elif picture == "validation":
            training = run._training
            assert training.validation is not None
            training.evaluate(*training.validation)
        elif run.picture(picture) is None:
            return
        assert calls or picture in NOT_EVALUATED, (
            f"{picture} asks the model nothing: is it one of the weights alone (NOT_EVALUATED)?"
        )
        assert not any(calls)
        calls.clear()
    assert all(module.training for module in run.model)


def test_the_spy_sees_training_too(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[bool] = []
    run = spied_run("binary", calls, monkeypatch)
    with spying(run.model, calls):
        run.advance()
    assert calls
    assert all(calls)


@pytest.mark.parametrize("task", TASKS)
def test_a_training_that_is_watched_is_the_one_that_is_not(task: str) -> None:
    alone = finished(Run("a", *project_of(task)))
    run, count = Run("b", *project_of(task)), 0
    while run.advance():
        count += 1
        for name in PICTURES:
            run.picture(name, exact=count % 2 == 0)
    last = run.progress()
    same(alone, last)  # type: ignore[arg-type]  # it does not diverge


@pytest.mark.parametrize("task", TASKS)
def test_pictures_of_one_moment_share_the_forward_pass_and_no_later_one(task: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run, asked = Run("a", *project_of(task)), []
    answered = run._speaker.answer

    def answer(split: str) -> Any:
        asked.append(answered(split))
        return asked[-1]

    monkeypatch.setattr(run._speaker, "answer", answer)
    run.picture("RunFigures")
    first = asked[0].raw
    run.picture("RunFigures")
    assert asked[-2].raw is first or asked[-1].raw is first
    run.advance()
    asked.clear()
    run.picture("RunFigures")
    assert not np.array_equal(asked[0].raw, first)


def told(run: Run) -> dict[str, Picture]:
    """All pictures of a run, as they arrive in the window."""
    arrived: dict[str, Picture] = {}
    for name in PICTURES:
        picture = run.picture(name)
        if picture is not None:
            (arrived[name],) = Unpacker(reports=True).feed(pack(picture))
    return arrived


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e30])
@pytest.mark.parametrize("task", TASKS)
def test_a_model_that_diverged_upsets_no_picture(task: str, value: float) -> None:
    run = Run("a", *project_of(task))
    with torch.no_grad():
        for parameter in run.model.parameters():
            parameter.fill_(value)
    pictures = told(run)
    figures: Any = pictures["RunFigures"]
    assert all(np.isfinite(number) for number in figures.figures.values())
    assert all(np.isfinite(number) for number in run.end("diverged", "").figures.values())


@pytest.mark.parametrize("samples", [(40, 0, 0), (40, 1, 0), (2, 2, 1)])
@pytest.mark.parametrize("task", ["regression", "binary", "multiclass"])
def test_parts_with_next_to_nothing_upset_no_picture(task: str, samples: tuple[int, int, int]) -> None:
    run = Run("a", *project_of(task, samples=samples, batch_size=None))
    finished(run)
    pictures = told(run)
    figures: Any = pictures["RunFigures"]
    assert figures.samples == {"train": samples[0], "val": samples[1]}
    assert all(np.isfinite(number) for number in figures.figures.values())
    assert any(name.startswith("val_") for name in figures.figures) == (samples[1] > 0)
    assert "val_r2" not in figures.figures or samples[1] > 1
    run.end("finished", "", test=True)


@pytest.mark.parametrize(("task", "outputs"), [("binary", 1), ("multiclass", 3)])
def test_one_class_alone_in_validation(task: str, outputs: int) -> None:
    project, prepared = project_of(task)
    prepared.validation.y[...] = 1
    pictures = told(Run("a", project, prepared))
    figures: Any = pictures["RunFigures"]
    assert "val_roc_auc" not in figures.figures
    assert {"val_accuracy", "val_precision", "val_recall", "val_f1", "val_log_loss", "train_roc_auc"} <= figures.figures.keys()
    roc: Any = pictures["RunRoc"]
    assert {curve.part for curve in roc.curves} == {"train"}
    confusion: Any = pictures["RunConfusion"]
    assert confusion.val_counts.sum() == confusion.val_counts[1].sum() == len(prepared.validation.x)


@pytest.mark.parametrize("task", TASKS)
def test_constant_predictions_upset_no_picture(task: str) -> None:
    run = Run("a", *project_of(task))
    with torch.no_grad():
        for parameter in run.model.parameters():
            parameter.zero_()
    pictures = told(run)
    figures: Any = pictures["RunFigures"]
    if task == "regression":
        assert figures.figures["val_r2"] <= 0
    if task == "binary":
        assert figures.figures["val_roc_auc"] == 0.5
        assert (figures.figures["val_precision"], figures.figures["val_recall"]) == (0, 0)


def test_a_series_too_short_for_a_season_or_without_validation() -> None:
    project, prepared = project_of("forecast")
    assert prepared.series is not None
    nothing = msgspec_free(prepared.validation)
    run = Run("a", project, replace(prepared, validation=nothing, series=replace(prepared.series, season=0)))
    pictures = told(run)
    walk: Any = pictures["RunWalkForward"]
    assert len(walk.model) == len(walk.seasonal_naive) == 0
    forecast: Any = pictures["RunForecast"]
    assert forecast.figures == {}


def msgspec_free(part: Any) -> Any:
    """The part without a sample."""
    return replace(part, x=part.x[:0], y=part.y[:0], rows=part.rows[:0])


def test_every_picture_is_a_report_of_its_own_name() -> None:
    assert all(issubclass(kind, msgspec.Struct) and kind.__name__ in PICTURES for kind in messages.PICTURES)
