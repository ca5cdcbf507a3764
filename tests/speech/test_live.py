"""Words while they are being said."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from deadringer.errors import InputError
from deadringer.speech import Final, Heard, LanguageHeard, LiveEvent, LiveListener, Partial

from . import sounds


def narrow(sound: sounds.Pcm16) -> sounds.Pcm16:
    """The sound at 8 kHz (good enough for what is already telephone sound)."""
    return sound[::2].copy()


def listen(listener: LiveListener, sound: np.ndarray, size: int) -> list[LiveEvent]:
    events = [event for at in range(0, len(sound), size) for event in listener.accept(sound[at : at + size])]
    return events + listener.finish()


def bare(events: list[LiveEvent]) -> list[str]:
    """The words without signs and capitals, in which readings of nearly the same sound may differ."""
    return re.findall(r"[a-z0-9']+", " ".join(finals(events)).lower())


def finals(events: list[LiveEvent]) -> list[str]:
    return [event.turn.text for event in events if isinstance(event, Final)]


def test_words_appear_while_they_are_said(examples: Path) -> None:
    sound = narrow(sounds.example(examples, "press-one-robocall.wav"))
    listener = LiveListener(8000)
    heard_at: dict[str, float] = {}
    events: list[LiveEvent] = []
    for at in range(0, len(sound), 160):  # 20 ms, as off the line
        for event in listener.accept(sound[at : at + 160]):
            events.append(event)
            if isinstance(event, Partial) and "press one" in event.text.lower():
                heard_at.setdefault("press one", at / 8000)
    events += listener.finish()
    ends = [event.turn.end for event in events if isinstance(event, Final) and "cancel" in event.turn.text.lower()]
    assert ends and ends[0] is not None
    assert heard_at["press one"] < ends[0] - 1.0, "seen only after the sentence was over"
    assert "amazon prime membership" in " ".join(finals(events)).lower()
    assert all(event.turn.speaker == "them" for event in events if isinstance(event, Final))


def test_what_was_committed_is_only_ever_added_to(examples: Path) -> None:
    before = Partial("", "", -1.0, 0.0)
    for event in listen(LiveListener(16_000), sounds.example(examples, "dentist-reminder.wav"), 3200):
        if isinstance(event, Partial) and event.start_s == before.start_s:
            assert event.text_committed.startswith(before.text_committed)
            assert event.end_s >= before.end_s
        if isinstance(event, Partial):
            before = event


def test_bytes_floats_and_whole_numbers_are_the_same_call(examples: Path) -> None:
    sound = narrow(sounds.example(examples, "dentist-reminder.wav"))[: 8 * 8000]
    whole = bare(listen(LiveListener(8000, lang="en"), sound, 1000))
    assert whole
    assert bare(listen(LiveListener(8000, lang="en"), sound.astype(np.float32) / 32768, 4001)) == whole
    listener, raw = LiveListener(8000, lang="en"), sound.astype("<i2").tobytes()
    events = [event for at in range(0, len(raw), 333) for event in listener.accept(raw[at : at + 333])]
    assert bare(events + listener.finish()) == whole


def test_the_language_is_found_out(examples: Path) -> None:
    sound = sounds.example(examples, "bank-fraud-italian.wav")[: 13 * sounds.RATE]
    listener = LiveListener(16_000)
    events = listen(listener, sound, 1600)
    languages = [event.language for event in events if isinstance(event, LanguageHeard)]
    assert languages and all(language.code == "it" for language in languages)
    assert listener.language is not None and listener.language.supported
    assert "bonifico" in " ".join(finals(events)).lower()


@pytest.mark.parametrize(
    "sound",
    [
        sounds.silence(0),
        sounds.silence(4),
        sounds.white_noise(8),
        sounds.melody(8),
        sounds.tone(8, 440, 480, on=2, off=2),
    ],
)
def test_where_nobody_speaks_nothing_is_heard(sound: sounds.Pcm16) -> None:
    assert listen(LiveListener(16_000), sound, 4000) == []


def test_odd_input_does_no_harm() -> None:
    listener = LiveListener(8000)
    assert listener.accept(b"") == []
    assert listener.accept(b"\x01") == []
    assert listener.accept(np.array([np.nan, np.inf, -np.inf, 9.0], dtype=np.float32)) == []
    assert listener.finish() == []


def test_rates_that_are_none_are_refused() -> None:
    for rate in (0, -1, 10**9):
        with pytest.raises(InputError, match="sample rate"):
            LiveListener(rate)


class Echo:
    """A recogniser that says how much it has heard."""

    def __init__(self, language: str) -> None:
        self.samples = 0

    def accept(self, pcm: np.ndarray) -> list[Heard]:
        self.samples += len(pcm)
        return [Heard(str(self.samples))]

    def finish(self) -> list[Heard]:
        heard, self.samples = Heard(str(self.samples)), 0
        return [heard]


def test_another_recogniser_hears_each_sample_of_an_utterance_once(examples: Path) -> None:
    sound = sounds.example(examples, "dentist-reminder.wav")
    events = listen(LiveListener(16_000, lang="en", recogniser=Echo, speaker="me", channel=1), sound, 1600)
    turns = [event.turn for event in events if isinstance(event, Final)]
    assert len(turns) >= 3
    for turn in turns:
        assert turn.start is not None and turn.end is not None
        assert turn.speaker == "me" and turn.channel == 1
        assert 0 <= int(turn.text) / sounds.RATE - (turn.end - turn.start) < 1.0
