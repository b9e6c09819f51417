from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QListWidget, QTableWidget
from pytestqt.qtbot import QtBot

from playground.datasets import Signature
from playground.gui.elided_label import ElidedLabel
from playground.gui.plots.samples import Samples, thumbnail
from playground.runs.messages import SamplesShown
from tests.gui.plots.stage import THREE
from tests.gui.stage import found


@pytest.fixture
def samples(qtbot: QtBot) -> Samples:
    made = Samples()
    qtbot.addWidget(made)
    return made


def test_a_table_has_a_row_for_each_and_a_column_for_every_feature(samples: Samples) -> None:
    rows = np.array([6.0, 7, 8, 9])
    samples.show_samples(SamplesShown(request=1, rows=rows, values=np.outer(rows, [1.0, 0.25])), THREE)
    table = found(samples, QTableWidget)
    assert [table.horizontalHeaderItem(column).text() for column in range(3)] == ["row", "width", "height"]
    assert [table.item(1, column).text() for column in range(3)] == ["8", "7", "1.75"]


def test_pictures_are_shown_as_pictures(samples: Samples) -> None:
    digits = np.arange(128.0).reshape(2, 64)
    told = SamplesShown(request=1, rows=np.array([0.0, 1.0]), values=digits)
    samples.show_samples(told, Signature("multiclass", (1, 8, 8), (3,)))
    assert found(samples, QListWidget).count() == 2
    picture = thumbnail(digits[0].reshape(1, 8, 8), 48)
    assert (picture.pixelColor(0, 0).value(), picture.pixelColor(47, 47).value()) == (0, 255)
    assert thumbnail(np.zeros((3, 4, 8)), 48).width() == 48


def test_a_problem_is_told_in_place_of_samples(samples: Samples) -> None:
    told = SamplesShown(request=1, rows=np.zeros(0), values=np.zeros(0), problem="the file is gone")
    samples.show_samples(told, THREE)
    assert found(samples, ElidedLabel).text() == "the file is gone"
