"""Checks of the window: starting it, training in it, its memory, what it writes and that it needs no network."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

from verify.app import ENTRY, App
from verify.machine import Machine, wait_until
from verify.parse import command_of, read_entry
from verify.report import expect
from verify.trial import APPLICATION, Trial

TRAINED_WITHIN = 6.0
"""Seconds from the start of the app to the first trained lesson: an aim, said if it is missed."""

_TABLES = ("tcp", "tcp6", "udp", "udp6", "udplite", "raw", "raw6", "icmp")


def menu_command(machine: Machine, *files: str) -> list[str]:
    """What a menu starts for the installed entry."""
    return command_of(read_entry((machine.view / ENTRY[1:]).read_text())["Exec"], files)


def start_and_train(trial: Trial, app: App, command: list[str], name: str = "") -> None:
    """Starts the app, trains the lesson that it opens with, and closes it.

    Args:
        trial: The package on trial.
        app: Where it is.
        command: What starts it.
        name: Put before the names of the screenshots.
    """
    report = trial.report
    with report.check("the window stands, and closes without leaving a process", needed=True) as figures:
        times = [app.start(*command)]
        app.rest()
        app.close()
        used = []
        for _again in range(3):
            times.append(app.start(*command))
            used.append(app.used())
            app.close()
        warm = sorted(times[1:])
        figures.append(
            f"painted after {warm[1]:.2f} s warm (of {', '.join(f'{t:.2f}' for t in warm)}), {times[0]:.2f} s at first"
        )
        figures.append(f"{sorted(used)[1]:.2f} s of processor time of window and engine by then")
    with report.check("it opens with the lesson, and rests") as figures:
        app.start(*command, title="Vanishing gradients")
        app.rest()
        expect(app.engines(), f"no engine runs; {app.printed()}")
        trial.shot(app.screen, f"{name}start")
        figures.append(f"at rest: {app.memory()}")
        app.expect_no_complaints()
    with report.check("F8 trains the lesson with sigmoid and with ReLU") as figures:
        seconds = press_and_wait(app, "F8")
        trial.shot(app.screen, f"{name}trained")
        figures += [f"{seconds:.1f} s from the key to the last change", f"then: {app.memory()}"]
    with report.check("a click with the mouse is felt, and F5 trains again") as figures:
        number = next(iter(app.screen.windows("Neural Playground")))
        before = app.screen.sample()
        app.screen.do("mousemove", "--window", number, "300", "420", "click", "1")
        wait_until(lambda: app.screen.sample() != before, 5, "the picture does not change")
        figures.append(f"{press_and_wait(app, 'F5'):.1f} s")
        app.close()
        app.expect_no_complaints()
    with report.check("the first lesson is trained soon after the start") as figures:
        began = time.monotonic()
        app.start(*command, title="Vanishing gradients")
        app.screen.press("F5")
        wait_until(app.engines, 30, "no engine runs")
        ended, used = app.rest(3.0), app.used()
        trial.shot(app.screen, f"{name}first-lesson")
        missed = "" if ended - began <= TRAINED_WITHIN else " MISSED"
        figures.append(f"{ended - began:.1f} s from the start, aim {TRAINED_WITHIN:.0f} s{missed}")
        figures.append(f"{used:.1f} s of processor time, load of this machine {os.getloadavg()[0]:.1f}")
        app.close()


def press_and_wait(app: App, key: str) -> float:
    """Presses a key that trains; seconds until the picture changed for the last time."""
    before, began = app.screen.sample(), time.monotonic()
    app.screen.press(key)
    wait_until(app.busy, 10, f"nothing is trained after {key}")
    ended = app.rest()
    changed = sum(1 for new, old in zip(app.screen.sample(), before, strict=True) if new != old) / len(before)
    expect(changed > 0.005, f"only {changed:.1%} of the picture is different after training")
    return ended - began


def needs_no_network(trial: Trial, machine: Machine) -> None:
    """There is no interface that is up, and no socket of a network."""
    with trial.report.check("there is no network, and no network socket is open") as figures:
        links = machine.run("cat", "/proc/net/dev").stdout.splitlines()[2:]
        names = [line.partition(":")[0].strip() for line in links]
        expect(set(names) <= {"lo"}, f"there are interfaces: {names}")
        state = machine.run("cat", "/sys/class/net/lo/flags").stdout.strip()
        expect(not int(state, 16) & 1, "the loopback is up")
        for table in _TABLES:
            file = f"/proc/{machine.first}/net/{table}"
            with open(file) as opened:  # noqa: PTH123
                rows = opened.read().splitlines()[1:]
            expect(not rows, f"{table}: {rows}")
        figures.append("only a loopback that is down")


def takes_another_qt(trial: Trial, app: App, command: list[str]) -> None:
    """A changed build of Qt is put in the place of the one that came along, as the licence allows it: the app runs with it.

    Args:
        trial: The package on trial.
        app: Where it is.
        command: What starts it.
    """
    with trial.report.check("a changed Qt can be put in its place (REPLACE-QT.txt), and the app runs with it") as figures:
        library = app.machine.view / f"{APPLICATION[1:]}/_internal/PySide6/Qt/lib/libQt6Core.so.6"
        original = library.with_name("original")
        library.rename(original)
        try:
            data = original.read_bytes()
            version = re.findall(rb"\0(6\.\d+\.\d)\0", data)
            expect(len(set(version)) == 1, f"Qt's version is not found in it: {version}")
            library.write_bytes(data.replace(version[0] + b"\0", version[0][:-1] + b"x\0"))
            number = library.stat().st_ino
            app.start(*command)
            windows = [pid for pid in app.processes() if pid not in app.engines()]
            maps = Path(f"/proc/{windows[0]}/maps").read_text()
            expect(re.search(rf" {number} +\S+libQt6Core", maps), "it has loaded another one")
            app.rest()
            app.close()
            app.expect_no_complaints()
            figures.append(f"{version[0].decode()}, by one that calls itself {version[0][:-1].decode()}x")
        finally:
            original.replace(library)


def asks_for_no_socket(trial: Trial, app: App, command: list[str]) -> None:
    """Watches the calls of the system: a socket of a network is not even asked for."""
    machine = app.machine
    with trial.report.check("no process asks for a network socket (strace: window, engine, training)") as figures:
        trace = "/tmp/trace"
        words = ["strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=socket,connect,bind", "-o", trace, *command]
        app.start(*words, title="Vanishing gradients")
        press_and_wait(app, "F5")
        app.close()
        calls = (machine.view / trace[1:]).read_text(errors="replace").splitlines()
        foreign = [line for line in calls if re.search(r"AF_INET|AF_INET6|AF_PACKET|sin_addr|sin6_addr", line)]
        expect(calls, "strace saw nothing, not even the display's socket")
        expect(not foreign, f"{len(foreign)}: {' | '.join(foreign[:3])}")
        figures.append(f"{len(calls)} calls, all of them of this machine")
