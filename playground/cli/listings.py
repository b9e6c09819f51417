"""``playground lessons``, ``datasets`` and ``layers``: what there is."""

from __future__ import annotations

from argparse import Namespace

from playground.cli.arguments import Commands
from playground.datasets import DATASETS, TASKS
from playground.language import _
from playground.layers import FAMILIES, LAYERS
from playground.lessons import LESSON, find_lessons
from playground.terminal import say_table


def add_listings(commands: Commands) -> None:
    """The commands ``lessons``, ``datasets`` and ``layers``."""
    commands.add_parser("lessons", help=_("list the lessons")).set_defaults(act=_lessons)
    commands.add_parser("datasets", help=_("list the datasets")).set_defaults(act=_datasets)
    commands.add_parser("layers", help=_("list the layer types")).set_defaults(act=_layers)


def _lessons(_options: Namespace) -> int:
    say_table([(f"{LESSON}{lesson.name}", lesson.title) for lesson in find_lessons()])
    return 0


def _datasets(_options: Namespace) -> int:
    say_table([(dataset.name, _(TASKS[dataset.task].label), _(dataset.summary)) for dataset in DATASETS.values()])
    return 0


def _layers(_options: Namespace) -> int:
    order = list(FAMILIES)
    layers = sorted(LAYERS.values(), key=lambda layer: order.index(layer.family))
    say_table([(layer.__name__, _(FAMILIES[layer.family]), _(layer.summary)) for layer in layers])
    return 0
