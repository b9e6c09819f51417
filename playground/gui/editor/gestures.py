"""What the mouse does with cards, as gestures that begin, move and end: cards are dragged, layers dropped, a repair is pressed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QDrag, QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter, QPixmap

from playground.fields import SettingError
from playground.gui.editor.card_list import CardList
from playground.gui.editor.clipboard import MIME, from_mime, to_mime
from playground.gui.editor.edits import Edits
from playground.gui.theme import theme
from playground.language import _


class CardDrag:
    """The selected cards are dragged, within the network or out of it.

    Attributes:
        positions: The layers that are dragged; none while nothing is.
    """

    def __init__(self, cards: CardList, edits: Edits) -> None:
        self._cards, self._edits = cards, edits
        self.positions: tuple[int, ...] = ()

    def begin(self) -> None:
        """Drags what is selected, until it is let go."""
        if not self._cards.positions:
            return
        self.positions = self._cards.positions
        drag = QDrag(self._cards)
        drag.setMimeData(to_mime(self._edits.selected))
        drag.setPixmap(self._picture(self.positions))
        drag.setHotSpot(QPoint(24, 14))
        drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.DropAction.MoveAction)
        self.positions = ()
        self._cards.show_gap(None)

    def _picture(self, positions: Sequence[int]) -> QPixmap:
        """The first card that is dragged; the number of the others on it."""
        viewport = self._cards.viewport()
        picture = viewport.grab(self._cards.card_rect(positions[0]).intersected(viewport.rect()))
        if len(positions) > 1 and not picture.isNull():
            painter = QPainter(picture)
            painter.setPen(QColor(theme().colours.accent))
            painter.drawText(picture.rect().adjusted(0, 2, -8, 0), Qt.AlignmentFlag.AlignRight, f"+{len(positions) - 1}")
            painter.end()
        return picture


class LayerDrop:
    """Layers are held over the network and dropped: from the palette, from another window, or its own cards."""

    def __init__(self, cards: CardList, edits: Edits, drag: CardDrag) -> None:
        self._cards, self._edits, self._drag = cards, edits, drag

    def move(self, event: QDragEnterEvent | QDragMoveEvent) -> None:
        """Makes room where they would land; anything else but layers is refused."""
        if event.mimeData().hasFormat(MIME):
            self._cards.show_gap(self._cards.drop_position(event.position().toPoint()))
            event.acceptProposedAction()
        else:
            event.ignore()

    def leave(self) -> None:
        """They are no longer over the network."""
        self._cards.show_gap(None)

    def end(self, event: QDropEvent) -> None:
        """Moves the network's own cards, and inserts whatever else is dropped."""
        target = self._cards.drop_position(event.position().toPoint())
        self._cards.show_gap(None)
        moved = event.source() is self._cards and event.dropAction() != Qt.DropAction.CopyAction and bool(self._drag.positions)
        try:
            layers = from_mime(event.mimeData(), text=False)
        except SettingError:
            event.ignore()
            self._edits.message.emit(_("What was dropped holds no layers."))
            return
        event.setDropAction(Qt.DropAction.MoveAction if moved else Qt.DropAction.CopyAction)
        event.accept()
        if moved:
            self._edits.move_layers(self._drag.positions, target)
        else:
            self._edits.insert(target, layers)
        self._cards.setFocus()


class RepairPress:
    """The button on a card that repairs the first problem is pressed, and let go on it or elsewhere."""

    def __init__(self, cards: CardList, edits: Edits) -> None:
        self._cards, self._edits = cards, edits
        self._position: int | None = None

    def begin(self, point: QPoint) -> bool:
        """Whether the button is there; then it is pressed."""
        self._position = self._cards.repair_at(point)
        self._cards.show_pressed(self._position)
        return self._position is not None

    def move(self, point: QPoint) -> bool:
        """Shows that the button can be pressed; whether it is."""
        over = self._cards.repair_at(point) is not None
        self._cards.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        return self._position is not None

    def end(self, point: QPoint) -> bool:
        """Repairs if the button is let go where it was pressed; whether it had been pressed at all."""
        pressed, self._position = self._position, None
        self._cards.show_pressed(None)
        if pressed is not None and pressed == self._cards.repair_at(point):
            self._edits.repair()
        return pressed is not None
