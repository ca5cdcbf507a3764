"""Files of an evaluation: looked at before the work begins, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from deadringer.errors import InputError
from deadringer.phrases.shown import shown

PRINTED = {1: "is where the table is printed", 2: "is where messages are printed"}
"""Standard output and standard error."""


def check_targets(files: Mapping[str, Path | None], folder: Path | None, inputs: Iterable[Path]) -> None:
    """Told now rather than after hours of judging: what cannot be written, and what would overwrite something.

    Args:
        files: what is to be written, by its option.
        folder: where plots are to go; made if it is not there.
        inputs: files that are read.

    Raises:
        InputError: names the option.
    """
    taken = {same: f"is read in this run ({shown(path)})" for path in inputs for same in _same(path)}
    taken |= _printed()
    for option, path in files.items():
        if path is None:
            continue
        _check_file(option, path)
        for same in _same(path):
            if same in taken:
                raise InputError(f"{option} {shown(path)}: this file {taken[same]}; name another")
        taken |= dict.fromkeys(_same(path), f"is {option} as well")
    if folder is not None:
        _check_folder(folder)
        if any(same in taken for same in _same(folder)):
            raise InputError(f"--plots {shown(folder)}: a file is to be written there; name another folder")
        # Which plots there will be depends on the calls: any picture there may be overwritten, and what a link of that name leads to.
        for path in (*folder.glob("*.png"), *(p for p in files.values() if p and p.suffix == ".png" and _beside(p, folder))):
            if any(same in taken for same in _same(path)):
                raise InputError(f"--plots {shown(folder)}: a plot could overwrite {shown(path)} there; name another folder")


def _same(path: Path) -> list[object]:
    """What two names of one file have in common: where it lies, and, once it is there, its number."""
    try:
        found: list[object] = [str(path.resolve())]
        held = path.stat()
    except FileNotFoundError:
        return found
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise InputError(f"{shown(path)}: cannot be used: {getattr(error, 'strerror', None) or error}") from None
    if not stat.S_ISREG(held.st_mode) and not stat.S_ISDIR(held.st_mode):
        return []  # a terminal, a pipe, /dev/null: takes whatever comes, and loses nothing
    return [*found, (held.st_dev, held.st_ino)]


def _beside(path: Path, folder: Path) -> bool:
    return path.resolve().parent == folder.resolve()


def _printed() -> dict[object, str]:
    """The files that are printed into, if any are."""
    found: dict[object, str] = {}
    for number, role in PRINTED.items():
        with contextlib.suppress(OSError):
            held = os.fstat(number)
            if stat.S_ISREG(held.st_mode):
                found[(held.st_dev, held.st_ino)] = role
    return found


def _check_file(option: str, path: Path) -> None:
    if str(path) == "-":
        raise InputError(f"{option} -: this cannot be printed; name a file")
    try:
        if not _is_folder(path.parent):
            raise InputError(f"{option} {shown(path)}: there is no folder {shown(path.parent)}")
        if path.is_dir():
            raise InputError(f"{option} {shown(path)}: this is a folder; name a file")
        if path.exists():
            if not os.access(path, os.W_OK):
                raise InputError(f"{option} {shown(path)}: cannot be written: you may not change this file")
            if not path.is_file():
                return
        _try(path.resolve().parent)
    except (OSError, RuntimeError) as error:
        raise InputError(f"{option} {shown(path)}: cannot be written: {getattr(error, 'strerror', None) or error}") from None


def _check_folder(folder: Path) -> None:
    try:
        nearest = folder.absolute()
        while not os.path.lexists(nearest):
            nearest = nearest.parent
        if not nearest.is_dir():
            raise InputError(f"--plots {shown(folder)}: {shown(nearest)} is no folder; name one")
        _try(nearest)
    except OSError as error:
        raise InputError(f"--plots {shown(folder)}: plots cannot be written there: {error.strerror or error}") from None


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _try(folder: Path) -> None:
    """Rights alone do not tell (a disk for reading only, a full one): a file that goes away again does."""
    with tempfile.TemporaryFile(dir=folder):
        pass


def write_text(path: Path, text: str) -> None:
    """As ``write``; half letters that no file can hold become question marks."""
    write(path, text.encode("utf-8", "replace"))


def write(path: Path, data: bytes) -> None:
    """The file is the old one or the new one, never half of it: it is written beside and then put in place.

    Raises:
        InputError: it cannot be written; what was there is still there.
    """
    try:
        if path.exists() and not path.is_file():
            # A pipe or a device: nothing can be put in its place.
            path.write_bytes(data)
            return
        # A link stays a link: what it leads to is what is meant.
        target = path.resolve()
        temporary = target.with_name(f".deadringer-{secrets.token_hex(8)}.tmp")
        try:
            with temporary.open("xb") as out:
                out.write(data)
            if target.exists():
                shutil.copymode(target, temporary)
            os.replace(temporary, target)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{shown(path)}: cannot be written: {error.strerror or error}") from None


def put(drawn: Sequence[Path], folder: Path) -> None:
    """Plots into their folder, each in one piece.

    Raises:
        InputError: the folder cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{shown(folder)}: plots cannot be written there: {error.strerror or error}") from None
    for path in drawn:
        write(folder / path.name, path.read_bytes())
