"""What a thing is, is found out by itself."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from deadringer.errors import InputError
from deadringer.intake.sort import sort_out


@pytest.mark.parametrize(
    ("thing", "kind"),
    [
        ("+44 20 7946 0958", "number"),
        ("0039 06 1234567", "number"),
        ("(020) 7946-0958", "number"),
        ("tel:+390612345678", "number"),
        ("7726", "number"),
        ("https://www.amazon.co.uk/x?y=1", "link"),
        ("hxxps://evil[.]example/x", "link"),
        ("amazon.co.uk", "link"),
        ("аmazon.com", "link"),
        ("xn--mazon-3ve.com/login", "link"),
        ("192.168.4.20", "link"),
        ("service@amazon.example", "link"),
        ("javascript:alert(1)", "link"),
        ("data:text/html;base64,PGI+", "link"),
        ("hello this is amazon", "words"),
        ("ok", "words"),
        ("12", "words"),
        ("the total is 12.50 please pay at pay.example today", "words"),
    ],
)
def test_kind(thing: str, kind: str) -> None:
    assert sort_out(thing).kind == kind


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("Caller: hello\nMe: who is it\n", "transcript"),
        ("[00:01] Agent: hello\n[00:03] Customer: hi\n", "transcript"),
        ('[{"speaker": "caller", "text": "hello"}]', "transcript"),
        ('{"speaker": "caller", "text": "hello"}\n{"speaker": "me", "text": "yes"}\n', "transcript"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Caller>hello\n", "transcript"),
        ("1\n00:00:01,000 --> 00:00:02,000\nhello\n", "transcript"),
        ("From: a@b.example\nTo: c@d.example\nSubject: x\n\nhello\n", "email"),
        ("From a@b.example Sat Nov 22 2025\nFrom: a@b.example\nSubject: x\n\nhello\n", "email"),
        ("<!DOCTYPE html><body>hello <a href='https://x.example'>x</a></body>", "words"),
        ("just some words\nover two lines\n", "words"),
        ("{not json at all", "words"),
    ],
)
def test_kind_of_a_stream(content: str, kind: str) -> None:
    assert sort_out("-", io.BytesIO(content.encode())).kind == kind


def test_a_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "call"
    path.write_text("Caller: hello\nMe: yes\n", encoding="utf-8")
    assert [t.speaker for t in sort_out(str(path)).turns] == ["them", "me"]


@pytest.mark.parametrize("thing", ["call.wav", "my old call.wav", "./some where/my very old phone call of may.txt", "letter.pdf", "a.eml"])
def test_a_missing_file_is_said_so(thing: str) -> None:
    with pytest.raises(InputError, match="there is no file"):
        sort_out(thing)


def test_words_that_only_end_like_a_file_are_words() -> None:
    assert sort_out("please open the file that we sent you called invoice.pdf").kind == "words"


@pytest.mark.parametrize("thing", ["", "   ", "\n\t"])
def test_nothing_is_said_so(thing: str) -> None:
    with pytest.raises(InputError, match="nothing was given"):
        sort_out(thing)
