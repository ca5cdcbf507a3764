"""Whatever is handed over, time and memory stay bounded. The limits are generous: what they catch takes minutes or more."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from deadringer.errors import InputError
from deadringer.intake.emails import read_email
from deadringer.intake.pages import read_html
from deadringer.intake.sort import sort_out
from deadringer.intake.transcripts import read_transcript
from deadringer.phrases.tokens import hear
from deadringer.screener import Screener


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """CPU time, so that a busy machine is no failure."""
    started = time.process_time()
    yield
    taken = time.process_time() - started
    assert taken < seconds, f"took {taken:.1f} s"


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener()


def test_a_line_of_a_million_words(screener: Screener) -> None:
    some = (
        "the your account amazon hello press one code police money please call bank transfer number seventy nine pounds we will never ask "
        "for your pin and then said il conto bonifico urgente. dot com"
    ).split()
    chooser = random.Random(1)
    text = " ".join(chooser.choice(some) for _ in range(1_000_000))
    with within(15):
        given = sort_out("-", io.BytesIO(text.encode()))
        verdict = screener.check(given.turns)
    assert "cut_short" in given.notes and verdict.level.warns


@pytest.mark.parametrize(
    "unit",
    [
        "press one ",
        "seven ",
        "7 ",
        "dot com ",
        "a.",
        "a@",
        "amazon. ",
        "https://amazon.co.uk/ ",
        "+447911123456 ",
        "'",
        "x",
        "не ",
        "\u0301",
        "due virgola ",
    ],
)
def test_one_thing_again_and_again(screener: Screener, unit: str) -> None:
    text = unit * (400_000 // len(unit))
    with within(6):
        screener.check(read_transcript(text, None, "x").turns)


def test_a_single_huge_turn_given_in_python(screener: Screener) -> None:
    text = "this is amazon. read me the code that we sent you. " * 9_000
    with within(10):
        assert screener.check(text).level.warns


def test_hearing_is_linear() -> None:
    for unit in ("go to amazon dot com ", "seven nine seven ", "a'b'c ", "£5 and 6 "):
        with within(4):
            hear(unit * 20_000)


@pytest.mark.parametrize(
    "line", ["a" + " " * 1_000_000 + "b", ":" * 500_000, " " * 1_000_000 + "x", "a:" * 300_000, "1:" * 300_000, "[" * 500_000]
)
def test_lines_that_are_hard_to_read(line: str) -> None:
    with within(3):
        try:
            read_transcript(line, None, "x")
        except InputError:
            pass


@pytest.mark.parametrize("unit", ["<", "1\n00:00:01,000 --> 00:00:02,000\n", "-->", "\n\n", "<v ", "00:00:01,000 --> 00:00:02,000\n\n"])
def test_captions_that_are_hard_to_read(unit: str) -> None:
    with within(4):
        try:
            read_transcript("WEBVTT\n\n00:01.000 --> 00:02.000\n" + unit * (600_000 // len(unit)), ".vtt", "x")
        except InputError:
            pass


@pytest.mark.parametrize(
    "unit",
    ["<a ", "<!--", "</", "<", "<!", "<?", "<![CDATA[", "&#", "<a b='", "<div>", "<div></p>", "<script><", "<title>", "<a href='https://x.example'>",
     "<a/", "<a =", '<a href="', "<p hidden>", "</a>", "&lt;", "<p style='display:none'>x"],
)  # fmt: skip
def test_pages_that_are_hard_to_read(unit: str) -> None:
    with within(4):
        read_html(unit * (500_000 // len(unit)))


def test_a_number_in_a_page_with_more_digits_than_python_reads() -> None:
    assert read_html("<p>a&#" + "9" * 10_000 + ";b</p>").words == "a b" or read_html("<p>a&#" + "9" * 10_000 + ";b</p>").words == "a ;b"


HEAD = b"From: a@b.example\nSubject: x\n"


@pytest.mark.parametrize(
    "data",
    [
        b"From: " + b"a," * 2_000_000 + b"\n\nhi",
        HEAD + b"Content-Type: text/plain; " + b"a=b; " * 500_000 + b"\n\nhi",
        HEAD + b'Content-Type: text/plain; charset="' + b'\\";' * 500_000 + b"\n\nhi",
        HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n" * 300_000,
        HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x" * 300_000,
        HEAD + b"X-A: b\n" * 1_000_000 + b"\nhi",
        HEAD + b" folded\n" * 1_000_000 + b"\nhi",
        HEAD + b"Content-Type: message/rfc822\n\n" * 100_000 + b"hi",
        HEAD + b"Content-Transfer-Encoding: base64\n\n" + (b"QUFB" * 19 + b"\n") * 200_000,
        HEAD + b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=41=\n" * 1_000_000,
        HEAD + b"Content-Type: text/html\n\n" + b"<a " * 2_000_000,
        b"From: a@b.example\nSubject: " + b"=?utf-8?q?a?= " * 300_000 + b"\n\nhi",
        b"\n" * 5_000_000,
    ],
    ids=range(13),
)
def test_e_mails_that_are_hard_to_read(data: bytes) -> None:
    with within(5):
        try:
            read_email(data, "x")
        except InputError:
            pass


def test_ten_megabytes_of_text_are_read_in_part() -> None:
    with within(5):
        given = sort_out("-", io.BytesIO(b"some words over and over\n" * 400_000))
    assert "cut_short" in given.notes
