"""How a network is trained: the section ``training`` of a project file, immutable and declared by fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playground.datasets.folds import Folds
from playground.datasets.tasks import TASKS
from playground.fields import Choice, Integer, Number, SettingError, build, check_settings, plain, setting
from playground.language import N_
from playground.runs.losses import LOSSES, Loss, MSELoss
from playground.runs.named import named_from_plain, named_to_plain
from playground.runs.optimizers import OPTIMIZERS, Adam, Optimizer
from playground.runs.schedulers import SCHEDULERS, Scheduler

_SEEDS = 2**32 - 1


@dataclass(frozen=True)
class EarlyStopping:
    """Ends a run when the validation loss has not fallen for ``patience`` epochs, and goes back to the best weights."""

    patience: int = setting(
        Integer(
            label=N_("Patience"),
            help=N_("Epochs without a better validation loss before the run ends."),
            minimum=1,
            maximum=1_000_000,
        ),
        20,
    )
    min_delta: float = setting(
        Number(
            label=N_("Least gain"),
            help=N_("The validation loss must fall by more than this below the last one that counted as better."),
            minimum=0,
            maximum=1e6,
        ),
        0.0,
    )


INITIALISATIONS = (
    ("default", N_("torch's default")),
    ("xavier", "Xavier"),
    ("kaiming", "Kaiming"),
    ("normal", N_("normal, 0.05")),
)

DEVICES = (
    ("auto", N_("fastest")),
    ("cpu", "CPU"),
    ("cuda", "CUDA"),
    ("mps", "MPS"),
    ("xpu", "XPU"),
)


@dataclass(frozen=True)
class RunConfig:
    """How a network is trained: the section ``training`` of a project file."""

    loss: Loss = field(default_factory=MSELoss)
    optimizer: Optimizer = field(default_factory=Adam)
    scheduler: Scheduler | None = None
    early_stopping: EarlyStopping | None = None
    folds: Folds | None = None  # of a cross-validation; None: what suits the data
    batch_size: int | None = setting(
        Integer(
            label=N_("Batch size"),
            help=N_("Samples per optimizer step."),
            minimum=1,
            maximum=10_000_000,
            optional=True,
            none_label=N_("full batch"),
        ),
        32,
    )
    epochs: int = setting(
        Integer(label=N_("Epochs"), help=N_("How often the training data is gone through."), minimum=1, maximum=100_000_000), 100
    )
    init: str = setting(
        Choice(
            label=N_("Initial weights"),
            help=N_(
                "How large the weights are at the start has a great say in how much of the gradient reaches the first layers."
            ),
            options=INITIALISATIONS,
        ),
        "default",
    )
    seed: int = setting(
        Integer(
            label=N_("Seed"), help=N_("The same number gives the same initial weights and batches."), minimum=0, maximum=_SEEDS
        ),
        0,
    )
    clip_grad_norm: float | None = setting(
        Number(
            label=N_("Clip gradients"),
            help=N_("Scales the gradient of all weights together down to this norm, against exploding gradients."),
            minimum=0,
            above=0,
            maximum=1e9,
            optional=True,
            none_label=N_("off"),
        ),
        None,
    )
    l1: float = setting(
        Number(
            label=N_("L1 penalty"),
            help=N_(
                "Pulls every weight towards 0 with the same force, so that many come close to 0. L2 is the optimizer's weight decay."
            ),
            minimum=0,
            maximum=100,
            logarithmic=True,
        ),
        0.0,
    )
    device: str = setting(
        Choice(
            label=N_("Device"),
            help=N_("Where the network is trained; fastest: a few steps are measured on each."),
            options=DEVICES,
        ),
        "auto",
    )


_NESTED = ("loss", "optimizer", "scheduler", "early_stopping", "folds")


def run_config_from_plain(data: object, path: str = "$.training", task: str = "regression") -> RunConfig:
    """The section ``training`` of a project file; a loss that is left out is the one the task proposes.

    Raises:
        SettingError: an unknown key, a wrong type or a value out of range.
    """
    simple = build(RunConfig, data, path, ignore=_NESTED)
    assert isinstance(data, dict)
    scheduler, stopping, folds = data.get("scheduler"), data.get("early_stopping"), data.get("folds")
    values = plain(simple)
    return RunConfig(
        loss=named_from_plain(LOSSES, data.get("loss", TASKS[task].loss), f"{path}.loss"),
        optimizer=named_from_plain(OPTIMIZERS, data.get("optimizer", "Adam"), f"{path}.optimizer"),
        scheduler=None if scheduler is None else named_from_plain(SCHEDULERS, scheduler, f"{path}.scheduler"),
        early_stopping=None if stopping is None else build(EarlyStopping, stopping, f"{path}.early_stopping"),
        folds=None if folds is None else build(Folds, folds, f"{path}.folds"),
        **values,
    )


def run_config_to_plain(config: RunConfig) -> dict[str, Any]:
    """The section ``training`` as it stands in a project file."""
    loss = named_to_plain(config.loss)
    return {
        "loss": loss["name"] if len(loss) == 1 else loss,
        "optimizer": named_to_plain(config.optimizer),
        "scheduler": named_to_plain(config.scheduler) if config.scheduler else None,
        "early_stopping": plain(config.early_stopping) if config.early_stopping else None,
        "folds": plain(config.folds) if config.folds else None,
        **plain(config),
    }


def check_run_config(config: RunConfig, path: str = "$.training") -> None:
    """Checks a configuration that was made in code.

    Raises:
        SettingError: the first value that cannot be used.
    """
    check_settings(config, path)
    if config.folds is not None:
        check_settings(config.folds, f"{path}.folds")
    for name, part in (("loss", config.loss), ("optimizer", config.optimizer), ("scheduler", config.scheduler)):
        if part is not None:
            check_settings(part, f"{path}.{name}")
            if trouble := part.problem():
                raise SettingError(f"{path}.{name}.{trouble[0]}", trouble[1])
