"""Words: the right ones, none that nobody said, and in which language."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deadringer.errors import InputError
from deadringer.speech.activity import as_floats
from deadringer.speech.features import log_mel
from deadringer.speech.heard import RATE, Language
from deadringer.speech.recognise import Whisper, shared_whisper, text_of, token_cap
from deadringer.speech.spoken_language import spoken_language, supported_language

from . import sounds


@pytest.fixture(scope="module")
def whisper() -> Whisper:
    return shared_whisper()


def test_tokens_to_text() -> None:
    assert text_of(["<|it|>", "ĠPer", "chÃ©", "Ġno", "?", "<|endoftext|>"]) == "Perché no?"
    assert text_of(["ĠÃ"]) == ""  # half a character, as a cut-off reading may leave


def test_nobody_says_more_than_the_cap() -> None:
    assert token_cap(0) == 16
    assert token_cap(10) == 126


@pytest.mark.parametrize("samples", [0, 1, 100, 399, 1600, 16_000])
def test_features_of_any_length(samples: int) -> None:
    picture = log_mel(np.zeros(samples, dtype=np.float32))
    assert picture.shape == (80, samples // 160)
    assert np.isfinite(picture).all()


def test_features_do_not_depend_on_loudness() -> None:
    sound = as_floats(sounds.white_noise(1.0))
    assert np.ptp(log_mel(sound) - log_mel(sound / 10)) < 0.01


def test_words_of_a_call(whisper: Whisper, examples: Path) -> None:
    sound = as_floats(sounds.example(examples, "press-one-robocall.wav"))[: 5 * RATE]
    words = whisper.read(sound, "en").text.lower()
    assert "automated message from amazon" in words


@pytest.mark.parametrize("sound", [sounds.silence(3), sounds.white_noise(3, 0.02), sounds.tone(3, 440)])
def test_without_voice_little_is_made_up_even_when_the_gate_is_open(whisper: Whisper, sound: sounds.Pcm16) -> None:
    assert len(whisper.read(as_floats(sound), "it").text.split()) <= 6


def test_any_length_can_be_read(whisper: Whisper) -> None:
    for samples in (0, 1, 320, 40 * RATE):
        whisper.read(np.zeros(samples, dtype=np.float32), "en", beam=1)


def test_the_spoken_language_is_heard(whisper: Whisper, examples: Path) -> None:
    italian = as_floats(sounds.example(examples, "bank-fraud-italian.wav"))[: 6 * RATE]
    found = spoken_language(whisper, [italian])
    assert found is not None and found.code == "it" and found.probability > 0.8


def test_another_language_needs_two_witnesses() -> None:
    class Fake:
        def __init__(self, *answers: list[Language]) -> None:
            self.answers = list(answers)

        def languages(self, _pcm: object) -> list[Language]:
            return self.answers.pop(0)

    def heard(*answers: list[Language]) -> Language | None:
        return spoken_language(Fake(*answers), [np.zeros(1, np.float32)] * len(answers))  # type: ignore[arg-type]

    french = [Language("fr", 0.9), Language("it", 0.05), Language("en", 0.01)]
    unsure = [Language("fr", 0.4), Language("en", 0.3), Language("it", 0.1)]
    italian = [Language("it", 0.9), Language("fr", 0.05), Language("en", 0.01)]
    assert heard(french, french) == Language("fr", 0.9)
    assert heard(french) == Language("fr", 0.9)
    assert heard(french, italian) == Language("it", 0.9)
    assert heard(unsure, french) == Language("en", 0.3)
    assert heard(french, unsure) == Language("it", 0.05)
    assert heard() is None
    assert supported_language([]) == Language("en", 0.0)


def test_a_folder_that_is_no_model_is_refused_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"nonsense")
    with pytest.raises(InputError, match="cannot be loaded"):
        shared_whisper(tmp_path)
