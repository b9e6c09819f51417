from __future__ import annotations

import importlib.metadata
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground import __version__
from playground.about import Package, about, from_checkout, how_to_replace_qt, licence_text, packages
from tests.about_stage import BUILD, build, forget

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder ``about`` of an app that was built."""
    zebra = {"name": "Zebra", "version": "1", "licence": "MIT", "kind": "library", "note": "stripes"}
    apple = {"name": "apple", "version": "2", "licence": "Zlib", "kind": "python"}
    texts = {"licences/Zebra/LICENSE": "Stripes for all.\n", "licences/apple/A": "Core", "licences/apple/B": "Peel"}
    zebra_text, *apple_texts = texts
    return build(tmp_path, monkeypatch, [{**zebra, "texts": [zebra_text]}, {**apple, "texts": apple_texts}], texts)


def test_a_checkout_names_its_commit() -> None:
    done = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    this = about()
    assert (this.version, this.built, this.flavour) == (__version__, "", "")
    assert this.commit == done.stdout.strip()
    assert from_checkout()


def test_a_checkout_without_git_has_no_commit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert about().commit == ""


def test_a_checkout_lists_what_it_needs_with_their_licences() -> None:
    found = {package.name.lower().replace("_", "-"): package for package in packages()}
    assert packages()[0].name == "neural-playground"
    assert {"torch", "pyside6-essentials", "shiboken6", "numpy", "sympy", "mpmath"} <= set(
        found
    )  # mpmath: what sympy needs, for torch
    assert {"pytest", "ruff", "mypy", "hypothesis"} & set(found) == set()
    assert found["numpy"].version == importlib.metadata.version("numpy")
    assert "LGPL-3.0" in found["pyside6-essentials"].licence
    assert [name for name, package in found.items() if not package.licence] == []
    assert "Redistribution and use in source and binary forms" in licence_text(found["numpy"])
    assert licence_text(packages()[0]) == (ROOT / "LICENSE").read_text().strip()


def test_a_build_is_believed(built: Path) -> None:
    this = about()
    assert (this.version, this.commit, this.flavour, this.home) == ("9.8.7", "0123456789abcdef", "cuda", BUILD["home"])
    assert not from_checkout()
    own, apple, zebra = packages()
    assert own == Package("neural-playground", "9.8.7", "MIT")
    assert (zebra.kind, zebra.note) == ("library", "stripes")
    assert licence_text(zebra) == "Stripes for all."
    assert licence_text(apple) == "apple/A\n=======\n\nCore\n\napple/B\n=======\n\nPeel"


def test_a_text_that_is_gone_is_named(built: Path) -> None:
    (built / "licences" / "Zebra" / "LICENSE").unlink()
    assert licence_text(packages()[-1]) == "LICENSE: No such file or directory"


def test_what_is_left_out_or_new_in_a_build_does_not_matter(built: Path) -> None:
    (built / "about.json").write_text('{"version": "9.8.7", "built": "2026-11-21", "colour": "blue"}')
    assert (about().commit, about().version) == ("", "9.8.7")
    assert {"torch", "numpy"} <= {package.name for package in packages()}  # of the installed distributions


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"version": 5}', b'{"packages": [{}]}', b"\xff\xfe\x00", b"null"])
def test_a_damaged_file_of_the_build_is_passed_over(built: Path, damage: bytes, caplog: pytest.LogCaptureFixture) -> None:
    (built / "about.json").write_bytes(damage)
    assert about().version == __version__
    assert packages()[0].name == "neural-playground"
    assert "cannot be read" in caplog.text


def test_how_qt_is_replaced_is_said_where_it_is_bundled(built: Path) -> None:
    assert how_to_replace_qt() == ""
    (built / "REPLACE-QT.txt").write_text("Put your own libraries there.\n")
    assert how_to_replace_qt() == "Put your own libraries there."
