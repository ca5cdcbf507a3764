"""Whisper on a short window: an utterance in, its words out.

Whisper was made for windows of 30 seconds. An utterance and two seconds of silence behind it cost a quarter of
that and lose nothing; what the long window also gave, a bound on invented text, is put back by hand here: a cap on
the number of tokens, loops cut away, and words that the model itself does not believe in dropped.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ctranslate2  # type: ignore[import-untyped]
import numpy as np

from deadringer.errors import InputError
from deadringer.speech import agreement, loops
from deadringer.speech.features import log_mel
from deadringer.speech.heard import RATE, Heard, Language
from deadringer.speech.model import whisper_folder

if TYPE_CHECKING:
    from deadringer.speech.heard import Sound

TAIL_S = 2.0
"""Seconds of silence behind an utterance: the model needs to see that it is over."""
MAX_S = 30.0 - TAIL_S
"""The longest utterance that the model can read, in seconds."""
TOKENS_PER_S = 11
TOKENS_ALWAYS = 16

MIN_SCORE = -1.0
"""Mean log-probability of a token below which text is taken for made up, if the model also thinks nobody speaks."""
MAX_NO_SPEECH = 0.6
MIN_SCORE_EVER = -1.6
"""Below this the text is dropped whatever else the model thinks."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model made of one utterance."""

    text: str
    """Empty: no words that it believes in."""
    score: float
    """Mean log-probability of a token (0: certain)."""
    no_speech: float
    """Probability that nobody speaks, 0 to 1."""


class Whisper:
    """The model in memory. One serves all calls; it may be used from several threads."""

    def __init__(self, folder: Path, workers: int = 1) -> None:
        """Load from a CTranslate2 ``folder``. Raises `InputError` if it does not load.

        ``workers``: how many utterances can be read at the same time, each on a core of its own.
        """
        self.workers = workers
        try:
            self._model: Any = ctranslate2.models.Whisper(
                str(folder), device="cpu", compute_type="int8", inter_threads=workers, intra_threads=1
            )
        except (RuntimeError, ValueError) as error:
            raise InputError(f"The Whisper model in {folder} cannot be loaded: {error}") from error
        self.multilingual = bool(self._model.is_multilingual)

    def read(self, utterance: Sound, language: str, beam: int = 5) -> Reading:
        """The words of an utterance (at most 28 s; the rest is not read) in ``language`` (ISO 639-1)."""
        prompt = self._prompt(language)
        [result] = self._model.generate(
            self._features(utterance),
            [prompt],
            beam_size=beam,
            max_length=len(prompt) + token_cap(len(utterance) / RATE),
            return_scores=True,
            return_no_speech_prob=True,
        )
        return _reading(result)

    def languages(self, pcm: Sound) -> list[Language]:
        """All languages that the model knows, the most probable first, after hearing ``pcm`` (3 s or more of voice)."""
        if not self.multilingual:
            return [Language("en", 1.0)]
        [ranked] = self._model.detect_language(self._features(pcm))
        return [Language(token.strip("<|>"), float(probability)) for token, probability in ranked]

    def _features(self, pcm: Sound) -> Any:
        samples = min(len(pcm), int(MAX_S * RATE)) + int(TAIL_S * RATE)
        samples -= samples % 320  # an even number of frames, which the encoder halves
        return ctranslate2.StorageView.from_array(log_mel(_fitted(pcm, samples), self._model.n_mels)[None])

    def _prompt(self, language: str) -> list[str]:
        if not self.multilingual:
            return ["<|startoftranscript|>", "<|notimestamps|>"]
        return ["<|startoftranscript|>", f"<|{language}|>", "<|transcribe|>", "<|notimestamps|>"]


def token_cap(seconds: float) -> int:
    """The most tokens that anybody can say in that time."""
    return int(TOKENS_PER_S * seconds) + TOKENS_ALWAYS


def _fitted(pcm: Sound, samples: int) -> Sound:
    fitted = np.zeros(samples, dtype=np.float32)
    fitted[: min(len(pcm), samples)] = pcm[:samples]
    return fitted


def _reading(result: Any) -> Reading:
    score, no_speech = float(result.scores[0]), float(result.no_speech_prob)
    text = loops.without_loops(text_of(result.sequences[0]))
    believed = score > MIN_SCORE_EVER and (score > MIN_SCORE or no_speech < MAX_NO_SPEECH)
    return Reading(text if believed else "", score, no_speech)


def text_of(tokens: Sequence[str]) -> str:
    """Whisper's tokens as text. Each character of a token stands for one byte; special tokens are left out."""
    table = _bytes_of_characters()
    spoken = "".join(token for token in tokens if not token.startswith("<|"))
    return bytes(table[character] for character in spoken if character in table).decode("utf-8", "ignore").strip()


@lru_cache(maxsize=1)
def _bytes_of_characters() -> dict[str, int]:
    """Bytes that print stand for themselves; the others were moved up, in order, from code point 256."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    moved = [byte for byte in range(256) if byte not in set(plain)]
    return {chr(byte): byte for byte in plain} | {chr(256 + place): byte for place, byte in enumerate(moved)}


_shared: dict[Path, Whisper] = {}
_lock = threading.Lock()
MOST_WORKERS = 4
"""More cores at once are left to others."""


def shared_whisper(own: str | Path | None = None) -> Whisper:
    """The model, loaded once for the whole program (about 300 MB and one second the first time).

    ``own`` is a folder with another CTranslate2 Whisper model. Raises `InputError` as `whisper_folder` does.
    """
    with _lock:
        folder = whisper_folder(own)
        if folder not in _shared:
            _shared[folder] = Whisper(folder, workers=min(MOST_WORKERS, os.cpu_count() or 1))
        return _shared[folder]


class WhisperRecogniser:
    """A `Recogniser`: reads the running utterance again and again, quickly, and once more with care when it is over."""

    def __init__(self, language: str, whisper: Whisper | None = None, every_s: float = 0.8) -> None:
        """Hear ``language`` (ISO 639-1); read again after at least ``every_s`` seconds of new sound."""
        self._language = language
        self._whisper = whisper or shared_whisper()
        self._pace = agreement.Pace(every_s)
        self._start_utterance()

    def _start_utterance(self) -> None:
        self._blocks: list[Sound] = []
        self._seconds = 0.0
        self._agreed = agreement.Agreement()
        self._pace.start_utterance()

    def accept(self, pcm: Sound) -> list[Heard]:
        """See `Recogniser.accept`."""
        self._blocks.append(pcm)
        self._seconds += len(pcm) / RATE
        if not self._pace.is_due(self._seconds):
            return []
        with self._pace.reading(self._seconds):
            reading = self._whisper.read(self._utterance(), self._language, beam=1)
        committed, tentative = self._agreed.hear(reading.text)
        return [Heard(committed, tentative, 0.0, self._seconds)] if committed or tentative else []

    def finish(self) -> list[Heard]:
        """See `Recogniser.finish`."""
        if not self._blocks:
            return []
        reading = self._whisper.read(self._utterance(), self._language, beam=5)
        heard = [Heard(reading.text, "", 0.0, self._seconds)] if reading.text else []
        self._start_utterance()
        return heard

    def _utterance(self) -> Sound:
        whole = np.concatenate(self._blocks)
        self._blocks = [whole]
        return whole
