"""A call as it happens: sound in as it comes off the line, words out while they are still being said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import av
import numpy as np

from deadringer.call import Speaker
from deadringer.errors import InputError
from deadringer.speech.activity import LIVE, Cutting, Segmenter, Utterance
from deadringer.speech.heard import (
    RATE,
    Final,
    Heard,
    Language,
    LanguageHeard,
    LiveEvent,
    Partial,
    Recogniser,
    RecogniserFactory,
    SpokenTurn,
)
from deadringer.speech.recognise import WhisperRecogniser, shared_whisper
from deadringer.speech.spoken_language import spoken_language, supported_language

if TYPE_CHECKING:
    import numpy.typing as npt

    from deadringer.speech.heard import Sound

STEP = RATE // 5
"""Samples looked at in one go: large chunks behave like small ones."""
OVERFED = RATE
"""Samples after the end of an utterance that a recogniser may have heard without harm (a pause)."""


class LiveListener:
    """One voice of a running call. Not for several threads at once; `accept` blocks while words are recognised.

    Reading takes part of a second now and then, so an event loop should call it in a thread. Events of one
    utterance: any number of `Partial`, then one `Final`; or an empty `Partial` when nothing was said after all.
    """

    def __init__(
        self,
        sample_rate: int = 8000,
        lang: str | None = None,
        speaker: Speaker = "them",
        recogniser: RecogniserFactory | None = None,
        names: Sequence[str] = (),
        cutting: Cutting = LIVE,
        channel: int = 0,
    ) -> None:
        """Get ready; loads the model if nobody has yet (a second).

        sample_rate: of the chunks, in samples a second. lang: spoken language (ISO 639-1); ``None``: found out.
        speaker: whose voice it is. recogniser: another one than Whisper. names: words to expect beside
        the usual ones (a dozen at most). cutting: when an utterance is over. channel: copied to the turns.
        Raises `InputError` when the rate is none, or the model cannot be loaded.
        """
        self._resampler = _Resampler(sample_rate)
        self._segmenter = Segmenter(cutting)
        self._speaker: Speaker = speaker
        self._channel = channel
        self._factory = recogniser or _whisper_factory(names)
        self._ear = _LanguageEar(lang)
        self._buffer = _Buffer()
        self._recogniser: Recogniser | None = None
        self._fed = 0
        self._shown = False

    @property
    def language(self) -> Language | None:
        """The spoken language as far as it is known."""
        return self._ear.language

    @property
    def seconds(self) -> float:
        """Length of what has been heard."""
        return self._buffer.end / RATE

    def accept(self, chunk: bytes | npt.NDArray[np.int16] | npt.NDArray[np.float32]) -> list[LiveEvent]:
        """Take sound of any length: 16-bit little-endian samples as bytes or array, or floats between -1 and 1."""
        sound = self._resampler.accept(chunk)
        return [event for start in range(0, len(sound), STEP) for event in self._hear(sound[start : start + STEP])]

    def finish(self) -> list[LiveEvent]:
        """The call is over: hand back what was still running."""
        events = self._hear(self._resampler.finish())
        for utterance in self._segmenter.finish():
            events += self._end(utterance)
        return events

    def _hear(self, sound: Sound) -> list[LiveEvent]:
        self._buffer.append(sound)
        events: list[LiveEvent] = []
        for utterance in self._segmenter.accept(sound):
            events += self._end(utterance)
        running = self._segmenter.running
        if running:
            events += self._go_on(running)
        self._buffer.drop_before(self._segmenter.keep_from)
        return events

    def _go_on(self, running: Utterance) -> list[LiveEvent]:
        """Somebody is speaking: let the recogniser hear what is new."""
        events: list[LiveEvent] = list(self._listen_for_language(running, over=False))
        if self._ear.language is None:
            return events
        if self._recogniser is None:
            self._recogniser, self._fed = self._factory(self._ear.language.code), running.start
        heard = self._recogniser.accept(self._buffer.between(self._fed, running.end))
        self._fed = running.end
        return events + [self._partial(running, word) for word in heard]

    def _end(self, utterance: Utterance) -> list[LiveEvent]:
        """An utterance is over: its final words."""
        events: list[LiveEvent] = list(self._listen_for_language(utterance, over=True))
        assert self._ear.language is not None
        if self._recogniser is None or self._fed > utterance.end + OVERFED:
            # It was cut further back than the recogniser has heard: hear it again up to the cut.
            self._recogniser, self._fed = self._factory(self._ear.language.code), utterance.start
        if self._fed < utterance.end:
            self._recogniser.accept(self._buffer.between(self._fed, utterance.end))
        text = " ".join(heard.text for heard in self._recogniser.finish() if heard.text)
        events += self._closing(utterance, text)
        self._recogniser, self._shown = None, False
        return events

    def _closing(self, utterance: Utterance, text: str) -> list[LiveEvent]:
        start, end = utterance.start / RATE, utterance.end / RATE
        if text:
            return [Final(SpokenTurn(text, self._speaker, start, end, self._channel))]
        return [Partial("", "", start, end, self._speaker)] if self._shown else []

    def _partial(self, running: Utterance, heard: Heard) -> Partial:
        self._shown = True
        offset = running.start / RATE
        return Partial(heard.text, heard.tentative, offset + heard.start, offset + heard.end, self._speaker)

    def _listen_for_language(self, utterance: Utterance, *, over: bool) -> list[LanguageHeard]:
        before = self._ear.language
        self._ear.listen(self._buffer.between(utterance.start, utterance.end), over=over)
        after = self._ear.language
        if after is None or (before is not None and before == after):
            return []
        if before is None or before.code != after.code:
            self._recogniser = None  # what it has heard was read in the wrong language
        return [LanguageHeard(after)]


@dataclass(slots=True)
class _LanguageEar:
    """Finds out the spoken language: a first guess among ours as soon as anything can be read, settled by 9 s of voice."""

    chosen: str | None
    language: Language | None = None
    _done: list[Sound] = field(default_factory=list)
    """Voice of earlier utterances."""
    _looked: int = 0

    LOOKS_S = (1.2, 3.0, 9.0)

    def __post_init__(self) -> None:
        if self.chosen:
            self.language, self._looked = Language(self.chosen, 1.0), len(self.LOOKS_S)

    def listen(self, utterance: Sound, *, over: bool) -> None:
        """Look again if there is enough new voice; ``utterance`` is the whole running one, ``over`` if it ended."""
        if self._looked >= len(self.LOOKS_S):
            return
        seconds = (sum(map(len, self._done)) + len(utterance)) / RATE
        if seconds >= self.LOOKS_S[self._looked] or (over and self.language is None):
            self._look(np.concatenate([*self._done, utterance]), seconds)
        if over:
            self._done.append(utterance)

    def _look(self, voice: Sound, seconds: float) -> None:
        whisper = shared_whisper()
        while self._looked < len(self.LOOKS_S) and self.LOOKS_S[self._looked] <= seconds:
            self._looked += 1
        if self._looked < len(self.LOOKS_S):
            self.language = supported_language(whisper.languages(voice))
            return
        middle = len(voice) // 2
        self.language = spoken_language(whisper, [voice[:middle], voice[middle:]])
        self._done.clear()


class _Buffer:
    """The sound that may still be needed, addressed by its place in the call (in samples)."""

    def __init__(self) -> None:
        self._sound: Sound = np.zeros(0, dtype=np.float32)
        self._start = 0

    @property
    def end(self) -> int:
        """Samples heard so far."""
        return self._start + len(self._sound)

    def append(self, sound: Sound) -> None:
        self._sound = np.concatenate([self._sound, sound])

    def between(self, start: int, end: int) -> Sound:
        return self._sound[max(start - self._start, 0) : max(end - self._start, 0)]

    def drop_before(self, place: int) -> None:
        if place > self._start:
            self._sound = self._sound[place - self._start :].copy()
            self._start = place


class _Resampler:
    """Chunks of any rate to floats at 16 kHz, without seams."""

    LOWEST, HIGHEST = 4000, 192_000

    def __init__(self, rate: int) -> None:
        if not self.LOWEST <= rate <= self.HIGHEST:
            raise InputError(f"{rate} is no sample rate of a voice. Telephones have 8000 or 16000 samples a second.")
        self._rate = rate
        self._odd = b""
        self._resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE) if rate != RATE else None

    def accept(self, chunk: bytes | npt.NDArray[np.int16] | npt.NDArray[np.float32]) -> Sound:
        sound = self._floats(chunk)
        if self._resampler is None or not len(sound):
            return sound
        frame = av.AudioFrame.from_ndarray(sound[None], format="flt", layout="mono")
        frame.sample_rate = self._rate
        return _joined(self._resampler.resample(frame))

    def finish(self) -> Sound:
        return _joined(self._resampler.resample(None)) if self._resampler else np.zeros(0, dtype=np.float32)

    def _floats(self, chunk: bytes | npt.NDArray[np.int16] | npt.NDArray[np.float32]) -> Sound:
        if isinstance(chunk, np.ndarray):
            flat = chunk.reshape(-1)
            if flat.dtype == np.int16:
                return flat.astype(np.float32) / np.float32(32768)
            return np.nan_to_num(flat.astype(np.float32)).clip(-1.0, 1.0)
        whole = self._odd + chunk  # a network may cut a sample in two
        even = len(whole) - len(whole) % 2
        self._odd = whole[even:]
        return np.frombuffer(whole[:even], dtype="<i2").astype(np.float32) / np.float32(32768)


def _joined(frames: Sequence[av.AudioFrame]) -> Sound:
    blocks = [frame.to_ndarray().reshape(-1).astype(np.float32) for frame in frames]
    return np.concatenate(blocks) if blocks else np.zeros(0, dtype=np.float32)


def _whisper_factory(names: Sequence[str]) -> RecogniserFactory:
    whisper = shared_whisper()
    return lambda language: WhisperRecogniser(language, whisper, names=names)
