"""The papers of the packaged app, on a small bundle of files with the distributions that are really installed here."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("cyclonedx", reason="the bill of materials needs cyclonedx-python-lib")
pytest.importorskip("PyInstaller", reason="bundles are read with PyInstaller")
import sklearn.datasets

ROOT = Path(__file__).resolve().parents[2]
KEYS = {"version", "commit", "built", "flavour", "home", "python", "platform", "packages"}
PACKAGE_KEYS = {"name", "version", "licence", "kind", "texts", "note"}
MODULES = {
    "playground",
    "playground.cli.door",
    "json",
    "colorama",
    "colorama.ansi",
    "msgspec",
    "sympy.core",
    "mpmath",
    "PySide6",
    "shiboken6",
}
LIBRARIES = ("PySide6/Qt/lib/libQt6Core.so.6", "PySide6/Qt/lib/libQt6Gui.so.6")

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the stand-ins have the names of Linux")


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """The modules of the folder packaging/, which import each other by their bare names."""
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return lambda name: __import__(name)


@pytest.fixture
def bundle(parts: Callable[[str], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bundle of this test alone."""
    monkeypatch.setattr(parts("papers"), "module_names", lambda _bundle: set(MODULES))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    return make_bundle(tmp_path)


def make_bundle(above: Path) -> Path:
    """A folder as PyInstaller leaves it: two libraries of Qt under their own names, and a table."""
    folder = above / "neural-playground"
    for name in LIBRARIES:
        (folder / "_internal" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "_internal" / name).write_bytes(name.encode())
    (folder / "_internal" / "resources" / "datasets").mkdir(parents=True)
    shutil.copy(ROOT / "resources" / "datasets" / "air_passengers.csv", folder / "_internal" / "resources" / "datasets")
    return folder


Papers = tuple[Path, dict[str, Any], dict[str, Any]]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Papers]:
    """What was written for one bundle, for the tests that only read: the folder ``about``, ``about.json``, the bill."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "packaging"))
        bundle = make_bundle(tmp_path_factory.mktemp("papers"))
        patch.setattr(__import__("papers"), "module_names", lambda _bundle: set(MODULES))
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        yield bundle / "_internal" / "resources" / "about", *write(__import__, bundle)


def write(parts: Callable[[str], Any], bundle: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What ``about.json`` and the bill of materials say."""
    bill = parts("papers").write_papers(bundle, sbom=bundle.parent / "dist")
    about = json.loads((bundle / "_internal" / "resources" / "about" / "about.json").read_text(encoding="utf-8"))
    return about, json.loads(bill.read_text(encoding="utf-8"))


def test_about_json_has_the_keys_that_the_app_reads(papers: Papers) -> None:
    _folder, about, _bill = papers
    assert set(about) == KEYS
    assert all(set(package) == PACKAGE_KEYS for package in about["packages"])
    assert about["built"] == "2023-11-14T22:13:20Z"
    assert about["python"] == platform.python_version()
    assert {package["kind"] for package in about["packages"]} == {"python", "library", "data"}


def test_what_is_in_the_bundle_is_listed_with_version_and_licence(papers: Papers) -> None:
    _folder, about, _bill = papers
    found = {package["name"]: package for package in about["packages"]}
    expected = {"neural-playground", "colorama", "msgspec", "sympy", "mpmath", "PySide6_Essentials", "shiboken6"}
    assert {name for name, package in found.items() if package["kind"] == "python"} == expected
    assert {"Qt", "Python", "PyInstaller bootloader", "Air passengers"} <= set(found)
    for name in expected - {"neural-playground"}:
        assert found[name]["version"] == metadata.version(name)
    assert found["colorama"]["licence"] == "BSD-3-Clause"
    assert found["shiboken6"]["licence"] == "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"
    assert "QtCore, QtGui" in found["Qt"]["note"]


def test_every_package_has_its_text_in_the_bundle(papers: Papers) -> None:
    folder, about, _bill = papers
    for package in about["packages"]:
        assert package["texts"], package["name"]
        for text in package["texts"]:
            assert (folder / text).stat().st_size > 100, text
    lgpl = (folder / "licences" / "Qt" / "LGPL-3.0.txt").read_text(encoding="utf-8")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in lgpl
    assert "Combined Works" in lgpl
    listed = {text for package in about["packages"] for text in package["texts"]}
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("licences/**/*") if path.is_file()} == listed


def test_how_to_replace_qt_names_version_modules_and_places(papers: Papers) -> None:
    folder, _about, _bill = papers
    text = (folder / "REPLACE-QT.txt").read_text(encoding="utf-8")
    version = metadata.version("PySide6-Essentials")
    assert f"qt/{version.rpartition('.')[0]}/{version}/" in text
    assert "QtCore, QtGui." in text
    assert "in PySide6/Qt/lib" in text
    assert "{" not in text
    for word in ("/usr/lib/neural-playground/_internal", "codesign", "Qt6Core.dll", "reverse engineer"):
        assert word in text


def test_nothing_tells_of_the_machine_that_built_it(papers: Papers) -> None:
    folder, about, bill = papers
    for text in (json.dumps(about), json.dumps(bill)):
        for place in (str(ROOT), str(Path.home()) + "/", sys.prefix, str(folder.parents[3]), platform.node() or "-no name-"):
            assert place not in text


def test_the_metadata_of_distributions_is_there_for_the_app(papers: Papers) -> None:
    folder, _about, _bill = papers
    found = {found.name: found.version for found in metadata.distributions(path=[str(folder.parents[1])])}
    assert found["msgspec"] == metadata.version("msgspec")
    assert found.keys() == {"colorama", "msgspec", "sympy", "mpmath", "PySide6_Essentials", "shiboken6"}


def test_metadata_alone_make_no_package_a_part_of_the_bundle(parts: Callable[[str], Any], bundle: Path) -> None:
    (folder,) = {file.parts[0] for file in metadata.files("joblib") or () if file.name == "METADATA"}
    (bundle / "_internal" / folder).mkdir()
    (bundle / "_internal" / folder / "METADATA").write_text("Name: joblib\n")
    about, _bill = write(parts, bundle)
    assert "joblib" not in {package["name"] for package in about["packages"]}


# --- the bill of materials


def test_the_bill_lists_everything_and_what_needs_what(papers: Papers) -> None:
    _folder, about, bill = papers
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    names = {part["name"] for part in bill["components"]} | {bill["metadata"]["component"]["name"]}
    assert names == {package["name"] for package in about["packages"]}
    purls = {part.get("purl") for part in bill["components"]}
    assert f"pkg:pypi/msgspec@{metadata.version('msgspec')}" in purls
    assert f"pkg:generic/Python@{platform.python_version()}" in purls
    needs = {entry["ref"]: set(entry.get("dependsOn", ())) for entry in bill["dependencies"]}
    assert needs["python:sympy"] == {"python:mpmath"}
    assert "library:Qt" in needs["python:PySide6_Essentials"]
    assert "python:mpmath" not in needs["python:neural-playground"]


def test_the_bill_has_the_hash_of_every_library(papers: Papers) -> None:
    _folder, _about, bill = papers
    (qt,) = (part for part in bill["components"] if part["name"] == "Qt")
    hashes = {file["name"]: file["hashes"][0]["content"] for file in qt["components"]}
    assert hashes == {name: hashlib.sha256(name.encode()).hexdigest() for name in LIBRARIES}


def test_the_same_build_date_gives_the_same_bill(parts: Callable[[str], Any], bundle: Path) -> None:
    first, second = write(parts, bundle)[1], write(parts, bundle)[1]
    assert first == second
    (bundle / "_internal" / LIBRARIES[0]).write_bytes(b"another build of Qt")
    assert write(parts, bundle)[1]["serialNumber"] != first["serialNumber"]


def test_the_bill_conforms_to_the_official_schema(parts: Callable[[str], Any], bundle: Path) -> None:
    pytest.importorskip("jsonschema", reason="checking needs cyclonedx-python-lib[json-validation]")
    _about, bill = write(parts, bundle)
    assert parts("sbom").is_valid(json.dumps(bill))
    bill["components"][0]["type"] = "mystery"
    with pytest.raises(parts("parts").PapersError, match="does not conform"):
        parts("sbom").is_valid(json.dumps(bill))


# --- what stops a build


@pytest.fixture
def textless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A distribution that is installed without any licence text."""
    site = tmp_path / "site"
    (site / "nolicence-1.0.dist-info").mkdir(parents=True)
    (site / "nolicence.py").write_text("")
    (site / "nolicence-1.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: nolicence\nVersion: 1.0\nLicense: MIT\n"
    )
    (site / "nolicence-1.0.dist-info" / "RECORD").write_text("nolicence.py,,\nnolicence-1.0.dist-info/METADATA,,\n")
    monkeypatch.syspath_prepend(str(site))


@pytest.mark.usefixtures("textless")
def test_a_package_without_a_licence_text_fails_by_name(
    parts: Callable[[str], Any], bundle: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(parts("papers"), "module_names", lambda _bundle: MODULES | {"nolicence"})
    assert parts("papers").main([str(bundle)]) == 1
    assert "nolicence 1.0 is in the bundle, but brings no licence text" in capsys.readouterr().err


def test_what_nobody_owns_fails_by_name(parts: Callable[[str], Any], bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bundle / "_internal" / "libfound-on-the-street.so.1").write_bytes(b"")
    with pytest.raises(parts("parts").PapersError, match=r"library libfound-on-the-street\.so\.1"):
        write(parts, bundle)
    (bundle / "_internal" / "libfound-on-the-street.so.1").unlink()
    monkeypatch.setattr(parts("papers"), "module_names", lambda _bundle: MODULES | {"module_of_nobody"})
    with pytest.raises(parts("parts").PapersError, match="module module_of_nobody"):
        write(parts, bundle)


def test_the_runtime_of_windows_goes_with_python(parts: Callable[[str], Any], bundle: Path, tmp_path: Path) -> None:
    system32 = {
        name: tmp_path / "System32" / name for name in ("VCRUNTIME140_1.dll", "api-ms-win-crt-heap-l1-1-0.dll", "other.dll")
    }
    for name in system32:
        (bundle / "_internal" / name).write_bytes(b"x")
    found = parts("bundled").content(bundle, set(MODULES), system32)
    assert found.python == ["VCRUNTIME140_1.dll", "api-ms-win-crt-heap-l1-1-0.dll"]
    assert list(found.system) == ["other.dll"]


def test_what_is_no_bundle_is_refused(parts: Callable[[str], Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert parts("papers").main([str(tmp_path)]) == 1
    assert "is no finished bundle" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("licence", "refused"),
    [
        ("GPL-3.0-or-later", True),
        ("GPL-2.0-only AND MIT", True),
        ("LGPL-2.1-or-later", False),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", False),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", False),
        ("AFL-2.1 OR GPL-2.0-or-later", False),
        ("", False),
    ],
)
def test_nothing_is_bundled_that_is_under_the_gpl_alone(parts: Callable[[str], Any], licence: str, refused: bool) -> None:
    assert parts("licences").needs_gpl(licence) is refused


# --- licences


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("Files: *\nCopyright: 2000 Somebody\n 2001 Another\nLicense: Expat\n text", "MIT"),
        ("Files: debian/*\nCopyright: x\nLicense: GPL-2+\n\nFiles: *\nCopyright: x\nLicense: LGPL-2.1+", "LGPL-2.1-or-later"),
        ("Files: *\nCopyright: x\nLicense: BSD-3-clause or GPL-2", "BSD-3-Clause OR GPL-2.0-only"),
        ("Files: *\nCopyright: x\nLicense: my-own-words", ""),
        ("This package was debianised by hand.\n" * 2000, ""),
    ],
)
def test_licences_of_debian_in_spdx(parts: Callable[[str], Any], paragraph: str, expected: str) -> None:
    assert parts("licences").from_debian("some-package", f"Format: 1.0\n\n{paragraph}\n") == expected


@linux
def test_a_library_of_the_system_brings_its_package(parts: Callable[[str], Any], bundle: Path) -> None:
    if not shutil.which("dpkg") or parts("system_packages").loaded_from("libz.so.1") is None:
        pytest.skip("needs a Debian with zlib")
    (bundle / "_internal" / "libz.so.1").write_bytes(b"")
    about, bill = write(parts, bundle)
    (zlib,) = (package for package in about["packages"] if package["name"].startswith("zlib1g"))
    assert (zlib["licence"], zlib["kind"]) == ("Zlib", "library")
    assert any(str(part.get("purl")).startswith("pkg:deb/debian/zlib1g@") for part in bill["components"])


def test_the_modules_of_an_executable(parts: Callable[[str], Any], tmp_path: Path) -> None:
    from PyInstaller.archive.writers import CArchiveWriter, ZlibArchiveWriter

    code = compile("", "empty", "exec")
    ZlibArchiveWriter(str(tmp_path / "PYZ.pyz"), [("colorama", "colorama.py", "PYMODULE")], {"colorama": code})
    (tmp_path / "_internal").mkdir()
    CArchiveWriter(str(tmp_path / "playground"), [("PYZ.pyz", str(tmp_path / "PYZ.pyz"), False, "z")], "libpython.so")
    assert parts("bundled").module_names(tmp_path) == {"colorama"}


# --- the data


def test_california_housing_is_taken_from_the_cache(
    parts: Callable[[str], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    datasets = parts("datasets")
    kept = next(
        (
            folder
            for folder in [*datasets.caches(), ROOT.parent / "shared" / "data" / "scikit_learn_data"]
            if (folder / datasets.FILE).is_file()
        ),
        None,
    )
    if kept is None:
        pytest.skip("California housing is not on this computer")
    monkeypatch.setattr(datasets, "caches", lambda: [tmp_path / "nothing here", kept])
    (tmp_path / "resources" / "datasets").mkdir(parents=True)
    assert datasets.add_datasets(tmp_path)
    assert (tmp_path / "resources" / "datasets" / datasets.FILE).read_bytes() == (kept / datasets.FILE).read_bytes()
    assert capsys.readouterr().out.startswith("California housing: from the cache")


def test_without_cache_and_network_it_is_left_out(
    parts: Callable[[str], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    datasets = parts("datasets")
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / datasets.FILE).write_bytes(b"not the data")
    monkeypatch.setattr(datasets, "caches", lambda: [tmp_path / "cache"])
    monkeypatch.setattr(datasets, "fetch", lambda _folder: "no network")
    (tmp_path / "resources" / "datasets").mkdir(parents=True)
    assert not datasets.add_datasets(tmp_path)
    assert list((tmp_path / "resources" / "datasets").iterdir()) == []
    assert capsys.readouterr().out == "California housing: left out, the app will offer the download (no network)\n"


def test_other_figures_are_not_the_data(parts: Callable[[str], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pandas as pd

    datasets = parts("datasets")
    frame = pd.DataFrame({name: [mean] * datasets.ROWS for name, mean in datasets.MEANS.items()})

    def loader(**_settings: object) -> Any:
        return type("Bunch", (), {"frame": frame})

    monkeypatch.setattr(sklearn.datasets, "fetch_california_housing", loader)
    assert datasets.is_whole(tmp_path)
    frame.loc[0, "MedInc"] += 100.0
    assert not datasets.is_whole(tmp_path)


def test_fetching_ends_when_nothing_comes(parts: Callable[[str], Any], tmp_path: Path) -> None:
    assert parts("datasets").fetch(tmp_path, patience=0.0) == "no answer within 0 s"
