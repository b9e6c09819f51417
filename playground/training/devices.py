"""Devices that can train: which there are, what their makers call them, and which is the fastest for a project."""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from playground.datasets.prepare import Prepared
from playground.language import _
from playground.runs.messages import DeviceInfo
from playground.runs.project import Project
from playground.training.errors import DeviceError, TrainingError
from playground.training.run import Run

NAMES = {"cpu": "CPU", "cuda": "CUDA", "mps": "MPS", "xpu": "XPU"}
"""Kinds of devices in the order in which they are preferred at equal speed, and their names in messages."""

WARM_UP = 5
GROUPS = 5
GROUP_SECONDS = 0.04
"""A device is measured by the median of ``GROUPS`` groups of steps that take about this long each, after ``WARM_UP`` steps."""


def find_devices() -> tuple[DeviceInfo, ...]:
    """The devices of this computer; ``cpu`` is always there and comes first. A device that is there but fails says why."""
    return tuple(info for kind in NAMES if (info := _look_for(kind)) is not None)


def measure_devices(project: Project, prepared: Prepared, devices: Sequence[DeviceInfo]) -> tuple[DeviceInfo, ...]:
    """The devices with the time of a step of this project on each."""
    return tuple(_measured(project, prepared, device) for device in devices)


def fastest(devices: Sequence[DeviceInfo]) -> DeviceInfo:
    """The device with the shortest step; the CPU where nothing was measured."""
    measured = [device for device in devices if device.step_ms is not None and not device.problem]
    return min(measured, key=lambda device: device.step_ms or 0.0, default=devices[0])


def choose_device(wanted: str, project: Project, prepared: Prepared) -> tuple[str, str]:
    """The device for a run, and in words what was measured to find it.

    With ``auto`` a few steps are measured where there is more than one device to choose from.

    Raises:
        DeviceError: the device that is wanted is not there.
    """
    devices = find_devices()
    if wanted != "auto":
        return _present(wanted, devices), ""
    usable = [device for device in devices if not device.problem]
    if len(usable) == 1:
        return usable[0].name, ""
    measured = measure_devices(project, prepared, usable)
    return fastest(measured).name, speed_text(measured)


def speed_text(devices: Sequence[DeviceInfo]) -> str:
    """What was measured, in words: ``CPU: 0.3 ms a step, GPU: 0.9 ms``."""
    parts: list[str] = []
    form = _("{device}: {ms:.2g} ms a step")
    for device in devices:
        name = "CPU" if device.name == "cpu" else _("GPU")
        if device.step_ms is None:
            parts.append(_("{device}: not usable").format(device=name))
        else:
            parts.append(form.format(device=name, ms=device.step_ms))
            form = _("{device}: {ms:.2g} ms")
    return ", ".join(parts)


def versions() -> dict[str, str]:
    """What the numbers depend on: python, torch, numpy, scikit-learn."""
    import sklearn

    return {
        "python": platform.python_version(),
        "torch": str(torch.__version__),
        "numpy": np.__version__,
        "scikit-learn": sklearn.__version__,
    }


def synchronize(device: str) -> None:
    """Waits until a device has done what it was given."""
    if device == "cuda":
        torch.cuda.synchronize()
    elif device == "mps":
        torch.mps.synchronize()
    elif device == "xpu":
        torch.xpu.synchronize()


def _present(wanted: str, devices: Sequence[DeviceInfo]) -> str:
    """``wanted``, if it is there.

    Raises:
        DeviceError: it is not, or it cannot be used.
    """
    for device in devices:
        if device.name == wanted:
            if device.problem:
                message = _("{device} cannot be used: {reason}. Choose the CPU instead.")
                raise DeviceError(message.format(device=NAMES[wanted], reason=device.problem.rstrip(".")))
            return wanted
    found = ", ".join(NAMES[device.name] for device in devices)
    message = _("There is no {device} device on this computer; found: {found}. Choose one of these, or 'fastest'.")
    raise DeviceError(message.format(device=NAMES.get(wanted, wanted), found=found))


def _look_for(kind: str) -> DeviceInfo | None:
    """The device of a kind; None if there is none."""
    if kind == "cpu":
        return DeviceInfo(name="cpu", label=processor_name())
    available: dict[str, Callable[[], bool]] = {
        "cuda": torch.cuda.is_available,
        "mps": torch.backends.mps.is_available,
        "xpu": torch.xpu.is_available,
    }
    try:
        if not available[kind]():
            return None
        label = _label(kind)
        if not np.isfinite(float((torch.ones(2, device=kind) * 2).sum().cpu())):
            return DeviceInfo(name=kind, label=label, problem=_("it computes wrong numbers"))
    except (RuntimeError, AssertionError) as error:
        return DeviceInfo(name=kind, label=NAMES[kind], problem=(str(error).splitlines() or [""])[0])
    return DeviceInfo(name=kind, label=label)


def _label(kind: str) -> str:
    """The maker's name of a GPU, with its memory where torch tells."""
    if kind == "mps":
        return f"{processor_name()} (MPS)"
    properties = torch.cuda.get_device_properties(0) if kind == "cuda" else torch.xpu.get_device_properties(0)
    return f"{properties.name}, {properties.total_memory / 2**30:.0f} GB"


def processor_name() -> str:
    """The name of the processor as its maker writes it, or the kind of machine where the system does not tell."""
    table = Path("/proc/cpuinfo")
    if table.exists():
        for line in table.read_text(errors="replace").splitlines():
            name, _separator, value = line.partition(":")
            if name.strip().lower() in ("model name", "hardware") and value.strip():
                return value.strip()
    return platform.processor() or platform.machine() or "CPU"


def _measured(project: Project, prepared: Prepared, device: DeviceInfo) -> DeviceInfo:
    """The device with the median time of a step of a run made for the purpose."""
    endless = replace(project, training=replace(project.training, epochs=100_000_000, early_stopping=None))
    try:
        run = Run("measure", endless, prepared, device.name)
        for _step in range(WARM_UP):
            run.advance()
        synchronize(device.name)
        one = _group(run, device.name, 1)
        count = max(1, min(1000, int(GROUP_SECONDS / one)))
        times = [_group(run, device.name, count) / count for _round in range(GROUPS)]
    except TrainingError as error:
        return DeviceInfo(name=device.name, label=device.label, problem=str(error))
    except (RuntimeError, AssertionError) as error:
        return DeviceInfo(name=device.name, label=device.label, problem=(str(error).splitlines() or [""])[0])
    return DeviceInfo(name=device.name, label=device.label, step_ms=statistics.median(times) * 1000)


def _group(run: Run, device: str, count: int) -> float:
    """Seconds that ``count`` steps take until the device has done them."""
    begin = time.perf_counter()
    for _step in range(count):
        run.advance()
    synchronize(device)
    return time.perf_counter() - begin
