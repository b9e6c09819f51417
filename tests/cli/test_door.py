from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import main

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("option", "words"), [("--version", "Neural Playground"), ("--help", "doctor")])
def test_what_is_asked_for_first(capsys: pytest.CaptureFixture[str], option: str, words: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main([option])
    assert ended.value.code == 0
    assert words in capsys.readouterr().out


def test_a_reader_that_leaves() -> None:
    done = subprocess.run(f"{sys.executable} -m playground layers | true", shell=True, cwd=ROOT, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize("command", ["doctor", "layers"])
def test_whoever_reads_no_further_is_not_complained_to(command: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "playground", command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()  # before anything was written
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 1


def test_the_module_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "playground", "check", "nothing"], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stdout, os.linesep.encode() in done.stderr) == (1, b"", True)
