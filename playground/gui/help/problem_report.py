"""Help > Report a problem: shows what a report would say, to be copied or saved. Nothing is sent."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.disk import reason_of, write_atomically
from playground.gui.help.background import Job
from playground.gui.help.parts import HelpDialog, button, label, reader
from playground.gui.questions import ask_where
from playground.gui.theme import theme
from playground.language import _, current_language
from playground.log import logs_folder
from playground.places import home_folder, private_folder, working_folder
from playground.problem_report import report
from playground.runs.messages import DeviceInfo


class ReportDialog(HelpDialog):
    """The report, which can be changed before it is copied. It is in English: whoever reads it may know nothing else."""

    def __init__(self, facts: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__("report_dialog", _("Report a problem"), (860, 640), parent)
        self.column.addWidget(label(_("Report a problem"), "title"))
        text = _(
            "This is what a report would say. Nothing is sent anywhere: copy or save it, and hand it to whoever looks after this app. "
            "Your home folder and your user name are replaced by ~. You can change the text before you copy it."
        )
        self.column.addWidget(label(text))
        self.text = reader("report_text", _("The report"))
        self.text.setPlainText(_("Collecting …"))
        self.column.addWidget(self.text, 1)
        self._said = label("", "small")
        self.column.addLayout(self._build_end())
        self._job = Job(partial(report, facts))
        self._job.done.connect(self._collected)
        self._job.start()

    @property
    def said(self) -> str:
        """What was said last about copying and saving."""
        return self._said.text()

    def _build_end(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._copy = button(_("Copy"), self._copied, "report_copy", "copy", "primary")
        self._save = button(_("Save as …"), self._save_as, "report_save", "save")
        for widget in (self._copy, self._save):
            widget.setEnabled(False)
            row.addWidget(widget)
        row.addWidget(button(_("Open folder of logs"), _open_folder, "report_logs", "open"))
        row.addWidget(self._said, 1)
        row.addWidget(button(_("Close"), self.close, "report_close"))
        return row

    def _collected(self, job: Job) -> None:
        if job.error is not None:
            self.text.setPlainText(_("The report cannot be collected: {reason}").format(reason=job.error))
            return
        self.text.setReadOnly(False)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextEditorInteraction)
        self.text.setPlainText(str(job.result))
        self._copy.setEnabled(True)
        self._save.setEnabled(True)
        self._copy.setFocus()

    def _copied(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._said.setText(_("Copied."))

    def _save_as(self) -> None:
        name = time.strftime("neural-playground-report-%Y%m%d-%H%M.txt")
        start = str((home_folder() or working_folder()) / name)
        chosen = ask_where(self, _("Save as …"), start, ".txt", _("Text (*.txt)"))
        if chosen is not None:
            self.save(chosen)

    def save(self, path: Path) -> None:
        """Writes the report; says so, or why not."""
        try:
            write_atomically(path, self.text.toPlainText().encode())
        except OSError as error:
            self._said.setText(_("{file} could not be saved: {reason}.").format(file=path.name, reason=reason_of(error)))
        else:
            self._said.setText(_("Saved as {file}.").format(file=path.name))


def facts_of(window: QWidget, devices: tuple[DeviceInfo, ...], versions: Mapping[str, str]) -> dict[str, str]:
    """What only the window knows: devices, what the engine says of itself, screen and look."""
    screen = window.screen()
    size, ratio = screen.size(), screen.devicePixelRatio()
    colours = f"{theme().choice} ({'dark' if theme().dark else 'light'})"
    return {
        "devices": "; ".join(f"{device.name}: {device.label} {device.problem}".strip() for device in devices) or "not known yet",
        "engine": ", ".join(f"{name} {version}" for name, version in versions.items()) or "not ready",
        "Qt": qVersion(),
        "screen": f"{size.width()} x {size.height()} at {ratio:g}, {screen.logicalDotsPerInch():.0f} dpi, {QGuiApplication.platformName()}",
        "window": f"{window.width()} x {window.height()}, text {theme().scale:.0%}, colours {colours}, language {current_language()}",
    }


def _open_folder() -> None:
    folder = logs_folder()
    with contextlib.suppress(OSError):
        private_folder(folder)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
