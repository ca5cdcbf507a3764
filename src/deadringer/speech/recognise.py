"""Whisper on a short window: an utterance in, its words out.

Whisper was made for windows of 30 seconds. An utterance and a few seconds of silence behind it cost a quarter of
that and lose nothing; what the long window also gave, a bound on invented text, is put back by hand here: a cap on
the number of tokens, loops cut away, and words that the model itself does not believe in dropped.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ctranslate2  # type: ignore[import-untyped,import-not-found,unused-ignore]
import numpy as np

from deadringer.errors import InputError
from deadringer.speech import agreement, expected, loops
from deadringer.speech.expected import text_of
from deadringer.speech.features import log_mel
from deadringer.speech.heard import RATE, Heard, Language
from deadringer.speech.model import whisper_folder

if TYPE_CHECKING:
    from deadringer.speech.heard import Sound

WINDOW_S = 30.0
"""The most that the model can look at, in seconds, the silence behind an utterance included."""
TOKENS_PER_S = 11
TOKENS_ALWAYS = 16

MIN_SCORE = -0.75
"""Mean log-probability of a token below which text is taken for made up, if the model also thinks nobody speaks."""
MAX_NO_SPEECH = 0.6
MIN_SCORE_EVER = -1.25
"""Below this the text is dropped whatever else the model thinks. Of 292 sentences read right through noise the worst
scored -0.97; of 36 made up out of noise, each fell under one of the two rules."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try."""

    beam: int
    tail_s: float
    """Seconds of silence behind an utterance: the model needs to see that it is over."""
    twice: bool
    """Read with and without names to expect, and again what went round in circles."""


CAREFUL = Effort(beam=5, tail_s=4.0, twice=True)
QUICK = Effort(beam=1, tail_s=2.0, twice=False)
END_S = 0.15
"""What seems to begin in the last moment of an utterance was not said."""
AGAINST_REPETITION = 1.1
"""How much a repeated token is discouraged."""
NAMES_MAY_COST = 0.1
"""A reading with an expected name is taken although its score is lower by this much."""
WORTH_NAMES = -1.0
"""Score below which names are not even looked for."""
NAMES_NEED = -0.6
"""Score that such a reading must have: told to expect names, the model fills a line it cannot hear with them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model made of one utterance."""

    text: str
    """Empty: no words that it believes in."""
    score: float
    """Mean log-probability of a token (0: certain)."""
    no_speech: float
    """Probability that nobody speaks, 0 to 1."""
    tokens: int
    """How many there were, marks of time included."""


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
        self._folder = folder
        self._words: frozenset[str] | None = None
        self._prompts: dict[tuple[str, tuple[str, ...]], list[str]] = {}

    def read(self, utterance: Sound, language: str, effort: Effort = CAREFUL, names: Sequence[str] = ()) -> Reading:
        """The words of an utterance (at most 26 s; the rest is not read) in ``language`` (ISO 639-1).

        ``names``: words to expect beside the usual ones of `expected`.
        """
        samples = min(len(utterance), int((WINDOW_S - effort.tail_s) * RATE))
        sound = self._model.encode(self._features(utterance[:samples], effort.tail_s))
        start = self._start(language)
        if not effort.twice:
            return self._generate(sound, start, effort.beam, samples)
        plain = self._carefully(sound, start, effort.beam, samples)
        prompt = self._expecting(language, tuple(names)) if plain.score >= WORTH_NAMES else []
        if not prompt:
            return plain
        prompted = self._carefully(sound, prompt + start, effort.beam, samples)
        return _better(plain, prompted, expected.words_of(language, names))

    def _carefully(self, sound: Any, prompt: list[str], beam: int, samples: int) -> Reading:
        """Read; read once more, against repetition, what went round in circles until it was stopped."""
        reading = self._generate(sound, prompt, beam, samples)
        if reading.tokens >= token_cap(samples / RATE):  # not the first time: digits and people do repeat
            return self._generate(sound, prompt, beam, samples, AGAINST_REPETITION)
        return reading

    def _generate(self, sound: Any, prompt: list[str], beam: int, samples: int, against_repetition: float = 1.0) -> Reading:
        [result] = self._model.generate(
            sound,
            [prompt],
            beam_size=beam,
            max_length=len(prompt) + token_cap(samples / RATE),
            repetition_penalty=against_repetition,
            return_scores=True,
            return_no_speech_prob=True,
        )
        return _reading(result, samples / RATE)

    def languages(self, pcm: Sound) -> list[Language]:
        """All languages that the model knows, the most probable first, after hearing ``pcm`` (3 s or more of voice)."""
        if not self.multilingual:
            return [Language("en", 1.0)]
        [ranked] = self._model.detect_language(self._features(pcm[: int(28 * RATE)], QUICK.tail_s))
        return [Language(token.strip("<|>"), float(probability)) for token, probability in ranked]

    def _features(self, pcm: Sound, tail_s: float) -> Any:
        samples = len(pcm) + int(tail_s * RATE)
        fitted = np.zeros(samples - samples % 320, dtype=np.float32)  # an even number of frames: the encoder halves it
        fitted[: len(pcm)] = pcm
        return ctranslate2.StorageView.from_array(log_mel(fitted, self._model.n_mels)[None])

    def _start(self, language: str) -> list[str]:
        if not self.multilingual:
            return ["<|startoftranscript|>"]
        return ["<|startoftranscript|>", f"<|{language}|>", "<|transcribe|>"]

    def _expecting(self, language: str, names: tuple[str, ...]) -> list[str]:
        """What went before, as far as the model knows: it hears a name it has just seen more easily."""
        key = (language, names)
        if key not in self._prompts:
            sentence = expected.sentence(language, names)
            tokens = expected.tokens_of(sentence, self._vocabulary())[-expected.MOST_TOKENS :] if sentence else []
            self._prompts[key] = ["<|startofprev|>", *tokens] if tokens else []
        return self._prompts[key]

    def _vocabulary(self) -> frozenset[str]:
        if self._words is None:
            self._words = expected.vocabulary_of(self._folder)
        return self._words


def token_cap(seconds: float) -> int:
    """The most tokens that anybody can say in that time."""
    return int(TOKENS_PER_S * seconds) + TOKENS_ALWAYS


def _reading(result: Any, seconds: float) -> Reading:
    score, no_speech, tokens = float(result.scores[0]), float(result.no_speech_prob), result.sequences[0]
    text = loops.without_loops(text_of(_said_within(tokens, seconds)))
    believed = score > MIN_SCORE_EVER and (score > MIN_SCORE or no_speech < MAX_NO_SPEECH)
    words = believed and any(map(str.isalnum, text))
    return Reading(text if words else "", score, no_speech, len(tokens))


def _said_within(tokens: Sequence[str], seconds: float) -> list[str]:
    """The tokens of what began before the utterance was over.

    The model likes to fill the silence behind a short utterance by saying it again. Asked for times, it mostly does
    not, and where it does it says when.
    """
    said, start = [], 0.0
    for token in tokens:
        if _TIME.fullmatch(token):
            start = float(token[2:-2])
        elif start < seconds - END_S:
            said.append(token)
    return said


def _better(plain: Reading, prompted: Reading, names: frozenset[str]) -> Reading:
    """The reading without a prompt, unless the other one has a name that was to be expected and is about as likely.

    A prompt helps with names and with nothing else: measured on sentences without any it did a little harm.
    """
    new = (_names_in(prompted.text, names) - _names_in(plain.text, names)) if plain.text else frozenset()
    return prompted if new and prompted.score >= max(plain.score - NAMES_MAY_COST, NAMES_NEED) else plain


def _names_in(text: str, names: frozenset[str]) -> frozenset[str]:
    spaced = f" {re.sub(r'[^a-z0-9à-ÿ]+', ' ', text.casefold())} "
    return frozenset(name for name in names if f" {name} " in spaced)


_TIME = re.compile(r"<\|\d+\.\d\d\|>")

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

    def __init__(self, language: str, whisper: Whisper | None = None, every_s: float = 0.8, names: Sequence[str] = ()) -> None:
        """Hear ``language`` (ISO 639-1); read again after at least ``every_s`` seconds of new sound; expect ``names``."""
        self._names = names
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
            reading = self._whisper.read(self._utterance(), self._language, QUICK, self._names)
        committed, tentative = self._agreed.hear(reading.text)
        return [Heard(committed, tentative, 0.0, self._seconds)] if committed or tentative else []

    def finish(self) -> list[Heard]:
        """See `Recogniser.finish`."""
        if not self._blocks:
            return []
        reading = self._whisper.read(self._utterance(), self._language, CAREFUL, self._names)
        heard = [Heard(reading.text, "", 0.0, self._seconds)] if reading.text else []
        self._start_utterance()
        return heard

    def _utterance(self) -> Sound:
        whole = np.concatenate(self._blocks)
        self._blocks = [whole]
        return whole
