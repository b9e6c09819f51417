"""How long a change of colours or of the size of text keeps the window from doing anything else.

::

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/theme_speed.py [PICTURES]

The real window, a lesson open, a run on the plots. Each change is timed until the window is painted anew. With PICTURES, a folder, every state
is photographed in both colours and two sizes, so that two versions can be compared pixel by pixel.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("NEURAL_PLAYGROUND_HOME", tempfile.mkdtemp(prefix="theme-speed-"))
os.environ["LANGUAGE"] = "en"

import playground.gui  # noqa: F401, I001  # before Qt, as the app does
from PySide6.QtCore import QElapsedTimer, QEventLoop
from PySide6.QtWidgets import QApplication

from playground.gui.main_window import MainWindow
from playground.gui.window import make_window
from playground.gui.theme import theme

CHANGES = (("light", 1.0), ("dark", 1.0), ("dark", 1.5), ("light", 1.5), ("light", 1.0), ("dark", 1.25), ("dark", 1.0))
ROUNDS = 3


def wait(application: QApplication, until: object, seconds: float = 60.0) -> None:
    """Lets the event loop run until something is true, or the time is over."""
    clock = QElapsedTimer()
    clock.start()
    while not until() and clock.elapsed() < 1000 * seconds:  # type: ignore[operator]
        application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)


def settle(application: QApplication, seconds: float = 0.4) -> None:
    """Lets the event loop run for a moment."""
    end = time.monotonic() + seconds
    wait(application, lambda: time.monotonic() > end)


def change(window: MainWindow, application: QApplication, choice: str, scale: float) -> float:
    """Seconds of this process until the window stands in other colours or another size, whatever else the machine does."""
    begin = time.process_time()
    window.restyle(choice, scale)
    application.sendPostedEvents()
    application.processEvents(QEventLoop.ProcessEventsFlag.ExcludeSocketNotifiers)
    window.grab() if os.environ.get("GRAB") else None
    return time.process_time() - begin


def photograph(window: MainWindow, application: QApplication, folder: Path) -> None:
    """A picture of every tab and view, in both colours and two sizes."""
    folder.mkdir(parents=True, exist_ok=True)
    for scale in (1.0, 1.5):
        for choice in ("light", "dark"):
            window.restyle(choice, scale)
            for tab in range(window.workplace.tabs.count()):
                for view in range(3):
                    window.workplace.show_network()
                    window.workplace.tabs.setCurrentIndex(tab)
                    window.workplace._switch.setCurrentIndex(view)
                    settle(application, 0.3)
                    window.grab().save(str(folder / f"{choice}-{scale}-{tab}-{view}.png"))
            window.look_at_data()
            settle(application, 0.5)
            window.grab().save(str(folder / f"{choice}-{scale}-data.png"))
            window.workplace.show_network()


def main() -> None:
    """Measures and prints."""
    application = QApplication(sys.argv[:1])
    theme().apply("dark")
    with theme().styled_at_the_end():
        window = make_window()
    window.resize(1280, 800)
    window.show()
    wait(application, lambda: window.plots is not None and window.controller.ready and window.controller.info is not None)
    window.showNormal()
    window.resize(1280, 800)
    window.files.open_named("lesson:vanishing-gradients")
    wait(application, lambda: window.controller.info is not None)
    window.controller.train()
    wait(application, lambda: bool(window.runs.records) and window.runs.records[0].ended is not None)
    settle(application, 1.0)
    if len(sys.argv) > 1:
        photograph(window, application, Path(sys.argv[1]))
    times: dict[tuple[str, float], list[float]] = {}
    change(window, application, "dark", 1.0)
    for _round in range(ROUNDS):
        for choice, scale in CHANGES:
            settle(application)
            times.setdefault((choice, scale), []).append(change(window, application, choice, scale))
    for (choice, scale), seconds in times.items():
        print(f"to {choice:5} {scale:4.0%}  {statistics.median(seconds):6.3f} s, most {max(seconds):6.3f}")
    everything = [one for seconds in times.values() for one in seconds]
    print(f"median (aim: < 0.2)  {statistics.median(everything):6.3f} s, most {max(everything):6.3f}")
    window.end()


if __name__ == "__main__":
    main()
