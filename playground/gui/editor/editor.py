"""The parts of the editor, in one place for the window."""

from playground.gui.editor.inspector import Inspector
from playground.gui.editor.network_view import NetworkView
from playground.gui.editor.palette import Palette

__all__ = ["Inspector", "NetworkView", "Palette"]
