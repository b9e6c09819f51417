"""Early stopping: the best weights so far, and whether to stop."""

from __future__ import annotations

import math

from torch import Tensor, nn

from playground.runs.config import EarlyStopping


class Stopping:
    """Watches the validation loss epoch by epoch; without a configuration it does nothing.

    ``min_delta`` decides how long to wait, not which weights are best: those of the epoch with the least loss of all, as scikit-learn keeps
    them too. They are put into the model when the run ends, for whatever reason; until then it trains on.

    Attributes:
        best: The loss that the next one must fall below by ``min_delta``.
        waited: Epochs since then.
        stopped: Patience is at its end.
        least: The least validation loss.
        since: Epochs since then.
        kept: Weights and buffers of that epoch by name; empty before the first epoch ends.
    """

    def __init__(self, config: EarlyStopping | None, model: nn.Sequential) -> None:
        self._config = config
        self._model = model
        self.best = self.least = math.inf
        self.waited = self.since = 0
        self.stopped = False
        self.kept: dict[str, Tensor] = {}

    def look(self, loss: Tensor) -> None:
        """Takes in the validation loss of an epoch (waits for the device)."""
        if self._config is None:
            return
        value, first = float(loss), not self.kept
        if value < self.least or first:
            self.least, self.since = _or_infinite(value), 0
            self._keep()
        else:
            self.since += 1
        if value < self.best - self._config.min_delta or first:
            self.best, self.waited = _or_infinite(value), 0
            return
        self.waited += 1
        self.stopped = self.waited >= self._config.patience

    def wait_anew(self) -> None:
        """The run is trained longer: if patience was at its end, it begins anew; what is best stays so."""
        if self.stopped:
            self.stopped, self.waited = False, 0

    def restore(self) -> None:
        """Puts the best weights into the model."""
        for name, live in self._model.state_dict().items():
            live.copy_(self.kept[name])

    def _keep(self) -> None:
        state = self._model.state_dict()
        if not self.kept:
            self.kept = {name: value.clone() for name, value in state.items()}
            return
        for name, value in state.items():
            self.kept[name].copy_(value)


def _or_infinite(value: float) -> float:
    return value if math.isfinite(value) else math.inf
