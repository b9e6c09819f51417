"""What every dataset of the registry must do, and that declaring them costs no heavy import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from playground.datasets import DATASETS, TASKS, Cancelled, DatasetConfig, DatasetError, PreparationConfig
from playground.datasets.prepare import Prepared, prepare
from playground.runs.messages import DatasetReady, Unpacker, pack

BUILT_IN = [name for name in DATASETS if name != "csv"]
SCALINGS = ("standard", "minmax", "none")


def config_of(name: str, request: pytest.FixtureRequest) -> DatasetConfig:
    if name == "california_housing":
        request.getfixturevalue("kept_data")
    return DatasetConfig(name=name)


def splits_of(name: str) -> tuple[str, ...]:
    return ("time",) if DATASETS[name].task == "forecast" else ("random", "time")


def parts(prepared: Prepared) -> list[np.ndarray]:
    return [array for part in (prepared.train, prepared.validation, prepared.test) for array in (part.x, part.y, part.rows)]


def test_declaring_the_datasets_imports_the_standard_library_only() -> None:
    code = "import sys, playground.datasets; print([m for m in ('numpy', 'pandas', 'sklearn', 'torch') if m in sys.modules])"
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert ended.stdout.strip() == "[]"


def test_names_labels_and_tasks() -> None:
    for name, dataset in DATASETS.items():
        assert dataset.name == name
        assert dataset.label, f"{name} must say `label`, its name on screen, in N_(...)"
        assert dataset.summary[-1:] in (".", "?"), f"{name} must say `summary`, a sentence in N_(...)"
        assert dataset.task in TASKS, f"{name} must say `task`, one of {', '.join(TASKS)}"


@pytest.mark.parametrize("name", BUILT_IN)
def test_declared_signature_is_that_of_the_data(name: str, request: pytest.FixtureRequest) -> None:
    config = config_of(name, request)
    prepared = prepare(config, PreparationConfig(split=splits_of(name)[0], test=0.1), Path())
    signature = DATASETS[name].signature(config)
    assert signature == prepared.info.signature
    for part in (prepared.train, prepared.validation, prepared.test):
        assert part.x.shape[1:] == signature.input_shape
        assert part.y.shape[1:] == (() if signature.task == "multiclass" else signature.output_shape)


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_split_and_scaling(name: str, request: pytest.FixtureRequest) -> None:
    config = config_of(name, request)
    for split in splits_of(name):
        for scaling in SCALINGS:
            wanted = PreparationConfig(scaling=scaling, target_scaling=scaling, split=split, validation=0.25, test=0.25)
            prepared = prepare(config, wanted, Path())
            assert prepared.train.x.dtype == np.float32
            assert prepared.train.y.dtype == (np.int64 if prepared.info.signature.task == "multiclass" else np.float32)
            assert all(np.isfinite(array).all() for array in parts(prepared))
            assert all(array.flags.c_contiguous for array in parts(prepared))
            rows = np.concatenate([prepared.train.rows, prepared.validation.rows, prepared.test.rows])
            first = prepared.series.context if prepared.series else 0
            assert sorted(rows) == list(range(first, prepared.info.rows))  # disjoint and complete
            counts = (prepared.info.train, prepared.info.validation, prepared.info.test)
            assert counts == (len(prepared.train.x), len(prepared.validation.x), len(prepared.test.x))


@pytest.mark.parametrize("name", BUILT_IN)
def test_same_seed_same_arrays(name: str, request: pytest.FixtureRequest) -> None:
    config = config_of(name, request)
    split = splits_of(name)[0]
    once, again = (prepare(config, PreparationConfig(split=split, seed=7), Path()) for _time in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(parts(once), parts(again), strict=True))
    assert once.info == again.info
    if split == "random":
        other = prepare(config, PreparationConfig(split=split, seed=8), Path())
        assert not np.array_equal(once.train.x, other.train.x)


@pytest.mark.parametrize("name", BUILT_IN)
def test_what_the_window_is_told(name: str, request: pytest.FixtureRequest) -> None:
    config = config_of(name, request)
    info = prepare(config, PreparationConfig(split=splits_of(name)[0]), Path()).info
    assert sum(info.class_counts) == (info.rows if info.classes else 0)
    (report,) = Unpacker(reports=True).feed(pack(DatasetReady(request=1, info=info)))
    assert report.info == info


@pytest.mark.parametrize("name", BUILT_IN)
def test_progress_can_cancel(name: str, request: pytest.FixtureRequest) -> None:
    config = config_of(name, request)

    def cancel(_share: float | None, _text: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        prepare(config, PreparationConfig(split="time"), Path(), cancel)


@pytest.mark.parametrize("name", BUILT_IN)
def test_another_task_or_an_unknown_column_is_refused(name: str) -> None:
    other = "regression" if DATASETS[name].task == "forecast" else "forecast"
    for config in (DatasetConfig(name=name, task=other), DatasetConfig(name=name, target="nothing")):
        assert DATASETS[name].signature(config) is None
        with pytest.raises(DatasetError):
            prepare(config, PreparationConfig(split="time"), Path())


def test_an_unknown_dataset_is_refused() -> None:
    with pytest.raises(DatasetError, match=r"no dataset called 'x'; known: diabetes"):
        prepare(DatasetConfig(name="x"), PreparationConfig(), Path())


def test_a_series_is_not_shuffled() -> None:
    with pytest.raises(DatasetError, match=r"preparation\.split"):
        prepare(DatasetConfig(name="air_passengers"), PreparationConfig(split="random"), Path())


def test_target_and_features_of_a_table_can_be_chosen() -> None:
    config = DatasetConfig(target="bmi", features=("age", "target"))
    prepared = prepare(config, PreparationConfig(), Path())
    signature = DATASETS["diabetes"].signature(config)
    assert signature == prepared.info.signature
    assert (signature.input_shape, signature.features, signature.target) == ((2,), ("age", "target"), "bmi")
    with pytest.raises(DatasetError, match="cannot be a feature as well"):
        prepare(DatasetConfig(target="bmi", features=("bmi",)), PreparationConfig(), Path())
    with pytest.raises(DatasetError, match="no column to predict"):
        prepare(DatasetConfig(features=()), PreparationConfig(), Path())
