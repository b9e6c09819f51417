"""Every icon renders, in the colour that is asked for."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QApplication

from playground.gui.theme import icon
from playground.layers import FAMILIES, LAYERS
from playground.places import resources

ICONS = sorted(path.stem for path in (resources() / "icons").glob("*.svg"))


def picture(name: str, colour: str, size: int = 32) -> QImage:
    pixmap: QPixmap = icon(name, colour, size).pixmap(size, size)
    return pixmap.toImage()


def drawn(image: QImage) -> list[tuple[int, int]]:
    """Pixels that are not nearly transparent."""
    return [(x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).alpha() > 100]


@pytest.mark.parametrize("name", [*LAYERS, *FAMILIES])
def test_every_layer_and_family_has_an_icon(name: str) -> None:
    path = f"resources/icons/{name.lower()}.svg"
    assert name.lower() in ICONS, f"{name} has no icon: draw {path}, like its neighbours 16 x 16 and in currentColor"


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_not_empty_and_stays_within_its_square(qapp: QApplication, name: str) -> None:
    image = picture(name, "#ff0000")
    pixels = drawn(image)
    assert len(pixels) >= 12
    assert len(pixels) < image.width() * image.height()


@pytest.mark.parametrize("name", [name for name in ICONS if name != "app"])
def test_an_icon_has_the_colour_that_is_asked_for(qapp: QApplication, name: str) -> None:
    image = picture(name, "#00ff00")
    opaque = [image.pixelColor(x, y) for x, y in drawn(image) if image.pixelColor(x, y).alpha() == 255]
    assert opaque
    assert all((colour.red(), colour.green(), colour.blue()) == (0, 255, 0) for colour in opaque)


def test_no_two_layers_or_families_look_alike(qapp: QApplication) -> None:
    pictures: dict[bytes, str] = {}
    for name in {name.lower() for name in [*LAYERS, *FAMILIES]} & set(ICONS):
        data = bytes(picture(name, "#000000").constBits())
        assert data not in pictures, f"{name} looks like {pictures[data]}"
        pictures[data] = name
