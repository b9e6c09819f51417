"""How a setting is declared.

A class with settings (a layer, an optimizer, a loss, the training configuration) is a frozen dataclass whose fields are made by
:func:`setting`. That one declaration gives the form in the window (label, range, help), the check of a value typed, loaded
or passed on the command line (:func:`check_settings`), and the way from and to a project file (:func:`build`, :func:`plain`).
"""

from __future__ import annotations

import dataclasses
import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from typing_extensions import override

from playground.language import _

T = TypeVar("T")


class SettingError(ValueError):
    """A value that cannot be used: ``path`` says where (``$.network[2].p``), ``reason`` says why, in plain words."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def number_text(value: float) -> str:
    """A number as a person would write it: ``0.001``, ``1e-7``, ``32``."""
    if isinstance(value, int) and abs(value) >= 10**300:  # too large even for a float
        return _("beyond all bounds")
    return f"{value:g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


def shown(text: str, most: int = 40) -> str:
    """A text from a file as it can stand in a message: one line, not too long, nothing that a terminal obeys."""
    line = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text[:most])
    return f"{line}…" if len(text) > most else line


def kind_of(value: object) -> str:
    """What a value from a file is, in the words of JSON."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text '{shown(value)}'"
    if isinstance(value, int | float):
        return f"the number {number_text(value)}"
    return "an object" if isinstance(value, Mapping) else "a list"


@dataclass(frozen=True, kw_only=True)
class Field(ABC):
    """What all kinds of settings share.

    Attributes:
        label: Short name in the form, to be translated where it is shown.
        help: One or two sentences that explain the setting, to be translated where they are shown.
        optional: None is allowed, and means what ``none_label`` says.
    """

    label: str
    help: str = ""
    optional: bool = False
    none_label: str = ""

    def problem(self, value: object) -> str | None:
        """Why ``value`` cannot be used, in plain words; None if it can."""
        if value is None:
            return None if self.optional else _("a value is missing")
        return self._problem(value)

    @abstractmethod
    def _problem(self, value: object) -> str | None: ...

    def from_plain(self, value: object) -> object:
        """The value that a project file holds as this one."""
        return _tuples(value)

    def to_plain(self, value: object) -> object:
        """How a project file holds the value."""
        return _lists(value)


def _range_problem(value: float, minimum: float, maximum: float, above: float | None = None) -> str | None:
    if above is not None and value <= above:
        return _("must be more than {minimum}, is {value}").format(minimum=number_text(above), value=number_text(value))
    if value < minimum or value > maximum:
        return _("must be from {minimum} to {maximum}, is {value}").format(
            minimum=number_text(minimum), maximum=number_text(maximum), value=number_text(value)
        )
    return None


@dataclass(frozen=True, kw_only=True)
class Integer(Field):
    """A whole number from ``minimum`` to ``maximum``."""

    minimum: int
    maximum: int

    def _problem(self, value: object) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int):
            return _("must be a whole number, is {value}").format(value=kind_of(value))
        return _range_problem(value, self.minimum, self.maximum)


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    """A finite number from ``minimum`` to ``maximum``; ``above`` excludes the bound itself.

    ``logarithmic``: steps in the form multiply instead of add (learning rates).
    """

    minimum: float = -1e9
    maximum: float = 1e9
    above: float | None = None
    logarithmic: bool = False

    def _problem(self, value: object) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return _("must be a number, is {value}").format(value=kind_of(value))
        if isinstance(value, float) and not math.isfinite(value):
            return _("must be a finite number")
        return _range_problem(value, self.minimum, self.maximum, self.above)


@dataclass(frozen=True, kw_only=True)
class Flag(Field):
    """True or false."""

    def _problem(self, value: object) -> str | None:
        return None if isinstance(value, bool) else _("must be true or false, is {value}").format(value=kind_of(value))


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of ``options``: pairs of the value in files and code, and the label on screen."""

    options: tuple[tuple[str, str], ...]

    def _problem(self, value: object) -> str | None:
        names = [name for name, _label in self.options]
        if isinstance(value, str) and value in names:
            return None
        return _("must be one of {names}, is {value}").format(names=", ".join(names), value=kind_of(value))


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """A short text, such as the name of a column."""

    maximum: int = 1000

    def _problem(self, value: object) -> str | None:
        if not isinstance(value, str):
            return _("must be a text, is {value}").format(value=kind_of(value))
        return None if len(value) <= self.maximum else _("must be at most {n} characters").format(n=self.maximum)


@dataclass(frozen=True, kw_only=True)
class Texts(Field):
    """A list of short texts, such as names of columns."""

    def _problem(self, value: object) -> str | None:
        if isinstance(value, tuple) and all(isinstance(item, str) for item in value):
            return None
        return _("must be a list of texts")


@dataclass(frozen=True, kw_only=True)
class ByName(Field):
    """One of ``options`` for each of some names: pairs of name and option in the order of the names; in a file an object."""

    options: tuple[str | bool, ...]

    def _problem(self, value: object) -> str | None:
        if not isinstance(value, tuple) or not all(isinstance(pair, tuple) and len(pair) == 2 for pair in value):
            return _("must be an object, is {value}").format(value=kind_of(value))
        for name, option in value:
            if not isinstance(name, str) or not any(type(option) is type(known) and option == known for known in self.options):
                names = ", ".join(kind_of(known) if isinstance(known, bool) else known for known in self.options)
                text = _("'{name}' must be one of {names}, is {value}")
                return text.format(name=shown(str(name)), names=names, value=kind_of(option))
        return None

    @override
    def from_plain(self, value: object) -> object:
        return tuple(sorted(value.items(), key=lambda pair: str(pair[0]))) if isinstance(value, Mapping) else value

    @override
    def to_plain(self, value: object) -> object:
        return dict(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, kw_only=True)
class Sizes(Field):
    """A list of ``1`` to ``most`` whole numbers of at least 1, such as a shape."""

    most: int = 3

    def _problem(self, value: object) -> str | None:
        if (
            not isinstance(value, tuple)
            or not 1 <= len(value) <= self.most
            or any(isinstance(item, bool) or not isinstance(item, int) or not 1 <= item <= 1_000_000 for item in value)
        ):
            return _("must be a list of 1 to {most} whole numbers of at least 1").format(most=self.most)
        return None


@dataclass(frozen=True, kw_only=True)
class Points(Field):
    """Points of the plane with the number of a class each: ``(x, y, class)`` with coordinates from -1 to 1.

    Attributes:
        most: Points at most.
        classes: Classes at most.
    """

    most: int
    classes: int

    def _problem(self, value: object) -> str | None:
        if not isinstance(value, tuple) or len(value) > self.most:
            return _("must be a list of at most {most} points").format(most=self.most)
        for number, point in enumerate(value, 1):
            if not self._is_point(point):
                message = _("point {number} must be two coordinates from -1 to 1 and a class from 0 to {last}")
                return message.format(number=number, last=self.classes - 1)
        return None

    def _is_point(self, point: object) -> bool:
        if not isinstance(point, tuple) or len(point) != 3 or any(isinstance(part, bool) for part in point):
            return False
        *place, label = point
        inside = all(isinstance(part, int | float) and -1 <= part <= 1 for part in place)
        return inside and isinstance(label, int) and 0 <= label < self.classes


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


def _tuples(value: Any) -> Any:
    """Lists within lists as tuples."""
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _lists(value: Any) -> Any:
    """Tuples within tuples as lists."""
    return [_lists(item) for item in value] if isinstance(value, tuple) else value
