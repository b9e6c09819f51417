"""Forms and their editors: whatever is typed is either a value that is passed on, or has a reason beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from playground.datasets import DatasetConfig, PreparationConfig
from playground.fields import ByName, Choice, Field, Flag, Integer, Number, Points, Sizes, Text, Texts, setting, settings_of
from playground.gui.field_editors import stepped
from playground.gui.forms import Form
from playground.layers import LAYERS
from playground.runs.config import EarlyStopping, RunConfig
from playground.runs.expression import Expression
from playground.runs.losses import LOSSES
from playground.runs.optimizers import OPTIMIZERS, SGD
from playground.runs.schedulers import SCHEDULERS
from tests.strategies import owners, values

OWNERS: list[Any] = [
    *LAYERS.values(),
    *LOSSES.values(),
    *OPTIMIZERS.values(),
    *SCHEDULERS.values(),
    RunConfig,
    EarlyStopping,
    DatasetConfig,
    PreparationConfig,
]


@dataclass(frozen=True)
class Everything:
    """One setting of each kind, with and without a value for none."""

    whole: int = setting(Integer(label="Whole", minimum=-5, maximum=10**6), 3)
    maybe_whole: int | None = setting(Integer(label="Maybe", minimum=1, maximum=9, optional=True, none_label="all"), None)
    number: float = setting(Number(label="Number", minimum=0, maximum=1), 0.5)
    positive: float | None = setting(Number(label="Positive", minimum=0, above=0, maximum=1e9, optional=True), None)
    rate: float = setting(Number(label="Rate", minimum=0, above=0, maximum=1000, logarithmic=True), 0.001)
    flag: bool = setting(Flag(label="Flag"), False)
    choice: str = setting(Choice(label="Choice", options=(("a", "A"), ("b", "B"))), "a")
    maybe_choice: str | None = setting(Choice(label="Maybe choice", options=(("a", "A"), ("b", "B")), optional=True), None)
    text: str = setting(Text(label="Text", maximum=20), "x")
    maybe_text: str | None = setting(Text(label="Maybe text", maximum=20, optional=True), None)
    texts: tuple[str, ...] | None = setting(Texts(label="Texts", optional=True), None)
    sizes: tuple[int, ...] = setting(Sizes(label="Sizes"), (2, 3))


NUMBERS = ("whole", "maybe_whole", "number", "positive", "rate", "sizes")
LINES = [name for name, field in settings_of(Everything).items() if not isinstance(field, Flag | Choice)]

TYPED = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=25),
    st.text("0123456789.,-+eE_ ×x", max_size=12),
    st.integers().map(str),
    st.floats().map(repr),
    st.sampled_from(["1e400", "-1e400", "nan", "9" * 400, "1" * 5000, "٣", "²", "1,5", "1,000", "0x10", "True", "None", " 7 "]),
)


def shown_form(qtbot: QtBot, owner: object, **keywords: Any) -> tuple[Form, list[tuple[str, object]]]:
    form = Form(owner, **keywords)
    qtbot.addWidget(form)
    changes: list[tuple[str, object]] = []
    form.changed.connect(lambda name, value: changes.append((name, value)))
    form.show()
    return form, changes


def reasons(form: Form) -> list[str]:
    """The reasons that are shown."""
    return [label.text() for label in form.findChildren(QLabel) if label.property("role") == "danger" and not label.isHidden()]


def line(form: Form, name: str) -> QLineEdit:
    widget = form.editor(name)
    assert isinstance(widget, QLineEdit)
    return widget


def retype(widget: QLineEdit, text: str) -> None:
    """As a person does: select all, type over it."""
    widget.selectAll()
    QTest.keyClicks(widget, text)


def wheel(widget: QWidget, up: bool) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, 120 if up else -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def typed(owner: Any) -> dict[str, Field]:
    """The settings that have a row: points are drawn."""
    return {name: field for name, field in settings_of(owner).items() if not isinstance(field, Points | ByName)}


@pytest.mark.parametrize("owner", OWNERS, ids=lambda owner: owner.__name__)
def test_every_class_with_settings_has_a_form_that_shows_its_values(qtbot: QtBot, owner: Any) -> None:
    form, changes = shown_form(qtbot, owner())
    assert form.names == tuple(typed(owner))
    for name in form.names:
        editor = form.editor(name)
        assert editor.objectName() == name
        assert editor.accessibleName()
    assert not changes
    assert not reasons(form)


@pytest.mark.parametrize("owner", [Everything, *OWNERS], ids=lambda owner: owner.__name__)
def test_set_values_tells_no_one(qtbot: QtBot, owner: Any) -> None:
    form, changes = shown_form(qtbot, owner())

    @settings(max_examples=100 if owner is Everything else 15)
    @given(owners(owner))
    def check(values_of: Any) -> None:
        form.set_values(values_of)
        assert not changes
        assert not reasons(form)
        for name, field in typed(owner).items():
            if not isinstance(field, Texts):  # a comma in a name cannot be told from one between names
                assert read(form.editor(name), field) == (
                    getattr(values_of, name) or None if isinstance(field, Text) else getattr(values_of, name)
                )

    check()


def read(widget: QWidget, field: Field) -> object:
    """What a person would take from the editor: the value that its text stands for."""
    if isinstance(widget, QComboBox):
        return widget.currentData()
    if isinstance(widget, QCheckBox):
        return widget.isChecked()
    assert isinstance(widget, QLineEdit)
    text = widget.text()
    if isinstance(field, Text | Expression):
        return text or None
    if not text:
        return None
    if isinstance(field, Sizes):
        return tuple(int(part) for part in text.split(","))
    return int(text) if isinstance(field, Integer) else float(text)


@pytest.mark.parametrize("name", LINES)
def test_what_is_typed_is_passed_on_or_has_a_reason(qtbot: QtBot, name: str) -> None:
    field = settings_of(Everything)[name]
    form, changes = shown_form(qtbot, Everything())
    widget = line(form, name)

    @given(TYPED)
    def check(text: str) -> None:
        form.set_values(Everything())
        changes.clear()
        widget.selectAll()
        widget.insert(text)
        assert all(changed == name and field.problem(value) is None for changed, value in changes)
        if widget.property("bad"):
            assert not changes
            assert reasons(form)
        else:
            assert changes or widget.text() == ""
            assert not reasons(form)

    check()


@pytest.mark.parametrize("name", NUMBERS)
def test_a_value_that_is_typed_comes_back_as_itself(qtbot: QtBot, name: str) -> None:
    """Also after the field is left, when its text is written anew."""
    field = settings_of(Everything)[name]
    form, changes = shown_form(qtbot, Everything())
    widget = line(form, name)

    @given(values(field))
    def check(value: Any) -> None:
        text = "" if value is None else ", ".join(map(str, value)) if isinstance(value, tuple) else repr(value)
        form.set_values(Everything())
        changes.clear()
        widget.selectAll()
        widget.insert(text) if text else widget.backspace()
        assert not changes or changes[-1] == (name, value)
        widget.editingFinished.emit()
        assert read(widget, field) == value

    check()


def test_a_comma_is_no_decimal_point(qtbot: QtBot) -> None:
    form, changes = shown_form(qtbot, Everything())
    retype(line(form, "whole"), "1,5")
    assert ("whole", 15) not in changes
    assert reasons(form)
    retype(line(form, "whole"), "12,000")
    assert changes[-1] == ("whole", 12000)


def test_text_that_is_no_value_stays_with_its_reason(qtbot: QtBot) -> None:
    form, changes = shown_form(qtbot, Everything())
    widget = line(form, "rate")
    retype(widget, "1e-")
    assert widget.text() == "1e-"
    assert widget.property("bad")
    assert len(reasons(form)) == 1
    widget.editingFinished.emit()
    assert widget.text() == "1e-"
    QTest.keyClicks(widget, "3")
    assert changes[-1] == ("rate", 0.001)
    assert not reasons(form)


def test_typing_is_not_disturbed_by_the_values_that_come_back(qtbot: QtBot) -> None:
    """The owner answers every change by setting the values: the text and the cursor stay."""
    owner = Everything()
    form, _changes = shown_form(qtbot, owner)

    def answer(name: str, value: object) -> None:
        nonlocal owner
        owner = replace(owner, **{name: value})
        form.set_values(owner)

    form.changed.connect(answer)
    widget = line(form, "rate")
    widget.setFocus()
    retype(widget, "0.00500")
    assert widget.text() == "0.00500"
    widget.setCursorPosition(3)
    QTest.keyClicks(widget, "1")
    assert widget.text() == "0.010500"
    assert widget.cursorPosition() == 4
    assert owner.rate == 0.0105


def test_undo_replaces_what_was_typed_even_while_the_field_has_the_focus(qtbot: QtBot) -> None:
    form, _changes = shown_form(qtbot, Everything())
    widget = line(form, "whole")
    widget.setFocus()
    retype(widget, "42")
    form.set_values(Everything())
    assert widget.text() == "3"


def test_the_wheel_changes_only_what_has_the_focus(qtbot: QtBot) -> None:
    """A panel that is scrolled must not change the settings under the pointer."""
    form, changes = shown_form(qtbot, Everything())
    form.activateWindow()
    form.editor("flag").setFocus()
    for name in form.names:
        for up in (True, False):
            wheel(form.editor(name), up)
    assert not changes
    for name, value in (("whole", 4), ("rate", 0.002)):
        form.editor(name).setFocus()
        qtbot.waitUntil(form.editor(name).hasFocus)
        wheel(form.editor(name), True)
        assert changes[-1] == (name, pytest.approx(value))
    form.editor("choice").setFocus()
    qtbot.waitUntil(form.editor("choice").hasFocus)
    wheel(form.editor("choice"), False)
    assert changes[-1] == ("choice", "b")


def test_arrow_keys_step(qtbot: QtBot) -> None:
    form, changes = shown_form(qtbot, Everything())
    for _ in range(3):
        QTest.keyClick(form.editor("rate"), Qt.Key.Key_Up)
    assert [value for _name, value in changes] == [0.002, 0.005, 0.01]
    QTest.keyClick(form.editor("number"), Qt.Key.Key_Down)
    assert changes[-1] == ("number", pytest.approx(0.45))
    QTest.keyClick(form.editor("maybe_whole"), Qt.Key.Key_Up)
    assert changes[-1] == ("maybe_whole", 1)


NUMERIC = {name: field for name, field in settings_of(Everything).items() if isinstance(field, Integer | Number)}


@pytest.mark.parametrize("name", NUMERIC)
def test_steps_give_values_that_can_be_used_and_go_the_right_way(name: str) -> None:
    field = NUMERIC[name]

    @given(values(field), st.sampled_from([1, -1]))
    def check(value: Any, direction: int) -> None:
        result = stepped(field, value, direction)
        assert result is None or field.problem(result) is None
        if value is not None and result is not None:
            assert (result - value) * direction >= 0

    check()


def test_logarithmic_steps_are_one_two_five_ten() -> None:
    rate, seen = settings_of(Everything)["rate"], [1e-4]
    while seen[-1] < 0.05:
        following = stepped(rate, seen[-1], 1)
        assert following is not None
        seen.append(following)
    assert seen == [1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2]
    down = [seen[-1]]
    for _ in seen[1:]:
        following = stepped(rate, down[-1], -1)
        assert following is not None
        down.append(following)
    assert down == seen[::-1]


def test_a_form_can_refuse_what_does_not_go_together(qtbot: QtBot) -> None:
    """A project with Nesterov and no momentum could be saved but never opened again."""
    owner = SGD(momentum=0.0)
    form, changes = shown_form(qtbot, owner, check=lambda name, value: (replace(owner, **{name: value}).problem() or ("", ""))[1])
    box = form.editor("nesterov")
    assert isinstance(box, QCheckBox)
    box.click()
    assert not changes
    assert reasons(form) == ["Nesterov needs a momentum above 0"]
    form.set_values(owner)
    assert not box.isChecked()
    assert not reasons(form)


def test_a_hidden_row_hides_its_reason(qtbot: QtBot) -> None:
    form, _changes = shown_form(qtbot, Everything())
    retype(line(form, "whole"), "x")
    assert reasons(form)
    form.set_row_visible("whole", False)
    assert not reasons(form)
    assert line(form, "whole").isHidden()
