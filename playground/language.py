"""Text on screen goes through gettext here; English is the source, translations lie in ``resources/locale``.

``_`` translates now; ``N_`` only marks a text that is declared once at import and translated where it is shown.
"""

from __future__ import annotations

import gettext
import locale
import os

from playground.places import resources

_translations: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


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


def use_language(code: str | None = None) -> str:
    """Makes ``code`` (None: the system's) the language of everything that ``_`` translates; returns what is used."""
    global _language, _translations
    wanted = code or system_language()
    used = wanted if wanted in languages() else "en"
    _translations = (
        gettext.NullTranslations()
        if used == "en"
        else gettext.translation("playground", resources() / "locale", languages=[used])
    )
    _language = used
    return used
