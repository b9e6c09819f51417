"""Training needs no compiler. In a process of its own, for other tests may have loaded it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

TRAIN_WITH_EVERYTHING = """
import sys
import torch
from playground.runs.optimizers import OPTIMIZERS
from playground.runs.schedulers import SCHEDULERS
from playground.training.schedule import curve
from playground.training.optimizer_steps import Updater

for kind in SCHEDULERS.values():
    curve(kind(), 0.1, 3)
for kind in OPTIMIZERS.values():
    weight = torch.nn.Parameter(torch.ones(3))
    updater, gradient = Updater([weight], kind(), torch.device("cpu")), torch.ones(3)
    if updater.searches:
        updater.search([gradient], weight.sum(), lambda: (weight.sum(), [gradient]))
    else:
        updater.step([gradient])
    assert not torch.equal(weight, torch.ones(3)), kind
print("torch._dynamo" in sys.modules)
"""


def test_no_optimizer_or_scheduler_loads_the_compiler() -> None:
    done = subprocess.run([sys.executable, "-c", TRAIN_WITH_EVERYTHING], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.stdout.split(), done.returncode) == (["False"], 0), done.stderr
