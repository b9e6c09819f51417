"""What a run shows, in plain words: pure rules over its history, its project and its last figures.

One function a rule, in the file of its topic (``gradients``, ``losses``, ``data``, ``forecasts``; ``folds`` for what folds have in common), where its thresholds are stated too; a
new one is named in ``rules.RULES``. Whether they are true is tried by ``tests/benchmarks/false_alarms.py``. What single units do, as that
they are saturated, is not in a history: no rule speaks of it.
"""

from playground.runs.diagnosis.finding import GRAVITY, Evidence, Finding, FindingKey, Fix
from playground.runs.diagnosis.folds import FoundInFolds, common_findings
from playground.runs.diagnosis.forecasts import copies_the_past, lagged_correlations
from playground.runs.diagnosis.rules import RULES, diagnose

__all__ = [
    "GRAVITY",
    "RULES",
    "Evidence",
    "Finding",
    "FindingKey",
    "Fix",
    "FoundInFolds",
    "common_findings",
    "copies_the_past",
    "diagnose",
    "lagged_correlations",
]
