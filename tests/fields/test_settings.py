"""Settings: what is declared is what is checked, built and written."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.datasets import DatasetConfig, PreparationConfig
from playground.fields import (
    Choice,
    Flag,
    Integer,
    Number,
    SettingError,
    Sizes,
    Text,
    Texts,
    build,
    check_settings,
    number_text,
    plain,
    setting,
    settings_of,
)
from playground.layers import LAYERS
from playground.runs.config import EarlyStopping, RunConfig
from playground.runs.losses import LOSSES
from playground.runs.optimizers import OPTIMIZERS
from playground.runs.schedulers import SCHEDULERS
from tests.strategies import JSON, TEXTS, owners


@dataclass(frozen=True)
class Everything:
    """One setting of each kind."""

    whole: int = setting(Integer(label="Whole", minimum=-3, maximum=10), 1)
    rate: float = setting(Number(label="Rate", minimum=0, above=0, maximum=1), 0.5)
    limit: float | None = setting(Number(label="Limit", optional=True), None)
    on: bool = setting(Flag(label="On"), False)
    kind: str = setting(Choice(label="Kind", options=(("a", "A"), ("b", "B"))), "a")
    title: str = setting(Text(label="Title", maximum=30), "")
    names: tuple[str, ...] = setting(Texts(label="Names"), ())
    shape: tuple[int, ...] = setting(Sizes(label="Shape"), (1,))


OWNERS: list[type[Any]] = [
    Everything,
    DatasetConfig,
    PreparationConfig,
    RunConfig,
    EarlyStopping,
    *LAYERS.values(),
    *LOSSES.values(),
    *OPTIMIZERS.values(),
    *SCHEDULERS.values(),
]


def attempt(owner: type[Any], data: object, path: str) -> tuple[Any, SettingError | None]:
    """What ``build`` gives, or why it refuses."""
    try:
        return build(owner, data, path), None
    except SettingError as error:
        return None, error


@pytest.mark.parametrize("owner", OWNERS, ids=lambda owner: owner.__name__)
class TestEveryOwner:
    def test_defaults_are_in_range(self, owner: type[Any]) -> None:
        check_settings(owner())

    def test_settings_are_labelled(self, owner: type[Any]) -> None:
        for name, field in settings_of(owner).items():
            assert field.label, name
            assert not field.help or field.help.endswith("."), name
            assert (field.problem(None) is None) == field.optional, name

    @settings(max_examples=30)
    @given(data=st.data())
    def test_every_value_in_range_goes_through_json_and_back(self, owner: type[Any], data: st.DataObject) -> None:
        made = data.draw(owners(owner))
        check_settings(made)
        if owner is not RunConfig:  # its parts that are no settings are written by run_config_to_plain
            assert build(owner, json.loads(json.dumps(plain(made)))) == made

    @settings(max_examples=30)
    @given(data=st.dictionaries(TEXTS | st.sampled_from(["whole", "rate", "lr", "p", "seed", "name"]), JSON, max_size=4))
    def test_anything_else_is_refused_with_its_place(self, owner: type[Any], data: dict[str, Any]) -> None:
        made, error = attempt(owner, data, "$.here")
        if error is None:
            check_settings(made)
        else:
            assert error.path.startswith("$.here")
            assert error.reason


@given(JSON)
def test_what_is_built_is_what_was_said(data: object) -> None:
    for name, field in settings_of(Everything).items():
        made, error = attempt(Everything, {name: data}, "$")
        if error is not None:
            assert str(error) == f"$.{name}: {error.reason}"
        else:
            value = getattr(made, name)
            assert field.problem(value) is None
            assert value == (tuple(data) if isinstance(data, list) else data)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("whole", 1.5, "must be a whole number, is the number 1.5"),
        ("whole", True, "must be a whole number, is true"),
        ("whole", "3", "must be a whole number, is the text '3'"),
        ("whole", 11, "must be from -3 to 10, is 11"),
        ("whole", 10**400, "must be from -3 to 10, is beyond all bounds"),
        ("whole", None, "a value is missing"),
        ("rate", 0, "must be more than 0, is 0"),
        ("rate", 2, "must be from 0 to 1, is 2"),
        ("rate", math.nan, "must be a finite number"),
        ("rate", math.inf, "must be a finite number"),
        ("rate", -(10**400), "must be more than 0, is beyond all bounds"),
        ("on", 1, "must be true or false, is the number 1"),
        ("kind", "c", "must be one of a, b, is the text 'c'"),
        ("title", "x" * 31, "must be at most 30 characters"),
        ("title", [], "must be a text, is a list"),
        ("names", ["a", 1], "must be a list of texts"),
        ("shape", [], "must be a list of 1 to 3 whole numbers of at least 1"),
        ("shape", [1, 0], "must be a list of 1 to 3 whole numbers of at least 1"),
        ("shape", {"a": 1}, "must be a list of 1 to 3 whole numbers of at least 1"),
    ],
)
def test_reasons_are_plain(name: str, value: object, reason: str) -> None:
    with pytest.raises(SettingError) as caught:
        build(Everything, {name: value})
    assert (caught.value.path, caught.value.reason) == (f"$.{name}", reason)


def test_an_unknown_key_is_named_and_the_known_ones_listed() -> None:
    with pytest.raises(
        SettingError, match=r"^\$\.lr: unknown key; known here: kind, limit, names, on, rate, shape, title, whole$"
    ):
        build(Everything, {"lr": 1})


@pytest.mark.parametrize("data", [None, 3, "text", [1], True])
def test_only_objects_are_built(data: object) -> None:
    with pytest.raises(SettingError, match=r"^\$: must be an object"):
        build(Everything, data)


def test_check_settings_names_the_first_bad_value() -> None:
    with pytest.raises(SettingError, match=r"^\$\.x\.rate: must be from"):
        check_settings(Everything(rate=7.0), "$.x")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.001, "0.001"), (1e-7, "1e-7"), (32, "32"), (1e12, "1e12"), (0.5, "0.5"), (-2.0, "-2"), (1e-10, "1e-10")],
)
def test_numbers_read_as_a_person_writes_them(value: float, text: str) -> None:
    assert number_text(value) == text


@given(st.floats(allow_nan=False))
def test_a_number_as_text_is_the_number(value: float) -> None:
    assert float(number_text(value)) == pytest.approx(value, rel=1e-5)
