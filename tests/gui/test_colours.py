"""The palettes for every kind of eye, and every rule of the style sheet that draws text or an edge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import pytest
from PySide6.QtWidgets import QApplication

from playground.gui import colours as palette
from playground.gui.class_colours import class_colours
from playground.gui.colours import Colours, colours_of
from playground.gui.run_signs import SYMBOLS
from playground.gui.theme import theme
from tests.gui.vision import EYES, apart, contrast, lightness

PALETTES = ("light", "dark")
TOLD_APART = 12.0
"""CIEDE2000: more than ten is told apart at a glance."""

GREY_APART = 10.0
"""L*, where no other sign is beside the colour."""

TEXT, EDGE = 4.5, 3.0
FAMILIES = ("core", "activation", "recurrent", "regularisation", "convolution", "shape")


@pytest.fixture(params=PALETTES)
def colours(request: pytest.FixtureRequest) -> Colours:
    return colours_of(request.param)


@pytest.mark.parametrize("eyes", EYES)
def test_the_first_six_runs_are_told_apart(colours: Colours, eyes: str) -> None:
    near = {(a, b): apart(a, b, eyes) for a, b in combinations(colours.runs[:6], 2)}
    assert {pair: distance for pair, distance in near.items() if distance < TOLD_APART} == {}


def test_in_grey_each_run_has_a_marker_of_its_own() -> None:
    count = len(colours_of("dark").runs)
    assert len(set(SYMBOLS[:count])) == count


@pytest.mark.parametrize("eyes", EYES)
def test_good_warning_and_danger_are_told_apart(colours: Colours, eyes: str) -> None:
    for first, second in combinations((colours.good, colours.warning, colours.danger), 2):
        assert apart(first, second, eyes) >= TOLD_APART, (first, second)


def test_warning_and_danger_are_told_apart_in_grey(colours: Colours) -> None:
    assert abs(lightness(colours.warning) - lightness(colours.danger)) >= GREY_APART


@pytest.mark.parametrize("choice", PALETTES)
@pytest.mark.parametrize("eyes", EYES)
def test_the_first_classes_are_told_apart(qapp: QApplication, choice: str, eyes: str) -> None:
    theme().apply(choice)
    for count in range(2, 7):
        names = [colour.name() for colour in class_colours(count)]
        assert min(apart(a, b, eyes) for a, b in combinations(names, 2)) >= 10, names


def test_what_is_drawn_stands_out(colours: Colours) -> None:
    """Lines, points, bars and stripes on the surfaces that they are drawn on."""
    names = ("edge", "accent", "good", "warning", "danger", *FAMILIES)
    drawn = {name: getattr(colours, name) for name in names} | {f"run {n}": run for n, run in enumerate(colours.runs)}
    for name, colour in drawn.items():
        for surface in (colours.ground, colours.panel, colours.card):
            assert contrast(colour, surface) >= EDGE, (name, surface)


def test_every_colour_of_text_can_be_read(colours: Colours) -> None:
    for name in ("text", "dim", "accent", "good", "warning", "danger"):
        for surface in colours.surfaces:
            assert contrast(getattr(colours, name), surface) >= TEXT, (name, surface)


def test_any_colour_becomes_legible_and_stays_as_it_is_where_it_is(colours: Colours) -> None:
    for colour in (*colours.runs, *(getattr(colours, family) for family in FAMILIES), colours.line):
        assert min(contrast(colours.legible(colour).name(), surface) for surface in colours.surfaces) >= TEXT
    assert colours.legible(colours.text).name() == colours.text
    assert colours.legible(colours.dim).name() == colours.dim


def test_the_contrast_of_the_app_is_that_of_the_tests() -> None:
    for first, second in combinations(colours_of("dark").runs, 2):
        assert palette.contrast(first, second) == pytest.approx(contrast(first, second), rel=1e-3)


# --- the style sheet, rule by rule


@dataclass(frozen=True)
class Selector:
    """``kind[role="..."]::part:state:state``."""

    kind: str
    role: str
    part: str
    states: frozenset[str]

    def also_styles(self, other: Selector) -> bool:
        """Whether what this one says holds for ``other`` too."""
        return (
            self.kind in ("*", other.kind)
            and self.role in ("", other.role)
            and self.part == other.part
            and self.states <= other.states
        )

    @property
    def weight(self) -> int:
        return (self.kind != "*") + 2 * bool(self.role) + 2 * len(self.states)


Rules = list[tuple[Selector, dict[str, str]]]


def selector(text: str) -> Selector:
    role = re.search(r"\[([^\]]*)\]", text)
    bare = re.sub(r"\[[^\]]*\]", "", text.split()[-1])
    kind, _separator, rest = bare.partition("::")
    part, *states = rest.split(":") if rest else ("",)
    kind, *more = kind.split(":")
    return Selector(kind, role.group(1) if role else "", part, frozenset([*states, *more]))


def rules(sheet: str) -> Rules:
    found: Rules = []
    for names, body in re.findall(r"([^{}]+)\{([^}]*)\}", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        said = {name.strip(): value.strip() for name, _colon, value in (one.partition(":") for one in body.split(";")) if value}
        if "border" in said and "border-color" not in said:
            said["border-color"] = said["border"]
        found += [(selector(name), said) for name in names.split(",")]
    return found


def styled(all_rules: Rules) -> Iterator[tuple[Selector, dict[str, str]]]:
    """Each selector with all that holds for it, the weightier the later."""
    for one in dict(all_rules):
        merged: dict[str, str] = {}
        for _selector, said in sorted((rule for rule in all_rules if rule[0].also_styles(one)), key=lambda rule: rule[0].weight):
            merged |= said
        yield one, merged


def colour_in(value: str) -> str:
    found = re.search(r"#[0-9a-f]{6}", value)
    return found.group() if found else ""


@pytest.fixture(params=PALETTES)
def sheet(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[tuple[Colours, Rules]]:
    theme().apply(request.param)
    yield colours_of(request.param), rules(qapp.styleSheet())
    theme().apply("system")


def test_every_rule_s_text_can_be_read(sheet: tuple[Colours, Rules]) -> None:
    """What is disabled is left out: it says by its paleness that it cannot be used, and WCAG excepts it for that."""
    colours, all_rules = sheet
    checked, bad = 0, []
    for one, said in styled(all_rules):
        text = colour_in(said.get("color", ""))
        if not text or "disabled" in one.states:
            continue
        under = colour_in(said.get("background", ""))
        for surface in (under,) if under else colours.surfaces:
            checked += 1
            if contrast(text, surface) < TEXT:
                bad.append((one, text, surface, round(contrast(text, surface), 2)))
    assert checked > 100
    assert bad == []


USED = {
    "QPushButton",
    "QToolButton",
    "QLineEdit",
    "QSpinBox",
    "QDoubleSpinBox",
    "QComboBox",
    "QPlainTextEdit",
    "QTextEdit",
    "QCheckBox",
}
"""What is used by hand: its edge shows where."""


def test_every_edge_of_what_is_used_can_be_seen(sheet: tuple[Colours, Rules]) -> None:
    """Also rings of the focus, marks of what is on, and the lines and handles that show a value."""
    colours, all_rules = sheet
    checked, bad = 0, []
    for one, said in styled(all_rules):
        edge = ""
        if (one.kind in USED and one.part in ("", "indicator")) or one.states & {"focus", "selected", "checked"}:
            edge = colour_in(said.get("border-color", "")) or colour_in(said.get("border-bottom", ""))
        elif one.part in ("groove", "handle", "chunk") and one.kind != "QSplitter":
            edge = colour_in(said.get("background", ""))
        if not edge or one.states & {"disabled"}:
            continue
        for surface in (colours.ground, colours.panel, colours.card):
            checked += 1
            if contrast(edge, surface) < EDGE:
                bad.append((one, edge, surface, round(contrast(edge, surface), 2)))
    assert checked > 60
    assert bad == []


def test_whatever_takes_the_keyboard_s_focus_shows_it(sheet: tuple[Colours, Rules]) -> None:
    """A rule for ``:focus`` changes a colour of the edge, the ground or the text, for every role that has a rule."""
    _colours, all_rules = sheet
    everything = dict(styled(all_rules))
    drawn = ("border", "border-color", "background", "color")
    for one, said in everything.items():
        if one.kind not in USED | {"QTableView", "QTreeView"} or one.part or one.states or "panel" in one.role:
            continue
        focused = Selector(one.kind, one.role, "", frozenset({"focus"}))
        merged: dict[str, str] = {}
        for _selector, rule in sorted(
            (rule for rule in all_rules if rule[0].also_styles(focused)), key=lambda rule: rule[0].weight
        ):
            merged |= rule
        assert [merged.get(name) for name in drawn] != [said.get(name) for name in drawn], one
