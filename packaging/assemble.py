"""Makes the packaged app out of the environment that ``build.py`` has set up, step by step. Started by ``build.py``.

Everything is made under a name that says it is not finished, and gets its own in the end: what is in ``build/neural-playground`` and
in ``dist/`` is whole, whenever the build was cut off.
"""

from __future__ import annotations

import contextlib
import datetime
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import bundled
import datasets
import debian_depends
import icons
import linux_packages
import macos
import papers
import parts
import sizes
import tryout
import windows_installer

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from playground import __version__

ROOT = Path(__file__).resolve().parent.parent
BUILD, DIST = ROOT / "build", ROOT / "dist"
UNFINISHED = BUILD / "unfinished"
APP = BUILD / ("Neural Playground.app" if sys.platform == "darwin" else "neural-playground")
STRIPPED = 100_000
"""Libraries of more bytes lose the names that only a debugger reads."""


class BuildError(Exception):
    """The build cannot go on; the message says why."""


FAULTS = (
    BuildError,
    parts.PapersError,
    tryout.TryoutError,
    debian_depends.UnknownLibrary,
    macos.ImageError,
    windows_installer.InstallerError,
    subprocess.CalledProcessError,
    OSError,
)
"""What ends a build with one message: something of the machine or of what goes in, not of the build."""


def main(flavour: str) -> int:
    """Makes app and installers; returns the exit status."""
    BUILD.mkdir(exist_ok=True)
    DIST.mkdir(exist_ok=True)
    made_of = papers.commit()  # someone may go on working while the build takes its minutes
    try:
        with _step("icons"):
            icons.write_icons(BUILD / "icons")
        with _step("app"):
            freeze()
        made = UNFINISHED / "dist" / APP.name
        inner = bundled.inner_folder(made)
        with _step("data"):
            datasets.add_datasets(inner)
        if sys.platform.startswith("linux"):  # elsewhere there is nothing to take out, or it would break a signature
            with _step("strip"):
                strip(inner)
        with _step("papers"):
            toc = UNFINISHED / "work" / "neural-playground" / "COLLECT-00.toc"
            papers.write_papers(made, flavour=flavour, sbom=DIST, toc=toc, made_of=made_of)
        with _step("trial"):
            runs = tryout.try_out(program(made), inner)
            print(f"  {runs} runs in the app that was made, and its window", flush=True)
        finish(made)
        print(sizes.report(APP), flush=True)
        with _step("installers"):
            for file in make_installers(flavour):
                print(f"  {file.relative_to(ROOT)}  {file.stat().st_size / 1e6:.0f} MB", flush=True)
    except FAULTS as error:
        print(f"\nThe build failed. {error}", file=sys.stderr)
        if isinstance(error, subprocess.CalledProcessError) and error.stderr:
            print(error.stderr, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. What was finished before is as it was.", file=sys.stderr)
        return 130
    return 0


@contextlib.contextmanager
def _step(name: str) -> Iterator[None]:
    began = time.monotonic()
    print(f"{name} ...", flush=True)
    yield
    print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)


def freeze() -> None:
    """Lets PyInstaller put together what the app needs.

    Raises:
        BuildError: It failed; its last lines are in the message.
    """
    shutil.rmtree(UNFINISHED, ignore_errors=True)
    UNFINISHED.mkdir()
    log = BUILD / "pyinstaller.log"
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--distpath", str(UNFINISHED / "dist")]
    command += ["--workpath", str(UNFINISHED / "work"), str(ROOT / "packaging" / "neural-playground.spec")]
    with log.open("w", encoding="utf-8") as file:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, cwd=BUILD)
    if done.returncode:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        raise BuildError("\n".join([f"PyInstaller could not make the app ({log}):", *lines[-15:]]))


def strip(inner: Path) -> None:
    """Takes the names that only a debugger reads out of libraries.

    Those in ``numpy.libs`` and the like stay as they are: a tool has moved their parts, and without the names they no longer load. Qt's
    have none; CUDA's are left alone.
    """
    for library in inner.rglob("*.so*"):
        top = library.relative_to(inner).parts[0]
        if top.endswith(".libs") or top in ("PySide6", "shiboken6", "nvidia") or "cuda" in library.name or library.is_symlink():
            continue
        if library.stat().st_size > STRIPPED:
            subprocess.run(["strip", "--strip-unneeded", library], check=True)


def program(app: Path) -> Path:
    """The command line of a finished app."""
    if sys.platform == "darwin":
        return app / "Contents" / "MacOS" / "playground"
    return app / ("playground.exe" if sys.platform == "win32" else "playground")


def finish(made: Path) -> None:
    """Gives the app its name; an older one vanishes."""
    old = BUILD / "old"
    shutil.rmtree(old, ignore_errors=True)
    if APP.exists():
        APP.rename(old)
    made.rename(APP)
    shutil.rmtree(old, ignore_errors=True)


def make_installers(flavour: str) -> Iterator[Path]:
    """The installers for the system this runs on, one after the other.

    Raises:
        subprocess.CalledProcessError: A tool failed.
    """
    name = f"neural-playground{'' if flavour == 'cpu' else f'-{flavour}'}-{__version__}"
    machine = {"AMD64": "x86_64"}.get(platform.machine(), platform.machine())
    if sys.platform == "win32":
        yield windows_installer.make_installer(APP, DIST / f"{name}-windows-{machine}-setup.exe", __version__, BUILD / "icons")
    elif sys.platform == "darwin":
        icon = BUILD / "icons" / "neural-playground-project.icns"
        yield macos.make_dmg(APP, DIST / f"{name}-macos-{machine}.dmg", icon)
    else:
        today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        release = linux_packages.Release(
            app=APP,
            icons=BUILD / "icons",
            drawing=ROOT / "resources" / "icons" / "app.svg",
            version=__version__,
            date=today,
            maintainer=_maintainer(),
            home=papers.home(),
            flavour=flavour,
            changes=ROOT / "CHANGELOG.md",
            licence=ROOT / "LICENSE",
        )
        work = BUILD / "deb"
        depends = ", ".join(debian_depends.packages(APP))
        yield linux_packages.make_deb(release, DIST, work, depends)
        yield linux_packages.make_archive(release, DIST, depends)


def _maintainer() -> str:
    """Who made the last commit: a package must name someone who answers for it."""
    done = subprocess.run(["git", "log", "-1", "--format=%an <%ae>"], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() or "The Neural Playground authors <unknown@localhost>"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
