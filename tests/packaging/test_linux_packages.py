"""The Debian package and the archive, made of a small app: what is in them, and what they say of themselves."""

from __future__ import annotations

import configparser
import gzip
import importlib
import io
import os
import re
import shutil
import subprocess
import tarfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from playground.cli import main

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "packaging" / "linux"
MIME = "application/x-nnplay+json"

needs_dpkg = pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="needs dpkg-deb")


@pytest.fixture
def packages(scripts: None) -> Any:
    return importlib.import_module("linux_packages")


@pytest.fixture
def release(packages: Any, tmp_path: Path) -> Any:
    app = tmp_path / "app"
    (app / "_internal" / "한글").mkdir(parents=True)
    shutil.copy("/bin/true", app / "playground")
    (app / "_internal" / "한글" / "data.txt").write_text("x" * 5000)
    (app / "_internal" / "link").symlink_to("한글/data.txt")
    pictures = tmp_path / "icons" / "png"
    pictures.mkdir(parents=True)
    (pictures / "48.png").write_bytes(b"a picture")
    return packages.Release(
        app=app,
        icons=tmp_path / "icons",
        drawing=ROOT / "resources" / "icons" / "app.svg",
        version="1.2.3",
        date="2026-01-02",
        maintainer="Someone <someone@localhost>",
        home="",
        flavour="cpu",
        changes=ROOT / "CHANGELOG.md",
        licence=ROOT / "LICENSE",
    )


@needs_dpkg
def test_the_package_holds_the_app_and_its_places_in_the_desktop(packages: Any, release: Any, tmp_path: Path) -> None:
    made = packages.make_deb(release, tmp_path, tmp_path / "work", "libc6 (>= 2.35)")
    assert made.name.startswith("neural-playground_1.2.3_")
    assert not list(tmp_path.glob("*.partial"))
    fields = subprocess.run(["dpkg-deb", "--field", made], capture_output=True, text=True, check=True).stdout
    assert "Depends: libc6 (>= 2.35)\n" in fields
    assert "Homepage" not in fields
    content = subprocess.run(["dpkg-deb", "--fsys-tarfile", made], capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(content)) as listing:
        found = {entry.name.removeprefix("./"): entry for entry in listing}
    assert {entry.uname for entry in found.values()} == {"root"}
    assert not [name for name, entry in found.items() if entry.mode & 0o022 and not entry.issym()]
    assert found["usr/lib/neural-playground/playground"].mode & 0o777 == 0o755
    assert found["usr/lib/neural-playground/_internal/한글/data.txt"].mode & 0o777 == 0o644
    assert found["usr/lib/neural-playground/_internal/link"].linkname == "한글/data.txt"
    assert found["usr/bin/playground"].linkname == "../lib/neural-playground/playground"
    for name in (
        "usr/share/applications/neural-playground.desktop",
        "usr/share/mime/packages/neural-playground.xml",
        "usr/share/metainfo/neural-playground.metainfo.xml",
        "usr/share/man/man1/playground.1.gz",
        "usr/share/icons/hicolor/48x48/apps/neural-playground.png",
        "usr/share/icons/hicolor/scalable/apps/neural-playground.svg",
        "usr/share/doc/neural-playground/copyright",
    ):
        assert name in found


@needs_dpkg
def test_its_changelog_is_read_by_debian_s_own_tool(packages: Any, release: Any, tmp_path: Path) -> None:
    if shutil.which("dpkg-parsechangelog") is None:
        pytest.skip("needs dpkg-parsechangelog")
    made = packages.make_deb(release, tmp_path, tmp_path / "work", "libc6")
    subprocess.run(["dpkg-deb", "-x", made, tmp_path / "out"], check=True)
    documents = tmp_path / "out/usr/share/doc/neural-playground"
    (tmp_path / "changelog").write_bytes(gzip.decompress((documents / "changelog.gz").read_bytes()))
    done = subprocess.run(["dpkg-parsechangelog", "-l", tmp_path / "changelog"], capture_output=True, text=True, check=True)
    assert not done.stderr
    assert "Version: 1.2.3\n" in done.stdout
    assert "Maintainer: Someone <someone@localhost>\n" in done.stdout
    assert "Date: Fri, 02 Jan 2026" in done.stdout
    assert gzip.decompress((documents / "CHANGELOG.md.gz").read_bytes()) == (ROOT / "CHANGELOG.md").read_bytes()


@needs_dpkg
def test_the_flavours_take_each_other_s_place(packages: Any, release: Any, tmp_path: Path) -> None:
    from dataclasses import replace

    made = packages.make_deb(replace(release, flavour="cuda"), tmp_path, tmp_path / "work", "libc6")
    fields = subprocess.run(["dpkg-deb", "--field", made], capture_output=True, text=True, check=True).stdout
    assert "Package: neural-playground-cuda\n" in fields
    assert "Conflicts: neural-playground\n" in fields


@pytest.mark.parametrize(("free", "status"), [(99_999, 1), (100_000, 0), ("-", 0)])
def test_a_full_disk_is_told_before_anything_changes(release: Any, tmp_path: Path, free: object, status: int) -> None:
    script = tmp_path / "preinst"
    script.write_text(release.filled("preinst", KILOBYTES="100000", MEGABYTES="98"))
    df = tmp_path / "bin" / "df"
    df.parent.mkdir()
    df.write_text(f"#!/bin/sh\necho Filesystem 1024-blocks Used Available\necho /dev/a   9  8   {free}  90% /\n")
    df.chmod(0o755)
    path = {"PATH": f"{df.parent}:{os.environ['PATH']}"}
    done = subprocess.run(["sh", script, "install"], capture_output=True, text=True, env={**os.environ, **path})
    assert done.returncode == status
    assert ("needs 98 MB of disk under /usr/lib; 97 MB are free" in done.stderr) == bool(status)
    assert subprocess.run(["sh", script, "abort-upgrade"], env={**os.environ, **path}).returncode == 0


def test_the_archive_unpacks_into_one_folder(packages: Any, release: Any, tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    made = packages.make_archive(release, tmp_path, "libgl1")
    with (
        made.open("rb") as file,
        zstandard.ZstdDecompressor().stream_reader(file) as stream,
        tarfile.open(fileobj=stream, mode="r|") as tar,
    ):
        tar.extractall(tmp_path / "out", filter="data")
    top = tmp_path / "out" / "neural-playground-1.2.3"
    assert [path.name for path in (tmp_path / "out").iterdir()] == [top.name]
    assert os.access(top / "playground", os.X_OK)
    assert (top / "_internal" / "link").read_text() == "x" * 5000
    text = (top / "README.txt").read_text()
    assert "libgl1" in text
    assert "@" not in text


def test_menu_entry_type_and_description_belong_together() -> None:
    entry = configparser.ConfigParser(interpolation=None, strict=True)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(LINUX / "neural-playground.desktop", encoding="utf-8")
    desktop = entry["Desktop Entry"]
    kinds = ElementTree.parse(LINUX / "mime.xml").getroot()
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    assert [kind.get("type") for kind in kinds.findall("m:mime-type", space)] == [MIME]
    assert desktop["MimeType"] == f"{MIME};"
    meta = ElementTree.parse(LINUX / "metainfo.xml").getroot()
    assert meta.findtext("provides/mediatype") == MIME
    assert meta.findtext("launchable") == "neural-playground.desktop"
    assert desktop["Exec"].split()[0] == desktop["TryExec"] == meta.findtext("provides/binary") == "playground"


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="needs desktop-file-validate")
def test_the_menu_entry_is_valid() -> None:
    done = subprocess.run(["desktop-file-validate", LINUX / "neural-playground.desktop"], capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.skipif(not shutil.which("appstreamcli"), reason="needs appstreamcli")
def test_the_description_has_no_errors(release: Any, tmp_path: Path) -> None:
    file = tmp_path / "neural-playground.metainfo.xml"
    file.write_text(release.filled("metainfo.xml"), encoding="utf-8")
    said = subprocess.run(["appstreamcli", "validate", "--no-net", "--no-color", file], capture_output=True, text=True).stdout
    assert [line for line in said.splitlines() if line.startswith("E:")] == []


def test_the_manual_tells_every_command_and_option(capsys: pytest.CaptureFixture[str]) -> None:
    manual = (LINUX / "playground.1").read_text().replace("\\-", "-").replace("\\fR", "").replace("\\fP", "")
    told = ""
    for arguments in (["--help"], ["run", "--help"]):
        with pytest.raises(SystemExit):
            main(arguments, lambda _file: 0)
        told += capsys.readouterr().out
    words = set(re.findall(r"--[a-z-]+", told)) | set(re.findall(r"^    ([a-z]+)  ", told, re.MULTILINE))
    assert {"--picture", "--language", "doctor", "check"} <= words
    assert [word for word in words if word not in manual] == []
