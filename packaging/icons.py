"""Draws the app's icon in every size and format that a system wants, from ``resources/icons/app.svg``.

Each size is drawn anew from the vectors. Qt writes only one picture into an ``.ico`` or ``.icns``, so the table around the pictures
is written here; the pictures in it are PNG, which Windows reads since Vista and macOS since 10.7.

Run as a program with a folder, it writes the icons there.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPainterPath, QPolygonF
from PySide6.QtSvg import QSvgRenderer

APP_SVG = Path(__file__).resolve().parent.parent / "resources" / "icons" / "app.svg"

PNG_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
"""The sizes of the icon theme that Linux desktops look in."""
ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)
ICNS_TYPES = ((b"ic11", 32), (b"ic12", 64), (b"ic07", 128), (b"ic08", 256), (b"ic09", 512), (b"ic10", 1024))
"""The names that macOS has for pictures of so many pixels; 16 points are drawn from the 32 pixels for sharp screens."""


def write_icons(folder: Path) -> None:
    """Writes ``neural-playground`` and ``neural-playground-project`` as .ico and .icns, and ``png/<size>.png`` of the app.

    Args:
        folder: Is made if it is not there.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication.instance() or QGuiApplication([])
    (folder / "png").mkdir(parents=True, exist_ok=True)
    for size in PNG_SIZES:
        (folder / "png" / f"{size}.png").write_bytes(png(app_icon(size)))
    for name, draw in (("neural-playground", app_icon), ("neural-playground-project", project_icon)):
        (folder / f"{name}.ico").write_bytes(ico([(size, png(draw(size))) for size in ICO_SIZES]))
        (folder / f"{name}.icns").write_bytes(icns([(kind, png(draw(size))) for kind, size in ICNS_TYPES]))
    del application


def app_icon(size: int) -> QImage:
    """The icon of the app; ``size``: pixels of a side."""
    image, painter = _canvas(size)
    QSvgRenderer(str(APP_SVG)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def project_icon(size: int) -> QImage:
    """The icon of a project file: a sheet with a turned-down corner, and the app's icon on it."""
    image, painter = _canvas(size)
    painter.scale(size / 64, size / 64)
    outline = QPainterPath()
    outline.addPolygon(QPolygonF([QPointF(x, y) for x, y in ((9, 2), (41, 2), (55, 16), (55, 62), (9, 62), (9, 2))]))
    painter.setPen(QColor("#8a94a3"))
    painter.fillPath(outline, QColor("#f4f6f9"))
    painter.drawPath(outline)
    corner = QPolygonF([QPointF(41, 2), QPointF(41, 16), QPointF(55, 16)])
    painter.setBrush(QColor("#cdd4de"))
    painter.drawPolygon(corner)
    QSvgRenderer(str(APP_SVG)).render(painter, QRectF(15, 21, 34, 34))
    painter.end()
    return image


def png(image: QImage) -> bytes:
    """A picture as a PNG file."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise OSError("Qt could not write a PNG")
    return bytes(data.data())


def ico(pictures: list[tuple[int, bytes]]) -> bytes:
    """A Windows icon of PNG pictures; each with the pixels of its side, at most 256."""
    head, body = struct.pack("<HHH", 0, 1, len(pictures)), b""
    first = len(head) + 16 * len(pictures)
    for size, data in pictures:
        side = size % 256  # one byte: 0 means 256
        head += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(data), first + len(body))
        body += data
    return head + body


def icns(pictures: list[tuple[bytes, bytes]]) -> bytes:
    """A macOS icon of PNG pictures, each with its type."""
    body = b"".join(kind + struct.pack(">I", 8 + len(data)) + data for kind, data in pictures)
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def _canvas(size: int) -> tuple[QImage, QPainter]:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return image, painter


if __name__ == "__main__":
    write_icons(Path(sys.argv[1]))
