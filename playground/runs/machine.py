"""How much memory this computer has to give. Standard library only."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from pathlib import Path

_UNLIMITED = 1 << 60
"""What a group without a limit says is more than this, or a word."""


def free_memory() -> int:
    """Bytes that a program can still take without others having to go: of the machine, or of the group of processes that it is in.

    0 where that is unknown. Linux: ``MemAvailable`` of ``/proc/meminfo`` (proc_pid_meminfo(5)) and the limits of control groups (kernel
    documentation, cgroup-v2 and cgroup-v1/memory). Windows: ``GlobalMemoryStatusEx``. Elsewhere: all of the memory, ``sysconf``.
    """
    if sys.platform == "win32":
        return _windows_memory()
    known = [meminfo(Path("/proc/meminfo")), group_memory(Path("/sys/fs/cgroup"), Path("/proc/self/cgroup"))]
    found = [size for size in known if size is not None]
    return max(1, min(found)) if found else _physical_memory()


def meminfo(table: Path) -> int | None:
    """``MemAvailable`` of a table like ``/proc/meminfo``, in bytes; None without it."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in table.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return None


def group_memory(root: Path, own: Path) -> int | None:
    """What the tightest control group of this process leaves, in bytes; None where there is no limit.

    Args:
        root: Where the groups are mounted.
        own: The table of the groups of the process.
    """
    left: list[int | None] = []
    with contextlib.suppress(OSError, ValueError):
        for line in own.read_text(encoding="utf-8", errors="replace").splitlines():
            _number, kinds, path = line.split(":", 2)
            if kinds and "memory" not in kinds.split(","):
                continue
            base = root / "memory" if kinds else root
            limit, used = ("memory.limit_in_bytes", "memory.usage_in_bytes") if kinds else ("memory.max", "memory.current")
            inner = base / path.strip("/")
            left += [_left_in(group, limit, used) for group in (inner, *inner.parents) if group.is_relative_to(base)]
    return min((size for size in left if size is not None), default=None)


def _left_in(group: Path, limit: str, used: str) -> int | None:
    """What a group leaves; files that it keeps in memory can go."""
    try:
        most, now = int((group / limit).read_text()), int((group / used).read_text())
        lines = (group / "memory.stat").read_text().splitlines()
    except (OSError, ValueError):  # no such group, or no limit: "max"
        return None
    if most >= _UNLIMITED:
        return None
    counts = dict(line.split()[:2] for line in lines if len(line.split()) > 1)
    files = int(counts.get("total_inactive_file", counts.get("inactive_file", 0)))
    return max(0, most - now + files)


def _physical_memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0


def _windows_memory() -> int:
    """``ullAvailPhys`` of ``MEMORYSTATUSEX``: two 32-bit numbers, then 64-bit ones, the second of which it is."""
    status = (ctypes.c_uint64 * 8)()
    ctypes.cast(status, ctypes.POINTER(ctypes.c_uint32))[0] = ctypes.sizeof(status)
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  # there on Windows alone
    return int(status[2]) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else 0
