"""Looks for a newer version where this copy says that versions are published. Only ever called when the user asks for it."""

from __future__ import annotations

import http.client
import json
import ssl
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from packaging.version import InvalidVersion, Version

from playground.language import _

SECONDS = 10.0
"""How long an answer may take."""

_MOST_BYTES = 2_000_000
_CHUNK = 2**14

_CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
"""Where Linux distributions keep the certificates that they trust; the Python of a packaged app may come from another distribution."""


class UpdateError(Exception):
    """Why it could not be found out whether there is a newer version, in one sentence."""


@dataclass(frozen=True)
class Release:
    """The newest published version.

    Attributes:
        page: The page to read about it and to get it from.
        newer: Whether it is newer than this copy.
    """

    version: str
    page: str
    newer: bool


def feed_of(home: str) -> str:
    """The address that tells the newest release of a project.

    Raises:
        UpdateError: the project's home is unknown, or of a kind that tells no releases.
    """
    parts = urlsplit(home)
    names = parts.path.strip("/").removesuffix(".git").split("/")
    if not home:
        raise UpdateError(_("This copy does not know where newer versions are published."))
    if parts.scheme != "https" or parts.hostname != "github.com" or len(names) != 2 or not all(names):
        raise UpdateError(_("This copy names {home} as its home, where it cannot look for versions.").format(home=home))
    return f"https://api.github.com/repos/{names[0]}/{names[1]}/releases/latest"


def find_newest(
    feed: str, home: str, current: str, cancelled: threading.Event | None = None, seconds: float = SECONDS
) -> Release:
    """Asks for the newest release. Waits for the network: not meant for the main thread.

    Args:
        feed: The address that answers in GitHub's JSON.
        home: The home of the project: pages elsewhere are not linked to.
        current: The version of this copy.
        cancelled: When set, the answer is not waited for any longer than the next piece of it.
        seconds: How long it may take altogether.

    Raises:
        UpdateError: it could not be found out, and why.
    """
    return _release(_fetch(feed, cancelled or threading.Event(), seconds), home, current)


def _fetch(address: str, cancelled: threading.Event, seconds: float) -> bytes:
    limit = time.monotonic() + seconds
    request = urllib.request.Request(  # noqa: S310  # the address is made by feed_of
        address, headers={"Accept": "application/vnd.github+json", "User-Agent": "neural-playground"}
    )
    data = bytearray()
    try:
        with urllib.request.urlopen(request, timeout=seconds, context=_trust()) as answer:  # noqa: S310
            while piece := answer.read1(_CHUNK):
                data += piece
                if cancelled.is_set():
                    raise UpdateError(_("Cancelled."))
                if time.monotonic() > limit:
                    raise TimeoutError
                if len(data) > _MOST_BYTES:
                    raise UpdateError(_nonsense())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise UpdateError(_in_words(error, urlsplit(address).hostname or address)) from error
    return bytes(data)


def _trust() -> ssl.SSLContext:
    context = ssl.create_default_context()
    known = ssl.get_default_verify_paths()
    if not (known.cafile or known.capath) and not context.cert_store_stats()["x509_ca"]:
        for name in _CERTIFICATES:
            if Path(name).is_file():
                context.load_verify_locations(name)
                break
    return context


def _in_words(error: Exception, host: str) -> str:
    """Why there is no answer, in one sentence."""
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        if error.code == http.HTTPStatus.NOT_FOUND:
            return _("No version has been published there yet ({host} answers 404).").format(host=host)
        if error.code in (http.HTTPStatus.FORBIDDEN, http.HTTPStatus.TOO_MANY_REQUESTS):
            return _("{host} was asked too often from this network ({code}). Try again in an hour.").format(
                host=host, code=error.code
            )
        return _("{host} could not answer ({code}). Try again later.").format(host=host, code=error.code)
    reason = getattr(error, "reason", error)
    if isinstance(reason, ssl.SSLCertVerificationError):
        text = _("The connection to {host} is not safe: its certificate was refused ({reason}).")
        return text.format(host=host, reason=reason.verify_message)
    if isinstance(reason, TimeoutError):
        return _("{host} did not answer in time. Try again later.").format(host=host)
    text = _("{host} cannot be reached ({reason}). Is this computer connected to the internet?")
    return text.format(host=host, reason=getattr(reason, "strerror", None) or reason)


def _nonsense() -> str:
    return _("What came as an answer names no version. It may come from a page of this network that asks to sign in.")


def _release(data: bytes, home: str, current: str) -> Release:
    """The release that an answer tells of; a trial version counts as newer only where this copy is one too."""
    try:
        answer: Any = json.loads(data)
        name = answer["tag_name"]
        version = Version(name)
    except (ValueError, KeyError, TypeError, RecursionError, InvalidVersion) as error:
        raise UpdateError(_nonsense()) from error
    page = answer.get("html_url")
    if not (isinstance(page, str) and page.startswith(home.removesuffix("/") + "/")):
        page = home.removesuffix("/") + "/releases"
    own = Version(current)
    trial = version.is_prerelease or answer.get("prerelease") is True
    return Release(str(version), page, version > own and (own.is_prerelease or not trial))
