"""What was seen, and what was concluded from it: plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class Level(IntEnum):
    """How bad it is. Ordered: a higher value is a stronger warning. There is no level "safe": words cannot prove a caller."""

    EXPECTED = 0
    UNPROVEN = 1
    SUSPICIOUS = 2
    SCAM = 3

    @property
    def word(self) -> str:
        """The level's name in lower case, as in JSON output."""
        return self.name.lower()

    @property
    def warns(self) -> bool:
        """Whether a person is warned at this level."""
        return self >= Level.SUSPICIOUS


UNLIKE = "wording:unlike"
"""Kind of the evidence that tells how far the last words were below what counts (``text/wording.py``); a discount, not a sign."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing seen, for or against."""

    kind: str
    """Which tactic, rule or check: ``tactic:gift_cards``, ``policy:amazon:gift_cards``, ``number:look_alike``."""
    family: str
    """Weights of one family are capped together (``knowledge/families.yaml``)."""
    weight: float
    """Log-odds. Negative speaks for the caller."""
    why: Mapping[str, str]
    """One sentence for a person, per language."""
    quote: str = ""
    """The caller's exact words, or the fact."""
    source: str = ""
    """The page that says so."""
    start: int = 0
    """Where the words begin: characters into the turn as it is read (``phrases.tokens.clean``: without invisible characters), or 0."""
    end: int = 0
    turn: int = -1
    """Which turn, counted from 0; -1: known before a word was said."""
    at: int = 0
    """Words heard in the call before this one's end: what is said later lets it fade."""
    lasting: bool = False
    """Does not fade: a fact about the call, not something said in passing."""
    organisation: str = ""
    """Whose policy or number it is about."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """Evidence with the weight it had at the moment of the verdict: after fading, and after its family's cap."""

    evidence: Evidence
    weight: float


@dataclass(frozen=True, slots=True)
class Claim:
    """Who the caller says they are."""

    organisation: str
    """Id in the knowledge."""
    quote: str
    implied: bool = False
    """Not "this is Amazon" but "your Amazon account"."""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Fit:
    """A reason for which that organisation really gets in touch."""

    organisation: str
    contact: str
    dealing: str
    quote: str
    have: bool
    """Whether the person has that dealing."""
    at: int = 0
    """Words heard in the call before this one's end: what came earlier is not softened by it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to think of the call now."""

    level: Level
    probability: float
    """That this is a swindle, calibrated as ``docs/model-card.md`` tells: ``1/(1+exp(-log_odds))``."""
    log_odds: float
    """``prior`` plus the weights of ``evidence``."""
    prior: float
    evidence: tuple[Weighed, ...] = ()
    """Strongest first."""
    claim: Claim | None = None
    fit: Fit | None = None
    direction: str = "unknown"
    lang: str = "en"
    """Language of the call."""
    words: int = 0
    """Words heard."""
    warned_at: int | None = None
    """Words heard when the first warning came."""
    notes: tuple[str, ...] = field(default=())
    """Keys of remarks for the person (``no_words``, ``language``)."""
