"""What every test shares: no real display, no real home, no luck, and nothing left behind.

Qt and torch are imported here only for a test that uses them, so that a test of the core stays quick.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

if not os.environ.get("PLAYGROUND_TEST_DISPLAY"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["LANGUAGE"] = "en"  # tests read the English text, whatever the machine speaks

settings.register_profile(
    "ci", deadline=None, derandomize=True, database=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", parent=settings.get_profile("ci"), derandomize=False, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests marked ``gpu`` need an accelerator."""
    if item.get_closest_marker("gpu"):
        import torch

        if not torch.accelerator.is_available():
            pytest.skip("no accelerator on this machine")


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def home(_homes: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """A folder of this test alone in the place of the user's settings, state and caches."""
    folder = _homes / str(abs(hash(request.node.nodeid)))
    monkeypatch.setenv("NEURAL_PLAYGROUND_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a thread, a process, a window or a running timer behind; each has a second to go by itself."""
    with_qt = bool({"qtbot", "qapp"} & set(request.fixturenames))
    watch = _QtWatch() if with_qt else None
    threads, processes = set(threading.enumerate()), _children()
    yield
    problems = watch.problems() if watch else []
    limit, pause = time.monotonic() + 1, threading.Event()
    for thread in set(threading.enumerate()) - threads:
        if not isinstance(thread, threading._DummyThread):  # those are Qt's and torch's own threads that once ran Python
            while thread.ident is None and time.monotonic() < limit:
                pause.wait(0.001)  # whoever makes it is about to start it; it cannot be joined before
            if thread.ident is not None:
                thread.join(max(0.0, limit - time.monotonic()))
            if thread.is_alive():
                problems.append(f"the thread {thread.name} still runs")
    problems += [
        f"the process {process} still runs: {_command(process)}" for process in _still_running(_children() - processes, limit)
    ]
    if problems:
        pytest.fail("left behind: " + "; ".join(problems))


def _children() -> set[int]:
    """Processes that this one started and that still run (known on Linux alone)."""
    children: set[int] = set()
    for path in Path("/proc/self/task").glob("*/children"):
        try:
            children |= {int(number) for number in path.read_text().split()}
        except OSError:
            continue  # the thread has ended meanwhile
    return {child for child in children if "resource_tracker" not in _command(child)}


def _command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[:200]
    except OSError:
        return ""


def _still_running(processes: set[int], limit: float) -> set[int]:
    """Those of ``processes`` that still run at the time ``limit``."""
    pause = threading.Event()
    while processes and time.monotonic() < limit:
        processes = {process for process in processes if _runs(process)}
        pause.wait(0.01)
    return processes


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class _QtWatch:
    """Top-level widgets and timers of one test: what is there before it, and what it starts."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self._timers: list[Any] = []
        self._start = QTimer.start
        timers = self._timers
        start: Any = QTimer.start

        def start_watched(timer: QTimer, *arguments: Any) -> None:
            if not any(timer is known for known in timers):
                timers.append(timer)
            start(timer, *arguments)

        self._windows = self._top_levels()
        QTimer.start = start_watched  # type: ignore[method-assign]

    def problems(self) -> list[str]:
        """What the test left behind, after everything that waits to be deleted is."""
        import shiboken6
        from PySide6.QtCore import QCoreApplication, QEvent, QTimer

        QTimer.start = self._start  # type: ignore[method-assign]
        if QCoreApplication.instance() is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        found = [
            f"a {type(timer).__name__} of {timer.parent()} still runs"
            for timer in self._timers
            if shiboken6.isValid(timer) and timer.isActive() and not timer.isSingleShot()
        ]
        self._timers.clear()
        return found + [
            f"the window {description}" for key, description in self._top_levels().items() if key not in self._windows
        ]

    @staticmethod
    def _top_levels() -> dict[int, str]:
        """Windows by address; menus and tool tips that Qt keeps for itself are not counted."""
        if "PySide6.QtWidgets" not in sys.modules:
            return {}
        import shiboken6
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QApplication

        own = (Qt.WindowType.ToolTip, Qt.WindowType.Popup)
        return {
            shiboken6.getCppPointer(widget)[0]: f"{type(widget).__name__} {widget.objectName()!r}"
            for widget in QApplication.topLevelWidgets()
            if widget.windowType() not in own
        }
