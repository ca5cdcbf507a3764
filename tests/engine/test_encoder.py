"""The encoder beside the wording model: its pieces, how the scores are joined, when it is asked, and life without it."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadringer.call import Call, Turn
from deadringer.evidence import Evidence
from deadringer.knowledge import load_knowledge
from deadringer.knowledge.load import HERE
from deadringer.phrases.tokens import hear
from deadringer.plugins import HeardTurn
from deadringer.text import encoder as module
from deadringer.text.encoder import MOST_PIECES, WINDOW, Encoder, Join, Mean, encoder_in, encoder_words, load_encoder
from deadringer.text.wording import EARLY_WORDS, ENCODER_SOON, ENCODER_STEP, ENCODER_WORDS, LEAST_WORDS, SOON, Wording, WordingAnalyser

KNOWLEDGE = load_knowledge(Path("/nonexistent"))
FILLER = "today we talked about gardens trees rivers mountains and weather in many small villages "
JOIN = Join(0.5, 1.0, 0.0, 4.0)
needs_encoder = pytest.mark.skipif(not module.installed(), reason="CTranslate2 is not installed (pip install 'deadringer[encoder]')")


class Fake:
    """Answers with a fixed score and remembers what it was asked."""

    def __init__(self, score: float) -> None:
        self.join = JOIN
        self.score = score
        self.asked: list[Sequence[str]] = []

    def knows(self, words: Sequence[str]) -> bool:
        return "unknown" not in words

    def scores(self, texts: Sequence[Sequence[str]]) -> list[float]:
        self.asked += texts
        return [self.score] * len(texts)


def heard(
    fake: Fake, text: str, bias: float = 0.0, channel: str = "phone", speaker: str = "them", recent: tuple[str, ...] = ()
) -> list[Evidence]:
    turn = HeardTurn(Turn(text, speaker), hear(text, "en"), 0, 0, recent)  # type: ignore[arg-type]
    analyser = WordingAnalyser(KNOWLEDGE, lambda name: Wording(bias, {}), lambda lang: fake)  # type: ignore[arg-type, return-value]
    return list(analyser.hear(turn, Call(channel=channel)))  # type: ignore[arg-type]


def test_long_numbers_and_links_are_read_by_their_kind() -> None:
    words = ["ring", "02079460958", "or", "www.example.com", "79.97", "1", "31", "+4420", "2026", "12345.50"]
    assert encoder_words(words) == ["ring", "number", "or", "link", "20", "1", "20", "50000", "4000", "50000"]


@given(st.floats(-20, 20), st.floats(-50, 50))
def test_at_best_is_never_too_low(linear: float, encoded: float) -> None:
    assert JOIN(linear, encoded) <= JOIN.at_best(linear) + 1e-9


def test_the_joint_score_counts() -> None:
    (piece,) = heard(Fake(2.0), FILLER)
    few = KNOWLEDGE.judgement["wording_early"] * math.log(EARLY_WORDS / LEAST_WORDS)
    wanted = (2.0 - few - KNOWLEDGE.judgement["wording_from"]) * KNOWLEDGE.judgement["wording_slope"]
    assert piece.weight == pytest.approx(wanted, abs=0.01)
    assert wanted < KNOWLEDGE.judgement["wording_most"], "or this test tells nothing"
    assert not heard(Fake(-4.0), FILLER)


def test_it_is_not_asked_where_it_could_change_nothing() -> None:
    for fake, evidence in [
        ((f := Fake(4.0)), heard(f, FILLER, bias=-30.0)),
        ((f := Fake(4.0)), heard(f, FILLER, speaker="me")),
        ((f := Fake(4.0)), heard(f, FILLER, bias=-30.0, channel="sms")),
        ((f := Fake(4.0)), heard(f, "few words")),
    ]:
        assert not fake.asked and not evidence


def test_endless_text_is_bounded() -> None:
    fake = Fake(4.0)
    heard(fake, FILLER * 2000, bias=30.0)
    assert len(fake.asked) <= SOON / ENCODER_SOON + (ENCODER_WORDS - SOON) / ENCODER_STEP + 1


def test_other_languages_are_not_read() -> None:
    fake = Fake(4.0)
    assert not heard(fake, "unknown " + FILLER, bias=-5.0) and not fake.asked


def test_messages_are_read_by_the_linear_model_alone() -> None:
    fake = Fake(-4.0)
    assert heard(fake, FILLER, bias=3.0, channel="sms") and not fake.asked


def test_it_reads_earlier_turns_and_no_more_than_its_window() -> None:
    fake = Fake(0.0)
    heard(fake, FILLER * 12, recent=tuple(f"before{i}" for i in range(90)))
    assert fake.asked[0][0].startswith("before") and "today" in fake.asked[0]
    assert {len(text) for text in fake.asked[:-1]} == {WINDOW}
    assert not any(word.startswith("before") for word in fake.asked[-1])


def test_it_can_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEADRINGER_ENCODER", "no")
    assert load_encoder("en") is None


def test_without_its_packages_the_linear_model_judges_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    module._packages_there.cache_clear()
    try:
        assert load_encoder("en") is None
    finally:
        module._packages_there.cache_clear()


def test_a_language_without_an_encoder_has_none() -> None:
    assert load_encoder("xx") is None


@needs_encoder
@pytest.mark.parametrize(
    ("lang", "scam", "honest"),
    [
        (
            "en",
            "this is the fraud department of your bank somebody is emptying your account you must move everything to a safe account right "
            "now and do not tell anybody at the branch read me the code that we just sent you",
            "hello it is jane from next door i have your parcel here the driver left it with me come over when you like i will be in all "
            "evening and the kettle is on",
        ),
        (
            "it",
            "sono dell'ufficio antifrode della sua banca stanno svuotando il conto deve spostare subito tutto su un conto sicuro non ne parli "
            "con nessuno e mi legga il codice che le è appena arrivato",
            "ciao sono la vicina ho qui il tuo pacco il corriere l'ha lasciato a me passa quando vuoi sono in casa tutta la sera e ti preparo "
            "anche un caffè così facciamo due chiacchiere",
        ),
    ],
)
def test_the_shipped_ones_tell_a_swindle_from_a_neighbour(lang: str, scam: str, honest: str) -> None:
    found = load_encoder(lang)
    assert found is not None
    texts = [hear(text, lang).words for text in (scam, honest)]
    scores = found.scores(texts)
    assert scores[0] > 1.0 > -1.0 > scores[1]
    assert scores == pytest.approx([found.scores([text])[0] for text in texts], abs=0.05), "the company that a text is in does not matter"


def test_two_encoders_are_read_as_their_mean_each_cut_off() -> None:
    low, high = Fake(-1.0), Fake(9.0)
    both = Mean([low, high])  # type: ignore[list-item]
    assert both.scores([["a"], ["b"]]) == [(JOIN.most - 1.0) / 2] * 2
    assert low.asked == high.asked == [["a"], ["b"]]
    assert both.join is low.join
    assert both.knows(["known"]) and not both.knows(["unknown"])
    assert both.scores([]) == []


def test_a_second_encoder_is_found_beside_the_first(tmp_path: Path) -> None:
    assert encoder_in(tmp_path / "en") is None
    for name in ("en", "en-second", "it"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.bin").touch()
        reading = {"head": [], "bias": 0.0, "join": {"wording": 0.5, "encoder": 1.0, "bias": 0.0, "most": 4.0}}
        (tmp_path / name / "reading.json").write_text(json.dumps(reading), encoding="utf-8")
    assert isinstance(encoder_in(tmp_path / "en"), Mean)
    assert isinstance(encoder_in(tmp_path / "it"), Encoder)


ENCODERS = ("en", "en-second", "it")


def one(name: str) -> Encoder:
    return Encoder(HERE / "encoder" / name)


@needs_encoder
@pytest.mark.parametrize("name", ENCODERS)
def test_hostile_words_are_bounded(name: str) -> None:
    found = one(name)
    words = ["x" * 60, "漢字", "account", "conto", "it's"] * WINDOW
    assert len(found.numbers(words)) <= MOST_PIECES
    assert len(found.scores([words, ["a"], ["漢字"]])) == 3
    assert found.scores([]) == []


@needs_encoder
@pytest.mark.parametrize("encoder", ENCODERS)
def test_names_are_passed_over(encoder: str) -> None:
    found = one(encoder)
    for name in ("john", "mario", "olufemi", "xiaoming", "svetlana", "ahmed", "napoli", "lagos", "zzyzx"):
        assert found.numbers(["account", name, "conto"]) == found.numbers(["account", "conto"])
