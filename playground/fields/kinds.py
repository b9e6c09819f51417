"""The kinds of settings: what each allows, and how a project file holds it."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from playground.fields.words import kind_of, number_text, shown
from playground.language import _


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


def _tuples(value: Any) -> Any:
    """Lists within lists as tuples."""
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _lists(value: Any) -> Any:
    """Tuples within tuples as lists."""
    return [_lists(item) for item in value] if isinstance(value, tuple) else value
