"""Fixtures of the tests of the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import small


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., str]:
    """Writes the small project, with these changes, and tells where it is."""

    def write(**changes: Any) -> str:
        path = tmp_path / "small.nnplay"
        path.write_text(json.dumps(small(**changes)))
        return str(path)

    return write
