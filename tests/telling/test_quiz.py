"""Ten calls to practise on; the engine itself must pass the quiz."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from deadringer.call import Call, Dealing, Turn
from deadringer.errors import InputError
from deadringer.screener import Screener
from deadringer.telling.quiz import as_text, load_quiz, play, read_answer

CALLS = [(lang, call) for lang in ("en", "it") for call in load_quiz(lang).calls]


@pytest.mark.parametrize(("lang", "call"), CALLS, ids=[f"{lang}-{call.id}" for lang, call in CALLS])
def test_the_engine_agrees_with_the_answer(lang: str, call: object, screener: Screener) -> None:
    from deadringer.telling.quiz import Practice

    assert isinstance(call, Practice)
    turns = [Turn(line.split(": ", 1)[1], "them") for line in call.said]
    about = Call(lang=lang, country="IT" if lang == "it" else "GB", dealings=[Dealing.parse(d) for d in call.dealing])
    assert screener.check(turns, about).level.warns == (call.answer == "scam")


@pytest.mark.parametrize("lang", ["en", "it"])
def test_there_are_ten_and_both_answers_occur(lang: str) -> None:
    quiz = load_quiz(lang)
    answers = [c.answer for c in quiz.calls]
    assert len(answers) == 10 and 2 <= answers.count("fits") <= 5
    assert len({c.id for c in quiz.calls}) == 10
    text = as_text(quiz)
    assert all(c.why.split(".")[0].split()[0] in text for c in quiz.calls)


def test_both_languages_practise_the_same() -> None:
    assert [(c.id, c.answer) for c in load_quiz("en").calls] == [(c.id, c.answer) for c in load_quiz("it").calls]


def answers(*given: str) -> Iterator[str]:
    yield from given


@pytest.mark.parametrize("lang", ["en", "it"])
def test_all_right_all_wrong_and_stopped(lang: str) -> None:
    quiz = load_quiz(lang)
    keys = {"scam": "s" if lang == "en" else "T", "fits": "r" if lang == "en" else "vera"}
    right = answers(*(keys[c.answer] for c in quiz.calls))
    told: list[object] = []
    assert play(quiz, lambda _: next(right), told.append) == 10 and quiz.texts["score_all"] in told
    wrong = answers(*(keys["fits" if c.answer == "scam" else "scam"] for c in quiz.calls))
    assert play(quiz, lambda _: next(wrong), lambda _: None) == 0

    def stop(_: str) -> str:
        raise EOFError

    told.clear()
    assert play(quiz, stop, told.append) == 0 and told[-1] == quiz.texts["stopped"]


def test_an_unreadable_answer_is_asked_again_and_in_the_end_passed_over() -> None:
    quiz = load_quiz("en")
    asked = answers(*(["what?"] * 5 + ["s"] * 9))
    told: list[object] = []
    play(quiz, lambda _: next(asked), told.append)
    assert told.count(quiz.texts["again"]) == 5


def test_answers_are_read_kindly() -> None:
    assert read_answer(" S ", "en") == "scam" and read_answer("truffa", "it") == "scam" and read_answer("v", "it") == "fits"
    assert read_answer("", "en") is None and read_answer("s", "it") is None
    with pytest.raises(InputError, match="I have calls in en, it"):
        load_quiz("de")
