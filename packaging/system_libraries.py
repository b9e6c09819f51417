"""The libraries of the system that Qt needs on Linux: which are missing, and how they are installed. Standard library only.

``python3 packaging/system_libraries.py`` prints the packages that a build misses, as apt names them.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

# file of the library: package for apt, dnf, pacman, zypper
OFFSCREEN = {
    "libGL.so.1": ("libgl1", "libglvnd-glx", "libglvnd", "Mesa-libGL1"),
    "libEGL.so.1": ("libegl1", "libglvnd-egl", "libglvnd", "Mesa-libEGL1"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2", "glib2", "libglib-2_0-0"),
    "libgthread-2.0.so.0": ("libglib2.0-0", "glib2", "glib2", "libgthread-2_0-0"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs", "dbus", "libdbus-1-3"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig", "fontconfig", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype", "freetype2", "libfreetype6"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon", "libxkbcommon", "libxkbcommon0"),
}
"""What Qt needs to draw at all, into memory too."""

DISPLAY = {
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb", "libx11", "libX11-xcb1"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor", "libxcb-cursor0"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm", "xcb-util-wm", "libxcb-icccm4"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image", "xcb-util-image", "libxcb-image0"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms", "libxcb-keysyms1"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb", "libxcb", "libxcb-randr0"),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb", "libxcb", "libxcb-render0"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil", "xcb-util-renderutil", "libxcb-render-util0"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb", "libxcb", "libxcb-shape0"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util", "xcb-util", "libxcb-util1"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb", "libxcb", "libxcb-xkb1"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11", "libxkbcommon-x11-0"),
}
"""What Qt needs besides to open a window."""

WAYLAND = {
    "libwayland-client.so.0": ("libwayland-client0", "libwayland-client", "wayland", "libwayland-client0"),
    "libwayland-cursor.so.0": ("libwayland-cursor0", "libwayland-cursor", "wayland", "libwayland-cursor0"),
    "libwayland-egl.so.1": ("libwayland-egl1", "libwayland-egl", "wayland", "libwayland-egl1"),
}
"""What Qt needs for a window on Wayland; without, it opens one on X11. A package of the app has all."""

KOREAN_FONT = ("fonts-noto-cjk", "google-noto-sans-cjk-fonts", "noto-fonts-cjk", "google-noto-sans-cjk-fonts")

INSTALLERS = {
    "apt-get": "apt-get install -y --no-install-recommends",
    "dnf": "dnf install -y",
    "pacman": "pacman -S --needed --noconfirm",
    "zypper": "zypper install -y",
}


def has_display() -> bool:
    """Whether there is a screen to open a window on."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def missing_packages() -> list[tuple[str, ...]]:
    """Rows of packages, one column per installer, whose libraries cannot be loaded or whose font is not there."""
    if not sys.platform.startswith("linux"):
        return []
    rows = _missing({**OFFSCREEN, **DISPLAY} if has_display() else OFFSCREEN)
    if _wants_korean() and not has_korean_font():
        rows.append(KOREAN_FONT)
    return list(dict.fromkeys(rows))


def missing_for_build() -> list[tuple[str, ...]]:
    """The same for a build of the app: it holds what any of Qt's libraries links to, display or not."""
    return list(dict.fromkeys(_missing({**OFFSCREEN, **DISPLAY, **WAYLAND}))) if sys.platform.startswith("linux") else []


def _missing(wanted: dict[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [packages for library, packages in wanted.items() if not loads(library)]


def install_packages(rows: list[tuple[str, ...]]) -> bool:
    """Installs packages where it may (apt-get, as root); else says the one command that does. True if nothing is missing now."""
    column, installer = next(
        ((column, name) for column, name in enumerate(INSTALLERS) if shutil.which(name)),
        (0, ""),
    )
    names = list(dict.fromkeys(row[column] for row in rows))
    if installer == "apt-get" and os.geteuid() == 0:
        print(f"Installing packages of the system: {' '.join(names)}", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-q"], [*INSTALLERS["apt-get"].split(), "-q", *names]):
            done = subprocess.run(
                command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace"
            )
        if done.returncode == 0:
            return True
        print(f"apt-get could not install them: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")
    print("Packages of the system are missing. This command installs them:")
    print(f"    sudo {INSTALLERS.get(installer, 'your package manager: install')} {' '.join(names)}", flush=True)
    return False


def loads(library: str) -> bool:
    """Whether the system finds a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _wants_korean() -> bool:
    variables = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    return next((value for value in map(os.environ.get, variables) if value), "").lower().startswith("ko")


def has_korean_font() -> bool:
    """Whether some font of the system has Korean letters."""
    if shutil.which("fc-list"):
        return bool(subprocess.run(["fc-list", ":lang=ko", "file"], capture_output=True).stdout.strip())
    folders = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
    names = ("cjk", "nanum", "unfonts", "baekmuk", "pretendard", "malgun")
    return any(name in str(file).lower() for folder in folders for file in folder.rglob("*.[to]t[cf]") for name in names)


if __name__ == "__main__":
    print(" ".join(dict.fromkeys(packages[0] for packages in missing_for_build())))
