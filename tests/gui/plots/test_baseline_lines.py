"""Every simple forecast has a name and a line of its own."""

from __future__ import annotations

from playground.datasets.baselines import BASELINES
from playground.gui.plots.baseline_lines import baseline_names, baseline_styles


def test_each_is_told_from_the_others(qapp: object) -> None:
    names, styles = baseline_names(), baseline_styles()
    assert set(names) == set(styles) == set(BASELINES)
    assert len(set(names.values())) == len({colour for colour, _style in styles.values()}) == len(BASELINES)
    assert len({style for _colour, style in styles.values()}) == len(BASELINES)
