"""What ``bootstrap.py run`` does once the set-up is complete."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import system_libraries


def start(python: Path, arguments: list[str]) -> int:
    """Opens the app; without a display it trains and writes curves and a picture instead."""
    command = [str(python), "-m", "playground"]
    if system_libraries.has_display():
        command += arguments
        if os.name != "nt":
            sys.stdout.flush()
            os.execv(command[0], command)
        return subprocess.call(command)
    name = arguments[0].rpartition(":")[2]
    folder = Path("out") / Path(name).stem
    print(f"There is no display here: training {arguments[0]} without a window.", flush=True)
    picture = folder / "gradients.png"
    folder.mkdir(parents=True, exist_ok=True)
    status = subprocess.call([*command, "run", *arguments, "--out", str(folder), "--picture", str(picture)])
    if status == 0:
        print(f"\nCurves:  {folder / 'history.csv'} and {folder / 'gradients.csv'}\nPicture: {picture}")
    return status
