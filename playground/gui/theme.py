"""The look: two palettes, one style sheet, type and icons, following the system's light or dark.

Colours and style lie in ``resources/themes``; icons in ``resources/icons`` are one-colour SVGs that are drawn in a colour of the theme.
Everything lives on the main thread. Widgets that paint themselves read ``theme().colours`` and repaint on ``theme().changed``.
"""

from __future__ import annotations

import atexit
import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from playground.disk import write_atomically
from playground.gui.colours import Colours, colours_of, mixed, palette_of
from playground.places import private_folder, resources, state_folder

log = logging.getLogger(__name__)

BODY, TITLE, SMALL = 13, 16, 11
"""The three text sizes in pixels at 100 %."""

CHOICES = ("system", "light", "dark")

SMALLEST_SCALE, LARGEST_SCALE = 0.75, 2.5
"""How much smaller or larger than at 100 % text can be."""


class Theme(QObject):
    """Which palette is used and how large text is. One per application: :func:`theme`.

    Attributes:
        lines: How much wider lines are drawn than usual, and how much larger markers are.
    """

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._choice = "system"
        self._scale = 1.0
        self._magnified = 1.0
        self.lines = 1.0
        self._plain = False
        self._icons: dict[tuple[str, str, int], QIcon] = {}
        application.styleHints().colorSchemeChanged.connect(self._system_changed)

    @property
    def dark(self) -> bool:
        """Whether the dark palette is used."""
        if self._choice == "system":
            return self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._choice == "dark"

    @property
    def choice(self) -> str:
        """``system``, ``light`` or ``dark``."""
        return self._choice

    @property
    def scale(self) -> float:
        """How much larger the user wants text than at 100 %."""
        return self._scale

    @property
    def colours(self) -> Colours:
        """The palette in use."""
        return colours_of("dark" if self.dark else "light")

    def icon(self, name: str, colour: QColor, size: int) -> QIcon:
        """See :func:`icon`; each is drawn once."""
        key = (name, colour.name(), size)
        if key not in self._icons:
            self._icons[key] = _drawn_icon(*key)
        return self._icons[key]

    def pixels(self, size: int) -> int:
        """A text size or a length that grows with the text, in pixels."""
        return round(size * self._scale * self._magnified)

    def apply(self, choice: str = "system", scale: float = 1.0) -> None:
        """Takes a palette and a size of text; the whole application follows at once."""
        self._choice = choice if choice in CHOICES else "system"
        before, self._scale = self._scale, min(max(scale, SMALLEST_SCALE), LARGEST_SCALE)
        self._follow(resized=self._scale != before)

    def magnify(self, text: float = 1.0, lines: float = 1.0) -> None:
        """Text and lines so many times as large, on top of the size that the user wants; the whole application follows at once."""
        before = self._magnified
        self._magnified, self.lines = text, lines
        self._follow(resized=text != before)

    def _follow(self, resized: bool) -> None:
        application, colours = self._application, self.colours
        if not self._plain:  # once: another style makes every widget anew, and is lost under the style sheet
            application.setStyle("Fusion")
            self._plain = True
        font = QFont(application.font())
        font.setPixelSize(self.pixels(BODY))
        application.setFont(font)
        application.setPalette(palette_of(colours))
        self._put_sheet_on(resized)
        self.changed.emit()

    def _put_sheet_on(self, resized: bool = True) -> None:
        """Styles every widget once, and the one that holds others before them, as it is when a window is shown the first time.

        Left alone, Qt styles each widget once for itself and once for every one that holds it, eight times on the whole; and without a sheet
        in between, in an order of luck, after which some have the font that was. What is hidden is styled when it is shown, unless text has
        another size: then it takes other room already.
        """
        application, sheet = self._application, self._style_sheet(self.colours)
        if not application.styleSheet():
            application.setStyleSheet(sheet)
            return
        for window in application.topLevelWidgets():  # Qt tells them later
            application.sendEvent(window, QEvent(QEvent.Type.ApplicationFontChange))
            application.sendEvent(window, QEvent(QEvent.Type.ApplicationPaletteChange))
        application.style().unpolish(application)  # forgets which widgets have a style: Qt changes none of them
        application.setStyleSheet(sheet)
        widgets = _outer_first(application)
        if not resized:
            for widget in widgets:
                holder = None if widget.isWindow() else widget.parentWidget()
                if not widget.isVisible() and (holder is None or holder.isVisible()):
                    widget.installEventFilter(self)
            widgets = [widget for widget in widgets if widget.isVisible()]
        _style(widgets)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            watched.removeEventFilter(self)
            _style([watched, *watched.findChildren(QWidget)])
        return False

    @contextmanager
    def styled_at_the_end(self) -> Iterator[None]:
        """Puts the style sheet on when all widgets are made: one that has it is styled anew, with all it holds, by whatever takes it in."""
        self._application.setStyleSheet("")
        yield
        self._put_sheet_on()

    def _system_changed(self) -> None:
        if self._choice == "system":
            self.apply("system", self._scale)

    def _style_sheet(self, colours: Colours) -> str:
        values = {name: str(value) for name, value in vars(colours).items() if name != "runs"}
        values |= {
            "field": colours.card if self.dark else colours.panel,
            "disabled": mixed(colours.dim, colours.panel, 0.55),
            "accent_hover": mixed(colours.accent, colours.text, 0.85),
            "bodypx": f"{self.pixels(BODY)}px",
            "titlepx": f"{self.pixels(TITLE)}px",
            "smallpx": f"{self.pixels(SMALL)}px",
            "icons": _tinted_icons(colours).as_posix(),
        }
        text = (resources() / "themes" / "style.qss").read_text(encoding="utf-8")
        for name in sorted(values, key=len, reverse=True):
            text = text.replace(f"@{name}", values[name])
        return text


_found: list[Theme] = []  # that of the running application, which is asked for at every paint


def theme() -> Theme:
    """The theme of the running application; made at the first call."""
    application = QApplication.instance()
    if _found and _found[0].parent() is application:
        return _found[0]
    if not isinstance(application, QApplication):
        raise RuntimeError("there is no QApplication yet")
    _found[:] = [Theme(application)]
    return _found[0]


def icon(name: str, colour: str | QColor | None = None, size: int = 16) -> QIcon:
    """An icon of ``resources/icons`` in a colour (None: that of text), crisp at 100 to 200 % scaling."""
    return theme().icon(name, QColor(colour or theme().colours.text), size)


def _outer_first(application: QApplication) -> list[QWidget]:
    """All widgets, each after the one that holds it."""
    roots = [window for window in application.topLevelWidgets() if window.parentWidget() is None]
    return [widget for root in roots for widget in (root, *root.findChildren(QWidget))]


def _style(widgets: list[QWidget]) -> None:
    """Gives them the style that is on now."""
    for widget in widgets:
        if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # or else Qt does, as soon as it is needed
            widget.style().polish(widget)
    for widget in widgets:
        QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))


def _drawn_icon(name: str, colour: str, size: int) -> QIcon:
    renderer = QSvgRenderer(QByteArray(_svg(name, colour)))
    result = QIcon()
    for factor in (1, 2):
        pixmap = QPixmap(QSize(size, size) * factor)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter)
        painter.end()
        pixmap.setDevicePixelRatio(factor)
        result.addPixmap(pixmap)
    return result


def _svg(name: str, colour: str) -> bytes:
    return (resources() / "icons" / f"{name}.svg").read_bytes().replace(b"currentColor", colour.encode())


def _tinted_icons(colours: Colours) -> Path:
    """A folder with the few icons that a style sheet needs as files, in the colours of the palette."""
    name = Path("theme") / colours.ground.lstrip("#")
    for place in (state_folder, _folder_of_this_start):
        try:
            return _filled(private_folder(place() / name), colours)
        except OSError as error:
            log.warning("the icons of the style cannot be kept in %s: %s", place.__name__, error)
    return name  # no file can be made anywhere: boxes without marks are better than no window


@cache
def _folder_of_this_start() -> Path:
    """A folder that goes when the app ends, for where the user's own takes nothing.

    Raises:
        OSError: there is no such place either.
    """
    folder = tempfile.TemporaryDirectory(prefix="neural-playground-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def _filled(folder: Path, colours: Colours) -> Path:
    """The folder, with the icons in it; errors are those of the system."""
    for name, colour in (("chevron-down", colours.dim), ("chevron-up", colours.dim), ("check", colours.on_accent)):
        path, data = folder / f"{name}.svg", _svg(name, colour)
        if not path.exists() or path.read_bytes() != data:
            write_atomically(path, data, private=True)
    return folder
