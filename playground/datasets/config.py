"""Which data, and how it is prepared: the sections ``dataset`` and ``preparation`` of a project file. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass

from playground.datasets.tasks import TASKS
from playground.fields import ByName, Choice, Integer, Number, Points, SettingError, Text, Texts, check_settings, setting
from playground.language import N_, _

_SEEDS = 2**32 - 1

ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("utf-16-le", "UTF-16 LE"),
    ("utf-16-be", "UTF-16 BE"),
    ("cp949", "CP949 (EUC-KR)"),
    ("latin-1", "Latin-1"),
    ("cp1252", "Windows-1252"),
    ("cp1250", "Windows-1250"),
    ("cp1251", "Windows-1251"),
    ("shift_jis", "Shift JIS"),
    ("gb18030", "GB 18030"),
    ("big5", "Big5"),
)
SEPARATORS = (
    (",", N_("comma ,")),
    (";", N_("semicolon ;")),
    ("tab", N_("tab")),
    ("|", N_("bar |")),
    ("space", N_("spaces")),
    ("none", N_("none: one column")),
)
DECIMALS = ((".", N_("point 1.5")), (",", N_("comma 1,5")))
HEADERS = (("yes", N_("names")), ("no", N_("values")))
TYPES = (
    ("number", N_("number")),
    ("category", N_("category")),
    ("date", N_("date")),
    ("text", N_("text")),
    ("id", N_("id")),
)
"""What the values of a column are. Texts and ids cannot be learned from and are left out."""


@dataclass(frozen=True)
class DatasetConfig:
    """Which data: a registered name, or ``csv`` with a path. None: what the dataset itself proposes."""

    name: str = setting(Text(label=N_("Dataset")), "diabetes")
    path: str | None = setting(Text(label=N_("File"), optional=True), None)
    target: str | None = setting(Text(label=N_("Target"), help=N_("The column to predict."), optional=True), None)
    task: str | None = setting(
        Choice(
            label=N_("Task"),
            help=N_("What is learned: a number, a class, or the next values of a series."),
            options=tuple((name, task.label) for name, task in TASKS.items()),
            optional=True,
        ),
        None,
    )
    features: tuple[str, ...] | None = setting(
        Texts(label=N_("Features"), help=N_("The columns to predict from; left out: all others."), optional=True), None
    )
    context: int | None = setting(
        Integer(label=N_("Context"), help=N_("How many past values the network sees."), minimum=1, maximum=10_000, optional=True),
        None,
    )
    horizon: int | None = setting(
        Integer(label=N_("Horizon"), help=N_("How many future values it gives at once."), minimum=1, maximum=1000, optional=True),
        None,
    )
    time: str | None = setting(
        Text(label=N_("Time"), help=N_("The column that says when a row was; rows are put into its order."), optional=True), None
    )
    types: tuple[tuple[str, str], ...] | None = setting(
        ByName(
            label=N_("Types"),
            help=N_("What the values of a column are, where the guess is wrong."),
            options=tuple(name for name, _label in TYPES),
            optional=True,
        ),
        None,
    )
    encoding: str | None = setting(
        Choice(label=N_("Encoding"), help=N_("How the letters of the file are stored."), options=ENCODINGS, optional=True), None
    )
    separator: str | None = setting(
        Choice(label=N_("Separator"), help=N_("What stands between two cells."), options=SEPARATORS, optional=True), None
    )
    decimal: str | None = setting(
        Choice(
            label=N_("Decimal sign"), help=N_("What stands before the decimals of a number."), options=DECIMALS, optional=True
        ),
        None,
    )
    header: str | None = setting(
        Choice(label=N_("First row"), help=N_("Whether it holds the names of the columns."), options=HEADERS, optional=True), None
    )
    sheet: str | None = setting(Text(label=N_("Sheet"), help=N_("Which sheet of an Excel file."), optional=True), None)
    samples: int | None = setting(
        Integer(label=N_("Samples"), help=N_("How many samples are made."), minimum=10, maximum=1_000_000, optional=True), None
    )
    noise: float | None = setting(
        Number(
            label=N_("Noise"),
            help=N_("Standard deviation of the noise in the made data."),
            minimum=0,
            maximum=1000,
            optional=True,
        ),
        None,
    )
    seed: int | None = setting(
        Integer(
            label=N_("Data seed"),
            help=N_("The same number makes the same data."),
            minimum=0,
            maximum=_SEEDS,
            optional=True,
            none_label=N_("as the split"),
        ),
        None,
    )
    points: tuple[tuple[float, float, int], ...] | None = setting(
        Points(label=N_("Points"), help=N_("What was drawn by hand."), most=2000, classes=4, optional=True), None
    )


_SCALINGS = (("standard", N_("standard")), ("minmax", N_("min–max")), ("none", N_("none")))


@dataclass(frozen=True)
class PreparationConfig:
    """How the data is prepared. Scalers are fitted on the training split only."""

    scaling: str = setting(
        Choice(
            label=N_("Scale features"),
            help=N_("Standard: mean 0 and standard deviation 1. Min–max: from 0 to 1. Fitted on the training part only."),
            options=_SCALINGS,
        ),
        "standard",
    )
    target_scaling: str = setting(
        Choice(
            label=N_("Scale target"),
            help=N_(
                "Fitted on the training part only; results are shown in original units. A series is scaled as its features are."
            ),
            options=_SCALINGS,
        ),
        "none",
    )
    split: str = setting(
        Choice(
            label=N_("Split"),
            help=N_(
                "By chance; by chance with the same share of each class in every part; or the earliest part for training and the latest "
                "for testing."
            ),
            options=(("random", N_("random")), ("stratified", N_("stratified")), ("time", N_("by time"))),
        ),
        "random",
    )
    validation: float = setting(
        Number(
            label=N_("Validation"),
            help=N_("Share that is kept apart to see how well the network generalises."),
            minimum=0,
            maximum=0.9,
        ),
        0.2,
    )
    test: float = setting(
        Number(label=N_("Test"), help=N_("Share that is kept apart for one final look."), minimum=0, maximum=0.9), 0.0
    )
    missing: str = setting(
        Choice(
            label=N_("Missing values"),
            help=N_(
                "Fill: numbers with the median of the training part, texts with a category of their own. Fill and mark: a feature "
                "also says where a number was missing. Leave out: rows with a gap are not used."
            ),
            options=(("fill", N_("fill")), ("mark", N_("fill and mark")), ("drop", N_("leave out the row"))),
        ),
        "fill",
    )
    steps: tuple[tuple[str, bool], ...] = setting(
        # ``stationary`` stands for what the training part of a series suggests: log, seasonal_difference, difference
        ByName(label=N_("Steps"), help=N_("Your changes to the steps that are proposed."), options=(True, False)),
        (),
    )
    seed: int = setting(
        Integer(label=N_("Split seed"), help=N_("The same number gives the same split."), minimum=0, maximum=_SEEDS), 0
    )


def check_preparation(preparation: PreparationConfig, task: str, path: str = "$.preparation") -> None:
    """Checks what the fields alone cannot: shares that add up, and a split that the task allows; an empty task is not known yet.

    Raises:
        SettingError: the first value that cannot be used.
    """
    check_settings(preparation, path)
    if preparation.validation + preparation.test > 0.95:
        total = preparation.validation + preparation.test
        raise SettingError(
            f"{path}.validation",
            _("validation and test together take {total:.0%}; at least 5% must be left for training").format(total=total),
        )
    if not allows(task, preparation.split):
        reason = (
            _("a series must be split by time: shuffled windows would show the future to the training")
            if task == "forecast"
            else _("a stratified split keeps the shares of classes, but the target is a number: choose random")
        )
        raise SettingError(f"{path}.split", reason)


def allows(task: str, split: str) -> bool:
    """Whether data of a task can be split so: a series by time alone, and by class where there are classes (or may be: no task is known)."""
    return split == "time" if task == "forecast" else (task, split) != ("regression", "stratified")


def proposed_split(task: str) -> str:
    """The split that suits a task: by time for a series, with the same share of each class where there are classes."""
    return {"forecast": "time", "binary": "stratified", "multiclass": "stratified"}.get(task, "random")
