"""What the commands read: a project, a lesson or a table, and what is said when it is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playground.datasets import NeedsDownload, Signature
from playground.datasets.dataset import DatasetError
from playground.language import _
from playground.lessons import LESSON, LessonError, lesson_called
from playground.network import Shapes, infer_shapes
from playground.runs.checks import first_trouble
from playground.runs.memory import trouble_here
from playground.runs.opening import check_table, is_table
from playground.runs.project import Project, ProjectError, read_project


class InputError(Exception):
    """The input is wrong: where, and why, in one line."""


def read(name: str, reader: Callable[[Path], Project] = read_project) -> tuple[Project, Path]:
    """The project that is meant, and what its paths are relative to."""
    path = Path(name)
    try:
        if lesson := lesson_called(name):
            path = lesson.project_path
        elif is_table(path):
            check_file(name)
            text = _("{name}: is a table, not a project; open it in the window and save a project")
            raise InputError(text.format(name=name))
        return reader(path), path.parent
    except (LessonError, ProjectError) as error:
        raise InputError(f"{name}: {error}") from None


def check_file(name: str) -> None:
    """Checks that the window will be able to open a file."""
    try:
        check_table(Path(name)) if not name.startswith(LESSON) and is_table(Path(name)) else read(name)
    except DatasetError as error:
        raise InputError(f"{name}: {error}") from None


def fitting_shapes(file: str, project: Project, signature: Signature, samples: int | None) -> Shapes:
    """The shapes of a project that can be trained on data of this signature, in the memory that there is."""
    shapes = infer_shapes(project.network, signature.input_shape, signature.output_shape)
    if trouble := first_trouble(project, signature) or trouble_here(project, shapes, samples):
        raise InputError(f"{file}: {trouble}")
    return shapes


@contextmanager
def plain_errors(file: str) -> Iterator[None]:
    """What goes wrong while a project is loaded and trained, as one line about the input."""
    from playground.engine.earlier import EarlierRunError
    from playground.engine.failures import in_words
    from playground.engine.results import OutputError

    try:
        yield
    except (OutputError, EarlierRunError) as error:
        raise InputError(str(error)) from None
    except NeedsDownload as error:
        raise InputError(f"{file}: {error} (--download)") from None
    except Exception as error:
        raise InputError(f"{file}: {in_words(error)}") from error
