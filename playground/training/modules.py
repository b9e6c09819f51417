"""Modules that torch lacks, by the name that a layer has as ``torch_class``: recurrent layers that pass one tensor on, so that they fit into an ``nn.Sequential``.

The exported code (``network.code``) writes out the same classes; their state_dict is that of torch's own modules.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn


def _last_state(state: Tensor, bidirectional: bool) -> Tensor:
    """The final state of each direction of the last stacked layer, side by side: ``(batch, directions * hidden_size)``."""
    if not bidirectional:
        return state[-1]
    return torch.cat((state[-2], state[-1]), dim=-1)


class RNN(nn.RNN):
    """``nn.RNN`` with the batch first; ``output`` is ``last`` (the final state of each direction) or ``sequence``."""

    def __init__(self, *arguments: Any, output: str = "last", **settings: Any) -> None:
        super().__init__(*arguments, batch_first=True, **settings)
        self.output = output

    def forward(self, x: Tensor) -> Tensor:  # type: ignore[override]  # one tensor in, one out: what a Sequential needs
        steps, state = super().forward(x)
        return steps if self.output == "sequence" else _last_state(state, self.bidirectional)


class LSTM(nn.LSTM):
    """``nn.LSTM`` with the batch first; ``output`` is ``last`` (the final state of each direction) or ``sequence``."""

    def __init__(self, *arguments: Any, output: str = "last", **settings: Any) -> None:
        super().__init__(*arguments, batch_first=True, **settings)
        self.output = output

    def forward(self, x: Tensor) -> Tensor:  # type: ignore[override]  # one tensor in, one out: what a Sequential needs
        steps, (state, _cell) = super().forward(x)
        return steps if self.output == "sequence" else _last_state(state, self.bidirectional)


class GRU(nn.GRU):
    """``nn.GRU`` with the batch first; ``output`` is ``last`` (the final state of each direction) or ``sequence``."""

    def __init__(self, *arguments: Any, output: str = "last", **settings: Any) -> None:
        super().__init__(*arguments, batch_first=True, **settings)
        self.output = output

    def forward(self, x: Tensor) -> Tensor:  # type: ignore[override]  # one tensor in, one out: what a Sequential needs
        steps, state = super().forward(x)
        return steps if self.output == "sequence" else _last_state(state, self.bidirectional)
