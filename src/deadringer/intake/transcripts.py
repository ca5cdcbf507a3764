"""Transcripts: ``Name: words`` lines, JSON or JSONL turns, SRT, WebVTT; anything else is plain words."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from deadringer.call import Turn
from deadringer.errors import InputError
from deadringer.intake.given import Given
from deadringer.intake.speakers import speaker_of

MAX_TURNS = 50_000
_LINE = re.compile(r"\s*(?:\[?\(?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?\)?\]?\s*[-–]?\s*)?([^\W\d_][^:\n]{0,39}?)\s*:\s+(\S.*)")
_STAMP = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_TEXT_KEYS = ("text", "words", "transcript", "content", "message", "utterance", "line")
_SPEAKER_KEYS = ("speaker", "role", "name", "from", "who", "channel")


def read_transcript(text: str, ending: str | None, name: str, notes: Sequence[str] = ()) -> Given:
    """Turns out of a text.

    Args:
        text: the whole file.
        ending: of its name (``.srt``), if it has one; the content decides where it can.
        name: for messages.

    Raises:
        InputError: it says that it is JSON, SRT or WebVTT and is not, or there is no word in it.
    """
    stripped = text.lstrip("\ufeff \t\r\n")
    if ending in (".json", ".jsonl") or stripped[:1] in ("{", "["):
        turns = _from_json(stripped, name, strict=ending in (".json", ".jsonl"))
        if turns is not None:
            return _given(turns, name, notes)
    if ending in (".srt", ".vtt") or stripped.startswith("WEBVTT") or re.match(r"\d+\s*\n\d\d:\d\d:\d\d[,.]\d{3} --> ", stripped):
        return _given(_from_captions(stripped, name), name, notes)
    turns = _from_lines(text)
    if turns:
        return _given(turns, name, notes)
    if not text.strip():
        raise InputError(f"{name} holds no words")
    return Given("words", turns=(Turn(text.strip()),), notes=tuple(notes))


def _given(turns: list[Turn], name: str, notes: Sequence[str]) -> Given:
    turns = [t for t in turns if t.text.strip()]
    if not turns:
        raise InputError(f"{name} holds no words")
    if len(turns) > MAX_TURNS:
        return Given("transcript", turns=tuple(turns[:MAX_TURNS]), notes=(*notes, "cut_short"))
    return Given("transcript", turns=tuple(turns), notes=tuple(notes))


def _from_lines(text: str) -> list[Turn]:
    """``Name: words``; a line without a name goes on with the turn before. Empty unless most lines have names."""
    lines = [line for line in text.splitlines() if line.strip()][: MAX_TURNS + 1]
    named = [_LINE.fullmatch(line) for line in lines]
    labels = {m.group(1).strip().lower() for m in named if m}
    if len(lines) < 1 or sum(m is not None for m in named) * 2 < len(lines) or not labels or len(labels) > 12:
        return []
    if len(lines) == 1 and speaker_of(next(iter(labels))) == "unknown":
        return []
    turns: list[Turn] = []
    for line, m in zip(lines, named, strict=True):
        if m:
            turns.append(Turn(m.group(2).strip(), speaker_of(m.group(1)), _seconds(line[: m.start(1)])))
        elif turns:
            last = turns[-1]
            turns[-1] = Turn(f"{last.text} {line.strip()}", last.speaker, last.start)
        else:
            turns.append(Turn(line.strip()))
    return turns


def _seconds(stamp: str) -> float | None:
    m = _STAMP.search(stamp)
    if not m:
        return None
    a, b, c = (int(g) if g else None for g in m.groups())
    return float((a or 0) * 60 + (b or 0) if c is None else (a or 0) * 3600 + (b or 0) * 60 + c)


def _from_json(text: str, name: str, strict: bool) -> list[Turn] | None:
    try:
        data: Any = json.loads(text)
    except RecursionError:
        raise InputError(f"{name} is nested too deep to be a transcript") from None
    except ValueError:
        data = _json_lines(text)
        if data is None:
            if strict:
                raise InputError(
                    f"{name} is not valid JSON; a transcript is a list of turns like "
                    '[{"speaker": "caller", "text": "hello"}], or one such object a line'
                ) from None
            return None
    if isinstance(data, dict):
        data = next((data[k] for k in ("turns", "segments", "messages", "conversation", "utterances", "dialogue") if k in data), [data])
    if isinstance(data, str):
        return [Turn(data)]
    if not isinstance(data, list):
        data = [data]
    turns = [turn for item in data[: MAX_TURNS + 1] if (turn := _turn(item)) is not None]
    if not turns:
        raise InputError(f'{name} holds no turns; each needs a text, like {{"speaker": "caller", "text": "hello"}}')
    return turns


def _json_lines(text: str) -> list[Any] | None:
    out = []
    for line in text.splitlines():
        if line.strip():
            try:
                out.append(json.loads(line))
            except (ValueError, RecursionError):
                return None
    return out or None


def _turn(item: Any) -> Turn | None:
    if isinstance(item, str):
        return Turn(item)
    if not isinstance(item, dict):
        return None
    words = next((item[k] for k in _TEXT_KEYS if isinstance(item.get(k), str)), None)
    if words is None:
        return None
    label = next((item[k] for k in _SPEAKER_KEYS if isinstance(item.get(k), str)), "")
    return Turn(words, speaker_of(label) if label else "unknown", _number(item.get("start")), _number(item.get("end")))


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e6 else None


def _from_captions(text: str, name: str) -> list[Turn]:
    import webvtt
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    is_vtt = text.startswith("WEBVTT")
    try:
        captions: Iterable[Any] = webvtt.from_buffer(io.StringIO(text), format="vtt" if is_vtt else "srt")
        turns = []
        for caption in captions:
            words = re.sub(r"<[^>]{0,200}>", "", caption.text or "").replace("\n", " ")
            voice = getattr(caption, "voice", None) or ""
            m = _LINE.fullmatch(words) if not voice else None
            label, words = (m.group(1), m.group(2)) if m else (voice, words)
            turns.append(Turn(words, speaker_of(label) if label else "unknown", _clock(caption.start), _clock(caption.end)))
    except (MalformedFileError, MalformedCaptionError, ValueError, IndexError, AttributeError) as error:
        raise InputError(f"{name} is not valid {'WebVTT' if is_vtt else 'SRT'}: {error}; save it again or give the plain words") from error
    return _rolled_up(turns)


def _rolled_up(turns: list[Turn]) -> list[Turn]:
    """Captions cut sentences at the screen's edge: one speaker's neighbouring captions are one turn."""
    out: list[Turn] = []
    for turn in turns:
        last = out[-1] if out else None
        near = last is not None and turn.start is not None and last.end is not None and turn.start - last.end < 1.5
        if last is not None and near and turn.speaker == last.speaker and len(last.text) < 2000:
            out[-1] = Turn(f"{last.text} {turn.text}", last.speaker, last.start, turn.end)
        else:
            out.append(turn)
    return out


def _clock(stamp: str) -> float | None:
    try:
        seconds = 0.0
        for part in str(stamp).replace(",", ".").split(":"):
            seconds = seconds * 60 + float(part)
        return seconds
    except ValueError:
        return None
