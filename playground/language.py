"""Text on screen goes through gettext here; English is the source, translations lie in ``resources/locale``.

``_`` translates now; ``N_`` only marks a text that is declared once at import and translated where it is shown.
"""

from __future__ import annotations

import gettext
import locale
import logging
import os
import struct
from collections.abc import Iterator
from pathlib import Path

from playground.places import resources

log = logging.getLogger(__name__)

_translations: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"
_asked_for = False


def _(message: str) -> str:
    """The message in the user's language."""
    return _translations.gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """The form of the message that fits the number ``n``."""
    return _translations.ngettext(singular, plural, n)


def N_(message: str) -> str:
    """Marks a message for translation and returns it unchanged."""
    return message


def languages() -> tuple[str, ...]:
    """Codes of the languages that can be chosen, English first."""
    return ("en", *sorted(path.parent.parent.name for path in resources().glob("locale/*/LC_MESSAGES/playground.mo")))


def system_language() -> str:
    """The code of the system's language, ``en`` where it is unknown."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return value.split(":")[0].split("_")[0].split(".")[0].lower()
    return (locale.getlocale()[0] or "en").split("_")[0].lower()


def current_language() -> str:
    """The code of the language that ``_`` translates to."""
    return _language


def language_asked_for() -> bool:
    """Whether someone named the language, so that a remembered one does not count."""
    return _asked_for


def use_language(code: str | None = None) -> str:
    """Makes ``code`` (None: the system's) the language of everything that ``_`` translates; returns what is used."""
    global _asked_for, _language, _translations
    wanted = code or system_language()
    catalogue = _catalogue(wanted) if wanted in languages()[1:] else None
    _translations = catalogue or gettext.NullTranslations()
    _language = wanted if catalogue else "en"
    return _language


def texts(code: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Every text of a language, in English and translated; each has several forms if it depends on a number. None for English."""
    try:
        data = _path(code).read_bytes()
        order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
        count, *tables = struct.unpack_from(f"{order}3I", data, 8)
        for place in range(count):
            forms = []
            for table in tables:
                length, begin = struct.unpack_from(f"{order}2I", data, table + 8 * place)
                forms.append(tuple(data[begin : begin + length].decode().split("\0")))
            if forms[0] != ("",):  # that is the header of the file
                yield forms[0], forms[1]
    except (OSError, ValueError, struct.error):
        return


def _path(code: str) -> Path:
    return resources() / "locale" / code / "LC_MESSAGES" / "playground.mo"


def _catalogue(code: str) -> gettext.NullTranslations | None:
    """The compiled catalogue of a language; None if its file is missing or broken, for a wrong text must not keep the app from starting."""
    path = _path(code)
    try:
        with path.open("rb") as file:
            return gettext.GNUTranslations(file)
    except (OSError, ValueError, LookupError, struct.error, SyntaxError) as error:
        log.warning("the translation %s cannot be read: %s", path, error)
        return None
