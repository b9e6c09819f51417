"""Whether "Find a lower rate" finds one that works, for every optimizer, rate at the start, and kind of batch, on diabetes.

Run it: ``python -m tests.benchmarks.lower_rates [OPTIMIZER ...]``. A row: what was found, and R2 of training and validation after thirty epochs
(of all samples at once, three hundred; of an optimizer that looks at many places in each step, ten).
"""

from __future__ import annotations

import argparse
import math

import torch

from playground.runs.optimizers import OPTIMIZERS
from tests.training.lower_rates import after_repair


def main() -> None:
    """Reads the command line and measures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("optimizers", nargs="*", choices=[*OPTIMIZERS, []], metavar="OPTIMIZER")
    torch.set_num_threads(1)
    learned = rows = 0
    for name in parser.parse_args().optimizers or OPTIMIZERS:
        for start in (1.0, 10.0, 100.0, 1000.0):
            for batch in (32, None):
                epochs = 10 if OPTIMIZERS[name].searches else 30 if batch else 300
                found = after_repair(name, start, batch, epochs)
                train, val = (found.figures.get(part, math.nan) for part in ("train_r2", "val_r2"))
                good = (train if batch is None else val) > 0.3
                rows, learned = rows + 1, learned + good
                rate = "none" if found.rate is None else f"{found.rate:g}"
                print(
                    f"{name:9} {start:6g} batch {batch or 'all':>4}: {rate:>8}   {train:7.3f} {val:7.3f} {'' if good else '  <-- not learned'}",
                    flush=True,
                )
    print(f"{learned} of {rows} learned")


if __name__ == "__main__":
    main()
