"""The self-check: a name, number, date or amount that stands nowhere in the evidence does not get into a draft.

Two strengths. *Strict*, for what this program wrote: every single word must come from the evidence or from the program's own
sentences. *Plain*, for a draft that a person has changed: only what looks like a name, number, day, time, amount, e-mail or web
address must be traceable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from deadringer.numbers.read import read_number
from deadringer.phrases.tokens import hear
from deadringer.telling.dates import MONTHS, find_dates, find_times
from deadringer.telling.facts import CURRENCIES, to_number
from deadringer.telling.mask import COVER

MOST_COMPLAINTS = 20

_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
_EMAIL = re.compile(r"[^\s@<>“”\"(),;]{1,64}@[^\s@<>“”\"(),;]+\.[^\s@<>“”\"(),;.]{2,24}")
_LINK = re.compile(r"(?:https?://|hxxps?://|www\.)[^\s“”\"<>]+|\b(?:[a-z0-9-]+\.)+(?:com|org|net|it|uk|gov|eu|info|biz|me|co|io|ru|xyz|top|shop|online|site|de|fr|es)\b(?:/[^\s“”\"<>]*)?", re.I)  # fmt: skip
_RUN = re.compile(r"\+?\d+(?:\)?[ .\-/]?\d+)*")
_NUMBER = r"\d[\d.,'’\u00a0\u202f]*\d|\d"
_SIGNS = "|".join(sorted((re.escape(c) for c in CURRENCIES), key=len, reverse=True))
_AMOUNT = re.compile(rf"(?<!\w)({_SIGNS})\s?({_NUMBER})|({_NUMBER})\s?({_SIGNS})(?!\w)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_MONTHS = {m.lower() for names in MONTHS.values() for m in names}
_SMALL = 10
"""Spelt numbers up to this are not checked: "one of them" is no figure."""
_LONG = 7
"""Digits of a run that must be found whole: a telephone or account number."""


@dataclass(frozen=True, slots=True)
class Untraced:
    """Something in a draft that stands nowhere in the evidence."""

    kind: str
    """``name``, ``word``, ``number``, ``amount``, ``date``, ``time``, ``email``, ``link``, ``fingerprint``."""
    what: str
    line: str

    def __str__(self) -> str:
        return f"the {self.kind} “{self.what}” (in: {self.line[:100]!r})"


@dataclass(slots=True)
class Known:
    """What the evidence holds, ready to be compared."""

    lang: str = "en"
    country: str | None = None
    words: set[str] = field(default_factory=set)
    digits: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    amounts: set[tuple[str, str]] = field(default_factory=set)
    dates: set[tuple[int, int, int]] = field(default_factory=set)
    times: set[tuple[int, int, int]] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    digests: set[str] = field(default_factory=set)

    def add(self, texts: Iterable[str]) -> None:
        """Takes in what these texts hold."""
        for text in texts:
            found = _Found(text, self.lang)
            self.words |= {w.casefold() for w in _words(text)}
            self.amounts |= set(found.amounts)
            self.numbers |= {_canonical(n) for _, n in found.numbers} | {str(n) for n in found.spelt}
            self.dates |= {d for _, d in found.dates}
            self.times |= {t for _, t in found.times}
            self.emails |= {e.casefold() for e in found.emails}
            self.links |= {_plain_link(x) for x in found.links}
            self.digests |= set(found.digests)
            for run in found.runs:
                self._add_run(run)

    def merge(self, other: Known) -> None:
        """Takes in what another evidence holds."""
        for mine, theirs in (
            (self.words, other.words),
            (self.digits, other.digits),
            (self.numbers, other.numbers),
            (self.emails, other.emails),
            (self.links, other.links),
            (self.digests, other.digests),
        ):
            mine |= theirs
        self.amounts |= other.amounts
        self.dates |= other.dates
        self.times |= other.times

    def add_number(self, raw: str) -> None:
        """A telephone number in all its forms."""
        self.add([raw])
        found = read_number(raw, self.country)
        self.digits |= {d for d in (_digits(raw), _digits(found.e164), _digits(found.national)) if d}
        if found.kind == "name":
            self.words |= {w.casefold() for w in _words(raw)}

    def _add_run(self, run: str) -> None:
        digits = _digits(run)
        self.digits.add(digits)
        self.numbers |= {_canonical(piece) for piece in re.split(r"[ \-/]", run.strip("+"))}
        if len(digits) >= _LONG:
            found = read_number(run, self.country)
            if found.valid:
                self.digits |= {d for d in (_digits(found.e164), _digits(found.national)) if d}

    def has_date(self, day: tuple[int, int, int]) -> bool:
        """Whether the evidence names that day; a day without a year fits any year."""
        return day in self.dates or (not day[0] and any(day[1:] == known[1:] for known in self.dates))

    def has_time(self, moment: tuple[int, int, int]) -> bool:
        """Whether the evidence names that time; without seconds it fits any second."""
        return any(moment[:2] == known[:2] and (moment[2] < 0 or moment[2] == known[2]) for known in self.times)

    def has_amount(self, amount: tuple[str, str]) -> bool:
        """Whether the evidence names that sum; a sum without currency fits any."""
        return any(amount[0] == value and (not currency or amount[1] == currency) for value, currency in self.amounts)

    def has_run(self, run: str) -> bool:
        """Whether the evidence holds these digits: a long run as a whole, of a short one each part."""
        digits = _digits(run)
        if digits in self.digits:
            return True
        if len(digits) >= _LONG:
            return False
        return all(_canonical(piece) in self.numbers for piece in re.split(r"[ \-/]", run.strip("+")) if piece)


class _Found:
    """What one line holds."""

    def __init__(self, text: str, lang: str) -> None:
        text = text.replace(COVER, " ")
        self.digests = _DIGEST.findall(text)
        text = _DIGEST.sub(" ", text)
        self.emails = _EMAIL.findall(text)
        text = _EMAIL.sub(" ", text)
        self.links = _LINK.findall(text)
        text = _LINK.sub(" ", text)
        self.dates = [(text[a:b], day) for a, b, day in find_dates(text)]
        plain = _blank(text, [(a, b) for a, b, _ in find_dates(text)])
        self.times = [(plain[a:b], moment) for a, b, moment in find_times(plain)]
        plain = _blank(plain, [(a, b) for a, b, _ in find_times(plain)])
        self.amounts: list[tuple[str, str]] = []
        for m in _AMOUNT.finditer(plain):
            value = to_number(m[2] or m[3])
            if value is not None:
                self.amounts.append((_decimal(value), CURRENCIES[(m[1] or m[4]).lower()]))
        self.spelt = self._spelt(plain, lang)
        plain_runs = _blank(plain, [m.span() for m in _AMOUNT.finditer(plain)])
        self.runs = [m[0] for m in _RUN.finditer(plain_runs)]
        self.numbers = [(m[0], m[2] or m[3]) for m in _AMOUNT.finditer(plain)]
        self.words = _words(text)

    def _spelt(self, text: str, lang: str) -> list[Decimal]:
        """Numbers in words; those with a currency are also amounts."""
        without = re.sub(r"\d", " ", text)
        words = hear(without, lang).words
        out = []
        for i, word in enumerate(words):
            if not word[:1].isdigit():
                continue
            value = to_number(word)
            if value is None:
                continue
            near = [w for w in (words[i - 1] if i else "", words[i + 1] if i + 1 < len(words) else "") if w in CURRENCIES]
            if near:
                self.amounts.append((_decimal(value), CURRENCIES[near[-1]]))
            if value > _SMALL:
                out.append(value)
        return out


def check(line: str, known: Known, vocabulary: frozenset[str] | set[str], strict: bool) -> list[Untraced]:
    """What of a line is not traceable.

    Args:
        known: the evidence.
        vocabulary: words (case-folded) of the program's own sentences.
        strict: every word must be known, not only names.
    """
    found = _Found(line, known.lang)
    out = [Untraced("fingerprint", d, line) for d in found.digests if d not in known.digests]
    out += [Untraced("email", e, line) for e in found.emails if e.casefold() not in known.emails]
    out += [Untraced("link", x, line) for x in found.links if _plain_link(x) not in known.links]
    out += [Untraced("date", text, line) for text, day in found.dates if not known.has_date(day)]
    out += [Untraced("time", text, line) for text, moment in found.times if not known.has_time(moment)]
    out += [Untraced("amount", f"{value} {currency}", line) for value, currency in found.amounts if not known.has_amount((value, currency))]
    out += [Untraced("number", run, line) for run in found.runs if not known.has_run(run)]
    out += [Untraced("number", str(n), line) for n in found.spelt if str(n) not in known.numbers and not _is_amount(n, found, known)]
    for word in found.words:
        low = word.casefold()
        if low in known.words or low in vocabulary or low in _MONTHS or all(part in known.words | vocabulary for part in _parts(low)):
            continue
        if word[:1].isupper():
            out.append(Untraced("name", word, line))
        elif strict:
            out.append(Untraced("word", word, line))
    return out


def _is_amount(value: Decimal, found: _Found, known: Known) -> bool:
    return any(v == _decimal(value) for v, c in found.amounts if known.has_amount((v, c)))


def vocabulary_of(texts: Iterable[str]) -> set[str]:
    """Words of the program's own sentences, case-folded; what stands in braces left out."""
    return {w.casefold() for text in texts for w in _words(re.sub(r"\{[^}]*\}", " ", text))}


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _parts(word: str) -> list[str]:
    return [p for p in re.split(r"['’]", word) if p]


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for a, b in spans:
        text = text[:a] + " " * (b - a) + text[b:]
    return text


def _digits(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return digits[2:] if digits.startswith("00") and len(digits) > _LONG else digits


def _canonical(text: str) -> str:
    value = to_number(text)
    return _decimal(value) if value is not None else re.sub(r"\D", "", text)


def _decimal(value: Decimal) -> str:
    plain = value.normalize()
    return format(plain, "f")


def _plain_link(text: str) -> str:
    return re.sub(r"^(?:https?|hxxps?)://|^www\.", "", text.strip(".,;:)!?").replace("[.]", ".").casefold()).rstrip("/")
