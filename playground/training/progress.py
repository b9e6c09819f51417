"""From the rows of the recorder to the report of a run's progress."""

from __future__ import annotations

import math

import numpy as np
import torch

from playground.runs.epochs import COLUMNS, widths
from playground.runs.messages import Floats, RunProgress
from playground.training.divergence import first_sign
from playground.training.loop import Training
from playground.training.recorder import EpochRows


class Reports:
    """Reads the recorder, keeps the finished epochs until they are reported, and notices what is not finite.

    Lives on the thread that trains.

    Attributes:
        sign: The step, from 1, that first wrote down a number that is not finite; None while all are.
        sign_row: What the recorder had of the last step that was read then.
    """

    def __init__(self, training: Training, run: str) -> None:
        self._training, self._run = training, run
        self._parameters = [parameter.detach() for parameter in training.model.parameters()]
        validation = training.validation
        self._validation_samples = len(validation[0]) if validation is not None else 0
        self._first_loss = math.nan
        self._next_loss = math.nan
        self.forget()

    def forget(self) -> None:
        """Starts afresh from where the training is: what was read and not reported is dropped."""
        self._pending: list[dict[str, Floats]] = []
        self._steps, self._done = self._training.steps, self._training.done
        self._next_loss = math.nan
        self.sign: int | None = None
        self.sign_row = self._training.recorder.last

    def read(self) -> None:
        """Takes in what was recorded since the last time: the one wait for the device."""
        training, recorder = self._training, self._training.recorder
        largest = torch.stack(torch._foreach_norm(self._parameters, math.inf)).max()  # NaN if any weight is
        steps, epochs, extra = recorder.read(largest)
        if len(steps):
            loss = float(steps[0, 0])
            self._first_loss = loss if math.isnan(self._first_loss) else self._first_loss
            self._next_loss = loss if math.isnan(self._next_loss) else self._next_loss
        if self.sign is None:
            finite = bool(np.isfinite(extra[0]))
            validated = self._validation_samples > 0
            self.sign = first_sign(steps, epochs, validated, finite, self._steps, training.batches.count)
            if self.sign is not None:
                row = min(max(self.sign - self._steps - 1, 0), max(len(steps) - 1, 0))
                self.sign_row = steps[row] if len(steps) else recorder.last
        finished = recorder.fold(steps, epochs)
        self._steps += len(steps)
        if len(epochs):
            self._pending.append(self._columns(finished))
            self._done += len(epochs)
            training.lrs.clear()

    def proven(self, times: float) -> bool:
        """Whether the first loss that was read since this was last asked is at most ``times`` the very first of the run."""
        loss, self._next_loss = self._next_loss, math.nan
        return loss <= times * self._first_loss  # not if either is NaN

    def progress(self) -> RunProgress:
        """What is new since the last report."""
        training, last = self._training, self._training.recorder.last
        new = {name: np.concatenate([part[name] for part in (self._nothing(), *self._pending)]) for name in COLUMNS}
        self._pending.clear()
        return RunProgress(
            run=self._run,
            **new,
            step=training.steps,
            epoch=training.position,
            step_loss=float(last[0]),
            step_grad_rms=np.sqrt(training.weights.mean_squares(last[2:] ** 2)),
            seconds=training.seconds,
        )

    def _columns(self, rows: EpochRows) -> dict[str, Floats]:
        """Rows of finished epochs as the columns of a report."""
        training, count = self._training, len(rows.val_loss)
        samples, weights, metric = training.batches.samples, training.weights, training.metric
        loss = rows.train_loss / training.total
        val_metric = metric.finish(rows.val_loss, rows.val_metric, self._validation_samples, training.spreads[1])
        change, before = (np.sqrt(weights.mean_squares(norms**2)) for norms in (rows.change, rows.before))
        ratio = np.divide(change, before, out=np.full_like(change, np.nan), where=before > 0)
        return {
            "epochs": np.arange(self._done + 1, self._done + count + 1, dtype=np.float64),
            "train_loss": loss,
            "val_loss": rows.val_loss,
            "learning_rate": np.array(training.lrs, dtype=np.float64),
            "train_metrics": metric.finish(loss, rows.train_metric, samples, training.spreads[0]),
            "val_metrics": val_metric,
            "grad_rms": np.sqrt(weights.mean_squares(rows.grad_squares) / training.batches.count),
            "weight_rms": np.sqrt(weights.mean_squares(rows.after**2)),
            "update_ratio": ratio,
        }

    def _nothing(self) -> dict[str, Floats]:
        """Columns without a row."""
        shapes = widths(len(self._training.weights.layers), len(self._training.metric.names))
        return {name: np.zeros((0, *shape)) for name, shape in shapes.items()}
