"""What the engine tells the window: reports. The pictures among them are in ``pictures``."""

from __future__ import annotations

from typing import Literal

import msgspec
from typing_extensions import override

from playground.datasets.dataset import DatasetInfo
from playground.datasets.floats import Floats as Floats


class Report(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """What the engine tells."""


class Accepted(Report, frozen=True, tag=True):
    """The command has arrived and will be carried out."""

    request: int


class Refused(Report, frozen=True, tag=True):
    """The command cannot be carried out; ``message`` says where, what, and what instead."""

    request: int
    message: str


class Answer(Report, frozen=True, tag=True, kw_only=True):
    """What a command led to; ``request`` is the command's number, 0 where nobody waits for it."""

    request: int = 0

    @property
    def last(self) -> bool:
        """Whether nothing follows it."""
        return True


class DeviceInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A device that can train.

    Attributes:
        name: ``cpu``, ``cuda``, ``mps`` or ``xpu``.
        label: The name its maker gave it, with its memory where known.
        step_ms: Median time of a step in milliseconds, where it was measured.
        problem: Why it could not be used; empty if it can.
    """

    name: str
    label: str
    step_ms: float | None = None
    problem: str = ""


class EngineReady(Report, frozen=True, tag=True):
    """torch is loaded and the worker waits.

    Attributes:
        versions: Version of python, torch, numpy, scikit-learn.
        devices: The devices that were found; ``cpu`` is always there.
    """

    versions: dict[str, str]
    devices: tuple[DeviceInfo, ...]


class ScheduleCurve(Answer, frozen=True, tag=True):
    """Answer to ``PreviewSchedule``.

    Attributes:
        rates: ``(epochs,)`` learning rate of each epoch, 1,000 of them at most, evenly chosen.
        epochs: ``(epochs,)`` their numbers, from 1.
        fixed: False if the rates depend on the loss, so that this is only what happens while it falls.
    """

    epochs: Floats
    rates: Floats
    fixed: bool


class LearningRateTest(Answer, frozen=True, tag=True):
    """How far a learning-rate range test is (Smith 2015): one step with each rate, larger from step to step.

    Attributes:
        rates: ``(N,)`` the learning rates tried so far.
        losses: ``(N,)`` the training loss of the batch, smoothed.
        proposed: The rate that is proposed, with which the loss fell in many steps; None while it is not known, or where there is none.
        trying: The rate with which many steps are being made, to see whether it works; None before.
        done: The test is over.
        message: Why there is no proposal, in words; else empty.
    """

    rates: Floats
    losses: Floats
    proposed: float | None = None
    trying: float | None = None
    done: bool = False
    message: str = ""

    @property
    @override
    def last(self) -> bool:
        return self.done


class WeightedLayer(msgspec.Struct, frozen=True, kw_only=True):
    """A layer whose gradient is measured: its position in the network, counted from 0, its type and its number of weights."""

    position: int
    layer: str
    weights: int


class RunStarted(Report, frozen=True, tag=True):
    """A run was built.

    Attributes:
        run: Its name in the session.
        device: ``cpu``, ``cuda``, ...
        device_note: What "fastest" measured, in words; empty if the device was chosen.
        layers: The layers with weights, in the order of all per-layer columns.
        metrics: Names of the metrics, in the order of the metric columns.
        epochs: Epochs planned.
        steps_per_epoch: Optimizer steps per epoch.
        parameters: Weights and biases.
        start: First 8 hexadecimal digits of the SHA-256 of all initial weights and biases: equal means the same start.
        epoch: Epochs already done (more than 0 after a resume).
        info: The dataset as it was prepared.
        constant_loss: Training loss of the best constant answer: of always giving the mean, or the shares of the classes. None if unknown, or no yardstick.
        constant_val_loss: Validation loss of that answer, in the same way.
        feature_ratio: Standard deviation of the widest feature over that of the narrowest, as the network gets them; constant ones aside.
        target_lowest: The lowest number among the targets of training, as the loss gets it; None of classes.
        target_rms: Root mean square of those targets; None of classes.
    """

    run: str
    device: str
    device_note: str
    layers: tuple[WeightedLayer, ...]
    metrics: tuple[str, ...]
    epochs: int
    steps_per_epoch: int
    parameters: int
    start: str
    epoch: int
    info: DatasetInfo
    constant_loss: float | None = None
    constant_val_loss: float | None = None
    feature_ratio: float | None = None
    target_lowest: float | None = None
    target_rms: float | None = None


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a run needs to go on, bit for bit: weights, optimizer state, random numbers. safetensors, never pickle.

    Attributes:
        epoch: Epochs done; a checkpoint is made between two epochs, or between two steps while a long epoch is under way.
        step: Optimizer steps done.
        seconds: Time spent training.
        data: A safetensors file.
        device: Where it was trained, and can go on.
    """

    epoch: int
    step: int
    seconds: float
    data: bytes
    device: str = "cpu"


class RunCheckpoint(Report, frozen=True, tag=True):
    """The newest finite state of a run; about once a second, and when it pauses or ends."""

    run: str
    checkpoint: Checkpoint


class RunPaused(Report, frozen=True, tag=True):
    """The runs wait for ``Resume`` or ``Step``."""


class RunResumed(Report, frozen=True, tag=True):
    """The runs go on."""


NotFinite = Literal["output", "loss", "gradient", "weights"]
"""What was no longer a finite number."""


class RunDiverged(Report, frozen=True, tag=True):
    """The loss or a gradient is NaN or infinite: the run is paused at its last finite state.

    Attributes:
        run: Its name in the session.
        epoch: Number of the epoch in which it began, from 1.
        step: Number of the optimizer step in which it began, from 1.
        position: The layer where the first such number arose; None if it was the loss.
        layer: Name of that layer; empty if it was the loss.
        what: What it was.
        lr: The learning rate then.
        suggested_lr: A lower one to try from the last finite state.
        checkpoint: The last finite state.
    """

    run: str
    epoch: int
    step: int
    position: int | None
    layer: str
    what: NotFinite
    lr: float
    suggested_lr: float
    checkpoint: Checkpoint


EndReason = Literal["finished", "stopped", "early_stopping", "diverged", "failed", "interrupted"]
"""``finished``: all epochs are done; ``stopped``: by the user in the window; ``interrupted``: by Ctrl+C on the command line."""


class RunEnded(Report, frozen=True, tag=True):
    """A run is over.

    Attributes:
        run: Its name in the session.
        reason: Why.
        message: The reason in words.
        epoch: Epochs done.
        step: Optimizer steps done.
        seconds: Time spent training.
        figures: Final figures by name: ``train_loss``, ``val_rmse``, ... in original units.
        best_epoch: With early stopping the epoch with the least validation loss, whose weights are kept; else None.
    """

    run: str
    reason: EndReason
    message: str
    epoch: int
    step: int
    seconds: float
    figures: dict[str, float]
    best_epoch: int | None = None


class RunTested(Answer, frozen=True, tag=True):
    """What a run does on the test part: figures by name (``test_loss``, ``test_rmse``, ...), or ``problem``: why they could not be measured."""

    run: str
    figures: dict[str, float]
    problem: str = ""


class EngineFailed(Report, frozen=True, tag=True):
    """Something went wrong that no other report tells of; the engine goes on where it can."""

    message: str
