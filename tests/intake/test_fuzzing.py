"""The parsers take anything: whatever comes in, out come plain data, or an error whose message is meant for a person."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deadringer.call import Turn
from deadringer.errors import InputError, KnowledgeError
from deadringer.intake.emails import read_email
from deadringer.intake.pages import leads_elsewhere, read_html
from deadringer.intake.sort import sort_out
from deadringer.intake.tags import pieces
from deadringer.intake.transcripts import read_transcript
from deadringer.knowledge import load, schema
from deadringer.links.read import read_link
from deadringer.numbers.read import read_number
from deadringer.phrases.patterns import PatternError, PatternIndex, compile_pattern
from deadringer.phrases.shown import harmless, shown
from deadringer.phrases.tokens import clean, hear

quickly = settings(max_examples=120, deadline=1000, suppress_health_check=[HealthCheck.too_slow])

# Text that is likely to mean something to a parser, between text that is not.
BITS = st.sampled_from(
    'Caller: |Me: |\n|\n\n|\r\n|00:00:01,000 --> 00:00:02,000|WEBVTT|NOTE|1|<v Caller>|[|]|{|}|"text":|"speaker"|,|\\|From: a@b.c\n|Subject: x\n'
    "|Content-Type: multipart/mixed; boundary=b\n|--b\n|--b--|=?utf-8?q?a?=|<a href=\"https://evil.example\">|</a>|<p style='display:none'>|<!--|&#x41;|http://"
    "|https://a:b@c.d/e?f=g#h|xn--|[::1]|@|..|%00|\0|\x1b[31m|\u202e|\u200b|\ud800|seventy nine pounds ninety seven|£79.97|double five|press one|dot com|amazon"
    "|sei due virgola|+44 20|0039|tel:|sip:|(|)|*|_|<n>|<digit>|...|++|'|’|İ|ß|ﬁ|١٢|½|😀|a\u0301".split("|")
)
TEXT = st.lists(st.one_of(BITS, st.text(max_size=12)), max_size=25).map("".join)
BYTES = st.one_of(
    st.binary(max_size=300),
    TEXT.map(lambda text: text.encode("utf-8", "surrogatepass")),
    TEXT.map(lambda t: t.encode("utf-16", "surrogatepass")),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["text", "speaker", "turns", "start", "end", "role", "content", "x"]), inner, max_size=4),
    ),
    max_leaves=12,
)


def is_plain(text: str) -> bool:
    return not any(
        ord(c) < 9
        or 14 <= ord(c) < 32
        or (0x7F <= ord(c) <= 0x9F and c != "\x85")
        or "\u202a" <= c <= "\u202e"
        or "\ud800" <= c <= "\udfff"
        for c in text
    )


@quickly
@given(BYTES)
def test_any_stream(data: bytes) -> None:
    try:
        found = sort_out("-", io.BytesIO(data))
    except InputError as error:
        assert str(error)
    else:
        assert found.turns or found.links or found.caller.address
        assert all(isinstance(turn, Turn) and turn.text for turn in found.turns)


@quickly
@given(TEXT)
def test_any_argument(thing: str) -> None:
    try:
        found = sort_out(thing)
    except InputError as error:
        assert is_plain(str(error))
    else:
        assert found.kind in ("words", "number", "link", "sound", "transcript", "email")


@quickly
@given(TEXT, st.sampled_from([None, ".srt", ".vtt", ".json", ".jsonl", ".txt"]))
def test_any_transcript(text: str, ending: str | None) -> None:
    try:
        found = read_transcript(text, ending, "x")
    except InputError:
        return
    assert all(turn.start is None or turn.start >= 0 for turn in found.turns)


@quickly
@given(JSON)
def test_any_json(data: object) -> None:
    try:
        read_transcript(json.dumps(data), ".json", "x")
    except InputError as error:
        assert str(error)


@quickly
@given(BYTES)
def test_any_email(data: bytes) -> None:
    for message in (data, b"From: a@b.c\n" + data, b"From: a@b.c\nContent-Type: text/html\n\n" + data):
        try:
            found = read_email(message, "x")
        except InputError:
            continue
        assert is_plain((found.caller.name or "") + (found.caller.address or ""))


@quickly
@given(TEXT)
def test_any_page(text: str) -> None:
    page = read_html(text)
    assert all(link and "\n" not in link for link in page.links)
    assert all(piece.kind in ("start", "end", "text") for piece in pieces(text))


@quickly
@given(TEXT, TEXT)
def test_any_link(text: str, other: str) -> None:
    link = read_link(text)
    assert link.host == link.host.lower() and "/" not in link.host and "@" not in link.host
    assert link.host.endswith(link.domain)
    leads_elsewhere(text, other)


@quickly
@given(TEXT, st.sampled_from([None, "", "GB", "IT", "US", "ZZ", "x"]))
def test_any_number(text: str, country: str | None) -> None:
    number = read_number(text, country)
    assert number.kind in ("number", "short", "withheld", "name", "unreadable")
    assert not number.e164 or (number.e164[1:].isascii() and number.e164[1:].isdigit())


@quickly
@given(TEXT, st.sampled_from([None, "en", "it", "de"]))
def test_any_words(text: str, lang: str | None) -> None:
    heard = hear(text, lang)
    assert len(heard.words) == len(heard.starts) == len(heard.ends) == len(heard.offsets)
    assert all(0 <= a < b <= len(heard.text) for a, b in zip(heard.starts, heard.ends, strict=True))
    assert list(heard.starts) == sorted(heard.starts)
    assert all(word and " " not in word for word in heard.words)
    assert all(0 <= stop <= len(heard.words) for stop in heard.stops)
    assert heard.line == "".join(f" {word}" for word in heard.words)
    assert is_plain(heard.text)
    for i in range(len(heard.words)):
        heard.quote(0, i + 1)


@quickly
@given(TEXT)
def test_what_is_shown_is_plain(text: str) -> None:
    assert is_plain(shown(text)) and len(shown(text)) <= 203 and "\n" not in shown(text)
    assert is_plain(clean(text))
    assert clean(clean(text)) == clean(text)
    json.dumps(harmless({text: [text, 1, None, {"a": text}]})).encode("utf-8")


PATTERN = st.lists(
    st.sampled_from(["press", "one", "your", "(", ")", "[", "]", "|", "..", "...", "<n>", "<amount>", "<none>", "<", ">", "*", "acc*", "_", "a*", "#", "pin", "79", "£5"]), max_size=14
).map(" ".join)  # fmt: skip


@quickly
@given(st.one_of(PATTERN, TEXT), TEXT)
def test_any_pattern(source: str, text: str) -> None:
    try:
        pattern = compile_pattern(source, {"thing": "card | account"}, "en")
    except PatternError as error:
        assert str(error)
        return
    heard = hear(text)
    for match in PatternIndex([("x", pattern)]).find(heard):
        assert 0 <= match.first < match.last <= len(heard.words)
        assert match.last - match.first <= pattern.span


YAML_BITS = st.sampled_from(
    "id: x\n|names:\n|  en: a\n|  - b\n|- c\n|weight: 1.5\n|: \n|#|'|\"|&a|*a|!!python/object:os.system|{|}|[|]|,|\t|---\n|...|? |<<: |0x10|2026-11-22|\n|  |said:\n|family: money\n".split(
        "|"
    )
)


@quickly
@given(
    st.lists(st.one_of(YAML_BITS, st.text(max_size=8)), max_size=20).map("".join),
    st.sampled_from(["tactics", "organisations", "countries"]),
)
def test_any_knowledge_file(text: str, kind: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.yaml"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            load.read_file(kind, path, {}, {"tactics": frozenset(), "organisations": frozenset(), "families": frozenset(("money",))})
        except KnowledgeError as error:
            assert str(error).startswith(f"{path}:")


@pytest.mark.parametrize(
    "text",
    [
        "- " * 5000,
        "[" * 3000,
        "a: " * 3000,
        "{a: " * 3000,
        "? " * 3000,
        "a: &x [*x]",
        "x" * 3_000_000,
        "a:\n" + "".join(" " * i + "a:\n" for i in range(400)),
    ],
)
def test_knowledge_files_made_to_hurt(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError):
        load.read_file("tactics", path, {}, {"tactics": frozenset(), "organisations": frozenset(), "families": frozenset()})
    assert schema.MAX_FILE < 3_000_000
