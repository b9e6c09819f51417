"""The import panel: the first rows of a table, how its file is read, and what its columns are, before it is used."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from playground.datasets import TASKS, DatasetConfig
from playground.datasets.config import DECIMALS, ENCODINGS, HEADERS, SEPARATORS
from playground.datasets.table_preview import TablePreview
from playground.gui.choice_box import ChoiceBox
from playground.gui.label import Label
from playground.gui.preview_table import PreviewTableView
from playground.gui.theme import theme
from playground.language import _, ngettext

_FORMATS = {"text": "CSV", "xlsx": "Excel", "parquet": "Parquet"}


class ImportPanel(QDialog):
    """A window of its own above the main window; the app goes on meanwhile. It changes nothing: whoever opened it does.

    Signals:
        preview_wanted: The file should be looked at with these choices (a ``DatasetConfig``).
        used: The user wants this table (a ``DatasetConfig`` and its ``TablePreview``).
    """

    preview_wanted = Signal(object)
    used = Signal(object, object)

    def __init__(self, config: DatasetConfig, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_panel")
        self.setWindowTitle(_("Import a table"))
        self.resize(theme().pixels(980), theme().pixels(620))
        self._config = config
        self._preview: TablePreview | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(10)
        self._title = self._label("title", Path(config.path or "").name)
        self._facts = self._label("dim", _("Looking at the file …"))
        column.addWidget(self._title)
        column.addWidget(self._facts)
        column.addLayout(self._build_file())
        self.table = PreviewTableView()
        self.table.type_chosen.connect(self._type_chosen)
        self.table.role_chosen.connect(self._role_chosen)
        column.addWidget(self.table, 1)
        self._hint = self._label("small", _("Click the head of a column to change its type or its role."))
        column.addWidget(self._hint)
        column.addLayout(self._build_end())
        self._fill_unread()

    @property
    def config(self) -> DatasetConfig:
        """What the user chose so far."""
        return self._config

    def _label(self, role: str, text: str) -> Label:
        label = Label(text)
        label.setProperty("role", role)
        label.setWordWrap(True)
        return label

    def _build_file(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._choices: dict[str, QComboBox] = {}
        self._names: dict[str, Label] = {}
        for name, text in (
            ("encoding", _("Encoding")),
            ("separator", _("Separator")),
            ("decimal", _("Decimal sign")),
            ("header", _("First row")),
            ("sheet", _("Sheet")),
        ):
            self._names[name] = self._label("small", text)
            self._names[name].setWordWrap(False)
            self._choices[name] = self._choice(f"import_{name}", text)
            self._choices[name].activated.connect(lambda _index, name=name: self._file_chosen(name))
            row.addWidget(self._names[name])
            row.addWidget(self._choices[name])
        row.addStretch(1)
        return row

    def _build_end(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._target = self._choice("import_target", _("Target"))
        self._target.activated.connect(lambda _index: self._role_chosen(str(self._target.currentData()), "target"))
        self._task = self._choice("import_task", _("Task"))
        self._task.activated.connect(lambda _index: self._change(task=self._task.currentData()))
        for text, choice in ((_("Target"), self._target), (_("Task"), self._task)):
            row.addWidget(self._label("small", text))
            row.addWidget(choice)
        row.addStretch(1)
        cancel = QPushButton(_("Cancel"))
        cancel.setObjectName("import_cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self._use = QPushButton(_("Use this table"))
        self._use.setObjectName("import_use")
        self._use.setProperty("role", "primary")
        self._use.setEnabled(False)
        self._use.setAutoDefault(False)
        self._use.clicked.connect(self._used)
        row.addWidget(cancel)
        row.addWidget(self._use)
        return row

    def _choice(self, name: str, label: str) -> QComboBox:
        box = ChoiceBox()
        box.setObjectName(name)
        box.setAccessibleName(label)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.setMaximumWidth(theme().pixels(220))
        return box

    # what is shown

    def show_preview(self, preview: TablePreview | None, message: str = "") -> None:
        """Shows the first rows and the guesses; without them, why there are none. What was shown before stays to be changed."""
        if preview is not None:
            self._preview = preview
            self.table.show_preview(preview)
            self._fill(preview)
        trouble = message or (preview.problem if preview is not None else "")
        self._hint.setProperty("role", "danger" if trouble else "small")
        self._hint.setText(trouble or _("Click the head of a column to change its type or its role."))
        self._hint.style().polish(self._hint)
        if preview is None and self._preview is None:
            self._facts.setText(_("There is nothing to show."))
        self._use.setEnabled(preview is not None and not trouble)

    def _fill(self, preview: TablePreview) -> None:
        columns = ngettext("{n} column", "{n} columns", len(preview.columns)).format(n=len(preview.columns))
        facts = _("{format} · {size} · {columns} · first {rows} rows")
        self._facts.setText(
            facts.format(format=_FORMATS[preview.format], size=_bytes(preview.size), columns=columns, rows=len(preview.rows))
        )
        sheets = tuple((sheet, sheet) for sheet in preview.sheets)
        self._offer("encoding", ENCODINGS, preview.encoding, preview.format == "text")
        self._offer("separator", SEPARATORS, preview.separator, preview.format == "text")
        self._offer("decimal", DECIMALS, preview.decimal, True)
        self._offer("header", HEADERS, "yes" if preview.header else "no", preview.format != "parquet")
        self._offer("sheet", sheets, preview.sheet, len(sheets) > 1)
        target = next((column.name for column in preview.columns if column.role == "target"), "")
        _refill(self._target, tuple((column.name, column.name) for column in preview.columns), target)
        _refill(self._task, tuple((name, task.label) for name, task in TASKS.items()), preview.task)

    def _fill_unread(self) -> None:
        """What can be chosen of a file that was not read so far: another choice may be all that it needs."""
        text = Path(self._config.path or "").suffix.lower() not in (".xlsx", ".parquet")
        self._offer("encoding", ENCODINGS, self._config.encoding, text)
        self._offer("separator", SEPARATORS, self._config.separator, text)
        self._offer("decimal", DECIMALS, self._config.decimal, text)
        self._offer("header", HEADERS, self._config.header, text)
        self._offer("sheet", (), None, False)

    def _offer(self, name: str, options: tuple[tuple[Any, str], ...], value: Any, shown: bool) -> None:
        """What can be chosen of one thing of the file."""
        self._names[name].setVisible(shown)
        self._choices[name].setVisible(shown)
        _refill(self._choices[name], options, value)

    # what is chosen

    def _file_chosen(self, name: str) -> None:
        value = self._choices[name].currentData()
        if name in ("header", "sheet"):  # the columns are others now
            self._config = replace(self._config, target=None, features=None, time=None, types=None)
        self._change(**{name: value})

    def _type_chosen(self, column: str, kind: str) -> None:
        types = {**dict(self._config.types or ()), column: kind}
        self._change(types=tuple(sorted(types.items())))

    def _role_chosen(self, column: str, role: str) -> None:
        if self._preview is None:
            return
        roles = {guess.name: guess.role for guess in self._preview.columns}
        others = dict(roles)
        if role in ("target", "time"):  # there is one of each
            others = {name: "feature" if old == role else old for name, old in roles.items()}
        others[column] = role
        if "target" not in others.values():
            return
        task = self._config.task if others == roles or role != "target" else None
        self._change(
            target=_first(others, "target"),
            time=_first(others, "time"),
            features=tuple(name for name, old in others.items() if old == "feature"),
            task=task,
        )

    def _change(self, **choices: Any) -> None:
        self._config = replace(self._config, **choices)
        self._use.setEnabled(False)
        self.preview_wanted.emit(self._config)

    def _used(self) -> None:
        if self._preview is None:
            return
        roles = {guess.name: guess.role for guess in self._preview.columns}
        features = self._config.features if self._preview.task != "forecast" else None
        chosen = replace(
            self._config,
            target=_first(roles, "target"),
            time=_first(roles, "time"),
            task=self._preview.task,
            features=features or None,
        )
        self.used.emit(chosen, self._preview)


def _first(roles: dict[str, str], role: str) -> str | None:
    """The first column of a role."""
    return next((name for name, other in roles.items() if other == role), None)


def _refill(box: QComboBox, options: tuple[tuple[Any, str], ...], value: Any) -> None:
    """Other options for a box, without telling anyone."""
    with QSignalBlocker(box):
        box.clear()
        for option, label in options:
            box.addItem(_(label) if label else "–", option)
        place = next((place for place, (option, _label) in enumerate(options) if option == value), -1)
        if place < 0 and value not in (None, ""):
            box.addItem(str(value), value)
            place = box.count() - 1
        box.setCurrentIndex(place)


def _bytes(size: int) -> str:
    """A size as a person would write it."""
    for unit, power in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= power:
            return f"{size / power:.3g} {unit}"
    return f"{size} B"
