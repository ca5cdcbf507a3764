"""From labelled calls to weights: what may be learnt, and what may not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import wording
from weights import Facts, Finder, Fit, expected_error
from wording import HERE, LEAST_GROUPS, Sample, fit, left_out, rows_of, score, windows_of

from deadringer.knowledge import load_knowledge
from deadringer.text.features import SMALL_WORDS
from deadringer.verdict.weigh import HELD_FLOOR, TELLING, UNLIKE_BESIDE_TELLING

KNOWLEDGE = load_knowledge(Path("/nonexistent"))


def sample(text: str, scam: bool, group: str, hand: str = "me") -> Sample:
    return Sample(hand, group, scam, "en", True, tuple(windows_of(text.split(), frozenset())), (("them", text),))


def calls(n: int) -> list[Sample]:
    return [sample(f"read me code number{i % 3}", True, f"s{i}") for i in range(n)] + [
        sample(f"your table is booked number{i % 3}", False, f"l{i}") for i in range(n)
    ]


def test_names_are_left_out_and_nothing_is_joined_over_them() -> None:
    (window,) = windows_of("it s jason from the bank".split(), frozenset({"jason"}))
    assert {"it", "from", "bank", "from bank"} <= window
    assert not [f for f in window if "jason" in f] and "it from" not in window


def test_small_words_are_passed_over() -> None:
    (window,) = windows_of("we are the police".split(), frozenset())
    assert window == {"we", "police", "we police"}


def test_learns_what_differs_and_the_same_each_time() -> None:
    weights, bias = fit(calls(LEAST_GROUPS + 2))
    assert (weights, bias) == fit(calls(LEAST_GROUPS + 2))
    assert weights["code"] > 0 > weights["booked"]
    assert score(sample("read me code", True, "x"), weights, bias) > score(sample("table booked", False, "y"), weights, bias)


def test_what_is_learnt_from_does_not_depend_on_what_was_fitted_before(monkeypatch: pytest.MonkeyPatch) -> None:
    learnt = list(wording.tactic_examples())
    assert {call.scam for call in learnt} == {True, False}
    for share in (0.1, 10.0):
        fitted = {name: replace(tactic, weight=share * tactic.written_weight) for name, tactic in KNOWLEDGE.tactics.items()}
        monkeypatch.setattr(wording, "load_knowledge", lambda own, fitted=fitted: replace(KNOWLEDGE, tactics=fitted))
        assert list(wording.tactic_examples()) == learnt


def test_tactics_that_are_too_weak_alone_are_there() -> None:
    assert set(KNOWLEDGE.tactics) >= wording.WEAK_ALONE


def test_what_too_few_callers_say_is_no_rule() -> None:
    weights, _ = fit([*calls(LEAST_GROUPS + 2), sample("peculiar words", True, "alone")])
    assert "peculiar" not in weights


def test_measuring_rows_are_never_learnt_from(tmp_path: Path) -> None:
    row: dict[str, Any] = {"label": "scam", "lang": "en", "text": "read me the code"}
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(json.dumps({**row, "split": split}) for split in ("develop", "measure")), encoding="utf-8")
    assert [r["split"] for r in rows_of(path)] == ["develop"]


@pytest.mark.parametrize("lang", ["en", "it"])
def test_shipped_models_hold_no_name_and_no_small_word(lang: str) -> None:
    for name in (lang, f"{lang}-messages"):
        model = json.loads((HERE / "src/deadringer/knowledge/wording" / f"{name}.json").read_text(encoding="utf-8"))
        words = {word for feature in model["weights"] for word in feature.split(" ")}
        assert len(model["weights"]) > 1000
        assert not words & left_out(lang)
        assert not words & SMALL_WORDS
    encoders = [p for p in sorted((HERE / "src/deadringer/knowledge/encoder").iterdir()) if p.name.partition("-")[0] == lang]
    assert len(encoders) == {"en": 2, "it": 1}[lang]
    for folder in encoders:
        known = set(json.loads((folder / "words.json").read_text(encoding="utf-8")))
        assert len(known) > 1000
        assert not known & (left_out(lang) | left_out("en"))


def facts(n: int) -> list[Facts]:
    """Scams in which gift cards are named, honest calls in which urgency is; and the other way round, more seldom."""
    out = []
    for i in range(n):
        often = i % 5 != 0
        out.append(Facts("a", True, "en", {"gift_cards": 1.0} if often else {"nothing_to_do": 1.0}, {}, 1.0 if often else -3.0))
        out.append(Facts("a", False, "en", {"nothing_to_do": 1.0} if often else {"gift_cards": 1.0}, {}, -3.0 if often else 1.0))
    return out


def test_weights_keep_their_sign_and_their_bounds() -> None:
    fitted = Fit(facts(400), KNOWLEDGE)
    named = fitted.named(fitted.fit())
    written = KNOWLEDGE.tactics["gift_cards"].written_weight
    assert 0.85 * written - 0.01 <= named["gift_cards"] <= written
    assert -1.6 <= named["nothing_to_do"] <= 0


def test_sums_respect_family_caps() -> None:
    secrets = {t.id: 1.0 for t in KNOWLEDGE.tactics.values() if t.family == "secrets"}
    of = Fit([Facts("a", True, "en", secrets, {}, 0.0), Facts("a", False, "en", {}, {}, -8.0)], KNOWLEDGE)
    sums, _free = of.sums(np.append(of.written, [0.0, 1.0]))
    assert sums[0] == pytest.approx(KNOWLEDGE.judgement["prior"] + KNOWLEDGE.families["secrets"].cap)
    assert sums[1] == pytest.approx(KNOWLEDGE.judgement["prior"])


def test_unlike_words_take_off_what_other_signs_say_and_no_more() -> None:
    one = {"secrecy": 1.0}
    of = Fit([Facts("a", True, "en", one, {}, -8.0), Facts("a", False, "en", one, {}, -0.5)], KNOWLEDGE)
    sums, _free = of.sums(np.append(of.written, [0.0, 1.0]))
    prior, weight = KNOWLEDGE.judgement["prior"], KNOWLEDGE.tactics["secrecy"].written_weight
    assert sums[0] == pytest.approx(prior + max(0.0, weight - KNOWLEDGE.judgement["wording_unlike"]))
    assert sums[1] == pytest.approx(prior + weight - 0.5)


def test_beside_a_telling_sentence_unlike_words_and_signs_for_the_caller_count_little() -> None:
    found = {"gift_cards": 1.0, "nothing_to_do": 1.0}
    of = Fit([Facts("a", True, "en", found, {}, -8.0), Facts("a", False, "en", {}, {}, -8.0)], KNOWLEDGE)
    sums, _free = of.sums(np.append(of.written, [0.0, 1.0]))
    weight = KNOWLEDGE.tactics["gift_cards"].written_weight
    assert weight >= TELLING
    assert sums[0] == pytest.approx(KNOWLEDGE.judgement["prior"] + weight + HELD_FLOOR - UNLIKE_BESIDE_TELLING)


def test_the_slope_that_the_fit_follows_is_that_of_its_loss() -> None:
    kinds = [t.id for t in KNOWLEDGE.tactics.values() if t.positives][::7]
    chance = np.random.default_rng(1)
    some = [
        Facts(
            "a", bool(i % 2), "en", {k: float(chance.choice([0.2, 1.0])) for k in chance.choice(kinds, 3)}, {}, float(chance.uniform(-8, 3))
        )
        for i in range(300)
    ]
    of = Fit(some, KNOWLEDGE)
    at, mask = np.append(of.written * 0.97, [-3.4, 1.05]), np.ones(len(some))
    _, slope = of._loss(at, mask)
    step = 1e-5
    for i in range(len(of.names)):
        there, back = at.copy(), at.copy()
        there[i] += step
        back[i] -= step
        measured = (of._loss(there, mask)[0] - of._loss(back, mask)[0]) / (2 * step)
        assert slope[i] == pytest.approx(measured, abs=1e-4), of.names[i]


def test_facts_are_found_by_the_real_engine() -> None:
    found = Finder(KNOWLEDGE).facts(
        "a", True, "en", (("them", "this is amazon you must buy gift cards and read me the codes"), ("me", "gift cards or arrest"))
    )
    assert found.shares["gift_cards"] == 1.0
    assert found.others["policy"] >= KNOWLEDGE.judgement["policy_weight"]
    assert "arrest_or_warrant" not in found.shares


def test_shipped_fitted_weights_are_within_their_bounds() -> None:
    for tactic in KNOWLEDGE.tactics.values():
        if tactic.written_weight > 0:
            assert 0.79 * tactic.written_weight <= tactic.weight <= 1.31 * tactic.written_weight, tactic.id
        else:
            assert -1.61 <= tactic.weight <= 0, tactic.id


def test_expected_error() -> None:
    assert expected_error(np.array([9.0, -9.0]), np.array([True, False])) < 0.01
    assert expected_error(np.array([9.0, -9.0]), np.array([False, True])) > 0.99
