"""The window: the only room with Qt, beside ``app``. It imports neither ``engine`` nor ``training``; what it wants of them it asks by message."""
