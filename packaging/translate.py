"""Keeps the catalogues in ``resources/locale`` in step with the sources.

::

    .venv/bin/python packaging/translate.py update ko    # adds new texts to the .po file, drops old ones; begins it if it is not there
    .venv/bin/python packaging/translate.py compile ko   # writes the .mo file that the app reads
    .venv/bin/python packaging/translate.py check ko     # tells what is missing or left over; ends with 1 if anything is

After a text was added or changed: ``update``, write what is new into the .po file in the words that stand there, ``compile``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def catalogue_path(language: str) -> Path:
    """The .po file of a language."""
    return ROOT / "resources" / "locale" / language / "LC_MESSAGES" / "playground.po"


def sources() -> Catalog:
    """Every text that the sources mark for translation, with the files in which it stands."""
    catalogue = Catalog(project="Neural Playground", charset="utf-8", fuzzy=False)
    found = extract_from_dir(str(ROOT / "playground"), [("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",))
    for name, line, message, comments, context in sorted(found, key=lambda one: one[:2]):  # however the disk lists its files
        catalogue.add(message, None, [(f"playground/{name}", line)], auto_comments=comments, context=context)
    return catalogue


def read(language: str) -> Catalog:
    """The catalogue of a language, empty if there is none yet."""
    path = catalogue_path(language)
    if not path.exists():
        people = {"last_translator": "Neural Playground", "language_team": language, "msgid_bugs_address": "none"}
        head = f"# The texts of Neural Playground in the language {language}."
        return Catalog(language, header_comment=head, project="Neural Playground", version="1", fuzzy=False, **people)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def keys(catalogue: Catalog) -> Iterator[str]:
    """The texts of a catalogue in the source language."""
    for message in catalogue:
        if message.id:
            yield message.id if isinstance(message.id, str) else message.id[0]


def update(language: str) -> int:
    """Brings the .po file to the texts of the sources; what changed only a little is not guessed at."""
    catalogue = read(language)
    catalogue.update(sources(), no_fuzzy_matching=True, update_creation_date=False)
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, ignore_obsolete=True, include_lineno=False, sort_by_file=True)
    untranslated = [key for key in keys(catalogue) if not any(_translations(catalogue, key))]
    print(f"{path.relative_to(ROOT)}: {len(catalogue)} texts, {len(untranslated)} without a translation")
    return 0


def _translations(catalogue: Catalog, key: str) -> tuple[str, ...]:
    message = catalogue.get(key)
    assert message is not None
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string or "",)


def compile_catalogue(language: str) -> int:
    """Writes the .mo file beside the .po file."""
    path = catalogue_path(language)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, read(language))
    print(f"{path.with_suffix('.mo').relative_to(ROOT)} written")
    return 0


def check(language: str) -> int:
    """Tells which texts are missing, left over or not translated."""
    catalogue, wanted = read(language), sources()
    problems = [f"missing: {key!r}" for key in sorted(set(keys(wanted)) - set(keys(catalogue)))]
    problems += [f"left over: {key!r}" for key in sorted(set(keys(catalogue)) - set(keys(wanted)))]
    problems += [f"not translated: {key!r}" for key in keys(catalogue) if not all(_translations(catalogue, key))]
    if problems:
        path = catalogue_path(language).relative_to(ROOT)
        problems.append(
            f"Run packaging/translate.py update {language}, translate in {path}, then run it with compile {language}."
        )
    print("\n".join(problems) or f"{language}: all {len(catalogue)} texts are translated")
    return 1 if problems else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Keep the translations in step with the sources.")
    parser.add_argument("command", choices=("update", "compile", "check"))
    parser.add_argument("language", help="code of the language, such as ko")
    options = parser.parse_args()
    commands = {"update": update, "compile": compile_catalogue, "check": check}
    sys.exit(commands[options.command](options.language))
