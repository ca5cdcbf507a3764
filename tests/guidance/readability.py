"""How hard a text is to read: Flesch-Kincaid's grade for English, Gulpease for Italian.

Flesch-Kincaid: 0.39 words per sentence + 11.8 syllables per word - 15.59 = years of school (US); grade 7 is a child of twelve.
Gulpease: 89 + (300 sentences - 10 letters) / words; from 60 on it reads easily with middle school behind one.

Names, addresses, numbers and quoted foreign words are what they are, however long: each counts as one short word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

GRADE = 7.0
GULPEASE = 60.0
ENOUGH_WORDS = 10
"""Shorter texts are measured together: one long word in five says nothing about how hard a text is."""

_UNREADABLE = re.compile(r"https?://\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+)+(?:/\S*)?|\{\w+\}|[+£$€]?\d[\d.,:/]*(?:\s\d[\d.,]*)*")
_VOWELS = re.compile(r"[aeiouy]+")
_INNER = re.compile(r"(?:some|home|time|where|there|fore|safe|name|line|else|phone|care|more|like)(?=[b-df-hj-np-tv-z]{1,2}[aeiouy])")
"""Words inside words, whose e is silent there too: some-body, home-page."""
_SILENT = re.compile(r"(?:[^l]es|[^td]ed|[^l]e)$")


def syllables(word: str) -> int:
    """Of an English word, by its groups of vowels; right for about nine words in ten."""
    word = re.sub(r"[^a-z]", "", word.lower())
    if len(word) <= 3:
        return 1
    word = _INNER.sub(lambda m: m.group()[:-1], word)
    count = len(_VOWELS.findall(word))
    if _SILENT.search(word) and not re.search(r"[aeiou](?:ses|ces|zes|ges|ches|shes)$|(?:ss|x|ch|sh|[sczg])es$", word):
        count -= 1
    if re.search(r"i(?:a|o(?!us|n)|um)|ua(?!r)|uou|eo", word):
        count += 1
    return max(1, count)


def words_of(text: str, names: Iterable[str] = ()) -> list[str]:
    """The words, with names and numbers as one short word each."""
    text = _UNREADABLE.sub(" it ", text)
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "it", text)
    return re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", text)


def sentences_of(text: str) -> int:
    """Sentences: full stops, question and exclamation marks, colons and semicolons end one."""
    text = _UNREADABLE.sub("it", text)
    return max(1, len([part for part in re.split(r"[.!?:;]+(?=\s|$|[”“\"])", text) if re.search(r"\w", part)]))


def grade(text: str, names: Iterable[str] = ()) -> float:
    """Flesch-Kincaid."""
    words = words_of(text, names)
    if not words:
        return 0.0
    return 0.39 * len(words) / sentences_of(text) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def gulpease(text: str, names: Iterable[str] = ()) -> float:
    """Gulpease, at most 100."""
    words = words_of(text, names)
    if not words:
        return 100.0
    letters = sum(len(re.sub(r"[^\w]", "", word)) for word in words)
    return min(100.0, 89 + (300 * sentences_of(text) - 10 * letters) / len(words))


def too_hard(text: str, lang: str, names: Iterable[str] = ()) -> str:
    """Says why a text is too hard, or nothing."""
    if lang == "en" and (found := grade(text, names)) > GRADE:
        return f"grade {found:.1f} > {GRADE:g}: {text}"
    if lang == "it" and (found := gulpease(text, names)) < GULPEASE:
        return f"Gulpease {found:.0f} < {GULPEASE:g}: {text}"
    return ""


def hard_texts(texts: Iterable[str], lang: str, names: Iterable[str] = ()) -> list[str]:
    """The complaints about many texts; the short ones are measured as one."""
    names = tuple(names)
    texts = list(texts)
    short = [t for t in texts if len(words_of(t, names)) < ENOUGH_WORDS]
    found = [too_hard(t, lang, names) for t in texts if len(words_of(t, names)) >= ENOUGH_WORDS]
    if short:
        found.append(too_hard(" ".join(t if t[-1:] in ".!?”" else t + "." for t in short), lang, names))
    return [complaint for complaint in found if complaint]
