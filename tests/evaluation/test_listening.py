"""Calls are scored as live: the worst moment counts, and it is the worst of all growing prefixes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from deadringer.call import Call, Caller, Dealing, Turn
from deadringer.evaluation.damage import Damage, damage
from deadringer.evaluation.figures import summarise
from deadringer.evaluation.listening import Listener
from deadringer.evaluation.rows import Row
from deadringer.evidence import Level

from .calls import HONEST, SCAMS

CHAT = "so how was the garden this year we had so many beans and the neighbours took some of them and then it rained for a week " * 12


@pytest.fixture(scope="module")
def listener() -> Listener:
    return Listener()


def row(*texts: str, label: str = "scam") -> Row:
    return Row("1", "here", label, "en", tuple(Turn(t, "them") for t in texts), Call(), "here:1", "here:1")


@pytest.mark.parametrize("text", [*SCAMS, *HONEST])
def test_the_verdict_is_the_worst_of_all_growing_prefixes(listener: Listener, text: str) -> None:
    words = text.split()
    prefixes = [listener.screener.check([Turn(" ".join(words[: n + 1]), "them")]) for n in range(len(words))]
    worst = max((v.level for v in prefixes if v.level.warns), default=Level.UNPROVEN)
    whole = listener.judge(row(text))
    assert max(whole.level, Level.UNPROVEN) == worst
    guessed = Listener(listener.screener.knowledge, partials=1).judge(row(text))
    assert max(guessed.level, Level.UNPROVEN) == worst


@pytest.mark.parametrize("text", SCAMS)
def test_what_comes_after_takes_no_warning_back(listener: Listener, text: str) -> None:
    alone, followed = listener.judge(row(text)), listener.judge(row(text, CHAT))
    assert followed.level >= alone.level
    assert followed.warned_at == alone.warned_at


def test_words_and_seconds_before_the_warning(listener: Listener) -> None:
    timed = row("hello how are you today", SCAMS[1])
    first, second = timed.turns
    timed = replace(timed, turns=(replace(first, start=0.0, end=20.0), replace(second, start=20.0, end=30.0)))
    scored = listener.judge(timed)
    assert scored.warned and scored.warned_at is not None and scored.warned_second is not None
    assert 5 < scored.warned_at <= scored.words
    assert 20 < scored.warned_second <= 30
    assert scored.seconds == 30
    untimed = listener.judge(row("hello how are you today", SCAMS[1]))
    assert untimed.warned_second == pytest.approx(scored.warned_at / 2.5)


def test_a_long_talk_can_raise_more_than_one_alarm(listener: Listener) -> None:
    assert listener.judge(row(SCAMS[1], CHAT, SCAMS[3], CHAT, label="legit")).alarms == 2
    assert listener.judge(row(SCAMS[1], label="scam")).alarms == 1
    assert listener.judge(row(HONEST[0], label="legit")).alarms == 0


def test_what_fired_is_noted_even_when_it_did_not_count(listener: Listener) -> None:
    fired = listener.judge(row(SCAMS[1])).fired
    assert {"tactic:gift_cards", "tactic:arrest_or_warrant"} <= fired


def test_what_fired_at_another_moment_than_the_worst_is_noted(listener: Listener) -> None:
    worst = f"{SCAMS[1]} move your money to a safe account and read me the code"
    scored = listener.judge(row(worst, *[CHAT] * 6, "hello this is amazon please download anydesk"))
    later = {"tactic:remote_access", "policy:amazon:remote_access"}
    assert not later & {w.evidence.kind for w in scored.evidence}, "or this test tells nothing"
    assert later <= scored.fired
    (told,) = [f for f in summarise([scored], listener.screener.knowledge).fired if f.kind == "policy:amazon:remote_access"]
    assert told.scam == 1


def test_a_reason_that_comes_after_the_worst_moment_is_noted(listener: Listener) -> None:
    said = row(SCAMS[1], *[CHAT] * 6, "it is the amazon driver with your parcel")
    scored = listener.judge(replace(said, call=Call(dealings=(Dealing("amazon", "delivery"),))))
    assert not any(w.evidence.kind.startswith("fits:") for w in scored.evidence), "or this test tells nothing"
    assert any(kind.startswith("fits:amazon:") for kind in scored.fired)


def test_what_fired_is_told_of_its_own_call_only(listener: Listener) -> None:
    listener.judge(row(SCAMS[1]))
    assert not any(kind.startswith(("tactic:", "policy:")) for kind in listener.judge(row(HONEST[0])).fired)


def test_dealings_with_unknown_organisations_do_no_harm(listener: Listener, tmp_path: Path) -> None:
    from deadringer.evaluation.rows import read_rows

    from .calls import lines

    (odd,) = read_rows([lines(tmp_path / "a.jsonl", [{"label": "legit", "text": HONEST[1], "dealings": ["my_dentist:appointment"]}])])
    assert not listener.judge(odd).warned


def test_a_number_that_warns_by_itself_warns_once(listener: Listener) -> None:
    call = Call(direction="in", caller=Caller(number="0900123456"), country="GB")
    bare = replace(row(label="legit"), call=call)
    assert listener.judge(bare).warned, "or this test tells nothing"
    assert listener.judge(bare).alarms == 1
    assert listener.judge(replace(row(*[HONEST[1]] * 40, label="legit"), call=call)).alarms == 1
    assert listener.judge(replace(row(HONEST[1], SCAMS[1], CHAT, label="legit"), call=call)).alarms == 2


def test_seconds_before_the_warning_outlast_damage_and_hidden_speakers(listener: Listener) -> None:
    plain = row(CHAT, SCAMS[1])
    (doubled,) = damage([plain], Damage(doubled=0.5))
    assert doubled.seconds == plain.seconds
    before, after = listener.judge(plain), listener.judge(doubled)
    assert before.warned_second and after.warned_second == pytest.approx(before.warned_second, rel=0.05)
    first, second = plain.turns
    timed = replace(plain, turns=(replace(first, start=0.0, end=300.0), replace(second, start=300.0, end=330.0)))
    hidden = listener.judge(timed.run_together())
    assert hidden.seconds == 330
    assert hidden.warned_second and hidden.warned_second > 200
