"""What is no table is called by its name, whatever its ending says; what is one is opened by its content, on every way in."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import feather, ipc, orc

from playground.cli import main
from playground.datasets import DatasetConfig, DatasetError
from playground.datasets.dataset import ignore
from playground.datasets.table_file import read_table
from playground.datasets.table_preview import preview_table
from playground.runs.opening import is_table

CSV = DatasetConfig(name="csv")
TABLE = pa.table({"a": [1, 2], "b": ["x", "y"]})


def written(write: object) -> bytes:
    out = io.BytesIO()
    write(out)  # type: ignore[operator]  # a function
    return out.getvalue()


def archive(*names: str, mimetype: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for name in names:
            file.writestr(name, "content")
    return out.getvalue()


def arrow_stream(out: io.BytesIO) -> None:
    with ipc.new_stream(out, TABLE.schema) as writer:
        writer.write_table(TABLE)


OTHERS: list[tuple[bytes, str]] = [
    (b"% a remark\n\n@RELATION iris\n@ATTRIBUTE x NUMERIC\n@DATA\n1\n", "ARFF"),
    (b"\n" * 40 + b"<!-- saved --><!DOCTYPE html><html><table>", "HTML"),
    (b"\xef\xbb\xbf  <TABLE><tr><td>1</td>", "HTML"),
    (b'<?xml version="1.0"?><rows/>', "XML"),
    (b"<rows>\n<row>1</row></rows>", "XML"),
    (b'{"a": [1, 2]}', "JSON"),
    (b"[1, 2, 3]", "JSON"),
    (b'{"a": 1}\n{"a": 2}\n', "JSON"),
    (b"% made by R\n\\begin{tabular}{ll}\na & b\\\\", "LaTeX"),
    (b"{\\rtf1\\ansi a,b}", "RTF"),
    (b"1 1:0.5 3:2\n-1 2:1e-3\n", "SVMlight"),
    (b"| a | b |\n|---|:-:|\n| 1 | 2 |\n", "Markdown"),
    (b"-- dump\nCREATE TABLE t (a int);\n", "SQL"),
    (b"MATLAB 5.0 MAT-file, Platform: GLNXA64", "MATLAB"),
    (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS pointer"),
    (b"Obj\x01\x04avro", "Avro"),
    (b"\x89HDF\r\n\x1a\n", "HDF5"),
    (gzip.compress(b"a,b\n1,2\n", mtime=0), "gzip, which is packed"),
    (b"\xfd7zXZ\0rest", "xz"),
    (archive("xl/workbook.bin"), "xlsb"),
    (archive("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument"),
    (archive("word/document.xml"), "Word"),
    (archive("model/data.pkl"), "PyTorch"),
    (archive("a.npy"), "NumPy"),
    (written(lambda out: np.save(out, np.arange(3))), "NumPy"),
    (written(lambda out: orc.write_table(TABLE, out)), "ORC"),
    (written(lambda out: feather.write_feather(TABLE, out)), "Feather"),
    (written(arrow_stream), "Arrow"),
    (written(lambda out: pd.DataFrame({"a": [1]}).to_stata(out)), "Stata"),
    *[(pickle.dumps({"a": [1]}, protocol), "pickle") for protocol in range(6)],
    *[(pickle.dumps(np.arange(3), protocol), "pickle") for protocol in range(6)],
]


@pytest.mark.parametrize(("content", "kind"), OTHERS)
def test_what_is_no_table_is_called_by_its_name(
    content: bytes, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    for look in (lambda: read_table(path, CSV, ignore), lambda: preview_table(path, CSV)):
        with pytest.raises(DatasetError, match=kind):
            look()
    assert main(["run", str(path), "--out", str(tmp_path / "out")], lambda _file: 0) == 1
    assert kind in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "<TICKER>,<DATE>,<CLOSE>\nA,1,2\nB,2,3\n",
        "<DATE>\t<OPEN>\n1\t2\n3\t4\n",
        "[mm],[s]\n1,2\n3,4\n",
        "select,b\n1,2\n3,4\n",
        "% share,b\n1,2\n3,4\n",
        "orc,b\n1,2\n3,4\n",
        "1 2:30 x\n2 3:10 y\n",
        "create,table\n1,2\n",
    ],
)
def test_what_only_looks_like_another_format_is_a_table(text: str, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(text)
    assert read_table(tmp_path / "data.csv", CSV, ignore).table.num_rows > 0


CONTENTS = {
    "csv": b"a,b\n1,2\n3,4\n",
    "tsv": b"a\tb\n1\t2\n3\t4\n",
    "parquet": written(TABLE.to_pandas().to_parquet),
    "xlsx": written(lambda out: TABLE.to_pandas().to_excel(out, index=False)),
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
@pytest.mark.parametrize("name", ["x.csv", "x.tsv", "x.parquet", "x.xlsx", "x.data", "x", "x.json"])
def test_the_content_decides_what_is_a_table(content: bytes, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    (tmp_path / name).write_bytes(content)
    opened: list[str | None] = []

    def window(file: str | None) -> int:
        opened.append(file)
        return 0

    assert is_table(tmp_path / name)
    assert main([str(tmp_path / name)], window) == 0
    assert opened == [str(tmp_path / name)]


@pytest.mark.parametrize("name", ["p.nnplay", "p.csv", "p.txt", "p"])
def test_a_project_is_one_under_any_name(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(json.dumps({"format": 1}))
    assert not is_table(tmp_path / name)
