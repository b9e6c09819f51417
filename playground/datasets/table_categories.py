"""Values of a column as categories, and when texts are some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.datasets.table_exact import label_of
from playground.datasets.table_guesses import MISSING
from playground.language import ngettext

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_MOST_KINDS = 1000
"""Different texts of a column that can still be categories."""
_SAMPLE = 10_000
"""Rows from which it is guessed."""
_LONG_TEXT = 60
_FEW_ROWS = 20


def labelled(values: pa.ChunkedArray) -> pd.Series:
    """Numbers as categories, in the order of the numbers, labelled as a person would write them, no digit lost."""
    import pandas as pd
    import pyarrow as pa

    if pa.types.is_floating(values.type):
        kinds = pd.Categorical(values.to_pandas())
        labels = [label_of(value) for value in kinds.categories.to_numpy()]
        return pd.Series(pd.Categorical.from_codes(kinds.codes, pd.Index(labels)))
    return categories(values.cast(pa.string()))


def on_words_for_missing(name: str, categories: pd.Series) -> str:
    """What is said of categories such as ``NA``, which are kept."""
    words = [text for text in categories.cat.categories if text.lower() in MISSING]
    if not words:
        return ""
    rows = int(categories.isin(words).sum())
    text = ngettext(
        "'{name}': {words} is kept as a value like the others ({n} row); only an empty cell counts as missing.",
        "'{name}': {words} is kept as a value like the others ({n} rows); only an empty cell counts as missing.",
        rows,
    )
    return text.format(name=name, words=", ".join(words[:5]), n=rows)


def kind_of_texts(values: pa.ChunkedArray) -> str:
    """Whether texts are categories, names of the rows, or texts."""
    import pyarrow.compute as pc

    sample = values.slice(0, _SAMPLE).drop_null()
    if not len(sample):
        return "category"
    kinds = pc.count_distinct(sample).as_py()
    lengths = pc.mean(pc.utf8_length(sample)).as_py()
    most = len(sample) / 2 if len(sample) > _FEW_ROWS else len(sample) - 1
    if kinds <= 2 or (kinds <= min(most, _MOST_KINDS) and lengths <= _LONG_TEXT):
        return "category"
    spaces = pc.any(pc.match_substring(sample, " ")).as_py()
    return "id" if kinds == len(sample) and kinds >= 10 and not spaces else "text"


def categories(values: pa.ChunkedArray) -> pd.Series:
    """Texts as categories: whole numbers in their order, the rest in the order of the alphabet."""
    import pandas as pd

    series = pd.Series(values.dictionary_encode().combine_chunks().to_pandas())
    labels = list(series.cat.categories)
    whole = all(text.removeprefix("-").isdecimal() for text in labels)
    ordered = sorted(labels, key=lambda text: (int(text), text)) if whole else sorted(labels)
    return pd.Series(pd.Categorical(series).reorder_categories(ordered))
