"""What runs are called on screen: what they are, in a word, and never two alike."""

from __future__ import annotations

from collections.abc import Iterable

from playground.language import _
from playground.runs.project import Project


def title_for(project: Project, taken: Iterable[str]) -> str:
    """The hidden activations of the network, or its recurrent layers, or the name of the project; numbered if it is taken."""
    layers = project.network.layers
    names = list(dict.fromkeys(layers[i].name for i in project.network.hidden_activations()))
    names += [name for name in dict.fromkeys(layer.name for layer in layers if layer.family == "recurrent") if name not in names]
    title = " + ".join(names[:2]) or project.name or _("Run")
    used = set(taken)
    if title not in used:
        return title
    number = 2
    while f"{title} {number}" in used:
        number += 1
    return f"{title} {number}"
