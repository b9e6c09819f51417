"""Layers on the clipboard and in a drag: a type of our own, and readable JSON text beside it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QMimeData

from playground.fields import SettingError
from playground.layers import Layer
from playground.network import Network, network_from_plain, network_to_plain

MIME = "application/x-nnplay-layers"
_LARGEST = 4 * 2**20


def to_mime(layers: Sequence[Layer]) -> QMimeData:
    """Layers as data for the clipboard or a drag."""
    data = msgspec.json.encode(network_to_plain(Network(tuple(layers))))
    mime = QMimeData()
    mime.setData(MIME, data)
    mime.setText(msgspec.json.format(data, indent=2).decode())
    return mime


def from_mime(mime: QMimeData | None, text: bool = True) -> tuple[Layer, ...]:
    """The layers in such data, of our own type or (with ``text``) as JSON text of layers or of a whole project.

    Raises:
        SettingError: there are none, or they cannot be read.
    """
    if mime is None:  # a desktop without a clipboard, or one that another program holds
        raise SettingError("$", "no layers")
    if mime.hasFormat(MIME):
        data = bytes(mime.data(MIME).data())
    elif text and mime.hasText():
        data = mime.text().encode("utf-8", "replace")
    else:
        raise SettingError("$", "no layers")
    if len(data) > _LARGEST:
        raise SettingError("$", "too large")
    try:
        plain = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise SettingError("$", str(error)) from None
    if isinstance(plain, dict):
        plain = plain.get("network", [plain])
    layers = network_from_plain(plain).layers
    if not layers:
        raise SettingError("$", "no layers")
    return layers
