"""The stages: on a clean system, on a desktop, without enough disk, unpacked from the portable archive."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from verify import commands, desk, package, window
from verify.machine import HOME, Machine
from verify.parse import differences, list_files, shortened
from verify.report import Fault, expect
from verify.systems import PACKAGE, install, installed, online, pythons, run
from verify.trial import ALLOWED, APPLICATION, Trial

ROOM = 100
"""MB that are free where an installation must fail."""


def on_clean_system(trial: Trial) -> None:
    """The package on a system that has nothing else: installed, used, and purged again."""
    report, systems = trial.report, trial.systems
    with systems.unpacked(systems.clean(), trial.keep) as root, systems.unpacked(systems.desk(), trial.keep) as display:
        before = list_files(root)
        install_alone(trial, root)
        with Machine(root) as machine:
            package.look_at_libraries(trial, machine)
            installed_files = list_files(root, (HOME[1:],), read=False)
            commands.say_and_list(trial, machine)
            commands.train(trial, machine)
            commands.refuse(trial, machine)
            window.needs_no_network(trial, machine)
        with trial.offline(root, display) as app:
            window.start_and_train(trial, app, window.menu_command(app.machine))
            window.needs_no_network(trial, app.machine)
        with report.check("nothing was written outside the home of the user"):
            found = differences(installed_files, list_files(root, (HOME[1:],), read=False))
            expect(not found, f"{len(found)}: {shortened(found)}")
        with trial.offline(root, display) as app:
            window.takes_another_qt(trial, app, window.menu_command(app.machine))
        read_only(trial, root, display)
        desk.take_away(trial, root, "purge", before)


def install_alone(trial: Trial, root: Path) -> None:
    """Installs the package with apt alone, which brings what it depends on, and says what."""
    report = trial.report
    with trial.folder_of(trial.deb) as packages, online(root, packages) as machine:
        machine.run("apt-get", "-q", "update")
        before = installed(machine)
        with report.check("apt alone installs it", needed=True) as figures:
            done = install(machine, trial.deb.name)
            now = installed(machine)
            expect(now.get(PACKAGE) == trial.control("Version"), f"dpkg knows it as {now.get(PACKAGE)}")
            figures.append(f"{len(now) - len(before) - 1} packages came with it")
            size = int(machine.run("du", "-sB1", APPLICATION).stdout.split()[0]) / 1e6
            figures.append(f"{size:.0f} MB in {APPLICATION}")
            expect("error" not in done.stderr.lower(), done.stderr)
        brought = sorted(now.keys() - before.keys() - {PACKAGE})
        report.say("apt brought: " + " ".join(brought))
        with report.check("there is no Python but the app's own"):
            found = pythons(root)
            expect(not found, f"{shortened(found)}; of {[name for name in brought if 'python' in name]}")


def read_only(trial: Trial, root: Path, display: Path) -> None:
    """Window and command line where only the user's own folders can be written."""
    with trial.offline(root, display, read_only=True) as app:
        machine = app.machine
        with trial.report.check("a read-only installation: the window trains the lesson") as figures:
            touched = machine.run("touch", "/usr/lib/written", check=False)
            expect(touched.returncode, "the system is not read-only")
            app.start(*window.menu_command(machine), title="Vanishing gradients")
            app.rest()
            figures.append(f"{window.press_and_wait(app, 'F5'):.1f} s")
            app.close()
            app.expect_no_complaints()
        commands.train(trial, machine)


def on_desktop(trial: Trial, older: Path | None) -> None:
    """The package on a desktop, over an older build: menu, file association, two instances, purge."""
    systems = trial.systems
    given = older
    older = older or desk.make_older(trial)
    try:
        with systems.unpacked(systems.desk(), trial.keep) as root:
            before = list_files(root)
            check = trial.report.check("the older build can be installed", needed=True)
            with trial.folder_of(older) as packages, online(root, packages) as machine, check:
                machine.run("apt-get", "-q", "update")
                install(machine, older.name)
            desk.use_older(trial, root)
            desk.upgrade(trial, root, older)
            with trial.offline(root) as app:
                package.look_at_integration(trial, app.machine)
                window.asks_for_no_socket(trial, app, ["playground", "lesson:vanishing-gradients"])
            desk.downgrade(trial, root, older)
            desk.take_away(trial, root, "remove", before, desk.REGENERATED)
    finally:
        if given is None:
            shutil.rmtree(older.parent)


def without_room(trial: Trial) -> None:
    """An installation on a disk that is too full: it fails with one clear message, leaves nothing, and works when there is room."""
    report, systems = trial.report, trial.systems
    root = Path(tempfile.mkdtemp(prefix="small-", dir=trial.folder))
    try:
        with (
            trial.folder_of(trial.deb) as packages,
            Machine(root, network=True, shared={"/mnt": packages}, memory="6g", archive=systems.clean()) as machine,
        ):
            for name in ("resolv.conf", "hosts"):
                shutil.copyfile(f"/etc/{name}", machine.view / "etc" / name)
            machine.run("apt-get", "-q", "update")
            wanted = ", ".join(filter(None, (trial.control("Pre-Depends"), trial.control("Depends"))))
            machine.run("apt-get", "-qy", "--no-install-recommends", "satisfy", wanted, limit=900)
            machine.run("apt-get", "clean")
            before = list_files(machine.view)
            with report.check(f"with {ROOM} MB of room the installation fails with a clear message") as figures:
                _resize(machine, root, ROOM)
                done = install(machine, trial.deb.name, check=False)
                lines = [line.strip() for line in (done.stdout + done.stderr).splitlines()]
                said = [line for line in lines if any(word in line.lower() for word in ("free", "room", "space", "disk space"))]
                said = [line for line in said if "additional disk space will be used" not in line]
                expect(done.returncode, "it did not fail")
                expect(said, f"nothing of it speaks of room: {' | '.join(lines[-6:])}")
                figures.append(said[0])
                if len(said) > 1:
                    report.say("all that it says of it: " + " | ".join(said))
            with report.check("nothing half-installed remains"):
                state = machine.run("dpkg-query", "-W", "-f", "${db:Status-Abbrev}", PACKAGE, check=False).stdout.strip()
                expect(state[1:2] in ("", "n"), f"dpkg's state is {state!r}")  # n: not installed
                found = differences(before, list_files(machine.view), ALLOWED)
                expect(not found, f"{len(found)}: {shortened(found)}")
                machine.run("apt-get", "check")
            with report.check("with room the installation works") as figures:
                _resize(machine, root, 4000)
                install(machine, trial.deb.name)
                figures.append(machine.run("playground", "--version", user=True).stdout.strip())
    finally:
        with contextlib.suppress(OSError):
            root.rmdir()


def _resize(machine: Machine, root: Path, room: int) -> None:
    """Gives the disk of a machine that lies in memory so many MB of room."""
    used = int(machine.run("df", "--output=used", "-m", "/").stdout.split()[-1])
    run("nsenter", "-t", str(machine.first), "-m", "mount", "-o", f"remount,size={used + room}m", str(root))


def portable(trial: Trial, archive: Path) -> None:
    """The portable archive, unpacked by the user into a folder with spaces and Korean letters, on a system with the Depends alone."""
    systems, report = trial.systems, trial.report
    with systems.unpacked(systems.clean(), trial.keep) as root, systems.unpacked(systems.desk(), trial.keep) as display:
        with online(root) as machine:
            machine.run("apt-get", "-q", "update")
            machine.run("apt-get", "-qy", "--no-install-recommends", "satisfy", trial.control("Depends"), limit=900)
        before = list_files(root, (HOME[1:],), read=False)
        place = "한글 폴더/with space"
        with trial.offline(root, display) as app:
            machine = app.machine
            with report.check("the user unpacks it, one folder comes out", needed=True) as figures:
                machine.run("mkdir", "-p", place, user=True)
                _unpack(machine, archive, f"{HOME}/{place}")
                folders = machine.run("ls", f"{HOME}/{place}", user=True).stdout.split("\n")[:-1]
                expect(len(folders) == 1, f"what comes out: {folders}")
                program = f"{HOME}/{place}/{folders[0]}/playground"
                size = int(machine.run("du", "-sB1", f"{HOME}/{place}").stdout.split()[0]) / 1e6
                figures += [folders[0], f"{size:.0f} MB"]
            commands.train(trial, machine, program)
            window.start_and_train(trial, app, [program], "portable-")
        with report.check("nothing was written outside the home of the user"):
            found = differences(before, list_files(root, (HOME[1:],), read=False))
            expect(not found, shortened(found))


def _unpack(machine: Machine, archive: Path, folder: str) -> None:
    with subprocess.Popen(["zstd", "-dc", str(archive)], stdout=subprocess.PIPE) as reader:
        words = machine.words("tar", "-x", "-C", folder, user=True)
        done = subprocess.run(words, stdin=reader.stdout, capture_output=True, text=True)
    if done.returncode or reader.returncode:
        raise Fault(f"it cannot be unpacked: {done.stderr.strip()}")
