"""A call as it is kept for a report: what was said and shown, the verdict, and fingerprints. Secrets are covered before it is written.

The file is JSON; ``docs/reports.md`` tells its fields. A report traces every fact to it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from deadringer.call import Call, Channel, Direction, Speaker, Turn
from deadringer.errors import InputError
from deadringer.telling.mask import mask

RECORD = "1"
"""Raised when a field changes its meaning or goes away."""
MAX_RECORD = 16_000_000
"""Bytes of a record that is read."""
MAX_RECORDING = 4_000_000_000
"""Bytes of a recording whose fingerprint is taken."""
MAX_TURNS = 50_000
MAX_LOG = 10_000


@dataclass(frozen=True, slots=True)
class Recording:
    """The file that was listened to."""

    name: str
    sha256: str
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of a list of calls."""

    when: datetime
    number: str = ""
    """As the telephone showed it; empty: withheld or not noted."""
    seconds: float | None = None
    silent: bool = False
    """Nobody spoke."""
    said: str = ""


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call, and the list of further calls that belong to the same report."""

    channel: Channel = "phone"
    direction: Direction = "unknown"
    caller_number: str | None = None
    """As shown; ``""``: withheld; ``None``: not noted."""
    caller_name: str | None = None
    caller_address: str | None = None
    called: str | None = None
    country: str | None = None
    started: datetime | None = None
    lang: str = "en"
    """Language of the talk."""
    turns: Sequence[Turn] = ()
    verdict: Mapping[str, Any] = field(default_factory=dict)
    """As ``deadringer check --json`` gives it; empty: not judged."""
    recording: Recording | None = None
    log: Sequence[LogEntry] = ()
    heard: bool = False
    """The words were written down by a recogniser."""
    saved: datetime | None = None

    # Not part of the file: where it came from.
    file: str = ""
    sha256: str = ""
    log_file: str = ""
    log_sha256: str = ""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the file it was read from, else of the file that ``save`` would write."""
        return self.sha256 or hashlib.sha256(self.as_bytes()).hexdigest()

    def as_data(self) -> dict[str, Any]:
        """Plain data, secrets covered."""
        return {
            "record": RECORD,
            "saved": _time(self.saved),
            "call": {
                "channel": self.channel,
                "direction": self.direction,
                "caller_number": self.caller_number,
                "caller_name": self.caller_name,
                "caller_address": self.caller_address,
                "called": self.called,
                "country": self.country,
                "started": _time(self.started),
                "language": self.lang,
                "heard": self.heard,
            },
            "turns": [{"speaker": t.speaker, "start": t.start, "end": t.end, "text": t.text} for t in self.turns],
            "recording": {"name": self.recording.name, "sha256": self.recording.sha256, "bytes": self.recording.size}
            if self.recording
            else None,
            "log": [
                {"when": _time(e.when), "number": e.number, "seconds": e.seconds, "silent": e.silent, "said": e.said} for e in self.log
            ],
            "verdict": dict(self.verdict),
        }

    def as_bytes(self) -> bytes:
        """The file's content."""
        return (json.dumps(self.as_data(), ensure_ascii=False, indent=2) + "\n").encode()


def record_of(
    call: Call,
    turns: Sequence[Turn],
    verdict: Mapping[str, Any],
    recording: Path | None = None,
    saved: datetime | None = None,
) -> CallRecord:
    """The record of a call that was just judged.

    Args:
        call: what is known of it.
        turns: what was said.
        verdict: ``output.as_data``.
        recording: the sound file that was listened to.
        saved: when; default: now.
    """
    return covered(
        CallRecord(
            channel=call.channel,
            direction=cast(Direction, verdict.get("direction", call.direction)),
            caller_number=call.caller.number,
            caller_name=call.caller.name,
            caller_address=call.caller.address,
            called=call.called,
            country=call.country,
            started=call.started,
            lang=str(verdict.get("language") or call.lang or "en"),
            turns=tuple(turns[:MAX_TURNS]),
            verdict=verdict,
            recording=fingerprint_of(recording) if recording else None,
            heard=recording is not None,
            saved=saved or datetime.now().replace(microsecond=0),
        )
    )


def covered(record: CallRecord) -> CallRecord:
    """The record with secrets covered in every text."""
    return replace(
        record,
        turns=tuple(replace_text(t) for t in record.turns),
        verdict=_covered(record.verdict),
        log=tuple(replace(e, said=mask(e.said)) for e in record.log),
    )


def replace_text(turn: Turn) -> Turn:
    """A plain turn with its secrets covered (a recogniser's own kind of turn becomes a plain one)."""
    return Turn(mask(turn.text), turn.speaker, turn.start, turn.end)


def _covered(data: Any) -> Any:
    if isinstance(data, str):
        return mask(data)
    if isinstance(data, Mapping):
        return {k: v if k in ("source", "checked", "kind", "family") else _covered(v) for k, v in data.items()}
    if isinstance(data, list | tuple):
        return [_covered(item) for item in data]
    return data


def fingerprint_of(path: Path) -> Recording:
    """Name, size and SHA-256 of a file.

    Raises:
        InputError: it cannot be read or is too large.
    """
    try:
        size = path.stat().st_size
        if size > MAX_RECORDING:
            raise InputError(f"{path} is too large for a report ({size // 1_000_000} MB; at most {MAX_RECORDING // 1_000_000})")
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    return Recording(path.name, digest, size)


def write_file(path: Path, data: bytes) -> None:
    """Writes a file at once or not at all; readable by its owner only.

    Raises:
        InputError: it cannot be written.
    """
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
            Path(temporary).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}; choose another place") from error


def save(record: CallRecord, path: Path) -> CallRecord:
    """Writes the record; returns it with its file's name and fingerprint."""
    data = covered(record).as_bytes()
    write_file(path, data)
    return replace(record, file=path.name, sha256=hashlib.sha256(data).hexdigest())


def read_record(data: bytes, name: str) -> CallRecord | None:
    """A saved record, or the JSON of ``check --json``; ``None`` where it is neither.

    Raises:
        InputError: it says that it is a record and is not.
    """
    if len(data) > MAX_RECORD:
        raise InputError(f"{name} is too large to be a call's record ({MAX_RECORD // 1_000_000} MB at most)")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    digest = hashlib.sha256(data).hexdigest()
    if "record" in found:
        if str(found["record"]) != RECORD:
            raise InputError(f"{name} is a record of another version ({found['record']}); this program reads version {RECORD}")
        return replace(covered(_record(found, name)), file=Path(name).name, sha256=digest)
    if "schema" in found and "level" in found and "evidence" in found:
        call = {
            "channel": found.get("channel", "phone"),
            "direction": found.get("direction", "unknown"),
            "language": found.get("language", "en"),
        }
        return replace(covered(_record({"call": call, "verdict": found}, name)), file=Path(name).name, sha256=digest)
    return None


def _record(data: Mapping[str, Any], name: str) -> CallRecord:
    def wrong(what: str) -> InputError:
        return InputError(f"{name} is no record of a call: {what}; make one with 'deadringer check CALL --save FILE.json'")

    call = data.get("call", {})
    verdict = data.get("verdict") or {}
    turns, log = data.get("turns", []), data.get("log", [])
    if not isinstance(call, dict) or not isinstance(verdict, dict) or not isinstance(turns, list) or not isinstance(log, list):
        raise wrong("call, turns, log or verdict is of the wrong kind")
    channel, direction = call.get("channel", "phone"), call.get("direction", "unknown")
    if channel not in ("phone", "voicemail", "sms", "email", "message"):
        raise wrong(f"channel {channel!r} is unknown")
    if direction not in ("in", "out", "unknown"):
        raise wrong(f"direction {direction!r} is unknown")
    _check_verdict(verdict, wrong)
    recording = data.get("recording")
    return CallRecord(
        channel=cast(Channel, channel),
        direction=cast(Direction, direction),
        caller_number=_text(call.get("caller_number"), wrong),
        caller_name=_text(call.get("caller_name"), wrong),
        caller_address=_text(call.get("caller_address"), wrong),
        called=_text(call.get("called"), wrong),
        country=_text(call.get("country"), wrong),
        started=_when(call.get("started"), wrong),
        lang=str(call.get("language") or "en")[:2],
        turns=tuple(_turn(t, wrong) for t in turns[:MAX_TURNS]),
        verdict=verdict,
        recording=_recording(recording, wrong) if recording else None,
        log=tuple(_entry(e, wrong) for e in log[:MAX_LOG]),
        heard=call.get("heard") is True,
        saved=_when(data.get("saved"), wrong),
    )


def _check_verdict(verdict: Mapping[str, Any], wrong: Any) -> None:
    evidence = verdict.get("evidence", [])
    if not isinstance(evidence, list) or not all(isinstance(e, dict) and isinstance(e.get("quote", ""), str) for e in evidence):
        raise wrong("the evidence is of the wrong kind")
    if any(not isinstance(e.get("why", {}), dict) or not isinstance(e.get("turn", -1), int) for e in evidence):
        raise wrong("the evidence is of the wrong kind")
    claim = verdict.get("claim")
    if claim is not None and not (isinstance(claim, dict) and isinstance(claim.get("organisation"), str)):
        raise wrong("the claim is of the wrong kind")
    if not isinstance(verdict.get("probability", 0.0), int | float) or not isinstance(verdict.get("level", ""), str):
        raise wrong("the level or probability is of the wrong kind")


def _turn(data: Any, wrong: Any) -> Turn:
    if not isinstance(data, dict) or not isinstance(data.get("text"), str) or data.get("speaker") not in ("them", "me", "unknown"):
        raise wrong("a turn needs text and speaker (them, me or unknown)")
    return Turn(data["text"], cast(Speaker, data["speaker"]), _seconds(data.get("start"), wrong), _seconds(data.get("end"), wrong))


def _recording(data: Any, wrong: Any) -> Recording:
    if not isinstance(data, dict) or not isinstance(data.get("name"), str) or not isinstance(data.get("bytes"), int):
        raise wrong("the recording needs name, bytes and sha256")
    digest = data.get("sha256")
    if not isinstance(digest, str) or len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise wrong("the recording's sha256 is no SHA-256")
    return Recording(data["name"], digest, data["bytes"])


def _entry(data: Any, wrong: Any) -> LogEntry:
    if not isinstance(data, dict) or not isinstance(data.get("number", ""), str) or not isinstance(data.get("said", ""), str):
        raise wrong("a line of the log needs when, number, seconds, silent, said")
    when = _when(data.get("when"), wrong)
    if when is None:
        raise wrong("a line of the log has no time")
    return LogEntry(when, data.get("number", ""), _seconds(data.get("seconds"), wrong), data.get("silent") is True, data.get("said", ""))


def _text(value: Any, wrong: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise wrong("a number, name or country is no text")
    return value[:200] if isinstance(value, str) else None


def _seconds(value: Any, wrong: Any) -> float | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**7):
        raise wrong(f"{value!r} are no seconds")
    return None if value is None else float(value)


def _when(value: Any, wrong: Any) -> datetime | None:
    if value is None or value == "":
        return None
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        raise wrong(f"{value!r} is no time") from None


def _time(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value else None
