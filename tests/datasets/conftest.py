"""What the tests of the datasets share: a CSV file from a text, and data of the user's own made in memory."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from playground.datasets import DatasetConfig, PreparationConfig
from playground.datasets.prepare import Prepared, prepare

KEPT_DATA = Path(__file__).parents[2].parent / "shared" / "data" / "scikit_learn_data"

PrepareText = Callable[..., Prepared]


@pytest.fixture
def prepare_text(tmp_path: Path) -> PrepareText:
    """Writes a text (or bytes) to a file and prepares it; keywords go to ``DatasetConfig``, ``preparation`` apart."""

    def prepared(content: str | bytes, preparation: PreparationConfig | None = None, **choices: object) -> Prepared:
        data = content.encode() if isinstance(content, str) else content
        (tmp_path / "table.csv").write_bytes(data)
        config = DatasetConfig(name="csv", path="table.csv", **choices)  # type: ignore[arg-type]  # keywords of the tests
        return prepare(config, preparation or PreparationConfig(split="time", validation=0.0), tmp_path)

    return prepared


def kept_cache() -> Path:
    """The folder with California housing; the test is skipped where it is absent."""
    home = Path(os.environ.get("SCIKIT_LEARN_DATA", KEPT_DATA))
    if not any(home.glob("cal_housing*.pkz")):
        pytest.skip(f"California housing is not in {home}")
    return home


@pytest.fixture
def kept_data(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with California housing, for scikit-learn; the test is skipped where it is absent."""
    home = kept_cache()
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(home))
    return home
