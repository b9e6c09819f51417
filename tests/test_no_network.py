"""The app opens no socket by itself: the first lesson, whole, without any network, and every socket call noted.

Three witnesses: a network namespace without interfaces (what needs the network fails there), an audit hook in every Python process (what
Python opens), and strace where it is installed (what anything opens, C libraries too). Linux only.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

from playground.log import logs_folder

ROOT = Path(__file__).resolve().parent.parent
LESSON = "lesson:vanishing-gradients"

AUDIT = """
import os, sys

def note(event, arguments):
    if event.startswith("socket."):
        with open(os.environ["NOTED_SOCKETS"], "a") as file:
            file.write(f"{event} {' '.join(map(str, arguments[1:]))}\\n")

with open(os.environ["NOTED_SOCKETS"] + ".processes", "a") as file:
    file.write(" ".join(sys.orig_argv) + "\\n")
sys.addaudithook(note)
"""

INTERNET = re.compile(r"AF_INET|AF_PACKET|sa_family=AF_INET")


@lru_cache
def namespace() -> tuple[str, ...]:
    """The command that runs another one without network; empty if this system lets no one do so."""
    for command in (("unshare", "--net"), ("unshare", "--map-root-user", "--net")):
        if shutil.which("unshare") and subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
            return command
    return ()


@lru_cache
def tracer() -> tuple[str, ...]:
    """The command that notes socket calls of a process and of all that it starts; empty where strace is not there or may not look."""
    command = ("strace", "-f", "--seccomp-bpf", "-e", "trace=socket,connect")
    may = (
        shutil.which("strace")
        and subprocess.run([*command, "-o", os.devnull, "true"], capture_output=True, check=False).returncode == 0
    )
    return command if may else ()


class Witness:
    """Runs a program without network, and knows which sockets it and its children opened."""

    def __init__(self, folder: Path, home: Path) -> None:
        self._trace, self._noted = folder / "trace", folder / "noted"
        (folder / "sitecustomize.py").write_text(AUDIT)
        self._environment = {
            **os.environ,
            "NEURAL_PLAYGROUND_HOME": str(home),
            "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}",
            "NOTED_SOCKETS": str(self._noted),
            "QT_QPA_PLATFORM": "offscreen",
        }

    def run(self, *arguments: str) -> str:
        """Runs Python and returns what it printed."""
        trace = [*tracer(), "-o", str(self._trace)] if tracer() else []
        done = subprocess.run(
            [*namespace(), *trace, sys.executable, *arguments],
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @property
    def processes(self) -> list[str]:
        """The command lines of the Python processes that were watched."""
        return Path(f"{self._noted}.processes").read_text().splitlines()

    @property
    def sockets(self) -> list[str]:
        """What was opened: all that Python opened, and of the rest what leads to a network. Sockets between processes are none."""
        noted = self._noted.read_text().splitlines() if self._noted.exists() else []
        traced = self._trace.read_text(errors="replace").splitlines() if self._trace.exists() else []
        return noted + [line for line in traced if INTERNET.search(line)]


@pytest.fixture
def witness(tmp_path: Path, home: Path) -> Witness:
    if not sys.platform.startswith("linux"):
        pytest.skip("network namespaces are Linux's own")
    if not namespace():
        pytest.skip("unshare makes no network namespace for this user")
    return Witness(tmp_path, home)


def test_the_witness_sees_a_socket(witness: Witness) -> None:
    witness.run("-c", "import socket; socket.socket().close()")
    assert any("socket.__new__" in line for line in witness.sockets)
    assert not tracer() or any("socket(AF_INET" in line for line in witness.sockets)


def test_there_is_no_network_where_the_witness_looks(witness: Witness) -> None:
    code = "import socket\ntry: socket.create_connection(('127.0.0.1', 9), 1)\nexcept OSError as error: print(error.errno)"
    assert witness.run("-c", code).strip() in ("101", "99")  # ENETUNREACH, EADDRNOTAVAIL: not even the loopback


def test_the_window_trains_a_lesson_without_a_socket(witness: Witness) -> None:
    assert witness.run("-m", "tests.app_driver", "train").startswith("finished ")
    assert any(line.endswith(" engine") for line in witness.processes)
    assert witness.sockets == []
    assert "ERROR" not in "".join(path.read_text() for path in logs_folder().glob("*.log"))


def test_the_command_line_trains_a_lesson_without_a_socket(witness: Witness, tmp_path: Path) -> None:
    witness.run("-m", "playground", "run", LESSON, "--out", str(tmp_path / "out"), "--epochs", "5")
    assert (tmp_path / "out" / "history.csv").stat().st_size > 0
    assert witness.sockets == []
