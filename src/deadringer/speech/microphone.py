"""The sound of this computer's microphone, for trying things out: ``pip install "deadringer[microphone]"``."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from deadringer.errors import InputError
from deadringer.speech.heard import RATE

if TYPE_CHECKING:
    from deadringer.speech.heard import Sound

BLOCK_S = 0.1
WAIT_S = 5.0
"""Seconds without a sound from the device after which it is taken for gone."""
MOST_WAITING = 600
"""Blocks kept (a minute) while the listener is busy; older ones are lost beyond that."""


def microphone_blocks(device: int | str | None = None) -> Iterator[Sound]:
    """Blocks of a tenth of a second (floats, 16 kHz, mono) from the microphone, until the caller stops.

    ``device``: number or part of the name of another microphone than the usual one. Raises `InputError` when
    there is none, it may not be used, or the part that reads it is not installed.
    """
    library = _library()
    waiting: queue.Queue[Sound] = queue.Queue(MOST_WAITING)

    def keep(block: Any, _frames: int, _time: Any, _status: Any) -> None:
        if not waiting.full():
            waiting.put_nowait(np.array(block[:, 0], dtype=np.float32))

    try:
        with library.InputStream(samplerate=RATE, channels=1, dtype="float32", blocksize=int(BLOCK_S * RATE), device=device, callback=keep):
            while True:
                yield waiting.get(timeout=WAIT_S)
    except queue.Empty:
        raise InputError("The microphone gives no sound. Check that it is plugged in and not muted.") from None
    except (library.PortAudioError, ValueError) as error:
        raise InputError(
            f"No microphone can be used ({error}). Plug one in, allow its use in the system's privacy settings, "
            "or give a recording instead."
        ) from error


def _library() -> Any:
    try:
        import sounddevice  # type: ignore[import-untyped,import-not-found,unused-ignore]
    except ImportError as error:
        raise InputError('Listening to the microphone needs one more part: pip install "deadringer[microphone]"') from error
    except OSError as error:  # the Python part is there, the system's PortAudio is not
        raise InputError("Listening to the microphone needs PortAudio. On Debian and Ubuntu: sudo apt install libportaudio2") from error
    return sounddevice
