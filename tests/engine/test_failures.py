"""What is said of an error."""

from __future__ import annotations

import pytest

from playground.datasets import DatasetError
from playground.engine.failures import in_words
from playground.fields import SettingError


def test_errors_of_our_own_speak_for_themselves() -> None:
    from playground.training.errors import TrainingError

    assert in_words(DatasetError("no such file")) == "no such file"
    assert in_words(TrainingError("it is out of memory, they say")) == "it is out of memory, they say"
    assert in_words(SettingError("$.a", "too large")) == "$.a: too large"


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("[enforce fail at alloc_cpu.cpp:117] DefaultCPUAllocator: can't allocate memory: you tried 9 bytes"),
        RuntimeError("CUDA out of memory. Tried to allocate 20.00 GiB"),
        ValueError("Unable to allocate 7.45 GiB for an array with shape (1000000000,)"),
    ],
)
def test_a_lack_of_memory_is_told_in_plain_words(error: Exception) -> None:
    assert in_words(error).startswith("There is not enough memory")


def test_others_are_named_in_one_line() -> None:
    assert in_words(KeyError("x")) == "Something went wrong: KeyError: 'x'"
    assert "\n" not in in_words(ValueError("first\nsecond"))
    assert in_words(ValueError()).startswith("Something went wrong: ValueError")
