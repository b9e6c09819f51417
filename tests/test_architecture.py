"""The rules of the house that a machine can check."""

from __future__ import annotations

import ast
import importlib
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = sorted((ROOT / "playground").rglob("*.py"))
SOURCES = [*PACKAGE, *sorted((ROOT / "packaging").glob("*.py")), *sorted((ROOT / "tests").rglob("*.py"))]

LONGEST = 300
LONGEST_TEST = 500
VAGUE = {"utils", "util", "misc", "common", "helpers", "helper", "manager", "stuff"}
UNSAFE_MODULES = {"pickle", "cPickle", "_pickle", "joblib", "cloudpickle", "dill", "marshal", "shelve"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__"}
UNSAFE_METHODS = {("torch", "load"), ("torch", "save"), ("pd", "read_pickle"), ("pandas", "read_pickle"), ("os", "system")}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_imports_keep_to_the_contracts(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(
        "logging.config.dictConfig", lambda _config: None
    )  # it would silence every logger for the tests after this one
    status = lint_imports(cache_dir=None)
    assert status == 0, capsys.readouterr().out


def test_the_map_in_the_readme_is_true() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text.split("## I want to change")[1].split("\n## ")[0]
    paths = [path for row in table.splitlines() if row.startswith("|") for path in re.findall(r"`([^`]+)`", row.split("|")[2])]
    assert len(paths) >= 10
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_what_can_be_added_has_a_recipe_where_the_readme_says() -> None:
    rows = [row.split("|") for row in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if ", or add one" in row]
    assert len(rows) >= 6
    for row in rows:
        place = ROOT / re.findall(r"`([^`]+)`", row[2])[0]
        recipe = (ast.get_docstring(ast.parse(place.read_text(encoding="utf-8"))) or "").partition("\nTo add ")[2]
        assert recipe, (
            f"the README sends to {name_of(place)} to add {row[1].partition(',')[0].strip()}, but it tells no recipe (To add ...)"
        )
        named = [path for path in re.findall(r"``([\w/.]+/[\w.]+)``", recipe) if "." in path]
        gone = [path for path in named if not ((ROOT / path).exists() or (ROOT / "playground" / path).exists())]
        assert not gone, f"the recipe in {name_of(place)} names what is not there: {gone}"


@pytest.mark.parametrize(
    ("base", "registry"),
    [
        ("playground.layers.Layer", "playground.layers.LAYERS"),
        ("playground.runs.optimizers.Optimizer", "playground.runs.optimizers.OPTIMIZERS"),
        ("playground.runs.schedulers.Scheduler", "playground.runs.schedulers.SCHEDULERS"),
        ("playground.runs.losses.Loss", "playground.runs.losses.LOSSES"),
        ("playground.gui.plots.Plot", "playground.gui.plots.PLOTS"),
    ],
)
def test_what_is_written_is_registered(base: str, registry: str) -> None:
    for module in modules_in("gui") if "gui" in base else ():
        importlib.import_module(module)
    kinds = [pkgutil.resolve_name(base)]
    for kind in kinds:
        kinds += kind.__subclasses__()
    written = [kind for kind in kinds if not kind.__subclasses__() and kind.__module__.startswith("playground.")]
    missing = set(written) - set(pkgutil.resolve_name(registry).values())
    assert not missing, f"to be found, {', '.join(kind.__name__ for kind in missing)} must stand in {registry}"


def test_every_room_is_on_the_map() -> None:
    text = (ROOT / "playground" / "__init__.py").read_text(encoding="utf-8")
    rooms = {path.stem for path in (ROOT / "playground").iterdir() if not path.name.startswith(("__", "."))}
    assert [room for room in sorted(rooms) if f"``{room}``" not in text] == []


def test_files_are_short() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {n: length for n, length in lengths.items() if length > (LONGEST_TEST if n.startswith("tests/") else LONGEST)} == {}


def test_no_file_has_a_vague_name() -> None:
    assert [name_of(path) for path in SOURCES if VAGUE & set(path.stem.split("_"))] == []


def test_nothing_is_unpickled_or_evaluated() -> None:
    found = [
        f"{name_of(path)} imports {name}" for path in PACKAGE for name in imports(path) if name.split(".")[0] in UNSAFE_MODULES
    ]
    for path in PACKAGE:
        for call in calls(path):
            target = call.func
            if isinstance(target, ast.Name) and target.id in UNSAFE_CALLS:
                found.append(f"{name_of(path)}:{call.lineno} calls {target.id}")
            if isinstance(target, ast.Attribute) and (ast.unparse(target.value), target.attr) in UNSAFE_METHODS:
                found.append(f"{name_of(path)}:{call.lineno} calls {ast.unparse(target)}")
            found += [
                f"{name_of(path)}:{call.lineno} allows pickles or a shell"
                for keyword in call.keywords
                if keyword.arg in ("allow_pickle", "shell") and getattr(keyword.value, "value", True)
            ]
    assert found == []


def test_tests_neither_sleep_nor_mock() -> None:
    found = []
    for path in (path for path in SOURCES if "tests" in path.parts and path != Path(__file__) and "benchmarks" not in path.parts):
        found += [f"{name_of(path)} imports {name}" for name in imports(path) if name.startswith("unittest.mock")]
        found += [
            f"{name_of(path)}:{call.lineno} sleeps"
            for call in calls(path)
            if (isinstance(call.func, ast.Attribute) and call.func.attr == "sleep")
            or (isinstance(call.func, ast.Name) and call.func.id == "sleep")
        ]
    assert found == []


CLOCKS = {"perf_counter", "perf_counter_ns", "monotonic", "monotonic_ns", "time_ns", "process_time", "thread_time", "now"}
CLOCK_MODULES = {"timeit", "pytest_benchmark"}
ONLY_WAITING = {
    "tests/conftest.py",
    "tests/engine/stage.py",
    "tests/monkey/__main__.py",
    "tests/monkey/monkey.py",
    "tests/monkey/watch.py",
}
"""Files that read a clock to give up waiting some day; what is fast enough is measured by ``tests/benchmarks`` alone.

The monkey is a program that a person starts: it rests between its actions, says how long it played, and its watch looks for a window that
stands still. No test passes or fails by these clocks.
"""


def reads_a_clock(node: ast.AST) -> bool:
    """Whether a node of a syntax tree is a look at a clock: ``time.monotonic``, ``time.time``, ``QElapsedTimer``, ``datetime.now``."""
    if isinstance(node, ast.Attribute):
        owner = ast.unparse(node.value).rsplit(".", 1)[-1]
        return (node.attr in CLOCKS and owner in ("time", "datetime")) or (node.attr == "time" and owner == "time")
    return isinstance(node, ast.Name) and node.id in (CLOCKS - {"now"}) | {"QElapsedTimer"}


def test_no_test_measures_time() -> None:
    """On a machine that is busy every such test fails some day, whatever its limit."""
    found = []
    for path in (path for path in SOURCES if "tests" in path.parts and path != Path(__file__) and "benchmarks" not in path.parts):
        if name_of(path) in ONLY_WAITING:
            continue
        found += [f"{name_of(path)} imports {name}" for name in imports(path) if name.split(".")[0] in CLOCK_MODULES]
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [f"{name_of(path)}:{node.lineno} reads a clock" for node in ast.walk(tree) if reads_a_clock(node)]
    assert found == []


HEAVY = {"torch", "pandas", "sklearn", "scipy", "matplotlib"}
QT = {"PySide6", "shiboken6", "pyqtgraph"}


def imported_by(modules: list[str]) -> set[str]:
    """The packages that are loaded after importing ``modules`` in a fresh Python."""
    code = f"import sys, {', '.join(modules)}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def modules_in(*rooms: str) -> list[str]:
    parts = [path.relative_to(ROOT).with_suffix("").parts for path in PACKAGE]
    return [
        ".".join(part).removesuffix(".__init__")
        for part in parts
        if len(part) > 1 and part[1] in rooms and "__main__" not in part
    ]


def test_the_window_stands_without_torch_and_pandas() -> None:
    assert imported_by(modules_in("gui", "app")) & HEAVY == set()


STANDS = """
import sys
import playground.gui
from PySide6.QtWidgets import QApplication
from playground.gui.window import make_window

application = QApplication([])
window = make_window()
window.show()
application.processEvents()
print(*{name.split(".")[0] for name in sys.modules})
window.end()
"""


def test_the_window_is_painted_without_numpy_and_pyqtgraph(tmp_path: Path) -> None:
    """Loading them takes as long as all the rest of a start."""
    environment = {**os.environ, "NEURAL_PLAYGROUND_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", STANDS], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & (HEAVY | {"numpy", "pyqtgraph"}) == set()


def test_the_core_starts_without_qt_and_torch() -> None:
    rooms = ("lessons", "runs", "network", "datasets", "layers", "fields", "language", "places")
    assert imported_by(modules_in(*rooms)) & (HEAVY | QT) == set()


def test_what_can_be_dragged_needs_the_standard_library_alone() -> None:
    loaded = imported_by(modules_in("network", "layers"))
    assert loaded & (HEAVY | QT | {"numpy", "msgspec"}) == set()


def test_qt_keeps_the_reference_counts_of_none_true_and_false(qapp: object) -> None:
    """PySide6 6.12.0 loses a reference with every call that returns None, until Python aborts; the pinned version must not."""
    import numpy as np
    import pyqtgraph
    from PySide6.QtCore import QObject, QTimer
    from PySide6.QtWidgets import QWidget

    widget, timer, parent, curve = QWidget(), QTimer(), QObject(), pyqtgraph.PlotCurveItem()
    points = np.arange(10.0)
    before = [sys.getrefcount(value) for value in (None, True, False)]
    for _round in range(2000):
        widget.setEnabled(True)
        widget.isEnabled()
        widget.parent()
        timer.isActive()
        parent.setObjectName("name")
        curve.setData(points, points)
    after = [sys.getrefcount(value) for value in (None, True, False)]
    widget.deleteLater()
    lost = [old - new for old, new in zip(before, after, strict=True)]
    assert max(lost) < 100, f"references lost to None, True and False: {lost}"
