"""Sound files of any common kind to 16 kHz samples: bounded in time and memory, and hard to hurt."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np

from deadringer.errors import InputError
from deadringer.speech import _decoder
from deadringer.speech.channels import separate_voices
from deadringer.speech.heard import RATE

if TYPE_CHECKING:
    from deadringer.speech.heard import Pcm16

MAX_BYTES = 512 << 20
"""Of decoded sound: four hours with one channel, a little over two with two."""
MAX_FILE_BYTES = 4 << 30
TIME_LIMIT_S = 300.0
"""Wall time after which decoding is given up."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A decoded sound file."""

    channels: tuple[Pcm16, ...]
    """One array of samples for each separate voice or mix of voices: one, or two when each holds its own voice.
    Whole numbers at 16 kHz, shape ``(samples,)``: `activity.as_floats` makes floats of any part."""
    complete: bool = True
    """``False``: the file ends early, or parts of it were unreadable."""

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.channels[0]) / RATE


def read_recording(source: str | Path | bytes) -> Recording:
    """Decode a sound file, given by its path or as its bytes.

    Reads WAV (G.711 too), MP3, M4A, OGG, Opus, WebM, AMR, 3GP, FLAC, GSM, CAF, AIFF, AU and WMA; ``.gsm``, ``.ulaw``, ``.alaw``
    and ``.g722`` without a head are known by their names. Damaged files give what can be saved of them. Raises
    `InputError`, whose message is for the person, when nothing can be, or at four hours or 512 MB of decoded sound.
    """
    ending = "" if isinstance(source, bytes) else Path(source).suffix.lstrip(".")
    with _opened(source) as file:
        interleaved, channels, complete = _decoded(file, ending)
    return Recording(separate_voices(interleaved.reshape(-1, channels)), complete)


@contextlib.contextmanager
def _opened(source: str | Path | bytes) -> Iterator[IO[bytes]]:
    """The source as a file of the operating system, which another process can read."""
    if isinstance(source, bytes):
        with tempfile.TemporaryFile() as file:  # has no name, and is gone when closed
            file.write(source)
            file.flush()
            file.seek(0)
            yield file
        return
    path = Path(source)
    try:
        if path.is_dir():
            raise InputError(f"{path} is a folder. Give a sound recording.")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise InputError(f"{path} is larger than 4 GB. Cut out the part that matters.")
        if not path.is_file():
            raise InputError(f"{path} is not an ordinary file. Give a sound recording.")
        with path.open("rb") as opened:
            yield opened
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path} cannot be opened: {reason}.") from error


def _decoded(file: IO[bytes], ending: str) -> tuple[Pcm16, int, bool]:
    """Interleaved samples, number of channels, and whether the file was complete."""
    command = [sys.executable, "-P", str(Path(_decoder.__file__)), ending]
    with subprocess.Popen(command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        clock = threading.Timer(TIME_LIMIT_S, process.kill)
        clock.start()
        try:
            head = process.stdout.readline(256)
            sound = _read_all(process.stdout)
            report = _last_json(process.stderr.read(1 << 20))
        finally:
            clock.cancel()
            process.kill()
    if "error" in report:
        raise InputError(report["error"])
    return _samples(head, sound, complete=bool(report.get("complete")))


def _read_all(stream: IO[bytes]) -> bytearray:
    sound = bytearray()
    while block := stream.read(1 << 20):
        sound += block
        if len(sound) > MAX_BYTES:
            raise InputError("This recording is too long to be held in memory. Cut out the part that matters.")
    return sound


def _last_json(text: bytes) -> dict[str, str]:
    """The decoder's report; empty when it was stopped or crashed before it could say anything."""
    lines = text.decode("utf-8", "replace").strip().splitlines()
    with contextlib.suppress(json.JSONDecodeError, IndexError):
        report = json.loads(lines[-1])
        return report if isinstance(report, dict) else {}
    return {}


def _samples(head: bytes, sound: bytearray, *, complete: bool) -> tuple[Pcm16, int, bool]:
    try:
        channels = int(json.loads(head)["channels"])
    except (ValueError, KeyError, TypeError):
        channels = 0
    whole = len(sound) - len(sound) % (2 * channels or 1)
    if channels not in {1, 2} or not whole:
        raise InputError("This file could not be read: it is damaged, or it took too long.")
    return np.frombuffer(sound, dtype=np.int16, count=whole // 2), channels, complete
