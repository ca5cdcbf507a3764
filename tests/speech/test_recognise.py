"""Words: the right ones, none that nobody said, and in which language."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deadringer.errors import InputError
from deadringer.speech.activity import as_floats
from deadringer.speech.expected import sentence, text_of, tokens_of, words_of
from deadringer.speech.features import log_mel
from deadringer.speech.heard import RATE, Language
from deadringer.speech.recognise import QUICK, Reading, Whisper, _better, _said_within, shared_whisper, token_cap
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


@pytest.mark.parametrize("lang", ["en", "it"])
@pytest.mark.parametrize("sound", [sounds.silence(3), sounds.white_noise(3, 0.02), sounds.white_noise(1, 0.1)])
def test_nothing_is_made_up_even_where_the_voice_gate_is_open(whisper: Whisper, sound: sounds.Pcm16, lang: str) -> None:
    assert whisper.read(as_floats(sound), lang).text == ""


def test_what_begins_when_the_utterance_is_over_was_not_said() -> None:
    tokens = ["<|0.00|>", "ĠPress", "Ġone", "<|2.00|>", "<|2.00|>", "ĠPress", "<|3.00|>"]
    assert _said_within(tokens, seconds=2.1) == ["ĠPress", "Ġone"]
    assert _said_within(tokens, seconds=3.0) == ["ĠPress", "Ġone", "ĠPress"]


def test_expected_names_are_believed_only_on_a_clear_line() -> None:
    def reading(text: str, score: float) -> Reading:
        return Reading(text, score, 0.0, 9)

    names = words_of("en", ["Gas and Co"])
    assert "gas and co" in names and "amazon" in names
    plain, named = reading("your aim is on account", -0.5), reading("your Amazon account", -0.4)
    assert _better(plain, named, names) == named
    assert _better(plain, reading("your Amazon account", -0.9), names) == plain
    assert _better(plain, reading("another account", -0.1), names) == plain
    assert _better(reading("", -2.0), named, names).text == ""


def test_text_goes_to_tokens_and_back() -> None:
    vocabulary = frozenset({"ĠPo", "ste", "Ġc", "he"})
    assert tokens_of("Poste, chè", vocabulary)[:2] == ["ĠPo", "ste"]
    assert text_of(tokens_of("Poste, chè", vocabulary)) == "Poste, chè"
    assert tokens_of("Poste", frozenset()) == []
    assert sentence("xx") == "" and sentence("xx", ["A", "B"]) == "A, B"


def test_any_length_can_be_read(whisper: Whisper) -> None:
    for samples in (0, 1, 320, 40 * RATE):
        whisper.read(np.zeros(samples, dtype=np.float32), "en", QUICK)


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
