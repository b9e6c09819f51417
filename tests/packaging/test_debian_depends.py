"""What a package must depend on: what Debian's own, slower tool says of the same program."""

from __future__ import annotations

import importlib
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(
    not shutil.which("objdump") or not shutil.which("dpkg"), reason="needs Debian's dpkg and binutils' objdump"
)


@pytest.fixture
def depends(scripts: None) -> Any:
    return importlib.import_module("debian_depends")


@pytest.mark.skipif(not shutil.which("dpkg-shlibdeps"), reason="needs dpkg-shlibdeps")
@pytest.mark.parametrize("program", ["/usr/bin/perl", "/usr/bin/dpkg", "/bin/ls", "/usr/bin/openssl"])
def test_the_same_as_debian_s_own_tool(depends: Any, tmp_path: Path, program: str) -> None:
    if not Path(program).exists():
        pytest.skip(f"there is no {program}")
    app = tmp_path / "app"
    app.mkdir()
    shutil.copy(program, app)
    (tmp_path / "debian").mkdir()
    (tmp_path / "debian" / "control").write_text("Source: a\n\nPackage: a\nArchitecture: any\n")
    command = ["dpkg-shlibdeps", "-O", f"-e{app / Path(program).name}"]
    oracle = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    found = set(depends.packages(app)) - set(depends.LOADED_BY_NAME)
    expected = set(oracle.strip().removeprefix("shlibs:Depends=").split(", "))
    assert {entry.split()[0] for entry in found} == {entry.split()[0] for entry in expected}
    libc = next(entry for entry in expected if entry.startswith("libc6"))
    assert libc in found


def test_what_is_bundled_is_not_asked_for(depends: Any, tmp_path: Path) -> None:
    shutil.copy("/bin/ls", tmp_path)
    needed = depends.parse(subprocess.run(["objdump", "-p", "/bin/ls"], capture_output=True, text=True).stdout).needed
    assert "libc.so.6" in needed
    (tmp_path / "libc.so.6").write_bytes(b"\x7fELF of the app's own")
    for library in needed:
        (tmp_path / library).touch()
    (tmp_path / "libc.so.6").write_bytes(b"")
    assert depends.packages(tmp_path) == list(depends.LOADED_BY_NAME)


def test_what_is_nowhere_is_told(depends: Any) -> None:
    with pytest.raises(depends.UnknownLibrary, match=r"^PySide6/libQt6Core\.so needs libnonsense\.so\.9, .* Install"):
        depends.owner("libnonsense.so.9", Path("PySide6/libQt6Core.so"))


def test_versions_are_compared_as_debian_does(depends: Any) -> None:
    assert depends.newest("2.9", "", "2.35", "2.14") == "2.35"
    assert depends.newest("1:1.0", "2.0") == "1:1.0"
    assert depends.newest("", "") == ""
