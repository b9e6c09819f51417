from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from playground.gui.elided_label import ElidedLabel


class _Layouts(QObject):
    """Counts how often a widget is laid out anew."""

    count = 0

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def test_another_text_lays_nothing_out_anew_unless_it_needs_more_room(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    label = ElidedLabel("0")
    row = QHBoxLayout(holder)
    row.addWidget(label)
    row.addStretch(1)
    holder.resize(300, 40)
    holder.show()
    QApplication.processEvents()
    layouts = _Layouts()
    holder.installEventFilter(layouts)
    label.setText("loss 0.1234")
    QApplication.processEvents()
    assert label.width() >= label.sizeHint().width()
    assert layouts.count == 1
    for text in ("loss 0.1", "loss 0.12", "", "loss 0.11"):
        label.setText(text)
        QApplication.processEvents()
    assert layouts.count == 1
    for number in range(5):  # more than there can be: asked for once
        label.setText("wide " * 100 + str(number))
        QApplication.processEvents()
    assert layouts.count <= 3


def test_a_screen_reader_reads_what_is_drawn(qtbot: QtBot) -> None:
    label = ElidedLabel("a < b")
    qtbot.addWidget(label)
    assert (label.text(), label.accessibleName()) == ("a < b", "a < b")
    label.setText("c")
    assert (label.text(), label.accessibleName()) == ("c", "c")
