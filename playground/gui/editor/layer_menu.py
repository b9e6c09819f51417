"""The menu of the cards: the edits, and all layers to insert or to replace one by."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu

from playground.gui.editor.card_list import CardList
from playground.gui.editor.edits import Edits
from playground.language import _
from playground.layers import FAMILIES, LAYERS, Layer


def layer_menu(cards: CardList, edits: Edits, position: int, layer: Layer | None) -> QMenu:
    """The menu at a card; ``layer`` is None beside the layers."""
    menu = QMenu(cards)
    for name in ("cut", "copy", "paste", "duplicate", "delete"):
        menu.addAction(edits.actions[name])
    menu.addSeparator()
    _fill(menu.addMenu(_("Insert before")), None, lambda new: edits.insert(max(position, 0), [new]))
    if layer is not None:
        _fill(menu.addMenu(_("Replace by")), layer.family, lambda new: edits.replace(position, new))
    return menu


def _fill(menu: QMenu, family: str | None, choose: Callable[[Layer], None]) -> None:
    """Entries for all layers, or for those of one family."""
    for name, label in FAMILIES.items():
        if family is None or family == name:
            place = menu.addMenu(_(label)) if family is None else menu
            for kind in LAYERS.values():
                if kind.family == name:
                    place.addAction(kind.__name__, partial(_choose, choose, kind))


def _choose(choose: Callable[[Layer], None], kind: type[Layer]) -> None:
    choose(kind())
