"""The guidance files themselves: sourced, fresh, complete, readable."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from deadringer.errors import KnowledgeError
from deadringer.evidence import Level
from deadringer.guidance.now import MOMENTS, moves
from deadringer.guidance.putting_right import make_plan
from deadringer.knowledge import load
from deadringer.knowledge.load import Knowledge, load_knowledge

from .readability import ENOUGH_WORDS, grade, gulpease, hard_texts, syllables, too_hard, words_of

FOLDER = Path(load.__file__).parent / "guidance"
FILES = sorted(FOLDER.rglob("*.yaml"))
YEAR = 365
COMPLETE = ("GB", "IT", "US")
REPORT_AND_CARD = (*COMPLETE, "DE", "FR", "ES", "IE")
NO_SENTENCES = {"months"}
"""Texts that are not read as sentences."""


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def entries(value: Any, where: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Whatever tells a person something: it must have a source."""
    if isinstance(value, dict):
        if any(key in value for key in ("do", "says", "how", "opens", "password")) or ("number" in value and "checked" in value):
            yield where, value
        for key, inner in value.items():
            yield from entries(inner, f"{where}/{key}")
    elif isinstance(value, list):
        for inner in value:
            name = inner.get("id", "") if isinstance(inner, dict) else ""
            yield from entries(inner, f"{where}/{name}")


def everything() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path in FILES:
        yield from entries(yaml.safe_load(path.read_text("utf-8")), str(path.relative_to(FOLDER)))


def test_every_step_and_place_has_a_source_and_a_date() -> None:
    found = list(everything())
    assert len(found) > 150
    without = [where for where, entry in found if not str(entry.get("source", "")).startswith("http") or not entry.get("checked")]
    assert not without


def test_nothing_is_older_than_a_year() -> None:
    """Warns; with DEADRINGER_STRICT_AGE it fails, for the weekly job."""
    today = date.today()
    dates = [(where, date.fromisoformat(str(entry["checked"]))) for where, entry in everything()]
    old = [f"{where}: {checked}" for where, checked in dates if (today - checked).days > YEAR]
    if old and os.environ.get("DEADRINGER_STRICT_AGE"):
        pytest.fail("read these pages again: " + ", ".join(old))
    for line in old:
        warnings.warn(f"older than a year, read the page again: {line}", stacklevel=1)


def test_nothing_was_checked_in_the_future() -> None:
    late = [where for where, entry in everything() if date.fromisoformat(str(entry["checked"])) > date.today()]
    assert not late or date.today() < date(2026, 11, 22)


@pytest.mark.parametrize(
    ("kind", "text", "complaint"),
    [
        (
            "steps",
            "id: x\nsteps:\n  - {id: a, urgency: now, do: {en: A.}, why: {en: B.}, takes: {en: C.}, checked: 2026-11-22}\n",
            "x.yaml:3: missing: source",
        ),
        ("steps", "id: x\nsteps:\n  - {id: a, urgency: soon, do: {en: A.}}\n", "x.yaml:3: 'soon' is not known here; one of: now, today"),
        ("asked", "id: x\norder: 1\nnames: {en: x}\ntactics: [asks_one_time_coda]\n", "did you mean asks_one_time_code"),
        ("putting_right", "id: x\norder: 1\nnames: {en: x}\nopens: {en: y}\nsteps: [ring_banc]\n", "did you mean ring_bank"),
        ("now", "id: x\nmoves:\n  - {id: a, do: {en: A.}, why: {en: B.}, moments: [dinner]}\n", "'dinner' is not known here"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, kind: str, text: str, complaint: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(KnowledgeError) as error:
        load.read_file(f"guidance/{kind}", path)
    assert complaint in str(error.value)


def test_a_person_s_own_files_replace_ours_and_another_language_is_one_key(tmp_path: Path, knowledge: Knowledge) -> None:
    for name, pattern, put in (
        ("accounts/amazon.yaml", r'en: "Account[^"]*Password\."', 'en: "Ask me."'),
        ("putting_right/nothing.yaml", "opens:\n", 'opens:\n  de: "Sie haben nichts."\n'),
    ):
        path = tmp_path / "own" / "guidance" / name
        path.parent.mkdir(parents=True)
        path.write_text(re.sub(pattern, put, (FOLDER / name).read_text("utf-8")), "utf-8")
    own = load_knowledge(tmp_path / "own", tmp_path / "cache")
    assert own.guidance["accounts"]["amazon"]["password"]["en"] == "Ask me."
    assert own.guidance["steps"] == knowledge.guidance["steps"]
    plan = make_plan(["nothing"], own, "de")
    assert plan.opens[0].text == "Sie haben nichts."
    assert plan.steps[0].do.startswith("Put the number")


def test_what_is_asked_refers_to_tactics_that_exist(knowledge: Knowledge) -> None:
    """And everything a swindler asks for is answered."""
    answered = {tactic for entry in knowledge.guidance["asked"].values() for tactic in entry["tactics"]}
    wanted = {t.id for t in knowledge.tactics.values() if t.family in ("secrets", "money", "access")}
    assert not wanted - answered


def test_ids_of_steps_and_moves_are_used_once(knowledge: Knowledge) -> None:
    steps = [s["id"] for group in knowledge.guidance["steps"].values() for s in group["steps"]]
    moves_ = [m["id"] for group in knowledge.guidance["now"].values() for m in group["moves"]]
    assert len(steps) == len(set(steps))
    assert len(moves_) == len(set(moves_))
    needed = {step for entry in knowledge.guidance["putting_right"].values() for step in entry["steps"]}
    assert needed == set(steps)


def texts_of(value: Any) -> Iterator[Mapping[str, str]]:
    if isinstance(value, dict):
        if value and all(re.fullmatch("[a-z]{2}", key) and isinstance(text, str) for key, text in value.items()):
            yield value
        else:
            for inner in value.values():
                yield from texts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner)


def test_every_text_is_there_in_every_language_we_speak(knowledge: Knowledge) -> None:
    ours = ("en", "it")
    assert [text for text in texts_of(knowledge.guidance) if any(lang not in text for lang in ours)] == []


@pytest.mark.parametrize("country", REPORT_AND_CARD)
def test_reporting_and_card_blocking_are_known(knowledge: Knowledge, country: str) -> None:
    plan = make_plan(["card"], knowledge, "en", country=country)
    assert plan.known_country
    steps = {step.id: step for step in plan.steps}
    anywhere = {place.name for place in make_plan(["card"], knowledge, "en").steps[0].where}
    assert any(place.name not in anywhere for place in steps["block_card"].where)
    assert steps["tell_police"].where
    assert steps["ask_refund"].rights


@pytest.mark.parametrize("country", COMPLETE)
def test_the_complete_countries_have_a_place_for_every_step_that_needs_one(knowledge: Knowledge, country: str) -> None:
    gave = [name for name, entry in knowledge.guidance["putting_right"].items() if country in entry.get("countries", (country,))]
    plan = make_plan(gave, knowledge, "en", country=country, organisation="amazon")
    steps = {step.id: step for step in plan.steps}
    placed = "police_now ring_bank block_card call_back_payment tell_police tell_attempt complain_bank credit_lock opt_out"
    for name in placed.split():
        assert steps[name].where, name
    for name in ("call_back_payment", "ask_refund"):
        assert steps[name].rights, name
    assert ("claim_transfer_back" in steps) == (country == "GB")
    assert ("suspend_spid" in steps) == (country == "IT")
    assert ("payment_app" in steps) == (country == "US")


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("lang", ["en", "it"])
def test_there_is_something_to_do_at_every_moment(knowledge: Knowledge, moment: str, level: Level, lang: str) -> None:
    assert moves(moment, level, knowledge, lang, country="IT")


def names(knowledge: Knowledge) -> set[str]:
    firms = {name for o in knowledge.organisations.values() for name in o.names}
    offices = {text for c in knowledge.countries.values() for a in c.authorities for text in a.names.values()}
    return firms | offices


@pytest.mark.parametrize("lang", ["en", "it"])
def test_guidance_reads_at_the_level_of_a_twelve_year_old(knowledge: Knowledge, lang: str) -> None:
    texts = [text[lang] for text in texts_of(knowledge.guidance)]
    assert len(texts) > 300
    assert hard_texts(texts, lang, names(knowledge)) == []


@pytest.mark.parametrize("lang", ["en", "it"])
def test_what_is_said_to_a_person_reads_at_the_level_of_a_twelve_year_old(knowledge: Knowledge, lang: str) -> None:
    texts = [text for key, text in knowledge.texts[lang].items() if key not in NO_SENTENCES and not key.startswith("explain_")]
    assert hard_texts(texts, lang, names(knowledge)) == []


@pytest.mark.parametrize("lang", ["en", "it"])
def test_why_of_the_tactics(knowledge: Knowledge, lang: str) -> None:
    """Told, not failed: the sentences belong to the tactics' own files."""
    known = names(knowledge)
    for tactic in knowledge.tactics.values():
        text = tactic.why.get(lang, "")
        if len(words_of(text, known)) >= ENOUGH_WORDS and (complaint := too_hard(text, lang, known)):
            warnings.warn(f"tactic {tactic.id}: {complaint}", stacklevel=1)


BLAME = re.compile(
    r"\byou should have|\byour (?:own )?(?:fault|mistake)|\bfoolish|\bstupid|\bnaive|\bcolpa Sua|\bavrebbe dovuto|\bingenu", re.IGNORECASE
)
JARGON = re.compile(
    r"\b(?:phishing|vishing|smishing|spoofing|malware|credential|2FA|OTP|MFA|social engineering|APP fraud|compromised)\b", re.IGNORECASE
)
SAFE = re.compile(r"\b(?:is|are|it's) safe\b|\bperfectly safe\b|(?<!non )\bè (?:sicuro|sicura)\b", re.IGNORECASE)


def test_no_jargon_no_blame_never_safe(knowledge: Knowledge) -> None:
    for text in texts_of(knowledge.guidance):
        for said in text.values():
            assert not BLAME.search(said), said
            assert not JARGON.search(said), said
            assert not SAFE.search(said) or "only a new one is safe" in said, said


IMPERATIVE_NOT = re.compile(
    r"^(?:You (?:should|must|have to|ought)|It is (?:recommended|advisable)|Si consiglia|È consigliabile|Occorre|Bisogna)\b"
)


def test_imperative_first(knowledge: Knowledge) -> None:
    for group in ("now", "steps"):
        for file in knowledge.guidance[group].values():
            for entry in file["moves" if group == "now" else "steps"]:
                for said in entry["do"].values():
                    assert not IMPERATIVE_NOT.search(said), said


def test_the_figures_measure_what_they_say() -> None:
    counts = {"hang": 1, "up": 1, "somebody": 3, "police": 2, "officer": 3, "money": 2, "transfer": 2, "the": 1, "asked": 1, "voices": 2}
    assert {word: syllables(word) for word in counts} == counts
    assert grade("The cat sat on the mat. The dog ran to the man.") < 1
    assert grade("Notwithstanding contractual stipulations, authentication credentials necessitate immediate revocation procedures.") > 15
    assert gulpease("Il gatto è qui. Il cane va via.") == 100
    assert gulpease("L'autenticazione mediante credenziali presuppone inevitabilmente conseguenze patrimonialmente pregiudizievoli.") < 30
    assert words_of("Ring 0300 123 2040 or report@phishing.gov.uk now") == ["Ring", "it", "or", "it", "now"]
