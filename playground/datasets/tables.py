"""Built-in tables for regression, from scikit-learn's own loaders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playground.datasets.config import DatasetConfig
from playground.datasets.dataset import Dataset, Loaded, Progress, Signature
from playground.language import N_, _

_DIABETES_FEATURES = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")


@dataclass(frozen=True, kw_only=True)
class Diabetes(Dataset):
    """442 people, ten measurements, disease progression after a year (Efron et al. 2004)."""

    def signature(self, config: DatasetConfig) -> Signature:
        return Signature("regression", (10,), (1,), _DIABETES_FEATURES, _("disease progression"))

    def load(self, config: DatasetConfig, folder: Path, seed: int, progress: Progress, download: bool = False) -> Loaded:
        from sklearn.datasets import load_diabetes

        bunch: Any = load_diabetes(as_frame=True, scaled=False)
        return Loaded(
            table=bunch.frame,
            features=_DIABETES_FEATURES,
            target="target",
            task="regression",
            target_label=_("disease progression"),
        )


DIABETES = Diabetes(
    name="diabetes",
    label=N_("Diabetes"),
    summary=N_("442 people, ten measurements each: predict how far the disease has come after a year."),
    task="regression",
)
