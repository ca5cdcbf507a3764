"""A recording in, its turns out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from deadringer.call import Speaker
from deadringer.errors import InputError
from deadringer.speech.activity import Utterance, as_floats, kind_without_voice, utterances_of
from deadringer.speech.channels import is_bleed
from deadringer.speech.decode import Recording, read_recording
from deadringer.speech.heard import (
    RATE,
    Language,
    Recogniser,
    RecogniserFactory,
    SoundKind,
    SpokenTurn,
    Transcript,
)
from deadringer.speech.recognise import shared_whisper
from deadringer.speech.spoken_language import spoken_language

if TYPE_CHECKING:
    from deadringer.speech.heard import Sound

LANGUAGE_SAMPLE_S = 6.0
"""Seconds of voice in which the language is looked for; twice when it seems to be none of ours."""
SAME_TURN_S = 1.2
"""A shorter pause of the same voice does not begin a new turn, where voices are told apart."""

_EARLY = "The recording ends early or is damaged in places. This is what could be heard."
_NO_VOICE = {
    "silence": "Nobody speaks in this recording: it is silent.",
    "tones": "Nobody speaks in this recording: there are only tones.",
    "noise": "Nobody speaks in this recording: there is only noise or music.",
}
_NO_WORDS = "Somebody may be speaking in this recording, but no words can be made out."


@dataclass(frozen=True, slots=True)
class _Piece:
    """An utterance and the channel it was heard in."""

    channel: int
    utterance: Utterance
    sound: Sound


def transcribe(
    source: str | Path | bytes,
    lang: str | None = None,
    person_channel: int | None = None,
    mono_speaker: Speaker = "unknown",
    recogniser: RecogniserFactory | None = None,
    names: Sequence[str] = (),
    progress: Callable[[float], None] | None = None,
) -> Transcript:
    """What is said in a sound file (a path, or its bytes).

    lang: spoken language, ISO 639-1; ``None``: found out from the voice. A language that cannot be judged is
        transcribed all the same, and `Transcript.supported` says so.
    person_channel: in a recording with one voice a channel, the channel (0 or 1) of the person who is protected: its
        turns are ``me``, the others ``them``. ``None``: all are ``unknown``, and `SpokenTurn.channel` tells them apart.
    mono_speaker: who speaks where all voices share one channel. ``them`` fits a voicemail or a robocall.
    recogniser: another recogniser than Whisper.
    names: words to expect beside the usual ones, such as those the person has dealings with; a dozen at most.
    progress: called with the share that is done, 0 to 1, after each utterance, from any thread.

    Raises `InputError`, whose message is for the person, when the file cannot be read.
    """
    if person_channel not in {None, 0, 1}:
        raise InputError("The person's channel is 0 or 1.")
    recording = read_recording(source)
    pieces = _pieces(recording)
    if not pieces:
        return _without_words(recording, kind_without_voice(recording.channels))
    language = Language(lang, 1.0) if lang else _language(pieces)
    reader = _other_reader(recogniser(language.code)) if recogniser else _whisper_reader(language.code, names)
    texts = _texts(pieces, reader, progress)
    return _transcript(recording, pieces, texts, language, _speakers(recording, person_channel, mono_speaker))


def _pieces(recording: Recording) -> list[_Piece]:
    """All utterances of all channels, in the order in which they began."""
    found = [
        _Piece(number, utterance, as_floats(channel[utterance.start : utterance.end]))
        for number, channel in enumerate(recording.channels)
        for utterance in utterances_of(channel)
        if not is_bleed(recording.channels, number, utterance.start, utterance.end)
    ]
    return sorted(found, key=lambda piece: piece.utterance.start)


def _language(pieces: Sequence[_Piece]) -> Language:
    voice = np.concatenate(_first_seconds(pieces, 2 * LANGUAGE_SAMPLE_S))
    half = int(LANGUAGE_SAMPLE_S * RATE)
    # A scrap of voice at the end would only mislead.
    samples = [voice[:half], voice[half:]] if len(voice) > 1.5 * half else [voice]
    found = spoken_language(shared_whisper(), samples)
    assert found is not None
    return found


def _first_seconds(pieces: Sequence[_Piece], seconds: float) -> list[Sound]:
    chosen: list[Sound] = []
    left = int(seconds * RATE)
    for piece in pieces:
        if left <= 0:
            break
        chosen.append(piece.sound[:left])
        left -= len(piece.sound)
    return chosen


@dataclass(frozen=True, slots=True)
class _Reader:
    """Something that finds the words in a sound."""

    read: Callable[[Sound], str]
    at_once: int
    """How many sounds it can read at the same time."""


def _whisper_reader(language: str, names: Sequence[str]) -> _Reader:
    whisper = shared_whisper()
    return _Reader(lambda sound: whisper.read(sound, language, names=names).text, whisper.workers)


def _other_reader(recogniser: Recogniser) -> _Reader:
    def read(sound: Sound) -> str:
        recogniser.accept(sound)
        return " ".join(heard.text for heard in recogniser.finish() if heard.text)

    return _Reader(read, 1)


def _texts(pieces: Sequence[_Piece], reader: _Reader, progress: Callable[[float], None] | None) -> list[str]:
    """The words of each piece; empty where there are none."""
    done = count(1)

    def read(piece: _Piece) -> str:
        text = reader.read(piece.sound)
        if progress:
            progress(next(done) / len(pieces))
        return text

    with ThreadPoolExecutor(reader.at_once) as pool:
        return list(pool.map(read, pieces))


def _speakers(recording: Recording, person_channel: int | None, mono_speaker: Speaker) -> list[Speaker]:
    """Who speaks in each channel."""
    if len(recording.channels) == 1:
        return [mono_speaker]
    if person_channel is None:
        return ["unknown", "unknown"]
    return ["me", "them"] if person_channel == 0 else ["them", "me"]


def _transcript(
    recording: Recording,
    pieces: Sequence[_Piece],
    texts: Sequence[str],
    language: Language,
    speakers: Sequence[Speaker],
) -> Transcript:
    turns = [_turn(piece, text, speakers) for piece, text in zip(pieces, texts, strict=True) if text]
    if not turns:
        return _without_words(recording, "voice")
    return Transcript(
        turns=_joined(turns) if len(recording.channels) > 1 else turns,
        language=language.code,
        language_probability=language.probability,
        seconds=recording.seconds,
        note="" if recording.complete else _EARLY,
    )


def _turn(piece: _Piece, text: str, speakers: Sequence[Speaker]) -> SpokenTurn:
    start, end = piece.utterance.start / RATE, piece.utterance.end / RATE
    return SpokenTurn(text, speakers[piece.channel], start, end, piece.channel)


def _joined(turns: Sequence[SpokenTurn]) -> list[SpokenTurn]:
    """Utterances of one voice that follow one another closely as one turn."""
    joined: list[SpokenTurn] = []
    for turn in turns:
        last = joined[-1] if joined else None
        if last and last.channel == turn.channel and (turn.start or 0.0) - (last.end or 0.0) < SAME_TURN_S:
            joined[-1] = SpokenTurn(f"{last.text} {turn.text}", last.speaker, last.start, turn.end, last.channel)
        else:
            joined.append(turn)
    return joined


def _without_words(recording: Recording, sound: SoundKind) -> Transcript:
    note = _NO_VOICE.get(sound, _NO_WORDS)
    return Transcript((), None, 0.0, recording.seconds, sound, note if recording.complete else f"{note} {_EARLY}")
