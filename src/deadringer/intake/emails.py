"""E-mails (RFC 5322, MIME): sender, subject, words and links. Nothing is opened, run or fetched."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parseaddr
from html.parser import HTMLParser

from deadringer.call import Caller, Turn
from deadringer.errors import InputError
from deadringer.intake.given import Given

MAX_PARTS = 200
MAX_CHARACTERS = 1_000_000
MAX_LINKS = 200


def read_email(data: bytes, name: str) -> Given:
    """What an e-mail shows its reader.

    Raises:
        InputError: there is neither a sender nor a word in it.
    """
    try:
        message = message_from_bytes(data, policy=policy.default)
        sender_name, address = parseaddr(_header(message, "From"))
        subject = _header(message, "Subject")
        words, links = _body(message)
    except (RecursionError, LookupError, AssertionError, TypeError, AttributeError, ValueError, IndexError) as error:
        raise InputError(f"{name} cannot be read as an e-mail ({type(error).__name__}); save it again as .eml, or give its words") from error
    text = "\n".join(part for part in (subject, words) if part.strip())
    if not text.strip() and not address:
        raise InputError(f"{name} is no e-mail: it has no sender and no words")
    reply_to = parseaddr(_header(message, "Reply-To"))[1]
    notes = ("reply_elsewhere",) if reply_to and address and _domain(reply_to) != _domain(address) else ()
    return Given(
        "email",
        turns=(Turn(text, "them"),) if text.strip() else (),
        channel="email",
        caller=Caller(name=sender_name[:200] or None, address=address[:320] or None),
        links=tuple(links[:MAX_LINKS]),
        notes=notes,
    )


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def _header(message: Message, name: str) -> str:
    try:
        value = message.get(name, "")
    except Exception:  # the standard library's header parser fails in many ways on hostile headers
        value = ""
    return " ".join(str(value or "").split())[:1000]


def _body(message: Message) -> tuple[str, list[str]]:
    """Plain words and links of all parts that a mail program shows, nested ones too."""
    texts: list[str] = []
    pages: list[tuple[str, list[str]]] = []
    left = MAX_CHARACTERS
    for count, part in enumerate(message.walk()):
        if count >= MAX_PARTS or left <= 0:
            break
        if part.is_multipart() or part.get_content_disposition() == "attachment":
            continue
        kind = part.get_content_type()
        if kind not in ("text/plain", "text/html"):
            continue
        content = _content(part)[:left]
        left -= len(content)
        if kind == "text/html":
            pages.append(html_words(content))
        else:
            texts.append(content)
    links = [link for _, found in pages for link in found]
    # A mail program shows the HTML where there is one; the plain part may be an alibi.
    shown = [words for words, _ in pages if words.strip()] or texts
    return "\n".join(shown), links


def _content(part: Message) -> str:
    try:
        content = part.get_content() if isinstance(part, EmailMessage) else part.get_payload()
        return content if isinstance(content, str) else ""
    except (LookupError, ValueError, KeyError, AttributeError):
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", errors="replace") if isinstance(payload, bytes) else ""


class _Words(HTMLParser):
    """Shown words, and where links lead."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.links: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "head", "template"):
            self._hidden += 1
        if tag in ("p", "br", "div", "tr", "li", "h1", "h2", "h3", "td"):
            self.words.append("\n")
        for name, value in attrs:
            if name in ("href", "action") and value and len(self.links) < MAX_LINKS and re.match(r"\s*(https?:|//)", value, re.I):
                self.links.append(value.strip()[:2000])

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "head", "template") and self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def html_words(page: str) -> tuple[str, list[str]]:
    """The shown words of an HTML page and the addresses that its links lead to."""
    reader = _Words()
    try:
        reader.feed(page)
        reader.close()
    except (AssertionError, ValueError, RecursionError):
        pass  # hostile mark-up: what was read until then counts
    return re.sub(r"[ \t]*\n\s*", "\n", "".join(reader.words)).strip(), reader.links
