"""``deadringer listen`` and ``check`` on sound: files, raw streams, and sound that is none."""

from __future__ import annotations

import io
import json
import math
import random
import struct
import wave
from pathlib import Path

import pytest

from .conftest import EXAMPLES, SPEECH, Run

pytestmark = pytest.mark.skipif(not SPEECH, reason='not installed: pip install "deadringer[speech]"')
ROBOCALL = EXAMPLES / "press-one-robocall.wav"


def tone(seconds: float, rate: int = 8000, channels: int = 1) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        second = b"".join(struct.pack("<h", int(8000 * math.sin(i * 440 * 2 * math.pi / rate))) * channels for i in range(rate))
        for _ in range(int(seconds)):
            out.writeframes(second)
    return target.getvalue()


def as_mulaw(path: Path) -> bytes:
    """The samples of an 8 kHz G.711 WAV file."""
    data = path.read_bytes()
    at = data.index(b"data")
    return data[at + 8 : at + 8 + struct.unpack_from("<I", data, at + 4)[0]]


def linear(codes: bytes) -> bytes:
    """G.711 mu-law as signed 16-bit samples, written here to test the reading of it (ITU-T G.711, table 2a)."""
    out = []
    for code in codes:
        plain = code ^ 0xFF
        size = ((2 * (plain & 15) + 33) << (plain >> 4 & 7)) - 33
        out.append(struct.pack("<h", 4 * (-size if plain & 0x80 else size)))
    return b"".join(out)


def test_a_recording_is_judged(run: Run) -> None:
    done = run("check", str(ROBOCALL), "--json")
    assert done.status == 20 and json.loads(done.out)["words"] > 20


def test_listening_to_a_raw_stream(run: Run) -> None:
    done = run("listen", "-", "--encoding", "mulaw", "--json", stdin=as_mulaw(ROBOCALL)[: 8000 * 19])
    levels = [json.loads(line)["level"] for line in done.out.splitlines()]
    assert done.status in (10, 20) and levels[-1] in ("suspicious", "scam")
    assert len(levels) > 1  # it says so when the verdict changes, not only at the end


def test_a_raw_stream_of_plain_samples(run: Run) -> None:
    done = run("listen", "-", stdin=linear(as_mulaw(ROBOCALL)[: 8000 * 6]))
    assert done.status in (0, 10, 20) and "Amazon" in done.out and "\x1b" not in done.out


@pytest.mark.parametrize("stdin", [b"", b"\0", bytes(16_000), b"\x00\x01" * 777])
def test_streams_without_words(run: Run, stdin: bytes) -> None:
    done = run("listen", "-", stdin=stdin)
    assert done.status == 0 and "Traceback" not in done.err


@pytest.mark.parametrize(
    "args", [["--rate", "1"], ["--rate", "99999999"], ["--rate", "x"], ["--encoding", "mp3"], ["nothing.wav"], ["/dev/zero"], ["."]]
)
def test_wrong_use(run: Run, args: list[str]) -> None:
    done = run("listen", *([] if args[0][0] != "-" else ["-"]), *args)
    assert done.status == 2 and "Traceback" not in done.err


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.wav", b""),
        ("text.wav", b"hello this is amazon"),
        ("head-only.wav", tone(1)[:44]),
        ("half-a-head.wav", tone(1)[:20]),
        ("noise.mp3", bytes(range(256)) * 50),
        ("lies.wav", b"RIFF\xff\xff\xff\xffWAVEfmt \xff\xff\xff\x7f" + bytes(50)),
        ("zip.m4a", b"PK\x03\x04" + bytes(100)),
        ("playlist.mp3", b"#EXTM3U\nhttp://evil.example/x.mp3\n"),
        ("concat.wav", b"ffconcat version 1.0\nfile /etc/passwd\n"),
    ],
)
def test_sound_that_is_none(run: Run, tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    done = run("check", str(path))
    assert done.status == 2 and done.err.startswith("deadringer: ")
    assert "Traceback" not in done.err and "passwd" not in done.out


def test_protected_music(run: Run, tmp_path: Path) -> None:
    av = pytest.importorskip("av")
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as out:
        stream = out.add_stream("aac", rate=16_000)
        stream.layout = "mono"
        frame = av.AudioFrame(format="s16", layout="mono", samples=1024)
        frame.sample_rate = 16_000
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        for _ in range(30):
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    data = bytearray(target.getvalue().replace(b"mp4a", b"drms"))
    start = data.index(b"mdat") + 4
    data[start : start + 3000] = random.Random(2).randbytes(3000)  # the sound itself is encrypted
    path = tmp_path / "bought.m4a"
    path.write_bytes(bytes(data))
    done = run("check", str(path), "--json")
    assert (done.status == 2 and "protected" in done.err) or json.loads(done.out)["words"] == 0


@pytest.mark.parametrize(("rate", "channels"), [(96_000, 1), (96_000, 2), (4_000, 1)])
def test_odd_rates(run: Run, tmp_path: Path, rate: int, channels: int) -> None:
    path = tmp_path / "tone.wav"
    path.write_bytes(tone(4, rate, channels))
    done = run("check", str(path), "--json")
    assert done.status == 0
    assert set(json.loads(done.out)["notes"]) & {"tones", "silence", "no_words", "noise"}


def test_a_cut_off_recording_still_gives_its_words(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    data = ROBOCALL.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    assert run("check", str(path)).status in (10, 20)


def test_long_silence_takes_little(command: Run, tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    path.write_bytes(tone(1)[:44] + bytes(8000 * 2 * 1200))
    limited = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (40, 40))"
    done = command("check", str(path), "--json", before=limited)
    assert done.status == 0 and "silence" in json.loads(done.out)["notes"]
