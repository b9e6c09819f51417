"""Qt's own texts, such as those of its dialogs, in the language of the app."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from playground.language import current_language

_NAME = "qt_texts"


def translate_qt(application: QCoreApplication) -> None:
    """Has Qt speak the present language, and no other."""
    for old in application.findChildren(QTranslator, _NAME):
        application.removeTranslator(old)
        old.deleteLater()
    translator = QTranslator(application)
    translator.setObjectName(_NAME)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if current_language() != "en" and translator.load(f"qtbase_{current_language()}", folder):
        application.installTranslator(translator)
