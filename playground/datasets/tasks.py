"""The four tasks, and what each wants of the network and of the loss."""

from __future__ import annotations

from dataclasses import dataclass

from playground.language import N_


@dataclass(frozen=True)
class Task:
    """What is learned.

    Attributes:
        label: Name on screen, to be translated where it is shown.
        loss: The loss that is proposed.
        metrics: Names of the figures reported per epoch beside the loss, in the history as ``train_*`` and ``val_*``.
    """

    label: str
    loss: str
    metrics: tuple[str, ...]


TASKS: dict[str, Task] = {
    "regression": Task(N_("Regression"), "MSELoss", ("rmse", "r2")),
    "binary": Task(N_("Two classes"), "BCEWithLogitsLoss", ("accuracy",)),
    "multiclass": Task(N_("Several classes"), "CrossEntropyLoss", ("accuracy",)),
    "forecast": Task(N_("Forecast"), "MSELoss", ("rmse", "r2")),
}
