"""A series made ready for training: changed, scaled and cut into windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.datasets.config import PreparationConfig
from playground.datasets.dataset import DatasetInfo, Loaded, Signature
from playground.datasets.prepared import Prepared
from playground.datasets.scaling import check_sizes, fit_scaler, line_of, scaled
from playground.datasets.season import measured_season
from playground.datasets.split import Split, sizes
from playground.datasets.stationary import chosen_changes
from playground.datasets.steps import Steps
from playground.datasets.windows import Series, check_windows, windows
from playground.language import _, ngettext

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


def prepared_series(
    name: str,
    loaded: Loaded,
    values: npt.NDArray[np.float64],
    preparation: PreparationConfig,
    context: int,
    horizon: int,
    split: Split | None,
) -> Prepared:
    """A series of ``values``, cut into windows."""
    import numpy as np

    check_sizes(values[:, None], (loaded.target,))
    if split is None:
        train, validation, test = sizes(len(values), preparation)
    else:
        train, validation, test = len(split.train), len(split.validation), 0
    steps = Steps(dict(preparation.steps))
    season = measured_season(values[:train], loaded.season)
    if season:
        steps.add(_("The values repeat every {n} rows, measured on the training part.").format(n=season))
    propose = steps.wants("stationary", usually=not loaded.fixed)
    changes = chosen_changes(values[:train], season, context + horizon, propose, steps)
    check_windows(train, validation, test, context, horizon, changes.lost)
    if changes.log and (count := int((values <= 0).sum())):
        text = ngettext(
            "{n} value after the training part is not above 0 and has no logarithm; what is learned from it is that of the least one before.",
            "{n} values after the training part are not above 0 and have no logarithm; what is learned from them is that of the least one "
            "before.",
            count,
        )
        steps.add(text.format(n=count), "warning")
    changed = changes.done(values)[:, None]
    scaler = fit_scaler(preparation.scaling, changed[: train - changes.lost])
    numbers = np.full((len(values), 1), np.nan, dtype=np.float32)
    numbers[changes.lost :] = scaled(scaler, changed, (loaded.target,))
    line = line_of(scaler)
    series = Series(values, numbers, loaded.times, season, context, horizon, train, changes)
    middle = train + validation
    bounds = ((0, train), (train, middle), (middle, middle + test))
    parts = [windows(series, begin, end) for begin, end in bounds]
    title = loaded.target_label or loaded.target
    info = DatasetInfo(
        name=name,
        signature=Signature("forecast", (context, 1), (horizon,), (), title),
        rows=len(values),
        train=len(parts[0].rows),
        validation=len(parts[1].rows),
        test=len(parts[2].rows),
        steps=loaded.steps + steps.taken(),
    )
    return Prepared(
        info, parts[0], parts[1], parts[2], target_scale=line.scale, series=series, target_offset=line.offset, features=(line,)
    )
