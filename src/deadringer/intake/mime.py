"""Cuts an e-mail into the parts that hold its words (RFC 5322, RFC 2045 to 2047), in bounded time whatever it holds.

The standard library's reader takes minutes for some headers and part lists that are made to hurt, and its recursion ends in the
middle of deep nesting. Here places in one block of bytes are passed on, nothing is copied, and every count has a limit.
"""

from __future__ import annotations

import binascii
import codecs
import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header

from deadringer.phrases.tokens import clean

MAX_DEPTH = 150
"""Parts within parts."""
MAX_PARTS = 5000
MAX_HEADERS = 256_000
"""Bytes of one part's headers that are read."""
MAX_HEADER = 4000
"""Characters of one header."""
MAX_BODY = 4_000_000
"""Bytes of one part that are decoded."""
PLAIN = "text/plain"
HTML = "text/html"

_CHARSETS = re.compile(
    r"utf-(?:8|7|16|32)(?:-[bl]e)?|ascii|iso8859-\d+|cp\d+|koi8-[rtu]|mac-\w+|gb(?:2312|k|18030)|hz|big5(?:hkscs)?|shift_jis\w*|euc_\w+|iso2022_\w+"
)
"""Names, as ``codecs`` has them, of encodings of text; others do strange things, or take minutes."""
_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:[ \t]*")


@dataclass(frozen=True, slots=True)
class Part:
    """One part without parts of its own."""

    headers: Mapping[str, str]
    """By name in lower case; the first of each name, unfolded, not decoded."""
    start: int
    end: int
    """Where its body stands in the message."""

    @property
    def kind(self) -> str:
        """``text/html`` and the like; ``text/plain`` where it does not say."""
        found = re.match(r"\s*([\w.+-]{1,60}/[\w.+-]{1,80})", self.headers.get("content-type", ""))
        return found.group(1).lower() if found else PLAIN

    @property
    def attached(self) -> bool:
        """Whether a mail program shows it only when asked."""
        return self.headers.get("content-disposition", "").lstrip().lower().startswith("attachment")

    def text(self, message: bytes) -> str:
        """Its words."""
        body = message[self.start : min(self.end, self.start + MAX_BODY)]
        encoding = self.headers.get("content-transfer-encoding", "").strip().lower()
        if encoding == "base64":
            body = _base64(body)
        elif encoding == "quoted-printable":
            body = quopri.decodestring(body)
        return decoded(body, parameter(self.headers.get("content-type", ""), "charset") or "utf-8")


def head_of(message: bytes) -> Mapping[str, str]:
    """The message's own headers, as in ``Part.headers``."""
    return _headers(message, 0, len(message))[0]


def parts_of(message: bytes) -> Iterator[Part]:
    """All parts without parts of their own, in order, those of enclosed messages too."""
    for count, part in enumerate(_walk(message, 0, len(message), 0)):
        if count >= MAX_PARTS:
            return
        yield part


def _walk(data: bytes, start: int, end: int, depth: int) -> Iterator[Part]:
    headers, body = _headers(data, start, end)
    part = Part(headers, body, end)
    kind = part.kind
    if depth < MAX_DEPTH and kind == "message/rfc822":
        yield from _walk(data, body, end, depth + 1)
        return
    boundary = parameter(headers.get("content-type", ""), "boundary") if kind.startswith("multipart/") else ""
    inside = _split(data, body, end, boundary) if boundary and depth < MAX_DEPTH else []
    if not inside:
        # A part that says it has parts and has none is shown as text.
        yield Part({**headers, "content-type": PLAIN}, body, end) if kind.startswith("multipart/") else part
    for first, last in inside:
        yield from _walk(data, first, last, depth + 1)


def _headers(data: bytes, start: int, end: int) -> tuple[dict[str, str], int]:
    """The headers, and where the body begins."""
    if not _FIELD.match(data, start, min(end, start + 200)):
        blank = re.compile(rb"\r?\n").match(data, start, end)
        return {}, blank.end() if blank else start
    blank = _BLANK.search(data, start, end)
    last, body = (blank.start(), blank.end()) if blank else (end, end)
    found: dict[str, str] = {}
    name = ""
    for line in data[start : min(last, start + MAX_HEADERS)].splitlines():
        field = _FIELD.match(line)
        if field and line[:1] not in b" \t":
            name = field.group(1).decode("ascii").lower()
            if name in found:
                name = ""
            else:
                found[name] = _plain(line[field.end() :])
        elif name and len(found[name]) < MAX_HEADER:
            found[name] = f"{found[name]} {_plain(line.strip())}"[:MAX_HEADER]
    return found, body


_BLANK = re.compile(rb"\r?\n\r?\n")


def _plain(line: bytes) -> str:
    return decoded(line[:MAX_HEADER], "utf-8")


def _split(data: bytes, start: int, end: int, boundary: str) -> list[tuple[int, int]]:
    """Where the parts between the boundary's lines stand. A last part without its end counts too."""
    mark = re.compile(rb"\r?\n--" + re.escape(boundary.encode("utf-8", errors="replace")) + rb"(--)?[ \t]*(?=[\r\n]|\Z)")
    found: list[tuple[int, int]] = []
    begun = -1
    # The first boundary may stand right after the headers: their last line's end belongs to it.
    for line in mark.finditer(data, max(0, start - 2), end):
        if begun >= 0:
            found.append((begun, max(begun, line.start())))
        if line.group(1) or len(found) >= MAX_PARTS:
            return found
        newline = data.find(b"\n", line.end(), end)
        if newline < 0:
            return found
        begun = newline + 1
    if begun >= 0:
        found.append((begun, end))
    return found


def parameter(value: str, name: str) -> str:
    """A parameter of a header (``charset`` of ``text/plain; charset=utf-8``), or nothing."""
    found = re.search(rf';\s*{name}\s*=\s*(?:"([^"]{{0,200}})"|([^\s;"]{{1,200}}))', value, re.IGNORECASE)
    return (found.group(1) or found.group(2) or "") if found else ""


def _base64(body: bytes) -> bytes:
    plain = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
    try:
        return binascii.a2b_base64(plain[: len(plain) - (len(plain) % 4 == 1)] + b"=" * (-len(plain) % 4))
    except binascii.Error:
        return b""


def decoded(data: bytes, charset: str) -> str:
    """Bytes as text; what cannot be read is replaced, and a name that is no text encoding's is not believed."""
    try:
        name = codecs.lookup(charset).name if charset.isascii() and len(charset) < 40 else "utf-8"
        return data.decode(name if _CHARSETS.fullmatch(name) else "utf-8", errors="replace")
    except (LookupError, ValueError):
        return data.decode("utf-8", errors="replace")


def header_text(value: str, most: int = 1000) -> str:
    """A header as a person sees it: encoded words (RFC 2047) decoded, on one line."""
    value = " ".join(value.split())[:most]
    try:
        found = decode_header(value)
    except (HeaderParseError, ValueError, IndexError):
        return clean(value)
    text = "".join(decoded(piece, charset or "utf-8") if isinstance(piece, bytes) else piece for piece, charset in found)
    return " ".join(clean(text).split())[:most]
