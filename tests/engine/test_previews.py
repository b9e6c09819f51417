"""A first look at a table comes from the engine at once, also while it trains or loads."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.engine.worker import RefusedError, Worker
from playground.runs.messages import PreviewTable, RunStarted, TablePreviewed, Train
from tests.engine.stage import Reports, endless, request


def test_a_preview_comes_while_a_run_trains(worker: Worker, reports: Reports, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("온도;판매\n1,5;가\n2,5;나\n".encode("cp949"))
    worker.submit(Train(request=1, runs=(request("a", endless()),)))
    reports.wait(RunStarted)
    worker.submit(PreviewTable(request=2, dataset={"path": "t.csv"}, folder=str(tmp_path)))
    preview = reports.wait(TablePreviewed, lambda report: report.request == 2).preview
    assert preview is not None
    assert (preview.encoding, preview.separator, preview.decimal, preview.header) == ("cp949", ";", ",", True)
    assert [(column.name, column.type, column.role) for column in preview.columns] == [
        ("온도", "number", "feature"),
        ("판매", "category", "target"),
    ]
    assert (preview.rows, preview.task) == ((("1,5", "가"), ("2,5", "나")), "binary")


def test_what_cannot_be_looked_at_is_said(worker: Worker, reports: Reports, tmp_path: Path) -> None:
    worker.submit(PreviewTable(request=1, dataset={"path": "none.csv"}, folder=str(tmp_path)))
    answer = reports.wait(TablePreviewed)
    assert answer.preview is None
    assert "There is no file" in answer.message
    with pytest.raises(RefusedError, match=r"dataset\.encoding"):
        worker.submit(PreviewTable(request=2, dataset={"path": "a.csv", "encoding": "x"}, folder=str(tmp_path)))
