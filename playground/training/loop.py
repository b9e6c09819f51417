"""The training loop: a generator that yields once per optimizer step and knows no pause, stop or window.

Whoever pulls it decides when the next step comes. Nothing in it waits for the device: what it measures goes into the buffers of
``record``; only early stopping, which must know the validation loss, reads one number at the end of each epoch.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn

from playground.datasets.dataset import Part
from playground.network import Network, infer_shapes
from playground.runs.config import RunConfig
from playground.training.batches import Batches, on_device
from playground.training.chance import Chance
from playground.training.forward import forward_of
from playground.training.gradients import Weights, norm_type
from playground.training.losses import build_loss
from playground.training.metrics import Metric
from playground.training.optimizer_steps import Tensors, Updater
from playground.training.recorder import Recorder
from playground.training.schedule import Schedule
from playground.training.stopping import Stopping

CHUNK = 4096
"""Samples that are evaluated at once, at least; a larger batch is proof that more fit."""


class Training:
    """One model and everything that changes while it is trained. Lives on the thread that trains.

    Attributes:
        network: What the model was built from.
        model: The model, on its device.
        done: Epochs finished.
        place: Steps done of the epoch under way.
        steps: Steps done in all.
        seconds: Time spent, as far as the owner counts it.
        spreads: Variance of the targets of training and validation, in the unit that the metric counts errors in.
        lrs: Learning rate of each finished epoch that has not been read from the recorder.
        criterion: The loss; ``loss`` is its mean over a batch.
        total: What the loss of all training samples together is divided by.
        norm_type: The type that norms are added up in.
    """

    def __init__(
        self, network: Network, model: nn.Sequential, config: RunConfig, parts: tuple[Part, Part], metric: Metric, device: str
    ) -> None:
        self.device = torch.device(device)
        self.model = model.to(self.device)
        self.network, self.config, self.metric = network, config, metric
        self.weights = Weights(network, model)
        self.batches = Batches(
            *on_device(parts[0], self.device),
            config.batch_size,
            config.seed,
            join_last=any(layer.over_batch for layer in network.layers),
        )
        self.spreads = tuple(metric.spread(part) for part in parts)
        self.validation = on_device(parts[1], self.device) if len(parts[1].x) else None
        self.chance = Chance(config.seed, self.device) if any(layer.draws() for layer in network.layers) else None
        self.updater = Updater(list(model.parameters()), config.optimizer, self.device)
        self.schedule = Schedule(config.scheduler, config.optimizer.lr, config.epochs)
        self.updater.lr = self.schedule.lr
        self.stopping = Stopping(config.early_stopping, model)
        self.done = self.place = self.steps = 0
        self.seconds = 0.0
        self.lrs: list[float] = []
        self.forward = forward_of(model)
        outputs = infer_shapes(network, parts[0].x.shape[1:]).layers[-1].output[-1]
        self.criterion = build_loss(config.loss, parts[0].y, outputs, self.device)
        self.loss = metric.only_targets(self.criterion.mean)
        self.total = self.criterion.total(self.batches.targets)
        self.recorder = Recorder(self.weights, self.batches, self.device, weighted=self.criterion.weight is not None)
        self._parameters = tuple(model.parameters())
        self._switched = [
            module
            for module, layer in zip(model, network.layers, strict=True)
            if layer.draws() or layer.over_batch  # what training and evaluation differ for
        ]
        self._before = [torch.empty_like(value) for value in self.weights.values]
        self.norm_type = norm_type(self.device)

    @property
    def position(self) -> float:
        """Where it is, in epochs."""
        return self.done + self.place / self.batches.count

    def run(self) -> Iterator[None]:
        """Trains from where it is to the end, one optimizer step each time it is pulled."""
        while self.done < self.config.epochs and not self.stopping.stopped:
            for x, y in self.batches.epoch(self.place):
                if self.chance is not None:
                    self.chance.take()
                self._step(x, y, last=self.place + 1 == self.batches.count)
                yield

    def evaluate(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Mean loss and sum of the metric over samples, with dropout off, on the device; without gradients.

        The loss is that of all samples in one piece: each chunk counts for what its own loss was divided by (see ``losses``).
        """
        chunk = max(CHUNK, self.batches.size)
        losses, metrics, counts = [], [], []
        measure, weight = self.metric.measure, self.criterion.weight
        with torch.no_grad(), self.evaluating():
            for begin in range(0, len(x), chunk):
                xs, ys = (x, y) if len(x) <= chunk else (x[begin : begin + chunk], y[begin : begin + chunk])
                prediction = self.forward(xs)
                losses.append(self.loss(prediction, ys))
                counts.append(torch.tensor(float(len(xs)), device=x.device) if weight is None else weight(ys))
                metrics.append(self.recorder.nothing if measure is None else measure(prediction, ys))
            if len(losses) == 1:
                return losses[0], metrics[0]
            shares = torch.stack(counts).to(self.norm_type)
            loss = (torch.stack(losses).to(self.norm_type) * shares).sum() / shares.sum()
            return loss, torch.stack(metrics).sum()

    @contextlib.contextmanager
    def evaluating(self) -> Iterator[None]:
        """Evaluation mode for the modules that know one."""
        for module in self._switched:
            module.eval()
        try:
            yield
        finally:
            for module in self._switched:
                module.train()

    def _record(self, loss: Tensor, prediction: Tensor, y: Tensor, norms: Sequence[Tensor]) -> None:
        """Writes down a step: its loss, what the metric makes of it, and the norms of the gradients of the weights."""
        measure, kind = self.metric.measure, self.norm_type  # one type for all: stacking several takes a slower way
        metric = self.recorder.nothing if measure is None else measure(prediction.detach(), y)
        self.recorder.step([loss.detach().to(kind), metric.to(kind), *norms])
        if self.criterion.weight is not None:
            self.recorder.weigh(self.criterion.weight(y))

    def count_step(self) -> None:
        """A step was made."""
        self.steps += 1
        self.place += 1

    def close_epoch(self, loss: Tensor) -> None:
        """The epoch is over and written down; ``loss`` is its validation loss, NaN without a validation part."""
        self.lrs.append(self.updater.lr)
        self.batches.finish_epoch()
        self.done += 1
        self.place = 0
        self.stopping.look(loss)
        if self.schedule.changes:
            self.updater.lr = self.schedule.next_epoch(self._watched_loss(loss) if self.schedule.watches_loss else 0.0)

    def _step(self, x: Tensor, y: Tensor, last: bool) -> None:
        prediction = self.forward(x)
        loss = self.loss(prediction, y)
        gradients: Tensors = torch.autograd.grad(loss, self._parameters)
        self._record(loss, prediction, y, torch._foreach_norm(self.weights.of(gradients), 2, dtype=self.norm_type))
        if self.config.l1:
            gradients = with_l1(gradients, self.weights.indices, self.weights.values, self.config.l1)
        if self.config.clip_grad_norm is not None:
            gradients = clipped(gradients, self.config.clip_grad_norm)
        if last:
            torch._foreach_copy_(self._before, self.weights.values)
        if self.updater.searches:
            self.updater.search(gradients, self._penalised(loss.detach()), lambda: self._measured(x, y))
        else:
            self.updater.step(gradients)
        self.count_step()
        if last:
            self._end_epoch()

    def _penalised(self, loss: Tensor) -> Tensor:
        """A loss with the L1 penalty, which is what an optimizer that searches must see."""
        if not self.config.l1:
            return loss
        return loss + self.config.l1 * torch.stack(torch._foreach_norm(self.weights.values, 1)).sum()

    def _measured(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensors]:
        """Loss and gradients at the present weights, for an optimizer that looks at several places in one step."""
        loss = self.loss(self.forward(x), y)
        gradients: Tensors = torch.autograd.grad(loss, self._parameters)
        return self._penalised(loss.detach()), with_l1(
            gradients, self.weights.indices, self.weights.values, self.config.l1
        ) if self.config.l1 else gradients

    def _end_epoch(self) -> None:
        values, before, count = self.weights.values, self._before, self.weights.columns
        change = torch._foreach_sub(values, before)
        norms = torch._foreach_norm([*values, *change, *before], 2, dtype=self.norm_type)
        loss = metric = self.recorder.nothing
        if self.validation is not None:
            loss, metric = self.evaluate(*self.validation)
        assert len(norms) == 3 * count
        self.recorder.epoch([loss.to(self.norm_type), metric.to(self.norm_type), *norms])
        self.close_epoch(loss)

    def _watched_loss(self, validation: Tensor) -> float:
        """The validation loss of the epoch that ends, or without a validation part its training loss (waits for the device)."""
        return float(validation) if self.validation is not None else self.recorder.epoch_sum() / self.total


def with_l1(gradients: Tensors, indices: Sequence[int], weights: Tensors, l1: float) -> list[Tensor]:
    """The gradients with that of the L1 penalty on the weights, not on biases, added: ``l1 * sign(w)``; ``indices``: where those of weights are."""
    result = list(gradients)
    pulled = torch._foreach_add([result[index] for index in indices], torch._foreach_sign(weights), alpha=l1)
    for index, gradient in zip(indices, pulled, strict=True):
        result[index] = gradient
    return result


def clipped(gradients: Tensors, most: float) -> list[Tensor]:
    """The gradients, scaled down together where their joint norm exceeds ``most``: what ``nn.utils.clip_grad_norm_`` does."""
    total = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(gradients, 2)))
    factor = (most / (total + 1e-6)).clamp(max=1.0)
    return list(torch._foreach_mul(gradients, factor))
