"""How the window and the engine talk: ``commands`` in, ``reports`` out, as length-prefixed msgpack.

Frozen msgspec structs (a 4-byte big-endian length, then the message) on the engine's stdin and stdout. Only values cross: numbers, texts,
read-only numpy arrays. This module packs and unpacks them, and offers all of them under one name.

A run is named by the window (``run``: a text that is unique within the session). Several runs of one ``Train`` advance together, epoch by
epoch, on the same data: that is how sigmoid and ReLU are compared. Pause, Resume, Step and Stop act on all of them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import reduce
from operator import or_
from types import ModuleType
from typing import Any, TypeVar

import msgspec

from playground.runs import commands, data_reports, epochs, pictures, reports
from playground.runs.commands import *  # noqa: F403  # a message is named where it is declared, and nowhere else
from playground.runs.data_reports import *  # noqa: F403
from playground.runs.epochs import *  # noqa: F403
from playground.runs.pictures import *  # noqa: F403
from playground.runs.reports import *  # noqa: F403

K = TypeVar("K")


def _declared(kind: type[K], *modules: ModuleType) -> tuple[type[K], ...]:
    """The messages of a kind that the modules declare, without those that others are made from."""
    found = [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, kind) and value.__module__ == module.__name__
    ]
    return tuple(one for one in found if not any(other is not one and issubclass(other, one) for other in found))


COMMANDS = _declared(commands.Command, commands)
REPORTS = _declared(reports.Report, reports, epochs, data_reports, pictures)
PICTURES = tuple(found for found in REPORTS if issubclass(found, pictures.Picture))

LARGEST_MESSAGE = 2**30
"""Bytes; a longer length prefix means that the stream is broken."""


class StreamError(ValueError):
    """The stream between the processes is broken."""


def _encode_array(value: object) -> object:
    import numpy as np  # not before there is an array

    if isinstance(value, np.ndarray):
        array = np.ascontiguousarray(value, dtype=np.float64)
        return (array.shape, array.tobytes())
    raise TypeError(f"{type(value).__name__} cannot cross between the processes")


def _decode_array(_kind: type, value: Any) -> Any:
    import numpy as np

    shape, data = value
    return np.frombuffer(data, dtype=np.float64).reshape(shape)  # read-only, as the bytes are


_encoder = msgspec.msgpack.Encoder(enc_hook=_encode_array)
_commands: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(reduce(or_, COMMANDS))
_reports: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(reduce(or_, REPORTS), dec_hook=_decode_array)


def pack(message: commands.Command | reports.Report) -> bytes:
    """A message with its length before it, as it goes through the pipe."""
    data = _encoder.encode(message)
    return struct.pack(">I", len(data)) + data


class Unpacker:
    """Cuts a stream of bytes into messages: feed what arrives, take what is complete. One per direction."""

    def __init__(self, reports: bool) -> None:
        self._decoder: Any = _reports if reports else _commands
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Any]:
        """Yields the messages that ``data`` completes.

        Raises:
            StreamError: the bytes are not messages.
        """
        self._buffer += data
        while len(self._buffer) >= 4:
            (length,) = struct.unpack_from(">I", self._buffer)
            if length > LARGEST_MESSAGE:
                raise StreamError(f"a message of {length} bytes")
            if len(self._buffer) < 4 + length:
                return
            body = bytes(self._buffer[4 : 4 + length])
            del self._buffer[: 4 + length]
            try:
                message = self._decoder.decode(body)
            except (msgspec.DecodeError, ValueError, TypeError, RecursionError) as error:
                raise StreamError(str(error)) from None
            yield message
