"""The settings of a class: declared, checked, built from a project file and written to one."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

from playground.fields.kinds import Field, Number
from playground.fields.words import kind_of, shown
from playground.language import _

T = TypeVar("T")


class SettingError(ValueError):
    """A value that cannot be used: ``path`` says where (``$.network[2].p``), ``reason`` says why, in plain words."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def setting(field: Field, default: Any) -> Any:
    """A dataclass field that is a setting."""
    return dataclasses.field(default=default, metadata={"field": field})


def settings_of(owner: Any) -> dict[str, Field]:
    """The settings of a class or an instance by name, in the order of their declaration."""
    return {f.name: f.metadata["field"] for f in dataclasses.fields(owner) if "field" in f.metadata}


def check_settings(owner: Any, path: str = "$") -> None:
    """Checks every setting of an instance.

    Raises:
        SettingError: the first value that cannot be used.
    """
    for name, field in settings_of(owner).items():
        if problem := field.problem(getattr(owner, name)):
            raise SettingError(f"{path}.{name}", problem)


def build(owner: type[T], data: object, path: str = "$", ignore: tuple[str, ...] = ()) -> T:
    """An instance of ``owner`` from the plain values of a project file; what is left out takes its default.

    Raises:
        SettingError: not an object, an unknown key, a wrong type or a value out of range.
    """
    if not isinstance(data, Mapping):
        raise SettingError(path, _("must be an object, is {value}").format(value=kind_of(data)))
    fields = settings_of(owner)
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key in ignore:
            continue
        if key not in fields:
            known = ", ".join(sorted([*fields, *ignore])) or _("none")
            raise SettingError(f"{path}.{shown(str(key))}", _("unknown key; known here: {known}").format(known=known))
        plain_value = fields[key].from_plain(value)
        if problem := fields[key].problem(plain_value):
            raise SettingError(f"{path}.{key}", problem)
        if isinstance(fields[key], Number) and isinstance(plain_value, int):
            plain_value = float(plain_value)
        values[key] = plain_value
    return owner(**values)


def plain(owner: Any) -> dict[str, Any]:
    """The settings of an instance as plain values for a project file."""
    return {name: field.to_plain(getattr(owner, name)) for name, field in settings_of(owner).items()}
