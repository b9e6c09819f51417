"""How a setting is declared.

A class with settings (a layer, an optimizer, a loss, the training configuration) is a frozen dataclass whose fields are made by
:func:`setting`. That one declaration gives the form in the window (label, range, help), the check of a value typed, loaded
or passed on the command line (:func:`check_settings`), and the way from and to a project file (:func:`build`, :func:`plain`).

A new kind of setting is a class in ``kinds``, and its editor in ``gui/field_editors``.
"""

from playground.fields.kinds import ByName, Choice, Field, Flag, Integer, Number, Points, Sizes, Text, Texts
from playground.fields.settings import SettingError, build, check_settings, plain, setting, settings_of
from playground.fields.words import kind_of, number_text, shown

__all__ = [
    "ByName",
    "Choice",
    "Field",
    "Flag",
    "Integer",
    "Number",
    "Points",
    "SettingError",
    "Sizes",
    "Text",
    "Texts",
    "build",
    "check_settings",
    "kind_of",
    "number_text",
    "plain",
    "setting",
    "settings_of",
    "shown",
]
