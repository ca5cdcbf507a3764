"""Tries a tactic on its own examples: positives must be found, negatives must not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from deadringer.knowledge.model import Tactic
from deadringer.phrases.tokens import Heard, hear


@dataclass(frozen=True, slots=True)
class Complaint:
    """One example that a tactic gets wrong."""

    tactic: str
    lang: str
    wanted: bool
    """``True``: should have been found."""
    text: str
    patterns: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.wanted:
            return f"{self.tactic} ({self.lang}): not found in positive: {self.text!r}"
        return f"{self.tactic} ({self.lang}): found in negative: {self.text!r} by {', '.join(map(repr, self.patterns))}"


def try_examples(tactic: Tactic, find: Callable[[Heard], Iterable[str]]) -> list[Complaint]:
    """Examples that go wrong; ``find`` gives the patterns of this tactic that a text shows (not denied, not reported)."""
    out = []
    for wanted, examples in ((True, tactic.positives), (False, tactic.negatives)):
        for lang, texts in examples.items():
            for text in texts:
                found = tuple(find(hear(text, lang)))
                if bool(found) != wanted:
                    out.append(Complaint(tactic.id, lang, wanted, text, found))
    return out
