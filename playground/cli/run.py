"""``playground run``: trains without a window, once or once per fold, and writes the results."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

from playground.cli.arguments import Commands
from playground.cli.input import InputError, fitting_shapes, plain_errors, read
from playground.datasets.folds import KINDS
from playground.fields import SettingError, settings_of
from playground.language import _
from playground.runs.checks import declared_signature
from playground.runs.config import RunConfig, check_run_config
from playground.runs.folds import with_folds
from playground.runs.memory import made_samples
from playground.runs.opening import read_with_near_data
from playground.runs.project import Project
from playground.terminal import say


def add_run(commands: Commands) -> None:
    """The command ``run``."""
    run = commands.add_parser("run", help=_("train without a window and write the results"), allow_abbrev=False)
    run.add_argument("file", metavar="FILE", help=_("a project, or lesson:NAME"))
    run.add_argument("--out", metavar="DIR", required=True, help=_("the folder for the results"))
    text = _("go on where the run in this folder ended, for so many epochs more as --epochs or the project says")
    run.add_argument("--resume", metavar="DIR", help=text)
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


def _run(options: Namespace) -> int:
    project, folder = read(options.file, read_with_near_data)
    project = _with_choices(project, options)
    signature = declared_signature(project.dataset)
    if signature is not None:
        fitting_shapes(options.file, project, signature, made_samples(project))
    resume = _earlier_folder(options)
    if options.folds is not None or options.fold_kind is not None:
        return _cross_validate(project, folder, options)
    picture = Path(options.picture) if options.picture else None
    if picture is not None and not picture.resolve().parent.is_dir():
        raise InputError(_("{path}: there is no such folder").format(path=picture))

    with plain_errors(options.file):
        from playground.engine.headless import train

        outcome = train(project, folder, Path(options.out), options.download, resume)
        if picture is not None:
            from playground.gui.curves_file import write_picture

            write_picture(picture, (outcome.history,))
    for name, value in outcome.ended.figures.items():
        say(f"{name:<16} {value:.6g}")
    say(outcome.ended.message)
    _say_written(outcome.ended.seconds, outcome.history.started.device, options.out)
    if outcome.diverged:
        raise InputError(f"{options.file}: {outcome.diverged}")
    return 130 if outcome.ended.reason == "interrupted" else 0


def _earlier_folder(options: Namespace) -> Path | None:
    """The folder of the run that goes on; None: it begins."""
    if options.resume is None:
        return None
    for name, reason in (
        ("seed", _("the run goes on with the random numbers that it has")),
        ("folds", _("a cross-validation cannot go on")),
        ("fold_kind", _("a cross-validation cannot go on")),
    ):
        if getattr(options, name) is not None:
            raise InputError(f"--{name.replace('_', '-')} --resume: {reason}")
    folder = Path(options.resume)
    if folder.resolve() == Path(options.out).resolve():
        raise InputError(
            _("--out {folder}: must be another folder than --resume, which stays as it is").format(folder=options.out)
        )
    return folder


def _cross_validate(project: Project, folder: Path, options: Namespace) -> int:
    """Trains the folds of a project, and says mean and standard deviation of every figure."""
    try:
        chosen = with_folds(project, _whole(options.folds) if options.folds else None, options.fold_kind)
    except SettingError as error:
        raise InputError(f"{'--folds' if error.path.endswith('.k') else '--fold-kind'}: {error.reason}") from None
    with plain_errors(options.file):
        from playground.engine.headless_folds import cross_validate

        outcome = cross_validate(chosen, folder, Path(options.out), options.download)
    for name, spread in outcome.spreads.items():
        say(f"{name:<16} {spread.mean:.6g} ± {spread.std:.3g}")
    say(outcome.message)
    _say_written(outcome.seconds, outcome.started.device, options.out)
    if not outcome.spreads:
        raise InputError(f"{options.file}: {outcome.message}")
    return 130 if outcome.interrupted else 0


def _say_written(seconds: float, device: str, out: str) -> None:
    say(_("{seconds:.2f} s on {device}; written to {folder}").format(seconds=seconds, device=device, folder=out))


def _with_choices(project: Project, options: Namespace) -> Project:
    """The project with what the command line says of its training."""
    chosen: dict[str, Any] = {}
    for name, from_text in (("epochs", _whole), ("seed", _whole), ("device", str)):
        text = getattr(options, name)
        if text is not None:
            value = from_text(text)
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
