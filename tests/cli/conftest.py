"""Fixtures of the tests of the command line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.command_line import written


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., str]:
    """Writes the small project, with these changes, and tells where it is."""
    return partial(written, tmp_path)
