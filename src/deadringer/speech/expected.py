"""Names that callers are likely to say: a small model takes "Amazon" for "am is on" until it is told to expect it.

Also the way between text and Whisper's tokens, which needs only the model's own vocabulary.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

MOST_TOKENS = 120
"""Longer prompts cost time and are forgotten."""

NAMES = {
    "en": "Amazon, PayPal, HMRC, Microsoft, Barclays, Lloyds, Royal Mail, DPD, Evri, BT, NHS, AnyDesk, "
    "TeamViewer, WhatsApp, Bitcoin, Zelle, gift cards, PIN.",
    "it": "Amazon, Poste Italiane, Postepay, INPS, Enel, TIM, Intesa Sanpaolo, Unicredit, Nexi, DHL, SPID, IBAN, "
    "bonifico, AnyDesk, TeamViewer, WhatsApp, Bitcoin.",
}
"""The usual ones, by language. Which helped was measured: docs/benchmarks-speech.md."""


def sentence(language: str, more: Sequence[str] = ()) -> str:
    """The usual names and ``more``, as one sentence; empty where nothing is expected."""
    usual = NAMES.get(language, "")
    return f"{', '.join(more)}, {usual}".strip(" ,") if more else usual


def words_of(language: str, more: Sequence[str] = ()) -> frozenset[str]:
    """The same names one by one, in small letters."""
    return frozenset(name.strip(" .").casefold() for name in sentence(language, more).split(",")) - {""}


def vocabulary_of(folder: Path) -> frozenset[str]:
    """The tokens of the model in ``folder``; empty when it does not list them."""
    listed = folder / "vocabulary.json"
    if listed.is_file():
        tokens: Iterable[str] = json.loads(listed.read_text(encoding="utf-8"))
        return frozenset(tokens)
    lines = folder / "vocabulary.txt"
    return frozenset(lines.read_text(encoding="utf-8").split("\n")) if lines.is_file() else frozenset()


def tokens_of(text: str, vocabulary: frozenset[str]) -> list[str]:
    """``text`` in tokens, the longest that fit from the left: not always the model's own choice, and good enough to prompt."""
    if not vocabulary:
        return []
    back = {byte: character for character, byte in _bytes_of_characters().items()}
    rest = "".join(back[byte] for byte in f" {text}".encode())
    tokens: list[str] = []
    while rest:
        length = next((n for n in range(min(len(rest), 24), 1, -1) if rest[:n] in vocabulary), 1)
        tokens.append(rest[:length])
        rest = rest[length:]
    return tokens


def text_of(tokens: Sequence[str]) -> str:
    """Whisper's tokens as text. Each character of a token stands for one byte; special tokens are left out."""
    table = _bytes_of_characters()
    spoken = "".join(token for token in tokens if not token.startswith("<|"))
    return bytes(table[character] for character in spoken if character in table).decode("utf-8", "ignore").strip()


@lru_cache(maxsize=1)
def _bytes_of_characters() -> dict[str, int]:
    """Bytes that print stand for themselves; the others were moved up, in order, from code point 256."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    moved = [byte for byte in range(256) if byte not in set(plain)]
    return {chr(byte): byte for byte in plain} | {chr(256 + place): byte for place, byte in enumerate(moved)}
