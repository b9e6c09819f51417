"""Single samples: a table of their features, or small pictures where they are images."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.datasets import Signature
from playground.fields import number_text
from playground.gui.elided_label import ElidedLabel
from playground.gui.plots.axes import Numbers
from playground.gui.theme import icon, theme
from playground.language import _
from playground.runs.messages import SamplesShown

MOST_SAMPLES = 60
"""Samples that are shown at once."""

MOST_COLUMNS = 100

_THUMB = 48


class Samples(QWidget):
    """The samples of a cell, with a way back. ``back`` is the button."""

    def __init__(self) -> None:
        super().__init__()
        self.back = QToolButton()
        self.back.setProperty("role", "quiet")
        self.back.setToolTip(_("Back to the matrix"))
        self.back.setAccessibleName(self.back.toolTip())
        self._title = ElidedLabel()
        self._table = QTableWidget()
        self._table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._table.setShowGrid(False)
        self._table.verticalHeader().hide()
        self._table.setAccessibleName(_("Features of the samples"))
        self._images = QListWidget()
        self._images.setViewMode(QListWidget.ViewMode.IconMode)
        self._images.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._images.setMovement(QListWidget.Movement.Static)
        self._images.setAccessibleName(_("Pictures of the samples"))
        self._views = QStackedWidget()
        for view in (self._table, self._images):
            self._views.addWidget(view)
        head = QHBoxLayout()
        head.addWidget(self.back)
        head.addWidget(self._title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self._views, 1)
        theme().changed.connect(self._restyle)
        self._restyle()

    def wait_for(self, title: str) -> None:
        """Says which samples come."""
        self._title.setText(title)
        self._table.setRowCount(0)
        self._images.clear()

    def show_samples(self, shown: SamplesShown, signature: Signature) -> None:
        """Shows what the engine told."""
        if shown.problem:
            self._title.setText(shown.problem)
        elif is_image(signature.input_shape):
            self._views.setCurrentWidget(self._images)
            self._show_images(shown, signature)
        else:
            self._views.setCurrentWidget(self._table)
            self._show_table(shown, signature)

    def _show_table(self, shown: SamplesShown, signature: Signature) -> None:
        names = signature.features[:MOST_COLUMNS]
        self._table.setColumnCount(len(names) + 1)
        self._table.setHorizontalHeaderLabels([_("row"), *names])
        self._table.setRowCount(len(shown.rows))
        for line, (row, values) in enumerate(zip(shown.rows, shown.values, strict=True)):
            texts = [f"{row + 1:,.0f}", *(number_text(float(f"{value:.4g}")) for value in values[: len(names)])]
            for place, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self._table.setItem(line, place, item)
        self._table.resizeColumnsToContents()

    def _show_images(self, shown: SamplesShown, signature: Signature) -> None:
        side = theme().pixels(_THUMB)
        self._images.clear()
        self._images.setIconSize(QSize(side, side))
        for row, values in zip(shown.rows, shown.values, strict=True):
            picture = thumbnail(values.reshape(signature.input_shape), side)
            item = QListWidgetItem(QIcon(QPixmap.fromImage(picture)), f"{row + 1:,.0f}")
            self._images.addItem(item)

    def _restyle(self) -> None:
        self.back.setIcon(icon("left", theme().colours.dim))


def is_image(shape: tuple[int, ...]) -> bool:
    """Whether samples of a shape can be shown as pictures: one or three channels, height and width."""
    return len(shape) == 3 and shape[0] in (1, 3) and min(shape[1:]) > 1


def thumbnail(values: Numbers, side: int) -> QImage:
    """``(channels, height, width)`` as a picture, from the least value (black) to the largest (white), without smoothing."""
    low, high = float(values.min()), float(values.max())
    grey = ((values - low) / (high - low if high > low else 1.0) * 255).astype(np.uint8)
    colours = np.ascontiguousarray(np.moveaxis(np.repeat(grey, 3, axis=0) if len(grey) == 1 else grey, 0, -1))
    height, width = colours.shape[:2]
    image = QImage(colours.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
    return image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.FastTransformation)
