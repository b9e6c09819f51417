"""The names of metrics on screen, and what each says, in the order in which they are listed: ``FIGURES``."""

from __future__ import annotations

from dataclasses import dataclass

from playground.language import N_


@dataclass(frozen=True)
class Figure:
    """One metric: its name and what it says, to be translated where they are shown; ``share``: shown in percent."""

    label: str
    help: str
    share: bool = False


FIGURES: dict[str, Figure] = {
    "loss": Figure(
        N_("Loss"),
        N_(
            "The loss: what training minimises. Measured without dropout, unlike the curve of the training loss, which is measured while the "
            "network learns."
        ),
    ),
    "rmse": Figure("RMSE", N_("Root of the mean squared error, in the unit of the target; large errors count most.")),
    "mae": Figure("MAE", N_("Mean absolute error, in the unit of the target.")),
    "r2": Figure("R²", N_("Share of the target's variance that is explained: 1 is perfect, 0 no better than the mean.")),
    "mase": Figure(
        "MASE",
        N_(
            "Mean absolute error divided by that of “the value before” in the training part. In another part that forecast itself may have "
            "more or less than 1: compare with the baselines there."
        ),
    ),
    "mase_seasonal": Figure(
        N_("MASE, seasonal"), N_("Mean absolute error divided by that of “the value one season before” in the training part.")
    ),
    "rmse_naive": Figure(N_("RMSE, naive"), N_("What the forecast “as the value before” reaches on the same values.")),
    "rmse_seasonal_naive": Figure(
        N_("RMSE, seasonal naive"), N_("What the forecast “as one season before” reaches on the same values.")
    ),
    "rmse_autoregression": Figure(
        N_("RMSE, linear"),
        N_(
            "What a linear autoregression reaches on the same values: the least-squares line of the same window, fitted on training."
        ),
    ),
    "accuracy": Figure(N_("Accuracy"), N_("Share of the samples whose class is right."), share=True),
    "precision": Figure(N_("Precision"), N_("Of those predicted as a class, the share that belongs to it."), share=True),
    "recall": Figure(N_("Recall"), N_("Of those that belong to a class, the share that is found."), share=True),
    "f1": Figure("F1", N_("Harmonic mean of precision and recall."), share=True),
    "roc_auc": Figure("ROC AUC", N_("Chance that a sample of the class gets a higher probability than one of another.")),
    "log_loss": Figure(N_("Log loss"), N_("Mean of −log of the probability given to the true class: 0 is perfect.")),
}
