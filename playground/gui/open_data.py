"""Which data are open, as far as runs are told apart by them.

Curves of two runs stand side by side only if they tell of the same: the same samples in the same parts, with the same target in the same
unit. So the dataset with all its choices (target, task, features, windows) makes runs incomparable when it changes, and so does everything of
the preparation (split, shares, seed, steps, gaps, scaling of the target) but one thing: how features are scaled is what one wants to compare.
In a series the target is scaled as the features are, and it counts there too. Another project that is opened makes them incomparable even if
its data are the same: what was done before is another piece of work.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from playground.datasets import DATASETS, DatasetConfig, PreparationConfig
from playground.gui.document import Document
from playground.language import _
from playground.places import working_folder
from playground.runs.project import Project, known_task


@dataclass(frozen=True)
class OpenData:
    """What a run belongs to; two that are equal may be compared.

    Attributes:
        dataset: Which data.
        preparation: How it is prepared, without what may differ.
        folder: What the path of a table is relative to; empty if it is not.
        opening: Which of the projects that were opened in this session.
    """

    dataset: DatasetConfig = field(default_factory=DatasetConfig)
    preparation: PreparationConfig = field(default_factory=PreparationConfig)
    folder: str = ""
    opening: int = 0

    def same_data(self, other: OpenData) -> bool:
        """Whether the data are the same, in whatever project."""
        return replace(self, opening=other.opening) == other

    def label(self, beside: OpenData) -> str:
        """The dataset in words, beside other data; what has the same name is told apart."""
        words = dataset_words(self.dataset)
        if self.same_data(beside) or words != dataset_words(beside.dataset):
            return words
        return _("{dataset}, other settings").format(dataset=words)


def data_of(document: Document) -> OpenData:
    """The data that are open in a document."""
    project = document.project
    path = project.dataset.path
    folder = "" if not path or Path(path).is_absolute() else folder_of(document)
    return OpenData(project.dataset, comparable(project), folder, document.opening)


def comparable(project: Project) -> PreparationConfig:
    """The preparation of a project without what may differ between runs that are compared."""
    if known_task(project.dataset) == "forecast":
        return project.preparation
    return replace(project.preparation, scaling=PreparationConfig().scaling)


def folder_of(document: Document) -> str:
    """What a relative path of a document is relative to."""
    return str(document.path.parent if document.path is not None else working_folder())


def dataset_words(dataset: DatasetConfig) -> str:
    """A dataset in words: the name of its file, or what it is called in the choice."""
    if dataset.path:
        return Path(dataset.path).name
    return _(DATASETS[dataset.name].label) if dataset.name in DATASETS else dataset.name
