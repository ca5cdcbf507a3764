"""Files that are not what they say, or made to hurt: a clear message or a reading, never a crash."""

from __future__ import annotations

import io
import os
import socket
import struct
import wave
import zipfile
from pathlib import Path

import pytest

from deadringer.errors import InputError
from deadringer.intake.sort import decode_text, sort_out


def refused(path: Path | str) -> str:
    with pytest.raises(InputError) as caught:
        sort_out(str(path))
    message = str(caught.value)
    assert "\x1b" not in message and "\n" not in message
    return message


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_folder(tmp_path: Path) -> None:
    assert "is a folder" in refused(tmp_path)


def test_pipe_and_devices(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "no ordinary file" in refused(tmp_path / "pipe")
    for device in ("/dev/zero", "/dev/null", "/dev/tty"):
        if Path(device).exists():
            assert "no ordinary file" in refused(device)


def test_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("s")
        assert "no ordinary file" in refused("s")


def test_links_to_files(tmp_path: Path) -> None:
    written(tmp_path, "words.txt", b"hello this is amazon")
    (tmp_path / "link.txt").symlink_to(tmp_path / "words.txt")
    assert sort_out(str(tmp_path / "link.txt")).kind == "words"
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    assert "cannot be read" in refused(tmp_path / "loop.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
    assert "there is no file" in refused(tmp_path / "gone.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable(tmp_path: Path) -> None:
    path = written(tmp_path, "secret.txt", b"hello")
    path.chmod(0)
    assert "cannot be read" in refused(path)
    folder = tmp_path / "closed"
    folder.mkdir()
    written(folder, "words.txt", b"hello")
    folder.chmod(0)
    try:
        assert "cannot be read" in refused(folder / "words.txt")
    finally:
        folder.chmod(0o700)


@pytest.mark.parametrize("content", [b"", b"   \n\r\n", b"\xef\xbb\xbf"])
def test_empty(tmp_path: Path, content: bytes) -> None:
    message = refused(written(tmp_path, "a.txt", content))
    assert "empty" in message or "no words" in message


def protected_zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("words.txt", "hello")
    data = bytearray(target.getvalue())
    data[6] |= 1  # the flag "encrypted", as an archive with a password has it
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.zip", protected_zip(), "ZIP"),
        ("a.docx", protected_zip(), "ZIP"),
        ("locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "office document"),
        ("locked.pdf", b"%PDF-1.7\n1 0 obj<</Encrypt 2 0 R>>", "PDF"),
        ("a.txt", b"%PDF-1.7 renamed", "PDF"),
        ("a.wav", b"\x7fELF" + bytes(100), "program"),
        ("a.mp3", b"#!/bin/sh\nrm -rf /\n", "program"),
        ("a.txt", b"Salted__" + bytes(range(256)), "encrypted"),
        ("a.txt", b"age-encryption.org/v1\n-> X25519 abc\n", "encrypted"),
        ("a.txt", b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n", "encrypted"),
        ("a.txt.gz", b"\x1f\x8b\x08" + bytes(20), "packed"),
        ("photo.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
        ("noise", bytes(range(256)) * 40, "not text"),
        ("noise.txt", os.urandom(5000), "not text"),
        ("a.txt", b"SQLite format 3\0" + bytes(100), "database"),
    ],
)
def test_other_kinds_are_named(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    assert said in refused(written(tmp_path, name, data))


def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as out:
        out.truncate(40_000_000)
    assert "too large" in refused(path)


def test_an_endless_stream_is_read_only_so_far() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            assert 0 < size <= 64_000_000
            self.given += size
            return b"a" * size

    stream = Endless()
    with pytest.raises(InputError, match="too large"):
        sort_out("-", stream)  # type: ignore[arg-type]
    assert stream.given < 64_000_000


def test_text_is_told_from_sound_by_its_bytes(tmp_path: Path) -> None:
    sound = io.BytesIO()
    with wave.open(sound, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(struct.pack("<800h", *range(800)))
    assert sort_out(str(written(tmp_path, "a.txt", sound.getvalue()))).kind == "sound"
    assert sort_out(str(written(tmp_path, "a", sound.getvalue()))).kind == "sound"
    assert sort_out(str(written(tmp_path, "b.txt", b"ID3 is how an mp3 begins"))).kind == "words"
    with pytest.raises(InputError, match="is sound"):
        sort_out("-", io.BytesIO(sound.getvalue()))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = "Perché la chiamo? È urgente, ‘risponda’ subito"
    assert decode_text(text.encode(encoding), "x")[0].lstrip("\ufeff") == text


def test_broken_letters_are_replaced_and_said(tmp_path: Path) -> None:
    given = sort_out(str(written(tmp_path, "a.txt", b"hello \xff\xfe\x81 this is amazon")))
    assert given.kind == "words" and "amazon" in given.turns[0].text
    assert "odd_characters" in given.notes


def test_a_stray_zero_byte_is_no_reason_to_refuse(tmp_path: Path) -> None:
    given = sort_out(str(written(tmp_path, "a.txt", b"hello this\0 is amazon and we need your card")))
    assert "amazon" in given.turns[0].text


def test_file_names_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = written(tmp_path, "a\x1b[2J\u202egnp.txt", b"")
    message = refused(path)
    assert "\u202e" not in message and "empty" in message


def test_an_argument_of_broken_utf8() -> None:
    thing = os.fsdecode(b"hello \xff\xfe amazon")
    assert sort_out(thing).kind == "words"
