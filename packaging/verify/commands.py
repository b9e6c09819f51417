"""Checks of the command line, as the ordinary user, without a display."""

from __future__ import annotations

import csv
import json
import math
import re
from pathlib import Path

from verify.machine import HOME, Machine
from verify.report import expect
from verify.trial import LESSON, Trial

RESULTS = ("history.csv", "gradients.csv", "predictions.csv", "model.safetensors", "summary.json")
OUT = "한글 폴더/with space"

PROJECT = {
    "format": 1,
    "name": "집값 예측",
    "dataset": {"name": "diabetes"},
    "network": [{"layer": "Linear", "out_features": 8}, {"layer": "ReLU"}, {"layer": "Linear", "out_features": 1}],
    "training": {"loss": "MSELoss", "optimizer": {"name": "Adam", "lr": 0.01}, "epochs": 5, "seed": 0},
}
"""A project as a user may have one."""


def say_and_list(trial: Trial, machine: Machine, program: str = "playground") -> None:
    """The commands that print something."""
    wanted = {
        "--version": "Neural Playground ",
        "--help": "--language",
        "lessons": LESSON,
        "datasets": "diabetes",
        "layers": "Linear",
        "doctor": "torch",
        f"check {LESSON}": "Linear",
        "--language ko lessons": "[가-힣]",
    }
    for words, text in wanted.items():
        with trial.report.check(f"playground {words}") as figures:
            done = machine.run(program, *words.split(), user=True)
            expect(re.search(text, done.stdout), f"{text!r} is not in what it prints: {(done.stdout + done.stderr)[:200]!r}")
            expect("Traceback" not in done.stderr, done.stderr)
            figures.append(f"{len(done.stdout.splitlines())} lines")


def train(trial: Trial, machine: Machine, program: str = "playground") -> None:
    """Trains the lesson without a window; its results are as the contract has them."""
    with trial.report.check(f"playground run {LESSON} --out '{OUT}'") as figures:
        machine.run(program, "run", LESSON, "--out", OUT, user=True)
        folder = machine.view / HOME[1:] / OUT
        missing = [name for name in RESULTS if not (folder / name).is_file()]
        expect(not missing, f"missing: {', '.join(missing)}")
        gradients = _numbers(folder / "gradients.csv", "grad_rms")
        expect(gradients and all(math.isfinite(value) for value in gradients), "gradients are missing, or not finite")
        losses = _numbers(folder / "history.csv", "train_loss")
        expect(losses and all(math.isfinite(value) for value in losses), "losses are missing, or not finite")
        summary = json.loads((folder / "summary.json").read_text())
        figures += [f"{len(losses)} epochs", f"{summary['seconds']:.2f} s of training on {summary['device']}"]


def refuse(trial: Trial, machine: Machine, program: str = "playground") -> None:
    """Wrong input is one line, and exit status 1."""
    home = machine.view / HOME[1:]
    (home / "broken.nnplay").write_text('{"format": 1, "network": [{"layer": "Linear", ')
    (home / "strange.nnplay").write_text(json.dumps({**PROJECT, "network": [{"layer": "Lineal"}]}))
    (home / "empty.nnplay").write_bytes(b"")
    (home / "noise.nnplay").write_bytes(bytes(range(256)))
    for name in ("missing.nnplay", "broken.nnplay", "strange.nnplay", "empty.nnplay", "noise.nnplay"):
        for words in (("run", name, "--out", "out"), ("check", name), (name,)):
            with trial.report.check(f"playground {' '.join(words)}: one clear line") as figures:
                done = machine.run(program, *words, user=True, check=False)
                lines = done.stderr.splitlines()
                expect(done.returncode == 1, f"exit status {done.returncode}: {done.stderr[:200]!r}")
                expect(not done.stdout and len(lines) == 1 and name in lines[0], f"{(done.stdout + done.stderr)[:300]!r}")
                figures.append(lines[0])
    with trial.report.check("a window without a display: one clear line") as figures:
        done = machine.run(program, user=True, check=False)
        expect(done.returncode == 1 and len(done.stderr.splitlines()) == 1, f"{done.returncode}: {done.stderr[:300]!r}")
        figures.append(done.stderr.strip())


def _numbers(file: Path, column: str) -> list[float]:
    with file.open(newline="") as opened:
        return [float(row[column]) for row in csv.DictReader(opened)]
