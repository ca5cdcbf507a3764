"""Numbers said or written, as digits: amounts, keys to press, codes, phone numbers.

``text2num`` turns number words into values; what is ours is finding the run of words, keeping its place in the text, and joining
digits that were said one by one ("seven nine seven", "double five").
"""

from __future__ import annotations

import re
from functools import lru_cache

from deadringer.phrases.remembered import Remembered

_EN = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fourty fifty sixty seventy eighty ninety hundred thousand million".split()
)
_IT_PIECE = (
    "zero|uno|un|due|tre|tré|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|tredici|quattordici|quindici|sedici|"
    "diciassette|diciotto|diciannove|venti?|trenta?|quaranta?|cinquanta?|sessanta?|settanta?|ottanta?|novanta?|cento?|mille|mila|"
    "milione|milioni"
)
_IT = re.compile(rf"(?:{_IT_PIECE})+")
_IT_NOT = frozenset("un sei cent vent".split())
"""Words that are a number only among other numbers ("sei" also means "you are") or before what is counted:"""
_COUNTED = frozenset(
    "cifre cifra numeri numerini numeretti numero euro euri mila cento milioni giorni mesi anni ore minuti secondi settimane rate volte "
    "chili metri chilometri persone carte buoni pezzi".split()
)
_BEFORE_SIX = frozenset("alle dalle ore prema premi premere tasto digiti digita digitare".split())
"""Before "sei" they make a number of it: an hour, a key."""
_TIMES = {"double": 2, "triple": 3, "doppio": 2, "triplo": 3}
_WRITTEN = re.compile(r"\+?\d(?:[\d.,]*\d)?")
MAX_RUN = 40
"""Number words of one run; a longer run is read in parts."""


@lru_cache(maxsize=50_000)
def is_number_word(word: str, lang: str) -> bool:
    """Whether the word alone is surely a number in that language."""
    if lang == "it":
        return word not in _IT_NOT and _IT.fullmatch(word) is not None
    return word in _EN


def _may_begin(word: str, lang: str) -> bool:
    """Whether a run of numbers may begin with the word."""
    return word in _TIMES or word in ("oh", "sei") or word[0].isdigit() or word[0] == "+" or is_number_word(word, lang)


_MAY_BEGIN = {
    False: Remembered(lambda word: _may_begin(word, "en")),
    True: Remembered(lambda word: _may_begin(word, "it")),
}
"""By whether the language is Italian."""


def read_numbers(
    words: list[str], starts: list[int], ends: list[int], stops: set[int], lang: str
) -> tuple[list[str], list[int], list[int], set[int]]:
    """Replaces each run of number words and digits by its digits; places are those of the run."""
    # Most words are no numbers: find the few places where a run may begin, and copy what lies between.
    begins = [i for i, may in enumerate(map(_MAY_BEGIN[lang == "it"].__getitem__, words)) if may]
    out: list[str] = []
    out_starts: list[int] = []
    out_ends: list[int] = []
    moved: list[tuple[int, int]] = []
    done = 0
    for i in begins:
        if i < done:
            continue
        j = _run_end(words, i, stops, lang)
        if j == i:
            continue
        out += words[done:i]
        out_starts += starts[done:i]
        out_ends += ends[done:i]
        moved.append((i, len(out)))
        for number in _digits(words[i:j], lang):
            out.append(number)
            out_starts.append(starts[i])
            out_ends.append(ends[j - 1])
        moved.append((j, len(out)))
        done = j
    if not moved:
        return words, starts, ends, stops
    out += words[done:]
    out_starts += starts[done:]
    out_ends += ends[done:]
    return out, out_starts, out_ends, _moved_stops(stops, moved)


def _moved_stops(stops: set[int], moved: list[tuple[int, int]]) -> set[int]:
    """Sentence ends at their new places; ``moved`` holds old and new places where the distance changes."""
    out, k, shift = set(), 0, 0
    for stop in sorted(stops):
        while k < len(moved) and moved[k][0] <= stop:
            shift = moved[k][1] - moved[k][0]
            k += 1
        out.add(stop + shift)
    return out


def _run_end(words: list[str], i: int, stops: set[int], lang: str) -> int:
    """The end of the run of numbers that begins at ``i``, or ``i``."""
    j = i
    while j < len(words) and j - i < MAX_RUN and (j == i or j not in stops):
        word = words[j]
        following = words[j + 1] if j + 1 < len(words) else ""
        starts_number = bool(following) and (is_number_word(following, lang) or following[0].isdigit())
        if is_number_word(word, lang) or _WRITTEN.fullmatch(word):
            j += 1
        elif (word in _TIMES and starts_number) or (j > i and word in ("oh", "o") and lang == "en"):
            j += 1
        elif j == i and word == "oh" and starts_number and lang == "en":
            j += 1
        elif j == i and word == "sei" and lang == "it" and _six(words, i):
            j += 1
        elif j > i and word == "and" and words[j - 1] in ("hundred", "thousand") and starts_number:
            j += 1
        elif j > i and word == "sei" and lang == "it":
            j += 1
        elif j > i and word in ("point", "virgola", "comma") and starts_number:
            j += 1
        else:
            break
    while j > i and words[j - 1] in ("oh", "o") and j - i == 1:
        j -= 1
    return j


def _six(words: list[str], i: int) -> bool:
    """Whether the "sei" at ``i`` is the number, and not "you are": "alle sei", "sei cifre", "sei tre due", "sei sei due"."""
    before = words[i - 1] if i else ""
    following = next((word for word in words[i + 1 : i + MAX_RUN] if word != "sei"), "")
    return before in _BEFORE_SIX or following in _COUNTED or (following != "uno" and is_number_word(following, "it"))


def _digits(run: list[str], lang: str) -> list[str]:
    """Digits of one run: ``["seven", "nine", "point", "five"]`` → ``["79.5"]`` is not done; digit by digit is joined."""
    spread: list[str] = []
    for k, word in enumerate(run):
        if k and run[k - 1] in _TIMES:
            spread += [word] * _TIMES[run[k - 1]]
        elif word not in _TIMES:
            spread.append("zero" if word in ("oh", "o") else "40" if word == "fourty" else word)
    text = _convert(" ".join(spread), lang)
    pieces = [canonical(p) if p[0].isdigit() or p[0] == "+" else p for p in text.split()]
    return _joined(pieces)


@lru_cache(maxsize=20_000)
def _convert(text: str, lang: str) -> str:
    if not any(c.isalpha() for c in text):
        return text
    from text_to_num import alpha2digit  # not needed by most texts, and takes a few milliseconds to load

    text = re.sub(r"\b(one|1) (?:eight|8) (?:hundred)\b", r"\1 800", text)
    text = re.sub(r"(\d|\w) (?:point|virgola|comma) (?=\w)", r"\1 . ", text)
    parts = [str(alpha2digit(part, lang if lang in ("en", "it") else "en", threshold=0)) for part in text.split(" . ")]
    return ".".join(part.replace(" ", "") for part in parts) if len(parts) == 2 else " ".join(parts)


def canonical(number: str) -> str:
    """``1,200.50`` and ``1.200,50`` → ``1200.50``; ``79,97`` → ``79.97``; ``1,000`` → ``1000``."""
    separators = [c for c in number if c in ".,"]
    if not separators:
        return number
    last = max(number.rfind("."), number.rfind(","))
    decimals = number[last + 1 :]
    whole = number[:last].replace(".", "").replace(",", "")
    if len(decimals) == 3 and number.count(number[last]) == len(separators) and len(whole) <= 12 and not whole.startswith("0"):
        return whole + decimals
    if len(set(separators)) == 1 and len(separators) > 1:
        return whole + decimals
    return f"{whole}.{decimals}"


def _joined(pieces: list[str]) -> list[str]:
    """Joins what is one number said in parts: three or more short pieces, or pieces that make up a phone number."""
    plain = [p for p in pieces if p.lstrip("+").isdigit()]
    if len(pieces) < 2 or len(plain) != len(pieces):
        return pieces
    total = sum(len(p) for p in pieces)
    digit_by_digit = len(pieces) >= 3 and all(len(p) <= 4 for p in pieces) and sum(len(p) == 1 for p in pieces) * 2 >= len(pieces)
    phone = 7 <= total <= 16 and (pieces[0][0] in "+0" or len(pieces) >= 3) and all(len(p) <= 8 for p in pieces)
    card = len(pieces) >= 4 and all(len(p) == 4 for p in pieces[:4])
    return ["".join(pieces)] if digit_by_digit or phone or card else pieces
