"""A cross-validation without a window: trains the folds in this process and writes ``folds.csv`` and ``summary.json``."""

from __future__ import annotations

import csv
import json
import math
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from playground.datasets import Folds
from playground.datasets.prepare import prepare
from playground.disk import open_to_write, write_atomically
from playground.engine.bar import Bar
from playground.engine.group import Group
from playground.engine.headless import listening
from playground.engine.notes import data_lines, data_summary, finding_lines, findings_summary, folds_lines
from playground.engine.results import SUMMARY, cells, prepare_folder, said
from playground.language import _, ngettext
from playground.runs.diagnosis import Finding, diagnose
from playground.runs.folds import Spread, folds_of, spreads
from playground.runs.history import RunHistory
from playground.runs.messages import EndReason, Report, RunEnded, RunProgress, RunStarted
from playground.runs.project import Project, known_task

if TYPE_CHECKING:
    from playground.training.folds import Fold

FOLDS = "folds.csv"


@dataclass
class FoldsOutcome:
    """What came of a cross-validation.

    Attributes:
        folds: How many, and of which kind.
        started: What is told of the first fold when it begins.
        ended: The end of each fold, in their order.
        interrupted: Ctrl+C ended it.
        findings: What is to be said of each fold that has findings, by its number.
    """

    folds: Folds
    started: RunStarted
    ended: list[RunEnded] = field(default_factory=list)
    interrupted: bool = False
    findings: dict[int, tuple[Finding, ...]] = field(default_factory=dict)

    @property
    def spreads(self) -> dict[str, Spread]:
        """Mean and standard deviation of every figure over the folds that have figures."""
        return spreads(ended.figures for ended in self.ended)

    @property
    def seconds(self) -> float:
        """Time spent training, all folds together."""
        return math.fsum(ended.seconds for ended in self.ended)

    @property
    def lost(self) -> list[RunEnded]:
        """Folds that diverged or failed."""
        return [ended for ended in self.ended if ended.reason in ("diverged", "failed")]

    @property
    def best_kept(self) -> bool:
        """Whether early stopping kept the best weights of the folds that have figures."""
        return any(ended.best_epoch is not None for ended in self.ended)

    @property
    def reason(self) -> EndReason:
        """``finished``, ``interrupted``, or ``diverged`` where no fold has figures."""
        if self.interrupted:
            return "interrupted"
        return "finished" if len(self.lost) < len(self.ended) else self.lost[0].reason

    @property
    def message(self) -> str:
        """What became of the folds, in words."""
        text = ngettext("{n} fold is done.", "{n} folds are done.", len(self.ended) - len(self.lost))
        text = text.format(n=len(self.ended) - len(self.lost))
        if self.interrupted:
            epochs = min(ended.epoch for ended in self.ended)
            text = ngettext("Stopped after {n} epoch.", "Stopped after {n} epochs.", epochs).format(n=epochs)
        lost = [_("fold {n}: {reason}").format(n=fold_number(ended.run), reason=ended.message) for ended in self.lost]
        kept = [_("Of each fold the weights of the epoch with the least validation loss are kept.")] if self.best_kept else []
        return " ".join((text, *kept, *lost))


def fold_name(number: int) -> str:
    """The name of a fold's run, from its number."""
    return f"fold {number}"


def fold_number(run: str) -> int:
    """The number of the fold, from 1, whose run has that name."""
    return int(run.rsplit(" ", 1)[1])


def cross_validate(project: Project, folder: Path, out: Path, download: bool = False) -> FoldsOutcome:
    """Cross-validates a project whose paths are relative to ``folder``, and writes the results to ``out``. On the main thread.

    Raises:
        OutputError: a file cannot be written.
        DatasetError: the data cannot be loaded, or not cut into these folds.
        TrainingError: the project cannot be trained.
    """
    prepare_folder(out)
    folds = folds_of(project, known_task(project.dataset))
    bar = Bar(sys.stderr)
    try:
        prepared = prepare(project.dataset, project.preparation, folder, bar.loading, download, folds)
        bar.loading(None, _("Starting torch"))
        from playground.training.devices import choose_device, versions
        from playground.training.folds import build_folds

        device, note = choose_device(project.training.device, project, prepared)
        names = [fold_name(number) for number in range(1, folds.k + 1)]
        runs = build_folds(names, project, prepared, device, note)
        outcome = FoldsOutcome(folds, runs[0].started)
        parts = [part.info for part in prepared.folds]
        bar.say([*data_lines(prepared.info, parts), *folds_lines(project, runs[0].started)])
        histories = [RunHistory(run.started) for run in runs]
        with said(out / FOLDS), open_to_write(out / FOLDS) as file:
            _train(runs, outcome, histories, _Table(file, out / FOLDS, runs[0].started), bar)
        figures = {fold_number(ended.run): ended.figures for ended in outcome.ended}
        for number, history in enumerate(histories, 1):
            outcome.findings[number] = diagnose(history, project, figures=figures.get(number))
            bar.say(finding_lines(outcome.findings[number], number))
        _write_summary(out, outcome, versions(), data_summary(prepared.info, parts))
    finally:
        bar.clear()
    return outcome


def _train(runs: list[Fold], outcome: FoldsOutcome, histories: list[RunHistory], table: _Table, bar: Bar) -> None:
    """Trains the folds to their end or to Ctrl+C."""

    def report(message: Report) -> None:
        if isinstance(message, RunProgress):
            table.add(message)
            histories[fold_number(message.run) - 1].append(message)
            bar.training(message, outcome.started)
        elif isinstance(message, RunEnded):
            outcome.ended.append(message)

    with listening() as interrupted:
        group = Group(list(runs), frozenset(), report, lambda _state: None, folds=True)
        group.advance(interrupted)
        outcome.interrupted = not group.over
        group.stop()
    outcome.ended.sort(key=lambda ended: fold_number(ended.run))


class _Table:
    """``folds.csv``: one row per fold and epoch."""

    def __init__(self, file: TextIO, path: Path, started: RunStarted) -> None:
        self._writer, self._file, self._path = csv.writer(file, lineterminator="\n"), file, path
        metrics = [f"{part}_{name}" for part in ("train", "val") for name in started.metrics]
        self._write([("fold", "epoch", "train_loss", "val_loss", *metrics)])

    def add(self, report: RunProgress) -> None:
        """Writes the epochs that a report tells of."""
        columns = (report.train_loss, report.val_loss, *report.train_metrics.T, *report.val_metrics.T)
        rows = zip(report.epochs.astype(int).tolist(), *(cells(column.tolist()) for column in columns), strict=True)
        self._write([(fold_number(report.run), *row) for row in rows])

    def _write(self, rows: list[tuple[object, ...]]) -> None:
        with said(self._path):
            self._writer.writerows(rows)
            self._file.flush()


def _write_summary(out: Path, outcome: FoldsOutcome, versions: dict[str, str], data: dict[str, Any]) -> None:
    """``summary.json``: each figure as its mean, and with ``_std`` its standard deviation; ``by_fold`` has each fold's own."""
    figures: dict[str, Any] = {}
    for name, spread in outcome.spreads.items():
        figures[name], figures[f"{name}_std"] = spread.mean, spread.std
    content = {
        **figures,
        "folds": outcome.folds.k,
        "kind": outcome.folds.kind,
        "by_fold": [
            {
                "fold": fold_number(ended.run),
                **ended.figures,
                "epochs": ended.epoch,
                "best_epoch": ended.best_epoch,
                "ended": ended.reason,
                "message": ended.message,
                "findings": findings_summary(outcome.findings.get(fold_number(ended.run), ())),
            }
            for ended in outcome.ended
        ],
        "parameters": outcome.started.parameters,
        "epochs": min(ended.epoch for ended in outcome.ended),
        "steps": sum(ended.step for ended in outcome.ended),
        "seconds": outcome.seconds,
        "device": outcome.started.device,
        "versions": versions,
        "ended": outcome.reason,
        "message": outcome.message,
        "data": data,
    }
    with said(out / SUMMARY):
        text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
        write_atomically(out / SUMMARY, text.encode() + b"\n")
