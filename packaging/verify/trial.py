"""What the checks share: the package, the systems, where results go."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from verify.app import App
from verify.machine import SOCKETS, Machine
from verify.report import Report
from verify.screen import Screen
from verify.systems import PACKAGE, Systems, run

APPLICATION = f"/usr/lib/{PACKAGE}"
LESSON = "lesson:vanishing-gradients"
ALLOWED = (
    "var/log", "var/cache", "var/lib/apt", "var/lib/dpkg", "var/lib/app-info", "var/lib/swcatalog", "etc/ld.so.cache", "etc/resolv.conf",
    "etc/hosts",
)  # fmt: skip
"""What an installation and its removal may leave changed: logs, caches and notes of apt and dpkg, the catalogue that a desktop's apt
fetches at every update, and what the checks themselves copy."""


@dataclass
class Trial:
    """One package on trial.

    Attributes:
        report: Takes the results.
        systems: Makes clean systems.
        deb: The package.
        shots: Where screenshots go.
        keep: Systems are not removed in the end.
        folder: Where systems and what is made for them lie.
    """

    report: Report
    systems: Systems
    deb: Path
    shots: Path
    keep: bool
    folder: Path

    def control(self, field: str, file: Path | None = None) -> str:
        """A field of the package's control file."""
        return run("dpkg-deb", "-f", str(file or self.deb), field).stdout.strip()

    def shot(self, screen: Screen, name: str) -> None:
        """Keeps the picture of a screen."""
        screen.save(self.shots / f"{self.systems.suite}-{name}.png")

    @contextmanager
    def folder_of(self, *files: Path) -> Iterator[Path]:
        """A folder with some files in it (as links), to be seen in a machine."""
        folder = Path(tempfile.mkdtemp(prefix="packages-", dir=self.folder))
        folder.chmod(0o755)
        try:
            for file in files:
                try:
                    (folder / file.name).hardlink_to(file.resolve())
                except OSError:  # on another file system
                    shutil.copyfile(file, folder / file.name)
            yield folder
        finally:
            shutil.rmtree(folder)

    @contextmanager
    def offline(self, root: Path, desk: Path | None = None, read_only: bool = False, **variables: str) -> Iterator[App]:
        """A machine without a network, and a display that the app on it can be seen on.

        Args:
            root: The system that the app is on.
            desk: The system that the display is on; None: the same one.
            read_only: Nothing can be written there but the user's own.
            **variables: Added to the environment of the app.
        """
        sockets = Path(tempfile.mkdtemp(prefix="sockets-", dir=self.folder))
        sockets.chmod(0o1777)
        try:
            with Machine(root, read_only=read_only, shared={SOCKETS: sockets}) as machine:
                if desk is None:
                    with Screen(machine) as screen:
                        yield App(machine, screen, self.shots, variables)
                else:
                    with Machine(desk, shared={SOCKETS: sockets}) as other, Screen(other) as screen:
                        yield App(machine, screen, self.shots, variables)
        finally:
            shutil.rmtree(sockets)
