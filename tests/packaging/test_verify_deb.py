"""What the verification of the package reads from texts; the systems themselves need root and are not touched here."""

from __future__ import annotations

import importlib
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load(monkeypatch: pytest.MonkeyPatch, name: str) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return importlib.import_module(f"verify.{name}")


@pytest.fixture
def parse(monkeypatch: pytest.MonkeyPatch) -> Any:
    return load(monkeypatch, "parse")


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch) -> Any:
    return load(monkeypatch, "report")


# apt's sources


def test_one_line_sources(parse: Any) -> None:
    text = "# a comment\ndeb [arch=amd64 signed-by=/key.gpg] http://m.example/debian/ bookworm main contrib  # here\ndeb-src http://m.example x main\n"
    assert [source.line() for source in parse.read_sources(text)] == ["deb http://m.example/debian bookworm main contrib"]


def test_deb822_sources(parse: Any) -> None:
    text = (
        "Types: deb deb-src\n# of old\nURIs: http://m.example/debian\nSuites: bookworm\n  bookworm-updates\nComponents: main\n\n"
        "Types: deb\nURIs: http://off.example\nSuites: bookworm\nComponents: main\nEnabled: no\n\n"
        "Types: deb-src\nURIs: http://source.example\nSuites: bookworm\nComponents: main\n"
    )
    assert [source.line() for source in parse.read_sources(text)] == [
        "deb http://m.example/debian bookworm main",
        "deb http://m.example/debian bookworm-updates main",
    ]


def test_another_release_comes_from_the_same_mirror(parse: Any) -> None:
    known = [
        parse.Source("http://m.example/debian", "bookworm", ("main", "contrib")),
        parse.Source("http://m.example/security", "bookworm-security", ("main",)),
        parse.Source("http://cloud.example", "cloud-bookworm", ("main",)),
        parse.Source("http://node.example", "nodistro", ("main",)),
        parse.Source("http://backports.example", "bookworm-backports", ("contrib",)),
    ]
    assert [source.line() for source in parse.sources_for("trixie", "bookworm", known)] == [
        "deb http://m.example/debian trixie main",
        "deb http://m.example/security trixie-security main",
    ]


# menu entries


def test_a_menu_entry_is_read_without_its_actions(parse: Any) -> None:
    text = "[Desktop Entry]\n# Exec=no\nName=Neural Playground\nName[ko]=뉴럴\nExec=playground %f\n[Desktop Action new]\nExec=other\n"
    assert parse.read_entry(text) == {"Name": "Neural Playground", "Name[ko]": "뉴럴", "Exec": "playground %f"}


@pytest.mark.parametrize(
    ("exec_line", "files", "words"),
    [
        ("playground %f", (), ["playground"]),
        ("playground %f", ("한글 폴더/a b.nnplay", "c"), ["playground", "한글 폴더/a b.nnplay"]),
        ("playground %F", ("a", "b"), ["playground", "a", "b"]),
        ('"/opt/my app/playground" --language ko %u', ("a",), ["/opt/my app/playground", "--language", "ko", "a"]),
        ("playground %i %c --share 50%%", (), ["playground", "--share", "50%"]),
    ],
)
def test_the_command_of_a_menu_entry(parse: Any, exec_line: str, files: tuple[str, ...], words: list[str]) -> None:
    assert parse.command_of(exec_line, files) == words


# the C library


def test_versions_of_the_c_library_are_compared_as_numbers(parse: Any) -> None:
    assert parse.newest_glibc("GLIBC_2.4 GLIBC_2.34 GLIBC_2.2.5 GLIBCXX_3.4.99 GLIBC_PRIVATE") == (2, 34)
    assert parse.newest_glibc("nothing") == ()
    assert parse.dotted((2, 34)) == "2.34"


def test_the_c_library_that_depends_asks_for(parse: Any) -> None:
    assert parse.declared_glibc("libgl1, libc6 (>= 2.35), libegl1") == (2, 35)
    assert parse.declared_glibc("libc6-dev (>= 2.40), libc6") == ()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ELF files are Linux's")
def test_what_a_program_needs_agrees_with_objdump(parse: Any) -> None:
    program = Path(sys.executable).resolve()
    try:
        shown = subprocess.run(["objdump", "-p", str(program)], capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        pytest.skip("objdump (binutils) is not on this machine")
    references = shown.partition("Version References:")[2]
    assert parse.newest_glibc(parse.needed_versions(program.read_bytes())) == parse.newest_glibc(references) != ()


# listings


def test_what_differs_between_two_listings(parse: Any, tmp_path: Path) -> None:
    for name in ("stays", "changes", "goes", "opens"):
        (tmp_path / name).write_text(name)
    (tmp_path / "log").mkdir()
    (tmp_path / "logs").mkdir()
    (tmp_path / "link").symlink_to("stays")
    before = parse.list_files(tmp_path)
    (tmp_path / "changes").write_text("chanGes")  # as long as it was
    (tmp_path / "goes").unlink()
    (tmp_path / "opens").chmod(0o777)
    (tmp_path / "log" / "new").touch()
    (tmp_path / "logs" / "new").touch()
    (tmp_path / "link").unlink()
    (tmp_path / "link").symlink_to("changes")
    os.utime(tmp_path / "stays", (0, 0))
    after = parse.list_files(tmp_path)
    assert parse.differences(before, after, ("log",)) == ["~ /changes", "- /goes", "~ /link", "+ /logs/new", "~ /opens"]
    assert parse.differences(before, before) == []


def test_a_quick_listing_notices_a_file_that_was_written_anew(parse: Any, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("same")
    (tmp_path / "written").write_text("same")
    before = parse.list_files(tmp_path, read=False)
    (tmp_path / "other").write_text("same")
    (tmp_path / "other").replace(tmp_path / "written")
    assert parse.differences(before, parse.list_files(tmp_path, read=False)) == ["~ /written"]


def test_a_listing_leaves_out_what_it_is_told_to(parse: Any, tmp_path: Path) -> None:
    (tmp_path / "home" / "learner").mkdir(parents=True)
    (tmp_path / "home" / "learner" / "work").touch()
    assert set(parse.list_files(tmp_path, ("home/learner",))) == {"home"}


def test_long_lists_are_shortened(parse: Any) -> None:
    assert parse.shortened(["a", "b"]) == "a; b"
    assert parse.shortened([str(number) for number in range(9)], 2) == "0; 1 and 7 more"


# results


def test_every_check_prints_a_line_and_a_failure_is_remembered(report: Any, capsys: pytest.CaptureFixture[str]) -> None:
    results = report.Report()
    with results.check("good") as figures:
        figures.append("3 files")
    with results.check("bad"):
        report.expect(False, "two\n  lines")
    with results.check("broken"):
        raise ValueError("no number")
    assert results.close() == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("ok   good  (")
    assert lines[0].endswith(" s, 3 files)")
    assert lines[1:3] == ["FAIL bad: two lines", "FAIL broken: ValueError: no number"]
    assert "1 passed, 2 failed" in lines


def test_a_stage_ends_with_the_check_that_it_stands_on_and_the_next_one_runs(
    report: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    results, reached = report.Report(), []
    with results.stage("first"):
        with results.check("install", needed=True):
            report.expect(False, "no room")
        reached.append("after")
    with results.stage("second"), results.check("other"):
        reached.append("second")
    assert reached == ["second"]
    assert results.failed == ["first: install"]
    assert "the rest of this part is left out: install failed" in capsys.readouterr().out


def test_nothing_failed_is_status_zero(report: Any) -> None:
    results = report.Report()
    with results.check("good"):
        pass
    assert results.close() == 0


# the picture of the display


def test_a_screenshot_is_a_png_of_what_the_display_drew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    screen = load(monkeypatch, "screen")
    monkeypatch.setattr(screen, "WIDTH", 2)
    monkeypatch.setattr(screen, "HEIGHT", 2)
    pixels = bytes([1, 2, 3, 0, 4, 5, 6, 0]) + bytes([7, 8, 9, 0, 10, 11, 12, 0])  # blue, green, red, nothing
    drawn = SimpleNamespace(_memory=b"head" + pixels, _start=4, _row=8)
    screen.Screen.save(drawn, tmp_path / "shots" / "a.png")
    data = (tmp_path / "shots" / "a.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, position = {}, 8
    while position < len(data):
        (length,) = struct.unpack(">I", data[position : position + 4])
        kind, body = data[position + 4 : position + 8], data[position + 8 : position + 8 + length]
        (check,) = struct.unpack(">I", data[position + 8 + length : position + 12 + length])
        assert check == zlib.crc32(kind + body)
        chunks[kind], position = body, position + 12 + length
    assert chunks[b"IHDR"] == struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    assert zlib.decompress(chunks[b"IDAT"]) == bytes([0, 3, 2, 1, 6, 5, 4, 0, 9, 8, 7, 12, 11, 10])


# the command


def test_without_a_package_or_root_it_says_so_in_one_line(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "packaging" / "verify_deb.py"), str(tmp_path / "missing.deb")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"verify_deb.py: {tmp_path / 'missing.deb'}: there is no such file\n"
    (tmp_path / "missing.deb").touch()
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PATH": ""})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "debootstrap" in done.stderr or "needs Debian" in done.stderr
