"""What the speech room hands out: plain data, and what a recogniser must be able to do.

Importing this file costs nothing: no numerical library is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from deadringer.call import Speaker, Turn

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Sound = npt.NDArray[np.float32]
    """Mono sound, shape ``(samples,)``, 16,000 samples a second, between -1 and 1."""
    Pcm16 = npt.NDArray[np.int16]
    """The same as whole numbers, which take half the memory."""

RATE = 16_000
"""Samples a second of all sound inside this room."""

SUPPORTED = ("en", "it")
"""Languages whose calls can be judged (ISO 639-1)."""

SoundKind = Literal["voice", "silence", "tones", "noise"]
"""What a recording mostly holds; ``noise`` includes music."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Words that a recogniser heard in the running utterance."""

    text: str
    """Words that will not change any more (in ``finish``: all of them)."""
    tentative: str = ""
    """Words after them that may still change."""
    start: float = 0.0
    """Seconds from the start of the utterance."""
    end: float = 0.0
    """Seconds from the start of the utterance."""


@runtime_checkable
class Recogniser(Protocol):
    """Hears one utterance after another. Not shared between calls or threads."""

    def accept(self, pcm: Sound) -> list[Heard]:
        """Take more sound of the running utterance; hand back what is new, oldest first (often nothing)."""
        ...

    def finish(self) -> list[Heard]:
        """The utterance is over: hand back its final words (``[]``: there were none) and be ready for the next one."""
        ...


RecogniserFactory = Callable[[str], Recogniser]
"""Makes a recogniser for a spoken language (ISO 639-1)."""


@dataclass(frozen=True, slots=True)
class SpokenTurn(Turn):
    """One utterance of a recording or of a live call; ``start`` and ``end`` are seconds from its start."""

    channel: int = 0
    """Channel of the recording it was heard in: tells two voices apart when nobody said whose is which."""


@dataclass(frozen=True, slots=True)
class Language:
    """The spoken language of a call."""

    code: str
    """ISO 639-1, or Whisper's own three letters where there is none."""
    probability: float
    """0 to 1; 1 when a person chose it."""

    @property
    def supported(self) -> bool:
        """Whether calls in it can be judged."""
        return self.code in SUPPORTED


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said in a recording."""

    turns: Sequence[SpokenTurn]
    """In the order in which they began."""
    language: str | None
    """ISO 639-1; ``None``: no voice, or nobody can tell. May be one that cannot be judged, see `supported`."""
    language_probability: float
    """0 to 1."""
    seconds: float
    """Length of the recording."""
    sound: SoundKind = "voice"
    """What was there to hear."""
    note: str = ""
    """A sentence for the person about the recording itself (it ends early, it holds no voice); empty: nothing to say."""

    @property
    def supported(self) -> bool:
        """Whether it is in a language that can be judged (no language at all counts as yes)."""
        return self.language is None or self.language in SUPPORTED


@dataclass(frozen=True, slots=True)
class Partial:
    """What has been heard of the running utterance; each replaces the one before it."""

    text_committed: str
    """Words that two hearings in a row agreed upon."""
    text_tentative: str
    """Words after them that may still change."""
    start_s: float
    """Seconds from the start of the call."""
    end_s: float
    speaker: Speaker = "them"

    @property
    def text(self) -> str:
        """All of it."""
        return f"{self.text_committed} {self.text_tentative}".strip()


@dataclass(frozen=True, slots=True)
class Final:
    """An utterance is over; this is its text. It may differ from the partials."""

    turn: SpokenTurn


@dataclass(frozen=True, slots=True)
class LanguageHeard:
    """The spoken language became known, or was corrected after more sound."""

    language: Language


LiveEvent = Partial | Final | LanguageHeard
"""What a live call yields."""
