"""Words as features of the wording model: single words and pairs of neighbouring ones; numbers and links by their kind.

Articles, auxiliaries, fillers and greetings are passed over: how well somebody speaks the language must not count, and a recogniser
drops and doubles them. Pronouns, negations and prepositions stay: "read me your" and "read you my" are different things.
Training (``training/wording.py``) and judging read the same features.
"""

from __future__ import annotations

from collections.abc import Sequence

WINDOW = 60
"""Words (of all kinds) that are looked at together."""

SMALL_WORDS = frozenset(
    "a an the is am are was were be been being do does did done doing have has had having of uh um oh ah well yeah yes yep ok okay right hello "
    "hi hey bye s t ll re ve d m n "
    "il lo la i gli le uno una un di del dello della dei degli delle al allo alla ai agli alle dal dallo dalla dai dagli dalle nel nello nella "
    "nei negli nelle e ed o od ho hai ha abbiamo avete hanno sono sei siamo siete era erano essere stato stata avere avuto allora ecco eh beh "
    "boh mah si no va bene vabbe cioe insomma proprio pronto ciao l c dell all nell dall sull quell".split()
)


def plain_features(words: Sequence[str]) -> list[str]:
    """One feature per word: the word itself; ``#`` for a number (the digit itself for one digit); ``#link``; empty for a small word."""
    return [_plain(word) for word in words]


def _plain(word: str) -> str:
    if word in SMALL_WORDS:
        return ""
    if word[0].isdigit() or word[0] == "+":
        return "#" + word if len(word) == 1 else "#phone" if len(word) >= 7 and "." not in word else "#"
    return "#link" if "." in word or "@" in word else word
