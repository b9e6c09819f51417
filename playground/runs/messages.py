"""How the window and the engine talk: ``commands`` in, ``reports`` out, as length-prefixed msgpack.

Frozen msgspec structs (a 4-byte big-endian length, then the message) on the engine's stdin and stdout. Only values cross: numbers, texts,
read-only numpy arrays. This module packs and unpacks them, and offers all of them under one name.

A run is named by the window (``run``: a text that is unique within the session). Several runs of one ``Train`` advance together, epoch by
epoch, on the same data: that is how sigmoid and ReLU are compared. Pause, Resume, Step and Stop act on all of them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np

from playground.runs.commands import (
    CancelLoading,
    Command,
    FindLearningRate,
    LoadDataset,
    LookAtData,
    LookAtTest,
    MeasureDevices,
    Pause,
    Ping,
    PreviewSchedule,
    PreviewTable,
    ReadRows,
    Resume,
    RunRequest,
    SetLearningRate,
    ShowSamples,
    Shutdown,
    Step,
    Stop,
    Train,
    Watch,
)
from playground.runs.data_reports import DataSeen, LookFailed, RowsRead
from playground.runs.inside import RunSurface, RunWeights
from playground.runs.parameter_reports import ParameterSpread, RunParameters
from playground.runs.pictures import (
    Picture,
    RocCurve,
    RunConfusion,
    RunFigures,
    RunForecast,
    RunPredictions,
    RunRoc,
    RunWalkForward,
)
from playground.runs.reports import (
    Accepted,
    Checkpoint,
    DatasetFailed,
    DatasetProgress,
    DatasetReady,
    DeviceInfo,
    DevicesMeasured,
    EngineFailed,
    EngineReady,
    Floats,
    LearningRateTest,
    Refused,
    Report,
    RunCheckpoint,
    RunDiverged,
    RunEnded,
    RunPaused,
    RunProgress,
    RunResumed,
    RunStarted,
    RunTested,
    SamplesShown,
    ScheduleCurve,
    WeightedLayer,
)
from playground.runs.table_reports import TablePreviewed

__all__ = [
    "LARGEST_MESSAGE",
    "Accepted",
    "AnyCommand",
    "AnyReport",
    "CancelLoading",
    "Checkpoint",
    "Command",
    "DataSeen",
    "DatasetFailed",
    "DatasetProgress",
    "DatasetReady",
    "DeviceInfo",
    "DevicesMeasured",
    "EngineFailed",
    "EngineReady",
    "FindLearningRate",
    "Floats",
    "LearningRateTest",
    "LoadDataset",
    "LookAtData",
    "LookAtTest",
    "LookFailed",
    "MeasureDevices",
    "ParameterSpread",
    "Pause",
    "Picture",
    "Ping",
    "PreviewSchedule",
    "PreviewTable",
    "ReadRows",
    "Refused",
    "Report",
    "Resume",
    "RocCurve",
    "RowsRead",
    "RunCheckpoint",
    "RunConfusion",
    "RunDiverged",
    "RunEnded",
    "RunFigures",
    "RunForecast",
    "RunParameters",
    "RunPaused",
    "RunPredictions",
    "RunProgress",
    "RunRequest",
    "RunResumed",
    "RunRoc",
    "RunStarted",
    "RunSurface",
    "RunTested",
    "RunWalkForward",
    "RunWeights",
    "SamplesShown",
    "ScheduleCurve",
    "SetLearningRate",
    "ShowSamples",
    "Shutdown",
    "Step",
    "Stop",
    "StreamError",
    "TablePreviewed",
    "Train",
    "Unpacker",
    "Watch",
    "WeightedLayer",
    "pack",
]

AnyCommand = (
    Ping
    | LoadDataset
    | PreviewTable
    | CancelLoading
    | LookAtData
    | ReadRows
    | Train
    | Pause
    | Resume
    | Step
    | Stop
    | SetLearningRate
    | Watch
    | MeasureDevices
    | PreviewSchedule
    | FindLearningRate
    | LookAtTest
    | ShowSamples
    | Shutdown
)
AnyReport = (
    Accepted
    | Refused
    | EngineReady
    | DevicesMeasured
    | ScheduleCurve
    | LearningRateTest
    | DatasetProgress
    | DatasetReady
    | DatasetFailed
    | DataSeen
    | RowsRead
    | LookFailed
    | TablePreviewed
    | RunStarted
    | RunProgress
    | RunPredictions
    | RunForecast
    | RunParameters
    | RunFigures
    | RunConfusion
    | RunRoc
    | RunWalkForward
    | RunTested
    | SamplesShown
    | RunSurface
    | RunWeights
    | RunCheckpoint
    | RunPaused
    | RunResumed
    | RunDiverged
    | RunEnded
    | EngineFailed
)

LARGEST_MESSAGE = 2**30
"""Bytes; a longer length prefix means that the stream is broken."""


class StreamError(ValueError):
    """The stream between the processes is broken."""


def _encode_array(value: object) -> object:
    if isinstance(value, np.ndarray):
        array = np.ascontiguousarray(value, dtype=np.float64)
        return (array.shape, array.tobytes())
    raise TypeError(f"{type(value).__name__} cannot cross between the processes")


def _decode_array(_kind: type, value: Any) -> Any:
    shape, data = value
    return np.frombuffer(data, dtype=np.float64).reshape(shape)  # read-only, as the bytes are


_encoder = msgspec.msgpack.Encoder(enc_hook=_encode_array)
_commands: msgspec.msgpack.Decoder[AnyCommand] = msgspec.msgpack.Decoder(AnyCommand)
_reports: msgspec.msgpack.Decoder[AnyReport] = msgspec.msgpack.Decoder(AnyReport, dec_hook=_decode_array)


def pack(message: Command | Report) -> bytes:
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
