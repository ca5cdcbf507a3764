"""What happened: plain data, no logic.

Times are seconds from the start of the call, numbers are as the line showed them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Speaker = Literal["them", "me", "unknown"]
"""``them``: the other party, who is judged; ``me``: the person who is protected; ``unknown``: either, or both mixed."""

Channel = Literal["phone", "voicemail", "sms", "email", "message"]
Direction = Literal["in", "out", "unknown"]
Trunk = Literal["", "national", "international"]


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody said something."""

    text: str
    speaker: Speaker = "unknown"
    start: float | None = None
    """Seconds from the start of the call."""
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who the line says is there. Everything here can be forged."""

    number: str | None = None
    """As shown: national, international, withheld (``""``), or the name a text message came from."""
    name: str | None = None
    """Display name, or the sender's name of an e-mail."""
    address: str | None = None
    """E-mail address of the sender."""
    signature: str = ""
    """What a trusted line says of the number's signature: ``passed_a``, ``passed_b``, ``passed_c``, ``failed``; empty: nothing
    (``deadringer.stir.verstat``)."""
    trunk: Trunk = ""
    """Over which kind of trunk the call came in, where the line tells."""


@dataclass(frozen=True, slots=True)
class Dealing:
    """Something that the person really has going with an organisation."""

    organisation: str
    about: str = ""
    """Which kind (``delivery``, ``support_case``); empty: any."""

    @classmethod
    def parse(cls, text: str) -> Dealing:
        """``amazon:delivery`` or ``amazon``."""
        organisation, _, about = text.strip().lower().partition(":")
        return cls(organisation.strip().replace("-", "_"), about.strip().replace("-", "_"))


@dataclass(frozen=True, slots=True)
class Call:
    """One contact over one channel: what is known before a word is said."""

    channel: Channel = "phone"
    direction: Direction = "unknown"
    caller: Caller = field(default_factory=Caller)
    called: str | None = None
    """The number that was rung: the person's own for ``in``, the other party's for ``out``."""
    country: str | None = None
    """Where the person is, ISO 3166 (``GB``)."""
    lang: str | None = None
    """The person's language (``en``, ``it``); ``None``: that of the call."""
    dealings: Sequence[Dealing] = ()
    started: datetime | None = None
    """Local time of the person."""
    links: Sequence[str] = ()
    """Links that came along beside the words (behind the text of an e-mail's buttons, say). One that shows another address than it
    leads to: both, what it shows first, a space between."""
    rang: float | None = None
    """For a call that nobody answered: seconds that it rang."""
