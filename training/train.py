"""From labelled calls to the shipped weights: ``python training/train.py DATA [--check-only]``.

1. Each hand (a writer, or a data set) is scored by a wording model that never saw it. 2. The models' zero is put where one honest
look-alike call in ten scores higher. 3. What tactics weigh beside it is fitted on those scores. 4. Everything is written:
``knowledge/wording/*.json``, and ``fitted:`` in the tactics' files. The numbers of ``judgement.yaml`` are chosen by hand.
Printed for each hand: how well it is told apart by models *and* weights that never saw it. That is the number that decides.
Nothing is random: the same data give the same files. Takes some minutes.
"""

from __future__ import annotations

import argparse
import json
import re
import zlib
from collections.abc import Container, Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score
from weights import Facts, Finder, Fit, Numbers, expected_error
from wording import HERE, LANGS, Sample, Table, samples, score

from deadringer.knowledge import load_knowledge
from deadringer.text.wording import Wording

EASY = frozenset("task_dialogues bank_queries service_customers sms short_dialogues openings assistant_calls italian_scripts".split())
"""Data sets that nobody confuses with a swindle, or that are no talk: learnt from, but not asked how well they are told apart."""
BY_CAMPAIGN = frozenset({"robocalls", "everyday_calls"})
"""Too large and too much of their own kind to be left out whole: left out in four parts, by campaign."""
TOGETHER = ({"ash", "birch"}, {"elm", "cedar"}, {"cipresso", "dafne"}, {"olmo", "ginepro"})
"""Hands of one author."""
HIGHER = {"it": 0.7, "it-messages": 1.0}
"""Whose zero is put higher. Italian talk is longer and closer to what swindlers say about money and family, and of honest Italian
messages there are few to learn from. Chosen with the totals of data in view that are not trained on (``docs/model-card.md``)."""
KNOWLEDGE = HERE / "src" / "deadringer" / "knowledge"


def parts(calls: Sequence[Sample]) -> Iterator[tuple[str, set[int]]]:
    """What is left out together: a name, and the places of its calls."""
    places: dict[str, set[int]] = {}
    for i, call in enumerate(calls):
        if call.hand in EASY or call.hand.startswith(("lines", "tactics")) or not call.turns:
            continue
        name = next((min(group) for group in TOGETHER if call.hand in group), call.hand)
        if call.hand in BY_CAMPAIGN:
            name = f"{call.hand} {zlib.crc32(call.group.encode()) % 4}"
        places.setdefault(name, set()).add(i)
    yield from sorted(places.items())


def _learnt(table: Table, without: Container[int] = ()) -> Wording:
    weights, bias = table.fit(without)
    return Wording(bias, weights)


def talk(everything: Sequence[Sample], lang: str, finder: Finder, own: dict[str, Wording]) -> tuple[list[Facts], list[str]]:
    """The facts of all calls of a language, each found with a model that never saw its hand; and the part each belongs to."""
    calls = [c for c in everything if c.lang == lang and (c.spoken or c.hand == "sms")]
    facts: list[Facts] = []
    named: list[str] = []
    table = Table(calls)
    for name, places in parts(calls):
        finder.models = {**own, lang: _learnt(table, places)}.get
        for i in sorted(places):
            call = calls[i]
            if call.spoken:
                facts.append(finder.facts(call.hand, call.scam, lang, call.turns))
                named.append(name)
        print(f"   {lang} without {name}: {len(places)} calls", flush=True)
    own[lang] = _learnt(table)
    return facts, named


def zero_of(facts: Sequence[Facts]) -> float:
    """The score that one honest look-alike in ten exceeds: of hands that wrote both labels."""
    both = {f.hand for f in facts if f.scam} & {f.hand for f in facts if not f.scam}
    return float(np.quantile([f.wording for f in facts if f.hand in both and not f.scam], 0.9))


def messages(everything: Sequence[Sample], lang: str) -> Wording:
    """The model of messages, with its zero where one honest message in thirty scores higher, alarming ones included."""
    calls = [c for c in everything if c.lang == lang]
    table = Table(calls)
    honest: list[float] = []
    for hand in sorted({c.hand for c in calls if not c.spoken and c.hand != "sms"}):
        unseen = table.fit({i for i, c in enumerate(calls) if c.hand == hand})
        held = [c for c in calls if c.hand == hand and not c.spoken]
        scores = np.array([score(c, *unseen) for c in held])
        scam = np.array([c.scam for c in held])
        honest += scores[~scam].tolist()
        if 0 < scam.sum() < len(scam):
            print(f"   {lang} messages without {hand}: {len(held)}, AUC {roc_auc_score(scam, scores):.3f}", flush=True)
    model = _learnt(table)
    zero = float(np.quantile(honest, 0.97)) + HIGHER.get(f"{lang}-messages", 0.0)
    return Wording(model.bias - zero, model.weights)


def show(fit_of: Fit, facts: Sequence[Facts], named: Sequence[str]) -> None:
    """How well each part is told apart by what never saw it."""
    names = np.array(named)
    sums = np.zeros(len(facts))
    for name in sorted(set(named)):
        held = names == name
        sums[held] = fit_of.sums(fit_of.fit(~held))[0][held]
    print("left out                calls   AUC of wording   AUC of all   warned: scams   honest")
    for name in [*sorted(set(named)), "all"]:
        own = (names == name) | (name == "all")
        print(f"{name:22} {own.sum():6}   {_row(fit_of.score[own], sums[own], fit_of.scam[own])}")
    both = np.array([not n.startswith(("robocalls", "everyday")) for n in names])
    print(f"calibration (ECE, scams and honest calls weighing equally): {expected_error(sums[both], fit_of.scam[both]):.3f}")


def _row(wording: Numbers, sums: Numbers, scam: Numbers) -> str:
    if scam.all() or not scam.any():
        told = "             -            -"
    else:
        told = f"{roc_auc_score(scam, wording):14.3f} {roc_auc_score(scam, sums):12.3f}"
    shares = ["      -" if not part.any() else f"{(sums[part] >= 0).mean():7.1%}" for part in (scam, ~scam)]
    return f"{told}   {shares[0]:>13} {shares[1]:>8}"


def write(models: dict[str, Wording], fitted: dict[str, float]) -> None:
    """Into the knowledge."""
    for name, model in models.items():
        rounded = {feature: round(weight, 3) for feature, weight in sorted(model.weights.items())}
        text = json.dumps({"bias": round(model.bias, 3), "weights": rounded}, ensure_ascii=False, indent=0)
        (KNOWLEDGE / "wording" / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    for name, weight in fitted.items():
        path = KNOWLEDGE / "tactics" / f"{name}.yaml"
        text = re.sub(r"^fitted: .*\n", "", path.read_text(encoding="utf-8"), flags=re.M)
        written = re.search(r"^weight: (\S+)", text, flags=re.M)
        if written and abs(float(written[1]) - weight) >= 0.05:
            text = re.sub(r"^(weight: .*\n)", rf"\g<1>fitted: {weight}\n", text, count=1, flags=re.M)
        path.write_text(text, encoding="utf-8")


def main() -> None:
    """Checks and writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path, help="the folder that holds train/")
    parser.add_argument("--check-only", action="store_true", help="write nothing")
    options = parser.parse_args()
    everything = samples(options.data)
    knowledge = load_knowledge(Path("/nonexistent"))
    finder = Finder(knowledge)
    models: dict[str, Wording] = {}
    facts: list[Facts] = []
    named: list[str] = []
    for lang in LANGS:
        found, parts_of = talk(everything, lang, finder, models)
        zero = zero_of(found) + HIGHER.get(lang, 0.0)
        models[lang] = Wording(models[lang].bias - zero, models[lang].weights)
        facts += [Facts(f.hand, f.scam, f.lang, f.shares, f.others, f.wording - zero) for f in found]
        named += parts_of
        models[f"{lang}-messages"] = messages(everything, lang)
    fit_of = Fit(facts, knowledge)
    show(fit_of, facts, named)
    fitted = fit_of.named(fit_of.fit())
    if not options.check_only:
        write(models, fitted)


if __name__ == "__main__":
    main()
