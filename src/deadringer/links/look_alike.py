"""Whether a link leads to an organisation's own domain, or to one that only looks so."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from deadringer.knowledge.load import Knowledge
from deadringer.links.read import Link, read_link, skeleton

LEAST_LETTERS = 5
"""Letters of a brand name below which a slip of one letter is no sign."""
LEAST_BRAND = 4
_DIGITS = str.maketrans("0134578", "oleastb")
_HONEST = frozenset(
    [
        "amazonaws",
        "cloudfront",
        "apply",
        "ample",
        "chess",
        "phase",
        "chosen",
        "morton",
        "horton",
        "goggle",
        "spectra",
        "medicaid",
        "santana",
    ]
)
"""Names one slip away from a brand, or with one inside, that are somebody's honest own."""
_GENERIC = frozenset(
    ["amazonaws", "cloudfront", "google", "bank", "post", "mail", "info", "support", "help", "nationwide", "spectrum", "chase", "apple"]
)
"""Words that honest domains have too: they count only as the whole name, not as part of one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a link turns out to be."""

    how: str
    """``official``, ``homoglyph``, ``misspelt``, ``brand_in_subdomain``, ``brand_in_name``, ``brand_in_path``, ``brand_in_userinfo``,
    ``other_ending``."""
    organisation: str
    official: str
    """The organisation's own domain."""


class Domains:
    """All organisations' own domains."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._own: dict[str, list[str]] = {}
        self._suffixes: set[str] = set()
        self._brands: dict[str, tuple[str, str]] = {}
        for organisation in knowledge.organisations.values():
            for entry in organisation.domains:
                link = read_link(entry.domain)
                self._own.setdefault(entry.domain.lower(), []).append(organisation.id)
                if link.suffix == entry.domain.lower():
                    self._suffixes.add(link.suffix)
                elif link.domain == entry.domain.lower() and len(link.name) >= LEAST_BRAND:
                    self._brands.setdefault(link.name, (organisation.id, entry.domain))

    def owner(self, link: Link) -> str | None:
        """The organisation whose own domain it is."""
        host = link.host
        while "." in host:
            owners = self._own.get(host, [])
            # What lies under gov.uk is not all one department's; only www.gov.uk itself is everybody's.
            shared = host in self._suffixes and len(owners) > 1 and link.host not in (host, f"www.{host}")
            if owners and not shared:
                return owners[0]
            host = host.partition(".")[2]
        return None

    def find(self, link: Link) -> Finding | None:
        """What the link looks like, or ``None`` for one that looks like nobody's."""
        if not link.host:
            return None
        owner = self.owner(link)
        if owner and not link.userinfo:
            return Finding("official", owner, link.domain)
        if link.userinfo:
            found = self._brand_in(link.userinfo)
            if found and found[0] != owner:
                return Finding("brand_in_userinfo", *found)
        if owner:
            return Finding("official", owner, link.domain)
        if link.address:
            found = self._brand_in(link.path)
            return Finding("brand_in_path", *found) if found else None
        return self._alike(link)

    def _alike(self, link: Link) -> Finding | None:
        shown = link.skeleton
        name = shown[: -len(link.suffix) - 1] if link.suffix and shown.endswith("." + link.suffix) else shown
        for brand, (organisation, official) in self._brands.items():
            if name == brand:
                return Finding("homoglyph" if link.odd_scripts else "other_ending", organisation, official)
        if name in _HONEST:
            return None
        digits = name.translate(_DIGITS).replace("rn", "m").replace("vv", "w")
        for brand, (organisation, official) in self._brands.items():
            plain = brand.translate(_DIGITS).replace("rn", "m").replace("vv", "w")
            if len(brand) >= LEAST_LETTERS and (digits == plain or OSA.distance(name, brand, score_cutoff=1) <= 1):
                return Finding("homoglyph" if digits == plain or link.odd_scripts else "misspelt", organisation, official)
        for part, how in (
            (skeleton(link.host[: -len(link.domain)]), "brand_in_subdomain"),
            (name, "brand_in_name"),
            (link.path, "brand_in_path"),
        ):
            found = self._brand_in(part)
            if found:
                return Finding(how, *found)
        return None

    def _brand_in(self, text: str) -> tuple[str, str] | None:
        """A brand that stands as a word of its own between dots, hyphens and slashes, or (long ones) inside a word."""
        words = [w for w in re.split(r"[^a-z0-9]+", text.lower()) if w]
        for word in words:
            if word in self._brands and word not in _GENERIC:
                return self._brands[word]
        joined = "".join(words)
        for brand, found in self._brands.items():
            if len(brand) >= 6 and brand not in _GENERIC and brand.replace("-", "") in joined:
                return found
        return None
