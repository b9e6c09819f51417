"""``playground check``: shape and parameters of every layer, or the first problem."""

from __future__ import annotations

from argparse import Namespace

from playground.cli.arguments import Commands
from playground.cli.input import fitting_shapes, plain_errors, read
from playground.datasets import Step
from playground.language import _
from playground.network.summary import cost_rows, total_rows
from playground.runs.checks import declared_signature
from playground.runs.memory import made_samples, memory_rows
from playground.runs.opening import read_with_near_data
from playground.terminal import note, say, say_table


def add_check(commands: Commands) -> None:
    """The command ``check``."""
    check = commands.add_parser("check", help=_("print shape and parameters of every layer, or the first problem"))
    check.add_argument("file", metavar="FILE")
    check.set_defaults(act=_check)


def _check(options: Namespace) -> int:
    from playground.engine.notes import step_lines

    project, folder = read(options.file, read_with_near_data)
    steps: tuple[Step, ...] = ()
    signature, samples = declared_signature(project.dataset), made_samples(project)
    if signature is None:
        with plain_errors(options.file):
            from playground.datasets.prepare import prepare

            info = prepare(project.dataset, project.preparation, folder).info
        signature, steps, samples = info.signature, info.steps, info.train
    shapes = fitting_shapes(options.file, project, signature, samples)
    note(step_lines(steps))
    say_table(cost_rows(project.network, shapes), right=(0, 5, 6))
    say("")
    say_table([*total_rows(shapes), ("", ""), *memory_rows(project, shapes, samples)])
    return 0
