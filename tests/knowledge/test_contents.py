"""What the shipped knowledge holds: enough of it, in both languages, each fact sourced, each tactic true to its examples."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from deadringer.knowledge import Knowledge, load_knowledge
from deadringer.knowledge.check import try_examples
from deadringer.text.tactics import finder

KNOWLEDGE = load_knowledge()

NAMED = (
    "amazon hmrc dvla nhs uk_police royal_mail evri bt o2 vodafone barclays hsbc lloyds natwest nationwide irs social_security medicare usps ups "
    "fedex dhl chase bank_of_america wells_fargo zelle spectrum microsoft apple google whatsapp paypal ebay netflix norton mcafee geek_squad "
    "poste_italiane inps agenzia_entrate carabinieri polizia_di_stato intesa_sanpaolo unicredit nexi enel tim my_bank my_phone_company courier "
    "energy_supplier police_force charity my_employer_it recruiter"
).split()


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return KNOWLEDGE


def test_there_are_enough(knowledge: Knowledge) -> None:
    assert len(knowledge.organisations) >= 45
    assert set(NAMED) <= set(knowledge.organisations)
    assert len([t for t in knowledge.tactics.values() if t.weight >= 0]) >= 60
    assert {"GB", "IT", "US"} <= set(knowledge.countries)


@pytest.mark.parametrize("name", sorted(KNOWLEDGE.tactics))
def test_a_tactic_is_true_to_its_examples(name: str, knowledge: Knowledge) -> None:
    tactic = knowledge.tactics[name]
    for lang in ("en", "it"):
        assert tactic.said.get(lang), f"{name} is not said in {lang}"
        assert len(tactic.positives.get(lang, ())) >= 4
        assert len(tactic.negatives.get(lang, ())) >= 4
    assert [str(c) for c in try_examples(tactic, finder(tactic))] == []


def facts(item: Any, where: str) -> Iterator[tuple[str, Any, Any]]:
    """Every place in the knowledge that carries a source."""
    if isinstance(item, dict):
        if "source" in item or "checked" in item:
            yield where, item.get("source"), item.get("checked")
        for key, value in item.items():
            yield from facts(value, f"{where}.{key}")
    elif isinstance(item, (list, tuple)):
        for i, value in enumerate(item):
            yield from facts(value, f"{where}[{i}]")


def test_every_fact_has_a_source_and_a_date() -> None:
    from deadringer.knowledge.load import compile_files

    data = compile_files()
    found = [f for kind in ("tactics", "organisations", "countries") for f in facts(data[kind], kind)]
    assert len(found) > 800
    for where, source, checked in found:
        assert str(source).startswith(("https://", "http://")), where
        age = (date.today() - date.fromisoformat(str(checked))).days
        assert age >= -1, f"{where} was checked in the future"
        if age > 365:
            warnings.warn(f"{where} was checked {age} days ago: read {source} again", stacklevel=1)


def test_both_languages_are_complete() -> None:
    from deadringer.knowledge.load import compile_files

    data = compile_files()

    def texts(item: Any, where: str) -> Iterator[str]:
        if isinstance(item, dict):
            if "en" in item and isinstance(item["en"], str) and not item.get("it"):
                yield where
            for key, value in item.items():
                yield from texts(value, f"{where}.{key}")
        elif isinstance(item, (list, tuple)):
            for i, value in enumerate(item):
                yield from texts(value, f"{where}[{i}]")

    missing = [w for kind in ("tactics", "organisations", "countries", "families") for w in texts(data[kind], kind)]
    assert missing == []
    assert set(data["texts"]["en"]) == set(data["texts"]["it"])
