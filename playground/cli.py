"""The command line: what each command reads, does and prints.

Results go to stdout, progress and errors to stderr. Every error of the user's input is one line, ``playground: FILE: where: reason``,
and exit status 1.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from playground import __version__
from playground.datasets import DATASETS, TASKS, NeedsDownload, Signature, Step
from playground.datasets.dataset import DatasetError
from playground.datasets.folds import KINDS
from playground.engine.notes import step_lines
from playground.fields import SettingError, settings_of
from playground.language import _, languages, use_language
from playground.layers import FAMILIES, LAYERS
from playground.lessons import find_lessons
from playground.network import Shapes, infer_shapes
from playground.network.summary import cost_rows, total_rows
from playground.runs.checks import declared_signature, first_trouble
from playground.runs.config import RunConfig, check_run_config
from playground.runs.folds import with_folds
from playground.runs.memory import made_samples, memory_rows, trouble_here
from playground.runs.opening import check_table, is_table, read_with_near_data
from playground.runs.project import Project, ProjectError, read_project
from playground.terminal import note, say, say_table

LESSON = "lesson:"


class InputError(Exception):
    """The input is wrong: where, and why, in one line."""


def main(arguments: Sequence[str], window: Callable[[str | None], int]) -> int:
    """Carries out one command and returns the exit status: 0 done, 1 the input is wrong, 130 interrupted.

    Args:
        arguments: The words of the command line, without the name of the program.
        window: Opens the window on a file, or on what was open last.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        use_language(_language(arguments))
        options = _parser().parse_args(_with_command(arguments), argparse.Namespace(window=window))
        act: Callable[[argparse.Namespace], int] = options.act
        status = act(options)
        sys.stdout.flush()
    except InputError as error:
        sys.stderr.write(f"playground: {' '.join(str(error).split())}\n")
        return 1
    except BrokenPipeError:
        # Whoever read the output has gone; Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except FileNotFoundError as error:  # a part of the app itself
        sys.stderr.write(f"playground: {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return 130
    return status


# The arguments


class _Parser(argparse.ArgumentParser):
    """argparse, but a wrong argument is one line and exit status 1 as every other wrong input."""

    def error(self, message: str) -> NoReturn:
        raise InputError(_("{message} (see 'playground --help')").format(message=message))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="playground",
        usage="playground [--language CODE] [FILE | COMMAND ...]",
        description=_("Build a neural network, train it, and watch its gradients. Without a command: opens the window."),
        epilog=_("FILE: a project (.nnplay), a table (.csv, .tsv, .xlsx, .parquet) to start from, or lesson:NAME."),
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"Neural Playground {__version__}")
    parser.add_argument("--language", metavar="CODE", choices=languages(), help=", ".join(languages()))
    commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND", required=True)
    opening = commands.add_parser("open")
    opening.add_argument("files", nargs="*")
    opening.set_defaults(act=_open)
    _add_run(commands)
    check = commands.add_parser("check", help=_("print shape and parameters of every layer, or the first problem"))
    check.add_argument("file", metavar="FILE")
    check.set_defaults(act=_check)
    listings: tuple[tuple[str, Callable[[argparse.Namespace], int], str], ...] = (
        ("lessons", _lessons, _("list the lessons")),
        ("datasets", _datasets, _("list the datasets")),
        ("layers", _layers, _("list the layer types")),
        ("doctor", _doctor, _("print versions, devices and their speed, and where files are kept")),
    )
    for name, act, text in listings:
        commands.add_parser(name, help=text).set_defaults(act=act)
    return parser


def _add_run(commands: Any) -> None:
    run = commands.add_parser("run", help=_("train without a window and write the results"), allow_abbrev=False)
    run.add_argument("file", metavar="FILE", help=_("a project, or lesson:NAME"))
    run.add_argument("--out", metavar="DIR", required=True, help=_("the folder for the results"))
    for name in ("epochs", "seed", "device"):
        field = settings_of(RunConfig)[name]
        run.add_argument(f"--{name}", metavar=name[0].upper(), help=_(field.label))
    run.add_argument(
        "--folds", metavar="K", nargs="?", const="", help=_("cross-validate with K folds, or with those of the project")
    )
    run.add_argument("--fold-kind", metavar="KIND", help=", ".join(kind for kind, _label in KINDS))
    run.add_argument("--picture", metavar="PNG", help=_("also draw loss and gradients into this file"))
    run.add_argument("--download", action="store_true", help=_("data may be fetched from the network"))
    run.set_defaults(act=_run)


_COMMANDS = ("run", "check", "lessons", "datasets", "layers", "doctor")


def _with_command(arguments: Sequence[str]) -> list[str]:
    """The arguments with the command ``open`` put in where there is none: before a file, or at the end."""
    position = 0
    while position < len(arguments) and arguments[position].startswith("-"):
        if arguments[position] in ("-h", "--help", "--version"):
            return list(arguments)
        position += 2 if arguments[position] == "--language" else 1
    if position < len(arguments) and arguments[position] in _COMMANDS:
        return list(arguments)
    return [*arguments[:position], "open", *arguments[position:]]


def _language(arguments: Sequence[str]) -> str | None:
    """The language that is asked for, before the arguments are read: what is said about them is in it too."""
    for position, argument in enumerate(arguments):
        if argument == "--language" and set(arguments[position + 1 : position + 2]) <= set(languages()):
            return "".join(arguments[position + 1 : position + 2]) or None
        if argument.startswith("--language=") and argument.partition("=")[2] in languages():
            return argument.partition("=")[2]
    return None


# The commands


def _open(options: argparse.Namespace) -> int:
    files: list[str] = options.files
    if len(files) > 1:
        message = _("{name}: there is no such command; known: {known}")
        raise InputError(message.format(name=files[0], known=", ".join(_COMMANDS)))
    file = files[0] if files else None
    if file is not None and sys.__stderr__ is not None:  # else no one reads what is wrong: the window tells
        _check_file(file)
    waylaid = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in waylaid):
        raise InputError(_("there is no display to open a window on; 'playground run FILE --out DIR' trains without one"))
    window: Callable[[str | None], int] = options.window
    return window(file)


def _run(options: argparse.Namespace) -> int:
    project, folder = _read(options.file, read_with_near_data)
    project = _with_choices(project, options)
    signature = declared_signature(project.dataset)
    if signature is not None:
        _fitting_shapes(options.file, project, signature, made_samples(project))
    if options.folds is not None or options.fold_kind is not None:
        return _cross_validate(project, folder, options)
    picture = Path(options.picture) if options.picture else None
    if picture is not None and not picture.resolve().parent.is_dir():
        raise InputError(_("{path}: there is no such folder").format(path=picture))

    with _plain_errors(options.file):
        from playground.engine.headless import train

        outcome = train(project, folder, Path(options.out), options.download)
        if picture is not None:
            from playground.gui.picture import write_picture

            write_picture(picture, (outcome.history,))
    for name, value in outcome.ended.figures.items():
        say(f"{name:<16} {value:.6g}")
    say(outcome.ended.message)
    _say_written(outcome.ended.seconds, outcome.history.started.device, options.out)
    if outcome.diverged:
        raise InputError(f"{options.file}: {outcome.diverged}")
    return 130 if outcome.ended.reason == "interrupted" else 0


def _cross_validate(project: Project, folder: Path, options: argparse.Namespace) -> int:
    """Trains the folds of a project, and says mean and standard deviation of every figure."""
    try:
        chosen = with_folds(project, _whole(options.folds) if options.folds else None, options.fold_kind)
    except SettingError as error:
        raise InputError(f"{'--folds' if error.path.endswith('.k') else '--fold-kind'}: {error.reason}") from None
    with _plain_errors(options.file):
        from playground.engine.headless_folds import cross_validate

        outcome = cross_validate(chosen, folder, Path(options.out), options.download)
    for name, spread in outcome.spreads.items():
        say(f"{name:<16} {spread.mean:.6g} ± {spread.std:.3g}")
    say(outcome.message)
    _say_written(outcome.seconds, outcome.started.device, options.out)
    if not outcome.spreads:
        raise InputError(f"{options.file}: {outcome.message}")
    return 130 if outcome.interrupted else 0


@contextmanager
def _plain_errors(file: str) -> Iterator[None]:
    """What goes wrong while a project is loaded and trained, as one line about the input."""
    from playground.engine.failures import in_words
    from playground.engine.results import OutputError

    try:
        yield
    except OutputError as error:
        raise InputError(str(error)) from None
    except NeedsDownload as error:
        raise InputError(f"{file}: {error} (--download)") from None
    except Exception as error:
        raise InputError(f"{file}: {in_words(error)}") from error


def _say_written(seconds: float, device: str, out: str) -> None:
    say(_("{seconds:.2f} s on {device}; written to {folder}").format(seconds=seconds, device=device, folder=out))


def _check(options: argparse.Namespace) -> int:
    project, folder = _read(options.file, read_with_near_data)
    steps: tuple[Step, ...] = ()
    signature, samples = declared_signature(project.dataset), made_samples(project)
    if signature is None:
        with _plain_errors(options.file):
            from playground.datasets.prepare import prepare

            info = prepare(project.dataset, project.preparation, folder).info
        signature, steps, samples = info.signature, info.steps, info.train
    shapes = _fitting_shapes(options.file, project, signature, samples)
    note(step_lines(steps))
    say_table(cost_rows(project.network, shapes), right=(0, 5, 6))
    say("")
    say_table([*total_rows(shapes), ("", ""), *memory_rows(project, shapes, samples)])
    return 0


def _fitting_shapes(file: str, project: Project, signature: Signature, samples: int | None) -> Shapes:
    """The shapes of a project that can be trained on data of this signature, in the memory that there is."""
    shapes = infer_shapes(project.network, signature.input_shape, signature.output_shape)
    if trouble := first_trouble(project, signature) or trouble_here(project, shapes, samples):
        raise InputError(f"{file}: {trouble}")
    return shapes


def _lessons(_options: argparse.Namespace) -> int:
    say_table([(f"{LESSON}{lesson.name}", lesson.title) for lesson in find_lessons()])
    return 0


def _datasets(_options: argparse.Namespace) -> int:
    say_table([(dataset.name, _(TASKS[dataset.task].label), _(dataset.summary)) for dataset in DATASETS.values()])
    return 0


def _layers(_options: argparse.Namespace) -> int:
    order = list(FAMILIES)
    layers = sorted(LAYERS.values(), key=lambda layer: order.index(layer.family))
    say_table([(layer.__name__, _(FAMILIES[layer.family]), _(layer.summary)) for layer in layers])
    return 0


def _doctor(_options: argparse.Namespace) -> int:
    from playground.engine.doctor import findings

    try:
        for line in findings():
            say(line)
    except BrokenPipeError:
        raise
    except (ImportError, OSError) as error:
        raise InputError(_("torch cannot be loaded: {reason}").format(reason=error)) from None
    return 0


# What the commands share


def _read(name: str, read: Callable[[Path], Project] = read_project) -> tuple[Project, Path]:
    """The project that is meant, and what its paths are relative to."""
    path = Path(name)
    if name.startswith(LESSON):
        lessons = {lesson.name: lesson for lesson in find_lessons()}
        if name[len(LESSON) :] not in lessons:
            known = ", ".join(lessons) or _("none")
            raise InputError(_("{name}: there is no such lesson; known: {known}").format(name=name, known=known))
        path = lessons[name[len(LESSON) :]].project_path
    elif is_table(path):
        _check_file(name)
        raise InputError(_("{name}: is a table, not a project; open it in the window and save a project").format(name=name))
    try:
        return read(path), path.parent
    except ProjectError as error:
        raise InputError(f"{name}: {error}") from None


def _check_file(name: str) -> None:
    """Checks that the window will be able to open a file."""
    try:
        check_table(Path(name)) if not name.startswith(LESSON) and is_table(Path(name)) else _read(name)
    except DatasetError as error:
        raise InputError(f"{name}: {error}") from None


def _with_choices(project: Project, options: argparse.Namespace) -> Project:
    """The project with what the command line says of its training."""
    chosen: dict[str, Any] = {}
    for name, read in (("epochs", _whole), ("seed", _whole), ("device", str)):
        text = getattr(options, name)
        if text is not None:
            value = read(text)
            if problem := settings_of(RunConfig)[name].problem(value):
                raise InputError(f"--{name}: {problem}")
            chosen[name] = value
    training = replace(project.training, **chosen)
    try:
        check_run_config(training)
    except SettingError as error:
        raise InputError(f"{options.file}: {error}") from None
    return replace(project, training=training)


def _whole(text: str) -> object:
    """The whole number that is written; what is none stays a text, and the check says so."""
    try:
        return int(text)
    except ValueError:
        return text
