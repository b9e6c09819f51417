"""Wrong input: one clear line on stderr, nothing on stdout, exit status 1."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import complaint, main


@pytest.mark.parametrize("command", ["run", "check"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No such file"),
        (b"", "empty"),
        (b"\x00\xff\x80 binary junk \x1b[2J", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b'{"format": 1', "JSON"),
        (b"[]", "$: "),
        (b'{"format": 99}', "$.format: is 99, made by a newer version"),
        (b'{"format": 1, "colour": 3}', "$.colour: unknown key"),
        (b'{"format": 1, "network": [{"layer": "Dropout", "p": 7}]}', "$.network[0].p: must be from 0"),
        (b'{"format": 1, "network": [{"layer": "Lineal"}]}', "$.network[0].layer: there is no layer"),
        (
            b'{"format": 1, "dataset": {"name": "csv", "path": "no.csv"}, "network": [{"layer": "Linear", "out_features": 1}]}',
            "no.csv",
        ),
    ],
)
def test_files(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, content: bytes | None, words: str) -> None:
    path = tmp_path / "file.nnplay"
    if content is not None:
        path.write_bytes(content)
    more = ["--out", str(tmp_path / "out")] if command == "run" else []
    line = complaint(capsys, command, str(path), *more)
    assert line.startswith(f"playground: {path}: ")
    assert words in line


def test_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "directory" in complaint(capsys, "check", str(tmp_path))


def test_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "table.csv"
    assert "There is no file" in complaint(capsys, "check", str(table))
    table.write_text("a,b\n1,2\n3,4\n")
    assert "not a project" in complaint(capsys, "check", str(table))


@pytest.mark.parametrize("path", ["~no-such-user/x.csv", "~no-such-user"])
@pytest.mark.parametrize("command", ["run", "check"])
def test_the_home_of_nobody(
    project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, path: str
) -> None:
    more = ["--out", str(tmp_path / "out")] if command == "run" else []
    name = project(dataset={"name": "csv", "path": path, "target": "y", "task": "regression"})
    assert complaint(capsys, command, name, *more).startswith(f"playground: {name}: There is no file ")


@pytest.mark.parametrize("path", [r"\\host\share\x.csv", "//host/share/x.csv", r"\\?\UNC\host\share\x.csv"])
@pytest.mark.parametrize("command", ["run", "check"])
def test_a_table_on_another_computer(
    project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, path: str
) -> None:
    more = ["--out", str(tmp_path / "out")] if command == "run" else []
    name = project(dataset={"name": "csv", "path": path, "target": "y", "task": "regression"})
    line = complaint(capsys, command, name, *more)
    assert line.startswith(f"playground: {name}: its table {path} is on another computer, “host”")
    assert "copy it to this one, or open the project in the window" in line
    assert main([name], window=lambda _file: 0) == 0


def test_an_unknown_lesson(capsys: pytest.CaptureFixture[str]) -> None:
    line = complaint(capsys, "check", "lesson:nonsense")
    assert "no such lesson; known: one-neuron, learning-rate" in line


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"network": []}, "output: The network has nothing to learn"),
        ({"network": [{"layer": "Linear", "out_features": 2}]}, "layer 1 (Linear): "),
        ({"network": [{"layer": "Linear", "out_features": 4}, {"layer": "Conv2d"}]}, "layer 2 (Conv2d): "),
        ({"training": {"loss": "CrossEntropyLoss"}}, "CrossEntropyLoss"),
    ],
)
@pytest.mark.parametrize("command", ["run", "check"])
def test_networks_that_do_not_fit(
    project: Callable[..., str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    changes: Any,
    words: str,
) -> None:
    more = ["--out", str(tmp_path / "out")] if command == "run" else []
    assert words in complaint(capsys, command, project(**changes), *more)
    assert not (tmp_path / "out").exists()


HUGE = [{"layer": "Linear", "out_features": 65536}, {"layer": "Linear", "out_features": 32000}] * 40 + [
    {"layer": "Linear", "out_features": 1}
]


@pytest.mark.parametrize("command", [("check",), ("run", "--out"), ("run", "--folds", "3", "--out")], ids=" ".join)
def test_what_cannot_fit_is_refused_in_one_line(
    command: tuple[str, ...], project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, *rest = command
    line = complaint(capsys, name, project(network=HUGE), *rest, *([str(tmp_path / "out")] if rest else []))
    assert "weights and biases; training it needs about" in line
    assert "are free" in line
    assert not (tmp_path / "out").exists()


def test_a_table_is_read_before_its_network_is_refused(
    project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "table.csv").write_text("a,b\n" + "".join(f"{n},{3 * n}\n" for n in range(40)))
    path = project(network=HUGE, dataset={"name": "csv", "path": "table.csv", "task": "regression"})
    assert "are free" in complaint(capsys, "check", path)
    assert "are free" in complaint(capsys, "run", path, "--out", str(tmp_path / "out"))
