"""Kills a process at random moments while it saves, and counts torn files.

Run ``python tests/benchmarks/kill_saves.py [KILLS]`` from the checkout; it ends with 1 if a file was torn.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

# Saves one project after the other, each with more layers than a pipe or a page of memory holds, and tells after each that it is done. Without
# a path it begins one such process for every path that it reads, as a copy of itself where the system can: to import takes the longest.
WRITER = """
import os, subprocess, sys
from pathlib import Path
from playground.layers import Linear
from playground.network import Network
from playground.runs.project import Project, write_project

def save(path):
    print("begun", os.getpid(), flush=True)
    for number in range(1_000_000):
        write_project(path, Project(name=str(number), network=Network((Linear(number % 1000 + 1),) * 900)))
        print("saved", number, flush=True)

if len(sys.argv) > 2:
    save(Path(sys.argv[2]))
for line in sys.stdin:
    if not hasattr(os, "fork"):
        subprocess.run([sys.executable, "-c", sys.argv[1], sys.argv[1], line.rstrip()], stdin=subprocess.DEVNULL)
    elif (child := os.fork()):
        os.waitpid(child, 0)
    else:
        save(Path(line.rstrip()))
    print("ended", flush=True)
"""


@dataclass(frozen=True)
class KillReport:
    """What came of it: processes killed, files that could not be read, saves that went through."""

    kills: int
    torn: int
    saves: int


def kill_saves(folder: Path, kills: int, seed: int) -> KillReport:
    """Kills a saving process ``kills`` times, each time at a random moment of one of its saves."""
    sys.path.insert(0, str(ROOT))
    from playground.runs.project import ProjectError, read_project

    chance = random.Random(seed)
    torn = saves = 0
    command = [sys.executable, "-c", WRITER, WRITER]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdin
        assert starter.stdout
        for number in range(kills):
            path = folder / f"{number % 8}.nnplay"
            print(path, file=starter.stdin, flush=True)
            process = int(starter.stdout.readline().removeprefix("begun "))
            for _wait in range(chance.randint(1, 3)):
                saves += starter.stdout.readline().startswith("saved")
            end = time.perf_counter() + chance.uniform(0, 0.02)  # a save takes a few milliseconds
            while time.perf_counter() < end:
                pass  # a sleep is too coarse to hit every moment
            os.kill(process, getattr(signal, "SIGKILL", signal.SIGTERM))
            while (line := starter.stdout.readline()) and line != "ended\n":
                pass  # saved meanwhile
            try:
                assert len(read_project(path).network) == 900
            except (ProjectError, AssertionError):
                torn += 1
    return KillReport(kills, torn, saves)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        report = kill_saves(Path(scratch), int(sys.argv[1]) if len(sys.argv) > 1 else 500, seed=0)
    print(f"{report.kills} kills during {report.saves} saves: {report.torn} torn files")
    sys.exit(1 if report.torn else 0)
