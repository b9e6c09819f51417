from __future__ import annotations

import plistlib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]

TOOL = """#!/bin/sh
echo "$(basename "$0") $*" >> "{log}"
case "$(basename "$0") $1" in
  "ditto "*) cp -R "$1" "$2" ;;
  "hdiutil create") ls -l "$5" >> "{log}"; for last; do :; done; echo image > "$last" ;;
esac
"""


@pytest.fixture
def macos(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    for name in ("CODESIGN_IDENTITY", "NOTARY_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    import macos as module  # type: ignore[import-not-found]

    return module  # type: ignore[no-any-return]


@pytest.fixture
def app(tmp_path: Path) -> Path:
    contents = tmp_path / "Neural Playground.app" / "Contents"
    (contents / "Resources").mkdir(parents=True)
    (contents / "Info.plist").write_text("")
    (tmp_path / "project.icns").write_bytes(b"icns")
    return contents.parent


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Puts recorders in the place of Apple's tools; returns what they write."""
    log = tmp_path / "log"
    (tmp_path / "bin").mkdir()
    for name in ("codesign", "hdiutil", "ditto", "xcrun"):
        path = tmp_path / "bin" / name
        path.write_text(TOOL.format(log=log))
        path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    return log


def test_the_bundle_says_that_it_owns_project_files(macos: ModuleType) -> None:
    plist = plistlib.loads(plistlib.dumps(macos.info_plist("0.1.0+3")))
    (exported,), (document,) = plist["UTExportedTypeDeclarations"], plist["CFBundleDocumentTypes"]
    assert document["LSItemContentTypes"] == [exported["UTTypeIdentifier"]]
    assert exported["UTTypeTagSpecification"]["public.filename-extension"] == ["nnplay"]
    assert plist["CFBundleShortVersionString"] == "0.1.0"
    assert set(plist["CFBundleLocalizations"]) == {"en", "ko"}


def test_the_entitlements_can_be_read(macos: ModuleType) -> None:
    entitlements = plistlib.loads(macos.ENTITLEMENTS.read_bytes())
    assert entitlements["com.apple.security.cs.disable-library-validation"] is True


def test_without_an_account_the_app_is_signed_ad_hoc(macos: ModuleType, app: Path, log: Path, tmp_path: Path) -> None:
    out = macos.make_dmg(app, tmp_path / "dist" / "app.dmg", tmp_path / "project.icns")
    said = log.read_text()
    assert out.read_text() == "image\n"
    assert [path.name for path in out.parent.iterdir()] == ["app.dmg"]
    assert "--sign - " in said
    assert "notarytool" not in said
    assert "Applications -> /Applications" in said
    assert "Neural Playground.app\n" in said.split("hdiutil")[1]
    assert (app / "Contents" / "Resources" / "neural-playground-project.icns").exists()


def test_with_an_account_it_is_signed_for_the_hardened_runtime_and_notarised(
    macos: ModuleType, app: Path, log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODESIGN_IDENTITY", "Developer ID Application: A (B)")
    monkeypatch.setenv("NOTARY_PROFILE", "mine")
    macos.make_dmg(app, tmp_path / "dist" / "app.dmg", tmp_path / "project.icns")
    lines = log.read_text().splitlines()
    assert "--options runtime" in lines[0]
    assert "--sign Developer ID Application: A (B)" in lines[0]
    order = [line.split()[1] for line in lines if line.startswith("xcrun")]
    assert order == ["notarytool", "stapler"]


def test_on_another_system_the_missing_tool_is_named(
    macos: ModuleType, app: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(macos.ImageError, match="codesign is missing"):
        macos.make_dmg(app, tmp_path / "app.dmg", tmp_path / "project.icns")
