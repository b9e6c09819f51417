"""What only macOS needs: the app's Info.plist, its signature, and the disk image that it is handed out in.

Without any setting the app gets an ad-hoc signature, with which it runs on the machine that built it; elsewhere its user must allow
it in the system's settings. Signing and notarisation need an Apple developer account and are asked for in the environment:

``CODESIGN_IDENTITY``
    The certificate in the keychain, such as ``Developer ID Application: NAME (TEAM)``.
``NOTARY_PROFILE``
    The name under which ``xcrun notarytool store-credentials`` keeps the account.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ENTITLEMENTS = HERE / "macos" / "entitlements.plist"

NAME = "Neural Playground"
IDENTIFIER = "org.neural-playground.app"
PROJECT_TYPE = "org.neural-playground.project"
OLDEST = "14.0"
"""The oldest macOS: that of torch's wheels (``macosx_14_0_arm64``); Qt's would run on 13."""


class ImageError(Exception):
    """The disk image cannot be made; the message says why and what to do."""


def info_plist(version: str) -> dict[str, Any]:
    """What the bundle says of itself: for ``info_plist`` of PyInstaller's BUNDLE, which adds the name of the program and the icon.

    Args:
        version: As the app says it; the numbers at its beginning are what macOS compares.
    """
    numbers = re.match(r"\d+(\.\d+){0,2}", version)
    if numbers is None:
        raise ImageError(f"The version {version!r} does not begin with a number")
    project = {
        "UTTypeIdentifier": PROJECT_TYPE,
        "UTTypeDescription": "Neural Playground project",
        "UTTypeConformsTo": ["public.json"],
        "UTTypeTagSpecification": {"public.filename-extension": ["nnplay"], "public.mime-type": ["application/x-nnplay+json"]},
        "UTTypeIconFile": "neural-playground-project.icns",
    }
    document = {
        "CFBundleTypeName": "Neural Playground project",
        "CFBundleTypeRole": "Editor",
        "CFBundleTypeIconFile": "neural-playground-project.icns",
        "LSItemContentTypes": [PROJECT_TYPE],
        "LSHandlerRank": "Owner",
    }
    return {
        "CFBundleIdentifier": IDENTIFIER,
        "CFBundleName": NAME,
        "CFBundleDisplayName": NAME,
        "CFBundleShortVersionString": numbers[0],
        "CFBundleVersion": numbers[0],
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": ["en", "ko"],
        "CFBundleDocumentTypes": [document],
        "UTExportedTypeDeclarations": [project],
        "LSApplicationCategoryType": "public.app-category.education",
        "LSMinimumSystemVersion": OLDEST,
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,
        "NSHumanReadableCopyright": "© The Neural Playground authors",
    }


def make_dmg(app: Path, out: Path, project_icon: Path) -> Path:
    """Signs the app, and puts it with a link to /Applications into the disk image ``out``; returns ``out``.

    Args:
        app: The bundle, ``Neural Playground.app``; the icon of its documents is put into it.
        out: The image to be written. It appears only when it is complete.
        project_icon: The ``.icns`` of project files.

    Raises:
        ImageError: This is no Mac, there is no such app, or a tool finds fault.
    """
    missing = [tool for tool in ("codesign", "hdiutil") if shutil.which(tool) is None]
    if missing:
        raise ImageError(f"The tool {missing[0]} is missing: a disk image can be made on macOS alone")
    if not (app / "Contents" / "Info.plist").is_file():
        raise ImageError(f"{app} is no app bundle")
    shutil.copy(project_icon, app / "Contents" / "Resources" / "neural-playground-project.icns")
    identity = os.environ.get("CODESIGN_IDENTITY", "")
    _run(*signing(app, identity))
    _run("codesign", "--verify", "--deep", "--strict", str(app))
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f"{out.stem}.partial.dmg")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run("ditto", str(app), str(folder / app.name))
        (folder / "Applications").symlink_to("/Applications")
        _run(*imaging(folder, unfinished))
    if identity:
        _run("codesign", "--sign", identity, "--timestamp", str(unfinished))
    if profile := os.environ.get("NOTARY_PROFILE", ""):
        if not identity:
            raise ImageError("NOTARY_PROFILE is set, but CODESIGN_IDENTITY is not: Apple notarises only what is signed")
        _run("xcrun", "notarytool", "submit", str(unfinished), "--keychain-profile", profile, "--wait")
        _run("xcrun", "stapler", "staple", str(unfinished))
    os.replace(unfinished, out)
    return out


def signing(app: Path, identity: str) -> list[str]:
    """The command that signs the bundle and everything in it: with a certificate for the hardened runtime, else ad hoc (``-``)."""
    command = ["codesign", "--force", "--deep", "--sign", identity or "-", "--entitlements", str(ENTITLEMENTS)]
    return [*command, *(["--options", "runtime", "--timestamp"] if identity else []), str(app)]


def imaging(folder: Path, out: Path) -> list[str]:
    """The command that makes a compressed image of a folder (ULFO: LZFSE, which every supported macOS reads)."""
    return ["hdiutil", "create", "-volname", NAME, "-srcfolder", str(folder), "-format", "ULFO", "-fs", "HFS+", "-ov", str(out)]


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode != 0:
        raise ImageError(f"{command[0]} failed: {(done.stderr or done.stdout).strip()[-1500:]}")
