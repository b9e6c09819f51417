"""The log, and what a crash leaves behind: the files of one session of the window, in ``logs`` of the state folder.

Every session has files of its own, named after its start and its process, so that two windows never write to one file, and none is ever
renamed while another process has it open, which Windows forbids. Old sessions go when new ones begin.

===================  =================================================================================================
file                 what is in it
===================  =================================================================================================
``S.log``            what the window logged, and what its engines wrote to stderr; ``S.log.1``: what was before, if much
``S-window.crash``   where the window was when it crashed (``faulthandler``); empty if it did not
``S-engine.crash``   the same of its engines
``S.lock``           is there while the window runs (``gui/session.py``)
===================  =================================================================================================
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import IO, Any, cast

from typing_extensions import override

from playground.places import opened_private, private_folder, state_folder

log = logging.getLogger(__name__)

KEPT_SESSIONS = 10
LOG_BYTES = 1_000_000
_VARIABLE = "NEURAL_PLAYGROUND_SESSION"
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_WINDOW, _ENGINE = "-window.crash", "-engine.crash"

_crash_file: IO[Any] | None = None  # stays open as long as the process: faulthandler writes to its descriptor


def logs_folder() -> Path:
    """Where the files of all sessions are."""
    return state_folder() / "logs"


def begin_session() -> str:
    """Opens the log of a new session of the window, and the file for its crash. Engines that it starts belong to it.

    Returns:
        The name of the session; what the folder does not take is told on stderr, and nothing is kept.
    """
    session = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}"
    handlers: list[logging.Handler] = []
    if sys.stderr is not None:  # None: a windowed program of Windows
        handlers.append(logging.StreamHandler(sys.stderr))
        handlers[0].setLevel(logging.WARNING)
    path = logs_folder() / f"{session}.log"
    try:
        private_folder(path.parent)
        handlers.append(_private_log(path))
    except OSError as error:
        _say(f"playground: no log is kept: {error}")
    logging.basicConfig(level=logging.INFO, format=_FORMAT, handlers=handlers or [logging.NullHandler()])
    os.environ[_VARIABLE] = session
    _crashes_go_to(_WINDOW)
    return session


def _private_log(path: Path) -> logging.Handler:
    """A file to log to, that the user alone can read; errors are those of the system."""
    from logging.handlers import RotatingFileHandler  # loads much; the engine does without

    class PrivateLog(RotatingFileHandler):
        """The user alone can read it."""

        @override
        def _open(self) -> TextIOWrapper:
            return _open_private(self.baseFilename, self.mode, self.encoding)

        @override
        def handleError(self, record: logging.LogRecord) -> None:
            """A full disk is told once on stderr, not for every line that it does not take."""
            if not isinstance(sys.exc_info()[1], OSError):
                super().handleError(record)
            elif not self.told:
                self.told = True
                _say(f"playground: the log cannot be written: {sys.exc_info()[1]}")

        told = False

    return PrivateLog(path, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8")


def begin_engine() -> None:
    """The same for an engine: it logs to stderr, which the window reads; its crash goes to a file of the window's session."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    _crashes_go_to(_ENGINE)
    watch_exceptions()


def _crashes_go_to(suffix: str) -> None:
    """Lets ``faulthandler`` write to a file of the session; without one to stderr."""
    global _crash_file
    session = os.environ.get(_VARIABLE)
    if session:
        try:
            _crash_file = _open_private(logs_folder() / f"{session}{suffix}", "a", "utf-8")
            faulthandler.enable(_crash_file)
        except OSError as error:
            log.warning("a crash would be told on stderr alone: %s", error)
        else:
            return
    crashes_to_terminal()


def crashes_to_terminal() -> None:
    """Lets ``faulthandler`` write to stderr, where there is one."""
    with contextlib.suppress(OSError, ValueError, RuntimeError):  # there is none, or it has no descriptor
        faulthandler.enable()


def _open_private(path: str | Path, mode: str, encoding: str | None) -> TextIOWrapper:
    file = open(path, mode, encoding=encoding, opener=opened_private)  # noqa: SIM115  # Path.open takes no opener
    return cast("TextIOWrapper", file)


def _say(text: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(text + "\n")


def watch_exceptions(tell: Callable[[str], None] | None = None) -> None:
    """Logs every exception that no one caught, on any thread.

    Args:
        tell: Is told of each in one line, on the thread on which it happened; of those without a thread to blame it is not.
    """

    def happened(where: str, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        log.error("uncaught %s", where, exc_info=(kind, error or kind(), trace))
        if tell is not None:
            tell(f"{kind.__name__}: {error}")

    def main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        happened("on the main thread", kind, error, trace)

    def thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_type is not SystemExit:
            name = args.thread.name if args.thread is not None else "unknown"
            happened(f"on the thread {name}", args.exc_type, args.exc_value, args.exc_traceback)

    def unraisable(args: Any) -> None:
        text = args.err_msg or "Exception ignored in"
        exception = (args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)
        log.error("uncaught: %s: %r", text, args.object, exc_info=exception)

    sys.excepthook, threading.excepthook, sys.unraisablehook = main, thread, unraisable


def watch_no_exceptions() -> None:
    """Python deals with uncaught exceptions again."""
    sys.excepthook, threading.excepthook, sys.unraisablehook = (
        sys.__excepthook__,
        threading.__excepthook__,
        sys.__unraisablehook__,
    )


def log_start() -> None:
    """Logs what was started, first of all: whatever happens then, its log tells of which copy it is. Takes three milliseconds."""
    import platform

    from playground.about import about, from_checkout

    this = about()
    build = (
        "from a checkout" if from_checkout() else f"built {this.built or 'at an unknown time'} for {this.flavour or 'unknown'}"
    )
    log.info("Neural Playground %s, commit %s, %s", this.version, this.commit or "unknown", build)
    log.info("Python %s on %s, started as %s", platform.python_version(), platform.platform(), sys.argv)


# What is there


def sessions() -> tuple[str, ...]:
    """The names of the sessions that have files, the newest first."""
    names = {path.name.removesuffix(".log") for path in logs_folder().glob("*.log")}
    names |= {path.name.rpartition("-")[0] for path in logs_folder().glob("*.crash")}
    return tuple(sorted(names, reverse=True))


def current_session() -> str:
    """The session that this process belongs to; empty if it belongs to none."""
    return os.environ.get(_VARIABLE, "")


def crash_of(session: str) -> str:
    """What the crashes of a session left behind; empty if it had none."""
    parts = []
    for suffix in (_WINDOW, _ENGINE):
        with contextlib.suppress(OSError):
            text = (logs_folder() / f"{session}{suffix}").read_text(encoding="utf-8", errors="replace").strip()
            if text:
                parts.append(f"{suffix[1:].removesuffix('.crash')}:\n{text}")
    return "\n\n".join(parts)


def note_crash(session: str, text: str) -> None:
    """Notes that a session did not end by itself, if it left no word about it."""
    path = logs_folder() / f"{session}{_WINDOW}"
    with contextlib.suppress(OSError):
        if not path.exists() or path.stat().st_size == 0:
            with _open_private(path, "w", "utf-8") as file:
                file.write(text + "\n")


def end_of_log(session: str, lines: int) -> str:
    """The last lines of what a session logged."""
    text = ""
    for suffix in (".log.1", ".log"):
        with contextlib.suppress(OSError):
            text += (logs_folder() / f"{session}{suffix}").read_text(encoding="utf-8", errors="replace")
    return "\n".join(text.splitlines()[-lines:])


def forget_old_sessions() -> None:
    """Deletes the files of all but the newest sessions, and of those that ended well what is empty. One that runs is left alone."""
    for number, session in enumerate(sessions()):
        if session == current_session() or (logs_folder() / f"{session}.lock").exists():
            continue
        for path in logs_folder().glob(f"{session}[.-]*"):
            with contextlib.suppress(OSError):  # another window deletes it too, or looks at it
                if number >= KEPT_SESSIONS or (path.suffix == ".crash" and path.stat().st_size == 0):
                    path.unlink()
