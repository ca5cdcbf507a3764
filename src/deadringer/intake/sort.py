"""Tells apart what a person hands over: sound, transcript, e-mail, link, number, or plain words."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import BinaryIO

from deadringer.call import Turn
from deadringer.errors import InputError
from deadringer.intake.given import Given
from deadringer.intake.transcripts import read_transcript

MAX_TEXT_BYTES = 32_000_000
"""A larger text file is refused."""
READ_BYTES = 6_000_000
"""So much of a text is read; an hour of talk has about 60,000 characters."""

_SOUND = re.compile(
    rb"RIFF....WAVE|RIFX|RF64|ID3|\xff[\xfb\xf3\xf2\xfa\xe3]|OggS|fLaC|....ftyp|#!AMR|\x1a\x45\xdf\xa3|\.snd|FORM....AIF|caff", re.DOTALL
)
_SOUND_ENDINGS = frozenset(
    ".wav .mp3 .m4a .mp4 .aac .ogg .oga .opus .amr .awb .3gp .3gpp .flac .webm .gsm .au .aiff .aif .wma .caf .ulaw .alaw .al .ul .g722 .mkv".split()
)
_OTHER = {
    b"%PDF": "a PDF document", b"PK\x03\x04": "a ZIP archive or office document", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture", b"\x7fELF": "a program", b"MZ": "a program", b"\x1f\x8b": "a packed file", b"7z\xbc\xaf": "a packed file",
    b"Rar!": "a packed file", b"SQLite": "a database",
}  # fmt: skip
_TEXT_ENDINGS = (".txt", ".json", ".jsonl", ".srt", ".vtt", ".eml", ".md", ".csv", ".log")
_NUMBER = re.compile(r"(?:tel:|sips?:)?\+?[\d\s().\-/]{3,25}(?:@\S+)?")
_LINK = re.compile(r"(?:https?|hxxps?)://\S+|(?:[\w-]+(?:\[?\.\]?))+[a-zA-Z\u00a1-\uffff]{2,18}(?:[/:?#]\S*)?", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@]{1,64}@(?:[\w-]+\.)+[a-zA-Z]{2,18}")
_HEADER = re.compile(r"(?:From|To|Subject|Received|Return-Path|Delivered-To|MIME-Version|Message-ID|Date|X-[\w-]+|DKIM-Signature):", re.I)


def sort_out(thing: str, stdin: BinaryIO | None = None) -> Given:
    """Tells what ``thing`` is and reads it (sound is not read here).

    Args:
        thing: a path, ``-`` for standard input, a number, a link, or words.
        stdin: read for ``-``; default: the process's own.

    Raises:
        InputError: there is no such file, it is of a kind that cannot be judged, or it is empty.
    """
    if thing == "-":
        data = (stdin or sys.stdin.buffer).read(MAX_TEXT_BYTES + 1)
        return _from_bytes(data, "standard input", None)
    path = _existing(thing)
    if path is not None:
        return _from_file(path)
    plain = thing.strip()
    if not plain:
        raise InputError("nothing was given; name a file, or write the words, number or link in quotes")
    if re.fullmatch(r"\S+", plain) and _missing_file(plain):
        raise InputError(f"there is no file {plain!r}; check the name, or put words in quotes")
    if _NUMBER.fullmatch(plain) and 3 <= sum(c.isdigit() for c in plain) <= 20:
        return Given("number")
    if _ADDRESS.fullmatch(plain) or _LINK.fullmatch(plain):
        return Given("link", links=(plain,))
    return Given("words", turns=(Turn(plain),))


def _existing(thing: str) -> Path | None:
    if len(thing) > 4096 or "\0" in thing or "\n" in thing:
        return None
    try:
        path = Path(thing).expanduser()
        return path if path.exists() else None
    except (OSError, RuntimeError):
        return None


def _missing_file(thing: str) -> bool:
    ending = Path(thing).suffix.lower()
    return (ending in _SOUND_ENDINGS or ending in _TEXT_ENDINGS) and "://" not in thing


def _from_file(path: Path) -> Given:
    if path.is_dir():
        raise InputError(f"{path} is a folder; name one file in it")
    if not path.is_file():
        raise InputError(f"{path} is no ordinary file; use '-' to read from a pipe")
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(64)
            if size == 0:
                raise InputError(f"{path} is empty")
            ending = path.suffix.lower()
            textual = ending in _TEXT_ENDINGS
            if not textual and (_SOUND.match(head) or ending in _SOUND_ENDINGS):
                return Given("sound", path=path)
            file.seek(0)
            if size > MAX_TEXT_BYTES:
                raise InputError(f"{path} is too large to be a transcript ({size // 1_000_000} MB; at most {MAX_TEXT_BYTES // 1_000_000})")
            data = file.read(MAX_TEXT_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    if textual and _SOUND.match(head) and b"\0" in data[:4096]:
        return Given("sound", path=path)  # a recording that was renamed
    return _from_bytes(data, str(path), ending)


def _from_bytes(data: bytes, name: str, ending: str | None) -> Given:
    if not data.strip():
        raise InputError(f"{name} is empty; there is nothing to judge")
    if len(data) > MAX_TEXT_BYTES:
        raise InputError(f"{name} is too large ({MAX_TEXT_BYTES // 1_000_000} MB at most)")
    for magic, what in _OTHER.items():
        if data.startswith(magic):
            raise InputError(f"{name} is {what}; give a recording, a transcript, an e-mail (.eml) or the words themselves")
    if _SOUND.match(data[:64]) and b"\0" in data[:4096]:
        raise InputError(f"{name} is sound; save it to a file and name the file, or use 'deadringer listen -' for a live stream")
    if ending == ".eml" or _looks_like_email(data):
        from deadringer.intake.emails import read_email

        return read_email(data, name)
    text, notes = decode_text(data, name)
    return read_transcript(text, ending, name, notes)


def decode_text(data: bytes, name: str) -> tuple[str, list[str]]:
    """Bytes of unknown encoding as text, and remarks. Invalid parts are replaced, not refused."""
    notes = []
    if len(data) > READ_BYTES:
        data = data[:READ_BYTES]
        notes.append("cut_short")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), notes
    if b"\0" in data[:8192]:
        raise InputError(f"{name} is not text; give a recording, a transcript, an e-mail (.eml) or the words themselves")
    try:
        return data.decode("utf-8-sig"), notes
    except UnicodeDecodeError as error:
        if error.end >= len(data) - 4 and notes:  # cut in the middle of a letter
            return data[: error.start].decode("utf-8-sig"), notes
        # Old Windows text is the usual reason; what it does not know is replaced.
        return data.decode("cp1252", errors="replace"), [*notes, "odd_characters"]


def _looks_like_email(data: bytes) -> bool:
    lines = data[:4096].decode("latin-1").splitlines()[:12]
    if not lines or not _HEADER.match(lines[0]):
        return False
    return sum(bool(_HEADER.match(line)) for line in lines) >= 3
