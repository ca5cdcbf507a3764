"""The analyser of links: those in the words, those behind buttons, and the sender's domain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from deadringer.call import Call
from deadringer.evidence import Evidence
from deadringer.knowledge.load import Knowledge
from deadringer.links.look_alike import Domains, Finding
from deadringer.links.read import Link, read_link
from deadringer.plugins import HeardTurn

MAX_LINKS = 200
"""Links of one turn that are looked at."""
SHOWS_OTHER = 2.4
"""Weight of a link whose text is an official address but which leads elsewhere. Senders who count clicks do so too, but rarely."""
RUNS = re.compile(r"\s*(?:data|javascript|vbscript|blob|file):", re.IGNORECASE)
"""A link that runs or shows what it holds itself: there is no address to see."""
SHORT_NAME = 5
"""Letters of a brand so short that one slip often makes another honest word (chase, phase)."""
SHORT_NAME_WEIGHT = 1.7
SOURCE = "https://www.ncsc.admin.ch/ncsc/en/home/aktuell/im-fokus/2025/wochenrueckblick_27.html"

_WEIGHTS = {
    "homoglyph": 4.0, "misspelt": 3.2, "brand_in_subdomain": 3.5, "brand_in_name": 3.2, "brand_in_path": 1.7, "brand_in_userinfo": 4.0,
    "other_ending": 2.2,
}  # fmt: skip
_WHY: Mapping[str, Mapping[str, str]] = {
    "homoglyph": {"en": "uses letters that only look like those of {own}", "it": "usa lettere che somigliano soltanto a quelle di {own}"},
    "misspelt": {"en": "is one letter away from {own}", "it": "è diverso per una lettera da {own}"},
    "brand_in_subdomain": {"en": "puts the name in front, but really belongs to {domain}, not to {own}",
                           "it": "mette il nome davanti, ma in realtà appartiene a {domain}, non a {own}"},
    "brand_in_name": {"en": "has the name in it, but is not {own}", "it": "contiene il nome, ma non è {own}"},
    "brand_in_path": {"en": "leads to {domain}, and only shows the name behind it; that is not {own}", "it": "porta a {domain} e mostra il nome solo dopo; non è {own}"},
    "brand_in_userinfo": {"en": "shows the name before an @ sign, but leads to {domain}, not to {own}",
                          "it": "mostra il nome prima di una @, ma porta a {domain}, non a {own}"},
    "other_ending": {"en": "has another ending than {own}", "it": "finisce in modo diverso da {own}"},
}  # fmt: skip


class LinkAnalyser:
    """What the links of a call or message show."""

    name = "links"

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._domains: Domains | None = None

    def ring(self, call: Call) -> Iterator[Evidence]:
        """The sender's address and the links that came along."""
        for text in ([call.caller.address] if call.caller.address else []) + list(call.links[:MAX_LINKS]):
            yield from self._look_both(text, call)

    def hear(self, turn: HeardTurn, call: Call) -> Iterator[Evidence]:
        """Links in the words."""
        if turn.turn.speaker == "me":
            return
        heard, seen = turn.heard, 0
        for i, word in enumerate(heard.words):
            if ("." in word and not word[0].isdigit()) or "://" in word:
                seen += 1
                if seen > MAX_LINKS:
                    return
                shown = heard.text[heard.starts[i] : heard.ends[i]] if " " not in heard.text[heard.starts[i] : heard.ends[i]] else word
                yield from self._look(shown, call, turn.index, turn.before + i + 1, heard.starts[i], heard.ends[i])

    def _look_both(self, text: str, call: Call) -> Iterator[Evidence]:
        """A link that came along; one that shows an official address but leads elsewhere says so."""
        shown, _, target = text.strip().rpartition(" ")
        yield from self._look(target, call, -1, 0, 0, 0)
        pretended, real = self._official(shown), self._official(target)
        if pretended and pretended.organisation != (real.organisation if real else ""):
            host, own = read_link(target).host or target[:60], read_link(shown).host
            why = {
                "en": f"It shows {own}, the address of {self._name(pretended, 'en')}, but leads to {host}.",
                "it": f"Mostra {own}, l'indirizzo di {self._name(pretended, 'it')}, ma porta a {host}.",
            }
            yield Evidence("link:shows_other", "link", SHOWS_OTHER, why, text, SOURCE, organisation=pretended.organisation, lasting=True)

    def _official(self, text: str) -> Finding | None:
        """Whose own address it is."""
        if not text:
            return None
        if self._domains is None:
            self._domains = Domains(self._knowledge)
        owner = self._domains.owner(read_link(text))
        return Finding("official", owner, text) if owner else None

    def _look(self, text: str, call: Call, turn: int, at: int, start: int, end: int) -> Iterator[Evidence]:
        link = read_link(text)
        if not link.host:
            if RUNS.match(text):
                yield self._hidden(text, {"turn": turn, "at": at, "start": start, "end": end})
            return
        if self._domains is None:
            self._domains = Domains(self._knowledge)
        finding = self._domains.find(link)
        place: Mapping[str, Any] = {"turn": turn, "at": at, "start": start, "end": end}
        if finding and finding.how == "official":
            why = {
                "en": f"{link.host} belongs to {self._name(finding, 'en')}.",
                "it": f"{link.host} appartiene a {self._name(finding, 'it')}.",
            }
            yield Evidence("link:official", "link", 0.01, why, text, SOURCE, organisation=finding.organisation, lasting=True, **place)
        elif finding:
            yield self._alike(link, finding, text, place)
        if link.address or link.odd_scripts or link.userinfo:
            yield self._hidden(text, place)
        elif link.shortened:
            why = {"en": "A shortened link hides where it leads.", "it": "Un link accorciato nasconde dove porta."}
            yield Evidence("link:shortened", "link", 1.2, why, text, SOURCE, lasting=True, **place)

    def _hidden(self, text: str, place: Mapping[str, Any]) -> Evidence:
        why = {
            "en": "The address is written so that you cannot see whose it is.",
            "it": "L'indirizzo è scritto in modo da non far vedere di chi è.",
        }
        return Evidence("link:hidden", "link", 2.0, why, text, SOURCE, lasting=True, **place)

    def _name(self, finding: Finding, lang: str) -> str:
        return self._knowledge.organisations[finding.organisation].name(lang)

    def _alike(self, link: Link, finding: Finding, text: str, place: Mapping[str, Any]) -> Evidence:
        why = {
            lang: f"{link.host} {say.format(own=finding.official, domain=link.domain)}, "
            + ({"en": "the address of", "it": "l'indirizzo di"}[lang])
            + f" {self._name(finding, lang)}."
            for lang, say in _WHY[finding.how].items()
        }
        kind = f"link:{finding.how}:{finding.organisation}"
        weight = _WEIGHTS[finding.how]
        if finding.how == "misspelt" and len(read_link(finding.official).name) <= SHORT_NAME:
            weight = SHORT_NAME_WEIGHT
        return Evidence(kind, "link", weight, why, text, SOURCE, organisation=finding.organisation, lasting=True, **place)
