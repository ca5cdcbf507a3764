"""Which language is spoken, and when to say that it is none we can judge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deadringer.speech.heard import SUPPORTED, Language

if TYPE_CHECKING:
    from deadringer.speech.heard import Sound
    from deadringer.speech.recognise import Whisper

SURE = 0.7
"""Probability from which another language than ours is believed."""


def supported_language(ranked: Sequence[Language], among: Sequence[str] = SUPPORTED) -> Language:
    """The most probable language of those ``among``."""
    return next((language for language in ranked if language.code in among), Language(among[0], 0.0))


def spoken_language(whisper: Whisper, samples: Sequence[Sound]) -> Language | None:
    """The language of a call, from one or more stretches of voice (3 to 6 s each); ``None``: there are none.

    One that we cannot judge is reported only when every stretch agrees upon it: an accent or a poor line makes
    the model hear a wrong language in one place, seldom the same wrong one in two.
    """
    first: list[Language] = []
    for number, sample in enumerate(samples):
        ranked = whisper.languages(sample)
        first = first or ranked
        if ranked[0].code in SUPPORTED:
            return supported_language(ranked if number == 0 or ranked[0].probability >= SURE else first)
        if ranked[0].probability < SURE or ranked[0].code != first[0].code:
            return supported_language(first)
    return first[0] if first else None
