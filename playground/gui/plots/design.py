"""What is open in the editor, for plots that show it before a run begins."""

from __future__ import annotations

from dataclasses import dataclass

from playground.datasets import Signature
from playground.network import Network


@dataclass(frozen=True)
class Design:
    """A network and the data that it must fit."""

    network: Network
    signature: Signature
