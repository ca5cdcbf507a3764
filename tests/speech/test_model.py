"""The weights are joined once, wholly or not at all."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import pytest

from deadringer.errors import InputError
from deadringer.speech import model


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model of a few bytes in two parts, and an empty cache."""
    data = {"part1": b"first half, ", "part2": b"second half"}
    for number, (name, block) in enumerate(data.items(), start=1):
        folder = tmp_path / name / "data"
        folder.mkdir(parents=True)
        (folder / f"model.bin.part{number}").write_bytes(block)
        for beside in ("config.json", "vocabulary.txt"):
            (folder / beside).write_text("x")
    whole = b"".join(data.values())
    monkeypatch.setattr(model, "PARTS", tuple(data))
    monkeypatch.setattr(model, "BYTES", len(whole))
    monkeypatch.setattr(model, "SHA256", hashlib.sha256(whole).hexdigest())
    monkeypatch.setattr(model, "_data_folder", lambda package: tmp_path / package / "data")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(model.SETTING, raising=False)
    return tmp_path


def test_the_parts_are_joined_in_the_cache(small: Path) -> None:
    folder = model.whisper_folder()
    assert folder.is_relative_to(small / "cache" / "deadringer")
    assert (folder / "model.bin").read_bytes() == b"first half, second half"
    assert (folder / "vocabulary.txt").is_file()


def test_many_starts_at_once_end_well_and_leave_nothing_behind(small: Path) -> None:
    folders: list[Path] = []
    threads = [threading.Thread(target=lambda: folders.append(model.whisper_folder())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(folders) == 8 and len(set(folders)) == 1
    assert [path.name for path in folders[0].parent.iterdir()] == [folders[0].name]


def test_a_half_made_folder_is_replaced(small: Path) -> None:
    folder = model.whisper_folder()
    (folder / "model.bin").write_bytes(b"short")
    assert (model.whisper_folder() / "model.bin").stat().st_size == model.BYTES


def test_damaged_parts_are_refused(small: Path) -> None:
    (small / "part2" / "data" / "model.bin.part2").write_bytes(b"second HALF")
    with pytest.raises(InputError, match="damaged"):
        model.whisper_folder()
    assert list((small / "cache" / "deadringer").iterdir()) == []


def test_a_cache_that_cannot_be_written_is_explained(small: Path) -> None:
    (small / "cache").write_text("a file where a folder should be")
    with pytest.raises(InputError, match="XDG_CACHE_HOME"):
        model.whisper_folder()


def test_own_model_by_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(model.SETTING, str(tmp_path))
    with pytest.raises(InputError, match="DEADRINGER_WHISPER"):
        model.whisper_folder()
    (tmp_path / "model.bin").write_bytes(b"x")
    assert model.whisper_folder() == tmp_path


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(model, "PARTS", ("no_such_package_of_weights",))
    with pytest.raises(InputError, match=r"deadringer\[speech\]"):
        model.whisper_folder()
