"""The project: everything that File > Save writes, as one immutable value, and its JSON file (format 1).

Files of older formats open forever: a reader for a format is never removed, new ones are added to ``open_plain``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from playground.datasets import DATASETS, DatasetConfig, PreparationConfig, allows, check_preparation, proposed_split
from playground.disk import fingerprint_of, open_ordinary, reason_of, write_atomically
from playground.fields import SettingError, build, check_settings, kind_of, plain, shown
from playground.language import _
from playground.network import Network, network_from_plain, network_to_plain
from playground.runs.config import RunConfig, run_config_from_plain, run_config_to_plain

FORMAT = 1
SUFFIX = ".nnplay"
LARGEST_FILE = 16 * 2**20
"""Bytes; a project is a few kilobytes, and a larger file is something else."""

_KEYS = ("format", "name", "dataset", "preparation", "network", "training")


@dataclass(frozen=True)
class Project:
    """Dataset, preparation, network and training under one name. Immutable: an edit makes a new one."""

    name: str = ""
    dataset: DatasetConfig = field(default_factory=DatasetConfig)
    preparation: PreparationConfig = field(default_factory=PreparationConfig)
    network: Network = field(default_factory=Network)
    training: RunConfig = field(default_factory=RunConfig)


class ProjectError(ValueError):
    """A file that is not a project, or not one that can be read; the message says where and why."""


def known_task(dataset: DatasetConfig) -> str:
    """The task of a dataset as far as it is known without its data: stated, or that of a built-in dataset."""
    if dataset.task is not None:
        return dataset.task
    known = DATASETS.get(dataset.name)
    return known.tasks(dataset)[0] if known is not None else "regression"


def with_possible_split(project: Project) -> Project:
    """The project with the split that its task proposes, where the task forbids its own: what is left is what a file may hold."""
    preparation, task = project.preparation, stated_task(project.dataset)
    if allows(task, preparation.split):
        return project
    return replace(project, preparation=replace(preparation, split=proposed_split(task)))


def stated_task(dataset: DatasetConfig) -> str:
    """``known_task``, but empty for a table of the user's own whose task only its data will tell."""
    return "" if dataset.name == "csv" and dataset.task is None else known_task(dataset)


def project_from_plain(data: object) -> Project:
    """A project from the plain values of its JSON.

    Raises:
        SettingError: an unknown key, a wrong type, a value out of range, or a format of a newer version.
    """
    if not isinstance(data, dict):
        raise SettingError("$", _("must be an object, is {value}").format(value=kind_of(data)))
    number = data.get("format")
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise SettingError("$.format", _("must be a whole number of at least 1, is {value}").format(value=kind_of(number)))
    if number > FORMAT:
        raise SettingError(
            "$.format",
            _("is {number}, made by a newer version; this one reads up to {known}").format(number=number, known=FORMAT),
        )
    for key in data:
        if key not in _KEYS:
            raise SettingError(f"$.{shown(str(key))}", _("unknown key; known here: {known}").format(known=", ".join(_KEYS)))
    name = data.get("name", "")
    if not isinstance(name, str) or len(name) > 1000:
        raise SettingError("$.name", _("must be a text, is {value}").format(value=kind_of(name)))
    dataset = build(DatasetConfig, data.get("dataset", {}), "$.dataset")
    check_settings(dataset, "$.dataset")
    if dataset.name not in DATASETS:
        names = ", ".join(DATASETS)
        raise SettingError(
            "$.dataset.name",
            _("there is no dataset called '{name}'; known: {names}").format(name=shown(dataset.name), names=names),
        )
    if dataset.name == "csv" and not dataset.path:
        raise SettingError("$.dataset.path", _("a table needs the path of its file"))
    task = known_task(dataset)
    preparing = data.get("preparation", {})
    if isinstance(preparing, dict) and "split" not in preparing:
        preparing = {**preparing, "split": proposed_split(task)}
    preparation = build(PreparationConfig, preparing, "$.preparation")
    check_preparation(preparation, stated_task(dataset))
    return Project(
        name=name,
        dataset=dataset,
        preparation=preparation,
        network=network_from_plain(data.get("network", [])),
        training=run_config_from_plain(data.get("training", {}), task=task),
    )


def project_to_plain(project: Project) -> dict[str, Any]:
    """A project as the plain values of its JSON."""
    return {
        "format": FORMAT,
        "name": project.name,
        "dataset": plain(project.dataset),
        "preparation": plain(project.preparation),
        "network": network_to_plain(project.network),
        "training": run_config_to_plain(project.training),
    }


def project_to_bytes(project: Project) -> bytes:
    """The JSON text of a project, indented, in UTF-8."""
    return msgspec.json.format(msgspec.json.encode(project_to_plain(project)), indent=2) + b"\n"


def project_from_bytes(data: bytes) -> Project:
    """A project from its JSON text.

    Raises:
        ProjectError: not JSON, or not a project; the message names the place and the reason.
    """
    if not data.strip():
        raise ProjectError(_("the file is empty"))
    if len(data) > LARGEST_FILE:
        raise ProjectError(_("the file is larger than {n} MB; a project is far smaller").format(n=LARGEST_FILE // 2**20))
    try:
        return project_from_plain(msgspec.json.decode(data))
    except SettingError as error:
        raise ProjectError(str(error)) from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ProjectError(_("not valid JSON: {reason}").format(reason=str(error))) from None


def read_project(path: Path) -> Project:
    """The project in a file.

    Raises:
        ProjectError: the file cannot be read, or is not a project.
    """
    return read_project_file(path)[0]


def read_project_file(path: Path) -> tuple[Project, str]:
    """The project in a file, and the fingerprint of what was read.

    Raises:
        ProjectError: the file cannot be read, or is not a project.
    """
    try:
        with open_ordinary(path) as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ProjectError(reason_of(error)) from None
    return project_from_bytes(data), fingerprint_of(data)


def write_project(path: Path, project: Project) -> None:
    """Saves a project atomically.

    Raises:
        OSError: the file could not be written; the old one is untouched.
    """
    write_atomically(path, project_to_bytes(project))
