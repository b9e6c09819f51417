"""Early stopping: the best weights so far, and when to go back to them."""

from __future__ import annotations

import math

from torch import Tensor, nn

from playground.runs.config import EarlyStopping


class Stopping:
    """Watches the validation loss epoch by epoch; without a configuration it does nothing.

    Attributes:
        best: The least validation loss.
        waited: Epochs since then.
        stopped: Patience is at its end, and the model has its best weights.
        kept: The best weights and buffers by name; empty before the first epoch.
    """

    def __init__(self, config: EarlyStopping | None, model: nn.Sequential) -> None:
        self._config = config
        self._model = model
        self.best = math.inf
        self.waited = 0
        self.stopped = False
        self.kept: dict[str, Tensor] = {}

    def look(self, loss: Tensor) -> None:
        """Takes in the validation loss of an epoch (waits for the device)."""
        if self._config is None:
            return
        value = float(loss)
        if value < self.best - self._config.min_delta or not self.kept:
            self.best = value if math.isfinite(value) else math.inf
            self.waited = 0
            self._keep()
            return
        self.waited += 1
        if self.waited >= self._config.patience:
            self.stopped = True
            for name, live in self._model.state_dict().items():
                live.copy_(self.kept[name])

    def _keep(self) -> None:
        state = self._model.state_dict()
        if not self.kept:
            self.kept = {name: value.clone() for name, value in state.items()}
            return
        for name, value in state.items():
            self.kept[name].copy_(value)
