"""A million steps in the real window: how much memory window and engine have at a tenth of the way and at its end.

::

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/long_run.py
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("NEURAL_PLAYGROUND_HOME", tempfile.mkdtemp(prefix="long-run-"))

from PySide6.QtWidgets import QApplication

from playground.datasets import DatasetConfig, Signature
from playground.gui.theme import theme
from playground.gui.window import make_window
from playground.runs.start_network import with_start
from tests.benchmarks.live_speed import loop_until, wait
from tests.benchmarks.start_up import resident

STEPS = 1_000_000


def main() -> None:
    """Trains and prints."""
    application = QApplication(sys.argv[:1])
    theme().apply("dark")
    window = make_window()
    window.resize(1280, 800)
    window.show()
    wait(application, lambda: window.plots is not None and window.controller.state == "idle")
    project = replace(window.document.project, dataset=DatasetConfig("xor"))
    project = with_start(project, Signature("binary", (2,), (1,)))
    window.document.open(replace(project, training=replace(project.training, epochs=10_000_000)), None)
    wait(application, lambda: window.controller.state == "idle" and window.controller.info is not None)
    window.controller.train()
    wait(application, lambda: bool(window.runs.records) and window.runs.records[0].history.last is not None)
    record = window.runs.records[0]
    for share in (0.1, 0.5, 1.0):
        while record.history.last is not None and record.history.last.step < share * STEPS:
            loop_until(time.perf_counter() + 1)
        memory = f"{resident(os.getpid()):.0f} MB window, {resident(window.controller.engine.process_id):.0f} MB engine"
        steps = record.history.last.step if record.history.last is not None else 0
        print(f"{steps:9,} steps, {int(record.history.epochs[-1]):9,} epochs, {len(record.history)} kept: {memory}", flush=True)
    window.end()


if __name__ == "__main__":
    main()
