"""What runs are called on screen: what they are, in a word, and never two alike on the same data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from playground.fields import number_text
from playground.language import _, ngettext
from playground.runs.project import Project

_MOST_DIFFERENCES = 2


def title_for(project: Project, taken: Mapping[str, Project]) -> str:
    """The hidden activations of the network, or its recurrent layers, or the name of the project.

    Where that is taken, it says in what it differs from the run of that title (a rate, a seed, ...); a run that differs in nothing has a number.

    Args:
        project: What is trained.
        taken: The titles of other runs, and their projects.
    """
    title = _kind(project)
    if title not in taken:
        return title
    words = list(_differences(project, taken[title]))[:_MOST_DIFFERENCES]
    for count in range(1, len(words) + 1):
        longer = ", ".join((title, *words[:count]))
        if longer not in taken:
            return longer
    number = 2
    while f"{title} {number}" in taken:
        number += 1
    return f"{title} {number}"


def _kind(project: Project) -> str:
    layers = project.network.layers
    names = list(dict.fromkeys(layers[i].name for i in project.network.hidden_activations()))
    names += [name for name in dict.fromkeys(layer.name for layer in layers if layer.family == "recurrent") if name not in names]
    return " + ".join(names[:2]) or project.name or _("Run")


def _differences(project: Project, other: Project) -> Iterable[str]:
    """In what a project differs from another one, the most telling first, as short as a legend needs it."""
    new, old = project.training, other.training
    count = len(project.network)
    if new.optimizer.name != old.optimizer.name:
        yield new.optimizer.name
    if new.optimizer.lr != old.optimizer.lr:
        yield _("rate {rate}").format(rate=number_text(new.optimizer.lr))
    if new.loss.name != old.loss.name:
        yield new.loss.name
    if count != len(other.network):
        yield ngettext("{n} layer", "{n} layers", count).format(n=count)
    if new.init != old.init:
        yield new.init
    if new.seed != old.seed:
        yield _("seed {seed}").format(seed=new.seed)
    if new.batch_size != old.batch_size:
        yield _("full batch") if new.batch_size is None else _("batches of {n:,}").format(n=new.batch_size)
    if new.epochs != old.epochs:
        yield ngettext("{n:,} epoch", "{n:,} epochs", new.epochs).format(n=new.epochs)
