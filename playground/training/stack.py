"""Small networks of one kind trained together: their weights stand side by side in one tensor per layer, so one kernel serves them all.

The step of a small network is all overhead, so five in one cost little more than one. Each keeps its own batches, chance, loss,
record and early stopping; forward and backward pass and the optimizer, which works number by number, are shared. The numbers are those
that each would give alone, up to the order of additions inside a matrix product. Layers and optimizers say themselves whether they can be
stacked; ``runs.folds.kept_apart_by`` says what hinders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor, nn

from playground.fields import plain
from playground.training.forward import function_of
from playground.training.loop import CHUNK, Training, with_l1
from playground.training.optimizer_steps import Updater

Layer = Callable[[Tensor, Sequence[int]], Tensor]


def stackable_with(training: Training) -> tuple[object, ...]:
    """Trainings for which this is equal can be in one stack: as many steps in an epoch, and weights of the same shapes."""
    return (training.batches.count, *(tuple(value.shape) for value in training.model.parameters()))


class Stack:
    """Trainings that take their steps together. Lives on the thread that trains.

    One that ends early leaves, and the rest go on.
    """

    def __init__(self, trainings: Sequence[Training], make_room: Callable[[], None]) -> None:
        """Puts the weights side by side.

        Args:
            trainings: At least one, before their first step.
            make_room: Reads every recorder that is full; called before each step.
        """
        self._make_room = make_room
        self._members = list(trainings)
        self._device = trainings[0].device
        self._config = trainings[0].config
        self._own = [[value.detach() for value in training.model.parameters()] for training in trainings]
        self._stacked([torch.stack([_row(value) for value in values]) for values in zip(*self._own, strict=True)])
        self._generators = [_generator(training) for training in trainings]
        self._loss_of_each = _loss_of_each(trainings[0])
        self._begin_epoch()

    def steps(self, training: Training) -> Iterator[None]:
        """Makes a step of all members each time it is pulled, until this one has none left."""
        while training.done < self._config.epochs and not training.stopping.stopped:
            self._make()
            yield

    def bring_home(self, training: Training) -> None:
        """Writes the weights of a member, as they are now, into its own model."""
        if training in self._members:
            index = self._members.index(training)
            torch._foreach_copy_(self._own[index], [home[index] for home in self._homes()])

    def leave(self, training: Training) -> None:
        """Goes on without a member, whose model keeps what it holds."""
        if training not in self._members:
            return
        gone = self._members.index(training)
        keep = [index for index in range(len(self._members)) if index != gone]
        for rows in (self._members, self._own, self._generators, self._batches):
            del rows[gone]
        self._full = self._validation = None
        if not keep:
            return
        chosen = torch.tensor(keep, device=self._device)
        count, old = len(keep) + 1, self._updater
        self._stacked([value.detach().index_select(0, chosen) for value in self._parameters])
        state = {
            name: value.index_select(0, chosen) if value.dim() and len(value) == count else value
            for name, value in old.tensors().items()
        }
        if state:
            self._updater.load(state)

    # the step

    def _stacked(self, values: list[Tensor]) -> None:
        """Takes over weights ``(members, in, out)`` and biases ``(members, 1, out)``."""
        self._parameters = [nn.Parameter(value) for value in values]
        self._updater = Updater(self._parameters, self._config.optimizer, self._device)
        self._updater.lr = self._members[0].updater.lr
        self._layers, self._quiet_layers = self._functions(), self._functions(quiet=True)

    def _functions(self, quiet: bool = False) -> list[Layer]:
        """The layers as functions of ``(members, samples, features)`` and the true number of samples of each; ``quiet``: no dropout."""
        left = iter(self._parameters)
        functions: list[Layer] = []
        for module in self._members[0].model:
            if isinstance(module, nn.Linear):
                functions.append(_linear(next(left), next(left) if module.bias is not None else None))
            elif isinstance(module, nn.Dropout):
                if module.p > 0 and not quiet:
                    functions.append(self._dropout(module.p))
            elif not isinstance(module, nn.Identity):
                functions.append(_elementwise(module))
        return functions

    def _dropout(self, p: float) -> Layer:
        """Dropout that draws for each member what it would draw alone."""

        def drop(x: Tensor, sizes: Sequence[int]) -> Tensor:
            if p == 1:
                return x * 0.0
            even = min(sizes) == max(sizes)
            kept = torch.empty_like(x) if even else torch.zeros_like(x)  # 0 where there is no sample
            for row, size, generator in zip(kept.unbind(), sizes, self._generators, strict=True):
                row[:size].bernoulli_(1 - p, generator=generator)
            return x * kept.div_(1 - p)

        return drop

    def _begin_epoch(self) -> None:
        self._batches = [training.batches.epoch() for training in self._members]

    def _make(self) -> None:
        """One step of every member."""
        self._make_room()
        members = self._members
        batches = [next(batches) for batches in self._batches]
        sizes = [len(y) for _x, y in batches]
        whole = self._side_by_side([x for x, _y in batches], sizes)
        for layer in self._layers:
            whole = layer(whole, sizes)
        outputs = [output if len(output) == size else output[:size] for output, size in zip(whole.unbind(), sizes, strict=True)]
        ys = [y for _x, y in batches]
        losses = self._losses(whole, outputs, ys)
        gradients = list(torch.autograd.grad(losses.sum(), self._parameters))
        self._record(losses.detach(), outputs, ys, gradients)
        if self._config.l1:
            weights = members[0].weights
            own = [value.detach() for value in weights.of(self._parameters)]
            gradients = with_l1(gradients, weights.indices, own, self._config.l1)
        if self._config.clip_grad_norm is not None:
            gradients = self._clipped(gradients, self._config.clip_grad_norm)
        last = members[0].place + 1 == members[0].batches.count
        before = self._weights() if last else []
        self._updater.step(gradients)
        for training in members:
            training.count_step()
        if last:
            self._end_epoch(before)

    def _weights(self) -> list[Tensor]:
        """Copies of the stacked weights, without biases."""
        return [value.detach().clone() for value in self._members[0].weights.of(self._parameters)]

    def _record(self, losses: Tensor, outputs: list[Tensor], ys: list[Tensor], gradients: list[Tensor]) -> None:
        """Writes down for each member what ``Training`` would: loss, metric, norms of the gradients of its weights."""
        first = self._members[0]
        kind, measure = first.norm_type, first.metric.measure
        if measure is None:
            metrics = first.recorder.nothing.expand(len(losses))
        else:
            metrics = torch.stack([measure(output.detach(), y) for output, y in zip(outputs, ys, strict=True)]).to(kind)
        norms = [torch.linalg.vector_norm(value, dim=(1, 2), dtype=kind) for value in first.weights.of(gradients)]
        rows = torch.stack([losses.to(kind), metrics, *norms], dim=1)
        torch._foreach_copy_([training.recorder.step_row() for training in self._members], list(rows.unbind()))
        for training, y in zip(self._members, ys, strict=True):
            if training.criterion.weight is not None:
                training.recorder.weigh(training.criterion.weight(y))

    def _end_epoch(self, before: list[Tensor]) -> None:
        """Writes down the epoch of every member, as ``Training`` would, and begins the next; ``before``: the weights before the last step."""
        kind = self._members[0].norm_type
        after = self._weights()
        change = torch._foreach_sub(after, before)
        norms = [torch.linalg.vector_norm(value, dim=(1, 2), dtype=kind) for value in (*after, *change, *before)]
        losses, metrics = self._validated(kind)
        rows = torch.stack([losses, metrics, *norms], dim=1)
        torch._foreach_copy_([training.recorder.epoch_row() for training in self._members], list(rows.unbind()))
        if self._config.early_stopping is not None:
            self._bring_all_home()  # the best weights are kept from the models
        for training, loss in zip(self._members, losses.unbind(), strict=True):
            training.close_epoch(loss)
        for training in [member for member in self._members if member.stopping.stopped]:
            self.leave(training)
        if self._members:
            self._updater.lr = self._members[0].updater.lr
            self._begin_epoch()

    def _side_by_side(self, parts: list[Tensor], sizes: list[int]) -> Tensor:
        """``(members, samples, features)``; where members differ by a sample, 0 in its place. A full batch is kept."""
        if self._full is not None:
            return self._full
        x = _padded(parts)
        if self._members[0].batches.count == 1:
            self._full = x
        return x

    def _validated(self, kind: torch.dtype) -> tuple[Tensor, Tensor]:
        """``(members,)`` validation loss of each, and the sum of its metric; NaN where there is no validation part, or no metric."""
        members = self._members
        parts = [training.validation for training in members if training.validation is not None]
        nothing = members[0].recorder.nothing.expand(len(members))
        if len(parts) < len(members):
            return nothing, nothing
        if max(len(x) for x, _y in parts) > CHUNK:
            self._bring_all_home()
            pairs = [training.evaluate(*part) for training, part in zip(members, parts, strict=True)]
            return torch.stack([loss.to(kind) for loss, _metric in pairs]), torch.stack(
                [metric.to(kind) for _loss, metric in pairs]
            )
        ys, measure = [y for _x, y in parts], members[0].metric.measure
        sizes = [len(y) for y in ys]
        with torch.no_grad():
            if self._validation is None:
                self._validation = _padded([x for x, _y in parts])
            whole = self._validation
            for layer in self._quiet_layers:
                whole = layer(whole, sizes)
            outputs = [output[:size] for output, size in zip(whole.unbind(), sizes, strict=True)]
            losses = self._losses(whole, outputs, ys).to(kind)
            if measure is None:
                return losses, nothing
            return losses, torch.stack([measure(output, y) for output, y in zip(outputs, ys, strict=True)]).to(kind)

    _full: Tensor | None = None
    _validation: Tensor | None = None

    def _losses(self, whole: Tensor, outputs: list[Tensor], ys: list[Tensor]) -> Tensor:
        """``(members,)`` the loss of each: all at once where it is a mean over equally many numbers, else one by one."""
        if self._loss_of_each is not None and all(len(y) == whole.shape[1] for y in ys):
            return self._loss_of_each(whole, torch.stack(ys)).mean(dim=(1, 2))
        return torch.stack([member.loss(*pair) for member, *pair in zip(self._members, outputs, ys, strict=True)])

    def _clipped(self, gradients: list[Tensor], most: float) -> list[Tensor]:
        """The gradients of each member, scaled down together where their joint norm exceeds ``most``."""
        norms = torch.stack([torch.linalg.vector_norm(value, dim=(1, 2)) for value in gradients])
        total = torch.linalg.vector_norm(norms, dim=0)
        factor = (most / (total + 1e-6)).clamp(max=1.0)[:, None, None]
        return [value * factor for value in gradients]

    def _homes(self) -> list[Tensor]:
        """The stacked weights as the models have them: ``(members, out, in)`` and ``(members, out)``."""
        return [
            value.detach().transpose(1, 2) if home.dim() > 1 else value.detach()[:, 0]
            for value, home in zip(self._parameters, self._own[0], strict=True)
        ]

    def _bring_all_home(self) -> None:
        sources = [value for values in zip(*(home.unbind() for home in self._homes()), strict=True) for value in values]
        torch._foreach_copy_([value for values in self._own for value in values], sources)


def _padded(parts: Sequence[Tensor]) -> Tensor:
    """Rows of members, of whom some may have fewer, as ``(members, most rows, features)``; 0 where there is none."""
    if len({len(part) for part in parts}) == 1:
        return torch.stack(list(parts))
    x = torch.zeros(len(parts), max(len(part) for part in parts), parts[0].shape[1], device=parts[0].device)
    for row, part in zip(x.unbind(), parts, strict=True):
        row[: len(part)] = part
    return x


def _row(value: Tensor) -> Tensor:
    """A weight as ``(in, out)``, a bias as ``(1, out)``."""
    return value.detach().t() if value.dim() == 2 else value.detach()[None]


def _loss_of_each(training: Training) -> Callable[[Tensor, Tensor], Tensor] | None:
    """The loss of each single number, where the loss of a batch is their plain mean; None elsewhere."""
    loss = training.config.loss
    if not loss.plain_mean or training.metric.reads_beside:
        return None
    forward: Callable[[Tensor, Tensor], Tensor] = getattr(nn, loss.name)(**plain(loss), reduction="none").forward
    return forward


def _generator(training: Training) -> torch.Generator | None:
    """The random numbers of a training, from where they are; None if it draws none."""
    if training.chance is None:
        return None
    generator = torch.Generator()
    generator.set_state(training.chance.state()["cpu"])
    return generator


def _linear(weight: Tensor, bias: Tensor | None) -> Layer:
    if bias is None:
        return lambda x, _sizes: torch.bmm(x, weight)
    return lambda x, _sizes: torch.baddbmm(bias, x, weight)


def _elementwise(module: nn.Module) -> Layer:
    function = function_of(module)
    return lambda x, _sizes: function(x)
