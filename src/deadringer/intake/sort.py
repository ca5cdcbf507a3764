"""Tells apart what a person hands over: sound, transcript, e-mail, link, number, or plain words."""

from __future__ import annotations

import errno
import ipaddress
import re
import sys
from pathlib import Path
from typing import BinaryIO

from deadringer.call import Turn
from deadringer.errors import InputError
from deadringer.intake.bounds import bounded
from deadringer.intake.given import Given
from deadringer.intake.transcripts import read_transcript
from deadringer.phrases.shown import shown

MAX_TEXT_BYTES = 32_000_000
"""A larger text file is refused."""
READ_BYTES = 8_000_000
"""So much of a text is decoded; ``bounds`` says how much of it is then judged."""

_SOUND = re.compile(
    rb"RIFF....WAVE|RIFX|RF64|ID3|\xff[\xfb\xf3\xf2\xfa\xe3]|OggS|fLaC|....ftyp|#!AMR|\x1a\x45\xdf\xa3|\.snd|FORM....AIF|caff", re.DOTALL
)
_SOUND_ENDINGS = frozenset(
    ".wav .mp3 .m4a .mp4 .aac .ogg .oga .opus .amr .awb .3gp .3gpp .flac .webm .gsm .au .aiff .aif .wma .caf .ulaw .alaw .al .ul .g722 .mkv".split()
)
_OTHER = {
    b"%PDF": "a PDF document", b"PK\x03\x04": "a ZIP archive or office document", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an office document",
    b"{\\rtf": "an RTF document", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture", b"\x7fELF": "a program",
    b"MZ\x90\x00": "a program", b"#!/": "a program", b"\x1f\x8b": "a packed file", b"BZh": "a packed file", b"\xfd7zXZ": "a packed file",
    b"7z\xbc\xaf": "a packed file", b"Rar!": "a packed file", b"SQLite format": "a database", b"Salted__": "an encrypted file",
    b"age-encryption.org": "an encrypted file", b"-----BEGIN PGP MESSAGE": "an encrypted message", b"-----BEGIN CMS": "an encrypted message",
    b"-----BEGIN PKCS7": "an encrypted message", b"-----BEGIN AGE ENCRYPTED": "an encrypted file",
}  # fmt: skip
"""What a file that we do not read begins with. A file that is protected by a password is known by the same first bytes."""
_TEXT_ENDINGS = (".txt", ".json", ".jsonl", ".srt", ".vtt", ".eml", ".md", ".csv", ".log")
_OTHER_ENDINGS = (
    ".pdf",
    ".doc",
    ".docx",
    ".xls",
    ".xlsx",
    ".rtf",
    ".odt",
    ".zip",
    ".png",
    ".jpg",
    ".jpeg",
    ".msg",
    ".mbox",
    ".html",
    ".m4p",
)
MOST_NAME_WORDS = 5
"""Of words that end in ``.wav`` or the like and are taken for the name of a file that is missing, not for words to judge."""
KINDS = "a recording, a transcript, an e-mail (.eml) or the words themselves"
_NUMBER = re.compile(r"(?:tel:|sips?:)?\+?[\d\s().\-/]{3,25}(?:@\S+)?")
_LINK = re.compile(r"(?:https?|hxxps?)://\S+|(?:[\w-]+(?:\[?\.\]?))+[a-zA-Z\u00a1-\uffff]{2,18}(?:[/:?#]\S*)?", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@]{1,64}@(?:[\w-]+\.)+[a-zA-Z]{2,18}")
_SCHEME = re.compile(r"(?:javascript|vbscript|data|blob|file):\S+", re.IGNORECASE)
_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
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
    if _missing_file(plain):
        raise InputError(f"there is no file '{shown(plain)}'; check the name, or put words in quotes (a link begins with https://)")
    if _internet_address(plain) or _ADDRESS.fullmatch(plain) or _LINK.fullmatch(plain) or _SCHEME.fullmatch(plain):
        return Given("link", links=(plain,))
    if _NUMBER.fullmatch(plain) and 3 <= sum(c.isdigit() for c in plain) <= 20:
        return Given("number")
    turns, notes = bounded([Turn(plain)])
    return Given("words", turns=turns, notes=notes)


def _existing(thing: str) -> Path | None:
    """The path, if something is there.

    Raises:
        InputError: something may be there, but it cannot be looked at.
    """
    if not thing or len(thing) > 4096 or "\0" in thing or "\n" in thing:
        return None
    try:
        path = Path(thing).expanduser()
        path.stat()
        return path
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "errno", None)
        if reason in (errno.EACCES, errno.ELOOP):
            raise InputError(f"{shown(thing)} cannot be read: {getattr(error, 'strerror', error)}") from error
        return None


def _missing_file(thing: str) -> bool:
    if "://" in thing or "\n" in thing or len(thing) > 4096:
        return False
    ending = Path(thing).suffix.lower()
    known = ending in _SOUND_ENDINGS or ending in _TEXT_ENDINGS or ending in _OTHER_ENDINGS
    return known and (len(thing.split()) <= MOST_NAME_WORDS or thing.startswith(("/", "./", "../", "~")))


def _internet_address(thing: str) -> bool:
    try:
        ipaddress.IPv4Address(thing)
    except ValueError:
        return False
    return True


def _from_file(path: Path) -> Given:
    name = shown(path)
    if path.is_dir():
        raise InputError(f"{name} is a folder; name one file in it")
    if not path.is_file():
        raise InputError(f"{name} is no ordinary file; use '-' to read from a pipe")
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
            if size == 0 and not head:
                raise InputError(f"{name} is empty; there is nothing to judge")
            ending = path.suffix.lower()
            if _is_sound(head, ending):
                return Given("sound", path=path)
            file.seek(0)
            if size > MAX_TEXT_BYTES:
                raise InputError(f"{name} is too large to be a transcript ({size // 1_000_000} MB; at most {MAX_TEXT_BYTES // 1_000_000})")
            data = file.read(MAX_TEXT_BYTES + 1)
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror or error}") from error
    return _from_bytes(data, name, ending)


def _is_sound(head: bytes, ending: str) -> bool:
    """A file of text may begin like a recording ("ID3 ..."), and a recording may be called .txt: the bytes decide."""
    if ending in _SOUND_ENDINGS:
        return not head.startswith(tuple(_OTHER))
    return _SOUND.match(head) is not None and (ending not in _TEXT_ENDINGS or _binary(head))


def _binary(data: bytes) -> bool:
    """Whether it holds more control characters than any text."""
    sample = data[:8192]
    return sum(byte < 9 or (14 <= byte < 32 and byte != 27) for byte in sample) > 1 + len(sample) // 50


def _from_bytes(data: bytes, name: str, ending: str | None) -> Given:
    if not data.strip():
        raise InputError(f"{name} is empty; there is nothing to judge")
    if len(data) > MAX_TEXT_BYTES:
        raise InputError(f"{name} is too large ({MAX_TEXT_BYTES // 1_000_000} MB at most)")
    for magic, what in _OTHER.items():
        if data.startswith(magic):
            raise InputError(f"{name} is {what}; give {KINDS}")
    if _SOUND.match(data[:64]) and _binary(data):
        raise InputError(f"{name} is sound; save it to a file and name the file, or use 'deadringer listen -' for a live stream")
    if ending == ".eml" or _looks_like_email(data):
        from deadringer.intake.emails import read_email

        return read_email(data, name)
    text, notes = decode_text(data, name)
    if _PAGE.match(text):
        from deadringer.intake.emails import read_page

        return read_page(text, name, notes)
    return read_transcript(text, ending, name, notes)


def decode_text(data: bytes, name: str) -> tuple[str, list[str]]:
    """Bytes of unknown encoding as text, and remarks. Invalid parts are replaced, not refused."""
    notes = []
    if len(data) > READ_BYTES:
        data = data[:READ_BYTES]
        notes.append("cut_short")
    wide = _wide_encoding(data)
    if wide:
        return data.decode(wide, errors="replace"), notes
    if _binary(data):
        raise InputError(f"{name} is not text; give {KINDS}")
    try:
        return data.decode("utf-8-sig"), notes
    except UnicodeDecodeError as error:
        if error.end >= len(data) - 4 and notes:  # cut in the middle of a letter
            return data[: error.start].decode("utf-8-sig"), notes
        # Old Windows text is the usual reason; what it does not know is replaced.
        return data.decode("cp1252", errors="replace"), [*notes, "odd_characters"]


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32, by its mark, or by the zeros that Latin letters have in it."""
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-32"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = data[:2048]
    half = len(sample) // 2
    zeros_even, zeros_odd = sample[0::2].count(0), sample[1::2].count(0)
    if half >= 2 and max(zeros_even, zeros_odd) > half * 0.7 and min(zeros_even, zeros_odd) <= half * 0.05:
        return "utf-16-le" if zeros_odd > zeros_even else "utf-16-be"
    return None


def _looks_like_email(data: bytes) -> bool:
    lines = data[:4096].decode("latin-1").splitlines()[:12]
    if lines and lines[0].startswith("From "):  # a mailbox file's first line
        lines = lines[1:]
    if not lines or not _HEADER.match(lines[0]):
        return False
    headers = [m.group().lower() for line in lines if (m := _HEADER.match(line))]
    return len(headers) >= 3 or {"from:", "subject:"} <= set(headers)
