"""What a file is, by its content alone: a text, an Excel file, a Parquet file, or something else that is called by its name. Standard library only.

The file is opened here, never by pandas: given a name, pandas would fetch addresses and unpack archives.
"""

from __future__ import annotations

import codecs
import os
import re
import zipfile
from pathlib import Path
from typing import BinaryIO

from playground.datasets.dataset import DatasetError
from playground.disk import open_ordinary, reason_of
from playground.language import _

_START = 2**16
_CONTAINER = 2**20
"""Bytes at each end of an old Excel file in which its table of contents mostly stands."""
_PACKED = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"\xfd7zXZ\0": "xz",
    b"\x04\x22\x4d\x18": "LZ4",
    b"BZh": "bzip2",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
}
_BINARY = {
    b"%PDF": "PDF",
    b"%!PS": "PostScript",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"RIFF": "RIFF (sound or film)",
    b"OggS": "Ogg",
    b"ID3": "MP3",
    b"SQLite format 3": "SQLite",
    b"\x89HDF": "HDF5",
    b"CDF\x01": "NetCDF",
    b"CDF\x02": "NetCDF",
    b"CDF\x05": "NetCDF",
    b"\x93NUMPY": "NumPy",
    b"FEA1": "Feather",
    b"ARROW1": "Arrow (Feather)",
    b"\xff\xff\xff\xff": "Arrow stream",
    b"ORC": "ORC",
    b"Obj\x01": "Avro",
    b"MATLAB 5.0 MAT-file": "MATLAB (mat)",
    b"MATLAB 7.3 MAT-file": "MATLAB (mat)",
    b"$FL2": "SPSS",
    b"$FL3": "SPSS",
    b"<stata_dta>": "Stata",
    b"HEADER RECORD*******": "SAS (xpt)",
    b"\0" * 12 + b"\xc2\xea\x81\x60": "SAS",
    b"}q\0": "pickle",
    b"]q\0": "pickle",
    b"RDX": "R data",
    b"RDA": "R data",
    b"X\n\0\0\0": "R data",
    b"SIMPLE  =": "FITS",
    b"\x7fELF": "program",
    b"MZ\x90": "program",
    b"version https://git-lfs": "Git LFS pointer",
}
_MEMBERS = (
    ("xl/workbook.bin", "Excel binary (xlsb)"),
    ("word/", "Word"),
    ("ppt/", "PowerPoint"),
    ("Index/", "Apple Numbers"),
    ("META-INF/MANIFEST.MF", "Java archive"),
    ("doc.kml", "KMZ"),
)
_OPEN_DOCUMENT = "mimetype"
_TEXTS = (
    ("RTF", re.compile(r"\{\\rtf")),
    (
        "HTML",
        re.compile(
            r"(<!--(?:(?!-->).)*-->\s*|<\?xml[^>]*>\s*)*<(!doctype\s+html|html|head|body|table|script|div|meta|title|style)\b",
            re.DOTALL,
        ),
    ),
    ("XML", re.compile(r"<\?xml|<!doctype|<!--|<([a-z][\w:.-]*)(\s[^<>]*)?>[\r\n ]*<(?=.*</)", re.DOTALL)),
    ("JSON", re.compile(r"\{\s*(\"[^\"\n]*\"\s*:|\})|\[\s*(\{|\[|\"[^\"\n]*\"\s*[,\]]|-?\d[\d.e+-]*\s*[,\]]|\])")),
    ("LaTeX", re.compile(r"(\s*%[^\n]*\n)*\s*\\(documentclass|begin|usepackage|input|section|hline|toprule|def|newcommand)\b")),
    ("Matrix Market", re.compile(r"%%matrixmarket")),
    ("ARFF (Weka)", re.compile(r"(\s*%[^\n]*\n)*\s*@relation\b")),
    (
        "SQL",
        re.compile(
            r"((--|/\*)[^\n]*\n|\s)*(create|drop|insert|alter|use|begin|set|lock)\s+(table|into|database|transaction|names|tables)\b"
        ),
    ),
    (
        "SVMlight (LIBSVM)",
        re.compile(
            r"([-+]?[\d.]+(e[-+]?\d+)?(,\d+)*(\s+qid:\d+)?([ \t]+\d+:[-+]?[\d.]+(e[-+]?\d+)?)+[ \t]*(#[^\n]*)?(\r?\n|\Z)){2}"
        ),
    ),
    ("pickle", re.compile(r"(\([dl]p\d+\n|c[\w.]+\n\w+\n)")),
    ("iCalendar", re.compile(r"begin:(vcalendar|vcard)")),
    ("YAML", re.compile(r"---[ ]*\r?\n\s*(-\s+)?[\w-]+:(\s|$)")),
    ("PEM", re.compile(r"-----begin ")),
)
_RULE = re.compile(r"\|?[ :]*-{3}[-: ]*(\|[-: ]+)+\|?")
"""The line below the names of a table in Markdown."""
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def open_table(path: Path) -> BinaryIO:
    """Opens an ordinary file.

    Raises:
        DatasetError: there is none, or it cannot be read.
    """
    try:
        return open_ordinary(path)
    except FileNotFoundError:
        raise DatasetError(_("There is no file {path}.").format(path=path)) from None
    except OSError as error:
        raise DatasetError(_("{path} cannot be read: {reason}.").format(path=path, reason=reason_of(error))) from None


def format_of(file: BinaryIO, name: str) -> str:
    """``text``, ``xlsx`` or ``parquet``, by the content of the file.

    Raises:
        DatasetError: it is empty, or of another kind.
    """
    file.seek(0)
    start = file.read(_START)
    if not start:
        raise DatasetError(_("The file is empty."))
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _archive(file, name)
    if start.startswith(_OLD_EXCEL):
        raise DatasetError(_old_excel(file, name))
    packed = next((kind for magic, kind in _PACKED.items() if start.startswith(magic)), None)
    if packed is None and start[257:262] == b"ustar":
        packed = "tar"
    if packed is not None:
        raise DatasetError(_packed(name, packed))
    kind = next((kind for magic, kind in _BINARY.items() if start.startswith(magic)), None) or _kind_of_text(start)
    if kind is None and start[:1] in b"lmnopqrs" and start[1:3] in (b"\x01\x01", b"\x02\x01"):
        kind = "Stata"
    if kind is None and start[:1] == b"\x80" and start[1:2] in b"\x02\x03\x04\x05" and len(start) > 2:
        kind = "pickle"
    if kind is not None:
        raise DatasetError(_other(name, kind))
    return "text"


def _other(name: str, kind: str) -> str:
    text = _("{name} is no table but looks like {kind}; save it as CSV, Excel (xlsx) or Parquet first.")
    return text.format(name=name, kind=kind)


def _packed(name: str, kind: str) -> str:
    return _("{name} is no table but looks like {kind}, which is packed; unpack it first.").format(name=name, kind=kind)


def _kind_of_text(start: bytes) -> str | None:
    """What a text is that is no table."""
    encoding = "utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    text = start.decode(encoding, errors="replace").lstrip().lower()
    second = text.split("\n", 2)[1:2]
    if second and _RULE.fullmatch(second[0].strip()):
        return "Markdown"
    return next((kind for kind, beginning in _TEXTS if beginning.match(text)), None)


def _archive(file: BinaryIO, name: str) -> str:
    """What a ZIP archive is: ``xlsx``, or an error that calls it by its name."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.namelist()
            kind = archive.read(_OPEN_DOCUMENT)[:200].decode("ascii", "replace") if _OPEN_DOCUMENT in members else ""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, UnicodeError, RuntimeError):
        raise DatasetError(_("{name} is not a whole Excel file: it is damaged or cut off.").format(name=name)) from None
    for member, other in _MEMBERS:
        if any(found.startswith(member) for found in members):
            raise DatasetError(_other(name, other))
    if "opendocument" in kind or "epub" in kind:
        other = "OpenDocument (ods)" if kind.endswith("spreadsheet") else kind.rpartition("/")[2]
        raise DatasetError(_other(name, other))
    if any(found.endswith("data.pkl") for found in members):
        raise DatasetError(_other(name, "PyTorch"))
    if members and all(found.endswith(".npy") for found in members):
        raise DatasetError(_other(name, "NumPy (npz)"))
    if not any(found.startswith("xl/") for found in members):
        raise DatasetError(_("{name} is a ZIP archive and no Excel file; unpack it first.").format(name=name))
    return "xlsx"


def _old_excel(file: BinaryIO, name: str) -> str:
    """What is said of a file in the container of old Excel files, in which Excel also wraps those with a password."""
    size = os.fstat(file.fileno()).st_size
    file.seek(0)
    data = file.read(_CONTAINER)
    file.seek(max(size - _CONTAINER, 0))  # its table of contents stands anywhere, mostly at one of the ends
    data += file.read(_CONTAINER)
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _("{name} is protected by a password; save it in Excel without one first.").format(name=name)
    return _other(name, "Word 97 (doc)" if "WordDocument".encode("utf-16-le") in data else "Excel 97 (xls)")
