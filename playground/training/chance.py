"""Random numbers of one run: dropout draws from torch's global generators, which several runs share."""

from __future__ import annotations

import torch
from torch import Tensor


class Chance:
    """The state of the global generators as one run sees it, so that its numbers do not depend on what else draws from them.

    Lives on the thread that trains. :meth:`take` before a run draws, :meth:`leave` before someone else does; while one run alone
    trains it costs nothing.
    """

    _owner: Chance | None = None

    def __init__(self, seed: int, device: torch.device) -> None:
        self._device = device
        self._states = self._seeded(seed)

    def take(self) -> None:
        """Makes the global generators those of this run."""
        if Chance._owner is not self:
            if Chance._owner is not None:
                Chance._owner.leave()
            self._write(self._states)
            Chance._owner = self

    def leave(self) -> None:
        """Keeps the state of the global generators until the next :meth:`take`."""
        if Chance._owner is self:
            self._states = self._read()
            Chance._owner = None

    def state(self) -> dict[str, Tensor]:
        """The state now, on the CPU: ``cpu``, and the name of the device where it has a generator of its own."""
        return self._read() if Chance._owner is self else dict(self._states)

    def load(self, states: dict[str, Tensor]) -> None:
        """Goes back to what :meth:`state` gave; a device that it does not know keeps its own."""
        if Chance._owner is self:
            Chance._owner = None
        self._states = {**self._states, **{name: value.clone() for name, value in states.items() if name in self._states}}

    def _seeded(self, seed: int) -> dict[str, Tensor]:
        states = {"cpu": torch.Generator().manual_seed(seed).get_state()}
        if self._device.type != "cpu":
            states[self._device.type] = torch.Generator(self._device).manual_seed(seed).get_state()
        return states

    def _read(self) -> dict[str, Tensor]:
        states = {"cpu": torch.get_rng_state()}
        if self._device.type == "cuda":
            states["cuda"] = torch.cuda.get_rng_state(self._device)
        elif self._device.type == "mps":
            states["mps"] = torch.mps.get_rng_state()
        elif self._device.type == "xpu":
            states["xpu"] = torch.xpu.get_rng_state(self._device)
        return states

    def _write(self, states: dict[str, Tensor]) -> None:
        torch.set_rng_state(states["cpu"])
        if self._device.type == "cuda":
            torch.cuda.set_rng_state(states["cuda"], self._device)
        elif self._device.type == "mps":
            torch.mps.set_rng_state(states["mps"])
        elif self._device.type == "xpu":
            torch.xpu.set_rng_state(states["xpu"], self._device)
