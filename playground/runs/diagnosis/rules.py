"""All rules, the gravest first, and how they go together."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from playground.runs.diagnosis.data import (
    EXPLAINED_BY_BATCHES,
    EXPLAINED_BY_FEATURES,
    EXPLAINED_BY_TARGET,
    cannot_answer,
    hampered,
    one_class,
    small_batches,
    unscaled_features,
    unscaled_target,
)
from playground.runs.diagnosis.finding import GRAVITY, Evidence, Finding, FindingKey
from playground.runs.diagnosis.forecasts import copies, worse_than_naive
from playground.runs.diagnosis.gradients import exploding, vanishing
from playground.runs.diagnosis.losses import not_learning, overfitting, worse_than_constant
from playground.runs.history import RunHistory
from playground.runs.messages import RunForecast
from playground.runs.project import Project

Rule = Callable[[Evidence], Finding | None]

RULES: tuple[Rule, ...] = (
    cannot_answer,
    hampered,
    exploding,
    vanishing,
    overfitting,
    not_learning,
    worse_than_constant,
    one_class,
    worse_than_naive,
    copies,
)

CAUSES: tuple[tuple[Rule, frozenset[FindingKey]], ...] = (
    (unscaled_features, EXPLAINED_BY_FEATURES),
    (unscaled_target, EXPLAINED_BY_TARGET),
    (small_batches, EXPLAINED_BY_BATCHES),
)
"""Causes in the data and the settings, and the findings in whose place they are named: who scales need not stop early."""

SAID_ALREADY: dict[FindingKey, frozenset[FindingKey]] = {
    "worse_than_constant": frozenset({"exploding", "overfitting", "not_learning", "rate_too_high", "cannot_answer"}),
    "not_learning": frozenset({"cannot_answer"}),
    "copying": frozenset({"worse_than_naive"}),
}
"""Findings that add nothing where one of the others is there."""


def diagnose(
    history: RunHistory, project: Project, forecast: RunForecast | None = None, figures: Mapping[str, float] | None = None
) -> tuple[Finding, ...]:
    """What the newest epochs and the newest forecast of a run show, the gravest first; empty if nothing is wrong or too little is known.

    Args:
        history: The epochs of the run.
        project: What was trained.
        forecast: The newest forecast, if there is one.
        figures: Those of the end of the run, as ``val_f1``; None before.
    """
    if not len(history):
        return ()
    seen = Evidence(history, project, forecast, figures or {})
    found = [finding for rule in RULES if (finding := rule(seen)) is not None]
    for rule, explained in CAUSES:
        if any(finding.key in explained for finding in found) and (cause := rule(seen)) is not None:
            found = [cause, *(finding for finding in found if finding.key not in explained | {cause.key})]
    keys = {finding.key for finding in found}
    said = [finding for finding in found if not keys & SAID_ALREADY.get(finding.key, frozenset())]
    return tuple(sorted(said, key=lambda finding: GRAVITY.index(finding.key)))
