"""Words as features of the wording model: single words and pairs, numbers and links by their kind.

Training (``training/wording.py``) and judging read the same features.
"""

from __future__ import annotations

from collections.abc import Sequence

WINDOW = 60
"""Words that are looked at together."""


def plain_features(words: Sequence[str]) -> list[str]:
    """One feature per word: the word itself, ``#`` for a number (``#1``, ``#2``, ``#9`` for those digits), ``#link`` for a link."""
    return [_plain(word) for word in words]


def _plain(word: str) -> str:
    if word[0].isdigit() or word[0] == "+":
        return "#" + word if len(word) == 1 else "#phone" if len(word) >= 7 and "." not in word else "#"
    return "#link" if "." in word or "@" in word else word
