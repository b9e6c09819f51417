"""Answers what the window wants to see of the data, on the loading thread, so that it is answered while runs train."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from playground.datasets.prepare import Prepared
from playground.engine.failures import in_words
from playground.runs.messages import DataDescribed, DataUnavailable, DescribeData, ReadRows, Report, RowsRead

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

MOST_ROWS = 1000
"""Rows of a page at most, whatever is asked for."""

_log = logging.getLogger(__name__)


class DataAnswers:
    """Lives on the loading thread. It keeps the last order of rows, because whoever scrolls asks for it again and again."""

    def __init__(self) -> None:
        self._sorted: tuple[Prepared, int, bool] | None = None
        self._order: npt.NDArray[np.int64] | None = None

    def answer(self, command: DescribeData | ReadRows, result: Prepared | Exception) -> Report:
        """The answer to a command about data that is prepared, or could not be."""
        try:
            if isinstance(result, Exception):
                raise result
            if isinstance(command, ReadRows):
                return self._rows(command, result)
            from playground.datasets.describe import describe

            return DataDescribed(request=command.request, look=describe(result))
        except Exception as error:
            _log.info("the data could not be looked at", exc_info=error)
            return DataUnavailable(request=command.request, message=in_words(error))

    def _rows(self, command: ReadRows, prepared: Prepared) -> RowsRead:
        from playground.datasets.rows import order_of, page, part_of_rows

        wanted = (prepared, command.sort, command.descending)
        if self._sorted != wanted:
            self._order, self._sorted = order_of(*wanted), wanted
        rows, cells = page(prepared, self._order, command.first, min(command.count, MOST_ROWS))
        parts = part_of_rows(prepared)[rows]
        return RowsRead(
            request=command.request,
            first=command.first,
            numbers=rows.astype(float),
            parts=parts.astype(float),
            cells=cells,
        )
