"""The monkey's own corner of the disk: files to open, and what its file dialogs answer."""

from __future__ import annotations

from pathlib import Path
from random import Random

from PySide6.QtWidgets import QFileDialog

from playground.datasets import DatasetConfig
from playground.layers import Dropout, Linear, ReLU
from playground.network import Network
from playground.runs.project import SUFFIX, Project, write_project

TABLES = {
    "plain.csv": "height,weight,colour\n"
    + "".join(f"{150 + row % 50},{50 + row % 37},{'red' if row % 3 else 'blue'}\n" for row in range(80)),
    "semicolons.csv": "a;b;c\n" + "".join(f"{row},5;{row * 3 % 17};{row % 2}\n" for row in range(40)),
    "series.csv": "date,sales\n" + "".join(f"20{10 + row // 12:02}-{row % 12 + 1:02}-01,{100 + row}\n" for row in range(96)),
    "rich.csv": "<b>x</b>,<img src=/dev/zero>,&amp;y\n" + "".join(f"{row},{row % 7},<i>{row % 2}</i>\n" for row in range(40)),
    "header.csv": "a,b,c\n",
    "empty.csv": "",
    "torn.csv": 'a,b\n1,"2\n3,4\n',
    "binary.csv": "\x00\x01\x02\x00",
    "torn.nnplay": '{"format": 1, "name": ',
    "list.nnplay": "[]",
    "words.txt": "once upon a time\nthere was a table\n",
}


class Scratch:
    """A folder with a few good and bad files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in TABLES.items():
            (folder / name).write_text(text, encoding="utf-8")
        network = Network((Linear(8), ReLU(), Dropout(0.2), Linear(1)))
        write_project(folder / f"plain{SUFFIX}", Project("plain", DatasetConfig("diabetes"), network=network))
        write_project(folder / f"rich{SUFFIX}", Project("<img src=/dev/zero>", DatasetConfig("xor"), network=network))
        self.names = [*sorted(TABLES), f"plain{SUFFIX}", f"rich{SUFFIX}", "missing.csv", "missing.nnplay", "."]

    def to_open(self, random: Random) -> str:
        """A file that is there, or is not, or is a folder."""
        return str(self.folder / random.choice(self.names))

    def to_save(self, random: Random) -> str:
        """A place to save to; some are of no use."""
        return str(
            self.folder / random.choice(["mine", f"other{SUFFIX}", "a.b.c", "no/such/folder/x.nnplay", "picture.png", "."])
        )

    def answer_dialogs(self, random: Random) -> None:
        """From now on file dialogs answer at once, as a user would who knows what to choose; some are cancelled."""

        def opened(*_arguments: object, **_named: object) -> tuple[str, str]:
            return (self.to_open(random) if random.random() < 0.8 else ""), ""

        def saved(*_arguments: object, **_named: object) -> tuple[str, str]:
            return (self.to_save(random) if random.random() < 0.8 else ""), ""

        for name, answer in (("getOpenFileName", opened), ("getSaveFileName", saved)):
            setattr(QFileDialog, name, staticmethod(answer))
