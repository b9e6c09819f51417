"""The command line and wrong input: one clear line on stderr, nothing on stdout, exit status 1."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from playground import disk
from playground.engine import results
from tests.command_line import FILES, complaint, main, small


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., str]:
    def write(**changes: Any) -> str:
        path = tmp_path / "small.nnplay"
        path.write_text(json.dumps(small(**changes)))
        return str(path)

    return write


class TestWrongInput:
    """One line on stderr, nothing on stdout, exit status 1."""

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
    def test_files(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, content: bytes | None, words: str
    ) -> None:
        path = tmp_path / "file.nnplay"
        if content is not None:
            path.write_bytes(content)
        more = ["--out", str(tmp_path / "out")] if command == "run" else []
        line = complaint(capsys, command, str(path), *more)
        assert line.startswith(f"playground: {path}: ")
        assert words in line

    def test_a_folder(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert "directory" in complaint(capsys, "check", str(tmp_path))

    def test_a_table(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        table = tmp_path / "table.csv"
        assert "There is no file" in complaint(capsys, "check", str(table))
        table.write_text("a,b\n1,2\n3,4\n")
        assert "not a project" in complaint(capsys, "check", str(table))

    @pytest.mark.parametrize("path", ["~no-such-user/x.csv", "~no-such-user"])
    @pytest.mark.parametrize("command", ["run", "check"])
    def test_the_home_of_nobody(
        self, project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, path: str
    ) -> None:
        more = ["--out", str(tmp_path / "out")] if command == "run" else []
        name = project(dataset={"name": "csv", "path": path, "target": "y", "task": "regression"})
        assert complaint(capsys, command, name, *more).startswith(f"playground: {name}: There is no file ")

    @pytest.mark.parametrize("path", [r"\\host\share\x.csv", "//host/share/x.csv", r"\\?\UNC\host\share\x.csv"])
    @pytest.mark.parametrize("command", ["run", "check"])
    def test_a_table_on_another_computer(
        self, project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, path: str
    ) -> None:
        more = ["--out", str(tmp_path / "out")] if command == "run" else []
        name = project(dataset={"name": "csv", "path": path, "target": "y", "task": "regression"})
        line = complaint(capsys, command, name, *more)
        assert line.startswith(f"playground: {name}: its table {path} is on another computer, “host”")
        assert "copy it to this one, or open the project in the window" in line
        assert main([name], window=lambda _file: 0) == 0

    def test_an_unknown_lesson(self, capsys: pytest.CaptureFixture[str]) -> None:
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
        self,
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

    @pytest.mark.parametrize(
        ("option", "value", "words"),
        [
            ("--epochs", "x", "--epochs: must be a whole number"),
            ("--epochs", "1.5", "--epochs: must be a whole number"),
            ("--epochs", "0", "--epochs: must be from 1"),
            ("--epochs", "-3", "--epochs: must be from 1"),
            ("--epochs", "9" * 400, "--epochs: must be from 1"),
            ("--epochs", "9" * 9999, "--epochs: must be a whole number"),
            ("--seed", "-1", "--seed: must be from 0"),
            ("--seed", "", "--seed: must be a whole number"),
            ("--seed", "nan", "--seed: must be a whole number"),
            ("--device", "toaster", "--device: must be one of"),
        ],
    )
    def test_options(
        self, project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, value: str, words: str
    ) -> None:
        assert words in complaint(capsys, "run", project(), "--out", str(tmp_path / "out"), f"{option}={value}")

    def test_a_device_that_is_not_there(
        self, project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        from playground.training.devices import find_devices

        missing = next(name for name in ("mps", "xpu", "cuda") if name not in {device.name for device in find_devices()})
        line = complaint(capsys, "run", project(), "--out", str(tmp_path / "out"), "--device", missing)
        assert f"no {missing.upper()} device" in line

    @pytest.mark.parametrize("out", ["/dev/null", "/dev/null/deep", "/proc/nowhere"])
    @pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the places are Linux's")
    def test_folders_that_cannot_be_written(
        self, project: Callable[..., str], capsys: pytest.CaptureFixture[str], out: str
    ) -> None:
        assert out in complaint(capsys, "run", project(), "--out", out)

    @pytest.mark.parametrize("name", sorted(FILES - {"summary.json", "model.safetensors"}))
    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk here that is always full")
    def test_a_full_disk(
        self,
        project: Callable[..., str],
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        name: str,
    ) -> None:
        full = Path("/dev/full")  # no ordinary file: it would be refused under the name of a result
        monkeypatch.setattr(
            results, "open_to_write", lambda path: full.open("w") if path.name == name else disk.open_to_write(path)
        )
        assert complaint(capsys, "run", project(), "--out", str(tmp_path)).endswith(f"{name}: the disk is full")

    def test_a_folder_in_the_place_of_a_file(
        self, project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "summary.json").mkdir()
        assert "summary.json: " in complaint(capsys, "run", project(), "--out", str(tmp_path))

    def test_a_picture_into_nowhere(
        self, project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        line = complaint(capsys, "run", project(), "--out", str(tmp_path / "out"), "--picture", str(tmp_path / "no" / "p.png"))
        assert "no such folder" in line

    @pytest.mark.parametrize(
        "arguments",
        [
            ["run"],
            ["run", "a"],
            ["check"],
            ["check", "a", "b"],
            ["--bogus"],
            ["lessons", "x"],
            ["chek", "a"],
            ["--language", "xx"],
        ],
    )
    def test_arguments(self, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
        complaint(capsys, *arguments)

    def test_where_no_one_reads_stderr_the_window_tells(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """A double click on Windows starts a program without streams."""
        monkeypatch.setattr(sys, "__stderr__", None)
        opened: list[str | None] = []
        broken = str(tmp_path / "broken.nnplay")
        assert main([broken], lambda file: opened.append(file) or 0) == 0
        assert opened == [broken]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("name", sorted(FILES))
def test_results_are_not_written_into_a_pipe(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (tmp_path / "small.nnplay").write_text(json.dumps(small()))
    (tmp_path / "out").mkdir()
    os.mkfifo(tmp_path / "out" / name)
    assert main(["run", str(tmp_path / "small.nnplay"), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert name in said
    assert "not an ordinary file" in said
