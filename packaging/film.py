"""Films the app for the README: a deep sigmoid network is trained, its gradient dies, ReLU is trained from the same weights, and lives.

::

    .venv/bin/python -m pip install -e '.[film]'
    QT_QPA_PLATFORM=offscreen .venv/bin/python packaging/film.py .github/screenshots/gradients.webp

The window is the real one with a real engine; only the pointer is drawn. Nothing of the user's settings is read or written.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SIZE = (1280, 800)
"""Pixels of the window."""

WIDTH = 960
"""Pixels of the film across."""

EVERY = 0.1
"""Seconds between two pictures."""

EPOCHS = 80
"""Of each run: long enough to be seen."""

LARGEST = 2_000_000
"""Bytes; a larger film makes the README slow to open."""


@dataclass
class Film:
    """Pictures of a window, each with how long it stays. ``events`` lets Qt work for some seconds."""

    window: Any
    events: Callable[[float], None]
    pictures: list[tuple[bytes, int]] = field(default_factory=list)
    pointer: tuple[float, float] = (SIZE[0] * 0.6, SIZE[1] * 0.75)

    def take(self, seconds: float = EVERY) -> None:
        """Takes one picture; one that is like the last only makes it stay longer."""
        picture, stays = self._picture(), round(seconds * 1000)
        if self.pictures and self.pictures[-1][0] == picture:
            stays += self.pictures.pop()[1]
        self.pictures.append((picture, stays))

    def hold(self, seconds: float) -> None:
        """Shows the window as it is."""
        self.events(EVERY)
        self.take(seconds)

    def watch(self, done: Callable[[], bool], at_most: float = 60.0) -> None:
        """Films until something is done.

        Raises:
            TimeoutError: it was not done after ``at_most`` seconds.
        """
        for _look in range(round(at_most / EVERY)):
            if done():
                return
            self.events(EVERY)
            self.take()
        raise TimeoutError("the window did not get as far as it should")

    def click(self, name: str) -> None:
        """Moves the pointer to a button and presses it."""
        from PySide6.QtCore import QPoint
        from PySide6.QtWidgets import QAbstractButton

        button = self.window.findChild(QAbstractButton, name)
        middle = button.mapTo(self.window, QPoint(button.width() // 2, button.height() // 2))
        begin, steps = self.pointer, 6
        for step in range(1, steps + 1):
            share = step / steps
            self.pointer = (begin[0] + (middle.x() - begin[0]) * share, begin[1] + (middle.y() - begin[1]) * share)
            self.events(EVERY / 2)
            self.take(EVERY / 2)
        self.hold(0.5)
        button.click()

    def _picture(self) -> bytes:
        from PySide6.QtCore import QBuffer, QIODevice, QPointF, Qt
        from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

        image = self.window.grab().toImage()
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(*self.pointer)
        painter.setPen(QPen(QColor("#ffffff"), 1.5))
        painter.setBrush(QColor("#101010"))
        corners = ((0, 0), (0, 21), (5, 16), (9, 24), (13, 22), (9, 14), (16, 14))
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
        painter.end()
        small = image.scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        small.save(buffer, "PNG")
        return bytes(buffer.data().data())


def play(film: Film) -> None:
    """The story."""
    from dataclasses import replace

    window, controller = film.window, film.window.controller
    window.files.open_named("lesson:vanishing-gradients")
    training = window.document.project.training
    window.document.change_training(replace(training, epochs=EPOCHS), "")
    window.build_plots()
    while not (controller.ready and controller.state == "idle" and window.plots is not None):
        film.events(EVERY)

    def ended() -> bool:
        return controller.state == "idle" and not controller.active

    film.hold(1.2)
    film.click("train_button")
    film.watch(lambda: not ended())
    film.watch(ended)
    film.hold(2.5)
    film.click("compare_button")
    film.watch(lambda: not ended())
    film.watch(ended)
    film.hold(3.5)


def save(film: Film, path: Path) -> int:
    """Writes the film as an animated WebP that plays for ever; its bytes."""
    from PIL import Image

    frames = [Image.open(io.BytesIO(picture)).convert("RGB") for picture, _stays in film.pictures]
    stays = [stays for _picture, stays in film.pictures]
    frames[0].save(
        path,
        save_all=True,
        append_images=frames[1:],
        duration=stays,
        loop=0,
        quality=70,
        method=6,
        minimize_size=True,
        kmin=9,
        kmax=17,
    )
    return path.stat().st_size


def main(path: Path, colours: str) -> int:
    """Films the story; 1 if the film is too large."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = folder
        from PySide6.QtCore import QEventLoop, Qt, QTimer
        from PySide6.QtWidgets import QApplication

        from playground.gui.theme import theme
        from playground.gui.window import make_window

        application = QApplication(sys.argv[:1])

        def events(seconds: float) -> None:
            loop = QEventLoop()
            QTimer.singleShot(round(seconds * 1000), loop.quit)
            loop.exec()

        theme().apply(colours, 1.0)
        window = make_window()
        window.show()
        window.setWindowState(Qt.WindowState.WindowNoState)  # a small screen, or none, had it fill that
        window.resize(*SIZE)
        film = Film(window, events)
        play(film)
        window.end()
        application.processEvents()
    size = save(film, path)
    print(f"{path}: {len(film.pictures)} pictures, {sum(stays for _p, stays in film.pictures) / 1000:.1f} s, {size / 1e6:.2f} MB")
    return 0 if size < LARGEST else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Film the app for the README.")
    parser.add_argument("path", type=Path)
    parser.add_argument("--colours", choices=("light", "dark"), default="dark")
    options = parser.parse_args()
    sys.exit(main(options.path, options.colours))
