"""Text, as people type it or a recogniser hears it, into plain words that keep their place in the text.

What is done to the words is told in ``docs/add-a-tactic.md``; patterns are read by the same code, so both sides agree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import add

from deadringer.phrases.remembered import Remembered
from deadringer.phrases.spoken_numbers import is_number_word, read_numbers

MAX_TEXT = 2_000_000
"""Characters of one turn that are read; a longer one is cut (an hour of talk has about 60,000)."""

MAX_WORD = 60
"""A longer "word" (a blob of base64, say) is kept as this many characters: nobody says it."""

# One character for one character, so that places in the text stay right.
_PLAIN = {
    **{ord(a): b for a, b in zip("àáâãäåèéêëìíîïòóôõöùúûüýÿñç", "aaaaaaeeeeiiiiooooouuuuyync", strict=True)},
    **{ord(a): "'" for a in "’‘`´ʼ＇′"},
    **{ord(a): '"' for a in "“”„«»"},
    **{ord(a): "-" for a in "–—‐‑−"},
    0xA0: " ",
    # Letters of other scripts that look like Latin ones: a swindler's trick in messages.
    **{ord(a): b for a, b in zip("аеорсухіјѕһԁɡοαεινκρτυ", "aeopcyxijshdgoaeivkptu", strict=True)},
}
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]"
)

MOST_MARKS = 8
"""Marks on one letter: no writing has more."""
_LONG_RUN = re.compile("[\u0300-\U0010ffff]{9}")

_TOKEN = re.compile(
    r"""(?P<email>[^\s@<>()\[\],;:"']{1,64}@[^\s@<>()\[\],;:"']{1,100}\.[a-z]{2,})
      | (?P<link>(?:https?://|www\.)[^\s<>"']{1,2000}
            | (?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,18}(?:[/:?][^\s<>"']{0,2000})?)
      | (?P<number>\+?\d(?:[\d.,]{0,30}\d)?)
      | (?P<currency>[£$€])
      | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)*'?)
      | (?P<stop>[.!?;:\n]+)""",
    re.VERBOSE,
)
# A domain needs a plausible ending: "fine.thanks" is two words.
_ENDINGS = frozenset(
    "com net org info biz it uk us de fr es eu ie io co me tv app xyz top online site shop store club live link click cc ly gl gd "
    "gov edu mil ru cn in pl nl be ch at pt ro icu vip work support help bank to be page website space fun pro mobi".split()
)

_FILLERS = frozenset("uh um uhm erm er ehm mh mhm mm mmm hmm hm umm uhh".split())

_CONTRACTED = {
    "can't": "can not", "won't": "will not", "shan't": "shall not", "let's": "let us", "y'all": "you all", "ain't": "is not",
    "cannot": "can not", "dont": "do not", "doesnt": "does not", "didnt": "did not", "wont": "will not", "cant": "can not",
    "isnt": "is not", "wasnt": "was not", "arent": "are not", "werent": "were not", "havent": "have not", "hasnt": "has not",
    "hadnt": "had not", "wouldnt": "would not", "couldnt": "could not", "shouldnt": "should not", "im": "i am", "ive": "i have",
    "youre": "you are", "youve": "you have", "youll": "you will", "theyre": "they are", "theyve": "they have", "weve": "we have",
    "thats": "that is", "theres": "there is", "whats": "what is", "heres": "here is", "lets": "let us", "gonna": "going to",
    "wanna": "want to", "gotta": "got to", "lemme": "let me", "gimme": "give me", "yall": "you all", "okay": "ok", "ya": "you",
    "ur": "your", "pls": "please", "plz": "please", "acct": "account", "ma'am": "madam", "mam": "madam", "maam": "madam",
    "eur": "euro", "euros": "euro", "pound": "pounds", "gbp": "pounds", "quid": "pounds", "dollar": "dollars", "usd": "dollars",
    "bucks": "dollars", "wi-fi": "wifi", "o'clock": "oclock", "'em": "them", "c'mon": "come on", "percento": "per cento",
}  # fmt: skip
_SUFFIXES = (("n't", "not"), ("'ll", "will"), ("'re", "are"), ("'ve", "have"), ("'m", "am"), ("'d", "would"))
_IS = frozenset("it that what he she there here who where how when why this everything something".split())
_CURRENCY = {"£": "pounds", "$": "dollars", "€": "euro"}
_MONEY = frozenset("pounds dollars euro sterline dollari".split())
_MONEY_WORDS = _MONEY | frozenset(_CURRENCY)
_CENTS = frozenset("pence cents cent p centesimi".split())

_STOP_WORDS = {
    "en": frozenset(
        "the and you to of is that it for your we have this with are my not be what do was can will me but they just so know "
        "from if at our please would there he she about get call when now been has any or all as an their hi hello thank thanks".split()
    ),
    "it": frozenset(
        "di che e la il un una per non le mi con si ma lo ha del della se come sono ho al alla anche ci questo questa cosa lei "
        "dei nel gli suo sua più piu quando io tu adesso allora perche essere fare deve molto tutto grazie buongiorno pronto ciao".split()
    ),
}


@dataclass(frozen=True, slots=True)
class Heard:
    """Words of one turn, in plain form, with their places.

    ``line`` is the words joined, each after one space; ``offsets[i]`` is where word *i* (its space) begins in ``line``;
    ``starts[i]``, ``ends[i]`` are characters into ``text``; ``stops`` are the words before which a sentence ended.
    """

    text: str
    lang: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    line: str
    offsets: tuple[int, ...]
    stops: frozenset[int]

    def quote(self, first: int, last: int, most: int = 160) -> str:
        """The exact words from word ``first`` up to, not including, word ``last``; the middle left out where it is long."""
        if first >= last:
            return ""
        exact = " ".join(self.text[self.starts[first] : self.ends[last - 1]].split())
        return exact if len(exact) <= most else f"{exact[: most // 2].rstrip()} … {exact[-most // 2 :].lstrip()}"


def composed(text: str) -> str:
    """In Unicode's form NFC, with at most ``MOST_MARKS`` marks on a letter: composing sorts them, which takes for ever on long runs."""
    return unicodedata.normalize("NFC", "".join(_few_marks(text)) if _LONG_RUN.search(text) else text)


def _few_marks(text: str) -> Iterator[str]:
    run = 0
    for c in text:
        run = run + 1 if c > "\u02ff" and unicodedata.combining(c) else 0
        if run <= MOST_MARKS:
            yield c


def clean(text: str) -> str:
    """Without invisible characters (soft hyphens, zero-width, direction marks, controls), composed, and at most ``MAX_TEXT`` long."""
    if not text.isascii():
        text = composed(text[: 2 * MAX_TEXT])
    return _INVISIBLE.sub("", text[:MAX_TEXT])


def language_of(text: str) -> tuple[str | None, float]:
    """English or Italian by their commonest words: ``("en", share)`` with the share of such words, or ``(None, share)`` if unclear.

    Cheap enough for every turn; which other language it is, is for ``intake.language``.
    """
    words = english = italian = 0
    for written in text[:4000].lower().split():
        own, en, it = _COMMONEST[written]
        words += own
        english += en
        italian += it
    if not words:
        return None, 0.0
    if english == italian:
        return None, english / words
    return ("en", english / words) if english > italian else ("it", italian / words)


def _commonest(written: str) -> tuple[int, int, int]:
    """Words in what stands between two spaces, and how many of them are among the commonest of English and of Italian."""
    words = re.findall(r"[^\W\d_]+", written.translate(_PLAIN))
    return len(words), sum(map(_STOP_WORDS["en"].__contains__, words)), sum(map(_STOP_WORDS["it"].__contains__, words))


_COMMONEST = Remembered(_commonest)


def hear(text: str, lang: str | None = None) -> Heard:
    """Reads one turn. ``lang`` decides how number words are read ("due" is two, or owed); unknown: found out from the text."""
    text = clean(text)
    lang = lang or language_of(text)[0] or "en"
    words, starts, ends, stops = _split(text)
    words, starts, ends, stops = read_numbers(words, starts, ends, stops, lang)
    if not _MONEY_WORDS.isdisjoint(words) and any(w[0].isdigit() for w in words):
        words, starts, ends, stops = _join_money(words, starts, ends, stops)
    if "dot" in words or "punto" in words:
        words, starts, ends, stops = _join_spoken_links(words, starts, ends, stops)
    line = " " + " ".join(words) if words else ""
    offsets = tuple(map(add, accumulate(map(len, words), initial=0), range(len(words))))
    return Heard(text, lang, tuple(words), tuple(starts), tuple(ends), line, offsets, frozenset(stops))


def plain_words(text: str, lang: str = "en") -> list[str]:
    """The plain words of a phrase, as ``hear`` would have them."""
    return list(hear(text, lang).words)


def _lowered(text: str) -> str:
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters grow when lowered; keep places
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered


Pieces = tuple[list[str], list[int], list[int], set[int]]


Piece = tuple[str, int, int, bool]
"""A plain word, or nothing for the end of a sentence; where it begins and ends in what is written; whether it counts once if said twice."""


def _split(text: str) -> Pieces:
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    stops: set[int] = set()
    lowered = _lowered(text)
    at = 0
    before = ""
    for written in _WRITTEN.findall(lowered) if "\n" in lowered else lowered.split():
        at = lowered.index(written, at)
        for word, start, end, once in _PIECES[written]:
            if not word:
                stops.add(len(words))
            elif once and word == before:
                ends[-1] = at + end
            else:
                words.append(word)
                starts.append(at + start)
                ends.append(at + end)
                before = word
        at += len(written)
    return words, starts, ends, stops


_WRITTEN = re.compile(r"\S+|\n")


def _pieces(written: str) -> tuple[Piece, ...]:
    """What stands between two spaces, taken apart; fillers are left out."""
    found: list[Piece] = []
    for m in _TOKEN.finditer(written.translate(_PLAIN)):
        kind, raw = m.lastgroup, m.group()
        start, end = m.span()
        pieces: tuple[str, ...] = (raw,)
        once = False
        if kind == "stop":
            pieces = ("",)
        elif kind == "word":
            if raw.isalpha() and raw not in _CONTRACTED and len(raw) <= MAX_WORD:
                if raw in _FILLERS:
                    continue
                # A word said twice is a stammer; a digit said twice is two digits.
                once = not (raw == "sei" or is_number_word(raw, "en") or is_number_word(raw, "it"))
            else:
                pieces = _expanded(raw[: MAX_WORD + 1])
        elif kind == "link":
            pieces = _link_or_words(raw)
            if len(pieces) == 1 and raw[-1] in ".,;:!?)":
                trimmed = raw.rstrip(".,;:!?)")
                end -= len(raw) - len(trimmed)
                pieces = (trimmed,)
        found += [(piece, start, end, once) for piece in pieces]
    return tuple(found)


_PIECES = Remembered(_pieces)


@lru_cache(maxsize=20_000)
def _expanded(raw: str) -> tuple[str, ...]:
    """One written word into the plain words that it stands for."""
    if raw in _CONTRACTED:
        return tuple(_CONTRACTED[raw].split())
    raw = raw[:MAX_WORD].rstrip("'")
    if "'" not in raw:
        return tuple(_CONTRACTED.get(raw, raw).split())
    for suffix, word in _SUFFIXES:
        if raw.endswith(suffix) and len(raw) > len(suffix):
            return (raw[: -len(suffix)], word)
    if raw.endswith("'s"):
        return (raw[:-2], "is" if raw[:-2] in _IS else "s")
    return tuple(piece for piece in raw.split("'") if piece)


def _link_or_words(raw: str) -> tuple[str, ...]:
    if raw.startswith(("http://", "https://", "www.")):
        return (raw,)
    host = re.split(r"[/:?]", raw, maxsplit=1)[0]
    if host.rsplit(".", 1)[-1] in _ENDINGS:
        return (raw,)
    return tuple(p for piece in re.split(r"[^\w']+", raw) for p in _expanded(piece))


def _join_money(words: list[str], starts: list[int], ends: list[int], stops: set[int]) -> Pieces:
    """``£ 79.97`` → ``79.97 pounds``; ``79 pounds 97`` → ``79.97 pounds``; ``19 99 dollars`` → ``19.99 dollars``."""
    out: list[str] = []
    out_starts: list[int] = []
    out_ends: list[int] = []
    out_stops: set[int] = set()
    i = 0

    def put(word: str, a: int, b: int) -> None:
        out.append(word)
        out_starts.append(a)
        out_ends.append(b)

    def number(k: int) -> bool:
        return k < len(words) and words[k][0].isdigit()

    while i < len(words):
        if i in stops:
            out_stops.add(len(out))
        word = words[i]
        if word in _CURRENCY:
            if number(i + 1):
                end = ends[i + 1]
                put(words[i + 1], starts[i], end)
                put(_CURRENCY[word], starts[i], end)
                i += 2 + (i + 2 < len(words) and words[i + 2] == _CURRENCY[word])
                continue
            put(_CURRENCY[word], starts[i], ends[i])
            i += 1
            continue
        # A sign that stands before a number belongs to that one, and a new sentence is a new thing: "press 9. £50 will be taken".
        if (
            number(i)
            and i + 1 < len(words)
            and (words[i + 1] in _MONEY or (words[i + 1] in _CURRENCY and not number(i + 2)))
            and i + 1 not in stops
        ):
            money = _CURRENCY.get(words[i + 1], words[i + 1])
            j = i + 2
            if j < len(words) and words[j] in ("and", "e") and number(j + 1) and len(words[j + 1]) <= 2:
                j += 1
            if (
                j not in stops
                and number(j)
                and len(words[j]) <= 2
                and "." not in word
                and not (j + 1 < len(words) and words[j + 1] in _MONEY)
            ):
                last = j + 1 if j + 1 < len(words) and words[j + 1] in _CENTS else j
                put(f"{word}.{words[j]:0>2}", starts[i], ends[last])
                put(money, starts[i], ends[last])
                i = last + 1
                continue
            put(word, starts[i], ends[i + 1])
            put(money, starts[i], ends[i + 1])
            i += 2
            continue
        if (
            number(i) and number(i + 1) and len(words[i]) <= 3 and len(words[i + 1]) == 2
            and i + 2 < len(words) and words[i + 2] in _MONEY and "." not in words[i]
        ):  # fmt: skip
            put(f"{word}.{words[i + 1]}", starts[i], ends[i + 1])
            i += 2
            continue
        put(word, starts[i], ends[i])
        i += 1
    return out, out_starts, out_ends, out_stops


def _join_spoken_links(words: list[str], starts: list[int], ends: list[int], stops: set[int]) -> Pieces:
    """``amazon dot com`` → ``amazon.com``; ``www dot any desk dot com`` keeps only the part that is surely the name."""
    dots = ("dot", "punto")
    out: list[str] = []
    out_starts: list[int] = []
    out_ends: list[int] = []
    out_stops: set[int] = set()
    i = 0
    while i < len(words):
        if i in stops:
            out_stops.add(len(out))
        following = words[i + 1] if i + 1 < len(words) else ""
        ending = following in _ENDINGS or (i + 2 < len(words) and words[i + 2] in dots)
        if words[i] in dots and out and ending and len(out[-1]) <= MAX_WORD and _NAME.fullmatch(out[-1]) and _NAME.fullmatch(following):
            out_stops.discard(len(out))
            out[-1] = f"{out[-1]}.{following}"
            out_ends[-1] = ends[i + 1]
            i += 2
            continue
        out.append(words[i])
        out_starts.append(starts[i])
        out_ends.append(ends[i])
        i += 1
    return out, out_starts, out_ends, out_stops


_NAME = re.compile(r"[a-z0-9.-]+")
