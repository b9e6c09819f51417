"""Training longer: whether a run that has ended can go on as a project wants it, and what the whole run is then.

A run goes on from its end as if it had never stopped, so what it learns from and how must be what they were. Three things may be others: the
name, how many epochs are trained, and the learning rate. What a table holds is compared where the data are (``training.checkpoints``); its path
may be another one. Where a scheduler's course depends on the number of epochs, it is that of the first part (``training.schedule``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec

from playground.fields import settings_of, shown
from playground.language import _
from playground.runs.config import RunConfig
from playground.runs.project import Project, project_to_plain

_TRAINING = ("epochs", "device", "folds")
"""Settings of the section ``training`` that may be others: the device is looked at where the checkpoint is."""


def difference(earlier: Project, project: Project) -> str:
    """The first thing for which an earlier run cannot go on as the project wants it, in words; empty if it can."""
    for path, before, now in _differences(_compared(earlier), _compared(project), "$"):
        return _("{path} is {now}, in the earlier run it is {before}").format(path=path, now=_text(now), before=_text(before))
    return ""


def with_more(project: Project, done: int) -> Project:
    """The project of the whole run: its epochs are those that are ``done`` and as many more as it says."""
    most = settings_of(RunConfig)["epochs"].maximum  # type: ignore[attr-defined]  # an Integer
    return replace(project, training=replace(project.training, epochs=min(done + project.training.epochs, most)))


def _compared(project: Project) -> dict[str, Any]:
    plain = project_to_plain(project)
    del plain["name"], plain["dataset"]["path"], plain["training"]["optimizer"]["lr"]
    for name in _TRAINING:
        del plain["training"][name]
    return plain


def _differences(before: Any, now: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """Places where two plain values differ: path, old value, new value."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key in dict.fromkeys((*before, *now)):
            yield from _differences(before.get(key), now.get(key), f"{path}.{key}")
    elif isinstance(before, list | tuple) and isinstance(now, list | tuple) and len(before) == len(now):
        for index, (old, new) in enumerate(zip(before, now, strict=True)):
            yield from _differences(old, new, f"{path}[{index}]")
    elif before != now:
        yield path, before, now


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return _("a list of {n}").format(n=len(value))
    return shown(msgspec.json.encode(value).decode(), 60)
