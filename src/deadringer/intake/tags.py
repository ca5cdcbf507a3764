"""Cuts HTML into tags and text, as browsers do (https://html.spec.whatwg.org/multipage/parsing.html), in one pass.

The standard library's parser takes minutes for a page of ``<a <a <a``; here every character is looked at a fixed number of times.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

MAX_ATTRIBUTES = 50
MAX_VALUE = 4000
"""Characters of one attribute that are kept."""
RAW = frozenset(("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"))
"""Elements whose inside is no mark-up."""

_NAME = re.compile(r"[a-zA-Z][^\s/>]{0,60}")
_BEFORE_ATTRIBUTE = re.compile(r"[\s/]*")
_ATTRIBUTE = re.compile(r"[^\s/>][^\s/>=]*")
_EQUALS = re.compile(r"\s*=\s*")
_UNQUOTED = re.compile(r"[^\s>]*")
_LONG_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{8,}")
_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in RAW}


@dataclass(frozen=True, slots=True)
class Piece:
    """A tag, or text."""

    kind: str
    """``start``, ``end`` or ``text``."""
    name: str = ""
    """Of a tag, in lower case."""
    text: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


def pieces(page: str) -> Iterator[Piece]:
    """The page's tags and texts, in order. Never fails."""
    at = 0
    while at < len(page):
        sign = page.find("<", at)
        if sign < 0:
            yield Piece("text", text=_unescaped(page[at:]))
            return
        if sign > at:
            yield Piece("text", text=_unescaped(page[at:sign]))
        following = page[sign + 1 : sign + 2]
        if following == "/":
            name = _NAME.match(page, sign + 2)
            at = _after(page, ">", sign + 2)
            if name:
                yield Piece("end", name.group().lower())
        elif following in ("!", "?"):
            at = _after(page, "-->", sign + 2) if page.startswith("!--", sign + 1) else _after(page, ">", sign + 1)
        elif name := _NAME.match(page, sign + 1):
            tag = name.group().lower()
            attributes, at = _attributes(page, name.end())
            yield Piece("start", tag, attributes=attributes)
            if tag in RAW:
                end = _ENDS[tag].search(page, at)
                yield Piece("text", text=page[at : end.start() if end else len(page)])
                at = end.start() if end else len(page)
        else:
            yield Piece("text", text="<")
            at = sign + 1


def _after(page: str, mark: str, at: int) -> int:
    place = page.find(mark, at)
    return len(page) if place < 0 else place + len(mark)


def _attributes(page: str, at: int) -> tuple[dict[str, str], int]:
    """The attributes of the tag, and where it ends. The first of a name counts."""
    found: dict[str, str] = {}
    while True:
        before = _BEFORE_ATTRIBUTE.match(page, at)
        at = before.end() if before else at
        if at >= len(page):
            return found, at
        if page[at] == ">":
            return found, at + 1
        named = _ATTRIBUTE.match(page, at)
        name, at = (named.group()[:60].lower(), named.end()) if named else ("", at + 1)
        value = ""
        equals = _EQUALS.match(page, at)
        if equals:
            value, at = _value(page, equals.end())
        if len(found) < MAX_ATTRIBUTES:
            found.setdefault(name, _unescaped(value))


def _value(page: str, at: int) -> tuple[str, int]:
    quote = page[at : at + 1]
    if quote in ('"', "'"):
        end = page.find(quote, at + 1)
        if end < 0:  # a browser, too, takes all that follows for the value
            return page[at + 1 : at + 1 + MAX_VALUE], len(page)
        return page[at + 1 : min(end, at + 1 + MAX_VALUE)], end + 1
    plain = _UNQUOTED.match(page, at)
    end = plain.end() if plain else at
    return page[at : min(end, at + MAX_VALUE)], end


def _unescaped(text: str) -> str:
    return html.unescape(_LONG_REFERENCE.sub(" ", text)) if "&" in text else text
