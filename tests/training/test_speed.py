from __future__ import annotations

from tests.benchmarks.training_speed import compare, workloads


def test_the_trainer_is_faster_than_loops_written_by_hand() -> None:
    """A guard against slips, far from the aims: on two cores the ratios are 0.38 and 0.49 (``tests/benchmarks/training_speed.py``)."""
    (workload,) = [one for one in workloads() if one.name.startswith("13-50-30-1")]
    assert {result.hand for result in compare(workload, rounds=5) if result.ratio < 0.9} == {"DataLoader", "permuted by hand"}
