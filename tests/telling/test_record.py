"""A call's record: it survives the file, covers secrets, and refuses what is none."""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadringer.errors import InputError
from deadringer.telling.log import read_log
from deadringer.telling.record import CallRecord, fingerprint_of, read_record, save

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)


def test_a_record_survives_its_file(bank_call: CallRecord, tmp_path: Path) -> None:
    path = tmp_path / "call.json"
    kept = save(bank_call, path)
    read = read_record(path.read_bytes(), str(path))
    assert read is not None
    assert read.as_bytes() == path.read_bytes()
    assert read.sha256 == kept.sha256 == hashlib.sha256(path.read_bytes()).hexdigest() == read.fingerprint
    assert (read.caller_number, read.started, read.country, read.direction) == ("020 7946 0958", bank_call.started, "GB", "in")


def test_the_fingerprint_is_that_of_the_file_that_would_be_written(bank_call: CallRecord, tmp_path: Path) -> None:
    assert save(bank_call, tmp_path / "a.json").sha256 == bank_call.fingerprint


def test_nothing_secret_gets_into_the_file(bank_call: CallRecord, tmp_path: Path) -> None:
    save(bank_call, tmp_path / "call.json")
    text = (tmp_path / "call.json").read_text(encoding="utf-8")
    assert "4111" not in text and "482913" not in text and "█████" in text


def test_only_its_owner_reads_the_file(bank_call: CallRecord, tmp_path: Path) -> None:
    save(bank_call, tmp_path / "call.json")
    assert (tmp_path / "call.json").stat().st_mode & 0o077 == 0


def test_a_recording_is_named_with_its_fingerprint(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(b"RIFF....WAVE")
    found = fingerprint_of(path)
    assert (found.name, found.size, found.sha256) == ("call.wav", 12, hashlib.sha256(b"RIFF....WAVE").hexdigest())


def test_the_answer_of_check_is_a_record_without_words(bank_call: CallRecord) -> None:
    read = read_record(json.dumps(dict(bank_call.verdict)).encode(), "verdict.json")
    assert read is not None and not read.turns and read.verdict["level"] == bank_call.verdict["level"]


@pytest.mark.parametrize(
    "data",
    [
        {"record": "2"},
        {"record": "1", "call": []},
        {"record": "1", "call": {"channel": "pigeon"}},
        {"record": "1", "call": {"started": "yesterday"}},
        {"record": "1", "turns": [{"text": 3, "speaker": "them"}]},
        {"record": "1", "turns": [{"text": "x", "speaker": "dog"}]},
        {"record": "1", "turns": [{"text": "x", "speaker": "me", "start": -1}]},
        {"record": "1", "recording": {"name": "a", "bytes": 1, "sha256": "zz"}},
        {"record": "1", "log": [{"number": "1"}]},
        {"record": "1", "verdict": {"evidence": [{"quote": 7}]}},
        {"record": "1", "verdict": {"claim": "Amazon"}},
    ],
)
def test_a_wrong_record_is_refused_with_a_reason(data: object) -> None:
    with pytest.raises(InputError):
        read_record(json.dumps(data).encode(), "x.json")


@settings(max_examples=200)
@given(JSON)
def test_any_json_is_a_record_or_none_or_refused(data: object) -> None:
    for wrapped in (data, {"record": "1", "call": data, "turns": data, "log": data, "verdict": data, "recording": data}):
        with contextlib.suppress(InputError):
            read_record(json.dumps(wrapped).encode(), "x.json")


@given(st.binary(max_size=300))
def test_any_bytes_are_no_record_or_refused(data: bytes) -> None:
    try:
        read_record(data, "x.json")
        read_log(data, "x.csv")
    except InputError:
        pass


LOG = (
    "when,number,seconds,said\n2026-11-20T10:05,06 1234567,7,silent\n2026-11-19T09:00,06 1234567,,\n2026-11-21T08:00,,3.5,my PIN is 4821\n"
)


def test_a_list_of_calls_is_put_in_order_of_time() -> None:
    record = read_log(LOG.encode(), "calls.csv")
    assert [e.when.day for e in record.log] == [19, 20, 21]
    assert [e.silent for e in record.log] == [False, True, False]
    assert record.log[2].said == "my PIN is █████" and record.log[2].seconds == 3.5
    assert record.log_sha256 == hashlib.sha256(LOG.encode()).hexdigest()


def test_italian_columns_and_semicolons_are_read() -> None:
    record = read_log(b"quando;numero;secondi;detto\n2026-11-20T10:05;06 1234567;4,5;muta\n", "chiamate.csv")
    assert record.log[0].silent and record.log[0].seconds == 4.5 and record.caller_number == "06 1234567"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("when,number\nsoon,1\n", "is no time"),
        ("number,seconds\n1,2\n", "must name the columns"),
        ("when,colour\n2026-11-20T10:05,red\n", "must name the columns"),
        ("when,seconds\n2026-11-20T10:05,long\n", "are no seconds"),
        ("when,number\n", "holds no call"),
        ("when\n" + "2026-11-20T10:05\n" * 10_001, "more than"),
    ],
)
def test_a_wrong_list_says_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_log(text.encode(), "calls.csv")
