"""A recording as turns, with what was found out about its sound and language."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deadringer.call import Call, Turn
from deadringer.errors import InputError
from deadringer.intake.given import Given

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class HeardRecording:
    """What was heard."""

    turns: Sequence[Turn]
    call: Call
    notes: Sequence[str]


def hear_recording(given: Given, call: Call, options: argparse.Namespace) -> HeardRecording:
    """Recognises the speech of a sound file.

    Raises:
        InputError: ``--no-speech`` was given, the speech part is not installed, or the file cannot be decoded.
    """
    if options.no_speech:
        raise InputError(f"{given.path} is a recording; leave out --no-speech to have it listened to")
    from deadringer import plugins
    from deadringer.speech import transcribe

    recogniser = plugins.load(plugins.RECOGNISERS, options.recogniser)[options.recogniser]() if options.recogniser else None
    show = _progress if sys.stderr.isatty() else None
    found = transcribe(
        str(given.path), mono_speaker="them" if call.channel == "voicemail" else "unknown", recogniser=recogniser, progress=show
    )
    if show:
        print(end="\r\033[K", file=sys.stderr, flush=True)
    notes = []
    if found.sound != "voice":
        notes.append("silence" if found.sound == "silence" else "tones")
    elif not found.supported:
        notes.append("language")
    return HeardRecording(() if "language" in notes else found.turns, call, notes)


def _progress(share: float) -> None:
    done = int(share * 30)
    print(f"\rListening {'█' * done}{'░' * (30 - done)} {share:4.0%}", end="", file=sys.stderr, flush=True)
