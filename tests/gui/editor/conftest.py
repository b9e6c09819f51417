"""What the tests of the editor share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import (
    QGuiApplication,
)
from pytestqt.qtbot import QtBot

from tests.gui.editor.view_stage import Stage
from tests.gui.stage import document


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    QGuiApplication.clipboard().clear()
    yield Stage(qtbot, document())
    QGuiApplication.clipboard().clear()
