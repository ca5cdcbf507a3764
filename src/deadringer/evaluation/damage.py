"""What bad lines and recognisers do to words: drop them, double them, mishear them. Seeded: the same rows come out the same.

Mishearing has two sources: a list of what recognisers really confuse in such calls (``confusions.txt``), and, for any other word,
another word of these very calls that sounds alike, by a rough phonetic key of English or Italian.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from deadringer.errors import InputError
from deadringer.evaluation.rows import Row

SEED = 20261122
MOST_ALIKE = 6
"""Look-alikes kept for a word, the commonest."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Shares of words."""

    dropped: float = 0.0
    doubled: float = 0.0
    misheard: float = 0.0

    def __post_init__(self) -> None:
        """
        Raises:
            InputError: more than all words are to be damaged; the last kind would get less than its share.
        """
        together = self.dropped + self.doubled + self.misheard
        if together > 1 + 1e-9:
            raise InputError(f"words dropped, doubled and misheard make {together:g} together; name shares that make 1 at most")

    @property
    def any(self) -> bool:
        """Whether anything is damaged."""
        return bool(self.dropped or self.doubled or self.misheard)


def key_en(word: str) -> str:
    """How an English word sounds, roughly: consonants by their class, a leading vowel kept, other vowels gone."""
    w = re.sub(r"[^a-z]", "", word.lower())
    for pattern, sound in _SOUNDS_EN:
        w = pattern.sub(sound, w)
    head, rest = w[:1], w[1:]
    return ("A" if head in "aeiou" else head) + re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyhw]", "", rest))


_SOUNDS_EN = [
    (re.compile(p), s)
    for p, s in (
        (r"^kn|^gn|^pn", "n"), (r"^wr", "r"), (r"^x", "s"), (r"mb$", "m"), (r"tion|sion|cian|tian", "xn"), (r"ture$", "xr"),
        (r"tch|ch|sh", "x"),
        (r"ph", "f"), (r"igh", "i"), (r"ough", "o"), (r"gh", "g"), (r"ck|q|cc(?![ei])", "k"), (r"c(?=[eiy])", "s"), (r"c", "k"),
        (r"dg(?=[eiy])", "j"), (r"g(?=[eiy])", "j"), (r"th", "t"), (r"z", "s"), (r"v", "f"), (r"d", "t"), (r"b", "p"), (r"g", "k"),
    )
]  # fmt: skip


def key_it(word: str) -> str:
    """How an Italian word sounds, roughly: voiced and unvoiced the same, doubles single, the last vowel gone."""
    w = word.lower().translate(str.maketrans("àèéìòù", "aeeiou"))
    w = re.sub(r"[^a-z]", "", w)
    for pattern, sound in _SOUNDS_IT:
        w = pattern.sub(sound, w)
    w = re.sub(r"(.)\1+", r"\1", w)
    return re.sub(r"[aeiou]$", "", w)


_SOUNDS_IT = [
    (re.compile(p), s)
    for p, s in (
        (r"ch(?=[ei])|q(?=u)|k", "C"), (r"gh(?=[ei])", "C"), (r"sc(?=[ei])", "X"), (r"gli", "Li"), (r"gn", "N"),
        (r"c(?=[ei])|g(?=[ei])", "J"),
        (r"[cg]", "C"), (r"h", ""), (r"d", "t"), (r"b", "p"), (r"v", "f"), (r"z", "s"), (r"e", "i"), (r"o", "u"),
    )
]  # fmt: skip


@cache
def confusions(lang: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """What is heard instead, from the list, both ways."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    now = ""
    for line in resources.files(__package__).joinpath("confusions.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            now = line.strip("[] \n")
        elif line.strip() and not line.startswith("#") and now == lang:
            said, _, heard = (part.strip() for part in line.partition("="))
            for one, other in ((said, heard), (heard, said)):
                found[tuple(one.split())].append(other)
    return {k: tuple(v) for k, v in found.items()}


class Mishearing:
    """Look-alikes for the words of some calls."""

    def __init__(self, rows: Iterable[Row]) -> None:
        counts: dict[str, Counter[str]] = {"en": Counter(), "it": Counter()}
        for row in rows:
            for turn in row.turns:
                counts[_lang(row)].update(re.findall(r"[^\W\d_]{3,}", turn.text.lower()))
        self._alike: dict[str, dict[str, list[str]]] = {}
        for lang, words in counts.items():
            keys: dict[str, list[str]] = defaultdict(list)
            for word, _ in words.most_common():
                held = keys[_key(word, lang)]
                if len(held) <= MOST_ALIKE:
                    held.append(word)
            self._alike[lang] = keys

    def hear(self, word: str, lang: str, rng: random.Random) -> str:
        """Another word that sounds like it; where none is known, the word with a letter gone or changed."""
        plain = re.sub(r"[^\w']", "", word.lower())
        listed = confusions(lang).get((plain,))
        if listed:
            return rng.choice(listed)
        alike = [w for w in self._alike[lang].get(_key(plain, lang), ()) if w != plain]
        if alike:
            return rng.choice(alike)
        return _slip(plain, rng)


def _key(word: str, lang: str) -> str:
    return key_it(word) if lang == "it" else key_en(word)


def _lang(row: Row) -> str:
    return "it" if row.lang == "it" else "en"


def _slip(word: str, rng: random.Random) -> str:
    if len(word) < 4:
        return word
    at = rng.randrange(1, len(word))
    vowels = "aeiou"
    if word[at] in vowels:
        return word[:at] + rng.choice(vowels) + word[at + 1 :]
    return word[:at] + word[at + 1 :]


def damage(rows: Sequence[Row], how: Damage, seed: int = SEED) -> list[Row]:
    """The rows with that share of their words dropped, doubled and misheard. Each row by its own seed: adding rows changes no other.

    A row lasts as long as before: lost words took their time.
    """
    mishearing = Mishearing(rows) if how.misheard else None
    out = []
    for row in rows:
        rng = random.Random(f"{seed} {row.source} {row.id}")
        turns = tuple(replace(t, text=_damaged(t.text, _lang(row), how, mishearing, rng)) for t in row.turns)
        out.append(replace(row, turns=turns, said=row.words if row.said is None else row.said))
    return out


def _damaged(text: str, lang: str, how: Damage, mishearing: Mishearing | None, rng: random.Random) -> str:
    words = text.split()
    listed = confusions(lang)
    out: list[str] = []
    i = 0
    while i < len(words):
        word = words[i]
        chance = rng.random()
        if chance < how.dropped:
            i += 1
        elif chance < how.dropped + how.doubled:
            out += [word, word]
            i += 1
        elif mishearing and chance < how.dropped + how.doubled + how.misheard:
            # Phrases first: "any desk" is heard "and esk", not "any task".
            for length in (3, 2):
                phrase = tuple(re.sub(r"[^\w']", "", w.lower()) for w in words[i : i + length])
                if len(phrase) == length and phrase in listed:
                    out.append(rng.choice(listed[phrase]))
                    i += length
                    break
            else:
                out.append(mishearing.hear(word, lang, rng))
                i += 1
        else:
            out.append(word)
            i += 1
    return " ".join(out)
