"""The style sheet of the application."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QCursor, QIcon, QImage
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSlider,
    QSpinBox,
    QTableWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot
from typing_extensions import override

from playground.gui.theme import theme
from tests.gui.vision import contrast


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> Iterator[None]:
    QCursor.setPos(qapp.primaryScreen().geometry().bottomRight())  # a test before may have left it over what is photographed
    theme().apply("light")
    yield
    theme().apply("system")


def panel_with_button(qtbot: QtBot) -> QWidget:
    panel = QWidget()
    qtbot.addWidget(panel)
    QVBoxLayout(panel).addWidget(QPushButton("Train"))
    panel.resize(200, 80)
    return panel


ROLES: dict[type[QWidget], tuple[str, ...]] = {
    QLabel: ("title", "heading", "group", "dim", "small", "danger", "good", "goal"),
    QFrame: ("panel", "card", "column", "bar", "footer", "rule"),
    QPushButton: ("primary", "quiet"),
    QToolButton: ("quiet", "small", "fold", "switch"),
    QComboBox: ("small",),
    QLineEdit: (),
    QSpinBox: (),
    QPlainTextEdit: (),
    QCheckBox: (),
    QListWidget: (),
    QTableWidget: (),
    QProgressBar: (),
    QSlider: (),
}
"""What the style sheet speaks of."""


def zoo(qtbot: QtBot) -> QTabWidget:
    """One of everything, a page for each kind; all but the first are hidden."""
    tabs = QTabWidget()
    qtbot.addWidget(tabs)
    for kind, roles in ROLES.items():
        page = QWidget()
        row = QHBoxLayout(page)
        for role in ("", *roles):
            widget = kind()
            widget.setProperty("role", role)
            if isinstance(widget, QLabel | QPushButton | QToolButton | QCheckBox):
                widget.setText("Text")
            row.addWidget(widget)
        tabs.addTab(page, kind.__name__)
    tabs.resize(900, 300)
    tabs.show()
    for page_number in range(tabs.count()):  # each has been seen once
        tabs.setCurrentIndex(page_number)
    tabs.setCurrentIndex(0)
    return tabs


def picture_of(panel: QWidget) -> QImage:
    if (focus := QApplication.focusWidget()) is not None:
        focus.clearFocus()  # only one of two windows can have it, and it shows
    return panel.grab().toImage()


def fonts_of(panel: QWidget) -> list[tuple[str, str, int, int]]:
    """The fonts of all that it holds, seen or not; but for the arrows in the lists of choices, where there is no text."""
    names = [(each.metaObject().className(), each) for each in (panel, *panel.findChildren(QWidget))]
    return [
        (name, each.objectName(), each.font().pixelSize(), each.font().weight())
        for name, each in names
        if name != "QComboBoxPrivateScroller"
    ]


def test_what_is_made_before_the_style_sheet_looks_the_same(qtbot: QtBot, qapp: QApplication) -> None:
    sheet = qapp.styleSheet()
    styled = picture_of(panel_with_button(qtbot))
    with theme().styled_at_the_end():
        assert qapp.styleSheet() == ""
        assert picture_of(panel_with_button(qtbot)) != styled
        panel = panel_with_button(qtbot)
    assert qapp.styleSheet() == sheet
    assert picture_of(panel) == styled


class Styled(QObject):
    """Counts how often widgets are styled anew."""

    def __init__(self) -> None:
        super().__init__()
        self.times: Counter[QObject] = Counter()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StyleChange:
            self.times[watched] += 1
        return False


@pytest.mark.parametrize(("choice", "scale"), [("dark", 1.0), ("light", 1.5)])
def test_a_change_styles_no_widget_more_often_the_deeper_it_lies(
    qtbot: QtBot, qapp: QApplication, choice: str, scale: float
) -> None:
    outer = QWidget()
    qtbot.addWidget(outer)
    inner = outer
    for _depth in range(12):
        column = QVBoxLayout(inner)
        inner = QWidget()
        column.addWidget(inner)
    outer.show()
    styled = Styled()
    outer.installEventFilter(styled)
    inner.installEventFilter(styled)
    theme().apply(choice, scale)
    assert styled.times[inner] == styled.times[outer] == 1


def test_what_is_hidden_takes_other_colours_when_it_is_shown(qtbot: QtBot) -> None:
    outer = QWidget()
    qtbot.addWidget(outer)
    page, button = QWidget(outer), QPushButton()
    QVBoxLayout(page).addWidget(button)
    outer.show()
    page.hide()
    styled = Styled()
    button.installEventFilter(styled)
    theme().apply("dark")
    theme().apply("light")
    theme().apply("dark")
    assert not styled.times
    page.show()
    assert styled.times[button] == 1
    assert button.palette().buttonText().color() == QColor(theme().colours.text)
    page.hide()
    page.show()
    assert styled.times[button] == 1
    page.hide()
    theme().apply("dark", 1.5)
    assert styled.times[button] == 2  # it takes other room already


@pytest.mark.parametrize(("choice", "scale"), [("dark", 1.0), ("light", 1.5), ("dark", 1.5)])
def test_after_a_change_everything_looks_as_if_started_so(qtbot: QtBot, choice: str, scale: float) -> None:
    changed = zoo(qtbot)
    theme().apply(choice, scale)
    begun = zoo(qtbot)
    assert fonts_of(changed) == fonts_of(begun)
    for page in range(changed.count()):
        changed.setCurrentIndex(page)
        begun.setCurrentIndex(page)
        QApplication.processEvents()
        assert changed.sizeHint() == begun.sizeHint()
        assert picture_of(changed) == picture_of(begun), changed.tabText(page)


def test_the_buttons_of_qt_s_file_dialog_have_icons_that_can_be_seen(qtbot: QtBot) -> None:
    dialog = QFileDialog()
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.show()
    buttons = [button for button in dialog.findChildren(QToolButton) if button.isVisible() and not button.icon().isNull()]
    assert len(buttons) >= 5
    for button in buttons:
        button.setEnabled(True)
        with_icon = picture_of(button)
        button.setIcon(QIcon())
        without = picture_of(button)
        size = range(with_icon.width()), range(with_icon.height())
        drawn = [(x, y) for x in size[0] for y in size[1] if with_icon.pixel(x, y) != without.pixel(x, y)]
        assert max(x for x, _y in drawn) - min(x for x, _y in drawn) >= 7, button.objectName()


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_the_chosen_row_of_a_table_is_told_from_the_others(qtbot: QtBot, choice: str) -> None:
    """By lines of 3:1, where nothing is written and whether or not the mouse is near."""
    theme().apply(choice)
    table = QTableWidget(3, 2)
    qtbot.addWidget(table)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.resize(300, 200)
    table.show()
    table.selectRow(1)
    table.clearFocus()
    image = table.viewport().grab().toImage()
    for column in range(2):
        place = table.visualRect(table.model().index(1, column))
        row = [image.pixelColor(place.center().x(), y).name() for y in range(place.top(), place.bottom() + 1)]
        assert max(contrast(colour, theme().colours.card) for colour in row) >= 3
