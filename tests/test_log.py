from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground import log as room
from playground.log import (
    KEPT_SESSIONS,
    crash_of,
    end_of_log,
    forget_old_sessions,
    logs_folder,
    note_crash,
    sessions,
    watch_exceptions,
    watch_no_exceptions,
)

ROOT = Path(__file__).resolve().parent.parent


def python(code: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs Python with the logs of this test; without core files, which take seconds."""
    limit = "import resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n" if sys.platform != "win32" else ""
    values = {**os.environ, "NEURAL_PLAYGROUND_HOME": str(home), "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        [sys.executable, "-c", limit + code], env=values, capture_output=True, text=True, timeout=60, check=False
    )


def files(*names: str, text: str = "x") -> None:
    logs_folder().mkdir(parents=True, exist_ok=True)
    for name in names:
        (logs_folder() / name).write_text(text)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    told: list[str] = []
    monkeypatch.setattr(
        room.log, "disabled", False
    )  # a library that sets up logging, loaded by another test, may have switched it off
    monkeypatch.setattr(logging.root.manager, "disable", logging.NOTSET)
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    watch_exceptions(told.append)
    yield told
    sys.excepthook, threading.excepthook, sys.unraisablehook = before


def test_a_session_logs_to_a_file_of_its_own(home: Path) -> None:
    code = "import logging; from playground.log import begin_session; begin_session(); logging.getLogger('x').info('heard')"
    for _round in range(2):
        assert python(code, home).returncode == 0
    assert len(sessions()) == 2
    assert all("INFO x: heard" in end_of_log(session, 10) for session in sessions())
    assert all(crash_of(session) == "" for session in sessions())


def test_a_crash_says_where(home: Path) -> None:
    code = "import faulthandler; from playground.log import begin_session; begin_session()\ndef here(): faulthandler._sigsegv()\nhere()"
    done = python(code, home)
    assert done.returncode != 0
    assert done.stderr == ""
    (session,) = sessions()
    assert "Segmentation fault" in crash_of(session)
    assert "in here" in crash_of(session)


def test_the_crash_of_an_engine_is_told_in_the_session_of_its_window(home: Path) -> None:
    files("20260101-000000-7.log")
    code = "import os; from playground.log import begin_engine; begin_engine(); os.abort()"
    python(code, home, NEURAL_PLAYGROUND_SESSION="20260101-000000-7")
    assert crash_of("20260101-000000-7").startswith("engine:\nFatal Python error: Aborted")


def test_without_a_session_a_crash_is_told_on_stderr(home: Path) -> None:
    done = python(
        "import os; from playground.log import begin_engine; begin_engine(); os.abort()", home, NEURAL_PLAYGROUND_SESSION=""
    )
    assert "Fatal Python error: Aborted" in done.stderr


def test_a_folder_that_takes_no_log_stops_nothing(home: Path) -> None:
    home.parent.mkdir(parents=True, exist_ok=True)
    home.write_text("a file where the folder should be")
    code = "from playground.log import *; begin_session(); forget_old_sessions(); print(sessions(), flush=True); import os; os.abort()"
    done = python(code, home)
    assert done.stdout.strip() == "()"
    assert "no log is kept" in done.stderr
    assert "Aborted" in done.stderr


def test_a_program_without_streams_fails_at_nothing(home: Path) -> None:
    """As a windowed program of Windows starts."""
    start = "import sys; sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = None\n"
    code = "from playground.log import *; import logging; begin_session(); logging.getLogger('x').warning('heard')\n"
    threads = "import threading; watch_exceptions(); t = threading.Thread(target=lambda: 1 / 0); t.start(); t.join()"
    assert python(start + code + threads, home).returncode == 0
    (session,) = sessions()
    assert "heard" in end_of_log(session, 100)
    assert "ZeroDivisionError" in end_of_log(session, 100)
    command = "sys.argv = ['playground', {!r}]; from playground.__main__ import main; sys.exit(main())"
    assert python(start + command.format("layers"), home).returncode == 0
    assert python(start + command.format("--nonsense"), home).returncode == 1


def test_the_exception_of_a_thread_is_logged_and_told(watched: list[str], caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise RuntimeError("in the side street")

    thread = threading.Thread(target=fail, name="side street")
    thread.start()
    thread.join()
    assert watched == ["RuntimeError: in the side street"]
    assert "uncaught on the thread side street" in caplog.text
    assert "in fail" in caplog.text


def test_a_thread_may_exit(watched: list[str]) -> None:
    thread = threading.Thread(target=sys.exit)
    thread.start()
    thread.join()
    assert watched == []


def test_the_exception_of_the_main_thread_is_logged_and_told(watched: list[str], caplog: pytest.LogCaptureFixture) -> None:
    sys.excepthook(ValueError, ValueError("on the main street"), None)
    assert watched == ["ValueError: on the main street"]
    assert "uncaught on the main thread" in caplog.text


def test_what_cannot_be_raised_is_logged(watched: list[str], caplog: pytest.LogCaptureFixture) -> None:
    class Falls:
        def __del__(self) -> None:
            raise KeyError("fell")

    with caplog.at_level(logging.ERROR):
        item = Falls()
        del item
    assert "KeyError: 'fell'" in caplog.text


def test_python_deals_with_exceptions_again_afterwards(watched: list[str]) -> None:
    watch_no_exceptions()
    assert sys.excepthook is sys.__excepthook__
    assert threading.excepthook is threading.__excepthook__


def test_the_end_of_a_log_goes_back_over_its_rotation() -> None:
    files("20260101-000000-7.log.1", text="one\ntwo\n")
    files("20260101-000000-7.log", text="three\n")
    assert end_of_log("20260101-000000-7", 2) == "two\nthree"
    assert end_of_log("20260101-000000-8", 2) == ""


def test_a_log_does_not_grow_for_ever(home: Path) -> None:
    code = "import logging; from playground.log import begin_session; begin_session()\nfor n in range(4000): logging.info('x' * 1000)"
    python(code, home)
    sizes = [path.stat().st_size for path in logs_folder().glob("*.log*")]
    assert len(sizes) == 2
    assert max(sizes) <= room.LOG_BYTES


def test_old_sessions_go_but_not_one_that_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"2026010{n // 10}-00000{n % 10}-{n}" for n in range(10, 10 + KEPT_SESSIONS + 3)]
    for name in names:
        files(f"{name}.log", f"{name}.log.1", f"{name}-window.crash")
        files(f"{name}-engine.crash", text="")
    files(f"{names[0]}.lock")
    monkeypatch.setenv("NEURAL_PLAYGROUND_SESSION", names[1])
    forget_old_sessions()
    assert sorted(sessions()) == [*names[:2], *names[3:]]
    assert not (logs_folder() / f"{names[-1]}-engine.crash").exists()  # says nothing
    assert (logs_folder() / f"{names[1]}-engine.crash").exists()  # faulthandler has it open
    assert (logs_folder() / f"{names[0]}.log").exists()


def test_a_crash_without_a_word_gets_one() -> None:
    files("20260101-000000-7-window.crash", text="")
    files("20260101-000000-8-window.crash", text="Fatal: here")
    for number in (7, 8, 9):
        note_crash(f"20260101-000000-{number}", "gone")
    assert [crash_of(f"20260101-000000-{n}") for n in (7, 8, 9)] == ["window:\ngone", "window:\nFatal: here", "window:\ngone"]
