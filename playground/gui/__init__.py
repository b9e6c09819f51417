"""The window: the only room with Qt, beside ``app``. It imports neither ``engine`` nor ``training``; what it wants of them it asks by message."""

import builtins

# WORKAROUND https://github.com/napari/napari/issues/8584: until PySide6 does not read the source of every module that is imported after it, to
# see whether it says "from __feature__ import ..." (nothing here does). That is a fifth of the time of all imports, and keeps every source in memory.
_import = builtins.__import__
import PySide6.QtCore  # noqa: E402, F401  # Python's own import is needed from before it

builtins.__import__ = _import
