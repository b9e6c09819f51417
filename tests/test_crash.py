"""What a crash of the real app leaves behind, and what is said of it at the next start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from playground import __version__
from playground.log import crash_of, end_of_log, logs_folder, sessions
from playground.problem_report import report

ROOT = Path(__file__).resolve().parent.parent
ENDED = "('Neural Playground ended unexpectedly last time. A report can help to find out why.', True)"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the driver needs signals")


def app(home: Path, how: str) -> subprocess.CompletedProcess[str]:
    """Runs the app; see ``app_driver``. No core file is written, which would take seconds."""
    values = {**os.environ, "NEURAL_PLAYGROUND_HOME": str(home), "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    command = ["sh", "-c", f"ulimit -c 0; exec {sys.executable} -m tests.app_driver {how}"]
    return subprocess.run(command, cwd=ROOT, env=values, capture_output=True, text=True, timeout=90, check=False)


def test_a_crash_of_the_window_is_told_once_and_reported(home: Path) -> None:
    assert app(home, "crash").returncode == -11
    (crashed,) = sessions()
    assert "Segmentation fault" in crash_of(crashed)
    assert "in crash" in crash_of(crashed)
    assert f"Neural Playground {__version__}, commit" in end_of_log(crashed, 500)  # however soon it came
    after = app(home, "end")
    assert (after.returncode, after.stdout.strip()) == (0, ENDED)
    assert "in crash" in report({})
    assert list(logs_folder().glob("*.lock")) == []  # nothing is left to tell of at the start after that


def test_mishaps_are_shown_and_logged_and_leave_evidence(home: Path) -> None:
    done = app(home, "mishaps")
    assert done.returncode == 0
    thread, engine = done.stdout.strip().splitlines()
    assert "ZeroDivisionError: division by zero" in thread
    assert "The engine ended unexpectedly (signal 11)" in engine
    assert thread.endswith("True)")  # both can be reported
    assert engine.endswith("True)")
    (session,) = sessions()
    log = end_of_log(session, 500)
    assert "uncaught on the thread side street" in log
    assert "in <lambda>" in log
    assert "the engine ended: code 11, crashed True" in log
    assert f"Neural Playground {__version__}, commit" in log
    assert crash_of(session).startswith("engine:\nFatal Python error: Segmentation fault")
    assert "in serve" in crash_of(session)
    assert list(logs_folder().glob("*.lock")) == []  # the user was told at once: not again at the next start
