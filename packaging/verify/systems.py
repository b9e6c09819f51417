"""Clean systems: debootstrap's smallest Debian (or Ubuntu), kept as an archive, and packages in them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from verify.machine import USER, USER_ID, Machine
from verify.parse import Source, read_sources, sources_for
from verify.report import Fault

PACKAGE = "neural-playground"
UBUNTU = ("focal", "jammy", "noble", "questing")
MIRRORS = {True: "http://archive.ubuntu.com/ubuntu", False: "http://deb.debian.org/debian"}
"""The distributions' own mirrors, where the host's sources name none."""
KEYS = {True: "ubuntu-archive-keyring.gpg", False: "debian-archive-keyring.gpg"}

DESK = (
    "xvfb", "openbox", "xdotool", "xdg-utils", "libglib2.0-bin", "shared-mime-info", "desktop-file-utils", "appstream", "man-db",
    "strace", "fonts-nanum", "gtk-update-icon-cache", "hicolor-icon-theme", "file",
)  # fmt: skip
"""What a desktop has, and the tools of the checks; none of it is there where the package is first installed."""

_RELEASE = Path("/etc/os-release")
_OPTIONS = re.compile(r"proxy|check-|cainfo|ssl|verify|forceip|retries|timeout", re.IGNORECASE)


class Systems:
    """Makes clean systems of one release.

    Attributes:
        suite: Its name.
        sources: Where apt gets its packages.
        network: Folders and files of the host that apt needs to reach them.
    """

    def __init__(self, suite: str, mirror: str, keyring: str, folder: Path, work: Path) -> None:
        self.suite = suite
        self._folder = folder
        self._work = work
        ubuntu = suite in UBUNTU
        same = ubuntu == bool(re.search(r"^ID=\"?ubuntu", _RELEASE.read_text(), re.MULTILINE))
        self.sources = sources_for(suite, *_host_sources()) if same and not mirror else []
        if not self.sources:
            base = mirror or MIRRORS[ubuntu]
            parts = ("main", "universe") if ubuntu else ("main",)
            self.sources = [Source(base, suite, parts), Source(base, f"{suite}-updates", parts)]
        self._keyring = Path(keyring) if keyring else Path("/usr/share/keyrings") / KEYS[ubuntu]
        if not self._keyring.is_file():
            name = KEYS[ubuntu].removesuffix(".gpg")
            raise Fault(f"the keys of {suite} are not on this machine: install {name}, or name their file with --keyring")

    def clean(self) -> Path:
        """The archive of a system with nothing but what is essential, and an ordinary user; made if it is not there yet."""
        return self._archive("clean", self._make_clean)

    def desk(self) -> Path:
        """The archive of a system with a desktop's tools."""
        return self._archive("desk", self._make_desk)

    @contextmanager
    def unpacked(self, archive: Path, keep: bool = False) -> Iterator[Path]:
        """A fresh copy of a system in a folder of its own, which is removed in the end."""
        root = Path(tempfile.mkdtemp(prefix=f"{archive.stem}-", dir=self._work))
        try:
            run("tar", "-C", str(root), "-xpf", str(archive))
            root.chmod(0o755)  # mkdtemp's folders are closed to everyone else
            yield root
        finally:
            if keep:
                print(f"     kept: {root}", flush=True)
            else:
                remove(root)

    def _archive(self, name: str, make: object) -> Path:
        assert callable(make)
        recipe = "\n".join([*(source.line() for source in self.sources), *DESK, "4"])
        key = hashlib.sha256(recipe.encode()).hexdigest()[:12]
        archive = self._folder / f"{name}-{self.suite}-{key}.tar"
        if not archive.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            root = Path(tempfile.mkdtemp(prefix=f"making-{name}-", dir=self._work))
            partial = archive.with_suffix(".partial")
            try:
                root.chmod(0o755)
                make(root)
                root.chmod(0o755)
                run("tar", "-C", str(root), "-cpf", str(partial), ".")
                partial.rename(archive)
            finally:
                partial.unlink(missing_ok=True)
                remove(root)
        return archive

    def _make_clean(self, root: Path) -> None:
        main = self.sources[0]
        secure = ["--include=ca-certificates"] if main.uri.startswith("https") else []
        parts = f"--components={','.join(main.components)}"
        run("debootstrap", "--variant=minbase", f"--keyring={self._keyring}", parts, *secure, self.suite, str(root), main.uri)
        (root / "etc/apt/sources.list").write_text("".join(f"{source.line()}\n" for source in self.sources))
        (root / "etc/apt/apt.conf.d/90mirror").write_text(_host_options(root))
        (root / "etc/dpkg/dpkg.cfg.d/quick").write_text("force-unsafe-io\n")
        (root / "usr/sbin/policy-rc.d").write_text("#!/bin/sh\nexit 101\n")
        (root / "usr/sbin/policy-rc.d").chmod(0o755)
        with online(root) as machine:
            machine.run("apt-get", "-q", "update")
            machine.run("apt-get", "-qy", "dist-upgrade", limit=1200)
            machine.run("apt-get", "clean")
            machine.run("useradd", "--create-home", "--uid", str(USER_ID), "--shell", "/bin/bash", USER)

    def _make_desk(self, root: Path) -> None:
        run("tar", "-C", str(root), "-xpf", str(self.clean()))
        with online(root) as machine:
            machine.run("apt-get", "-q", "update")
            machine.run("apt-get", "-qy", "--no-install-recommends", "install", *DESK, limit=1800)
            machine.run("apt-get", "clean")


@contextmanager
def online(root: Path, packages: Path | None = None) -> Iterator[Machine]:
    """A machine that reaches apt's mirror; ``packages``, a folder of the host, is seen at ``/mnt``."""
    for name in ("resolv.conf", "hosts"):
        shutil.copyfile(f"/etc/{name}", root / "etc" / name)
    with Machine(root, network=True, shared={"/mnt": packages} if packages else {}) as machine:
        yield machine


def install(
    machine: Machine, file: str, *options: str, check: bool = True, limit: float = 1200
) -> subprocess.CompletedProcess[str]:
    """Installs a package file that lies in ``/mnt`` with apt alone, which brings what it depends on."""
    words = ["apt-get", "-qy", "--no-install-recommends", *options, "install", f"./{file}"]
    return machine.run(*words, folder="/mnt", check=check, limit=limit)


def installed(machine: Machine) -> dict[str, str]:
    """The packages of a machine and their versions."""
    listed = machine.run("dpkg-query", "-W", "-f", "${db:Status-Abbrev}\t${Package}\t${Version}\n").stdout
    rows = (line.split("\t") for line in listed.splitlines())
    return {name: version for status, name, version in rows if status.startswith("ii")}


def pythons(root: Path) -> list[str]:
    """The Python interpreters in a system, apart from what the app brings for itself."""
    found = []
    for folder, folders, files in os.walk(root):
        inside = os.path.relpath(folder, root)
        folders[:] = [name for name in folders if f"{inside}/{name}" not in (f"usr/lib/{PACKAGE}", "./proc", "./sys", "./dev")]
        found += [
            f"/{inside}/{name}" for name in files if re.fullmatch(r"python[\d.]*|pypy[\d.]*|libpython[\d.]+\.so[\d.]*", name)
        ]
    return found


def run(*command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Runs a command of the host.

    Raises:
        Fault: It failed; with the end of what it said.
    """
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    if check and done.returncode:
        last = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()][-4:]
        raise Fault(f"{command[0]}: exit status {done.returncode}: {' | '.join(last)}")
    return done


def remove(folder: Path) -> None:
    """Removes a system; refuses if something is mounted in it, so that nothing of the host can be lost."""
    mounts = Path("/proc/self/mountinfo").read_text()
    if f" {folder}/" in mounts or f" {folder} " in mounts:
        raise Fault(f"{folder} is not removed: something is mounted in it")
    shutil.rmtree(folder, ignore_errors=True)


def _host_sources() -> tuple[str, list[Source]]:
    found = re.search(r"^VERSION_CODENAME=\"?(\w+)", _RELEASE.read_text(), re.MULTILINE)
    files = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]
    texts = [file.read_text() for file in files if file.suffix in (".list", ".sources") and file.is_file()]
    return (found.group(1) if found else ""), [source for text in texts for source in read_sources(text)]


def _host_options(root: Path) -> str:
    """What the host's apt needs to reach its mirror: proxy, certificates, patience. Files that it names are copied too."""
    lines = []
    for line in run("apt-config", "dump", "Acquire").stdout.splitlines():
        name, _space, value = line.partition(" ")
        if not _OPTIONS.search(name) or value in ('"";', ""):
            continue
        lines.append(line)
        path = Path(value.strip('";'))
        if path.is_absolute() and path.is_file():
            (root / path.relative_to("/")).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, root / path.relative_to("/"))
    for kind in ("http", "https"):
        value = os.environ.get(f"{kind}_proxy") or os.environ.get(f"{kind.upper()}_PROXY")
        lines += [f'Acquire::{kind}::Proxy "{value}";'] if value else []
    with contextlib.suppress(FileNotFoundError):
        shutil.copytree("/etc/apt/auth.conf.d", root / "etc/apt/auth.conf.d", dirs_exist_ok=True)
        shutil.copy("/etc/apt/auth.conf", root / "etc/apt/auth.conf")
    return "".join(f"{line}\n" for line in lines)
