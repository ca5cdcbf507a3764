"""The data: every fact has a page and a day, every text a second language and plain words."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from guidance.readability import hard_texts

from deadringer.errors import KnowledgeError
from deadringer.knowledge.load import load_kind, load_report_facts, load_report_texts

KINDS = ("reports", "letters")
FORMAL = ("body", "reminder", "subject", "cites", "opening", "closing", "names")
"""Letters to a company, and what is cut out for an authority, may be formal."""
NAMES = [
    "ReportFraud",
    "Report Fraud",
    "Action Fraud",
    "Do Not Call",
    "IC3",
    "FTC",
    "FCC",
    "ICO",
    "Ofcom",
    "HMRC",
    "GOV.UK",
    "Royal Mail",
    "Police Scotland",
    "Garante",
    "AGCOM",
    "RPO",
    "SPID",
    "CIE",
    "PEC",
    "ConciliaWeb",
    "Amazon",
    "Polizia Postale",
    "Carabinieri",
    "Registro delle opposizioni",
    "Telephone Preference Service",
    "TPS",
    "An impersonator",
    "reportascam",
    "modello D",
    "deadringer",
    "SHA-256",
    "Dead Ringer",
    "Northern Ireland",
    "Inghilterra",
    "Irlanda del Nord",
    "United Kingdom",
    "certified mailbox",
    "Microsoft",
    "AnyDesk",
]

SLOTTED = frozenset(
    ("name", "address", "city", "postcode", "phone", "email", "pec", "place", "opinion", "why_suspicious", "kept", "direction", "duration", "said",
     "lost_money", "pressed", "police_told", "customer_code", "what_happened", "caller_name", "bank_reference", "transaction", "paid_time",
     "remote_program", "role", "state", "company_address", "company_contact", "tps_since", "asked_to_stop_date")
)  # fmt: skip
"""Facts that no form asks for by name, but that sentences or letters use."""


def walk(data: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(data, Mapping):
        yield path, data
        for key, value in data.items():
            yield from walk(value, f"{path}.{key}")
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from walk(value, f"{path}[{i}]")


@pytest.mark.parametrize("kind", KINDS)
def test_every_fact_has_a_page_and_was_checked_within_a_year(kind: str) -> None:
    found = 0
    for name, data in load_kind(kind).items():
        for path, record in walk(data):
            if "source" in record:
                found += 1
                checked = date.fromisoformat(record["checked"])
                assert checked > date.today() - timedelta(365), f"{kind}/{name}{path}: checked {checked}; look at {record['source']} again"
    assert found > 40


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_to_a_person_is_said_in_english_and_italian(kind: str) -> None:
    for name, data in load_kind(kind).items():
        for path, record in walk(data):
            if "en" in record and isinstance(record["en"], str):
                assert "it" in record, f"{kind}/{name}{path} has no Italian"


def test_both_languages_have_the_same_sentences_with_the_same_gaps() -> None:
    texts = load_report_texts()
    assert set(texts["en"]) == set(texts["it"])
    for key, text in texts["en"].items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", texts["it"][key])), key
    card = load_kind("card")
    assert set(card["en"]) == set(card["it"])
    quiz = load_kind("quiz")
    assert set(quiz["en"]["texts"]) == set(quiz["it"]["texts"])


def plain(data: Any, lang: str) -> Iterator[str]:
    """Texts for a person; formal ones left out."""
    for path, record in walk(data):
        if lang in record and isinstance(record[lang], str) and not any(f".{key}" in path for key in FORMAL):
            yield record[lang]


@pytest.mark.parametrize("lang", ["en", "it"])
def test_plain_words(lang: str) -> None:
    texts: list[str] = []
    for kind in KINDS:
        texts += list(plain(load_kind(kind), lang))
    for letters in load_kind("letters").values():
        texts += [p for one in letters["letters"] if one["to"] == "nobody" for p in one["body"].get(lang, [])]
    texts += load_report_texts()[lang].values()
    texts += [str(t) for t in load_kind("card")[lang].values()]
    quiz = load_kind("quiz")[lang]
    texts += [*quiz["texts"].values(), *(c[key] for c in quiz["calls"] for key in ("situation", "why", "do"))]
    assert hard_texts(texts, lang, NAMES) == []


def test_every_fact_that_a_form_asks_for_is_known_and_used() -> None:
    facts = load_report_facts()
    used = {n for data in load_kind("reports").values() for f in data["fields"] for n in f.get("from", [])}
    used |= {n for data in load_kind("letters").values() for one in data["letters"] for n in one.get("asks", [])}
    assert used <= set(facts)
    assert set(facts) - used <= SLOTTED, set(facts) - used - SLOTTED


def test_a_wrong_form_is_refused_by_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    for text, message in (
        ("id: mine\ncolour: red\n", r"mine\.yaml:2: unknown key 'colour'"),
        ("id: mine\nfields:\n  - {id: a, asks: {en: x}, from: [moon]}\n", r"mine\.yaml:3: there is no 'moon' among the report_facts"),
        ("id: other\n", r"mine\.yaml:1: missing: names"),
    ):
        (tmp_path / "reports" / "mine.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(KnowledgeError, match=message):
            load_kind("reports", tmp_path)


def test_a_persons_own_form_replaces_ours(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "ftc.yaml").write_text(
        "id: ftc\nnames: {en: Mine, it: Mio}\nlanguages: [en]\nfor: [scam]\nhow: {en: Write., it: Scriva.}\nsource: https://example.org/a\n"
        "checked: 2026-11-22\nasked_at: https://example.org/b\nfields:\n  - {id: a, asks: {en: What, it: Che}, from: [story]}\n",
        encoding="utf-8",
    )
    assert load_kind("reports", tmp_path)["ftc"]["names"]["en"] == "Mine"


DOCS = Path(__file__).parents[2] / "docs"


def test_every_authority_fact_letter_and_option_is_documented() -> None:
    reports, letters = ((DOCS / name).read_text(encoding="utf-8") for name in ("reports.md", "letters.md"))
    computed = {"story", "said", "asked", "calls", "silent_calls", "calls_count", "attached", "when"}
    assert [n for n in load_kind("reports") if n != "organisation" and f"`{n}`" not in reports] == []
    assert [n for n in load_report_facts() if n not in computed and f"`{n}`" not in reports] == []
    assert [one["id"] for data in load_kind("letters").values() for one in data["letters"] if f"`{one['id']}`" not in letters] == []
    for command, text in (("report", reports), ("letter", letters), ("card", letters), ("quiz", letters)):
        parser = argparse.ArgumentParser()
        import_module(f"deadringer.commands.{command}").add(parser.add_subparsers())
        options = parser._subparsers._group_actions[0].choices[command]._actions  # type: ignore[union-attr,index,call-overload]
        named = [o for action in options for o in action.option_strings if o.startswith("--") and o not in ("--help", "--dealing")]
        assert [o for o in named if o not in text] == [], command
