"""What can be done to the layers of a network: added, moved, cut, pasted, repaired. Every edit goes through the document."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence

from playground.fields import SettingError
from playground.gui.document import Document
from playground.gui.editor.card_list import CardList
from playground.gui.editor.clipboard import from_mime, to_mime
from playground.language import _, ngettext
from playground.layers import Layer
from playground.network import MOST_LAYERS, Network


class Edits(QObject):
    """Edits of the network, and of the layers that are selected.

    Attributes:
        actions: Cut, copy, paste and so on, by name; their shortcuts work while the cards have the focus, but for that of ``repair``.

    Signals:
        message: Something the user should know (a text).
    """

    message = Signal(str)

    def __init__(self, document: Document, cards: CardList) -> None:
        super().__init__(cards)
        self._document = document
        self._cards = cards
        self.actions = self._make_actions()
        cards.selection_changed.connect(self._enable_actions)

    def add_after_selection(self, layer: Layer) -> None:
        """Puts a layer after the selected ones, or at the end, before a last layer that gives the output."""
        self.insert(self._behind_selection, [layer])

    def insert(self, position: int, layers: Sequence[Layer], text: str = "") -> None:
        """Puts layers before a position and selects them."""
        if not layers:
            return
        one = _("Add {layer}").format(layer=layers[0].name)
        many = ngettext("Add {n} layer", "Add {n} layers", len(layers)).format(n=len(layers))
        if self.change(self._document.network.inserted(position, layers), text or (one if len(layers) == 1 else many)):
            self._cards.select(range(position, position + len(layers)))
            self._cards.scroll_to(position + len(layers) - 1)

    def move_layers(self, positions: Sequence[int], target: int) -> None:
        """Moves layers before the layer that is now at ``target`` and keeps them selected."""
        network = self._document.network.moved(positions, target)
        if network == self._document.network or not positions:
            return
        text = ngettext("Move {n} layer", "Move {n} layers", len(positions)).format(n=len(positions))
        start = target - sum(1 for position in positions if position < target)
        self.change(network, text)
        self._cards.select(range(start, start + len(positions)))

    def swap_activations(self, layer: Layer) -> None:
        """Replaces every hidden activation."""
        text = _("Swap activations for {layer}").format(layer=layer.name)
        self.change(self._document.network.with_activations(layer), text)

    def repair(self) -> None:
        """Makes the repair that the first problem offers."""
        shapes = self._document.shapes
        problem = shapes.problem if shapes is not None else None
        if problem is not None and problem.repair is not None:
            self.change(self._document.network.repaired(problem.position, problem.repair), problem.repair.label)

    def change(self, network: Network, text: str) -> bool:
        """Makes an edit; refuses, with a word, a network that no project file could hold."""
        if len(network) > MOST_LAYERS:
            self.message.emit(_("A network has {most} layers at most.").format(most=MOST_LAYERS))
            return False
        self._document.change_network(network, text)
        return True

    @property
    def selected(self) -> list[Layer]:
        """The layers that are selected."""
        return [self._document.network.layers[position] for position in self._cards.positions]

    @property
    def _behind_selection(self) -> int:
        """The position after the selected layers; the end where none is."""
        return self._cards.positions[-1] + 1 if self._cards.positions else len(self._document.network)

    def _copy(self) -> None:
        if layers := self.selected:
            QGuiApplication.clipboard().setMimeData(to_mime(layers))

    def _cut(self) -> None:
        self._copy()
        self._remove(_("Cut"))

    def paste(self) -> None:
        """Puts the layers of the clipboard after the selected ones."""
        try:
            layers = from_mime(QGuiApplication.clipboard().mimeData())
        except SettingError:
            self.message.emit(_("The clipboard holds no layers."))
            return
        self.insert(self._behind_selection, layers, _("Paste"))

    def _duplicate(self) -> None:
        if layers := self.selected:
            self.insert(self._behind_selection, layers, _("Duplicate"))

    def delete(self) -> None:
        """Takes the selected layers away."""
        count = len(self._cards.positions)
        self._remove(ngettext("Delete {n} layer", "Delete {n} layers", count).format(n=count))

    def _remove(self, text: str) -> None:
        if positions := self._cards.positions:
            self.change(self._document.network.removed(positions), text)
            if len(self._document.network):
                self._cards.select([min(positions[0], len(self._document.network) - 1)])

    def _move_up(self) -> None:
        if (positions := self._cards.positions) and positions[0] > 0:
            self.move_layers(positions, positions[0] - 1)

    def _move_down(self) -> None:
        if (positions := self._cards.positions) and positions[-1] < len(self._document.network) - 1:
            self.move_layers(positions, positions[-1] + 2)

    def _select_all(self) -> None:
        self._cards.select(range(len(self._document.network)))

    def replace(self, position: int, layer: Layer) -> None:
        """Puts a layer in the place of another."""
        text = _("Replace by {layer}").format(layer=layer.name)
        self.change(self._document.network.replaced(position, layer), text)

    # actions

    def _make_actions(self) -> dict[str, QAction]:
        standard = QKeySequence.StandardKey
        table: tuple[tuple[str, str, QKeySequence | QKeySequence.StandardKey | str, Callable[[], None]], ...] = (
            ("cut", _("Cut"), standard.Cut, self._cut),
            ("copy", _("Copy"), standard.Copy, self._copy),
            ("paste", _("Paste"), standard.Paste, self.paste),
            ("duplicate", _("Duplicate"), "Ctrl+D", self._duplicate),
            ("delete", _("Delete"), standard.Delete, self.delete),
            ("select_all", _("Select all"), standard.SelectAll, self._select_all),
            ("move_up", _("Move up"), "Alt+Up", self._move_up),
            ("move_down", _("Move down"), "Alt+Down", self._move_down),
            ("repair", _("Repair the first problem"), "Ctrl+R", self.repair),
        )
        made = {}
        for name, text, keys, slot in table:
            action = QAction(text, self._cards)
            action.setObjectName(name)
            action.setShortcut(QKeySequence(keys))
            context = Qt.ShortcutContext
            action.setShortcutContext(context.WindowShortcut if name == "repair" else context.WidgetShortcut)
            action.triggered.connect(slot)
            self._cards.addAction(action)
            made[name] = action
        return made

    def _enable_actions(self) -> None:
        for name in ("cut", "copy", "duplicate", "delete", "move_up", "move_down"):
            self.actions[name].setEnabled(bool(self._cards.positions))
