"""What an earlier run left in its folder, to go on with: the checkpoint, what it was made of, and the epochs so far."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from playground.disk import open_ordinary, reason_of
from playground.engine.results import CHECKPOINT, GRADIENTS, GRADIENTS_HEADER, HISTORY, history_header
from playground.fields import SettingError, number_text
from playground.language import _
from playground.runs.longer import difference, with_more
from playground.runs.messages import Checkpoint, Floats, RunProgress, RunStarted
from playground.runs.project import Project, project_from_plain, project_to_plain


class EarlierRunError(Exception):
    """An earlier run with which it cannot go on; the message says which file, and why."""


@dataclass(frozen=True)
class EarlierRun:
    """An earlier run.

    Attributes:
        folder: Where its files are.
        project: What was trained.
        checkpoint: Its end.
    """

    folder: Path
    project: Project
    checkpoint: Checkpoint

    def whole(self, project: Project) -> Project:
        """The project of the whole run, of which ``project`` says what is to come.

        Raises:
            EarlierRunError: they are not the same.
        """
        if differs := difference(self.project, project):
            raise EarlierRunError(_("{folder}: cannot go on: {reason}").format(folder=self.folder, reason=differs))
        return with_more(project, self.checkpoint.epoch)

    def new_rate(self, project: Project) -> float | None:
        """The learning rate of a project, if it is not that of the earlier run."""
        lr = project.training.optimizer.lr
        return lr if lr != self.project.training.optimizer.lr else None

    def lines(self, project: Project) -> list[str]:
        """From where it goes on, and what is not as it was, in words."""
        lines = [_("goes on from epoch {epoch:,} of {folder}").format(epoch=self.checkpoint.epoch, folder=self.folder)]
        if (lr := self.new_rate(project)) is not None:
            before = number_text(self.project.training.optimizer.lr)
            lines.append(_("learning rate {now} from here on, was {before}").format(now=number_text(lr), before=before))
        return lines

    def progress(self, started: RunStarted) -> RunProgress:
        """The epochs so far, as the run that goes on would have told them.

        Raises:
            EarlierRunError: a file is missing or damaged.
        """
        layers, metrics, done = len(started.layers), len(started.metrics), self.checkpoint.epoch
        epochs = np.arange(1, done + 1, dtype=np.float64)
        history = self._table(HISTORY, history_header(started), done)
        gradients = self._table(GRADIENTS, GRADIENTS_HEADER, done * layers).reshape(done, layers, len(GRADIENTS_HEADER))
        if not (np.array_equal(history[:, 0], epochs) and np.array_equal(gradients[:, :, 0], np.tile(epochs[:, None], layers))):
            self._fail(HISTORY, _("its epochs are not those of the checkpoint"))
        grad_rms, weight_rms, update_ratio = (np.ascontiguousarray(gradients[:, :, column]) for column in (3, 4, 5))
        return RunProgress(
            run=started.run,
            epochs=epochs,
            train_loss=history[:, 1].copy(),
            val_loss=history[:, 2].copy(),
            learning_rate=history[:, 3].copy(),
            train_metrics=history[:, 4 : 4 + metrics].copy(),
            val_metrics=history[:, 4 + metrics :].copy(),
            grad_rms=grad_rms,
            weight_rms=weight_rms,
            update_ratio=update_ratio,
            step=self.checkpoint.step,
            epoch=float(done),
            step_loss=math.nan,
            step_grad_rms=grad_rms[-1] if done else np.full(layers, math.nan),
            seconds=self.checkpoint.seconds,
        )

    def _table(self, name: str, header: tuple[str, ...], count: int) -> Floats:
        """``(count, columns)`` the numbers of a table; NaN for an empty cell and for the name of a layer."""
        try:
            first, *rows = csv.reader(io.StringIO(_read(self.folder / name).decode(), newline=""))
            texts = [position for position, column in enumerate(header) if column == "layer"]
            numbers = [
                [math.nan if not cell or place in texts else float(cell) for place, cell in enumerate(row)] for row in rows
            ]
            table = np.array(numbers, dtype=np.float64).reshape(len(rows), len(header))
        except ValueError as error:  # not UTF-8, not a number, rows of different lengths, or nothing at all
            self._fail(name, str(error).splitlines()[0])
        if tuple(first) != header or len(table) != count:
            self._fail(name, _("it is not the table that belongs to the checkpoint"))
        return table

    def _fail(self, name: str, reason: str) -> NoReturn:
        raise EarlierRunError(_("{path}: cannot go on: {reason}").format(path=self.folder / name, reason=reason))


def read_earlier(folder: Path) -> EarlierRun:
    """The run that left its files in a folder.

    Raises:
        EarlierRunError: there is none, it diverged, or a file is damaged.
    """
    from playground.training.checkpoints import from_file
    from playground.training.errors import TrainingError

    path = folder / CHECKPOINT
    try:
        checkpoint, notes = from_file(_read(path))
        project = project_from_plain(notes.get("project"))
    except (TrainingError, SettingError) as error:
        raise EarlierRunError(f"{path}: {' '.join(str(error).split())}") from None
    if notes.get("ended") == "diverged":
        text = _("{folder}: this run diverged and cannot go on; train it anew with a lower learning rate")
        raise EarlierRunError(text.format(folder=folder))
    return EarlierRun(folder, project, checkpoint)


def notes_of(project: Project, ended: str) -> dict[str, Any]:
    """What the file of a checkpoint says beside it."""
    return {"project": project_to_plain(project), "ended": ended}


def _read(path: Path) -> bytes:
    try:
        with open_ordinary(path) as file:
            return file.read()
    except OSError as error:
        raise EarlierRunError(f"{path}: {reason_of(error)}") from None
