"""Settings with a name of their own in the project file: ``"MSELoss"`` or ``{"name": "Adam", "lr": 0.001}``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from playground.fields import SettingError, build, check_settings, kind_of, plain
from playground.language import _


@dataclass(frozen=True)
class Named:
    """A choice from a registry, with settings of its own. The class name is torch's own name for it.

    Attributes:
        summary: One sentence of help, to be translated where it is shown.
    """

    summary: ClassVar[str]

    @property
    def name(self) -> str:
        """The name in files, in code and on the screen."""
        return type(self).__name__

    def problem(self) -> tuple[str, str] | None:
        """The setting that does not go with the others, and why; None if all is well."""
        return None


N = TypeVar("N", bound=Named)


def named_from_plain(registry: Mapping[str, type[N]], data: object, path: str) -> N:
    """The choice that a name, or an object with a ``name`` and settings, stands for.

    Raises:
        SettingError: an unknown name, an unknown setting, a wrong type or a value out of range.
    """
    settings: Mapping[str, Any] = {"name": data} if isinstance(data, str) else data if isinstance(data, dict) else {}
    if not settings:
        raise SettingError(path, _("must be a name or an object with a name, is {value}").format(value=kind_of(data)))
    name = settings.get("name")
    if not isinstance(name, str) or name not in registry:
        where = path if isinstance(data, str) else f"{path}.name"
        reason = _("must be one of {names}, is {value}")
        raise SettingError(where, reason.format(names=", ".join(registry), value=kind_of(name)))
    chosen = build(registry[name], settings, path, ignore=("name",))
    check_settings(chosen, path)
    if trouble := chosen.problem():
        raise SettingError(f"{path}.{trouble[0]}", trouble[1])
    return chosen


def named_to_plain(chosen: Named) -> dict[str, Any]:
    """The choice as it stands in a project file."""
    return {"name": chosen.name, **plain(chosen)}
