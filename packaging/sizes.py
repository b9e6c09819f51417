"""What is inside the packaged app, by size. Standard library only."""

from __future__ import annotations

from pathlib import Path

SMALLEST = 5_000_000
"""Parts of fewer bytes are told in one line together."""


_FRAMES = ("_internal", "Contents", "Frameworks", "Resources", "MacOS")
"""Folders that only say where an app keeps its parts."""


def parts(app: Path) -> dict[str, int]:
    """Bytes of every part of the app, the largest first: a folder of a package, or a file beside them.

    Args:
        app: The folder that PyInstaller made.
    """
    found: dict[str, int] = {}
    for path in app.rglob("*"):
        if path.is_file() and not path.is_symlink():
            inside = path.relative_to(app).parts
            name = next((part for part in inside[:-1] if part not in _FRAMES), inside[-1])
            found[name] = found.get(name, 0) + path.stat().st_size
    return dict(sorted(found.items(), key=lambda part: -part[1]))


def report(app: Path) -> str:
    """The table that the build prints."""
    found = parts(app)
    shown = {name: size for name, size in found.items() if size >= SMALLEST}
    rest = {name: size for name, size in found.items() if size < SMALLEST}
    rows = [*shown.items(), (f"{len(rest)} more", sum(rest.values())), ("all", sum(found.values()))]
    return "\n".join(f"  {size / 1e6:8.1f} MB  {name}" for name, size in rows)
