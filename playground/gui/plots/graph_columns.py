"""What is drawn of a network as a graph: columns of nodes from left to right, and the links between neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QImage

from playground.runs.messages import Floats

Link = tuple[int, int, int]
"""Column (from 1), unit in it, unit in the column before."""

Node = tuple[int, int]
"""Column and unit."""


@dataclass(frozen=True, eq=False)
class GraphColumn:
    """What is drawn of one column.

    Attributes:
        title: What stands below it: the names of its layers.
        labels: Of each node: its name beside it; empty: none.
        images: Of each node: its picture; None: a disc in the colour of its bias.
        block: Text of a column that is drawn as one block; empty: nodes.
        more: Units that are not drawn.
        weights: ``(nodes, nodes before)``; ``(0, 0)`` where there is only one plain link.
        biases: ``(nodes,)``, or empty.
    """

    title: tuple[str, ...]
    labels: tuple[str, ...]
    images: tuple[QImage | None, ...]
    block: str
    more: int
    weights: Floats
    biases: Floats

    @property
    def count(self) -> int:
        """Nodes that are drawn."""
        return len(self.images)


def links_between(columns: Sequence[GraphColumn]) -> list[Link]:
    """Every link that is drawn for itself."""
    return [
        (number, unit, before)
        for number, column in enumerate(columns)
        for unit in range(column.weights.shape[0])
        for before in range(column.weights.shape[1])
    ]


def largest(values: Floats) -> float:
    """The largest absolute value that is finite; 1 without any."""
    return float(np.nan_to_num(np.abs(values), nan=0.0, posinf=0.0).max(initial=0.0)) or 1.0
