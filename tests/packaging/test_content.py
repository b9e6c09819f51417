"""What goes into the packaged app: nothing that is needed is left out, and nothing stays that nobody links to."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture
def content(scripts: None) -> Any:
    return importlib.import_module("content")


@pytest.mark.parametrize(
    "path",
    [
        "torch/lib/libtorch_cpu.so",
        "torch/bin/torch_shm_manager",
        "torch/nn/functional.py",
        "torch/_dynamo/config.py",
        "torch/fx/experimental/_config.py",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6\\plugins\\styles\\qmodernwindowsstyle.dll",
        "pyarrow/libarrow_python.so.2600",
        "pyarrow/_parquet.cpython-311-x86_64-linux-gnu.so",
        "torch-2.13.0+cpu.dist-info/METADATA",
        "resources/lessons/01-one-neuron/lesson.json",
        "sklearn/datasets/data/iris.csv",
    ],
)
def test_what_the_app_uses_goes_in(content: Any, path: str) -> None:
    assert content.keeps(path)


@pytest.mark.parametrize(
    "path",
    [
        "torch/bin/protoc",
        "torch/_inductor/scheduler.py",
        "torch/bin/test_jit",
        "torch/test/op_registration_test",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/plugins/imageformats/libqtiff.so",
        "pyarrow/libarrow_flight.so.2600",
        "pyarrow/libarrow_python.so",
        "pyarrow/table.pxi",
        "neural_playground-0.1.0.dist-info/direct_url.json",
        "torch-2.13.0+cpu.dist-info/RECORD",
    ],
)
def test_what_it_never_uses_stays_out(content: Any, path: str) -> None:
    assert not content.keeps(path)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system's own libraries are a matter of Linux")
def test_linux_brings_what_its_graphics_drivers_need(content: Any) -> None:
    assert not content.keeps("libstdc++.so.6")
    assert content.keeps("libxkbcommon.so.0")


def test_no_module_of_ours_is_left_out(content: Any) -> None:
    assert not [name for name in content.MODULES if name.split(".")[0] in ("playground", "numpy", "pandas", "sklearn", "msgspec")]
    spelled = [
        name for name in content.MODULES if name.startswith(("PySide6.", "pyqtgraph.")) and not importlib.util.find_spec(name)
    ]
    assert spelled == []


def test_what_only_left_out_files_linked_to_goes_too(content: Any) -> None:
    links = {
        "/a/_ssl.so": ["libssl.so.3"],
        "/a/libssl.so.3": ["libcrypto.so.3"],
        "/a/libgtk-3.so.0": ["libcairo.so.2"],
        "/a/libQt6Gui.so.6": ["libQt6Core.so.6"],
    }
    names = {
        "python3.11/lib-dynload/_ssl.so": "/a/_ssl.so",
        "PySide6/QtGui.abi3.so": "/a/QtGui",
        "torch/lib/libtorch.so": "/a/libtorch.so",
        **{
            name: f"/a/{name}"
            for name in ("libssl.so.3", "libcrypto.so.3", "libgtk-3.so.0", "libcairo.so.2", "libpython3.11.so.1.0")
        },
        **{f"PySide6/Qt/lib/{name}": f"/a/{name}" for name in ("libQt6Gui.so.6", "libQt6Core.so.6", "libQt6EglFS.so.6")},
    }
    links["/a/QtGui"] = ["libQt6Gui.so.6", "libc.so.6"]
    kept = content.without_orphans(names, lambda source: links.get(source, []))
    assert set(names) - kept == {"libgtk-3.so.0", "libcairo.so.2", "PySide6/Qt/lib/libQt6EglFS.so.6"}


@given(st.dictionaries(st.integers(0, 12), st.sets(st.integers(0, 12)), max_size=12), st.sets(st.integers(0, 12)))
def test_what_is_linked_to_is_always_kept(links: dict[int, set[int]], modules: set[int]) -> None:
    content = _content()
    names = {f"lib{n}.so": str(n) for n in links} | {f"pack/module{n}.so": f"m{n}" for n in modules}

    def needed(source: str) -> list[str]:
        found = {int(source[1:])} if source.startswith("m") else links[int(source)]
        return [f"lib{n}.so" for n in found]

    kept = content.without_orphans(names, needed)
    for path in kept:
        assert all(library in kept for library in needed(names[path]) if library in names)
    assert {f"pack/module{n}.so" for n in modules} <= kept


def _content() -> Any:
    spec = importlib.util.spec_from_file_location("content", Path(__file__).resolve().parents[2] / "packaging" / "content.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
