"""The pattern language of tactics and organisations, and finding patterns fast.

The language is told in ``docs/add-a-tactic.md``. A pattern becomes a regular expression over ``Heard.line``; which patterns are
worth trying is found through one *anchor* each, a set of words of which the text must hold one, and through the other words that
must stand at the right distance from it. A regular expression is compiled when it is first tried, so that a short text pays for few
of the thousands of patterns.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


SLOTS = 3
"""Needs of a pattern that are looked up for all patterns at once."""
PART = 16
"""Words of a part of the text: a pattern that spans no more is looked for in each part and the next one, a longer one in all."""


MOST_KNOWN = 100_000
"""Words whose meaning is kept from one text to the next: hostile text has endless new ones."""

Choice = frozenset[str]
"""Words (or ``beginning*``) of which one is wanted."""


class PatternIndex:
    """Many patterns, each with a key; finds those that a text matches.

    Which patterns a text may match is told by sets of patterns, held as whole numbers with one bit a pattern: for each word those of
    which it is an anchor, and those whose first, second or third need it meets. Unions over the words of each part of the text, and one
    intersection, leave some dozens of thousands; of these the words must also stand at the right distance.
    """

    def __init__(self, patterns: Iterable[tuple[str, Pattern]]) -> None:
        self._patterns = list(patterns)
        self._compiled: list[re.Pattern[str] | None] = [None] * len(self._patterns)
        self._around: list[tuple[Choice, list[tuple[int, int, Choice]]] | None] = [None] * len(self._patterns)
        self._choices: dict[Choice, Choice] = {}
        self._anchored: dict[str, list[int]] = {}
        """The patterns by anchor: a word, or ``beginning*``."""
        self._needed: tuple[dict[str, list[int]], ...] = tuple({} for _ in range(SLOTS))
        """For each slot: the patterns by word."""
        free: tuple[list[int], ...] = tuple([] for _ in range(SLOTS))
        wide = []
        for i, (_, pattern) in enumerate(self._patterns):
            for word in pattern.anchor:
                self._anchored.setdefault(word, []).append(i)
            for by_word, need in zip(self._needed, pattern.needs, strict=False):
                for word in need[2]:
                    by_word.setdefault(word, []).append(i)
            for numbers in free[len(pattern.needs) :]:
                numbers.append(i)
            if pattern.span > PART:
                wide.append(i)
        self._free = tuple(map(self._set, free))
        self._wide = self._set(wide)
        self._lengths = sorted({len(word) - 1 for word in self._anchored if word.endswith("*")})
        self._of_word: dict[str, _OfWord] = {}

    def _sets(self, word: str) -> _OfWord:
        begun = tuple(begin for length in self._lengths if length <= len(word) and (begin := word[:length] + "*") in self._anchored)
        anchored = [i for known in (word, *begun) for i in self._anchored.get(known, ())]
        first, second, third = (self._set(by_word.get(word, ())) for by_word in self._needed)
        return self._set(anchored), first, second, third, begun

    def _set(self, numbers: Iterable[int]) -> int:
        bits = bytearray(len(self._patterns) // 8 + 1)
        for i in numbers:
            bits[i >> 3] |= 1 << (i & 7)
        return int.from_bytes(bits, "little")

    def find(self, heard: Heard) -> Iterator[Match]:
        """Every match; of matches of one pattern that begin at the same word only one."""
        if len(self._of_word) > MOST_KNOWN:
            self._of_word = {}
        known = self._of_word  # another thread may begin a new one meanwhile
        possible = bin(self._possible(heard.words, known))[:1:-1]
        i = possible.find("1")
        where = _Where(heard.words, known) if i >= 0 else None
        while where and i >= 0:
            near = where.near(*(self._around[i] or self._read_around(i)))
            if near:
                yield from self._matches(i, near, heard)
            i = possible.find("1", i + 1)

    def _read_around(self, i: int) -> tuple[Choice, list[tuple[int, int, Choice]]]:
        """A pattern's anchor and needs. Patterns share their choices of words, so that each is looked for once in a text."""
        _, pattern = self._patterns[i]
        anchor, *needs = (self._choices.setdefault(c, c) for c in map(frozenset, (pattern.anchor, *(n[2] for n in pattern.needs))))
        found = self._around[i] = (anchor, [(a, b, c) for (a, b, _), c in zip(pattern.needs, needs, strict=True)])
        return found

    def _possible(self, words: Sequence[str], known: dict[str, _OfWord]) -> int:
        """The patterns of which an anchor and all needs stand close together."""
        free = self._free
        possible = 0
        before = whole = (0, 0, 0, 0)
        for start in range(0, len(words), PART):
            anchored = first = second = third = 0
            for word in words[start : start + PART]:
                a, b, c, d, _ = known.get(word) or known.setdefault(word, self._sets(word))
                anchored |= a
                first |= b
                second |= c
                third |= d
            here = (anchored, first, second, third)
            a, b, c, d = (x | y for x, y in zip(before, here, strict=True))
            possible |= a & (b | free[0]) & (c | free[1]) & (d | free[2])
            whole = (whole[0] | anchored, whole[1] | first, whole[2] | second, whole[3] | third)
            before = here
        a, b, c, d = whole
        return possible | (a & self._wide & (b | free[0]) & (c | free[1]) & (d | free[2]))

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


_OfWord = tuple[int, int, int, int, tuple[str, ...]]
"""What a word means to an index: the sets of patterns, and the anchors (``beginning*``) that it begins with."""


class _Where:
    """Where choices of words stand in a text."""

    def __init__(self, words: Sequence[str], known: Mapping[str, _OfWord]) -> None:
        self._places: dict[str, list[int]] = {}
        for at, word in enumerate(words):
            if word in self._places:
                self._places[word].append(at)
            else:
                self._places[word] = [at]
        for word, own in list(self._places.items()):
            for begin in known[word][4] if word in known else ():
                self._places.setdefault(begin, []).extend(own)
        self._words = frozenset(self._places)
        self._found: dict[int, list[int]] = {}

    def _any_of(self, choice: Choice) -> list[int]:
        words = choice & self._words
        if len(words) == 1:
            (word,) = words
            found = sorted(self._places[word])  # those of a beginning stand word by word
        else:
            found = sorted(at for word in words for at in self._places[word])
        # The index keeps the choices: they are told apart by who they are, which is quicker than by their words.
        self._found[id(choice)] = found
        return found

    def near(self, anchor: Choice, needs: Iterable[tuple[int, int, Choice]]) -> Sequence[int]:
        """The places of the anchor around which everything stands that is needed."""
        known = self._found
        anchors = known.get(id(anchor)) or self._any_of(anchor)
        for start, end, choice in needs:
            there = known.get(id(choice)) or self._any_of(choice)
            count = len(there)
            kept = []
            for at in anchors:
                k = bisect_left(there, at + start)
                if k < count and there[k] <= at + end:
                    kept.append(at)
            if not kept:
                return kept
            anchors = kept
        return anchors
