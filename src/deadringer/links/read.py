"""Takes a link apart, offline: user-info, host, registered domain (public suffix list), scripts. Nothing is looked up or opened."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

MAX_LENGTH = 2000

SHORTENERS = frozenset(
    [
        "bit.ly",
        "tinyurl.com",
        "t.co",
        "goo.gl",
        "ow.ly",
        "is.gd",
        "buff.ly",
        "cutt.ly",
        "rebrand.ly",
        "shorturl.at",
        "rb.gy",
        "t.ly",
        "tiny.cc",
        "bl.ink",
        "s.id",
        "lnkd.in",
        "v.gd",
        "urlz.fr",
        "qr.ae",
        "soo.gd",
        "short.io",
        "shorte.st",
        "adf.ly",
        "u.to",
        "did.li",
        "n9.cl",
        "urlis.net",
        "tr.im",
        "x.gd",
        "chilp.it",
        "clck.ru",
        "gg.gg",
        "app.link",
        "onelink.me",
    ]
)
"""Link shorteners: where they lead cannot be seen."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link, taken apart."""

    raw: str
    host: str = ""
    """In Unicode, lower case."""
    domain: str = ""
    """Registered domain (``amazon.co.uk`` of ``www.amazon.co.uk``)."""
    suffix: str = ""
    """Public suffix (``co.uk``)."""
    path: str = ""
    userinfo: str = ""
    """What stands before an ``@``: a trick to show another name."""
    address: bool = False
    """The host is a bare IP address."""
    odd_scripts: bool = False
    """The host mixes scripts, or uses letters that look like Latin ones."""
    skeleton: str = ""
    """The domain with look-alike letters replaced by plain ones."""

    @property
    def name(self) -> str:
        """The registered domain without its suffix (``amazon``)."""
        return self.domain[: -len(self.suffix) - 1] if self.suffix and self.domain.endswith("." + self.suffix) else self.domain

    @property
    def shortened(self) -> bool:
        """A link shortener."""
        return self.domain in SHORTENERS or self.host in SHORTENERS


def read_link(text: str) -> Link:
    """Reads a link, a bare domain or an e-mail address; never fails (an unreadable one has no host)."""
    raw = text.strip()[:MAX_LENGTH]
    plain = re.sub(r"^hxxp", "http", raw.replace("[.]", ".").replace("(.)", ".").replace("\\", "/"), flags=re.IGNORECASE)
    plain = re.sub(r"^(https?):/*(?=[^/])", r"\1://", plain, flags=re.IGNORECASE)
    if not re.match(r"[a-z][a-z0-9+.-]*://", plain, re.IGNORECASE):
        plain = "http://" + plain.lstrip("/") if "@" not in plain.split("/")[0] or "//" in plain else "mailto://" + plain
    try:
        parts = urlsplit(plain)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return Link(raw)
    userinfo = parts.netloc.rpartition("@")[0] if parts.scheme != "mailto" else ""
    host = _unicode(unicodedata.normalize("NFKC", host).replace("。", ".").lower())
    if _address(host):
        return Link(raw, host=host, domain=host, path=parts.path, userinfo=userinfo, address=True)
    if not re.fullmatch(r"[^\s/@:?#]{1,253}", host) or "." not in host:
        return Link(raw)
    suffixes = _suffixes()
    domain = suffixes.privatesuffix(host) or host
    suffix = suffixes.publicsuffix(host) or ""
    plain_host = skeleton(host)
    return Link(
        raw,
        host=host,
        domain=str(domain),
        suffix=str(suffix),
        path=parts.path,
        userinfo=userinfo,
        odd_scripts=plain_host != host and not host.isascii(),
        skeleton=skeleton(str(domain)),
    )


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


def _unicode(host: str) -> str:
    """``xn--`` labels in Unicode."""
    labels = []
    for label in host.split("."):
        if label.startswith("xn--"):
            with contextlib.suppress(UnicodeError, ValueError):
                label = label[4:].encode("ascii").decode("punycode")
        labels.append(label)
    return ".".join(labels)


def _address(host: str) -> bool:
    """Also the odd ways to write an address: one number, hexadecimal, octal, parts left out (``0x7f.1``)."""
    parts = host.split(".")
    if 1 <= len(parts) <= 4 and all(re.fullmatch(r"0x[0-9a-f]{1,8}|\d{1,10}", part) for part in parts):
        return len(parts) > 1 or len(host) >= 6
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


_CONFUSABLE = {
    **{ord(a): b for a, b in zip("аеорсухіјѕһԁɡοαεινκρτυωӏԛԝьвмнтк", "aeopcyxijshdgoaeivkptuwlqwbbmhtk", strict=True)},
    **{ord(a): b for a, b in zip("ıłøđðþßæœħŧ", "ilodd" + "p" + "b" + "a" + "o" + "h" + "t", strict=True)},
    # Armenian, Cherokee and phonetic letters that a screen shows as plain ones.
    **{ord(a): b for a, b in zip("օոսԁցհզքɑɩɪʏʀɢʟɴʜᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜱʙɓɗƙɱƿꞌ", "onudghqpaiiyrglnhacdejkmoptuvwzsbbdkmp'", strict=True)},
}


def skeleton(host: str) -> str:
    """The host as a hurried reader sees it: look-alike letters, accents and digits read as plain letters."""
    plain = unicodedata.normalize("NFKD", host.translate(_CONFUSABLE))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return plain.translate(_CONFUSABLE)
