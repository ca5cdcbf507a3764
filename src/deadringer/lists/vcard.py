"""Reads and writes vCards (2.1, 3.0 and 4.0): names and telephone numbers, nothing else.

Our own reader, because telephones write vCards that no strict parser takes (soft line ends in 2.1, bare values, odd encodings), and
because the two fields that we want are a small part of the standard.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

MAX_LINE = 200_000
"""Characters of one unfolded line; photographs are longer and skipped."""
MAX_NUMBERS = 100
"""Numbers of one card."""


@dataclass(slots=True)
class Card:
    """One person."""

    name: str = ""
    numbers: list[str] = field(default_factory=list)


def read_vcards(text: str) -> Iterator[Card]:
    """All cards; what is broken is left out."""
    card, weak_name, depth = Card(), "", 0
    for line in _unfolded(text):
        head, colon, value = _split(line)
        if not colon:
            continue
        name, *parameters = head.upper().split(";")
        name = name.rpartition(".")[2]
        if name == "BEGIN" and value.strip().upper() == "VCARD":
            depth += 1
            if depth == 1:
                card, weak_name = Card(), ""
        elif name == "END" and value.strip().upper() == "VCARD":
            depth = max(0, depth - 1)
            if depth == 0:
                card.name = card.name or weak_name
                yield card
                card, weak_name = Card(), ""
        elif depth == 1 and name == "TEL" and len(card.numbers) < MAX_NUMBERS:
            number = re.sub(r"^tel:", "", _decoded(value, parameters).strip(), flags=re.IGNORECASE)
            if number:
                card.numbers.append(number[:200])
        elif depth == 1 and name == "FN":
            card.name = card.name or _plain(_decoded(value, parameters))
        elif depth == 1 and name in ("N", "ORG", "NICKNAME"):
            parts = [p.strip() for p in re.split(r"(?<!\\);", _decoded(value, parameters)) if p.strip()]
            named = " ".join(reversed(parts[:2])) if name == "N" else " ".join(parts[:1])
            weak_name = weak_name or _plain(named)


def _unfolded(text: str) -> Iterator[str]:
    """Logical lines: a line that begins with a space goes on; in 2.1 a quoted-printable line that ends with ``=`` does too."""
    held = ""
    for line in re.split(r"\r\n|\n|\r", text):
        if held and line[:1] in (" ", "\t"):
            held += line[1:] if len(held) < MAX_LINE else ""
        elif held.endswith("=") and "QUOTED-PRINTABLE" in held.partition(":")[0].upper():
            held = held[:-1] + line if len(held) < MAX_LINE else held[:-1]
        else:
            if held:
                yield held
            held = line
    if held:
        yield held


def _split(line: str) -> tuple[str, str, str]:
    """At the first colon that is not inside quotes."""
    quoted = False
    for i, char in enumerate(line[:1000]):
        if char == '"':
            quoted = not quoted
        elif char == ":" and not quoted:
            return line[:i], ":", line[i + 1 :]
    return line, "", ""


def _decoded(value: str, parameters: list[str]) -> str:
    if any("QUOTED-PRINTABLE" in p for p in parameters):
        data = quopri.decodestring(value.encode("utf-8", "replace"))
        charset = next((p.partition("=")[2] for p in parameters if p.startswith("CHARSET=")), "utf-8")
        try:
            return data.decode(charset.strip('"'), "replace")
        except LookupError:
            return data.decode("utf-8", "replace")
    return value


def _plain(value: str) -> str:
    return " ".join(re.sub(r"\\([,;:\\nN])", lambda m: " " if m.group(1) in "nN" else m.group(1), value).split())[:200]


def write_vcards(cards: Iterable[Card]) -> str:
    """Cards as vCard 3.0, which every telephone takes."""
    out = []
    for card in cards:
        name = re.sub(r"([,;\\])", r"\\\1", " ".join(card.name.split())) or card.numbers[0]
        out += ["BEGIN:VCARD", "VERSION:3.0", *_folded(f"FN:{name}"), *_folded(f"N:{name};;;;")]
        out += [f"TEL;TYPE=VOICE:{number}" for number in card.numbers]
        out.append("END:VCARD")
    return "".join(line + "\r\n" for line in out)


def _folded(line: str) -> list[str]:
    """Lines of at most 75 bytes, not cut inside a letter."""
    out, part = [], ""
    for char in line:
        if len((part + char).encode()) > 74:
            out.append(part)
            part = " "
        part += char
    return [*out, part]
