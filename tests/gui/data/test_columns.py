"""What the rows of the columns say: dates as days, and the ends of the axis that is really drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from playground.datasets import DatasetConfig, PreparationConfig
from playground.datasets.describe import describe
from playground.datasets.overview import DataOverview
from playground.datasets.prepare import prepare
from playground.gui.data.columns import ColumnsView, ends_of, figures_of, heads, scaled_ends, thirds, words_of
from playground.gui.data.drawing import small_font
from playground.language import use_language


@pytest.fixture(scope="module")
def look(tmp_path_factory: pytest.TempPathFactory) -> DataOverview:
    """A table with days of 2021 and 2022, one number with far ends, and one without."""
    folder = tmp_path_factory.mktemp("table")
    chance = np.random.default_rng(0)
    days = [date.fromordinal(date(2021, 3, 1).toordinal() + 2 * row) for row in range(300)]
    far = chance.normal(size=300)
    far[:2] = -40, 40
    rows = [
        f"{day},{number:.4f},{other:.4f},{number + other:.4f}"
        for day, number, other in zip(days, far, chance.uniform(size=300), strict=False)
    ]
    (folder / "t.csv").write_text("\n".join(["day,far,near,target", *rows]))
    config = DatasetConfig("csv", path="t.csv", target="target", task="regression")
    return describe(prepare(config, PreparationConfig(split="random"), folder))


def test_dates_are_days_and_have_no_mean(look: DataOverview) -> None:
    column = next(one for one in look.columns if one.name == "day")
    assert ends_of(column) == ("2021-03-01", str(date.fromordinal(date(2021, 3, 1).toordinal() + 598)))
    assert not any("mean" in line for line in figures_of(column))
    assert "2021-03-01" in words_of(column)


def test_the_axis_after_scaling_is_the_same_for_all(look: DataOverview) -> None:
    scaled = [one for one in look.columns if one.scaled_counts.shape[1]]
    assert {tuple(end.lstrip("≤≥ ") for end in scaled_ends(one, look.scaled_range)) for one in scaled} == {
        scaled_ends(next(one for one in scaled if one.name == "near"), look.scaled_range)
    }
    low, high = scaled_ends(next(one for one in scaled if one.name == "far"), look.scaled_range)
    assert low.startswith("≤ ")
    assert high.startswith("≥ ")


def test_what_the_network_gets_of_a_column_is_said(look: DataOverview) -> None:
    day = next(one for one in look.columns if one.name == "day")
    assert words_of(day).endswith("; taken apart into numbers")
    assert words_of(replace(day, role="left_out")).endswith("; left out: the network does not get it")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_heads_have_room(qtbot: QtBot, request: pytest.FixtureRequest, language: str) -> None:
    """Beside the correlations, in a window of 1280 pixels."""
    request.addfinalizer(lambda: use_language("en"))
    use_language(language)
    view = ColumnsView()
    qtbot.addWidget(view)
    _names, before, after = thirds(QRectF(0, 0, 570, 20))
    metrics = QFontMetricsF(small_font(view))
    assert [text for text in heads() if metrics.horizontalAdvance(text) > min(before.width(), after.width())] == []
