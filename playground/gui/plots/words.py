"""The line of words under a plot's title."""

from __future__ import annotations

from playground.gui.elided_label import ElidedLabel
from playground.gui.label import plain_tip


class Words(ElidedLabel):
    """A caption; all that could be said is its tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("caption")
        self.setProperty("role", "small")
        self.whole = ""

    def say(self, caption: str, figures: str) -> str:
        """Shows the caption, and the figures behind it where there is room for both; both of them."""
        self.whole = " · ".join(dict.fromkeys(part for part in (caption, figures) if part))
        fits = self.fontMetrics().horizontalAdvance(self.whole) <= self.width()
        text = self.whole if fits else caption or figures
        if text != self.text():
            self.setText(text)
        if self.toolTip() != plain_tip(self.whole):
            self.setToolTip(plain_tip(self.whole))
        return self.whole
