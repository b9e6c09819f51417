"""The files that a run without a window leaves behind. Rows are written as epochs end, so that nothing is lost by an interruption."""

from __future__ import annotations

import csv
import errno
import json
import math
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from playground.disk import open_to_write, remove, write_atomically
from playground.engine.notes import data_summary, findings_summary
from playground.language import _
from playground.runs.diagnosis import Finding
from playground.runs.messages import RunEnded, RunProgress, RunStarted

if TYPE_CHECKING:
    from playground.training.run import Run

HISTORY, GRADIENTS, PREDICTIONS = "history.csv", "gradients.csv", "predictions.csv"
MODEL, SUMMARY, CHECKPOINT = "model.safetensors", "summary.json", "checkpoint.safetensors"

GRADIENTS_HEADER = ("epoch", "layer_index", "layer", "grad_rms", "weight_rms", "update_ratio")


class OutputError(Exception):
    """A file cannot be written; the message says which, and why."""


@contextmanager
def said(path: Path) -> Iterator[None]:
    """Turns an error of the system into an ``OutputError`` that names the file."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        reason = _("the disk is full") if full else error.strerror or str(error)
        raise OutputError(f"{path}: {reason}") from error


def prepare_folder(folder: Path) -> None:
    """Makes the folder, and tries whether a file can be written to it.

    Raises:
        OutputError: it cannot.
    """
    with said(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\n")


def history_header(started: RunStarted) -> tuple[str, ...]:
    """The columns of ``history.csv``."""
    metrics = [f"{part}_{name}" for part in ("train", "val") for name in started.metrics]
    return ("epoch", "train_loss", "val_loss", "learning_rate", *metrics)


class Results:
    """The files of one run in ``folder``. Use it in a ``with`` statement.

    Raises:
        OutputError: from every method, where a file cannot be written.
    """

    def __init__(self, folder: Path, started: RunStarted) -> None:
        self._folder = folder
        self._started = started
        self._files = ExitStack()

    def __enter__(self) -> Results:
        with said(self._folder / CHECKPOINT):
            remove(self._folder / CHECKPOINT)  # one that is there belongs to the tables beside it
        try:
            self._history = self._table(HISTORY, history_header(self._started))
            self._gradients = self._table(GRADIENTS, GRADIENTS_HEADER)
        except OutputError as error:
            self.__exit__(type(error))
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        if kind is None:
            with said(self._folder):
                self._files.close()
        else:
            with suppress(OSError):  # the first error is the one to tell of
                self._files.close()

    def add(self, report: RunProgress) -> None:
        """Writes the epochs that a report tells of."""
        epochs = [int(number) for number in report.epochs]
        series = (report.train_loss, report.val_loss, report.learning_rate)
        columns = (*series, *report.train_metrics.T, *report.val_metrics.T)
        self._write(HISTORY, self._history, zip(epochs, *(cells(column.tolist()) for column in columns), strict=True))
        self._write(GRADIENTS, self._gradients, self._layer_rows(epochs, report))

    def finish(self, run: Run, ended: RunEnded, versions: dict[str, str], findings: Sequence[Finding] = ()) -> None:
        """Writes predictions, model and summary."""
        predictions = self._table(PREDICTIONS, ("split", "row", "target", "prediction"))
        for part in run.all_predictions():
            columns = (cells(part.target.tolist()), cells(part.prediction.tolist()))
            rows = zip(part.rows.tolist(), *columns, strict=True)
            self._write(PREDICTIONS, predictions, ((part.split, *row) for row in rows))
        with said(self._folder / MODEL):
            run.save_model(self._folder / MODEL)
        with said(self._folder / SUMMARY):
            text = json.dumps(self._summary(ended, versions, findings), indent=2, ensure_ascii=False, allow_nan=False)
            write_atomically(self._folder / SUMMARY, text.encode() + b"\n")

    def keep(self, checkpoint: bytes) -> None:
        """Writes what is needed to go on; last of all, since it is large and nothing else depends on it."""
        with said(self._folder / CHECKPOINT):
            write_atomically(self._folder / CHECKPOINT, checkpoint)

    def _summary(self, ended: RunEnded, versions: dict[str, str], findings: Sequence[Finding]) -> dict[str, Any]:
        figures = {name: value if math.isfinite(value) else None for name, value in ended.figures.items()}
        return {
            **figures,
            "parameters": self._started.parameters,
            "epochs": ended.epoch,
            "best_epoch": ended.best_epoch,
            "steps": ended.step,
            "seconds": ended.seconds,
            "device": self._started.device,
            "versions": versions,
            "ended": ended.reason,
            "message": ended.message,
            "data": data_summary(self._started.info),
            "findings": findings_summary(findings),
        }

    def _layer_rows(self, epochs: list[int], report: RunProgress) -> Iterator[tuple[object, ...]]:
        tables = [table.tolist() for table in (report.grad_rms, report.weight_rms, report.update_ratio)]
        for row, epoch in enumerate(epochs):
            for column, layer in enumerate(self._started.layers):
                yield (epoch, layer.position, layer.layer, *cells(table[row][column] for table in tables))

    def _table(self, name: str, header: tuple[str, ...]) -> TextIO:
        with said(self._folder / name):
            file = self._files.enter_context(open_to_write(self._folder / name))
        self._write(name, file, [header])
        return file

    def _write(self, name: str, file: TextIO, rows: Iterable[Iterable[object]]) -> None:
        with said(self._folder / name):
            csv.writer(file, lineterminator="\n").writerows(rows)
            file.flush()


def cells(values: Iterable[float]) -> list[float | str]:
    """Numbers as they go into a table, which writes them with all their digits; what is not a number stays empty."""
    return ["" if math.isnan(value) else value for value in values]
