"""Checks on a desktop: menu entry, file association, instances, an upgrade over an older build, and what is left after a purge."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import time
from pathlib import Path

from verify.app import ENTRY, SETTINGS, STATE, App
from verify.commands import PROJECT
from verify.machine import HOME, USER_ID, Machine, wait_until
from verify.parse import differences, list_files, shortened
from verify.report import expect
from verify.systems import PACKAGE, install, installed, online, run
from verify.trial import ALLOWED, APPLICATION, Trial

TYPE = "application/x-nnplay+json"
OLD_FILE = f"{APPLICATION}/of-the-older-build-only"
FILE = f"{HOME}/한글 폴더/집값 예측 1.nnplay"
OTHER = f"{HOME}/second one.nnplay"
REGENERATED = ("usr/share/mime", "usr/share/applications/mimeinfo.cache", "usr/share/icons/hicolor/icon-theme.cache")
"""Indexes that the desktop's triggers make anew; they must not name the app any more."""


def make_older(trial: Trial) -> Path:
    """The package again, as an older version that has one file more."""
    folder = Path(tempfile.mkdtemp(prefix="older-", dir=trial.folder))
    tree = folder / "tree"
    version = f"{trial.control('Version')}~before"
    run("dpkg-deb", "-R", str(trial.deb), str(tree))
    control = tree / "DEBIAN/control"
    lines = control.read_text().splitlines()
    control.write_text("".join(f"Version: {version}\n" if line.startswith("Version:") else f"{line}\n" for line in lines))
    (tree / OLD_FILE[1:]).write_text("It must vanish with the upgrade.\n")
    deb = folder / f"{PACKAGE}_{version}_amd64.deb"
    run("dpkg-deb", "-Znone", "--root-owner-group", "-b", str(tree), str(deb))
    shutil.rmtree(tree)
    return deb


def put_projects(machine: Machine) -> None:
    """Projects of the user, one of them with a Korean name and spaces."""
    for path in (FILE, OTHER):
        file = machine.view / path[1:]
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(PROJECT, ensure_ascii=False), encoding="utf-8")
        shutil.chown(file, USER_ID, USER_ID)
        shutil.chown(file.parent, USER_ID, USER_ID)


def use_older(trial: Trial, root: Path) -> None:
    """Works with the older build as a user does, until it crashes with unsaved work."""
    with (
        trial.offline(root) as app,
        trial.report.check("the older build is used: settings, a project, unsaved work", needed=True),
    ):
        put_projects(app.machine)
        app.start("gio", "launch", ENTRY, FILE, title="집값 예측 1.nnplay")
        app.rest()
        app.close()
        app.start("gio", "launch", ENTRY, FILE, title="집값 예측 1.nnplay")
        app.rest()
        app.screen.press("ctrl+f")
        app.screen.do("type", "--delay", "40", "relu")
        app.screen.press("Return")
        wait_until(lambda: _journals(app.machine), 10, "no journal is written of unsaved work")
        app.end()


def _journals(machine: Machine) -> list[Path]:
    return list((machine.view / f"{STATE[1:]}/journal").glob("*.nnplay"))


def own_files(root: Path) -> dict[str, str]:
    """What the user has: settings, projects, journal; with what is in them."""
    files = [root / SETTINGS[1:], root / FILE[1:], root / OTHER[1:], *(root / f"{STATE[1:]}/journal").glob("*.nnplay")]
    return {str(file.relative_to(root)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.exists()}


def upgrade(trial: Trial, root: Path, older: Path) -> None:
    """From the older build to this one, and what the user finds then."""
    report, before = trial.report, own_files(root)
    with report.check("an upgrade over the older build leaves settings, projects and unsaved work alone", needed=True) as figures:
        expect(len(before) == 4, f"the older build left only {sorted(before)}")
        extra = (root / OLD_FILE[1:]).exists()
        with trial.folder_of(trial.deb) as packages, online(root, packages) as machine:
            install(machine, trial.deb.name)
            now = installed(machine)[PACKAGE]
        expect(now == trial.control("Version"), f"version {now} is installed")
        expect(not extra or not (root / OLD_FILE[1:]).exists(), f"{OLD_FILE} of the older build is still there")
        expect(own_files(root) == before, "they were changed")
        figures.append(f"{trial.control('Version', older)} to {now}")
    with trial.offline(root) as app:
        with report.check("the upgraded app opens the project and offers the unsaved work"):
            app.start("gio", "launch", ENTRY, FILE, title="집값 예측 1.nnplay")
            app.rest()
            trial.shot(app.screen, "upgraded")
            kept = {name: value for name, value in own_files(root).items() if not name.endswith(".ini")}
            expect(kept.items() <= before.items() and len(kept) == 3, f"it changed them before the user decided: {sorted(kept)}")
            app.close()
            expect(SETTINGS[1:] in own_files(root), "the settings are gone")
        associations(trial, app)


def associations(trial: Trial, app: App) -> None:
    """The file type, and what a double click does; two instances side by side."""
    report, machine = trial.report, app.machine
    desk = {"XDG_CURRENT_DESKTOP": "GNOME"}
    with report.check("a project file has its type, and the app is what opens it") as figures:
        kind = machine.run("xdg-mime", "query", "filetype", FILE, user=True, **desk).stdout.strip()
        expect(kind == TYPE, f"the type of a project file is {kind!r}")
        default = machine.run("xdg-mime", "query", "default", TYPE, user=True, **desk).stdout.strip()
        expect(default == f"{PACKAGE}.desktop", f"{TYPE} is opened by {default!r}")
        figures.append(kind)
    with report.check("xdg-open opens a file with a Korean name and spaces; a second instance runs beside it") as figures:
        app.variables |= desk
        app.start("xdg-open", FILE, title="집값 예측 1.nnplay")
        app.rest()
        first = set(app.processes())
        machine.start("xdg-open", OTHER, log=app.output, DISPLAY=":99", **app.variables)
        wait_until(lambda: len(app.screen.windows("Neural Playground")) == 2, 30, "no second window appears")
        wait_until(lambda: len(app.engines()) == 2, 30, "the second window has no engine of its own")
        app.rest()
        titles = sorted(app.screen.windows("Neural Playground").values())
        expect([title.split(" – ")[0] for title in titles] == ["second one.nnplay", "집값 예측 1.nnplay"], f"titles: {titles}")
        trial.shot(app.screen, "two-instances")
        app.screen.press("alt+F4")
        wait_until(lambda: set(app.processes()) == first, 20, "closing the second window leaves something, or ends the first")
        seconds = app.close()
        wait_until(app.screen.is_empty, 10, "something is left on the screen")
        figures.append(f"{', '.join(titles)}; closed after {seconds:.1f} s")
    with report.check("the screen is empty, no process and no zombie is left"):
        time.sleep(1)
        expect(not app.processes() and not machine.zombies(), f"{app.processes()}, {machine.zombies()}")
        app.expect_no_complaints()


def downgrade(trial: Trial, root: Path, older: Path) -> None:
    """Back to the older build, as someone does whom the new one fails."""
    with trial.report.check("a downgrade works, and leaves the user's files alone") as figures:
        before = own_files(root)
        with trial.folder_of(older) as packages, online(root, packages) as machine:
            install(machine, older.name, "--allow-downgrades")
            figures.append(installed(machine)[PACKAGE])
            machine.run("playground", "check", FILE, user=True)
        expect(own_files(root) == before, "they were changed")


def take_away(trial: Trial, root: Path, word: str, before: dict[str, str], regenerated: tuple[str, ...] = ()) -> None:
    """Removes the package with what came with it; the system is as it was.

    Args:
        trial: The package on trial.
        root: The system.
        word: ``remove`` or ``purge``.
        before: Its listing before the package was installed.
        regenerated: Indexes that may look otherwise, but must not name the app.
    """
    report, mine = trial.report, own_files(root)
    with report.check(f"apt-get {word} takes the app away") as figures:
        with online(root) as machine:
            machine.run("apt-get", "-qy", word, PACKAGE)
        left = [
            name for name in list_files(root, (HOME[1:],), read=False) if "playground" in name and not name.startswith("var/")
        ]
        expect(not left, shortened(left))
        figures.append("nothing of it outside /var")
    with report.check("then nothing is left of it and of what came with it, and the user's own files are") as figures:
        with online(root) as machine:
            machine.run("dpkg", "--purge", PACKAGE)  # apt does not know a package of no archive any more, once it is removed
            machine.run("apt-get", "-qy", "autoremove", "--purge", limit=600)
        after = list_files(root)
        found = differences(before, after, (*ALLOWED, *regenerated, HOME[1:]))
        named = [name for name in after if "playground" in name and not name.startswith(("home/", "var/log/"))]
        named += [
            f"{place} (names it)" for place in regenerated for file in _files(root / place) if b"nnplay" in file.read_bytes()
        ]
        expect(not found and not named, f"{len(found + named)}: {shortened(found + named)}")
        expect(own_files(root) == mine, "files of the user were changed")
        free = sorted(
            {f"/{place}" for place in (*ALLOWED, *regenerated) if differences(_under(before, place), _under(after, place))}
        )
        figures.append(f"different, as they may be: {', '.join(free)}; {HOME} is untouched ({len(mine)} files of the app's user)")


def _files(place: Path) -> list[Path]:
    return [file for file in (place.rglob("*") if place.is_dir() else [place]) if file.is_file()]


def _under(listing: dict[str, str], place: str) -> dict[str, str]:
    return {path: value for path, value in listing.items() if path == place or path.startswith(f"{place}/")}
