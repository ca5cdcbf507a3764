"""Recordings to turns."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from deadringer.errors import InputError
from deadringer.speech import transcribe
from deadringer.speech.heard import Heard, SpokenTurn

from . import sounds


def words(turns: object) -> str:
    assert isinstance(turns, list)
    return re.sub(r"[^\w ]", "", " ".join(turn.text for turn in turns).lower())


def test_a_robocall(examples: Path) -> None:
    shares: list[float] = []
    result = transcribe(examples / "press-one-robocall.wav", mono_speaker="them", progress=shares.append)
    said = words(result.turns)
    assert result.language == "en" and result.supported
    for piece in ("automated message from amazon", "amazon prime membership", "press one", "fraud department"):
        assert piece in said
    assert {turn.speaker for turn in result.turns} == {"them"}
    starts = [turn.start for turn in result.turns]
    assert starts == sorted(starts)
    assert max(shares) == 1.0


def test_an_italian_call(examples: Path) -> None:
    result = transcribe(examples / "bank-fraud-italian.wav")
    said = words(result.turns)
    assert result.language == "it" and result.supported
    for piece in ("servizio antifrode", "bonifico", "codice di sei cifre"):
        assert piece in said


def test_two_voices(examples: Path) -> None:
    result = transcribe(examples / "driver-at-the-door.ogg", person_channel=1)
    assert [turn.speaker for turn in result.turns] == ["them", "me", "them", "me", "them"]
    unknown = transcribe(examples / "driver-at-the-door.ogg", lang="en")
    assert {turn.speaker for turn in unknown.turns} == {"unknown"}
    assert [turn.channel for turn in unknown.turns] == [0, 1, 0, 1, 0]
    assert unknown.language_probability == 1.0


@pytest.mark.parametrize(
    ("sound", "kind", "says"),
    [
        (sounds.silence(6), "silence", "silent"),
        (sounds.white_noise(20), "noise", "noise"),
        (sounds.melody(20), "noise", "music"),
        (sounds.tone(12, 440, 480, on=2, off=4), "tones", "tones"),
    ],
)
def test_no_words_are_made_up_where_nobody_speaks(sound: sounds.Pcm16, kind: str, says: str) -> None:
    result = transcribe(sounds.wav(sound))
    assert list(result.turns) == []
    assert result.language is None and result.supported
    assert result.sound == kind
    assert says in result.note


def test_a_recording_that_ends_early_says_so(examples: Path) -> None:
    whole = (examples / "dentist-reminder.wav").read_bytes()
    result = transcribe(whole[: len(whole) // 3])
    assert "ends early" in result.note
    assert "reminder" in words(result.turns)


def test_another_language_is_named(examples: Path) -> None:
    nanotts = pytest.importorskip("py_nanotts", reason="needs py-nanotts to speak German")
    text = (
        "Guten Tag, hier spricht die Polizei. Wir haben bei einem Einbrecher einen Zettel mit Ihrer Adresse gefunden. "
        "Bitte legen Sie Ihr Geld und Ihren Schmuck vor die Tür. Ein Kollege holt alles gleich bei Ihnen ab."
    )
    pcm = np.frombuffer(nanotts.NanoTTS().speak(text, voice="de-DE"), dtype="<i2").astype(np.int16)
    result = transcribe(sounds.wav(pcm))
    assert result.language == "de" and not result.supported
    assert result.language_probability > 0.7


def test_another_recogniser_can_be_used(examples: Path) -> None:
    class Counting:
        def __init__(self, language: str) -> None:
            self.language, self.samples = language, 0

        def accept(self, pcm: sounds.Pcm16) -> list[Heard]:
            self.samples += len(pcm)
            return []

        def finish(self) -> list[Heard]:
            heard, self.samples = [Heard(f"{self.language} {self.samples > 8000}")], 0
            return heard

    result = transcribe(examples / "dentist-reminder.wav", lang="en", recogniser=Counting)
    assert {turn.text for turn in result.turns} == {"en True"}
    assert all(isinstance(turn, SpokenTurn) for turn in result.turns)


def test_wrong_channel_is_refused(examples: Path) -> None:
    with pytest.raises(InputError, match="0 or 1"):
        transcribe(examples / "driver-at-the-door.ogg", person_channel=2)
