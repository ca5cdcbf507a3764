"""The decoder's own process: a sound file on standard input, 16 kHz samples on standard output.

It runs apart because it hands files from strangers to large C libraries: one that makes them crash, hang or eat
memory takes only this process with it. It imports nothing of ours, so that it starts quickly.

Standard output: one line of JSON (``{"channels": 1 or 2}``), then 16-bit samples in the machine's byte order,
channels interleaved. Standard error: one line of JSON at the end: ``{"error": sentence}`` or
``{"complete": true or false}``.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

RATE = 16_000
MAX_SECONDS = 4 * 3600
MAX_MEMORY = 2 << 30
MAX_CPU_S = 240
BAD_PACKETS = 200
"""So many unreadable packets in a row, and the rest is given up."""

# First bytes of a file: which reader to use. The reader is always named and never guessed by the library, whose
# guesses include play lists, and those make it open other files and addresses.
_MAGIC = (
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    (0, b"ID3", "mp3"),
    (4, b"ftyp", "mov"),
    (4, b"moov", "mov"),
    (4, b"mdat", "mov"),
    (0, b"\x1aE\xdf\xa3", "matroska"),
    (0, b"#!AMR", "amr"),
    (0, b"caff", "caf"),
    (0, b".snd", "au"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (8, b"WAVE", "wav"),
    (8, b"AIFF", "aiff"),
    (8, b"AIFC", "aiff"),
)
# Formats without a head: only the name tells. ``1``: a telephone's 8 kHz, one voice.
_HEADLESS = {"gsm": "gsm", "ulaw": "mulaw", "ul": "mulaw", "pcmu": "mulaw", "alaw": "alaw", "al": "alaw",
             "pcma": "alaw", "g722": "g722"}  # fmt: skip
_NOT_SOUND = (
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"Salted__", "an encrypted file"),
    (b"age-encryption", "an encrypted file"),
    (b"-----BEGIN", "an encrypted file or a key"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "a compressed file"),
)
KINDS = "WAV, MP3, M4A, OGG, Opus, WebM, AMR, 3GP, FLAC or GSM"


class Unusable(Exception):
    """The file cannot be used; the message is for the person."""


def main() -> int:
    """Decode standard input; ``sys.argv[1]`` is the ending of the file's name without the dot."""
    _limit_resources()
    ending = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        complete = decode(sys.stdin.buffer, ending, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        report: dict[str, Any] = {"complete": complete}
    except Unusable as error:
        report = {"error": str(error)}
    except MemoryError:
        report = {"error": "This recording needs more memory than it may take. Cut out the part that matters."}
    except BrokenPipeError:
        return 1
    print(json.dumps(report), file=sys.stderr)
    return 0


def decode(file: BinaryIO, ending: str, out: BinaryIO) -> bool:
    """Decode ``file`` (it can be sought in) to ``out`` as described above.

    Returns whether it was complete: ``False`` when it ends early or parts are unreadable. Raises `Unusable`.
    """
    import av

    av.logging.set_level(av.logging.PANIC)
    form = form_of(file, ending)
    try:
        with av.open(file, format=form, options=_options(form), metadata_errors="ignore") as container:
            return _decode_container(container, out) and not _is_cut_off(file, form)
    except (av.error.FFmpegError, ValueError, OSError) as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise Unusable(
            "This file looks like sound, but it is damaged, protected or of a kind that cannot be read. "
            "Play it and save it again as WAV or MP3."
        ) from error


def form_of(file: BinaryIO, ending: str) -> str:
    """The name of the reader for ``file``, by its first bytes or else by the ending of its name. Raises `Unusable`."""
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    if not head:
        raise Unusable("The file is empty.")
    for place, magic, form in _MAGIC:
        if head[place : place + len(magic)] == magic:
            return form
    for magic, name in _NOT_SOUND:
        if head.startswith(magic):
            raise Unusable(f"This is {name}, not a sound recording. Give a {KINDS} file.")
    if ending.lower() in _HEADLESS:
        return _HEADLESS[ending.lower()]
    return _mpeg_form(head)


def _mpeg_form(head: bytes) -> str:
    if head[0] == 0xFF and len(head) > 1 and head[1] & 0xF6 == 0xF0:
        return "aac"
    if head[0] == 0xFF and len(head) > 1 and head[1] & 0xE0 == 0xE0:
        return "mp3"
    if all(9 <= byte <= 13 or byte >= 32 for byte in head):
        raise Unusable(f"This is text, not a sound recording. Give a {KINDS} file.")
    raise Unusable(f"This is not a sound recording that can be read. Give a {KINDS} file.")


def _options(form: str) -> dict[str, str]:
    # Whatever a file says inside, nothing else is opened on its behalf.
    closed = {"protocol_whitelist": "none", "format_whitelist": "none" if form == "" else _whole_name(form)}
    return closed | ({"sample_rate": "8000"} if form in {"mulaw", "alaw", "gsm"} else {})


def _is_cut_off(file: BinaryIO, form: str) -> bool:
    """Whether a WAV file promises more than there is (the library takes the shorter length without a word)."""
    if form != "wav":
        return False
    file.seek(4)
    promised = int.from_bytes(file.read(4), "little")
    here = file.seek(0, 2)
    return promised < 0x7FFF_FFFF and promised + 8 > here + 1  # larger: written as a stream, length unknown


def _whole_name(form: str) -> str:
    """The reader's full name in the library, which may list several kinds."""
    return {"mov": "mov,mp4,m4a,3gp,3g2,mj2", "matroska": "matroska,webm"}.get(form, form)


def _decode_container(container: Any, out: BinaryIO) -> bool:
    import av

    stream = next((stream for stream in container.streams if stream.type == "audio"), None)
    if stream is None:
        raise Unusable("There is no sound in this file.")
    if stream.codec_context is None:
        raise Unusable("The sound in this file is protected or of a kind that cannot be read.")
    writer = _Writer(out, av)
    clean = True
    for frame, fine in _frames(container, stream, av.error.FFmpegError):
        clean = clean and fine
        if frame is not None:
            writer.write(frame)
    writer.close()
    return clean and writer.seconds >= 0.9 * _announced_seconds(container, stream) - 1.0


def _frames(container: Any, stream: Any, failure: type[Exception]) -> Iterator[tuple[Any, bool]]:
    """Frames with whether all was well; damaged packets are skipped, and a damaged end ends it."""
    bad = 0
    packets = container.demux(stream)
    while bad < BAD_PACKETS:
        try:
            packet = next(packets)
        except StopIteration:
            return
        except failure:
            yield None, False
            return
        try:
            frames = packet.decode()
        except failure:
            bad += 1
            yield None, False
            continue
        bad = 0 if frames else bad
        yield from ((frame, True) for frame in frames)
    yield None, False


def _announced_seconds(container: Any, stream: Any) -> float:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return float(container.duration / 1_000_000) if container.duration else 0.0


class _Writer:
    """Frames of any kind to 16-bit samples at 16 kHz, one channel or two."""

    def __init__(self, out: BinaryIO, av: Any) -> None:
        self._out = out
        self._av = av
        self._resampler: Any = None
        self._shape: tuple[int, int] | None = None
        self._channels = 0
        self._samples = 0

    @property
    def seconds(self) -> float:
        """Length written so far."""
        return self._samples / RATE

    def write(self, frame: Any) -> None:
        """Write one frame. Raises `Unusable` at four hours."""
        shape = (frame.sample_rate, frame.layout.nb_channels)
        if self._resampler is None:
            self._channels = 2 if frame.layout.nb_channels == 2 else 1
            self._out.write(json.dumps({"channels": self._channels}).encode() + b"\n")
        if shape != self._shape:
            # Damaged files change rate and channels half-way: what came before is kept.
            self._drain()
            layout = "stereo" if self._channels == 2 else "mono"
            self._resampler = self._av.AudioResampler(format="s16", layout=layout, rate=RATE)
            self._shape = shape
        frame.pts = None  # gaps in the clock are not gaps in the call
        self._put(self._resampler.resample(frame))

    def close(self) -> None:
        """Write what is still on its way. Raises `Unusable` when there was no sound at all."""
        self._drain()
        if not self._samples:
            raise Unusable("No sound could be read from this file: it is empty or damaged.")

    def _drain(self) -> None:
        if self._resampler is not None:
            self._put(self._resampler.resample(None))

    def _put(self, frames: list[Any]) -> None:
        for frame in frames:
            self._out.write(bytes(frame.planes[0])[: frame.samples * self._channels * 2])
            self._samples += frame.samples
        if self._samples > MAX_SECONDS * RATE:
            raise Unusable("This recording is longer than four hours. Cut out the part that matters.")


def _limit_resources() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # not on Windows; there the parent's clock must do
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_S, MAX_CPU_S))


if __name__ == "__main__":
    sys.exit(main())
