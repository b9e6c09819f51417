from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from playground.gui.findings import findings_of
from playground.runs import messages as m
from tests.gui.run.stage import Stage, ended, validating


def test_a_fold_that_diverges_is_told_and_the_others_go_on(qtbot: QtBot) -> None:
    stage = validating()
    stage.engine.tell(ended(stage.runs.folds[1].run, "diverged"))
    assert stage.notices[-1].text.startswith("Fold 2 diverged")
    assert stage.controller.state == "training"
    assert len(stage.controller.active) == 2


def test_what_is_found_in_a_run_is_said_by_the_finding_strip_alone(stage: Stage) -> None:
    stage.training()
    series = np.sin(np.arange(40.0)) * 10
    rows = np.arange(20.0, 40.0)
    before = series[19:39]
    stage.engine.tell(
        m.RunForecast(
            run=stage.runs.records[-1].run,
            epoch=3.0,
            times=(),
            series=series,
            train_rows=np.zeros(0),
            val_rows=rows,
            train_prediction=np.zeros(0),
            val_prediction=before,
            recursive=np.zeros(0),
            future_rows=np.zeros(0),
            future=np.zeros(0),
            naive=before,
            seasonal_naive=np.zeros(0),
            autoregression=np.zeros(0),
            figures={"one_step": 5.1, "naive": 5.0},
        )
    )
    stage.engine.end()
    stage.engine.deliver()
    assert [one.key for one in findings_of(stage.runs.records[-1])] == ["copying"]
    assert stage.notices == []
