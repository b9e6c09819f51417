"""Random settings, layers, networks and projects for hypothesis, made from the same declarations as the forms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from playground.datasets import DATASETS, TASKS, DatasetConfig, Folds, PreparationConfig
from playground.fields import ByName, Choice, Field, Flag, Integer, Number, Points, Sizes, Text, Texts, settings_of
from playground.layers import LAYERS, Layer
from playground.network import Network
from playground.runs.config import EarlyStopping, RunConfig
from playground.runs.expression import Expression
from playground.runs.losses import LOSSES
from playground.runs.named import Named
from playground.runs.optimizers import OPTIMIZERS
from playground.runs.project import Project, known_task
from playground.runs.schedulers import SCHEDULERS

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=10,
)
"""Anything that a JSON file can hold, and numbers that it cannot."""


def values(field: Field) -> st.SearchStrategy[Any]:
    """Values that ``field`` takes."""
    known: st.SearchStrategy[Any]
    if isinstance(field, Integer):
        known = st.integers(field.minimum, field.maximum)
    elif isinstance(field, Number):
        lowest = field.minimum if field.above is None else max(field.minimum, field.above)
        known = st.floats(lowest, field.maximum, exclude_min=field.above is not None)
    elif isinstance(field, Flag):
        known = st.booleans()
    elif isinstance(field, Choice):
        known = st.sampled_from([name for name, _label in field.options])
    elif isinstance(field, Text):
        known = TEXTS
    elif isinstance(field, Texts):
        known = st.lists(TEXTS, max_size=4).map(tuple)
    elif isinstance(field, Expression):
        known = st.sampled_from(["0.95 ** epoch", "1 / (1 + epoch)", "1 if epoch < 9 else exp(-epoch / 50)"])
    elif isinstance(field, Points):
        place = st.floats(-1, 1)
        known = st.lists(st.tuples(place, place, st.integers(0, field.classes - 1)), max_size=5).map(tuple)
    elif isinstance(field, ByName):
        known = st.dictionaries(TEXTS, st.sampled_from(field.options), max_size=4).map(lambda found: tuple(sorted(found.items())))
    else:
        assert isinstance(field, Sizes)
        known = st.lists(st.integers(1, 1_000_000), min_size=1, max_size=field.most).map(tuple)
    return st.none() | known if field.optional else known


def owners(owner: type[Any]) -> st.SearchStrategy[Any]:
    """Instances of a class with settings, each setting anywhere in its range."""
    return st.fixed_dictionaries({name: values(field) for name, field in settings_of(owner).items()}).map(lambda kw: owner(**kw))


LAYER_VALUES: st.SearchStrategy[Layer] = st.sampled_from(list(LAYERS.values())).flatmap(owners)

_SMALL: dict[str, st.SearchStrategy[Any]] = {
    "out_features": st.integers(1, 6),
    "hidden_size": st.integers(1, 5),
    "num_layers": st.integers(1, 2),
    "out_channels": st.integers(1, 4),
    "kernel_size": st.integers(1, 4),
    "stride": st.integers(1, 3),
    "padding": st.integers(0, 2),
    "dilation": st.integers(1, 2),
    "unflattened_size": st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple),
}


def small(owner: type[Layer]) -> st.SearchStrategy[Layer]:
    """Layers of one type with small settings."""
    settings = {name: _SMALL.get(name, values(field)) for name, field in settings_of(owner).items()}
    return st.fixed_dictionaries(settings).map(lambda kw: owner(**kw))


SMALL_LAYERS: st.SearchStrategy[Layer] = st.sampled_from(list(LAYERS.values())).flatmap(small)
"""Layers of sizes that often fit together and are quickly computed."""

SHAPES = st.lists(st.integers(1, 12), min_size=1, max_size=4).map(tuple)
NETWORKS = st.lists(SMALL_LAYERS, max_size=8).map(lambda layers: Network(tuple(layers)))


def _named(registry: dict[str, Any]) -> st.SearchStrategy[Any]:
    def mended(chosen: Named) -> Named:
        return replace(chosen, nesterov=False) if chosen.problem() else chosen  # type: ignore[call-arg]  # SGD alone has problems

    return st.sampled_from(list(registry.values())).flatmap(owners).map(mended)


RUN_CONFIGS: st.SearchStrategy[RunConfig] = st.builds(
    lambda config, loss, optimizer, scheduler, stopping, folds: replace(
        config,
        loss=loss,
        optimizer=optimizer,
        scheduler=scheduler,
        early_stopping=stopping,
        folds=folds,
        clip_grad_norm=None if optimizer.searches else config.clip_grad_norm,
    ),
    owners(RunConfig),
    _named(LOSSES),
    _named(OPTIMIZERS),
    st.none() | _named(SCHEDULERS),
    st.none() | owners(EarlyStopping),
    st.none() | owners(Folds),
)


def split_for(task: str, split: str) -> str:
    """The split itself, or one that the task allows."""
    return "time" if task == "forecast" else "random" if (task, split) == ("regression", "stratified") else split


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Projects that a file can hold."""
    dataset = draw(owners(DatasetConfig))
    name = draw(st.sampled_from(sorted(DATASETS)))
    dataset = replace(dataset, name=name, path=dataset.path or "table.csv", task=draw(st.none() | st.sampled_from(sorted(TASKS))))
    preparation = draw(owners(PreparationConfig))
    share = 0.95 / max(0.95, preparation.validation + preparation.test) * 0.999
    preparation = replace(
        preparation,
        validation=preparation.validation * share,
        test=preparation.test * share,
        split=split_for(known_task(dataset), preparation.split),
    )
    layers = draw(st.lists(LAYER_VALUES, max_size=6))
    return Project(draw(TEXTS), dataset, preparation, Network(tuple(layers)), draw(RUN_CONFIGS))
