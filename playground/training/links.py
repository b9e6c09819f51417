"""The weights between the units that are drawn as nodes and links."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn

from playground.network import columns_of
from playground.runs.messages import RunWeights
from playground.training.evaluation import Speaker


def links(speaker: Speaker) -> RunWeights:
    """Weights and biases of the units that are shown, as they are now."""
    training = speaker.training
    columns = columns_of(training.network, speaker.prepared.info.signature.input_shape)
    nothing = torch.zeros(0)
    tables: list[Tensor] = []
    for before, column in pairwise(columns):
        module = training.model[column.begin]
        weight, bias = nothing.reshape(0, 0), nothing
        if column.linked and isinstance(module, nn.Linear):
            weight = module.weight.detach()[: column.shown, : before.shown]
            bias = module.bias.detach()[: column.shown] if module.bias is not None else nothing
        tables += [weight, bias]
    numbers = [table.cpu().numpy().astype(np.float64) for table in tables]
    return RunWeights(run=speaker.run, epoch=speaker.epoch, weights=tuple(numbers[::2]), biases=tuple(numbers[1::2]))
