"""What the command line says beside its results, on stderr, and the summary keeps: what was done to the data, and findings about a run.

It is what the window shows in its panels. One line each, that can be searched for: ``data: ...``, ``data, warning: ...``,
``folds: ...``, ``finding: ...``. Lines come when a run was built and when it is over: where the input is wrong, the one line that says so stands alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from playground.datasets import Step
from playground.datasets.dataset import DatasetInfo
from playground.language import _
from playground.runs.diagnosis import Finding
from playground.runs.folds import kept_apart_by, kept_apart_text
from playground.runs.messages import RunStarted
from playground.runs.project import Project


def step_lines(steps: Iterable[Step]) -> list[str]:
    """The steps of a preparation as lines, in their order."""
    return [_line(_data_label(step), step.words) for step in steps]


def data_lines(info: DatasetInfo, folds: Iterable[DatasetInfo] = ()) -> list[str]:
    """What was done to the data as lines, and what was done to single folds besides."""
    lines = step_lines(info.steps)
    for number, fold in enumerate(folds, 1):
        lines += [
            _line(_("fold {n}, {label}").format(n=number, label=_data_label(step)), step.words) for step in _own(fold, info)
        ]
    return lines


def folds_lines(project: Project, started: RunStarted) -> list[str]:
    """That folds are not trained together, and what keeps them apart; empty if they are."""
    apart = kept_apart_by(project, started.info.signature, started.device)
    return [_line(_("folds"), kept_apart_text(apart))] if apart else []


def finding_lines(findings: Iterable[Finding], fold: int | None = None) -> list[str]:
    """Findings about a run, or about a fold, as lines."""
    label = _("finding") if fold is None else _("fold {n}, {label}").format(n=fold, label=_("finding"))
    return [_line(label, f"{finding.title}: {finding.text}") for finding in findings]


def data_summary(info: DatasetInfo, folds: Iterable[DatasetInfo] = ()) -> dict[str, Any]:
    """What the summary says of the data: rows, samples of each part, and the steps; a step of a single fold names it."""
    steps = [_step(step) for step in info.steps]
    for number, fold in enumerate(folds, 1):
        steps += [{**_step(step), "fold": number} for step in _own(fold, info)]
    return {
        "rows": info.rows,
        "samples": {"train": info.train, "validation": info.validation, "test": info.test},
        "steps": steps,
    }


def findings_summary(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """What the summary says of findings; ``layer_index`` counts from 0, as in the other files."""
    return [
        {"kind": finding.key, "title": finding.title, "words": finding.text, "layer_index": finding.position}
        for finding in findings
    ]


def _own(fold: DatasetInfo, whole: DatasetInfo) -> list[Step]:
    """The steps of a fold that are not those of the whole data."""
    return [step for step in fold.steps if step not in whole.steps]


def _step(step: Step) -> dict[str, Any]:
    return {"words": step.words, "kind": step.kind, "done": step.on, "key": step.key}


def _data_label(step: Step) -> str:
    kinds = {"warning": _("data, warning"), "hint": _("data, hint")}
    label = kinds.get(step.kind, _("data"))
    return label if step.on else _("{label}, not done").format(label=label)


def _line(label: str, words: str) -> str:
    return f"{label}: {' '.join(words.split())}"
