"""What a file is that the user wants to open: a project or a table. The one decision for command line, menu, drop and double click."""

from __future__ import annotations

import re
from pathlib import Path

from playground.datasets.dataset import DatasetError
from playground.datasets.table_format import format_of, open_table
from playground.disk import server_of
from playground.language import _
from playground.runs.project import SUFFIX, Project, ProjectError, read_project

TABLES = (".csv", ".tsv", ".tab", ".txt", ".dat", ".data", ".xlsx", ".xlsm", ".parquet", ".pq")
"""What tables usually end in: for the dialog of files and for a file that is not there. The content decides."""
_START = 2**16
_PROJECT = re.compile(rb"(\xef\xbb\xbf)?\s*\{\s*\"(format|name|dataset|preparation|network|training)\"\s*:")


def is_table(path: Path) -> bool:
    """Whether a file is a table rather than a project: its content does not begin as a project does, and it is not called one."""
    suffix = path.suffix.lower()
    if suffix == SUFFIX:
        return False
    try:
        with open_table(path) as file:
            return _PROJECT.match(file.read(_START)) is None
    except (DatasetError, OSError):
        return suffix in TABLES or path.exists()


def read_with_near_data(path: Path) -> Project:
    """A project whose table is on this computer or on that of its file: where no one can be asked, no other one is connected to.

    Raises:
        ProjectError: it is no project, or its table is elsewhere.
    """
    project = read_project(path)
    table = project.dataset.path or ""
    if server_of(table) and server_of(table) != server_of(str(path)):
        text = _(
            "its table {table} is on another computer, “{server}”, which would be told your user name; copy it to this one, or open the "
            "project in the window, which asks"
        )
        raise ProjectError(text.format(table=table, server=server_of(table)))
    return project


def check_table(path: Path) -> None:
    """Checks that a file is there, and is of a kind that tables have; its rows are not read.

    Raises:
        DatasetError: it is not; the message calls what it is by its name.
    """
    with open_table(path) as file:
        format_of(file, path.name)
