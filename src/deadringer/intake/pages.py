"""HTML as its reader sees it: shown words, hidden words, and where links lead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from deadringer.intake.tags import Piece, pieces
from deadringer.links.read import read_link
from deadringer.phrases.tokens import clean

MAX_LINKS = 200
MAX_DEPTH = 500
"""Open elements that are kept track of."""
MAX_ADDRESS = 2000

_BLOCKS = frozenset(
    "p br div tr li h1 h2 h3 h4 h5 h6 td th ul ol dl dt dd table blockquote section article header footer hr form title".split()
)
_NEVER_SHOWN = frozenset(("script", "style", "template", "title"))
_EMPTY = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_CLOSES = {
    "p": frozenset(("p",)), "li": frozenset(("li", "p")), "td": frozenset(("td", "th", "p")), "th": frozenset(("td", "th", "p")),
    "tr": frozenset(("tr", "td", "th", "p")), "dt": frozenset(("dt", "dd")), "dd": frozenset(("dt", "dd")), "option": frozenset(("option",)),
}  # fmt: skip
"""Elements that a browser ends by itself when this one begins."""
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?\s*(?:[;!]|$)|mso-hide\s*:\s*all"
    r"|(?:font-size|max-height|max-width)\s*:\s*0(?:\.0*)?\s*(?:px|pt|em|rem|%)?\s*(?:[;!]|$)|text-indent\s*:\s*-\d{3,}"
)
_ADDRESS_LIKE = re.compile(
    r"\s*(?:https?://|www\.)?[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?\s*|\s*[^\s@]+@[\w-]+(?:\.[\w-]+)+\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds."""

    words: str = ""
    """What its reader sees."""
    hidden: str = ""
    """Everything again with the hidden words in their places, where there are such; a swindler's stuffing, or a preview text."""
    links: list[str] = field(default_factory=list)
    """Where its links lead. One whose text shows another address stands with that address and a space before it."""


def leads_elsewhere(shown: str, target: str) -> bool:
    """Whether what is shown looks like an address, but of another domain than the one that it leads to."""
    shown = clean(shown[:MAX_ADDRESS]).strip()
    if not _ADDRESS_LIKE.fullmatch(shown) or " " in shown:
        return False
    seen, real = read_link(shown), read_link(target)
    return bool(seen.domain and seen.suffix and seen.domain != real.domain and _known_ending(seen.suffix))


def _known_ending(suffix: str) -> bool:
    """Not "invoice.pdf" or "v2.final": names of files and versions are no addresses."""
    return suffix not in ("pdf", "doc", "docx", "txt", "html", "htm", "jpg", "png", "final", "xls", "xlsx")


class _Reader:
    def __init__(self) -> None:
        self.seen: list[str] = []
        self.all: list[str] = []
        self.links: list[str] = []
        self._open: list[tuple[str, bool]] = []
        """Open elements, and whether each hides what is in it."""
        self._count: Counter[str] = Counter()
        self._hiding = 0
        self._base = ""
        self._target = ""
        self._label: list[str] = []

    def read(self, piece: Piece) -> None:
        """Takes the next tag or text."""
        if piece.kind == "start":
            self._start(piece.name, piece.attributes)
        elif piece.kind == "end":
            self._end(piece.name)
        else:
            self._text(piece.text)

    def _start(self, tag: str, named: Mapping[str, str]) -> None:
        if tag in _BLOCKS:
            self._put("\n", shown=True)
        while self._open and self._open[-1][0] in _CLOSES.get(tag, ()):
            self._close()
        if tag == "a":
            self._end_link()
            self._target = self._address(named.get("href", ""))
        elif tag == "base" and not self._base:
            self._base = self._address(named.get("href", ""))
        elif tag in ("area", "form", "button", "input"):
            self._link(self._address(named.get("href") or named.get("action") or named.get("formaction") or ""))
        elif tag == "meta" and named.get("http-equiv", "").lower() == "refresh":
            self._link(self._address(named.get("content", "")[:MAX_ADDRESS].partition("=")[2].strip("'\" ")))
        elif tag == "img" and named.get("alt"):
            self._put(f" {named['alt'][:300]} ", shown=not self._hiding)
        if tag not in _EMPTY and len(self._open) < MAX_DEPTH:
            hides = tag in _NEVER_SHOWN or "hidden" in named or bool(_HIDING.search(named.get("style", "")[:MAX_ADDRESS].lower()))
            self._open.append((tag, hides))
            self._count[tag] += 1
            self._hiding += hides

    def _end(self, tag: str) -> None:
        if tag == "a":
            self._end_link()
        if tag in _BLOCKS:
            self._put("\n", shown=True)
        if self._count[tag]:
            while self._close() != tag:
                pass

    def _text(self, data: str) -> None:
        if self._open and self._open[-1][0] in _NEVER_SHOWN:
            return
        if self._target:
            self._label.append(data)
        self._put(data, shown=not self._hiding)

    def finish(self) -> None:
        """The page has ended."""
        self._end_link()
        if self._base:
            self._link(self._base)

    def _put(self, text: str, shown: bool) -> None:
        self.all.append(text)
        if shown:
            self.seen.append(text)

    def _close(self) -> str:
        tag, hides = self._open.pop()
        self._count[tag] -= 1
        self._hiding -= hides
        return tag

    def _address(self, value: str) -> str:
        """A link that leads to the network, as a browser would read it, or one that runs or shows what it holds itself."""
        value = re.sub(r"[\x00-\x20\x7f]+", "", value[: 2 * MAX_ADDRESS])[:MAX_ADDRESS].replace("\\", "/")
        value = re.sub(r"^(https?):/*", lambda m: f"{m.group(1).lower()}://", value, flags=re.IGNORECASE)
        if value.startswith("//"):
            value = "https:" + value
        return value if re.match(r"https?://|(?:data|javascript|vbscript):", value, re.IGNORECASE) else ""

    def _link(self, address: str) -> None:
        harmless_script = re.match(r"javascript:(?:void\(?0?\)?|;|//|history\.|window\.(?:print|close))?[;)]*$", address, re.IGNORECASE)
        if address and not harmless_script and len(self.links) < MAX_LINKS and address not in self.links:
            self.links.append(address)

    def _end_link(self) -> None:
        if self._target:
            label = "".join(self._label)[:MAX_ADDRESS]
            elsewhere = self._target.lower().startswith("http") and leads_elsewhere(label, self._target)
            self._link(f"{clean(label).strip()} {self._target}" if elsewhere else self._target)
        self._target = ""
        self._label = []


def read_html(page: str) -> Page:
    """Takes a page apart; never fails."""
    reader = _Reader()
    for piece in pieces(page):
        reader.read(piece)
    reader.finish()
    words, everything = _tidy(reader.seen), _tidy(reader.all)
    return Page(words, everything if _letters(everything) != _letters(words) else "", reader.links)


def _tidy(pieces: list[str]) -> str:
    return re.sub(r"[^\S\n]*\n\s*", "\n", "".join(pieces)).strip()


def _letters(text: str) -> str:
    return re.sub(r"\s+", "", text)
