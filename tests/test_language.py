"""Text in the user's language, and catalogues that are complete and true to the sources."""

from __future__ import annotations

import gettext
import io
import os
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground import language
from playground.language import N_, _, current_language, languages, ngettext, use_language
from playground.places import resources

ROOT = Path(__file__).resolve().parent.parent
PO = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=n != 1;\\n"

msgid "Train"
msgstr "Lernen"

msgid "{n} layer"
msgid_plural "{n} layers"
msgstr[0] "{n} Schicht"
msgstr[1] "{n} Schichten"
"""


def compiled(text: str) -> bytes:
    target = io.BytesIO()
    write_mo(target, read_po(io.StringIO(text), "de"))
    return target.getvalue()


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The path of a German catalogue in resources of this test alone."""
    monkeypatch.setattr(language, "resources", lambda: tmp_path)
    path = tmp_path / "locale" / "de" / "LC_MESSAGES" / "playground.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(compiled(PO))
    yield path
    use_language("en")


def test_english_is_the_source() -> None:
    assert use_language("en") == "en"
    assert _("Train") == N_("Train") == "Train"
    assert ngettext("{n} layer", "{n} layers", 2) == "{n} layers"
    assert _("") == ""  # gettext itself would give the header of the catalogue


def test_a_catalogue_is_used(catalogue: Path) -> None:
    assert languages() == ("en", "de")
    assert use_language("de") == current_language() == "de"
    assert _("Train") == "Lernen"
    assert [ngettext("{n} layer", "{n} layers", n) for n in (1, 2)] == ["{n} Schicht", "{n} Schichten"]
    assert _("Never translated") == "Never translated"
    assert _("") == ""


def test_an_unknown_language_is_english(catalogue: Path) -> None:
    assert use_language("xx") == "en"
    assert _("Train") == "Train"


@pytest.mark.parametrize("damage", [b"", b"text", b"\xde\x12\x04\x95" + b"\xff" * 40])
def test_a_broken_catalogue_is_english(catalogue: Path, damage: bytes) -> None:
    use_language("de")
    catalogue.write_bytes(damage)
    assert use_language("de") == current_language() == "en"
    assert _("Train") == "Train"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=300)
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=4), st.integers(0, 400))
def test_a_damaged_catalogue_stops_nothing(catalogue: Path, changes: list[tuple[int, int]], length: int) -> None:
    damaged = bytearray(compiled(PO))
    for position, byte in changes:
        damaged[position % len(damaged)] = byte
    for data in (damaged, damaged[:length]):
        catalogue.write_bytes(data)
        assert use_language("de") in ("de", "en")


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "C.UTF-8"}, "c"),
        ({"LANGUAGE": "de:en", "LANG": "ko_KR.UTF-8"}, "de"),
        ({"LC_ALL": "en_GB", "LANG": "ko_KR.UTF-8"}, "en"),
    ],
)
def test_the_language_of_the_system(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], code: str) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language.system_language() == code


# --- the catalogues that ship

CATALOGUES = sorted(resources().glob("locale/*/LC_MESSAGES/playground.po"))


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
class TestEveryCatalogue:
    def test_it_has_every_text_of_the_sources_and_no_other(self, path: Path) -> None:
        command = [sys.executable, "packaging/translate.py", "check", path.parent.parent.name]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
        assert done.returncode == 0, done.stdout + done.stderr

    def test_the_compiled_file_is_that_of_the_text(self, path: Path) -> None:
        expected = io.BytesIO()
        with path.open("rb") as file:
            write_mo(expected, read_po(file))
        with path.with_suffix(".mo").open("rb") as file:
            shipped = gettext.GNUTranslations(file)
        expected.seek(0)
        code = path.parent.parent.name
        same = shipped._catalog == gettext.GNUTranslations(expected)._catalog  # type: ignore[attr-defined]
        assert same, f"the texts have changed since they were compiled: run packaging/translate.py compile {code}"
        assert code in languages()

    def test_every_text_is_translated_with_the_same_placeholders(self, path: Path) -> None:
        with path.open("rb") as file:
            catalogue = read_po(file)
        problems = []
        for message in catalogue:
            if not message.id:
                continue
            sources = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
            translations = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
            for translation in translations:
                if not translation or message.fuzzy:
                    problems.append(f"{message.id}: not translated")
                elif "{" in sources[-1] and placeholders(translation) != placeholders(sources[-1]):
                    problems.append(f"{message.id}: other placeholders")
        assert problems == []
