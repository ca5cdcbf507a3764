"""The pattern language of tactics and organisations, and finding patterns fast.

The language is told in ``docs/add-a-tactic.md``. A pattern becomes a regular expression over ``Heard.line``; which patterns are
worth trying is found through one *anchor* each, a set of words of which the text must hold one, and through the other words that
must stand at the right distance from it. A regular expression is compiled when it is first tried, so that a short text pays for few
of the thousands of patterns.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from deadringer.phrases.tokens import Heard, plain_words

GAPS = {"..": 3, "...": 8}
"""Most words that a gap may skip."""

MAX_WORDS = 60
"""A pattern that could span more words is refused."""

# A word boundary is a space: every word of the line is preceded by one.
_WORD = r" [^ ]+"
_CLASSES = {
    "n": (r" \+?\d[\d.]*", 1),
    "digit": (r" \d", 1),
    "code": (r" \d{4,8}", 1),
    "phone": (r" \+?\d{7,16}", 1),
    "link": (r" (?:https?://[^ ]+|www\.[^ ]+|[a-z0-9.-]+\.[a-z]{2,}(?:[/:?][^ ]*)?)", 1),
    "amount": (r"(?: \d[\d.]* (?:pounds|dollars|euro|sterline|dollari|rupees|cents|pence|centesimi)| (?:pounds|dollars|euro) \d[\d.]*)", 2),
}  # fmt: skip

# The commoner a word, the worse an anchor it is. Words not listed are rarer than all of these.
_COMMON = {
    word: cost
    for cost, words in (
        (100, "the to a i you it and of is that in for do not di che e la il un non a per le mi si in con"),
        (60, "your this have we me my are on be with what can will was so just but know if at or all one 1 del della al una lo ho ha ci "
             "se come sono lei da suo sua il i gli"),
        (30, "from here there get got go going he she they them us our would could should as by up out now then no yes ok right been has "
             "had want need like who how when where why about an any some okay please madam sir hello hi thank thanks like think good "
             "people really because time over more questo questa cosa anche ma molto tutto fare deve quando io poi perche essere dei nel "
             "alla adesso allora piu qui li si no va bene signora signore grazie buongiorno"),
        (12, "call number name account money card phone calling called tell give make take see look let put send back pay help back "
             "again day 2 first only still chiamo numero nome conto carta soldi telefono dire dica puo posso vuole deve fa sta ok "
             "telefonata chiamata casa oggi"),
    )
    for word in words.split()
}  # fmt: skip


class PatternError(ValueError):
    """A pattern cannot be read; the message says where and what would be right."""


class Pattern(NamedTuple):
    """A compiled pattern, as plain data that can be stored. A named tuple: thousands are made at each start."""

    source: str
    regex: str
    span: int
    """Most words that a match can have."""
    anchor: Sequence[str]
    """The text must hold one of these words; one that ends in ``*`` is the beginning of a word."""
    lead: int
    """Most words of a match before the anchor."""
    needs: Sequence[tuple[int, int, Sequence[str]]]
    """For each (from, to, words): so many words after the anchor (before it: negative) one of these (whole) words must stand."""


@dataclass(frozen=True, slots=True)
class _Part:
    regex: str
    least: int
    """Fewest words that it matches."""
    span: int
    """Most words that it matches."""
    words: tuple[str, ...] | None
    """Words (or ``beginning*``) of which a match holds at least one; ``None``: it may hold none."""

    @property
    def empty(self) -> bool:
        """Whether it can match nothing."""
        return self.least == 0


def compile_pattern(source: str, classes: Mapping[str, str], lang: str) -> Pattern:
    """Reads a pattern.

    Args:
        source: the pattern, as written in a data file.
        classes: word classes by name, each itself a pattern.
        lang: how number words in it are read.

    Raises:
        PatternError: with what is wrong and what would be right.
    """
    parts, rest = _sequence(_lex(source), 0, classes, lang, 0)
    if rest != len(_lex(source)):
        raise PatternError(f"unexpected ')' or ']' in {source!r}; close only what was opened")
    span = sum(p.span for p in parts)
    if not parts or all(p.empty for p in parts):
        raise PatternError(f"{source!r} would match anything; add at least one word")
    if span > MAX_WORDS:
        raise PatternError(f"{source!r} can span {span} words; at most {MAX_WORDS}: use shorter gaps or split it")
    fixed = [i for i, p in enumerate(parts) if p.words]
    if not fixed:
        raise PatternError(f"{source!r} has no plain word by which to find it; add one outside [ ] and < >")
    at = min(fixed, key=lambda i: _cost(parts[i].words or ()))
    lead = sum(p.span for p in parts[: at + 1]) - 1
    needs = sorted((_need(parts, at, i) for i in fixed if i != at and _whole(parts[i])), key=lambda need: _cost(need[2]))
    regex = "".join(p.regex for p in parts) + "(?= |$)"
    try:
        re.compile(regex)
    except re.error as error:  # our own reading made it: say which pattern
        raise PatternError(f"{source!r} cannot be compiled: {error}") from error
    return Pattern(source, regex, span, parts[at].words or (), lead, tuple(needs))


def _whole(part: _Part) -> bool:
    return not any(word.endswith("*") for word in part.words or ())


def _need(parts: Sequence[_Part], anchor: int, other: int) -> tuple[int, int, tuple[str, ...]]:
    """Where the words of ``other`` stand, counted from the anchor's word."""
    first, last = sorted((anchor, other))
    between = parts[first + 1 : last]
    least = sum(p.least for p in between) + 1
    most = sum(p.span for p in parts[first : last + 1]) - 1
    words = parts[other].words or ()
    return (least, most, words) if other > anchor else (-most, -least, words)


def _cost(words: Iterable[str]) -> float:
    return sum(_COMMON.get(w, 3 if len(w.rstrip("*")) > 3 else 6) + (4 if w.endswith("*") else 0) for w in words)


_LEX = re.compile(r"\s*(<[a-z_]+>|\.\.\.|\.\.|[()\[\]|]|[^\s()\[\]|<>]+)")


def _lex(source: str) -> list[str]:
    tokens, at = [], 0
    source = source.strip()
    while at < len(source):
        m = _LEX.match(source, at)
        if not m:
            raise PatternError(f"cannot read {source[at : at + 12]!r} in {source!r}; classes are written <name>")
        tokens.append(m.group(1))
        at = m.end()
    return tokens


def _sequence(tokens: list[str], at: int, classes: Mapping[str, str], lang: str, depth: int) -> tuple[list[_Part], int]:
    parts: list[_Part] = []
    plain: list[str] = []
    if depth > 8:
        raise PatternError("choices or classes are nested more than 8 deep")

    def flush() -> None:
        if plain:
            parts.extend(_literal(w) for w in plain_words(" ".join(plain), lang))
            plain.clear()

    while at < len(tokens):
        token = tokens[at]
        if token in ")]|":
            break
        if token in "([":
            flush()
            part, at = _choice(tokens, at, classes, lang, depth)
            parts.append(part)
            continue
        at += 1
        if token in GAPS:
            flush()
            parts.append(_Part(rf"(?:{_WORD}){{0,{GAPS[token]}}}?", 0, GAPS[token], None))
        elif token == "_":
            flush()
            parts.append(_Part(_WORD, 1, 1, None))
        elif token.startswith("<"):
            flush()
            parts.append(_class(token[1:-1], classes, lang, depth))
        elif token.endswith("*"):
            flush()
            stem = plain_words(token[:-1], lang)
            if len(stem) != 1 or len(stem[0]) < 2:
                raise PatternError(f"{token!r}: a word beginning needs two letters or more")
            parts.append(_Part(f" {re.escape(stem[0])}[^ ]*", 1, 1, (stem[0] + "*",)))
        else:
            plain.append(token)
    flush()
    return parts, at


def _literal(word: str) -> _Part:
    return _Part(" " + re.escape(word), 1, 1, (word,))


def _class(name: str, classes: Mapping[str, str], lang: str, depth: int) -> _Part:
    if name in classes:
        tokens = _lex(f"({classes[name]})")
        part, rest = _choice(tokens, 0, classes, lang, depth + 1)
        if rest != len(tokens):
            raise PatternError(f"class <{name}>: brackets do not match")
        return part
    if name in _CLASSES:
        regex, span = _CLASSES[name]
        return _Part(regex, span, span, None)
    raise PatternError(f"no class <{name}>; known: {', '.join(sorted({*_CLASSES, *classes}))}")


def _choice(tokens: list[str], at: int, classes: Mapping[str, str], lang: str, depth: int) -> tuple[_Part, int]:
    opening, close = tokens[at], {"(": ")", "[": "]"}[tokens[at]]
    options: list[list[_Part]] = []
    at += 1
    while True:
        parts, at = _sequence(tokens, at, classes, lang, depth + 1)
        options.append(parts)
        if at >= len(tokens):
            raise PatternError(f"{opening!r} is not closed; add {close!r}")
        if tokens[at] == "|":
            at += 1
            continue
        if tokens[at] != close:
            raise PatternError(f"{opening!r} is closed by {tokens[at]!r}; it takes {close!r}")
        at += 1
        break
    if any(not parts for parts in options):
        raise PatternError("an empty choice; leave it out, or use [ ] for what may be missing")
    optional = opening == "["
    words: list[str] | None = []
    for parts in options:
        fixed = [p.words for p in parts if p.words]
        if not fixed or words is None:
            words = None
        else:
            words += min(fixed, key=lambda choice: _cost(choice))
    least = 0 if optional else min(sum(p.least for p in parts) for parts in options)
    regex = "|".join("".join(p.regex for p in parts) for parts in options)
    span = max(sum(p.span for p in parts) for parts in options)
    known = None if least == 0 or words is None else tuple(dict.fromkeys(words))
    return _Part(f"(?:{regex}){'?' if optional else ''}", least, span, known), at


@dataclass(frozen=True, slots=True)
class Match:
    """Words ``first`` up to, not including, ``last`` match a pattern of ``key``."""

    key: str
    first: int
    last: int
    pattern: str


MOST_KNOWN = 100_000
"""Words whose meaning is kept from one text to the next: hostile text has endless new ones."""

_Need = tuple[Callable[[Iterable[str]], bool], int, int]
"""Whether none of the wanted words is among some words; and from where to where, counted from the anchor, one must stand."""
_Anchored = tuple[_Need, int, Sequence[_Need]]
"""What an anchor means: the pattern's first need, its number, its other needs."""


class PatternIndex:
    """Many patterns, each with a key; finds those that a text matches.

    A word leads to the few patterns of which it is an anchor. Of these the text must hold, anywhere, a word of the first need; then the
    words that are needed must stand at the right distance from the anchor; and only then the regular expression is tried.
    """

    def __init__(self, patterns: Iterable[tuple[str, Pattern]]) -> None:
        self._patterns = list(patterns)
        self._compiled: list[re.Pattern[str] | None] = [None] * len(self._patterns)
        self._anchored: dict[str, list[int]] = {}
        """The patterns by anchor: a word, or ``beginning*``."""
        for i, (_, pattern) in enumerate(self._patterns):
            for word in pattern.anchor:
                self._anchored.setdefault(word, []).append(i)
        self._lengths = sorted({len(word) - 1 for word in self._anchored if word.endswith("*")})
        self._choices: dict[frozenset[str], frozenset[str]] = {}
        self._needs: list[Sequence[_Need] | None] = [None] * len(self._patterns)
        self._of_word: dict[str, Sequence[_Anchored]] = {}

    def find(self, heard: Heard) -> Iterator[Match]:
        """Every match; of matches of one pattern that begin at the same word only one."""
        near = self._near(heard.words)
        for i in sorted(near):
            yield from self._matches(i, near[i], heard)

    def _near(self, words: tuple[str, ...]) -> dict[int, list[int]]:
        """Patterns by number, with the places of their anchors around which everything stands that is needed."""
        if len(self._of_word) > MOST_KNOWN:
            self._of_word = {}
        known = self._of_word  # another thread may begin a new one meanwhile
        there = frozenset(words)
        anchors: dict[str, list[_Anchored]] = {}
        for word in there:
            own = known.get(word)
            if own is None:
                own = known[word] = self._read(word)
            if own and (possible := [one for one in own if not one[0][0](there)]):
                anchors[word] = possible
        near: dict[int, list[int]] = {}
        around = (*[""] * MAX_WORDS, *words)  # so that no place before the first word is a negative one
        for at, word in enumerate(words, MAX_WORDS):
            if word in anchors:
                for (lacks, first, last), i, others in anchors[word]:
                    if lacks(around[at + first : at + last]):
                        continue
                    for lacks, first, last in others:
                        if lacks(around[at + first : at + last]):
                            break
                    else:
                        near.setdefault(i, []).append(at - MAX_WORDS)
        return near

    def _read(self, word: str) -> Sequence[_Anchored]:
        """The patterns of which the word is an anchor, or begins with one."""
        begun = (word[:length] + "*" for length in self._lengths if length <= len(word))
        numbers = sorted({i for anchor in (word, *begun) for i in self._anchored.get(anchor, ())})
        itself = (frozenset([word]).isdisjoint, 0, 1)
        found = []
        for i in numbers:
            first, *others = self._needs[i] or self._read_needs(i) or (itself,)
            found.append((first, i, others))
        return found

    def _read_needs(self, i: int) -> Sequence[_Need]:
        """A pattern's needs. Patterns share their choices of words."""
        needs = []
        for first, last, words in self._patterns[i][1].needs:
            choice = frozenset(words)
            needs.append((self._choices.setdefault(choice, choice).isdisjoint, first, last + 1))
        self._needs[i] = needs
        return needs

    def _matches(self, i: int, anchors: Sequence[int], heard: Heard) -> Iterator[Match]:
        key, pattern = self._patterns[i]
        regex = self._compiled[i]
        if regex is None:
            regex = self._compiled[i] = re.compile(pattern.regex)
        line, offsets, count = heard.line, heard.offsets, len(heard.words)
        done = 0
        for at in anchors:
            first = max(done, at - pattern.lead)
            if first > at:
                continue
            last = at + pattern.span
            end = offsets[last] if last < count else len(line)
            m = regex.search(line, offsets[first], end)
            while m:
                a = bisect_left(offsets, m.start())
                b = bisect_left(offsets, m.end()) if m.end() < len(line) else count
                yield Match(key, a, b, pattern.source)
                done = a + 1
                m = regex.search(line, offsets[done], end) if done < count and done <= at else None
