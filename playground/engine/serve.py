"""The engine process: its main thread listens and answers at once, whatever the worker is doing."""

from __future__ import annotations

import gc
import logging
import os
import sys
from typing import NoReturn

from playground.engine.outlet import Outlet
from playground.engine.process import be_a_child, own_streams
from playground.engine.requests import RefusedError
from playground.engine.worker import Worker
from playground.language import use_language
from playground.runs.messages import (
    Accepted,
    Command,
    DatasetFailed,
    DatasetReady,
    EngineReady,
    Refused,
    Report,
    RunEnded,
    RunStarted,
    Shutdown,
    StreamError,
    Unpacker,
)

GRACE = 0.3
"""Seconds that the worker has to end its step before the process ends without it."""

_CHUNK = 2**20

_log = logging.getLogger(__name__)


class _Collector:
    """Keeps Python's garbage collector off until everything is imported, and what was imported out of its sight after that.

    A full collection in the middle of the imports stops every thread for up to 150 ms, and the imports take a fifth longer.
    """

    def __init__(self) -> None:
        gc.disable()
        self._missing = {"torch", "data"}

    def saw(self, report: Report) -> None:
        """Looks at a report for what it says of the imports."""
        if isinstance(report, EngineReady):
            self._missing.discard("torch")
        elif isinstance(report, DatasetReady | DatasetFailed | RunStarted | RunEnded):
            self._missing.discard("data")
        else:
            return
        if not self._missing and not gc.isenabled():
            gc.freeze()
            gc.enable()


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _carry_out(command: Command, worker: Worker, outlet: Outlet) -> None:
    """Hands a command on and answers it; reports that it leads to come after the answer."""
    with outlet.held:
        try:
            worker.submit(command)
        except RefusedError as error:
            outlet.answer(Refused(request=command.request, message=str(error)))
        else:
            outlet.answer(Accepted(request=command.request))


def serve(stdin: int, stdout: int) -> int:
    """Listens on the descriptor ``stdin`` until it ends or ``Shutdown`` comes, and reports on ``stdout``.

    Returns:
        The exit status: 0, or 2 if what came was no command.
    """
    outlet = Outlet(lambda data: _write(stdout, data))
    outlet.start()
    collector = _Collector()

    def report(message: Report) -> None:
        collector.saw(message)
        outlet.report(message)

    worker = Worker(report)
    worker.start()
    unpacker = Unpacker(reports=False)
    try:
        while data := os.read(stdin, _CHUNK):
            for command in unpacker.feed(data):
                _carry_out(command, worker, outlet)
                if isinstance(command, Shutdown):
                    return 0
    except StreamError as error:
        _log.error("what came on stdin is no command: %s", error)
        return 2
    else:
        return 0
    finally:
        worker.stop(GRACE)
        outlet.close(GRACE)
        gc.enable()


def main() -> NoReturn:
    """The hidden command ``engine``. Ends the process at once: a step under way or a library's clean-up cannot hold it up."""
    stdin, stdout = own_streams()
    be_a_child()
    use_language()
    status = serve(stdin, stdout)
    sys.stderr.flush()
    os._exit(status)
