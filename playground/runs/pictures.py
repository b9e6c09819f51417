"""Pictures: costly reports on what a run says of its data, how well it does, what it takes for what, and how far ahead it sees."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from playground.runs.reports import Floats, Report


class Picture(Report, frozen=True, tag=True):
    """What a run says of its data at one moment: costly, so it is made now and then, and only while it is wanted; always at a pause or an end.

    Attributes:
        run: Its name in the session.
        epoch: Where the run is.
    """

    every: ClassVar[float] = 0.25
    """Seconds between two, at least."""

    run: str
    epoch: float


class RunPredictions(Picture, frozen=True, tag=True):
    """Predicted against true, in original units; at most 2,000 samples of each part.

    For two classes, predictions are probabilities; for several, the number of the likeliest class.
    """

    train_target: Floats
    train_prediction: Floats
    val_target: Floats
    val_prediction: Floats


class RunForecast(Picture, frozen=True, tag=True):
    """A series and what is made of it, in original units. Positions are rows of the series.

    Attributes:
        times: One label per row of the series, then one per row that is forecast beyond it.
        series: ``(N,)`` the data.
        train_rows: ``(A,)`` rows of the first values of the training windows' targets.
        val_rows: ``(B,)`` the same for validation.
        train_prediction: ``(A,)`` one-step predictions.
        val_prediction: ``(B,)`` one-step predictions.
        recursive: ``(R,)`` recursive forecast of the rows from the first of validation on: predictions are fed back as inputs.
        future_rows: ``(F,)`` rows beyond the data.
        future: ``(F,)`` recursive forecast of those.
        naive: ``(B,)`` baseline: the value before.
        seasonal_naive: ``(B,)`` baseline: the value one season before; empty without a season.
        autoregression: ``(B,)`` baseline: the least-squares line of the same window; empty where the training part is too short for one.
        figures: RMSE on the validation part in original units: ``one_step``, ``recursive``, and each baseline;
            and ``mase`` of one step.
    """

    times: tuple[str, ...]
    series: Floats
    train_rows: Floats
    val_rows: Floats
    train_prediction: Floats
    val_prediction: Floats
    recursive: Floats
    future_rows: Floats
    future: Floats
    naive: Floats
    seasonal_naive: Floats
    autoregression: Floats
    figures: dict[str, float]


class RunFigures(Picture, frozen=True, tag=True):
    """The metrics of training and validation, in original units and in evaluation mode.

    Attributes:
        figures: By name: ``train_rmse``, ``val_roc_auc``, ...; what cannot be said of the data or is not finite is left out.
        samples: Of how many samples, by ``train`` and ``val``: fewer than there are while a run on much data trains.
        whole: Whether those are all.
    """

    figures: dict[str, float]
    samples: dict[str, int]
    whole: bool


class RunConfusion(Picture, frozen=True, tag=True):
    """Which class is taken for which. Of two classes the second is predicted where its probability is above one half.

    Attributes:
        train_counts: ``(classes, classes)`` samples by true class (row) and predicted class (column).
        val_counts: The same for validation.
        train_rows: ``(A,)`` rows of the table, of evenly chosen samples (at most 2,000).
        train_true: ``(A,)`` their classes.
        train_said: ``(A,)`` what is predicted.
        val_rows: ``(B,)`` the same for validation.
        val_true: ``(B,)`` their classes.
        val_said: ``(B,)`` what is predicted.
    """

    train_counts: Floats
    val_counts: Floats
    train_rows: Floats
    train_true: Floats
    train_said: Floats
    val_rows: Floats
    val_true: Floats
    val_said: Floats


class RocCurve(msgspec.Struct, frozen=True, kw_only=True):
    """One receiver operating characteristic: a class against all others.

    Attributes:
        part: ``train`` or ``val``.
        label: Number of the class.
        area: The area under the curve.
        false_positive: ``(P,)`` share of the other samples above the threshold, increasing from 0 to 1.
        true_positive: ``(P,)`` share of the samples of the class above it.
        threshold: ``(P,)`` the thresholds, decreasing; the first is infinite.
    """

    part: str
    label: int
    area: float
    false_positive: Floats
    true_positive: Floats
    threshold: Floats


class RunRoc(Picture, frozen=True, tag=True):
    """ROC curves: of two classes that of the second, of several one for each; none for a part that has only one kind of sample."""

    curves: tuple[RocCurve, ...]


class RunWalkForward(Picture, frozen=True, tag=True):
    """Walk-forward validation: forecasts from every row of the validation part, each from the values before it alone.

    RMSE in original units by how many steps ahead; what is predicted is fed back where the model itself does not see so far.

    Attributes:
        origins: ``(K,)`` from how many rows so far ahead could be compared with the truth.
        model: ``(K,)`` RMSE of the model, 1 to ``K`` steps ahead.
        naive: ``(K,)`` of the last known value.
        seasonal_naive: ``(K,)`` of the last known value of the same season; empty without a season.
        autoregression: ``(K,)`` of the linear autoregression; empty where there is none.
    """

    origins: Floats
    model: Floats
    naive: Floats
    seasonal_naive: Floats
    autoregression: Floats


class RunSurface(Picture, frozen=True, tag=True):
    """What a network gives over the plane of two features, in original units. Grid lines run through the least and the largest value.

    Attributes:
        x: ``(G,)`` values of the first feature, rising.
        y: ``(G,)`` values of the second feature, rising.
        output: ``(outputs, G, G)`` over (y, x): predictions; for two classes the probability of the second, for several that of each.
        units: For each column of units between input and output (``network.columns``): ``(shown, g, g)`` what the units give, at every
            second grid line.
        train_points: ``(N, 2)`` training samples; 2,000 at most, as the next.
        train_target: ``(N,)`` their targets; for classes their numbers.
        val_points: ``(M, 2)`` validation samples.
        val_target: ``(M,)`` their targets.
    """

    every: ClassVar[float] = 1 / 15

    x: Floats
    y: Floats
    output: Floats
    units: tuple[Floats, ...]
    train_points: Floats
    train_target: Floats
    val_points: Floats
    val_target: Floats


class RunWeights(Picture, frozen=True, tag=True):
    """The weights between the units that are shown singly, one entry per column of units after the inputs (``network.columns``).

    Attributes:
        weights: ``(shown, shown before)``; ``(0, 0)`` where a column is not linked to single units.
        biases: ``(shown,)``; ``(0,)`` without a bias.
    """

    every: ClassVar[float] = 1 / 15

    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]


class ParameterSpread(msgspec.Struct, frozen=True, kw_only=True):
    """How the numbers of one weight or bias are spread.

    Attributes:
        name: Its name in the model's ``state_dict``.
        shape: Its shape.
        low: Where the first bin begins; all numbers, now and at the start, lie from here ...
        high: ... to here, where the last bin ends.
        now: ``(B,)`` how many numbers are in each bin.
        start: ``(B,)`` the same when the run began.
        figures: Mean, standard deviation, least and largest value now.
        start_figures: The same when the run began.
        near_zero: Share of the numbers that are nearer to 0 than 0.001.
    """

    name: str
    shape: tuple[int, ...]
    low: float
    high: float
    now: Floats
    start: Floats
    figures: Floats
    start_figures: Floats
    near_zero: float


class RunParameters(Picture, frozen=True, tag=True):
    """Weights and biases by name, in the order of the model."""

    every: ClassVar[float] = 0.5

    parameters: tuple[ParameterSpread, ...]
