"""Files on disk: only ordinary ones are read, a file is written whole or not at all, and what cannot be done is an ``OSError`` with a reason.

Everything that opens a file of the user's goes through :func:`open_ordinary`, and everything that replaces one through
:func:`write_atomically`. The standard library alone: the window, the engine and the command line share it.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import secrets
import stat
import tempfile
from io import BufferedReader
from pathlib import Path
from typing import TextIO

from playground.language import _
from playground.places import NOWHERE, private_folder

_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | _BINARY
_SERVER = re.compile(r"[\\/]{2}(?:\?[\\/]UNC[\\/])?([^\\/?.][^\\/]*)[\\/]", re.IGNORECASE)


class NotOrdinaryError(OSError):
    """There is something, but no ordinary file; ``strerror`` says what."""


def reason_of(error: OSError) -> str:
    """Why the system would not, in a few words."""
    return error.strerror or str(error)


# Reading


def open_ordinary(path: Path) -> BufferedReader:
    """Opens an ordinary file to be read. Never waits, and never touches what is none: a pipe, a device, a socket.

    Raises:
        NotOrdinaryError: it is a folder or something special.
        OSError: there is none, or it cannot be opened.
    """
    try:
        _check_ordinary(path, path.stat().st_mode)  # before it is opened: opening a pipe waits, opening a device can do anything
        handle = os.open(path, _READ)
    except ValueError as error:  # a name that no system takes
        raise OSError(errno.EINVAL, str(error), str(path)) from None
    try:
        _check_ordinary(path, os.fstat(handle).st_mode)  # it may be another one by now
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def _check_ordinary(path: Path, mode: int) -> None:
    if stat.S_ISREG(mode) and not str(path).startswith("\\\\.\\"):
        return
    kinds = (
        (stat.S_ISDIR, _("it is a directory, not a file")),
        (stat.S_ISFIFO, _("it is a pipe, not an ordinary file")),
        (stat.S_ISSOCK, _("it is a socket, not an ordinary file")),
    )
    words = next((words for is_kind, words in kinds if is_kind(mode)), _("it is a device, not an ordinary file"))
    raise NotOrdinaryError(errno.EINVAL, words, str(path))


def fingerprint(path: Path) -> str:
    """What tells the content of a file from every other one (SHA-256); empty if there is no file, or none that can be read."""
    try:
        with open_ordinary(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def fingerprint_of(data: bytes) -> str:
    """The ``fingerprint`` of a file with this content."""
    return hashlib.sha256(data).hexdigest()


def server_of(path: str) -> str:
    r"""The computer that a path leads to, such as ``server`` in ``\\server\share\a.csv``; empty for a path on this one.

    To open such a path is to connect to that computer, with the user's name. The spelling alone counts, on every system.
    """
    match = _SERVER.match(path)
    return match[1] if match else ""


# Writing


def is_there(path: Path) -> bool:
    """Whether there is something; what cannot be looked at, such as a name that is too long, is not there."""
    try:
        path.stat()
    except (OSError, ValueError):
        return False
    return True


def completed(path: Path, suffix: str) -> Path:
    """The path with a suffix at its end, whatever other dots are in its name: ``run v1.2`` is ``run v1.2.nnplay``."""
    return path if path.name.lower().endswith(suffix) and len(path.name) > len(suffix) else path.with_name(path.name + suffix)


def write_atomically(path: Path, data: bytes, private: bool = False) -> None:
    """Writes a file so that a reader finds the old content or the new, never a part: temporary file, fsync, rename.

    Args:
        path: Where; a link stays a link. What is there must be an ordinary file that may be written to.
        data: The whole content.
        private: Of the app's own, for the user alone (0600). Else an old file keeps its rights, and a new one gets the usual ones (umask).

    Raises:
        OSError: the file could not be written; the old one is untouched.
    """
    try:
        target = Path(os.path.realpath(path))
        mode = _mode_of(target)
    except ValueError as error:
        raise OSError(errno.EINVAL, str(error), str(path)) from None
    mode = 0o600 if private else mode
    temporary = target.with_name(f".{secrets.token_hex(6)}.tmp")  # short, whatever the length of the name
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666 if mode is None else mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def open_to_write(path: Path) -> TextIO:
    """Opens a text file that grows while it is written; what was in it is gone. For what is of use in parts, such as a history of epochs.

    Raises:
        OSError: it cannot be opened, or what is there is no ordinary file.
    """
    _mode_of(path)
    return path.open("w", encoding="utf-8", newline="")


def remove(path: Path) -> None:
    """Removes a file, if there is one.

    Raises:
        OSError: it cannot be removed, or what is there is no ordinary file.
    """
    _mode_of(path)
    path.unlink(missing_ok=True)


def _mode_of(target: Path) -> int | None:
    """The rights of the file that is to be replaced; None if there is none. Errors as those of ``write_atomically``."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    _check_ordinary(target, mode)
    if not os.access(target, os.W_OK):  # a rename asks the folder alone, not the file
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    return stat.S_IMODE(mode) & 0o777


def unwritable(folder: Path) -> str:
    """Why nothing can be kept in a folder of the app's own, in a few words; empty if something can. Makes the folder."""
    if folder.is_relative_to(NOWHERE):
        return _("there is no home folder")
    try:
        with tempfile.TemporaryFile(dir=private_folder(folder)) as file:
            file.write(bytes(4096))
            file.flush()
    except OSError as error:
        return reason_of(error)
    return ""
