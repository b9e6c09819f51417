"""How much memory there is, read from tables as the system writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.runs.machine import free_memory, group_memory, meminfo

MB = 1 << 20


def write(path: Path, **texts: object) -> None:
    path.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (path / name.replace("__", ".")).write_text(f"{text}\n")


def test_this_computer_has_some_memory_and_not_more_than_all() -> None:
    assert free_memory() > MB
    table = Path("/proc/meminfo")
    if table.exists():
        whole = next(line for line in table.read_text().splitlines() if line.startswith("MemTotal"))
        assert free_memory() <= int(whole.split()[1]) * 1024


def test_what_is_available_counts_not_what_is_unused(tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text("MemTotal:  24000000 kB\nMemFree:  100 kB\nMemAvailable:  2048 kB\nBuffers:  1 kB\n")
    assert meminfo(tmp_path / "meminfo") == 2 * MB


@pytest.mark.parametrize("text", ["", "MemTotal: 3 kB\n", "MemAvailable:\n", "MemAvailable: many kB\n"])
def test_a_table_that_does_not_say(tmp_path: Path, text: str) -> None:
    (tmp_path / "meminfo").write_text(text)
    assert meminfo(tmp_path / "meminfo") is None
    assert meminfo(tmp_path / "no such table") is None


def test_the_tightest_group_counts_and_files_in_memory_can_go(tmp_path: Path) -> None:
    root, own = tmp_path / "groups", tmp_path / "own"
    own.write_text("0::/outer/inner\n")
    write(root / "outer", memory__max=100 * MB, memory__current=70 * MB, memory__stat=f"anon 5\ninactive_file {20 * MB}")
    write(root / "outer" / "inner", memory__max="max", memory__current=60 * MB, memory__stat="")
    assert group_memory(root, own) == 50 * MB
    write(root / "outer" / "inner", memory__max=65 * MB)
    assert group_memory(root, own) == 5 * MB


def test_groups_of_the_first_version(tmp_path: Path) -> None:
    root, own = tmp_path / "groups", tmp_path / "own"
    own.write_text("9:name=systemd:/\n5:memory:/box\n4:cpu,cpuacct:/box\n")
    numbers = {"memory__limit_in_bytes": 8 * MB, "memory__usage_in_bytes": 6 * MB, "memory__stat": f"total_inactive_file {MB}"}
    write(root / "memory" / "box", **numbers)
    write(root / "memory", **{**numbers, "memory__limit_in_bytes": 9223372036854771712})
    assert group_memory(root, own) == 3 * MB


def test_without_groups_there_is_no_limit(tmp_path: Path) -> None:
    assert group_memory(tmp_path, tmp_path / "none") is None
    (tmp_path / "own").write_text("0::/\nnonsense\n")
    assert group_memory(tmp_path, tmp_path / "own") is None
