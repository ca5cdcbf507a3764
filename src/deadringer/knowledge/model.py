"""What the knowledge files hold, as plain data. The files' format is told in ``docs/add-*.md``.

``Text`` is one text per language (``{"en": …, "it": …}``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from deadringer.phrases.patterns import Pattern

Text = Mapping[str, str]


def say(text: Text, lang: str) -> str:
    """The text in that language, else in English, else in any."""
    return text.get(lang) or text.get("en") or next(iter(text.values()), "")


@dataclass(frozen=True, slots=True)
class Family:
    """Tactics of one kind; their weights together count at most ``cap`` (log-odds), for the caller at most ``floor``."""

    id: str
    cap: float
    names: Text
    floor: float = 0.0


@dataclass(frozen=True, slots=True)
class Tactic:
    """A named move of a swindler."""

    id: str
    family: str
    weight: float
    names: Text
    what: Text
    why: Text
    otherwise: Text
    source: str
    checked: str
    said: Mapping[str, tuple[Pattern, ...]]
    positives: Mapping[str, tuple[str, ...]]
    negatives: Mapping[str, tuple[str, ...]]
    guard: bool = True
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    written_weight: float = 0.0
    """What its author wrote; ``weight`` is what was fitted from there (``training/train.py``), where it was."""


@dataclass(frozen=True, slots=True)
class Contact:
    """When an organisation really gets in touch."""

    id: str
    dealing: str
    channels: tuple[str, ...]
    how: Text
    source: str
    checked: str
    about: Mapping[str, tuple[Pattern, ...]] = field(default_factory=dict)
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Never:
    """What an organisation never does, in its own words' sense; ``tactics`` said in its name contradict it."""

    id: str
    tactics: tuple[str, ...]
    says: Text
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class Fact:
    """An answer to a question that people ask."""

    id: str
    about: Mapping[str, tuple[str, ...]]
    answer: Text
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain of the organisation's own."""

    domain: str
    source: str
    checked: str
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficialNumber:
    """A number that the organisation publishes. ``rings``: whether it ever rings people from it (never, sometimes, unknown)."""

    number: str
    use: Text
    rings: str
    source: str
    checked: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """How to verify, or where to report."""

    how: Text
    source: str
    checked: str
    url: str = ""
    email: str = ""
    sms: str = ""
    number: str = ""
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Instead:
    """What the real organisation does instead."""

    says: Text
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """Whom a caller may claim to be."""

    id: str
    kind: str
    countries: tuple[str, ...]
    names: tuple[str, ...]
    heard_as: tuple[str, ...] = ()
    like: str = ""
    shown: Text = field(default_factory=dict)
    departments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    never: tuple[Never, ...] = ()
    instead: Instead | None = None
    facts: tuple[Fact, ...] = ()
    domains: tuple[Domain, ...] = ()
    numbers: tuple[OfficialNumber, ...] = ()
    verify: tuple[Way, ...] = ()
    report: tuple[Way, ...] = ()

    def name(self, lang: str = "en") -> str:
        """How a person knows it."""
        return say(self.shown, lang) if self.shown else self.names[0]


@dataclass(frozen=True, slots=True)
class Authority:
    """Who takes a report."""

    id: str
    names: Text
    for_: tuple[str, ...]
    how: Text
    source: str
    checked: str
    url: str = ""
    number: str = ""
    email: str = ""
    sms: str = ""


@dataclass(frozen=True, slots=True)
class Country:
    """Rules and authorities of one country; ``rules`` and the like are kept as the plain mappings of the file."""

    id: str
    names: Text
    languages: tuple[str, ...]
    calling_code: str
    timezone: str
    emergency: Mapping[str, Any] = field(default_factory=dict)
    helplines: tuple[Mapping[str, Any], ...] = ()
    number_rules: tuple[Mapping[str, Any], ...] = ()
    from_abroad: Mapping[str, Any] = field(default_factory=dict)
    """Since when numbers of this country are stopped when the call comes in from abroad."""
    calling_hours: tuple[Mapping[str, Any], ...] = ()
    silent_calls: tuple[Mapping[str, Any], ...] = ()
    authorities: tuple[Authority, ...] = ()
    opt_out: tuple[Mapping[str, Any], ...] = ()
