"""Data is looked at, and rows are read, while runs train."""

from __future__ import annotations

from playground.engine.worker import Worker
from playground.runs.messages import DataDescribed, DataUnavailable, DescribeData, ReadRows, RowsRead, RunProgress, Train
from tests.engine.stage import Reports, endless, request, xor


def test_data_is_looked_at_while_a_run_trains(worker: Worker, reports: Reports) -> None:
    project = endless()
    worker.submit(Train(request=1, runs=(request("a", project),)))
    reports.wait(RunProgress)
    worker.submit(DescribeData(request=2, project=project))
    worker.submit(ReadRows(request=3, project=project, first=38, count=10, sort=0, descending=True))
    seen = reports.wait(DataDescribed)
    rows = reports.wait(RowsRead)
    assert (seen.request, rows.request, rows.first) == (2, 3, 38)
    assert seen.look.sizes == (32, 8, 0, 0)
    assert len(rows.cells) == len(rows.numbers) == len(rows.parts) == 2
    assert float(rows.cells[0][0]) >= float(rows.cells[1][0])
    reports.clear()
    reports.wait(RunProgress)  # it still trains


def test_what_cannot_be_read_is_told_and_the_next_question_is_answered(worker: Worker, reports: Reports) -> None:
    missing = {"format": 1, "dataset": {"name": "csv", "path": "nowhere.csv"}}
    worker.submit(ReadRows(request=1, project=missing))
    assert "nowhere.csv" in reports.wait(DataUnavailable).message
    worker.submit(ReadRows(request=2, project=xor(), sort=77))
    reports.wait(DataUnavailable, lambda report: report.request == 2)
    worker.submit(ReadRows(request=3, project=xor(), count=10**9))
    assert len(reports.wait(RowsRead).cells) == 40
