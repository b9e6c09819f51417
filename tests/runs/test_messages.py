"""Commands and reports cross the pipe unchanged; anything else is ``StreamError``."""

from __future__ import annotations

import dataclasses
import re
import struct
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import playground
from playground.datasets.dataset import DatasetInfo, Signature
from playground.datasets.steps import Step
from playground.runs import messages
from playground.runs.messages import (
    COMMANDS,
    LARGEST_MESSAGE,
    REPORTS,
    Ping,
    RunProgress,
    RunStarted,
    StreamError,
    Unpacker,
    pack,
)

SOURCES = Path(playground.__file__).parent

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
FLOATS = st.integers(0, 5).flatmap(
    lambda n: st.sampled_from([(n,), (n, 3), (n, 0)]).flatmap(lambda shape: arrays(np.float64, shape, elements=st.floats()))
)
INFOS = st.builds(
    DatasetInfo,
    name=st.text(max_size=9),
    signature=st.builds(
        Signature, st.just("regression"), st.just((10,)), st.just((1,)), st.just(("a", "b")), st.text(max_size=9)
    ),
    rows=st.integers(0, 10**9),
    train=st.integers(0, 9),
    validation=st.integers(0, 9),
    test=st.integers(0, 9),
    steps=st.lists(st.builds(Step, words=st.text(max_size=9)), max_size=2).map(tuple),
)


def strategy(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Messages of one kind, each field by its declared type."""
    return st.fixed_dictionaries({field.name: values(field.type) for field in msgspec.structs.fields(kind)}).map(
        lambda fields: kind(**fields)
    )


def values(kind: Any) -> st.SearchStrategy[Any]:
    if kind == messages.Floats:
        return FLOATS
    if kind is DatasetInfo:
        return INFOS
    if kind == dict[str, Any]:
        return st.dictionaries(st.text(max_size=9), PLAIN, max_size=3)
    if kind is int:
        return st.integers(0, 2**63)
    if kind is float:
        return st.floats(allow_nan=False)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return strategy(kind)
    arguments = get_args(kind)
    if get_origin(kind) is Literal:
        return st.sampled_from(arguments)
    if dataclasses.is_dataclass(kind):
        types = get_type_hints(kind)
        return st.builds(kind, **{field.name: values(types[field.name]) for field in dataclasses.fields(kind)})
    if getattr(kind, "__origin__", None) is tuple and arguments[-1] is not ...:
        return st.tuples(*map(values, arguments))
    if getattr(kind, "__origin__", None) is tuple:
        return st.lists(values(arguments[0]), max_size=3).map(tuple)
    if getattr(kind, "__origin__", None) is dict:
        return st.dictionaries(values(arguments[0]), values(arguments[1]), max_size=3)
    if arguments:
        return st.one_of(*map(values, arguments))
    return st.from_type(kind)


def same(one: Any, other: Any) -> bool:
    """Equality that looks into arrays and takes NaN for itself."""
    if isinstance(one, np.ndarray):
        return isinstance(other, np.ndarray) and one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, msgspec.Struct):
        return type(one) is type(other) and all(same(getattr(one, name), getattr(other, name)) for name in one.__struct_fields__)
    if dataclasses.is_dataclass(one):
        fields = dataclasses.fields(one)
        return type(one) is type(other) and all(same(getattr(one, field.name), getattr(other, field.name)) for field in fields)
    if isinstance(one, tuple):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return bool(one == other)


def received(data: bytes, reports: bool) -> list[Any]:
    return list(Unpacker(reports).feed(data))


@pytest.mark.parametrize(
    ("kind", "rooms"), [*((kind, ("gui",)) for kind in COMMANDS), *((kind, ("engine", "training")) for kind in REPORTS)]
)
def test_every_message_is_sent_by_someone(kind: type[Any], rooms: tuple[str, ...]) -> None:
    """The window sends commands, the engine reports; what nobody sends is a leftover."""
    made = re.compile(rf"\b{kind.__name__}\(")
    files = [path for room in rooms for path in (SOURCES / room).rglob("*.py")]
    assert any(made.search(path.read_text(encoding="utf-8")) for path in files), f"nobody in {rooms} sends {kind.__name__}"


@pytest.mark.parametrize("kind", [*COMMANDS, *REPORTS], ids=lambda kind: kind.__name__)
@settings(max_examples=40)
@given(data=st.data())
def test_every_message_arrives_as_it_was_sent(kind: type[Any], data: st.DataObject) -> None:
    message = data.draw(strategy(kind))
    (arrived,) = received(pack(message), reports=kind in REPORTS)
    assert same(message, arrived)


@given(st.lists(st.one_of(*map(strategy, COMMANDS)), max_size=4), st.data())
def test_the_stream_may_be_cut_anywhere(sent: list[Any], data: st.DataObject) -> None:
    stream = b"".join(map(pack, sent))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    unpacker = Unpacker(reports=False)
    arrived = [
        message
        for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)
        for message in unpacker.feed(stream[start:end])
    ]
    assert arrived == sent


@settings(max_examples=300)
@given(st.binary(max_size=300), st.booleans())
def test_random_bytes_are_a_broken_stream_or_wait_for_more(data: bytes, reports: bool) -> None:
    survives(data, reports)
    survives(struct.pack(">I", len(data)) + data, reports)


SAMPLES = [
    RunProgress(
        run="1",
        epochs=np.arange(3.0),
        train_loss=np.ones(3),
        val_loss=np.ones(3),
        learning_rate=np.ones(3),
        train_metrics=np.ones((3, 1)),
        val_metrics=np.ones((3, 1)),
        grad_rms=np.ones((3, 2)),
        weight_rms=np.ones((3, 2)),
        update_ratio=np.ones((3, 2)),
        step=3,
        epoch=3.0,
        step_loss=0.5,
        step_grad_rms=np.ones(2),
        seconds=1.5,
    ),
    RunStarted(
        run="1",
        device="cpu",
        device_note="",
        layers=(),
        metrics=("rmse",),
        epochs=1,
        steps_per_epoch=1,
        parameters=1,
        start="00",
        epoch=0,
        info=DatasetInfo("xor", Signature("binary", (2,), (1,)), 4, 4, 0, 0),
    ),
]


@settings(max_examples=500)
@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.integers(4, 10_000), st.integers(0, 255)), min_size=1, max_size=4))
def test_damaged_reports_are_a_broken_stream_or_another_report(sample: Any, changes: list[tuple[int, int]]) -> None:
    stream = bytearray(pack(sample))
    for position, byte in changes:
        stream[4 + (position - 4) % (len(stream) - 4)] = byte
    survives(bytes(stream), reports=True)


@given(st.sampled_from(SAMPLES), st.data())
def test_shortened_bodies_are_a_broken_stream(sample: Any, data: st.DataObject) -> None:
    body = pack(sample)[4:]
    length = data.draw(st.integers(0, len(body) - 1))
    with pytest.raises(StreamError):
        received(struct.pack(">I", length) + body[:length], reports=True)


def survives(data: bytes, reports: bool) -> None:
    try:
        for message in Unpacker(reports).feed(data):
            assert isinstance(message, REPORTS if reports else COMMANDS)
    except StreamError as error:
        assert str(error)  # noqa: PT017  (a message may also arrive)


def test_a_length_beyond_reason_is_refused_before_it_is_awaited() -> None:
    with pytest.raises(StreamError, match="bytes"):
        received(struct.pack(">I", LARGEST_MESSAGE + 1), reports=True)


def test_arrays_arrive_read_only_and_as_float64() -> None:
    sample = msgspec.structs.replace(SAMPLES[0], train_loss=np.ones(3, dtype=np.float32), grad_rms=np.ones((2, 3)).T)
    (arrived,) = received(pack(sample), reports=True)
    assert arrived.train_loss.dtype == np.float64
    assert arrived.grad_rms.shape == (3, 2)
    with pytest.raises(ValueError, match="read-only"):
        arrived.train_loss[0] = 0


def test_what_cannot_cross_is_an_error_of_the_sender() -> None:
    with pytest.raises(TypeError, match="cannot cross"):
        pack(messages.LoadDataset(project={"made": object()}))


def test_many_small_messages_are_cut_in_linear_time() -> None:
    stream = pack(Ping(request=7)) * 20_000
    assert len(received(stream, reports=False)) == 20_000
