"""Reads a list of calls: CSV with a first line ``when,number,seconds,said`` (what the telephone's own list can be copied into)."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from deadringer.errors import InputError
from deadringer.telling.dates import find_dates, find_times
from deadringer.telling.mask import mask
from deadringer.telling.record import MAX_LOG, CallRecord, LogEntry

MAX_BYTES = 8_000_000
COLUMNS = ("when", "number", "seconds", "said")
_ITALIAN = {"quando": "when", "numero": "number", "secondi": "seconds", "detto": "said"}
SILENT = ("silent", "silence", "muta", "muto", "silenzio")


def looks_like_log(data: bytes) -> bool:
    """Whether the first line names the columns."""
    head = data[:200].decode("utf-8-sig", errors="replace").splitlines()[:1]
    return bool(head) and _column(head[0].replace(";", ",").split(",")[0]) == "when"


def read_log(data: bytes, name: str) -> CallRecord:
    """A record that holds a list of calls, in order of time.

    Args:
        data: the file's content. ``seconds`` and ``said`` may be empty; ``said`` is ``silent`` (``muta``) where nobody spoke.
        name: for messages.

    Raises:
        InputError: a line cannot be read; names it.
    """
    if len(data) > MAX_BYTES:
        raise InputError(f"{name} is too large for a list of calls ({MAX_BYTES // 1_000_000} MB at most)")
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    first = text.splitlines()[0] if text.strip() else ""
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    rows.fieldnames = [_column(field) for field in rows.fieldnames or []]
    unknown = [f for f in rows.fieldnames if f not in COLUMNS]
    if "when" not in rows.fieldnames or unknown:
        raise InputError(f"{name}: the first line must name the columns when,number,seconds,said; it has {first[:80]!r}")
    entries: list[LogEntry] = []
    try:
        for row in rows:
            if len(entries) >= MAX_LOG:
                raise InputError(f"{name} has more than {MAX_LOG} calls; leave out those that do not belong to the report")
            entries.append(_entry(row, f"{name}:{rows.line_num}"))
    except csv.Error as error:
        raise InputError(f"{name}:{rows.line_num}: {error}; write one call in a line") from error
    if not entries:
        raise InputError(f"{name} holds no call; write one in a line, like 2026-11-20T10:05,0612345678,7,silent")
    entries.sort(key=lambda e: e.when.replace(tzinfo=None))
    numbers = {e.number for e in entries}
    return CallRecord(
        log=tuple(entries),
        caller_number=numbers.pop() if len(numbers) == 1 else None,
        direction="in",
        log_file=Path(name).name,
        log_sha256=hashlib.sha256(data).hexdigest(),
        file=Path(name).name,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _column(text: str) -> str:
    plain = text.strip().lower()
    return _ITALIAN.get(plain, plain)


def _moment(text: str) -> datetime | None:
    """``2026-11-20T10:05``, or as people write it: ``20/11/2026 9:05``."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        plain = text.replace("T", " ")
        days, hours = list(find_dates(plain)), list(find_times(plain))
    if len(days) != 1 or len(hours) != 1 or not days[0][2][0]:
        return None
    try:
        return datetime(*days[0][2], hours[0][2][0], hours[0][2][1], max(0, hours[0][2][2]))
    except ValueError:
        return None


def _entry(row: Mapping[str, str | None], where: str) -> LogEntry:
    when = (row.get("when") or "").strip()
    moment = _moment(when)
    if moment is None:
        raise InputError(f"{where}: {when!r} is no time; write it like 2026-11-20T10:05")
    seconds = (row.get("seconds") or "").strip().replace(",", ".")
    try:
        lasted = float(seconds) if seconds else None
    except ValueError:
        raise InputError(f"{where}: {seconds!r} are no seconds") from None
    if lasted is not None and not 0 <= lasted < 10**6:
        raise InputError(f"{where}: {seconds!r} are no seconds")
    said = (row.get("said") or "").strip()
    silent = said.lower() in SILENT
    return LogEntry(moment, (row.get("number") or "").strip()[:40], lasted, silent, "" if silent else mask(said[:2000]))
