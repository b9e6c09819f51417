"""What makes the engine a well-behaved child process: streams of its own, and an end with its parent."""

from __future__ import annotations

import ctypes
import importlib.util
import logging
import os
import signal
import sys
from pathlib import Path

from playground.log import begin_engine

_PR_SET_PDEATHSIG = 1

_log = logging.getLogger(__name__)


def own_streams() -> tuple[int, int]:
    """Takes stdin and stdout for the messages alone and returns their descriptors.

    Whatever prints afterwards, in Python or in C, prints to stderr; whatever reads stdin finds it empty.
    """
    commands, reports = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(commands, os.O_BINARY)
        msvcrt.setmode(reports, os.O_BINARY)
    return commands, reports


def be_a_child() -> None:
    """Log to stderr, say where it crashes, leave Ctrl+C to the window, and do not outlive it."""
    begin_engine()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform.startswith("linux"):
        # Elsewhere the end of stdin alone tells that the parent is gone.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def load_libraries() -> None:
    """Loads torch's libraries ahead of ``import torch``, which would hold Python's lock while the system links them.

    Measured: the longest time in which no other thread ran fell from 190 to 20 ms. A foreign function called through ctypes
    gives the lock up, so ``dlopen`` is called as one. Windows' loader is called that way by torch itself.
    """
    found = importlib.util.find_spec("torch") if sys.platform != "win32" else None
    if found is None or not found.submodule_search_locations:
        return
    folder = Path(found.submodule_search_locations[0]) / "lib"
    suffix = ".dylib" if sys.platform == "darwin" else ".so"
    load = ctypes.CDLL(None).dlopen
    load.restype = ctypes.c_void_p
    load.argtypes = [ctypes.c_char_p, ctypes.c_int]
    for name, flags in (("libtorch_global_deps", os.RTLD_GLOBAL), ("libtorch_python", 0)):
        path = folder / f"{name}{suffix}"
        if path.exists() and not load(os.fsencode(path), os.RTLD_NOW | flags):
            _log.info("%s could not be loaded ahead", path.name)
