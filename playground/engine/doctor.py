"""What there is on this computer: versions, devices and their speed, folders."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from playground.about import MAIN_PARTS, About, about, from_checkout, version_of
from playground.datasets.dataset import DatasetInfo, Part, Signature
from playground.datasets.prepare import Prepared
from playground.language import _
from playground.layers import Linear, ReLU
from playground.network import Network
from playground.places import cache_folder, resources, settings_folder, state_folder
from playground.runs.project import Project

_FEATURES, _ROWS, _BATCH = 13, 512, 32


def findings() -> Iterator[str]:
    """The lines of the answer, one after the other, as they become known.

    Raises:
        ImportError: torch cannot be loaded.
        OSError: one of its libraries cannot be loaded.
    """
    this = about()
    yield f"Neural Playground {this.version}, Python {platform.python_version()}, {platform.platform()}"
    yield "  " + _build(this)
    for package in MAIN_PARTS:
        yield f"  {package} {version_of(package) or _('not installed')}"
    yield ""
    yield _("Devices ({network}, batches of {batch}):").format(network=f"{_FEATURES}-50-30-1", batch=_BATCH)
    yield from _devices()
    yield ""
    yield _("Folders:")
    places: tuple[tuple[str, Callable[[], Path]], ...] = (
        (_("settings"), settings_folder),
        (_("state"), state_folder),
        (_("cache"), cache_folder),
        (_("resources"), resources),
    )
    for label, place in places:
        yield f"  {label}: {_where(place)}"


def _build(this: About) -> str:
    """Where this copy comes from."""
    commit = this.commit or _("unknown")
    if from_checkout():
        return _("from a checkout, commit {commit}").format(commit=commit)
    built, flavour = this.built or _("unknown"), this.flavour or _("unknown")
    return _("built {built} for {flavour}, commit {commit}").format(built=built, flavour=flavour, commit=commit)


def _where(place: Callable[[], Path]) -> str:
    try:
        return str(place())
    except FileNotFoundError as error:
        return str(error)


def _devices() -> Iterator[str]:
    """Every device with the time of a step, and which is the fastest."""
    from playground.training.devices import fastest, find_devices, measure_devices

    project, prepared = _small_network()
    devices = measure_devices(project, prepared, find_devices())
    for device in devices:
        speed = _("{ms:.2g} ms a step").format(ms=device.step_ms) if device.step_ms is not None else device.problem
        yield f"  {device.name} ({device.label}): {speed}"
    yield "  " + _("Fastest for a small network: {device}").format(device=fastest(devices).name)


def _small_network() -> tuple[Project, Prepared]:
    """A small network, and rows of chance for it."""
    project = Project(network=Network((Linear(50), ReLU(), Linear(30), ReLU(), Linear(1))))
    project = replace(project, training=replace(project.training, batch_size=_BATCH))
    x = np.random.default_rng(0).standard_normal((_ROWS, _FEATURES)).astype(np.float32)
    none = Part(x[:0], x[:0, :1], np.arange(0))
    info = DatasetInfo("chance", Signature("regression", (_FEATURES,), (1,)), _ROWS, _ROWS, 0, 0)
    return project, Prepared(info, Part(x, x[:, :1], np.arange(_ROWS)), none, none)
