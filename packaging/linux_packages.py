"""The packages for Linux, made of the finished app: a Debian package and an archive that runs from where it is unpacked.

Needs ``dpkg-deb``, and ``zstandard`` from the extra ``package``.
"""

from __future__ import annotations

import datetime
import gzip
import os
import platform
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from email.utils import format_datetime
from pathlib import Path

NAME = "neural-playground"
SOURCES = Path(__file__).resolve().parent / "linux"
LIBRARY = Path("usr/lib") / NAME
ARCHIVE_LEVEL = 12
"""Of zstd: on 60 MB of torch's library, level 17 makes it 7 % smaller and takes 26 times as long."""
PACKAGE_LEVEL = 4
"""Of xz: the package has 215 MB, the archive of the same app 245; apt takes about 14 s to install it."""
_BLOCK = 1 << 22

RECOMMENDED = ("desktop-file-utils", "shared-mime-info", "xdg-utils", "fonts-noto-cjk | fonts-nanum")
PROGRAMS = ("playground", "torch_shm_manager")


@dataclass(frozen=True)
class Release:
    """What is packaged.

    Attributes:
        app: The folder with the program ``playground``.
        icons: Pictures as ``png/SIZE.png``.
        drawing: The icon as a drawing.
        version: Such as ``0.1.0``.
        date: The day of the build, as ``2026-11-21``.
        maintainer: Name and address.
        home: Address of the project's page; empty: unknown.
        flavour: ``cpu`` or ``cuda``.
        changes: The file of changes.
        licence: The project's own licence.
    """

    app: Path
    icons: Path
    drawing: Path
    version: str
    date: str
    maintainer: str
    home: str
    flavour: str
    changes: Path
    licence: Path

    @property
    def package(self) -> str:
        """Name of the package: with CUDA it is another one, which takes the place of the first."""
        return NAME if self.flavour == "cpu" else f"{NAME}-{self.flavour}"

    def filled(self, name: str, **more: str) -> str:
        """The text of a file in ``packaging/linux``, with what is known in the place of the names between ``@``."""
        text = (SOURCES / name).read_text(encoding="utf-8")
        for key, value in {"VERSION": self.version, "DATE": self.date, **more}.items():
            text = text.replace(f"@{key}@", value)
        return text


def make_deb(release: Release, out: Path, work: Path, depends: str) -> Path:
    """Makes the Debian package.

    Args:
        release: What is packaged.
        out: The folder for the package.
        work: A folder for what is needed meanwhile, on the same disk as the app.
        depends: The packages that it needs, as ``Depends`` says them.

    Raises:
        subprocess.CalledProcessError: A tool of Debian's failed; it has said why.
    """
    shutil.rmtree(work, ignore_errors=True)
    root = work / "root"
    shutil.copytree(release.app, root / LIBRARY, copy_function=os.link, symlinks=True)
    _lay_out(release, root)
    _set_modes(root)
    kilobytes = _disk_use(root)
    control = root / "DEBIAN"
    control.mkdir()
    megabytes = str(round(kilobytes / 1024))
    (control / "preinst").write_text(release.filled("preinst", KILOBYTES=str(kilobytes), MEGABYTES=megabytes))
    (control / "preinst").chmod(0o755)
    (control / "control").write_text(_control(release, kilobytes, depends), encoding="utf-8")
    architecture = _architecture()
    package = out / f"{release.package}_{release.version}_{architecture}.deb"
    unfinished = package.with_suffix(".deb.partial")
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", f"-z{PACKAGE_LEVEL}", "--build", root, unfinished],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    os.replace(unfinished, package)
    shutil.rmtree(work)
    return package


def _lay_out(release: Release, root: Path) -> None:
    """Everything beside the app itself."""
    share = root / "usr/share"
    _write(share / f"applications/{NAME}.desktop", release.filled("neural-playground.desktop"))
    _write(share / f"mime/packages/{NAME}.xml", release.filled("mime.xml"))
    _write(share / f"metainfo/{NAME}.metainfo.xml", release.filled("metainfo.xml"))
    _write(share / "man/man1/playground.1.gz", release.filled("playground.1"))
    documents = share / "doc" / release.package
    licence = release.licence.read_text(encoding="utf-8")
    _write(documents / "copyright", _copyright(licence))
    _write(documents / "CHANGELOG.md.gz", release.changes.read_text(encoding="utf-8"))
    _write(documents / "changelog.gz", _debian_changelog(release))
    icons = share / "icons/hicolor"
    for picture in (release.icons / "png").glob("*.png"):
        _copy(picture, icons / f"{picture.stem}x{picture.stem}/apps/{NAME}.png")
    _copy(release.drawing, icons / f"scalable/apps/{NAME}.svg")
    program = root / "usr/bin/playground"
    program.parent.mkdir(parents=True)
    program.symlink_to(f"../lib/{NAME}/playground")


def _debian_changelog(release: Release) -> str:
    """One entry in Debian's form, which its tools read; what has changed is in the project's own file."""
    day = datetime.datetime.combine(datetime.date.fromisoformat(release.date), datetime.time(), datetime.UTC)
    head = f"{release.package} ({release.version}) stable; urgency=medium"
    said = f"  * See /usr/share/doc/{release.package}/CHANGELOG.md.gz for what has changed."
    return f"{head}\n\n{said}\n\n -- {release.maintainer}  {format_datetime(day)}\n"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    data = text.encode()
    file.write_bytes(gzip.compress(data, 9, mtime=0) if file.suffix == ".gz" else data)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _set_modes(root: Path) -> None:
    """Readable by everyone, written by no one but the administrator."""
    for folder, _names, files in os.walk(root):
        Path(folder).chmod(0o755)
        for name in files:
            file = Path(folder) / name
            if not file.is_symlink():
                file.chmod(0o755 if name in PROGRAMS else 0o644)


def _disk_use(root: Path) -> int:
    """Kilobytes on a disk with blocks of 4 kB, as Debian's policy asks for."""
    total = 0
    for folder, names, files in os.walk(root):
        total += len(names)
        for name in files:
            file = Path(folder) / name
            total += 1 if file.is_symlink() else -(-file.lstat().st_size // 4096) * 4
    return total


def _control(release: Release, kilobytes: int, depends: str) -> str:
    rows = {
        "Package": release.package,
        "Version": release.version,
        "Architecture": _architecture(),
        "Maintainer": release.maintainer,
        "Installed-Size": str(kilobytes),
        "Depends": depends,
        "Recommends": ", ".join(RECOMMENDED),
        "Section": "education",
        "Priority": "optional",
        "Homepage": release.home,
    }
    other = NAME if release.package != NAME else f"{NAME}-cuda"
    rows |= {"Conflicts": other, "Replaces": other}
    description = (
        "build a neural network from layers and watch its gradients\n"
        " Drag layers together, press Train, and watch what happens inside: the gradient of every\n"
        " layer, live, beside the loss and the predictions. Lessons with goals lead from one neuron\n"
        " to LSTM and GRU; any CSV, Excel or Parquet table can be used.\n .\n"
        f" PyTorch comes along, built for {'NVIDIA graphics cards' if release.flavour == 'cuda' else 'the processor'}.\n"
    )
    return "".join(f"{key}: {value}\n" for key, value in rows.items() if value) + f"Description: {description}"


def _copyright(licence: str) -> str:
    """In Debian's form; the licences of the parts lie in the package itself."""
    first, _, rest = licence.partition("\n\n")
    holder, _, text = rest.partition("\n\n")
    indented = "\n".join(f" {line}" if line else " ." for line in text.strip().splitlines())
    return (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        "Upstream-Name: Neural Playground\n"
        f"Comment: Every part that is bundled, with its licence: /{LIBRARY}/_internal/resources/about\n\n"
        f"Files: *\nCopyright: {holder.removeprefix('Copyright (c) ')}\nLicense: {first.removesuffix(' License')}\n{indented}\n"
    )


def _architecture() -> str:
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())


def make_archive(release: Release, out: Path, depends: str) -> Path:
    """Makes the archive: one folder that runs from wherever it is unpacked.

    Args:
        release: What is packaged.
        out: The folder for the archive.
        depends: The same for the text inside.
    """
    import zstandard

    top = f"{release.package}-{release.version}"
    archive = out / f"{top}-linux-{platform.machine()}.tar.zst"
    unfinished = archive.with_name(archive.name + ".partial")
    text = release.filled("README.txt", DEPENDS=depends).encode()
    compressor = zstandard.ZstdCompressor(level=ARCHIVE_LEVEL, threads=-1)
    with (
        unfinished.open("wb") as file,
        compressor.stream_writer(file) as stream,
        tarfile.open(fileobj=stream, mode="w|", bufsize=_BLOCK) as tar,
    ):
        tar.add(release.app, top, filter=_plain)
        for name, content in (("README.txt", text), ("LICENSE", release.licence.read_bytes())):
            _add(tar, f"{top}/{name}", content)
        _add(tar, f"{top}/neural-playground.svg", release.drawing.read_bytes())
    os.replace(unfinished, archive)
    return archive


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the names of the machine it was made on."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    executable = entry.isdir() or Path(entry.name).name in PROGRAMS
    entry.mode = 0o755 if executable else 0o644
    return entry


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    import io

    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    tar.addfile(_plain(entry), io.BytesIO(content))
