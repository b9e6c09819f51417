from __future__ import annotations

import re
import shutil
from pathlib import Path, PurePosixPath
from types import ModuleType

import pytest
from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parents[2]
FILES = ("neural-playground.exe", "playground.exe", "_internal/base.zip", "_internal/resources/한글 폴더/price $1.csv")
needs_nsis = pytest.mark.skipif(shutil.which("makensis") is None, reason="makensis (Debian's package nsis) is not installed")


@pytest.fixture
def installer(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    import windows_installer  # type: ignore[import-not-found]

    return windows_installer  # type: ignore[no-any-return]


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    for name in FILES:
        path = tmp_path / "bundle" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"MZ" + name.encode())
    return tmp_path / "bundle"


@pytest.fixture
def drawn_icons(qtbot: QtBot, tmp_path: Path, installer: ModuleType) -> Path:
    from icons import write_icons  # type: ignore[import-not-found]

    write_icons(tmp_path / "icons")
    return tmp_path / "icons"


def test_exactly_what_is_written_is_removed(installer: ModuleType, bundle: Path) -> None:
    files = installer.files_of(bundle)
    assert {str(file) for file in files} == set(FILES)
    folder, written, folders = "", set(), {"$INSTDIR"}
    for line in installer.install_list(files).splitlines():
        if entered := re.fullmatch(r'SetOutPath "(.*)"', line):
            folder = entered[1]
            folders.add(folder)
        if file := re.fullmatch(r'File "(.*)"', line):
            written.add(folder + "\\" + PurePosixPath(file[1]).name.replace("$", "$$"))
    removal = installer.remove_list(files)
    assert set(re.findall(r'^Delete "(.*)"$', removal, re.MULTILINE)) == written
    removed = re.findall(r'^RMDir "(.*)"$', removal, re.MULTILINE)
    assert folders <= set(removed)
    assert all(
        removed.index(inner) < removed.index(outer) for inner in removed for outer in removed if inner.startswith(outer + "\\")
    )


def test_nothing_is_ever_removed_with_all_that_is_in_it() -> None:
    text = (ROOT / "packaging" / "windows" / "installer.nsi").read_text(encoding="utf-8")
    assert "RMDir /r" not in text
    assert "HKLM" not in text


@needs_nsis
def test_nsis_makes_the_installer_without_a_warning(
    installer: ModuleType, bundle: Path, drawn_icons: Path, tmp_path: Path
) -> None:
    out = tmp_path / "dist" / "setup.exe"
    assert installer.make_installer(bundle, out, "0.1.0+2", drawn_icons) == out
    data = out.read_bytes()
    assert data[:2] == b"MZ"
    assert b'level="asInvoker"' in data or b"level='asInvoker'" in data  # no administrator rights
    assert b"<dpiAware" in data
    assert [path.name for path in out.parent.iterdir()] == ["setup.exe"]


@needs_nsis
def test_a_failure_leaves_no_installer(installer: ModuleType, bundle: Path, tmp_path: Path) -> None:
    out = tmp_path / "dist" / "setup.exe"
    with pytest.raises(installer.InstallerError, match="makensis"):
        installer.make_installer(bundle, out, "0.1.0", tmp_path / "no icons")
    assert list(out.parent.iterdir()) == []


def test_a_missing_tool_is_named(installer: ModuleType, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(installer.InstallerError, match=r"makensis is missing.*Install NSIS"):
        installer.make_installer(bundle, tmp_path / "setup.exe", "0.1.0", tmp_path)


def test_what_is_no_windows_app_is_refused(installer: ModuleType, bundle: Path) -> None:
    (bundle / "playground.exe").unlink()
    with pytest.raises(installer.InstallerError, match=r"no playground\.exe"):
        installer.files_of(bundle)


def test_a_path_too_long_for_windows_is_refused(installer: ModuleType, bundle: Path) -> None:
    deep = bundle / "_internal" / ("a" * 100) / ("b" * 100)
    deep.mkdir(parents=True)
    (deep / "c.txt").write_text("")
    with pytest.raises(installer.InstallerError, match="too long"):
        installer.files_of(bundle)


@pytest.mark.parametrize(
    ("version", "numbers"), [("0.1.0", "0.1.0.0"), ("1.2.3+4", "1.2.3.0"), ("2", "2.0.0.0"), ("1.2rc1", "1.2.0.0")]
)
def test_windows_gets_four_numbers(installer: ModuleType, version: str, numbers: str) -> None:
    assert installer.four_numbers(version) == numbers
