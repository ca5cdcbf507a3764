"""Files of all kinds, whole, broken and hostile."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deadringer.errors import InputError
from deadringer.speech import _decoder, decode
from deadringer.speech.decode import read_recording

from . import sounds

SOUND = sounds.tone(2.0, 440, 620)
KINDS = [
    ("wav", "pcm_s16le", 16_000),
    ("wav", "pcm_mulaw", 8_000),
    ("wav", "pcm_alaw", 8_000),
    ("wav", "pcm_f32le", 96_000),
    ("mp3", "libmp3lame", 44_100),
    ("mp4", "aac", 44_100),
    ("adts", "aac", 44_100),
    ("ogg", "libopus", 48_000),
    ("webm", "libopus", 48_000),
    ("flac", "flac", 48_000),
    ("amr", "libopencore_amrnb", 8_000),
    ("3gp", "libopencore_amrnb", 8_000),
    ("caf", "pcm_s16le", 16_000),
    ("aiff", "pcm_s16be", 16_000),
    ("au", "pcm_mulaw", 8_000),
    ("asf", "wmav2", 44_100),
]


@pytest.mark.parametrize(("container", "codec", "rate"), KINDS)
def test_common_kinds(container: str, codec: str, rate: int) -> None:
    recording = read_recording(sounds.encoded([SOUND], container, codec, rate))
    assert len(recording.channels) == 1
    assert recording.seconds == pytest.approx(2.0, abs=0.12)
    assert recording.complete
    assert 1500 < np.abs(recording.channels[0]).mean() < 5000


def test_headless_telephone_sound_is_known_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "call.ulaw"
    path.write_bytes(sounds.encoded([SOUND], "mulaw", "pcm_mulaw", 8_000))
    assert read_recording(path).seconds == pytest.approx(2.0, abs=0.05)


def test_raw_gsm(tmp_path: Path) -> None:
    path = tmp_path / "call.gsm"
    path.write_bytes((b"\xd2" + bytes(range(32))) * 100)  # a hundred frames of 20 ms
    assert read_recording(path).seconds == pytest.approx(2.0, abs=0.1)


def test_the_name_does_not_matter_where_the_file_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "voice.txt"
    path.write_bytes(sounds.encoded([SOUND], "mp3", "libmp3lame", 44_100))
    assert read_recording(path).seconds == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"Dear customer, please call us back.", "text"),
        (b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n", "text"),
        (b"PK\x03\x04" + bytes(100), "ZIP"),
        (b"%PDF-1.7 and so on", "PDF"),
        (b"Salted__" + bytes(range(256)), "encrypted"),
        (bytes(range(1, 256)) * 20, "not a sound recording"),
        (b"RIFF\x10\x00\x00\x00WAVE", "damaged"),
        (b"OggS" + bytes(200), "damaged"),
        (b"\x00\x00\x00\x18ftypM4A " + bytes(500), "damaged"),
        (sounds.empty_wav(), "empty or damaged"),
    ],
)
def test_what_is_no_sound_is_refused_in_plain_words(content: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_recording(content)


def test_a_truncated_file_gives_what_is_left() -> None:
    whole = sounds.wav(SOUND)
    recording = read_recording(whole[: len(whole) // 2])
    assert recording.seconds == pytest.approx(1.0, abs=0.1)
    assert not recording.complete


def test_a_video_without_sound(tmp_path: Path) -> None:
    import av

    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as out:
        stream = out.add_stream("mpeg4", rate=5)
        stream.width = stream.height = 16
        out.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), "rgb24")))
        out.mux(stream.encode(None))
    with pytest.raises(InputError, match="no sound"):
        read_recording(target.getvalue())


def test_missing_and_odd_paths(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        read_recording(tmp_path / "nothing.wav")
    with pytest.raises(InputError, match="folder"):
        read_recording(tmp_path)
    with pytest.raises(InputError, match="cannot be opened"):
        read_recording("bad\0name.wav")


def test_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_decoder, "MAX_SECONDS", 1)
    with pytest.raises(_decoder.Unusable, match="four hours"):
        _decoder.decode(io.BytesIO(sounds.wav(SOUND)), "", io.BytesIO())


def test_too_much_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "MAX_BYTES", 1000)
    with pytest.raises(InputError, match="too long"):
        read_recording(sounds.wav(SOUND))


def test_a_decoder_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "hang.py"
    script.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(decode, "TIME_LIMIT_S", 0.5)
    monkeypatch.setattr(_decoder, "__file__", str(script))
    with pytest.raises(InputError, match="took too long"):
        read_recording(sounds.wav(SOUND))


def test_a_decoder_that_crashes_is_survived(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "crash.py"
    script.write_text("import os; os.abort()")
    monkeypatch.setattr(_decoder, "__file__", str(script))
    with pytest.raises(InputError, match="could not be read"):
        read_recording(sounds.wav(SOUND))


def test_two_voices_stay_apart_and_copies_are_mixed() -> None:
    first = np.concatenate([SOUND, sounds.silence(2.0)])
    second = np.concatenate([sounds.silence(2.0), SOUND])
    assert len(read_recording(sounds.wav(first, second)).channels) == 2
    assert len(read_recording(sounds.wav(first, sounds.silence(4.0))).channels) == 2
    assert len(read_recording(sounds.wav(first, first)).channels) == 1
    assert len(read_recording(sounds.wav(first, first // 5)).channels) == 1
    both = first + second
    assert len(read_recording(sounds.wav(both, (first // 2 + second))).channels) == 1


MAGICS = [b"", b"RIFF\x24\x00\x00\x00WAVEfmt ", b"OggS\x00\x02", b"fLaC\x00\x00\x00\x22", b"ID3\x04\x00",
          b"\xff\xfb\x90\x00", b"\xff\xf1\x50\x80", b"\x00\x00\x00\x20ftypisom", b"\x1aE\xdf\xa3", b"#!AMR\n", b"caff\x00\x01",
          b".snd\x00\x00\x00\x18", b"FORM\x00\x00\x10\x00AIFF", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"]  # fmt: skip


def decodes_or_refuses(content: bytes, ending: str) -> None:
    out = io.BytesIO()
    try:
        _decoder.decode(io.BytesIO(content), ending, out)
    except _decoder.Unusable as error:
        assert str(error).endswith(".")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(MAGICS), st.binary(max_size=3000), st.sampled_from(["", "gsm", "ulaw", "g722", "mp3"]))
def test_hostile_bytes_never_raise_anything_else(magic: bytes, rest: bytes, ending: str) -> None:
    decodes_or_refuses(magic + rest, ending)


WHOLE = [sounds.encoded([SOUND[:8000]], container, codec, rate) for container, codec, rate in KINDS]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(WHOLE), st.integers(0), st.binary(min_size=1, max_size=60), st.integers(1, 100))
def test_damaged_files_never_raise_anything_else(whole: bytes, place: int, damage: bytes, keep: int) -> None:
    at = place % len(whole)
    decodes_or_refuses((whole[:at] + damage + whole[at + len(damage) :])[: len(whole) * keep // 100], "")
