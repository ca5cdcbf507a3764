"""Who speaks when; and what is there when nobody does."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from deadringer.speech.activity import LIVE, Cutting, Segmenter, as_floats, kind_without_voice, utterances_of

from . import sounds


@pytest.mark.parametrize(
    ("sound", "kind"),
    [
        (sounds.silence(5), "silence"),
        (sounds.white_noise(5, 0.0005), "silence"),
        (sounds.white_noise(5), "noise"),
        (sounds.melody(10), "noise"),
        (sounds.tone(10, 440, 480, on=2, off=4), "tones"),
        (sounds.tone(10, 425, on=0.5, off=0.5), "tones"),
        (sounds.tone(3, 770, 1336, on=0.1, off=0.1), "tones"),
    ],
)
def test_where_nobody_speaks(sound: sounds.Pcm16, kind: str) -> None:
    assert utterances_of(sound) == []
    assert kind_without_voice([sound]) == kind


def test_an_empty_recording_is_silent() -> None:
    assert utterances_of(sounds.silence(0)) == []
    assert kind_without_voice([sounds.silence(0)]) == "silence"


def test_sentences_are_found(examples: Path) -> None:
    found = utterances_of(sounds.example(examples, "dentist-reminder.wav"))
    assert 3 <= len(found) <= 7
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert found[-1].end / sounds.RATE > 18


def test_the_size_of_chunks_does_not_matter(examples: Path) -> None:
    sound = as_floats(sounds.example(examples, "dentist-reminder.wav"))[: 8 * sounds.RATE]

    def cut_by(size: int) -> list[tuple[int, int]]:
        segmenter = Segmenter(LIVE)
        ended = [u for at in range(0, len(sound), size) for u in segmenter.accept(sound[at : at + size])]
        return [(u.start, u.end) for u in ended + segmenter.finish()]

    assert cut_by(len(sound)) == cut_by(160) == cut_by(1111)


def test_somebody_who_never_pauses_is_cut(examples: Path) -> None:
    voice = sounds.example(examples, "press-one-robocall.wav")
    spoken = utterances_of(voice)
    dense = np.concatenate([voice[u.start + 3000 : u.end - 3500] for u in spoken])
    found = utterances_of(dense, Cutting(pause_s=2.0, patience_s=100.0, longest_s=6.0))
    assert len(found) >= 3
    assert all(utterance.seconds <= 6.5 for utterance in found)


def test_pauses_get_shorter_as_an_utterance_gets_longer() -> None:
    assert LIVE.pause_after(1) == LIVE.pause_s
    assert LIVE.pause_after(12) < LIVE.pause_s
    assert LIVE.pause_after(60) == 0.15
