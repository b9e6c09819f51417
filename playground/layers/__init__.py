"""What can be dragged into a network.

A layer type is one frozen dataclass. Its settings make the form in the inspector, ``output_shape`` makes the live shape check,
``torch_class`` and ``arguments`` make both the torch module and the exported code. Standard library only.

To add a layer type, write:

1. its class, named as torch names it, in the file of its family, and its name in the import and in ``LAYERS`` below; ``Layer`` tells what
   a class can declare, and ``tests/training/test_build.py`` compares it with what torch does;
2. its icon, ``resources/icons/<name in small letters>.svg``: 16 x 16 in ``currentColor``; without it that of its family is shown;
3. its texts in Korean: ``packaging/translate.py`` tells how.

Only where torch has no such module: that as well, in ``training/modules.py`` under the same name, and its source in ``network/code.py``.
"""

from __future__ import annotations

from playground.layers.activations import (
    ELU,
    GELU,
    SELU,
    Identity,
    LeakyReLU,
    LogSigmoid,
    LogSoftmax,
    ReLU,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Tanh,
)
from playground.layers.convolution import AvgPool1d, AvgPool2d, Conv1d, Conv2d, MaxPool1d, MaxPool2d
from playground.layers.core import Linear
from playground.layers.layer import FAMILIES, Family, Layer, Repair, Shape, ShapeError, shape_text
from playground.layers.recurrent import GRU, LSTM, RNN
from playground.layers.regularisation import BatchNorm1d, Dropout, LayerNorm
from playground.layers.reshaping import Flatten, Unflatten

LAYERS: dict[str, type[Layer]] = {
    layer.__name__: layer
    for layer in (
        *(Linear,),
        *(ReLU, LeakyReLU, ELU, SELU, GELU, SiLU, Tanh, Sigmoid, LogSigmoid, Softplus, Softmax, LogSoftmax, Identity),
        *(RNN, LSTM, GRU),
        *(Dropout, BatchNorm1d, LayerNorm),
        *(Conv1d, Conv2d, MaxPool1d, MaxPool2d, AvgPool1d, AvgPool2d),
        *(Flatten, Unflatten),
    )
}
"""All layer types by name, in the order of the palette within each family."""

__all__ = [
    "ELU",
    "FAMILIES",
    "GELU",
    "GRU",
    "LAYERS",
    "LSTM",
    "RNN",
    "SELU",
    "AvgPool1d",
    "AvgPool2d",
    "BatchNorm1d",
    "Conv1d",
    "Conv2d",
    "Dropout",
    "Family",
    "Flatten",
    "Identity",
    "Layer",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "LogSigmoid",
    "LogSoftmax",
    "MaxPool1d",
    "MaxPool2d",
    "ReLU",
    "Repair",
    "Shape",
    "ShapeError",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Tanh",
    "Unflatten",
    "shape_text",
]
