"""E-mails: sender, subject, words and links. Every header may lie; nothing is opened, run or fetched."""

from __future__ import annotations

import re
from email.utils import parseaddr

from deadringer.call import Caller, Turn
from deadringer.errors import InputError
from deadringer.intake import mime
from deadringer.intake.bounds import bounded
from deadringer.intake.given import Given
from deadringer.intake.pages import Page, leads_elsewhere, read_html
from deadringer.phrases.tokens import clean

MAX_CHARACTERS = 1_000_000
MAX_LINKS = 200
SAME_WORDS = 0.8
"""Share of the plain part's words that the HTML part has too, from which it is only its other form."""
_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")


def read_email(data: bytes, name: str) -> Given:
    """What an e-mail shows its reader.

    Raises:
        InputError: there is neither a sender nor a word in it, or it is encrypted.
    """
    message = _without_mailbox_line(data)
    head = mime.head_of(message)
    sender_name, address = _sender(head.get("from", ""))
    reply_to = _sender(head.get("reply-to", ""))[1]
    subject = mime.header_text(head.get("subject", ""))
    texts, pages, encrypted = _parts(message)
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
        caller=Caller(name=sender_name[:200] or None, address=address[:320] or None),
        links=tuple(links[:MAX_LINKS]),
        notes=short,
    )


def _without_mailbox_line(data: bytes) -> bytes:
    """A mailbox file puts a line ``From sender date`` before the message."""
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    return data.partition(b"\n")[2] if data.startswith(b"From ") else data


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def _sender(raw: str) -> tuple[str, str]:
    """Name and address. The address is taken from what stands there before anything is decoded: only the name may be encoded."""
    try:
        name, address = parseaddr(" ".join(raw.split())[:1000])
    except (RecursionError, IndexError, ValueError):
        name, address = "", ""
    if "@" not in address:
        found = re.findall(r"[^\s<>@\"',;]{1,64}@[^\s<>@\"',;]{1,255}", raw[:1000])
        address = found[-1] if found else ""
    return mime.header_text(name), clean(address)


def _parts(message: bytes) -> tuple[list[str], list[Page], bool]:
    """Plain texts and HTML pages of all parts that a mail program shows, nested ones too; and whether a part is encrypted."""
    texts: list[str] = []
    pages: list[Page] = []
    left = MAX_CHARACTERS
    outer = mime.head_of(message).get("content-type", "").lower()
    encrypted = outer.startswith(_ENCRYPTED) and "signed-data" not in outer
    for part in mime.parts_of(message):
        if left <= 0:
            break
        if part.kind not in (mime.PLAIN, mime.HTML) or part.attached:
            continue
        content = part.text(message)[:left]
        left -= len(content)
        if part.kind == mime.HTML or _LOOKS_LIKE_HTML.match(content):
            pages.append(read_html(content))
        else:
            texts.append(content)
    return texts, pages, encrypted


_LOOKS_LIKE_HTML = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|div|table|p)\b[^<]{0,300}>", re.IGNORECASE)


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
