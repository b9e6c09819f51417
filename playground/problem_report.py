"""What a report of a problem says: this copy, this computer, the last crash and the end of the log, without who the user is.

Nothing is sent anywhere: the text is shown, and the user copies or saves it.
"""

from __future__ import annotations

import getpass
import platform
import re
from collections.abc import Mapping
from pathlib import Path
from unicodedata import normalize
from urllib.parse import quote

from playground.about import MAIN_PARTS, about, from_checkout, version_of
from playground.log import crash_of, current_session, end_of_log, sessions
from playground.places import home_folder

LINES = 200
"""How many lines of the log a report shows."""

_CRASH_LETTERS = 12_000


def report(facts: Mapping[str, str]) -> str:
    """The report, with home folder and user name replaced. Reads files: not meant for the main thread.

    Args:
        facts: What only the window knows, such as devices and screen, by name.
    """
    parts = [_copy(), _section("Computer", {"platform": platform.platform(), **facts})]
    crashed = next((session for session in sessions() if crash_of(session)), "")
    if crashed:
        parts.append(f"Last crash ({crashed})\n{_indented(crash_of(crashed)[-_CRASH_LETTERS:])}")
    if crashed and crashed != current_session():
        parts.append(f"Log of the session that crashed, last {LINES} lines\n{_indented(end_of_log(crashed, LINES))}")
    if session := current_session():
        parts.append(f"Log of this session ({session}), last {LINES} lines\n{_indented(end_of_log(session, LINES))}")
    return nameless("\n\n".join(parts) + "\n")


def _copy() -> str:
    this = about()
    return _section(
        "Neural Playground",
        {
            "version": this.version,
            "commit": this.commit or "unknown",
            "build": "from a checkout" if from_checkout() else f"{this.built or 'unknown'}, {this.flavour or 'unknown'}",
            "Python": platform.python_version(),
            **{part: version_of(part) or "not installed" for part in MAIN_PARTS},
        },
    )


def _section(title: str, facts: Mapping[str, str]) -> str:
    width = max(len(name) for name in facts)
    return "\n".join([title, *(f"  {name.ljust(width)}  {value}" for name, value in facts.items())])


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines()) or "  (empty)"


def nameless(text: str, home: Path | None = None, user: str | None = None) -> str:
    """The text with the home folder and the user's name replaced by ``~``.

    Args:
        text: What may hold them.
        home: None: the user's own. Found with either slash, doubled as Python quotes them, as in a web address, and in any case.
        user: None: the user's own. Found as a word of its own, so that a short name does not tear others apart.
    """
    own = home_folder()
    homes = {home} if home is not None else {own, own.resolve()} if own is not None else set()
    for folder in homes:
        parts = [_spellings(part.strip("\\/")) for part in folder.parts if part.strip("\\/")]
        if parts:
            root = r"[\\/]+" if folder.parts[0] in ("/", "\\") else ""
            text = re.sub(root + r"[\\/]+".join(parts) + r"(?![\w.-])", "~", text, flags=re.IGNORECASE)
    name = user if user is not None else _user()
    if len(name) > 1:
        text = re.sub(rf"(?<![A-Za-z0-9]){_spellings(name)}(?![A-Za-z0-9])", "~", text, flags=re.IGNORECASE)
    return text


def _spellings(name: str) -> str:
    """A pattern of the ways in which a name is written: whole letters or composed ones, or quoted for a web address."""
    forms = {normalize(form, name) for form in ("NFC", "NFD")}
    return "(?:" + "|".join(sorted(re.escape(form) for form in forms | {quote(form) for form in forms})) + ")"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a computer that does not know
        return ""
