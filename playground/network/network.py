"""The network that the user designs: an immutable tuple of layers, and the edits that give a new one.

Every edit returns a new ``Network``; undo swaps it back. Positions count from 0 at the input.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from playground.fields import SettingError, build, check_settings, kind_of, plain
from playground.language import _
from playground.layers import LAYERS, Layer, Repair

MOST_LAYERS = 1000
"""More layers than this cannot be meant; a file with more is refused."""


@dataclass(frozen=True)
class Network:
    """Layers in the order in which a sample passes them. Immutable, hashable, standard library only."""

    layers: tuple[Layer, ...] = ()

    def __len__(self) -> int:
        return len(self.layers)

    def inserted(self, position: int, layers: Iterable[Layer]) -> Network:
        """With ``layers`` put before ``position``."""
        return Network((*self.layers[:position], *layers, *self.layers[position:]))

    def removed(self, positions: Iterable[int]) -> Network:
        """Without the layers at ``positions``."""
        gone = set(positions)
        return Network(tuple(layer for index, layer in enumerate(self.layers) if index not in gone))

    def replaced(self, position: int, layer: Layer) -> Network:
        """With ``layer`` in the place of the one at ``position``."""
        return Network((*self.layers[:position], layer, *self.layers[position + 1 :]))

    def moved(self, positions: Sequence[int], target: int) -> Network:
        """With the layers at ``positions``, in their order, put before the layer that is now at ``target``."""
        chosen = sorted(set(positions))
        before = target - sum(1 for position in chosen if position < target)
        return self.removed(chosen).inserted(before, [self.layers[position] for position in chosen])

    def repaired(self, position: int, repair: Repair) -> Network:
        """With ``repair`` applied to the layer at ``position``; position ``len(self)`` is the output."""
        own: tuple[Layer, ...] = self.layers[position : position + 1]
        if repair.replacement is not None:
            own = (repair.replacement,)
        return Network((*self.layers[:position], *repair.before, *own, *repair.after, *self.layers[position + 1 :]))

    def hidden_activations(self) -> tuple[int, ...]:
        """Positions of the activations that have a layer with weights somewhere after them."""
        weighted = [index for index, layer in enumerate(self.layers) if layer.has_weights()]
        last = weighted[-1] if weighted else -1
        return tuple(i for i, layer in enumerate(self.layers) if layer.family == "activation" and i < last)

    def with_activations(self, activation: Layer) -> Network:
        """With every hidden activation replaced by ``activation``."""
        hidden = set(self.hidden_activations())
        return Network(tuple(activation if i in hidden else layer for i, layer in enumerate(self.layers)))


def layer_to_plain(layer: Layer) -> dict[str, Any]:
    """A layer as it stands in a project file; settings that have their default are left out."""
    default = plain(type(layer)())
    return {"layer": layer.name, **{name: value for name, value in plain(layer).items() if value != default[name]}}


def layer_from_plain(data: object, path: str = "$") -> Layer:
    """A layer from the plain values of a project file or the clipboard.

    Raises:
        SettingError: not an object, an unknown layer, an unknown setting, a wrong type or a value out of range.
    """
    if not isinstance(data, dict):
        raise SettingError(path, _('must be an object such as {{"layer": "ReLU"}}, is {value}').format(value=kind_of(data)))
    name = data.get("layer")
    if not isinstance(name, str) or name not in LAYERS:
        reason = _("there is no layer called {name}; known: {known}")
        raise SettingError(f"{path}.layer", reason.format(name=kind_of(name), known=", ".join(LAYERS)))
    layer = build(LAYERS[name], data, path, ignore=("layer",))
    check_settings(layer, path)
    return layer


def network_from_plain(data: object, path: str = "$.network") -> Network:
    """A network from the list of a project file or the clipboard.

    Raises:
        SettingError: not a list, too long, or a layer that cannot be read.
    """
    if not isinstance(data, list):
        raise SettingError(path, _("must be a list of layers, is {value}").format(value=kind_of(data)))
    if len(data) > MOST_LAYERS:
        raise SettingError(path, _("has {n} layers; {most} at most").format(n=len(data), most=MOST_LAYERS))
    return Network(tuple(layer_from_plain(item, f"{path}[{index}]") for index, item in enumerate(data)))


def network_to_plain(network: Network) -> list[dict[str, Any]]:
    """A network as the list that stands in a project file or on the clipboard."""
    return [layer_to_plain(layer) for layer in network.layers]
