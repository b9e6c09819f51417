"""California housing: kept, fetched, not fetched, damaged, stalled, cancelled; nothing broken is ever kept."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
import sklearn.datasets

from playground.datasets import Cancelled, DatasetConfig, DatasetError, NeedsDownload, PreparationConfig, california_housing
from playground.datasets.california_housing import data_home
from playground.datasets.dataset import Progress, ignore
from playground.datasets.prepare import Prepared, prepare

KEPT = "cal_housing_py3.pkz"


def load(download: bool, progress: Progress = ignore) -> Prepared:
    return prepare(DatasetConfig(name="california_housing"), PreparationConfig(), Path(), progress, download)


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(home))
    return home


@pytest.fixture
def released() -> Iterator[threading.Event]:
    """Lets a loader that hangs end with its test."""
    event = threading.Event()
    yield event
    event.set()
    for thread in threading.enumerate():
        if thread.name == "download":
            thread.join(5)


def stand_in(monkeypatch: pytest.MonkeyPatch, fetch: Callable[[Path], None]) -> None:
    """Replaces the part of scikit-learn's loader that needs a network."""
    real = sklearn.datasets.fetch_california_housing

    def loader(*, data_home: Path, download_if_missing: bool = True, as_frame: bool = False, n_retries: int = 3) -> object:
        if download_if_missing:
            return fetch(Path(data_home))
        return real(data_home=data_home, download_if_missing=False, as_frame=as_frame, n_retries=n_retries)

    monkeypatch.setattr(sklearn.datasets, "fetch_california_housing", loader)


def leftovers(home: Path) -> list[str]:
    return sorted(path.name for path in home.iterdir())


def test_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SCIKIT_LEARN_DATA", raising=False)
    monkeypatch.setenv("NEURAL_PLAYGROUND_HOME", str(tmp_path))
    assert data_home() == tmp_path / "scikit_learn_data"
    monkeypatch.setenv("SCIKIT_LEARN_DATA", "~/elsewhere")
    assert data_home() == Path.home() / "elsewhere"


def test_kept_data_needs_no_network(kept_data: Path) -> None:
    before = leftovers(kept_data)
    prepared = load(download=False)
    assert prepared.info.rows == 20_640
    assert prepared.train.x.shape == (16_512, 8)
    assert leftovers(kept_data) == before


def test_an_offer_is_made_before_anything_is_fetched(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, lambda _folder: pytest.fail("fetched without leave"))
    with pytest.raises(NeedsDownload, match=r"not on this computer yet. Fetch it from the internet \(0.4 MB\)\?"):
        load(download=False)
    assert not empty_home.exists()


def test_what_was_fetched_is_kept(kept_data: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, lambda folder: shutil.copy(kept_data / KEPT, folder) and None)
    told: list[tuple[float | None, str]] = []
    assert load(True, lambda share, text: told.append((share, text))).info.rows == 20_640
    assert leftovers(empty_home) == [KEPT]
    assert any("Fetching California housing" in text for _share, text in told)
    assert all(share is None or 0 <= share <= 1 for share, _text in told)
    assert load(download=False).info.rows == 20_640


def test_without_a_network(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_folder: Path) -> None:
        raise URLError("Temporary failure in name resolution")

    stand_in(monkeypatch, refuse)
    with pytest.raises(
        DatasetError, match=r"could not be fetched: Temporary failure in name resolution. Check the network"
    ) as caught:
        load(download=True)
    assert not isinstance(caught.value, NeedsDownload)
    assert leftovers(empty_home) == []


def test_what_is_not_the_data_is_not_kept(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, lambda folder: (folder / KEPT).write_bytes(b"<html>log in first</html>") and None)
    with pytest.raises(DatasetError, match="not the California housing data"):
        load(download=True)
    assert leftovers(empty_home) == []


def test_a_download_that_stalls_ends(empty_home: Path, monkeypatch: pytest.MonkeyPatch, released: threading.Event) -> None:
    def hang(folder: Path) -> None:
        (folder / "part").write_bytes(b"x" * 1000)
        released.wait(20)

    stand_in(monkeypatch, hang)
    monkeypatch.setattr(california_housing, "STALLED", 0.3)
    with pytest.raises(DatasetError, match="stalled"):
        load(download=True)
    assert leftovers(empty_home) == []


def test_a_download_can_be_cancelled(empty_home: Path, monkeypatch: pytest.MonkeyPatch, released: threading.Event) -> None:
    stand_in(monkeypatch, lambda _folder: released.wait(20) and None)

    def cancel(share: float | None, _text: str) -> None:
        if share is not None:
            raise Cancelled

    with pytest.raises(Cancelled):
        load(True, cancel)
    assert leftovers(empty_home) == []


@pytest.mark.parametrize("content", [b"", b"not compressed", b"\x78\x9c" + bytes(100)])
def test_a_damaged_copy_is_offered_again_and_replaced(
    content: bytes, kept_data: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty_home.mkdir()
    (empty_home / KEPT).write_bytes(content)
    with pytest.raises(NeedsDownload, match="damaged"):
        load(download=False)
    stand_in(monkeypatch, lambda folder: shutil.copy(kept_data / KEPT, folder) and None)
    assert load(download=True).info.rows == 20_640


def test_a_folder_that_cannot_be_written(empty_home: Path) -> None:
    empty_home.write_text("a file where the folder should be")
    with pytest.raises(DatasetError, match="Cannot write to"):
        load(download=True)


@pytest.fixture
def packaged(kept_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Resources of a packaged app that has the data, in a folder that nobody may write to."""
    folder = tmp_path / "resources" / "datasets"
    folder.mkdir(parents=True)
    shutil.copy(kept_data / KEPT, folder)
    folder.chmod(0o555)
    monkeypatch.setattr(california_housing, "resources", lambda: tmp_path / "resources")
    return folder


def test_the_copy_of_a_packaged_app_needs_neither_network_nor_leave(
    packaged: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, lambda _folder: pytest.fail("fetched although it came with the app"))
    before = (packaged / KEPT).read_bytes()
    prepared = load(download=False)
    assert prepared.info.rows == 20_640
    assert prepared.train.x.shape == (16_512, 8)
    assert leftovers(packaged) == [KEPT]
    assert (packaged / KEPT).read_bytes() == before
    assert not empty_home.exists()


def test_a_damaged_copy_of_a_packaged_app_is_fetched_to_the_users_own_folder(
    packaged: Path, kept_data: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged.chmod(0o755)
    (packaged / KEPT).write_bytes(b"not compressed")
    stand_in(monkeypatch, lambda folder: shutil.copy(kept_data / KEPT, folder) and None)
    with pytest.raises(NeedsDownload):
        load(download=False)
    assert load(download=True).info.rows == 20_640
    assert leftovers(empty_home) == [KEPT]
    assert (packaged / KEPT).read_bytes() == b"not compressed"


def test_fetching_is_spoken_of_only_where_it_happens(packaged: Path) -> None:
    assert "Fetched" not in california_housing.summary()
    packaged.chmod(0o755)
    (packaged / KEPT).unlink()
    assert "Fetched once" in california_housing.summary()
