"""The document: the one project that is open, and the only way to change it.

Every edit, from the mouse, the keyboard, a form, the clipboard or a file, is ``Document.change``: it swaps the immutable project for another
one through an undo command. Views never keep a project of their own; they read ``document.project`` and redraw on its signals.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack
from typing_extensions import override

from playground.datasets import DatasetConfig, PreparationConfig, Signature
from playground.network import Network, Shapes
from playground.runs.checks import check_network, declared_signature
from playground.runs.config import RunConfig
from playground.runs.project import Project, with_possible_split


class ChangeProject(QUndoCommand):
    """Swaps one project for another; edits with the same ``merge`` key in a row are one step."""

    def __init__(self, document: Document, new: Project, text: str, merge: str) -> None:
        super().__init__(text)
        self._document = document
        self._old = document.project
        self._new = new
        self._merge = merge

    @override
    def redo(self) -> None:
        self._document._swap(self._new)

    @override
    def undo(self) -> None:
        self._document._swap(self._old)

    @override
    def id(self) -> int:
        return hash(self._merge) & 0x7FFFFFFF if self._merge else -1

    @override
    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, ChangeProject) or other._merge != self._merge:
            return False
        self._new = other._new
        self.setObsolete(self._new == self._old)
        return True


class Document(QObject):
    """The open project, its undo stack, its file and whether it is saved. Lives on the main thread.

    Attributes:
        opening: How many projects have been opened before this one.

    Signals:
        opened: Another project is about to replace this one: what follows is no edit.
        project_changed: Anything of the project changed (old, new); the more special ones follow it.
        network_changed: The layers changed.
        dataset_changed: Dataset or preparation changed: the signature may have changed too.
        training_changed: Loss, optimizer or another training setting changed.
        shapes_changed: The layers or the signature changed, so shapes and problems did.
        state_changed: Path, name or whether there are unsaved changes.
    """

    opened = Signal()
    project_changed = Signal(object, object)
    network_changed = Signal()
    dataset_changed = Signal()
    training_changed = Signal()
    shapes_changed = Signal()
    state_changed = Signal()

    def __init__(self, project: Project | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project or Project()
        self._path: Path | None = None
        self._digest = ""
        self._signature = declared_signature(self._project.dataset)
        self._shapes: Shapes | None = None
        self.opening = 0
        self.undo_stack = QUndoStack(self)
        self.undo_stack.cleanChanged.connect(self.state_changed)

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self._project

    @property
    def network(self) -> Network:
        """The layers as they are now."""
        return self._project.network

    @property
    def path(self) -> Path | None:
        """The file it was opened from or saved to; None if there is none."""
        return self._path

    @property
    def digest(self) -> str:
        """The fingerprint of what the file held when it was read or written; empty if there is no file, or it is not known."""
        return self._digest

    @property
    def unsaved(self) -> bool:
        """Whether there are changes that no file holds."""
        return not self.undo_stack.isClean()

    @property
    def signature(self) -> Signature | None:
        """What the network must fit; None while the data of a table has not been read."""
        return self._signature

    @property
    def shapes(self) -> Shapes | None:
        """Shapes of all layers and the first problem; None without a signature."""
        if self._shapes is None and self._signature is not None:
            self._shapes = check_network(self._project, self._signature)
        return self._shapes

    def change(self, new: Project, text: str, merge: str = "") -> None:
        """Makes ``new`` the project, as an undoable step; a split that its task forbids, and so any file, becomes the proposed one.

        Args:
            new: The project to be.
            text: What was done, for the Edit menu, already translated.
            merge: Edits in a row with the same key are one step (typing in one field).
        """
        new = with_possible_split(new)
        if new != self._project:
            self.undo_stack.push(ChangeProject(self, new, text, merge))

    def change_network(self, network: Network, text: str, merge: str = "") -> None:
        """``change`` for the layers alone."""
        self.change(replace(self._project, network=network), text, merge)

    def change_training(self, training: RunConfig, text: str, merge: str = "") -> None:
        """``change`` for the training settings alone."""
        self.change(replace(self._project, training=training), text, merge)

    def change_dataset(self, dataset: DatasetConfig, preparation: PreparationConfig, text: str, merge: str = "") -> None:
        """``change`` for dataset and preparation."""
        self.change(replace(self._project, dataset=dataset, preparation=preparation), text, merge)

    def open(self, project: Project, path: Path | None, digest: str = "") -> None:
        """Replaces everything by a project that was opened or begun: there is nothing to undo, and nothing unsaved.

        Args:
            project: The project.
            path: Its file; None if it has none.
            digest: The fingerprint of what the file holds.
        """
        self.opened.emit()
        self.undo_stack.clear()
        self.undo_stack.setClean()  # one that is empty already stays as unsaved as ``mark_unsaved`` left it
        self._path, self._digest = path, digest
        self.opening += 1
        self._swap(project)
        self.state_changed.emit()

    def saved(self, path: Path, digest: str = "") -> None:
        """The project as it is now was written to ``path``, which has the fingerprint ``digest`` now."""
        self._path, self._digest = path, digest
        self.undo_stack.setClean()
        self.state_changed.emit()

    def mark_unsaved(self) -> None:
        """The project as it is now is in no file (it was recovered)."""
        self.undo_stack.resetClean()
        self.state_changed.emit()

    def set_signature(self, signature: Signature | None) -> None:
        """What the engine found the data to be."""
        if signature != self._signature:
            self._signature = signature
            self._shapes = None
            self.shapes_changed.emit()

    def _swap(self, new: Project) -> None:
        old, self._project = self._project, new
        data = old.dataset != new.dataset or old.preparation != new.preparation
        self._shapes = None
        if old.dataset != new.dataset:
            self._signature = declared_signature(new.dataset)
        self.project_changed.emit(old, new)
        if old.network != new.network:
            self.network_changed.emit()
        if data:
            self.dataset_changed.emit()
        if old.training != new.training:
            self.training_changed.emit()
        if data or old.network != new.network or old.training.loss != new.training.loss:
            self.shapes_changed.emit()
        if old.name != new.name:
            self.state_changed.emit()
