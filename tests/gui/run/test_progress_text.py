from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.run.stage import ended, validating


def test_the_progress_says_how_many_folds_and_where_they_are(qtbot: QtBot) -> None:
    stage = validating()
    text, share = stage.controller.progress()
    assert text.startswith("3 folds · epoch 4 of 100")
    assert share == pytest.approx(0.04)
    for fold in stage.runs.folds:
        stage.engine.tell(ended(fold.run, val_loss=0.5))
    assert stage.controller.state == "idle"
    assert stage.controller.progress() == ("3 folds · val. loss 0.5 ± 0", None)
