"""What went wrong, in words for the person in front of the screen. The log has the rest."""

from __future__ import annotations

import sys

from playground.datasets import DatasetError
from playground.fields import SettingError
from playground.language import _

_MEMORY = ("out of memory", "can't allocate memory", "cannot allocate memory", "not enough memory", "unable to allocate")


def in_words(error: BaseException) -> str:
    """One clear sentence for an error: errors of our own speak for themselves, others are named."""
    if isinstance(error, DatasetError | SettingError | _training_error()):
        return str(error)
    if isinstance(error, MemoryError) or any(words in str(error).lower() for words in _MEMORY):
        return _("There is not enough memory for this. A smaller batch, a smaller network or less data needs less.")
    first = (str(error).strip().splitlines() or [""])[0][:300]
    return _("Something went wrong: {kind}: {message}").format(kind=type(error).__name__, message=first)


def _training_error() -> type[BaseException]:
    """The errors of the training room. Where it was never imported (torch with it), none can have been raised."""
    if "playground.training.errors" not in sys.modules:
        return SettingError
    from playground.training.errors import TrainingError

    return TrainingError
