"""The engine as a process of its own: it answers at once, keeps its stream clean, and ends whatever it is doing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from playground.runs.messages import (
    Accepted,
    CancelLoading,
    Command,
    DatasetProgress,
    EngineReady,
    LoadDataset,
    Pause,
    Ping,
    Refused,
    RunEnded,
    RunPaused,
    RunProgress,
    RunStarted,
    Shutdown,
    Step,
    Stop,
    Train,
    Unpacker,
    pack,
)
from tests.engine.stage import PATIENCE, Reports, endless, request, xor

ROOT = Path(__file__).parents[2]
ENGINE = [sys.executable, "-m", "playground", "engine"]

NOISY = """
import os, playground.engine.serve as serve
use_language = serve.use_language
def noisy():
    print("stray print", flush=True)
    os.write(1, b"stray write")
    os.system("echo stray child")
    use_language()
serve.use_language = noisy
serve.main()
"""


class Engine:
    """The process, and what it has reported."""

    def __init__(self, command: list[str]) -> None:
        self.reports = Reports()
        self.reading = threading.Event()
        self.reading.set()
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
        )
        self.log = bytearray()
        self._threads = [threading.Thread(target=act) for act in (self._read, self._read_log)]
        for thread in self._threads:
            thread.start()

    def send(self, *commands: Command) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(b"".join(pack(command) for command in commands))

    def write(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)

    def hang_up(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def ends(self) -> int:
        """Waits for the end; the exit status."""
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        self.reading.set()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for thread in self._threads:
            thread.join()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        unpacker = Unpacker(reports=True)
        while self.reading.wait() and (data := os.read(self.process.stdout.fileno(), 1 << 16)):
            for report in unpacker.feed(data):
                self.reports(report)

    def _read_log(self) -> None:
        assert self.process.stderr is not None
        while data := os.read(self.process.stderr.fileno(), 1 << 16):
            self.log += data


@contextmanager
def running(command: list[str] = ENGINE) -> Iterator[Engine]:
    engine = Engine(command)
    try:
        yield engine
    finally:
        engine.close()


@pytest.fixture
def engine() -> Iterator[Engine]:
    with running() as started:
        yield started


def heavy() -> dict[str, Any]:
    """A project whose single step takes long."""
    hidden = [{"layer": "Linear", "out_features": 1024}, {"layer": "ReLU"}] * 6
    return {
        "format": 1,
        "dataset": {"name": "linear", "samples": 40_000},
        "network": [*hidden, {"layer": "Linear", "out_features": 1}],
        "training": {"epochs": 1000, "batch_size": None, "device": "cpu"},
    }


class TestAnswering:
    def test_it_answers_before_torch_is_loaded(self, engine: Engine) -> None:
        engine.send(Ping(request=1), Pause(request=2), LoadDataset(request=3, project={"dataset": {"name": "?"}}))
        engine.reports.wait(EngineReady)
        answers = [type(report) for report in engine.reports.all[:3]]
        assert answers == [Accepted, Refused, Refused]

    def test_an_answer_comes_before_what_it_leads_to(self, engine: Engine) -> None:
        engine.send(Train(request=1, runs=(request("a", xor()),)))
        engine.reports.wait(RunEnded)
        assert isinstance(engine.reports.all[0], Accepted)

    def test_it_answers_in_the_middle_of_a_step(self, engine: Engine) -> None:
        engine.send(Train(request=1, runs=(request("a", heavy()),)))
        engine.reports.wait(RunStarted)
        for number in range(2, 102):
            engine.send(Ping(request=number))
            engine.reports.wait(Accepted, lambda report, number=number: report.request == number)
        assert len(engine.reports.of(RunProgress)) < 50  # answers that waited for the end of a step would be as many as the steps

    def test_it_answers_while_it_loads_torch(self, engine: Engine) -> None:
        engine.send(Ping(request=1), LoadDataset(request=2, project=xor()))
        engine.reports.wait(Accepted)
        number = 2
        while not engine.reports.of(EngineReady):
            number += 1
            engine.send(Ping(request=number))
            engine.reports.wait(Accepted, lambda report, number=number: report.request == number)
        assert number > 20

    def test_a_window_that_does_not_read_loses_nothing(self, engine: Engine) -> None:
        engine.send(Ping(request=1))
        engine.reports.wait(EngineReady)
        engine.reading.clear()
        engine.send(Train(request=2, runs=(request("a", xor(epochs=3000)),)))
        engine.send(*(Ping(request=number) for number in range(3, 200)))
        engine.reading.set()
        engine.reports.wait(RunEnded)
        assert [int(n) for report in engine.reports.of(RunProgress) for n in report.epochs] == list(range(1, 3001))


class TestItsStream:
    def test_stray_output_goes_to_the_log(self) -> None:
        with running([sys.executable, "-c", NOISY]) as engine:
            engine.send(Ping(request=1))
            engine.reports.wait(Accepted)
            engine.send(Shutdown(request=2))
            assert engine.ends() == 0
        for stray in (b"stray print", b"stray write", b"stray child"):
            assert stray in engine.log

    @pytest.mark.parametrize(
        "garbage",
        [b"GET / HTTP/1.1\r\n\r\n", b"\0" * 64, b"\xff" * 64, b"\0\0\0\x03\x81\xa1x", pack(Ping(request=1)) + b"\0\0\0\x01\xc1"],
    )
    def test_garbage_ends_it_with_a_word(self, engine: Engine, garbage: bytes) -> None:
        engine.write(garbage)
        status = engine.ends()
        engine.close()
        assert status == 2
        assert b"is no command" in engine.log
        assert b"Traceback" not in engine.log


def starting(engine: Engine) -> None:
    engine.send(Ping(request=1))
    engine.reports.wait(Accepted)


def loading(engine: Engine) -> None:
    engine.send(LoadDataset(request=1, project={"dataset": {"name": "linear", "samples": 1_000_000}}))
    engine.reports.wait(DatasetProgress)


def training(engine: Engine) -> None:
    engine.send(Train(request=1, runs=(request("a", endless()),)))
    engine.reports.wait(RunProgress)


def in_a_long_step(engine: Engine) -> None:
    engine.send(Train(request=1, runs=(request("a", heavy()),)))
    engine.reports.wait(RunStarted)


def paused(engine: Engine) -> None:
    engine.send(Train(request=1, runs=(request("a", endless()),), paused=True))
    engine.reports.wait(RunPaused)


def unread(engine: Engine) -> None:
    training(engine)
    engine.reading.clear()
    engine.send(*(Ping(request=number) for number in range(20_000)))


STATES = [starting, loading, training, in_a_long_step, paused, unread]


class TestEnding:
    @pytest.mark.parametrize("state", STATES)
    def test_with_its_input(self, engine: Engine, state: Callable[[Engine], None]) -> None:
        state(engine)
        engine.hang_up()
        assert engine.ends() == 0

    @pytest.mark.parametrize("state", STATES[:-1])
    def test_when_it_is_told_to(self, engine: Engine, state: Callable[[Engine], None]) -> None:
        state(engine)
        engine.send(Shutdown(request=9))
        assert engine.ends() == 0
        engine.close()
        assert any(report.request == 9 for report in engine.reports.of(Accepted))

    def test_not_with_the_window_s_interrupt(self, engine: Engine) -> None:
        training(engine)
        engine.process.send_signal(signal.SIGINT)
        engine.send(Stop(request=2))
        assert engine.reports.wait(RunEnded).reason == "stopped"

    @pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel tells of a parent's end on Linux alone")
    def test_with_its_parent_though_its_input_stays_open(self) -> None:
        parent = f"import subprocess, sys, time; print(subprocess.Popen({ENGINE!r}).pid, flush=True); sys.stdin.read()"
        commands, keep = os.pipe()  # the engine's input: this process holds it open throughout
        with subprocess.Popen([sys.executable, "-c", parent.replace("sys.stdin.read()", "time.sleep(60)")],
                              cwd=ROOT, stdin=commands, stdout=subprocess.PIPE, bufsize=0) as process:  # fmt: skip
            assert process.stdout is not None
            unpacker, number = Unpacker(reports=True), int(process.stdout.readline())
            os.write(keep, pack(Ping(request=1)))
            answered = False
            while not answered:
                answered = any(
                    isinstance(report, Accepted) for report in unpacker.feed(os.read(process.stdout.fileno(), 1 << 16))
                )
            process.kill()
            # The engine holds the other end of this pipe: it reads as ended when the engine is gone.
            while os.read(process.stdout.fileno(), 1 << 16):
                pass
        os.close(keep)
        os.close(commands)
        assert not Path(f"/proc/{number}/cmdline").exists() or not Path(f"/proc/{number}/cmdline").read_bytes()

    def test_it_takes_any_order(self, engine: Engine) -> None:
        engine.send(CancelLoading(request=1), Train(request=2, runs=(request("a", endless()),), paused=True))
        engine.send(*(Step(request=number) for number in range(3, 10)), Stop(request=10), Stop(request=11))
        engine.reports.wait(RunEnded)
        answers = {report.request: type(report) for report in engine.reports.of(Accepted)}
        answers |= {report.request: type(report) for report in engine.reports.of(Refused)}
        assert answers == dict.fromkeys(range(1, 11), Accepted) | {11: Refused}
