"""The series that ships with the app, and what is said when it is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.datasets import DATASETS, DatasetConfig, DatasetError, air_passengers
from playground.datasets.dataset import ignore


def test_the_numbers_are_the_known_ones() -> None:
    loaded = DATASETS["air_passengers"].load(DatasetConfig(), Path(), 0, ignore)
    values = loaded.table["passengers"].to_list()
    assert len(values) == 144
    assert values[:4] == [112, 118, 132, 129]
    assert (min(values), max(values), sum(values)) == (104, 622, 40_363)
    assert loaded.times[:2] == ("1949-01", "1949-02")


@pytest.mark.parametrize("content", [None, "", "month,people\n1949-01,5\n", "month,passengers\n1949-01,many\n"])
def test_a_damaged_installation_is_said_in_words(content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "datasets").mkdir()
    if content is not None:
        (tmp_path / "datasets" / "air_passengers.csv").write_text(content)
    monkeypatch.setattr(air_passengers, "resources", lambda: tmp_path)
    with pytest.raises(DatasetError, match="cannot be read"):
        DATASETS["air_passengers"].load(DatasetConfig(), Path(), 0, ignore)
