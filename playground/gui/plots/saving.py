"""A plot as a picture file."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from playground.disk import reason_of, write_atomically
from playground.gui.curves_file import png_of
from playground.gui.questions import ask_where
from playground.language import _


def save_picture(plot: QWidget, name: str) -> str:
    """Asks for a file and saves the plot as a PNG, at twice the size it has on screen.

    Returns:
        Why it could not be saved, in words; empty if it could, or the user would rather not.
    """
    path = ask_where(plot, _("Save picture"), f"{name}.png", ".png", "PNG (*.png)")
    if path is None:
        return ""
    picture = plot.grab()
    size, how = picture.size() * 2, Qt.TransformationMode.SmoothTransformation
    try:
        write_atomically(path, png_of(picture.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, how).toImage()))
    except OSError as error:
        return _("{file} could not be saved: {reason}.").format(file=path, reason=reason_of(error))
    return ""
