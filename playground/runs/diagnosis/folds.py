"""What the folds of a cross-validation have in common: a finding of one fold may be chance, that of most is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from playground.language import _, ngettext
from playground.runs.diagnosis.finding import GRAVITY, Finding


@dataclass(frozen=True)
class FoundInFolds:
    """A finding, and the folds that have it.

    Attributes:
        finding: That of the first of them.
        folds: Their numbers, from 1.
        where: They in words.
    """

    finding: Finding
    folds: tuple[int, ...]
    where: str


def common_findings(found: Sequence[Sequence[Finding]], diverged: Sequence[int] = ()) -> tuple[FoundInFolds, ...]:
    """What is found in more than half of the folds, the gravest first, and before it which diverged.

    Args:
        found: The findings of each fold, in their order.
        diverged: Numbers, from 1, of the folds that diverged.
    """
    result = [_diverged(tuple(diverged), len(found))] if diverged else []
    for key in GRAVITY:
        having = {n: finding for n, findings in enumerate(found, 1) for finding in findings if finding.key == key}
        if 2 * len(having) > len(found):
            first = min(having)
            words = _("in fold {n}: {finding}").format(n=first, finding=having[first].sentence)
            result.append(FoundInFolds(replace(having[first], gist=words), tuple(having), _where(tuple(having), len(found))))
    return tuple(result)


def _diverged(folds: tuple[int, ...], count: int) -> FoundInFolds:
    text = _(
        "The loss was no longer a finite number. The usual cause is a learning rate that is too high, or values that are not scaled."
    )
    gist = _("the loss was no longer a finite number: the steps are too long, or values are not scaled")
    return FoundInFolds(Finding("diverged", _("Diverged"), text, None, "lower_lr", gist), folds, _where(folds, count))


def _where(folds: tuple[int, ...], count: int) -> str:
    if len(folds) == count:
        return _("all folds")
    numbers = ", ".join(str(number) for number in folds)
    return ngettext("fold {numbers} of {count}", "folds {numbers} of {count}", len(folds)).format(numbers=numbers, count=count)
