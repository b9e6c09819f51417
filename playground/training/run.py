"""One run: a model in training, and what it tells of itself. Every call on the thread that made it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import sklearn
from safetensors.torch import save
from torch import nn

from playground.datasets.prepare import Prepared
from playground.disk import write_atomically
from playground.language import _
from playground.runs.messages import (
    Checkpoint,
    EndReason,
    Picture,
    RunDiverged,
    RunEnded,
    RunProgress,
    RunStarted,
)
from playground.runs.project import Project
from playground.training import divergence
from playground.training.baseline import yardsticks
from playground.training.build import check_project, fingerprint, new_model
from playground.training.checkpoints import mark_of, resumed, to_checkpoint
from playground.training.errors import plain_words
from playground.training.evaluation import PartPredictions, Speaker
from playground.training.figures import NOT_TEST, PARTS, final_figures
from playground.training.kept import Kept
from playground.training.loop import Training
from playground.training.metrics import Metric
from playground.training.pictures import PICTURES
from playground.training.progress import Reports
from playground.training.state import take
from playground.training.threads import threads_for, use_threads

LOWER = 10
"""After a divergence a learning rate is proposed that is lower by this factor."""


class Run:
    """One model in training; every call on the thread that made it.

    Attributes:
        name: Its name in the session.
        started: What is told of it when it begins.
        model: The model, on its device.
    """

    def __init__(
        self,
        name: str,
        project: Project,
        prepared: Prepared,
        device: str = "cpu",
        device_note: str = "",
        resume: Checkpoint | None = None,
    ) -> None:
        """Builds the model with its first weights; with ``resume`` it goes on where the checkpoint was made.

        Raises:
            TrainingError: the network, the loss or the batch size does not suit the data, the checkpoint another project, or the
                memory is too small.
        """
        self.name = name
        self._prepared, self._device = prepared, device
        config = project.training
        shapes = check_project(project, prepared, device)
        batch = min(config.batch_size or len(prepared.train.x), len(prepared.train.x))
        self._threads = threads_for(shapes, batch)
        use_threads(self._threads)
        with plain_words(device):
            model = new_model(project.network, prepared.info.signature.input_shape, config.init, config.seed)
            start = fingerprint(model)
            metric = Metric(prepared, config.loss)
            parts = (prepared.train, prepared.validation)
            self._training = Training(project.network, model, config, parts, metric, device)
            first = take(self._training)
            if resume is not None:
                first = resumed(resume, self._training, first, self._mark)
        self.model: nn.Sequential = model
        self._settled = False
        self._speaker = Speaker(self._training, prepared, name)
        self._reports = Reports(self._training, name)
        self._kept = Kept(self._training, self._reports, first)
        self._steps: Iterator[None] = self._training.run()
        self.started = self._introduction(start, shapes.parameters, device_note)

    @property
    def epoch(self) -> float:
        """Where it is, in epochs: 2.5 in the middle of the third."""
        return self._training.position

    @property
    def step(self) -> int:
        """Optimizer steps done in all."""
        return self._training.steps

    @property
    def seconds(self) -> float:
        """Time spent training, without pauses."""
        return self._training.seconds

    @property
    def ended_by(self) -> EndReason | None:
        """``finished`` or ``early_stopping`` when nothing is left to do, else None."""
        if self._training.stopping.stopped:
            return "early_stopping"
        return "finished" if self._training.done >= self._training.config.epochs else None

    def advance(self) -> bool:
        """One optimizer step, and the end of an epoch where it is due; False if nothing was left to do. Does not wait for the device.

        Raises:
            TrainingError: the memory is too small.
        """
        begin = time.perf_counter()
        use_threads(self._threads)
        try:
            with plain_words(self._device):
                if self._training.recorder.full:
                    self._reports.read()
                next(self._steps)
        except StopIteration:
            return False
        finally:
            self._training.seconds += time.perf_counter() - begin
        return True

    def progress(self) -> RunProgress | RunDiverged:
        """What was done since the last call: the one wait for the device.

        If a loss, a gradient or a weight is not finite, the run says where it began and goes back to the last finite state whose loss
        had not exploded: from one that had, no learning rate would help. What was reported after that state no longer counts.
        """
        begin = time.perf_counter()
        use_threads(self._threads)
        with plain_words(self._device):
            self._reports.read()
            self._training.seconds += time.perf_counter() - begin
            if self._reports.sign is not None:
                return self._diverged(self._reports.sign)
            report = self._reports.progress()
            self._kept.renew_when_due()
        return report

    def set_learning_rate(self, lr: float) -> None:
        """Changes the learning rate from the next step on; a scheduler goes on from there."""
        self._reports.read()
        self._training.updater.lr = lr
        self._training.schedule.set(lr)
        self._kept.renew()

    def wait_anew(self) -> None:
        """The run was resumed to be trained longer: early stopping, if it had ended it, is patient again."""
        self._training.stopping.wait_anew()
        self._kept.renew()

    @cached_property
    def _mark(self) -> str:
        return mark_of(self._prepared)

    def checkpoint(self) -> Checkpoint:
        """The newest finite state: where training goes on, even after :meth:`settle`."""
        if not self._settled:
            self._reports.read()
            self._kept.renew()
        return to_checkpoint(self._kept.newest, self._mark)

    @property
    def pictures(self) -> tuple[str, ...]:
        """Names of all pictures there are."""
        return tuple(PICTURES)

    def picture(self, name: str, exact: bool = True) -> Picture | None:
        """A picture of what the model says now; None if it does not suit the data or there is none of that name.

        Args:
            name: Name of its class.
            exact: It is about all samples; else, where there are many, about evenly chosen ones.
        """
        use_threads(self._threads)
        self._speaker.exact = exact
        with plain_words(self._device), sklearn.config_context(assume_finite=True, skip_parameter_validation=True):
            return PICTURES[name](self._speaker) if name in PICTURES else None

    @property
    def best_epoch(self) -> int | None:
        """With early stopping the epoch with the least validation loss; None without it, and before the first epoch ends."""
        training = self._training
        return training.done - training.stopping.since if training.stopping.kept else None

    def settle(self) -> None:
        """Ends the training: with early stopping the model gets the weights of the best epoch, of which everything tells from now on.

        The state to go on from is kept for a last checkpoint.
        """
        if self._settled or self.best_epoch is None:
            return
        self._reports.read()
        self._kept.renew()
        self._settled = True
        self._training.stopping.restore()
        self._speaker.forget(self.best_epoch)

    def figures(self, *splits: str) -> dict[str, float]:
        """Loss and metrics of parts (``train``, ``validation``, ``test``) by name, when the run is over: ``train_loss``, ``val_rmse``, ..."""
        use_threads(self._threads)
        with plain_words(self._device):
            self.settle()
            return final_figures(self._speaker, splits)

    def end(self, reason: EndReason, message: str, test: bool = False) -> RunEnded:
        """The last report, with the final figures of training and validation; with ``test`` also those of the test part.

        ``message`` is why it ended; which weights are kept is added to it.
        """
        figures = self.figures(*NOT_TEST, *(("test",) if test else ()))
        if self.best_epoch is not None:
            kept = _("The weights of epoch {n}, with the least validation loss, are kept.").format(n=self.best_epoch)
            message = f"{message} {kept}".strip()
        return RunEnded(
            run=self.name,
            reason=reason,
            message=message,
            epoch=self._training.done,
            step=self._training.steps,
            seconds=self._training.seconds,
            figures=figures,
            best_epoch=self.best_epoch,
        )

    def all_predictions(self) -> Iterator[PartPredictions]:
        """Every prediction, part by part, for ``predictions.csv``; parts without samples are left out."""
        self._speaker.exact = True
        for split in PARTS:
            if len(getattr(self._prepared, split).x):
                yield self._speaker.part(split)

    def save_model(self, path: Path) -> None:
        """Writes the state_dict of the ``nn.Sequential`` as safetensors, atomically.

        Raises:
            OSError: the file could not be written.
        """
        tensors = {name: value.detach().cpu().contiguous() for name, value in self.model.state_dict().items()}
        write_atomically(path, save(tensors))

    def _introduction(self, start: str, parameters: int, device_note: str) -> RunStarted:
        training = self._training
        return RunStarted(
            run=self.name,
            device=self._device,
            device_note=device_note,
            layers=training.weights.layers,
            metrics=training.metric.names,
            epochs=training.config.epochs,
            steps_per_epoch=training.batches.count,
            parameters=parameters,
            start=start,
            epoch=training.done,
            info=self._prepared.info,
            **yardsticks(training.config.loss, self._prepared),
        )

    def _diverged(self, sign: int) -> RunDiverged:
        """Finds where it began, and goes back to the last sound state."""
        origin = divergence.origin_of(self._training, self._kept.newest, sign, self._reports.sign_row)
        lr = self._training.updater.lr
        self._kept.go_back()
        self._speaker.forget()
        self._steps = self._training.run()
        return self._told(origin, lr)

    def _told(self, origin: divergence.Origin, lr: float) -> RunDiverged:
        """What is told of a divergence with a learning rate, once the run is back at its last state."""
        training = self._training
        return RunDiverged(
            run=self.name,
            epoch=(origin.step - 1) // training.batches.count + 1,
            step=origin.step,
            position=origin.position,
            layer="" if origin.position is None else training.network.layers[origin.position].name,
            what=origin.what,
            lr=lr,
            suggested_lr=lr / LOWER,
            checkpoint=to_checkpoint(self._kept.newest, self._mark),
        )
