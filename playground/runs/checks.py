"""Whether a project can be trained: the one check that the editor, the command line and the engine share."""

from __future__ import annotations

from dataclasses import dataclass

from playground.datasets import DATASETS, TASKS, DatasetConfig, PreparationConfig, Signature, check_preparation
from playground.fields import SettingError
from playground.language import _
from playground.layers import LAYERS, Repair
from playground.network import Problem, Shapes, infer_shapes
from playground.runs.losses import LOSSES
from playground.runs.project import Project


def declared_signature(dataset: DatasetConfig) -> Signature | None:
    """What the network must fit as far as it is known before the data is read; None for a table of the user's own."""
    known = DATASETS.get(dataset.name)
    return known.signature(dataset) if known is not None else None


def check_network(project: Project, signature: Signature) -> Shapes:
    """Shapes of every layer, and the first problem: a layer or an output that does not fit, or a loss that does not suit."""
    shapes = infer_shapes(project.network, signature.input_shape, signature.output_shape)
    if shapes.problem is not None:
        return shapes
    return Shapes(shapes.layers, _ending_problem(project))


def loss_problem(project: Project, task: str) -> str | None:
    """Why the loss does not suit the task, in plain words; None if it does."""
    loss = project.training.loss
    if task in loss.tasks:
        return None
    fitting = ", ".join(name for name, kind in LOSSES.items() if task in kind.tasks)
    return _("{loss} does not suit the task ({task}). Suitable: {losses}.").format(
        loss=loss.name, task=_(TASKS[task].label), losses=fitting
    )


def preparation_problem(preparation: PreparationConfig, task: str) -> str | None:
    """Why the settings of the preparation do not go together, in plain words; None if they do."""
    try:
        check_preparation(preparation, task)
    except SettingError as error:
        return error.reason
    return None


@dataclass(frozen=True)
class Trouble:
    """Why a project cannot be trained.

    Attributes:
        reason: In plain words.
        problem: Where it is of the network: its place, and its repair.
        clipping: It is that gradients are clipped.
    """

    reason: str
    problem: Problem | None = None
    clipping: bool = False


def trouble_with(project: Project, signature: Signature | None, shapes: Shapes | None = None) -> Trouble | None:
    """The first reason why a project cannot be trained on data of this signature, as far as it is known; None if it can.

    ``shapes`` are those of ``check_network``, where that has been asked already.
    """
    if signature is not None and (reason := loss_problem(project, signature.task)):
        return Trouble(reason)
    if signature is not None and (problem := (shapes or check_network(project, signature)).problem) is not None:
        return Trouble(problem.message, problem)
    if (reason := _optimizer_problem(project)) is not None:
        return Trouble(reason, clipping=True)
    return None


def first_trouble(project: Project, signature: Signature) -> str | None:
    """The first reason why a project cannot be trained on data of this signature, with its place; None if it can."""
    trouble = trouble_with(project, signature)
    if trouble is None:
        return None
    return problem_text(project, trouble.problem) if trouble.problem is not None else trouble.reason


def _optimizer_problem(project: Project) -> str | None:
    """Why the optimizer does not go with other settings of the training, in plain words; None if it does."""
    training = project.training
    if training.optimizer.searches and training.clip_grad_norm is not None:
        message = _("{optimizer} compares losses along its way and needs true gradients: turn the clipping of gradients off.")
        return message.format(optimizer=training.optimizer.name)
    return None


def problem_text(project: Project, problem: Problem) -> str:
    """A problem with its place: the number of the layer, counted from 1 as on screen, and its name."""
    layers = project.network.layers
    if problem.position >= len(layers):
        return _("output: {message}").format(message=problem.message)
    name = layers[problem.position].name
    return _("layer {n} ({name}): {message}").format(n=problem.position + 1, name=name, message=problem.message)


def _ending_problem(project: Project) -> Problem | None:
    """An activation at the end of the network that the loss does not want, or one that it lacks."""
    loss, layers = project.training.loss, project.network.layers
    if not layers:
        return None
    last, end, wanted = layers[-1], len(layers) - 1, loss.last_activation
    if wanted and last.name != wanted:
        message = _("{loss} needs {activation} as the last layer.").format(loss=loss.name, activation=wanted)
        return Problem(end, message, Repair(_("Add {activation}").format(activation=wanted), after=(LAYERS[wanted](),)))
    if loss.applies and last.gives_probabilities:
        message = _(
            "{loss} applies {activation} itself, so a course's “{activation} + cross-entropy” is this loss without a {activation} "
            "layer: a second one at the end weakens the gradient."
        )
        repair = Repair(_("Replace by Identity"), replacement=LAYERS["Identity"]())
        return Problem(end, message.format(loss=loss.name, activation=loss.applies), repair)
    return None
