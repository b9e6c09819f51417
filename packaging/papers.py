"""Writes the papers of a finished bundle: every package in it with its licence and texts, how to replace Qt, a bill of materials.

::

    .venv/bin/python packaging/papers.py build/neural-playground                  # and --flavour cuda, --toc FILE, --sbom FOLDER

It runs on what PyInstaller made, after files were dropped and stripped, and before anything is signed or packed. In the bundle it
writes ``resources/about/`` (``about.json``, ``licences/``, ``REPLACE-QT.txt``) and the metadata of every distribution, so that
``importlib.metadata`` works there. It ends with 1 and one line where a package has no licence text or a library no owner.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bundled import content, inner_folder, module_names, origins_in
from inventory import metadata_of, packages_in, qt_modules
from licences import needs_gpl
from parts import APPLICATION, ROOT, Package, PapersError
from sbom import bill_of_materials, is_valid


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the papers and says in one line what they hold."""
    parser = argparse.ArgumentParser(
        prog="papers.py", description="Write licences, notices and the bill of materials of a bundle."
    )
    parser.add_argument("bundle", type=Path, help="PyInstaller's finished folder, or the .app")
    parser.add_argument("--flavour", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--toc", type=Path, help="PyInstaller's COLLECT-00.toc, which tells exactly where each library came from")
    parser.add_argument("--sbom", type=Path, help="folder of the bill of materials; left out: the folder that the bundle is in")
    options = parser.parse_args(arguments)
    try:
        write_papers(options.bundle, flavour=options.flavour, sbom=options.sbom, toc=options.toc)
    except PapersError as error:
        print(f"The papers cannot be written. {error}", file=sys.stderr)
        return 1
    return 0


def write_papers(
    bundle: Path, *, flavour: str = "cpu", sbom: Path | None = None, toc: Path | None = None, made_of: str = ""
) -> Path:
    """Writes everything and says in one line what it is; what an earlier call wrote there is replaced.

    Args:
        bundle: PyInstaller's finished folder, or the .app.
        flavour: ``cpu`` or ``cuda``.
        sbom: Folder of the bill of materials; None: the folder that the bundle is in.
        toc: PyInstaller's ``COLLECT-00.toc``; without it the origin of a library is found by its name.
        made_of: The commit that the build began with; without it that of the checkout now.

    Returns:
        The bill of materials.

    Raises:
        PapersError: something in the bundle has no owner, no licence text, or a licence that does not go with the app's.
    """
    inner = inner_folder(bundle)
    packages = packages_in(bundle, content(bundle, module_names(bundle), origins_in(toc)))
    refuse_gpl(packages)
    about = describe(packages, flavour) | ({"commit": made_of} if made_of else {})
    _write_about(inner / "resources" / "about", packages, about)
    for name, text in metadata_of(packages).items():
        _add_metadata(inner, name, text)
    text = bill_of_materials(about, packages, inner)
    checked = is_valid(text)
    suffix = "-cuda" if flavour == "cuda" else ""
    system = {"Darwin": "macos", "Windows": "windows"}.get(platform.system(), "linux")
    machine = {"AMD64": "x86_64"}.get(platform.machine(), platform.machine())
    bill = (sbom or bundle.resolve().parent) / f"{APPLICATION}{suffix}-{about['version']}-{system}-{machine}.cdx.json"
    bill.parent.mkdir(parents=True, exist_ok=True)
    bill.write_text(text, encoding="utf-8")
    texts = sum(len(package.texts) for package in packages)
    state = "conforms to CycloneDX 1.6" if checked else "not checked: cyclonedx-python-lib[json-validation] is not installed"
    print(f"{len(packages)} packages with {texts} licence texts; {bill.name} {state}", flush=True)
    return bill


def _write_about(folder: Path, packages: Sequence[Package], about: dict[str, object]) -> None:
    """The folder that the app's window shows."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for package in packages:
        for name, source in package.texts.items():
            target = folder / text_path(package, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    (folder / "about.json").write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "REPLACE-QT.txt").write_text(replacing_qt(packages), encoding="utf-8")


def refuse_gpl(packages: Sequence[Package]) -> None:
    """Checks that every package may go along with an app under the MIT licence, whoever passes it on.

    Raises:
        PapersError: one is under the GPL alone, which would then hold for the whole.
    """
    for package in packages:
        if needs_gpl(package.licence):
            raise PapersError(
                f"{package.name} ({', '.join(package.libraries)}) is under {package.licence} alone, so that the whole package would be. "
                "Leave out what needs it; the library of Python's module readline is an example."
            )


def text_path(package: Package, name: str) -> str:
    """Where a licence text lies, relative to ``resources/about``."""
    return f"licences/{re.sub(r'[^A-Za-z0-9.+_-]', '-', package.name)}/{name}"


def describe(packages: Sequence[Package], flavour: str) -> dict[str, object]:
    """What ``about.json`` says."""
    return {
        "version": next(package.version for package in packages if package.name == APPLICATION),
        "commit": commit(),
        "built": build_date().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "flavour": flavour,
        "home": home(),
        "python": platform.python_version(),
        "platform": f"{platform.system()}-{platform.machine()}",
        "packages": [
            {
                "name": package.name,
                "version": package.version,
                "licence": package.licence,
                "kind": package.kind,
                "texts": [text_path(package, name) for name in package.texts],
                "note": package.note,
            }
            for package in packages
        ],
    }


def build_date() -> datetime:
    """Now, or what ``SOURCE_DATE_EPOCH`` says, so that a build can be repeated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)


def commit() -> str:
    """The commit that is built, with ``+`` where the checkout differs from it; empty without git."""
    found = _git("rev-parse", "HEAD")
    return found + ("+" if found and _git("status", "--porcelain", "--untracked-files=no") else "")


def home() -> str:
    """Address of the project on GitHub; empty if it has none."""
    server, repository = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
    if server and repository:
        return f"{server}/{repository}"
    found = re.fullmatch(
        r"(?:https://(?:[^/@]+@)?|git@|ssh://git@)github\.com[:/]([\w.-]+/[\w.-]+?)(?:\.git)?/?",
        _git("remote", "get-url", "origin"),
    )
    return f"https://github.com/{found[1]}" if found else ""


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def replacing_qt(packages: Sequence[Package]) -> str:
    """How a user puts another Qt into the app, for exactly the version and the modules that it ships."""
    qt = next((package for package in packages if package.name == "Qt"), None)
    template = (ROOT / "packaging" / "licences" / "REPLACE-QT.txt").read_text(encoding="utf-8")
    modules = ", ".join(qt_modules(qt.libraries)) if qt else "none"
    where = sorted({name.rpartition("/")[0] for name in qt.libraries if re.search(r"Qt6?Core", name)}) if qt else []
    version = qt.version if qt else ""
    return template.format(version=version, series=version.rpartition(".")[0], modules=modules, folder=(where or [""])[0] or ".")


def _add_metadata(inner: Path, name: str, text: str) -> None:
    """Puts a distribution's METADATA where the packaged app finds it; in an .app data lie in Resources, with a link to them."""
    folder = inner / name
    if not folder.exists():
        if inner.name == "Frameworks":
            (inner.parent / "Resources" / name).mkdir(parents=True, exist_ok=True)
            folder.symlink_to(Path("..") / "Resources" / name, target_is_directory=True)
        else:
            folder.mkdir()
    if not (folder / "METADATA").exists():
        (folder / "METADATA").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
