"""Transcripts: ``Name: words`` lines, JSON or JSONL turns, SRT, WebVTT; anything else is plain words."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from deadringer.call import Turn
from deadringer.errors import InputError
from deadringer.intake.bounds import MAX_CHARACTERS, MAX_TURNS, TURN_CHARACTERS, bounded
from deadringer.intake.given import Given, Kind
from deadringer.intake.speakers import speaker_of
from deadringer.phrases.tokens import clean

_LINE = re.compile(r"(?:\[?\(?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,6})?\)?\]? {0,3}[-–]? {0,3})?([^\W\d_][^:\n]{0,39}?) {0,3}:\s+(?=\S)")
LABEL_REACH = 80
"""Characters of a line in which the speaker's name and its colon must stand."""
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
    return _given([Turn(text.strip())], name, notes, "words")


def _given(turns: list[Turn], name: str, notes: Sequence[str], kind: Kind = "transcript") -> Given:
    short, notes = bounded((t for t in turns if clean(t.text[:TURN_CHARACTERS]).strip()), notes)
    if not short:
        raise InputError(f"{name} holds no words")
    return Given(kind, turns=short, notes=notes)


def _from_lines(text: str) -> list[Turn]:
    """``Name: words``; a line without a name goes on with the turn before. Empty unless most lines have names."""
    lines = [line for line in map(str.strip, text[:MAX_CHARACTERS].splitlines()) if line][: MAX_TURNS + 1]
    named = [_LINE.match(line, 0, LABEL_REACH) for line in lines]
    labels = {m.group(1).strip().lower() for m in named if m}
    if len(lines) < 1 or sum(m is not None for m in named) * 2 < len(lines) or not labels or len(labels) > 12:
        return []
    if len(lines) == 1 and speaker_of(next(iter(labels))) == "unknown":
        return []
    turns: list[Turn] = []
    going_on: list[str] = []
    for line, m in zip(lines, named, strict=True):
        if m is None:
            going_on.append(line)
            continue
        _end_turn(turns, going_on)
        turns.append(Turn(line[m.end() :], speaker_of(m.group(1)), _seconds(line[: m.start(1)])))
    _end_turn(turns, going_on)
    return turns


def _end_turn(turns: list[Turn], going_on: list[str]) -> None:
    """Adds lines without a name to the turn that they go on with."""
    if going_on and turns:
        turns[-1] = replace(turns[-1], text=" ".join([turns[-1].text, *going_on]))
    elif going_on:
        turns.append(Turn(" ".join(going_on)))
    going_on.clear()


def _seconds(stamp: str) -> float | None:
    m = _STAMP.search(stamp)
    if not m:
        return None
    a, b, c = (int(g) if g else None for g in m.groups())
    return float((a or 0) * 60 + (b or 0) if c is None else (a or 0) * 3600 + (b or 0) * 60 + c)


def _from_json(text: str, name: str, strict: bool) -> list[Turn] | None:
    try:
        data: Any = json.loads(text)
    except (RecursionError, MemoryError):
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


_TIMES = re.compile(r"\s*((?:\d{1,4}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)\s*-->\s*((?:\d{1,4}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)")
_VOICE = re.compile(r"\s*<v(?:\.[^\s>]{0,80})? ([^<>\n]{1,80})>")


def _from_captions(text: str, name: str) -> list[Turn]:
    """SRT and WebVTT (https://www.w3.org/TR/webvtt1/). A block whose times are broken still gives its words."""
    turns: list[Turn] = []
    timed = False
    for block in re.split(r"\n[ \t]*\n", text[:MAX_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        if not lines or re.match(r"WEBVTT|(?:NOTE|STYLE|REGION)(?:\s|$)", lines[0]):
            continue
        start = end = None
        for at, line in enumerate(lines[:3]):
            if "-->" in line:
                m = _TIMES.match(line)
                timed = timed or m is not None
                start, end = (_clock(m.group(1)), _clock(m.group(2))) if m else (None, None)
                lines = lines[at + 1 :]
                break
        else:
            lines = lines[1:] if lines[0].isdigit() else lines
        if lines:
            turns.append(_caption(" ".join(lines), start, end))
    if not timed:
        kind = "WebVTT" if text.startswith("WEBVTT") else "SRT"
        raise InputError(
            f"{name} is not valid {kind}: no line says when, like 00:00:01,000 --> 00:00:03,500; save it again, or give the plain words"
        )
    return _rolled_up(turns)


def _caption(words: str, start: float | None, end: float | None) -> Turn:
    voice = _VOICE.match(words)
    words = html.unescape(re.sub(r"<[^<>]{0,200}>", "", words)).strip()
    m = None if voice else _LINE.match(words, 0, LABEL_REACH)
    label, words = (m.group(1), words[m.end() :]) if m else (voice.group(1) if voice else "", words)
    return Turn(words, speaker_of(label) if label else "unknown", start, end)


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


def _clock(stamp: str) -> float:
    seconds = 0.0
    for part in stamp.replace(",", ".").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds
