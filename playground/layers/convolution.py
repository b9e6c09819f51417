"""Convolution and pooling in one and two dimensions.

Samples are channels first, as torch has them: ``(channels, length)`` and ``(channels, height, width)``. The size after a
kernel is ``floor((size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride) + 1`` (torch's documentation of ``nn.Conv2d``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from playground.fields import Flag, Integer, plain, setting
from playground.language import N_, _
from playground.layers.layer import Family, Layer, Repair, Shape, ShapeError, shape_text, wants_features
from playground.layers.reshaping import Flatten, Unflatten

_CHANNELS = Integer(label=N_("Output channels"), help=N_("How many filters the layer learns."), minimum=1, maximum=8192)
_KERNEL = Integer(label=N_("Kernel size"), help=N_("Width of the window that slides over the input."), minimum=1, maximum=1024)
_STRIDE = Integer(label=N_("Stride"), help=N_("How far the window moves at each step."), minimum=1, maximum=1024)
_POOL_STRIDE = Integer(
    label=N_("Stride"),
    help=N_("How far the window moves at each step."),
    minimum=1,
    maximum=1024,
    optional=True,
    none_label=N_("as the kernel"),
)
_PADDING = Integer(label=N_("Padding"), help=N_("How many zeros are put around the input."), minimum=0, maximum=512)
_DILATION = Integer(label=N_("Dilation"), help=N_("Distance between the points of the kernel."), minimum=1, maximum=512)


@dataclass(frozen=True)
class _Sliding(Layer):
    """What convolution and pooling share: a window that slides over the last ``dimensions`` dimensions."""

    family: ClassVar[Family] = "convolution"
    dimensions: ClassVar[int]

    def _window(self) -> tuple[int, int, int, int]:
        """Kernel size, stride, padding, dilation."""
        values = plain(self)
        return values["kernel_size"], values["stride"] or values["kernel_size"], values["padding"], values.get("dilation", 1)

    def _form(self) -> str:
        return _("channels × length") if self.dimensions == 1 else _("channels × height × width")

    def _fitting(self, shape: Shape) -> Repair | None:
        """How an input with the wrong number of dimensions is brought to the right one."""
        if self.dimensions == 1 and len(shape) == 1:
            return Repair(_("Insert Unflatten to 1 × {n}").format(n=shape[0]), before=(Unflatten((1, shape[0])),))
        if self.dimensions == 2 and len(shape) == 1:
            side = math.isqrt(shape[0])
            size = (1, side, side) if side * side == shape[0] else (1, 1, shape[0])
            return Repair(_("Insert Unflatten to {shape}").format(shape=shape_text(size)), before=(Unflatten(size),))
        if self.dimensions == 2 and len(shape) == 2:
            size = (1, *shape)
            return Repair(_("Insert Unflatten to {shape}").format(shape=shape_text(size)), before=(Flatten(), Unflatten(size)))
        return None

    def _smaller(self, shape: Shape, padding: int, dilation: int, reach: int) -> Repair:
        """How a kernel that is too large is made to fit: a series that lies across is turned, else the kernel shrinks."""
        if self.dimensions == 1 and shape[1] == 1 and shape[0] > 1 and shape[0] + 2 * padding >= reach:
            text = _("Insert Flatten and Unflatten to 1 × {n}").format(n=shape[0])
            return Repair(text, before=(Flatten(), Unflatten((1, shape[0]))))
        kernel = (min(shape[1:]) + 2 * padding - 1) // dilation + 1
        return Repair(_("Set kernel size to {n}").format(n=kernel), replacement=replace(self, kernel_size=kernel))  # type: ignore[call-arg]  # subclasses have it

    def _channels(self, channels: int) -> int:
        return channels

    def output_shape(self, shape: Shape) -> Shape:
        wants_features(shape, self.name)
        if len(shape) != self.dimensions + 1:
            raise ShapeError(
                _("{layer} takes {form}, but gets {shape}.").format(layer=self.name, form=self._form(), shape=shape_text(shape)),
                self._fitting(shape),
            )
        kernel, stride, padding, dilation = self._window()
        reach = dilation * (kernel - 1) + 1
        sizes = []
        for size in shape[1:]:
            if size + 2 * padding < reach:
                raise ShapeError(
                    _("The kernel covers {reach} points, but the input has only {size} (with padding {padded}).").format(
                        reach=reach, size=size, padded=size + 2 * padding
                    ),
                    self._smaller(shape, padding, dilation, reach),
                )
            sizes.append((size + 2 * padding - reach) // stride + 1)
        return (self._channels(shape[0]), *sizes)

    def description(self) -> str:
        kernel = self._window()[0]
        return _("kernel {size}").format(size=shape_text((kernel,) * self.dimensions))


@dataclass(frozen=True)
class _Convolution(_Sliding):
    """Filters that are learned, slid over the input."""

    out_channels: int = setting(_CHANNELS, 16)
    kernel_size: int = setting(_KERNEL, 3)
    stride: int = setting(_STRIDE, 1)
    padding: int = setting(_PADDING, 0)
    dilation: int = setting(_DILATION, 1)
    bias: bool = setting(Flag(label=N_("Bias"), help=N_("Adds a number that is learned to every channel.")), True)

    def _channels(self, channels: int) -> int:
        return self.out_channels

    def arguments(self, shape: Shape) -> dict[str, Any]:
        return {"in_channels": shape[0], **super().arguments(shape)}

    def parameter_shapes(self, shape: Shape) -> dict[str, Shape]:
        weight: dict[str, Shape] = {"weight": (self.out_channels, shape[0], *(self.kernel_size,) * self.dimensions)}
        return {**weight, "bias": (self.out_channels,)} if self.bias else weight

    def positions(self, shape: Shape) -> int:
        return math.prod(self.output_shape(shape)[1:])

    def has_weights(self) -> bool:
        return True


@dataclass(frozen=True)
class Conv1d(_Convolution):
    """Shape: ``(channels, length)`` to ``(out_channels, new length)``."""

    dimensions: ClassVar[int] = 1
    summary: ClassVar[str] = N_("Slides filters that are learned along a sequence.")
    torch_class: ClassVar[str] = "nn.Conv1d"


@dataclass(frozen=True)
class Conv2d(_Convolution):
    """Shape: ``(channels, height, width)`` to ``(out_channels, new height, new width)``."""

    dimensions: ClassVar[int] = 2
    summary: ClassVar[str] = N_("Slides filters that are learned over an image.")
    torch_class: ClassVar[str] = "nn.Conv2d"


@dataclass(frozen=True)
class _Pool(_Sliding):
    """One number for each position of the window."""

    kernel_size: int = setting(_KERNEL, 2)
    stride: int | None = setting(_POOL_STRIDE, None)
    padding: int = setting(_PADDING, 0)

    def output_shape(self, shape: Shape) -> Shape:
        if 2 * self.padding > self.kernel_size:
            raise ShapeError(
                _("Padding may be half of the kernel at most: {most}.").format(most=self.kernel_size // 2),
            )
        return super().output_shape(shape)


@dataclass(frozen=True)
class MaxPool1d(_Pool):
    """Shape: ``(channels, length)`` to ``(channels, new length)``."""

    dimensions: ClassVar[int] = 1
    summary: ClassVar[str] = N_("Keeps the largest number of each window along a sequence.")
    torch_class: ClassVar[str] = "nn.MaxPool1d"

    def kept(self, shape: Shape) -> int:
        return 3 * super().kept(shape)  # the output and, in 64 bits, where each number was


@dataclass(frozen=True)
class MaxPool2d(_Pool):
    """Shape: ``(channels, height, width)`` to ``(channels, new height, new width)``."""

    dimensions: ClassVar[int] = 2
    summary: ClassVar[str] = N_("Keeps the largest number of each window of an image.")
    torch_class: ClassVar[str] = "nn.MaxPool2d"

    def kept(self, shape: Shape) -> int:
        return 3 * super().kept(shape)  # the output and, in 64 bits, where each number was


@dataclass(frozen=True)
class AvgPool1d(_Pool):
    """Shape: ``(channels, length)`` to ``(channels, new length)``."""

    dimensions: ClassVar[int] = 1
    summary: ClassVar[str] = N_("Keeps the mean of each window along a sequence.")
    torch_class: ClassVar[str] = "nn.AvgPool1d"


@dataclass(frozen=True)
class AvgPool2d(_Pool):
    """Shape: ``(channels, height, width)`` to ``(channels, new height, new width)``."""

    dimensions: ClassVar[int] = 2
    summary: ClassVar[str] = N_("Keeps the mean of each window of an image.")
    torch_class: ClassVar[str] = "nn.AvgPool2d"
