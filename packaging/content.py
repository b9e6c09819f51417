"""What goes into the packaged app and what does not. Read by the PyInstaller recipe; needs PyInstaller, nothing of the app.

PyInstaller takes whatever could be imported. What is named here is never used by the app, and is left out: without this, the app has
1,262 MB; with it, and stripped, 788. Every build tries out what training and the window need (``tryout.py``).
"""

from __future__ import annotations

import fnmatch
import sys
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

MODULES = (
    # tools of the checks and of the build, reached through torch.testing, pandas.testing and torch.utils
    "_pytest", "et_xmlfile", "execnet", "hypothesis", "iniconfig", "markdown_it", "mdurl", "openpyxl", "pluggy", "py", "pygments", "pytest",
    "rich", "setuptools", "torchinfo", "zstandard",
    # ways of Python's own to make windows and to show documentation
    "tkinter", "pydoc_data", "lib2to3",
    # its library is under the GPL, which would then hold for the whole app
    "readline",
    # parts of Qt and pyqtgraph that no window uses
    "PySide6.QtNetwork", "PySide6.QtTest", "PySide6.QtDBus", "pyqtgraph.opengl",
    "pyqtgraph.examples", "pyqtgraph.flowchart", "pyqtgraph.console", "pyqtgraph.jupyter",
    # formats and servers of Arrow beside CSV and Parquet on a disk
    "pyarrow._flight", "pyarrow._s3fs", "pyarrow._gcsfs", "pyarrow._azurefs", "pyarrow._hdfs", "pyarrow._orc", "pyarrow._substrait",
    "pyarrow.flight", "pyarrow.orc", "pyarrow.substrait", "pyarrow.cuda", "pyarrow.gandiva", "pyarrow.tests",
    "pyarrow._dataset_orc", "pyarrow._dataset_parquet_encryption", "pyarrow._parquet_encryption",
    "pyarrow._pyarrow_cpp_tests",
    # files of matrices are not read; it is loaded only for them
    "scipy.io._fast_matrix_market._fmm_core",
    # what torch's compiler writes programs with, its exporter, and its own tests: nothing of the app compiles or exports through torch
    "torch._inductor.codegen", "torch._inductor.fx_passes", "torch._inductor.kernel", "torch._vendor.quack", "torch.onnx._internal",
    *(
        f"torch.testing._internal.{name}"
        for name in (
            "common_device_type", "common_distributed", "common_methods_invocations", "common_modules", "common_nn", "common_quantization",
            "common_utils", "distributed", "generated", "opinfo",
        )
    ),
    # TensorBoard is not needed, as the app draws for itself; Triton, 200 MB, is only for torch's compiler
    "torch.utils.tensorboard", "triton",
)  # fmt: skip
"""Modules that are not bundled even where something that is would import them."""

HOOKS = (
    "pyi_rth_multiprocessing", "pyi_rth_pkgutil", "pyi_rth_pyqtgraph_multiprocess",
    *(["pyi_rth_pyside6"] if sys.platform.startswith("linux") else []),
)  # fmt: skip
"""What PyInstaller would run at every start, for what the app does not do: start Python processes, list the modules of a package. On
Linux also what tells Qt where its plugins are, which it finds by itself there: it would load Qt into the engine, 19 MB."""

FILES = (
    # tests and compilers of torch; the one program that it starts itself stays: torch_shm_manager
    "torch/test/*", "torch/bin/[!t]*", "torch/bin/test_*", "torch/include/*", "torch/share/*", "torch/lib/*.a", "torch/lib/*.lib",
    "torch/lib/*test*", "torch/lib/libaoti_custom_ops*", "torch/lib/libbackend_with_compiler*",
    # source text of torch (the compiled modules are there): only its compilers would read it
    "torch/_decomp/*.py", "torch/_dynamo/*.py", "torch/_export/*.py", "torch/_functorch/*.py", "torch/_higher_order_ops/*.py",
    "torch/_inductor/*.py", "torch/_inductor/*.jinja", "torch/_numpy/*.py", "torch/_prims/*.py", "torch/_refs/*.py", "torch/ao/*.py",
    "torch/_subclasses/*.py", "torch/_vendor/*.py", "torch/distributions/*.py", "torch/sparse/*.py",
    "torch/distributed/*.py", "torch/export/*.py", "torch/fx/*.py", "torch/onnx/*.py", "torch/testing/*.py",
    # sources and second names of Arrow's libraries
    "*/tests/*", "pyarrow/*.pyx", "pyarrow/*.pxi", "pyarrow/*.pxd", "pyarrow/*.h", "pyarrow/include/*", "pyarrow/src/*",
    "pyarrow/libarrow_flight*", "pyarrow/libarrow_s3*", "pyarrow/libarrow_python_flight*", "pyarrow/libarrow_python_parquet_encryption*",
    "pyarrow/libarrow_python.so", "pyarrow/libarrow_python.so.*.*.*",
    "*.pyi", "*/py.typed",
    # Qt: other displays than a desktop's, looks of other desktops (GTK's loads all of GTK), what the network needs
    "PySide6/*translations/*",
    "*/plugins/platforms/*vnc*", "*/plugins/platforms/*linuxfb*", "*/plugins/platforms/*vkkhr*", "*/plugins/platforms/*eglfs*",
    "*/plugins/platforms/*minimal*", "*/plugins/egldeviceintegrations/*", "*/plugins/generic/*", "*/plugins/platformthemes/*gtk3*",
    "*/plugins/networkinformation/*", "*/plugins/tls/*", "*/plugins/virtualkeyboard/*",
    "*/plugins/imageformats/*q[!s]*",
    "PySide6/opengl32sw.dll",
)  # fmt: skip
"""Patterns of files inside the package that are left out."""

KEPT = (
    "torch/bin/torch_shm_manager", "torch/*config.py",  # a configuration reads its own source for its comments
    "PySide6/*/plugins/imageformats/*svg*", "*/plugins/imageformats/*jpeg*",
    "PySide6/*translations/qtbase_ko.qm",
)  # fmt: skip
"""Exceptions from ``FILES``."""

SYSTEM = ("libstdc++.so.*", "libgcc_s.so.*", "libexpat.so.*", "libz.so.*", "libdrm.so.*", "libgbm.so.*")
"""Libraries that the system has to bring on Linux: its graphics drivers need them in a version of their own, or a newer one."""


def keeps(name: str) -> bool:
    r"""Whether a file belongs into the package.

    Args:
        name: Its path inside the package, with ``/`` or ``\``.
    """
    path = name.replace("\\", "/")
    if _matches(path, KEPT):
        return True
    if sys.platform.startswith("linux") and "/" not in path and _matches(path, SYSTEM):
        return False
    if ".dist-info/" in path:
        return PurePosixPath(path).name == "METADATA"  # versions; the texts of the licences have a folder of their own
    return not _matches(path, FILES)


def _matches(path: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)


def without_orphans(names: dict[str, str], needed: Callable[[str], Iterable[str]]) -> set[str]:
    """The libraries that something in the package links to, after files that did were left out.

    Only shared libraries of the system and of Qt can become orphans: nothing loads them by name.

    Args:
        names: Path inside the package -> file it is taken from, of every library and extension.
        needed: The names of the libraries that a file links to.

    Returns:
        The paths to keep.
    """
    by_name: dict[str, list[str]] = {}
    for path in names:
        by_name.setdefault(PurePosixPath(path.replace("\\", "/")).name, []).append(path)
    waiting = [path for path in names if not _may_be_orphan(path)]
    kept = set(waiting)
    while waiting:
        for library in needed(names[waiting.pop()]):
            for path in by_name.get(PurePosixPath(library.replace("\\", "/")).name, ()):
                if path not in kept:
                    kept.add(path)
                    waiting.append(path)
    return kept


def _may_be_orphan(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    top = len(path.parts) == 1 and path.name.startswith("lib") and not path.name.startswith("libpython")
    return (top or fnmatch.fnmatchcase(str(path), "PySide6/Qt/lib/*")) and ".so" in path.name
