"""Help > About: what this copy of the app is, the licences of everything in it, and how its Qt may be replaced."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QLocale, Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from playground import __version__
from playground.about import MAIN_PARTS, About, about, from_checkout, how_to_replace_qt, version_of
from playground.gui.help.background import Job
from playground.gui.help.licences import Licences
from playground.gui.help.parts import HelpDialog, button, label, reader
from playground.gui.label import Label
from playground.gui.theme import BODY, SMALL, icon, theme
from playground.language import _, current_language

_LGPL = "https://www.gnu.org/licenses/lgpl-3.0.html"
_SHORT = 10  # letters of a commit that are shown


class AboutDialog(HelpDialog):
    """Three tabs. What takes time to find out is found out beside the window and filled in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("about_dialog", _("About Neural Playground"), (940, 620), parent)
        self._commit = ""
        self._details = ""
        self.licences = Licences()
        self.tabs = QTabWidget()
        self.tabs.setObjectName("about_tabs")
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._build_copy(), _("This copy"))
        self.tabs.addTab(self.licences, _("Licences"))
        self.tabs.addTab(self._build_qt(), "Qt")
        self.tabs.currentChanged.connect(self._turned)
        self.column.addLayout(self._build_head())
        self.column.addWidget(self.tabs, 1)
        self.column.addLayout(self._build_end())
        self._job = Job(_find_out)
        self._job.done.connect(self._found_out)
        self._job.start()

    def _build_head(self) -> QHBoxLayout:
        picture = Label()
        side = theme().pixels(64)
        picture.setPixmap(icon("app", size=side).pixmap(side, side))
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addStretch(1)
        words.addWidget(label("Neural Playground", "title"))
        words.addWidget(label(_("Build a network by dragging layers, train it, and watch the gradient of every layer.")))
        self._line = label(_("Version {version}").format(version=__version__), "dim")
        words.addWidget(self._line)
        words.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(picture)
        row.addLayout(words, 1)
        return row

    def _build_copy(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(14)
        self._values: dict[str, Label] = {}
        own = (
            ("version", _("Version")),
            ("built", _("Built")),
            ("flavour", _("Made for")),
            ("commit", _("Commit")),
            ("licence", _("Licence")),
            ("home", _("Home")),
        )
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self._facts("Neural Playground", own), 3)
        row.addWidget(self._facts(_("Main parts"), tuple((part, part) for part in ("Python", "Qt", *MAIN_PARTS))), 2)
        column.addLayout(row)
        text = _(
            "What you do here stays on this computer. The app uses the network only when you ask it to: to fetch a dataset, or to look "
            "for a newer version."
        )
        column.addWidget(label(text, "dim"))
        column.addStretch(1)
        scrolled = QScrollArea()  # large letters need more room than a small screen has
        scrolled.setWidgetResizable(True)
        scrolled.setAccessibleName(_("About this version"))
        scrolled.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        scrolled.setWidget(page)
        return scrolled

    def _facts(self, title: str, rows: tuple[tuple[str, str], ...]) -> QFrame:
        """A heading and rows of a name and a value, which is filled in later."""
        frame = QFrame()
        frame.setProperty("role", "panel")
        grid = QGridLayout(frame)
        grid.setContentsMargins(18, 14, 18, 16)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        grid.addWidget(label(title, "heading"), 0, 0, 1, 2)
        for number, (name, text) in enumerate(rows, 1):
            self._values[name] = label("…")
            self._values[name].setObjectName(f"about_{name}")
            grid.addWidget(label(text, "dim", wrap=False), number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(self._commit_row() if name == "commit" else _alone(self._values[name]), number, 1)
        grid.setRowStretch(len(rows) + 1, 1)
        return frame

    def _commit_row(self) -> QHBoxLayout:
        """The commit, and a button that copies the whole of it."""
        self._copy_commit = button("", self._copy_the_commit, "about_copy_commit", "copy", "quiet")
        self._copy_commit.setAccessibleName(_("Copy the commit"))
        self._copy_commit.setToolTip(_("Copy the commit"))
        self._copy_commit.setFixedHeight(theme().pixels(BODY + 6))
        self._copy_commit.setStyleSheet("QPushButton { padding: 0px 4px; min-height: 0px; }")
        self._copy_commit.hide()
        self._values["commit"].setWordWrap(False)
        row = _alone(self._values["commit"])
        row.setSpacing(6)
        row.addWidget(self._copy_commit)
        row.addStretch(1)
        return row

    def _build_qt(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(10)
        column.addWidget(label(_("Qt is used under the GNU Lesser General Public License, version 3"), "heading"))
        texts = (
            _(
                "The window is made with Qt and PySide6. Qt is copyright of The Qt Company Ltd and others. Its libraries lie beside "
                "the app as files of their own and are loaded when it starts; none was changed."
            ),
            _(
                "You may replace them by versions of your own, changed ones too, and look into how they work together with this "
                "app."
            ),
        )
        for text in texts:
            column.addWidget(label(text))
        self._replace = reader("about_replace_qt", _("How to replace Qt"), SMALL)
        column.addWidget(self._replace, 1)
        return page

    def _build_end(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._copy_all = button(_("Copy details"), self._copy_details, "about_copy", "copy")
        self._copy_all.setEnabled(False)
        row.addWidget(self._copy_all)
        row.addStretch(1)
        close = button(_("Close"), self.close, "about_close")
        row.addWidget(close)
        close.setFocus()
        return row

    def _found_out(self, job: Job) -> None:
        if not isinstance(job.result, tuple):
            self._line.setText(str(job.error))
            return
        this, versions, replace, checkout = job.result
        values = {**_facts_of(this, checkout), **versions}
        for name, text in values.items():
            self._values[name].setText(text)
        self._line.setText(" · ".join((_("Version {version}").format(version=this.version), values["built"])))
        self._commit = this.commit
        self._copy_commit.setVisible(bool(this.commit))
        pip = _("pip replaces it by another version of PySide6-Essentials.")
        self._replace.setPlainText(replace or f"{pip}\n\n{_LGPL}")
        own = {"version": this.version, "built": this.built or "checkout", "flavour": this.flavour, "commit": this.commit}
        self._details = "\n".join(f"{name} {text}" for name, text in {**own, **versions}.items() if text)
        self._copy_all.setEnabled(True)

    def _turned(self, page: int) -> None:
        if self.tabs.widget(page) is self.licences:
            self.licences.load()

    def _copy_the_commit(self) -> None:
        QGuiApplication.clipboard().setText(self._commit)

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(f"Neural Playground\n{self._details}\n")


def _alone(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(widget)
    return row


def _find_out() -> tuple[About, dict[str, str], str, bool]:
    """What takes files and processes to find out; runs beside the window."""
    this = about()
    versions = {part: version_of(part) or "–" for part in MAIN_PARTS}
    loaded = {"Python": this.python, "Qt": qVersion()}  # of Qt what is loaded: the user may have put another one in its place
    return this, {**loaded, **versions}, how_to_replace_qt(), from_checkout()


def _facts_of(this: About, checkout: bool) -> dict[str, str]:
    """What is known of this copy, in words."""
    flavours = {"cpu": _("processors (CPU)"), "cuda": _("NVIDIA graphics cards (CUDA), and processors")}
    unknown = _("unknown")
    return {
        "version": this.version,
        "built": _("runs from its sources") if checkout else _day(this.built) or unknown,
        "flavour": " · ".join(part for part in (flavours.get(this.flavour, this.flavour), this.platform) if part) or unknown,
        "commit": this.commit[:_SHORT] + "+" * this.commit.endswith("+") or unknown,  # "+": changed since
        "licence": "MIT",
        "home": this.home or unknown,
    }


def _day(built: str) -> str:
    """A moment of ISO 8601 as a day in the user's language; a text that is none as it is."""
    try:
        moment = datetime.fromisoformat(built)
    except ValueError:
        return built
    return QLocale(current_language()).toString(moment.date(), QLocale.FormatType.LongFormat)  # type: ignore[call-overload, no-any-return]
