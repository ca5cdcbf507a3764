"""E-mails (RFC 5322, MIME): sender, subject, words and links. Nothing is opened, run or fetched.

Every header may lie, and the standard library's modern header parser takes minutes for some that are made to hurt. So messages
are read with the old one, and headers are decoded here, a limited length of each.
"""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr

from deadringer.call import Caller, Turn
from deadringer.errors import InputError
from deadringer.intake.bounds import bounded
from deadringer.intake.given import Given
from deadringer.intake.pages import Page, leads_elsewhere, read_html
from deadringer.phrases.tokens import clean

MAX_PARTS = 200
MAX_CHARACTERS = 1_000_000
MAX_LINKS = 200
MAX_HEADER = 1000
SAME_WORDS = 0.8
"""Share of the plain part's words that the HTML part has too, from which it is only its other form."""
_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")


def read_email(data: bytes, name: str) -> Given:
    """What an e-mail shows its reader.

    Raises:
        InputError: there is neither a sender nor a word in it, or it is encrypted.
    """
    try:
        message = message_from_bytes(_without_mailbox_line(data), policy=policy.compat32)
        sender_name, address = parseaddr(_header(message, "From"))
        reply_to = parseaddr(_header(message, "Reply-To"))[1]
        subject = _header(message, "Subject")
        texts, pages, encrypted = _parts(message)
    except (RecursionError, LookupError, AssertionError, TypeError, AttributeError, ValueError) as error:
        raise InputError(f"{name} cannot be read as an e-mail ({type(error).__name__}); save it again as .eml, or give its words") from error
    shown, hidden = _shown(texts, pages)
    if encrypted and not shown.strip():
        raise InputError(f"{name} is an encrypted e-mail; open it in your mail program and give its words")
    text = "\n".join(part for part in (subject, shown) if part.strip())
    if not text.strip() and not address and not any(page.links for page in pages):
        raise InputError(f"{name} is no e-mail: it has no sender and no words")
    links = [link for page in pages for link in page.links]
    if leads_elsewhere(sender_name, address):
        links.insert(0, f"{sender_name.strip()} {address}")
    notes = ["reply_elsewhere"] if reply_to and address and _domain(reply_to) != _domain(address) else []
    notes += ["link_elsewhere"] if any(" " in link for link in links) else []
    turns, short = bounded([Turn(part, "them") for part in (text, hidden) if part.strip()], notes)
    return Given(
        "email",
        turns=turns,
        channel="email",
        caller=Caller(name=clean(sender_name)[:200] or None, address=address[:320] or None),
        links=tuple(links[:MAX_LINKS]),
        notes=short,
    )


def _without_mailbox_line(data: bytes) -> bytes:
    """A mailbox file puts a line ``From sender date`` before the message."""
    return data.partition(b"\n")[2] if data.startswith(b"From ") else data


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def _header(message: Message, name: str) -> str:
    """The header decoded (RFC 2047), on one line, at most ``MAX_HEADER`` characters; the first where there are several."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    raw = " ".join(raw[: 4 * MAX_HEADER].split())[:MAX_HEADER]
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError, IndexError):
        return clean(raw)
    text = "".join(_decoded(piece, charset or "utf-8") if isinstance(piece, bytes) else piece for piece, charset in pieces)
    return " ".join(clean(text).split())[:MAX_HEADER]


def _decoded(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset, errors="replace")
    except (LookupError, ValueError):  # no such encoding, or one that is none of text
        return data.decode("utf-8", errors="replace")


def _parts(message: Message) -> tuple[list[str], list[Page], bool]:
    """Plain texts and HTML pages of all parts that a mail program shows, nested ones too; and whether a part is encrypted."""
    texts: list[str] = []
    pages: list[Page] = []
    encrypted = False
    left = MAX_CHARACTERS
    for count, part in enumerate(message.walk()):
        if count >= MAX_PARTS or left <= 0:
            break
        kind = part.get_content_type()
        encrypted = encrypted or kind in _ENCRYPTED and "signed-data" not in str(part.get("Content-Type", ""))[:MAX_HEADER]
        if part.is_multipart() or kind not in ("text/plain", "text/html") or _attached(part):
            continue
        content = _content(part, left)
        left -= len(content)
        if kind == "text/html":
            pages.append(read_html(content))
        else:
            texts.append(content)
    return texts, pages, encrypted


def _attached(part: Message) -> bool:
    return str(part.get("Content-Disposition", ""))[:100].strip().lower().startswith("attachment")


def _content(part: Message, most: int) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    return _decoded(payload[: 4 * most], part.get_content_charset("utf-8"))[:most]


def _shown(texts: list[str], pages: list[Page]) -> tuple[str, str]:
    """What a mail program shows, and what else is in it: hidden words, and a plain part that says something else than the HTML."""
    seen = "\n".join(page.words for page in pages if page.words.strip())
    plain = "\n".join(texts)
    if not seen.strip():
        return plain, "\n".join(page.hidden for page in pages)
    hidden = "\n".join(page.hidden for page in pages if page.hidden.strip())
    words = set(re.findall(r"\w{3,}", plain.lower()))
    same = len(words & set(re.findall(r"\w{3,}", seen.lower()))) >= SAME_WORDS * len(words)
    return seen, hidden if same else "\n".join(part for part in (plain, hidden) if part.strip())


def read_page(text: str, name: str, notes: list[str]) -> Given:
    """A saved web page, or the HTML of an e-mail.

    Raises:
        InputError: it shows no word and has no link.
    """
    page = read_html(text[:MAX_CHARACTERS])
    if not page.words.strip() and not page.links:
        raise InputError(f"{name} is a page without words; give the words themselves")
    cut = ["cut_short"] if len(text) > MAX_CHARACTERS else []
    elsewhere = ["link_elsewhere"] if any(" " in link for link in page.links) else []
    turns, short = bounded([Turn(part, "them") for part in (page.words, page.hidden) if part.strip()], [*notes, *cut, *elsewhere])
    return Given("words", turns=turns, channel="message", links=tuple(page.links[:MAX_LINKS]), notes=short)
