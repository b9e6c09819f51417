"""Makes the Windows installer with NSIS: lists the files of the app, and lets ``makensis`` put them into one setup.exe.

``makensis`` runs on Windows and Linux alike, but the app inside must have been built on Windows.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path, PurePosixPath, PureWindowsPath

HERE = Path(__file__).resolve().parent
SCRIPT = HERE / "windows" / "installer.nsi"

PROGRAMS = ("neural-playground.exe", "playground.exe")
LONGEST_PATH = 170
"""Characters of a path inside the app. Windows allows 259, and the folder of a user with a long name takes about 80 of them."""


class InstallerError(Exception):
    """The installer cannot be made; the message says why and what to do."""


def make_installer(bundle: Path, out: Path, version: str, icons: Path) -> Path:
    """Makes ``out`` (a ``setup.exe``) from the folder of a built app; returns ``out``.

    Args:
        bundle: The app, with the two programs at its top.
        out: The installer to be written. It appears only when it is complete.
        version: As the app says it, such as 0.1.0.
        icons: Where ``icons.write_icons`` has written.

    Raises:
        InstallerError: There is no makensis, the folder holds no app, or NSIS finds fault.
    """
    files = files_of(bundle)
    program = find_makensis()
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f"{out.stem}.partial.exe").resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "install.nsh").write_text(install_list(files), encoding="utf-8")
        (folder / "remove.nsh").write_text(remove_list(files), encoding="utf-8")
        values = {
            "VERSION": version,
            "NUMBERS": four_numbers(version),
            "OUT": str(unfinished),
            "ICON": str((icons / "neural-playground.ico").resolve()),
            "PROJECT_ICON": str((icons / "neural-playground-project.ico").resolve()),
            "SIZE_KB": str(sum(-(-(bundle / file).stat().st_size // 1024) for file in files)),
            "INSTALL_LIST": str(folder / "install.nsh"),
            "REMOVE_LIST": str(folder / "remove.nsh"),
        }
        defined = [f"-D{key}={value}" for key, value in values.items()]
        command = [program, "-NOCD", "-WX", "-V2", "-INPUTCHARSET", "UTF8", *defined, str(SCRIPT)]
        done = subprocess.run(command, cwd=bundle, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode != 0:
        unfinished.unlink(missing_ok=True)
        said = (done.stdout + done.stderr).strip().splitlines()
        raise InstallerError("makensis: " + "\n".join(said[-15:]))
    os.replace(unfinished, out)
    return out


def find_makensis() -> str:
    """The compiler of NSIS, on the PATH or where its own installer puts it."""
    usual = [Path(os.environ[name]) / "NSIS" for name in ("ProgramFiles(x86)", "ProgramFiles") if name in os.environ]
    found = shutil.which("makensis") or shutil.which("makensis", path=os.pathsep.join(map(str, usual)))
    if found is None:
        raise InstallerError("The tool makensis is missing. Install NSIS 3 (https://nsis.sourceforge.io, or 'apt install nsis')")
    return found


def files_of(bundle: Path) -> list[PurePosixPath]:
    """Every file of the app, relative to it, in a fixed order."""
    missing = [name for name in PROGRAMS if not (bundle / name).is_file()]
    if missing:
        raise InstallerError(f"{bundle} is no app built for Windows: there is no {' and no '.join(missing)} in it")
    files = sorted(PurePosixPath(path.relative_to(bundle).as_posix()) for path in bundle.rglob("*") if path.is_file())
    for file in files:
        if re.search(r'[*?"<>|\\]', str(file)):
            raise InstallerError(f"Windows or NSIS cannot take the name of the file {file}")
        if len(str(file)) > LONGEST_PATH:
            raise InstallerError(f"The path of the file {file} is too long for Windows: {len(str(file))} of {LONGEST_PATH}")
    return files


def install_list(files: list[PurePosixPath]) -> str:
    """What the installer writes, as a function of NSIS."""
    lines, folder = ["Function WriteFiles"], None
    for file in sorted(files, key=lambda file: (file.parent, file.name)):
        if file.parent != folder:
            folder = file.parent
            lines.append(f'SetOutPath "{_installed(folder)}"')
        lines.append(
            f'File "{file.as_posix() if os.name == "posix" else PureWindowsPath(file)}"'
        )  # here $ is no sign of a variable
    return "\n".join([*lines, "FunctionEnd", ""])


def remove_list(files: list[PurePosixPath]) -> str:
    """What the uninstaller takes away, as a function of NSIS: these files, and the folders that are empty then."""
    folders = {folder for file in files for folder in file.parents}
    deepest_first = sorted(folders, key=lambda folder: (-len(folder.parts), folder))
    return "\n".join(
        [
            "Function un.RemoveFiles",
            *(f'Delete "{_installed(file)}"' for file in files),
            *(f'RMDir "{_installed(folder)}"' for folder in deepest_first),
            "FunctionEnd",
            "",
        ]
    )


def four_numbers(version: str) -> str:
    """The version as Windows writes it into a program: four numbers; a suffix such as ``+2`` is not in them."""
    release = re.match(r"\d+(\.\d+)*", version)
    if release is None:
        raise InstallerError(f"The version {version!r} does not begin with a number")
    return ".".join([*release[0].split("."), "0", "0", "0", "0"][:4])


def _installed(path: PurePosixPath) -> str:
    """Where a file or folder of the app is on the user's computer, as NSIS writes it."""
    return "$INSTDIR" if path == PurePosixPath() else f"$INSTDIR\\{_quoted(path)}"


def _quoted(path: PurePosixPath) -> str:
    return str(PureWindowsPath(path)).replace("$", "$$")
