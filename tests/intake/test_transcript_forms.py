"""Transcripts in their forms, whole and broken."""

from __future__ import annotations

import pytest

from deadringer.errors import InputError
from deadringer.intake import bounds
from deadringer.intake.transcripts import read_transcript


def turns(text: str, ending: str | None = None) -> list[tuple[str, str]]:
    return [(t.speaker, t.text) for t in read_transcript(text, ending, "x").turns]


def test_lines_without_a_name_go_on() -> None:
    assert turns("Caller: hello\nthis is amazon\nMe: yes\n") == [("them", "hello this is amazon"), ("me", "yes")]


def test_stamps() -> None:
    given = read_transcript("[00:01:05] Agent: hello\n00:01:09 - Customer: yes\n", None, "x")
    assert [(t.start, t.speaker) for t in given.turns] == [(65.0, "them"), (69.0, "me")]


def test_a_colon_alone_makes_no_transcript() -> None:
    assert read_transcript("remember: never give the code", None, "x").kind == "words"


@pytest.mark.parametrize(
    "text",
    [
        '{"turns": [{"role": "agent", "content": "hello"}]}',
        '{"segments": [{"text": "hello", "start": 1, "end": 2}]}',
        '["hello"]',
        '"hello"',
        '{"text": "hello", "start": 1e999, "end": "x"}',
        '{"text": "hello", "start": -5, "end": true}',
    ],
)
def test_json_forms(text: str) -> None:
    assert [words for _, words in turns(text, ".json")] == ["hello"]


@pytest.mark.parametrize(
    "text",
    [
        "{", "[", "[[]]", "{}", "[1, 2]", "null", "true", "NaN", '{"turns": null}', '{"turns": {"a": 1}}', '[{"text": 5}]', '[{"text": ""}]',
        "[" * 200_000, '{"a":' * 50_000, '[{"text": "\\u0000\\u200b"}]', "1" * 5000,
    ],
)  # fmt: skip
def test_json_that_is_no_transcript(text: str) -> None:
    with pytest.raises(InputError):
        read_transcript(text, ".json", "x")


def test_a_json_bomb_costs_little() -> None:
    with pytest.raises(InputError):
        read_transcript("[" + "[]," * 400_000 + "[]]", ".json", "x")


def test_lone_surrogates_in_json() -> None:
    given = read_transcript('[{"text": "hello \\ud800 amazon"}]', ".json", "x")
    assert "amazon" in given.turns[0].text


def test_captions_of_one_speaker_are_joined() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n<i>hello this</i>\n\n2\n00:00:02,100 --> 00:00:03,000\nis amazon\n"
    assert turns(text) == [("unknown", "hello this is amazon")]


def test_voices_of_webvtt() -> None:
    text = "WEBVTT - made by hand\n\nNOTE nothing\n\n1\n00:01.000 --> 00:02.000 align:start\n<v.loud Caller>hello &amp; good day</v>\n"
    assert turns(text) == [("them", "hello & good day")]


def test_broken_times_still_give_the_words() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nhello\n\n2\n00:00:xx --> 7\npress one\n\n\n\nno times at all\n"
    assert " ".join(words for _, words in turns(text, ".srt")) == "hello press one no times at all"


@pytest.mark.parametrize("text", ["WEBVTT", "WEBVTT\n\nhello", "1\n2\n3", "hello"])
def test_captions_without_times_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="not valid"):
        read_transcript(text, ".srt" if not text.startswith("WEBVTT") else ".vtt", "x")


def test_long_turns_are_cut_at_sentences_and_nothing_is_lost() -> None:
    text = "This is one sentence. " * 5000
    given = read_transcript(text, None, "x")
    assert all(len(t.text) <= bounds.TURN_CHARACTERS for t in given.turns)
    assert " ".join(t.text for t in given.turns) == text.strip()
    assert all(t.text.endswith(".") for t in given.turns) and "cut_short" not in given.notes


def test_only_so_much_is_read() -> None:
    given = read_transcript("word " * 1_000_000, None, "x")
    assert "cut_short" in given.notes
    assert sum(len(t.text) for t in given.turns) <= bounds.MAX_CHARACTERS + bounds.TURN_CHARACTERS


def test_only_so_many_turns_are_read() -> None:
    given = read_transcript("Caller: a\n" * (bounds.MAX_TURNS + 10), None, "x")
    assert "cut_short" in given.notes and len(given.turns) == bounds.MAX_TURNS


@pytest.mark.parametrize("text", ["\u200b\u200b", "\x01\x02", "\u202e"])
def test_invisible_text_is_no_words(text: str) -> None:
    with pytest.raises(InputError, match="no words"):
        read_transcript(text, None, "x")
