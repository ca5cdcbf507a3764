"""Answers a question from the knowledge, with its source, or not at all."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from deadringer.knowledge.load import Knowledge
from deadringer.knowledge.model import Organisation, Text, say
from deadringer.phrases.tokens import language_of, plain_words

LEAST = 1.5
"""Score (sum of the rarity of the shared words) below which nothing is answered."""
LATER_SHARE = 0.6
"""What an answer counts that is about an organisation which the question names only later."""

_EMPTY = {
    "en": frozenset(
        "a an the is are am do does did will would can could shall should may might must have has had be been being i you he she it we they me "
        "my your his her its our their them us to of in on at for from by with about as if or and but not no yes ever never any some what who "
        "whom which when where why how that this these those there then than so please tell know want get got just out really s 1".split()
    ),
    "it": frozenset(
        "a il lo la i gli le un uno una e o di da in con su per tra fra che chi cosa come quando dove perche se non si mi ti ci vi lo ne io tu "
        "lei noi voi loro mio mia tuo tua suo sua suoi sue del della dello dei delle al alla allo ai alle dal dalla nel nella sul sulla l d c "
        "un e sono ho ha hai hanno essere avere fare fa puo posso devo deve mai qualche questo questa quello quella davvero anche ma piu".split()
    ),
}
_NEVER_ASK = {"en": "never never asks ask request", "it": "mai chiede chiedere richiesta"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    organisation: str
    text: Text
    source: str
    checked: str
    lang: str
    score: float


@dataclass(frozen=True, slots=True)
class _Entry:
    organisation: Organisation
    text: Text
    source: str
    checked: str
    words: Counter[str]
    keys: frozenset[str]
    """Stems of the words that the entry itself names as its subject."""


def answer(question: str, knowledge: Knowledge, lang: str | None = None, most: int = 1) -> list[Answer]:
    """The best answers, best first; none where nothing that was read says it.

    Args:
        question: in English or Italian.
        lang: of the answer; default: that of the question.
    """
    lang = lang or language_of(question)[0] or "en"
    wanted = _named(question, knowledge)
    if not wanted:
        return []
    asked = _stems(question, lang) - _name_stems(wanted, lang)
    entries = [entry for organisation in wanted for entry in _entries(organisation, knowledge, lang)]
    counts = Counter(stem for entry in entries for stem in set(entry.words))
    answers = []
    for entry in entries:
        shared = asked & set(entry.words)
        score = sum(math.log(1 + len(entries) / counts[s]) * (2.0 if s in entry.keys else 0.6) for s in shared)
        if entry.organisation is not wanted[0] and entry.organisation.id != wanted[0].like:
            score *= LATER_SHARE
        answers.append(Answer(entry.organisation.id, entry.text, entry.source, entry.checked, lang, score))
    answers.sort(key=lambda a: -a.score)
    best = answers[0].score if answers else 0.0
    return [a for a in answers[:most] if a.score >= max(LEAST, best * 0.75)]


_GENERIC = {"bank": "my_bank", "banca": "my_bank", "police": "police_force", "polizia": "police_force", "courier": "courier", "corriere": "courier"}


def _named(question: str, knowledge: Knowledge) -> list[Organisation]:
    """Organisations that the question names, the first named first: it is the one asked about."""
    lines = [" " + " ".join(plain_words(question, lang)) + " " for lang in ("en", "it")]
    found: dict[str, int] = {}

    def look(name: str, organisation: str) -> None:
        words = " ".join(plain_words(name, "en"))
        at = min((line.find(f" {words} ") for line in lines if f" {words} " in line), default=-1) if words else -1
        if at >= 0:
            found[organisation] = min(found.get(organisation, at), at)

    for organisation in knowledge.organisations.values():
        for name in (*organisation.names, *(n for names in organisation.departments.values() for n in names), *organisation.shown.values()):
            look(name, organisation.id)
    specific = {knowledge.organisations[name].kind for name in found}
    for word, name in _GENERIC.items():
        if name in knowledge.organisations and knowledge.organisations[name].kind not in specific:
            look(word, name)
    return [knowledge.organisations[name] for name in sorted(found, key=lambda n: found[n])]


def _entries(organisation: Organisation, knowledge: Knowledge, lang: str) -> Iterator[_Entry]:
    for fact in organisation.facts:
        keys = _stems(" ".join(fact.about.get(lang, ())), lang)
        yield _entry(organisation, fact.answer, fact.source, fact.checked, keys, lang)
    for owner, never in knowledge.never(organisation.id):
        keys = _stems(never.id.replace("_", " ") + " " + _NEVER_ASK.get(lang, ""), lang)
        yield _entry(owner, never.says, never.source, never.checked, keys, lang)
    for contact in organisation.contacts:
        calls = {"en": " call ring phone", "it": " chiama telefona"}[lang if lang in ("en", "it") else "en"]
        keys = _stems((contact.id + " " + contact.dealing).replace("_", " ") + (calls if "phone" in contact.channels else ""), lang)
        yield _entry(organisation, contact.how, contact.source, contact.checked, keys, lang)
    for kind, ways in (("verify check genuine real verificare controllare vero", organisation.verify), ("report tell segnalare", organisation.report)):
        for way in ways:
            text = {k: v if not way.url or way.url in v else f"{v} {way.url}" for k, v in way.how.items()}
            yield _entry(organisation, text, way.source, way.checked, _stems(kind, lang), lang)


def _entry(organisation: Organisation, text: Text, source: str, checked: str, keys: frozenset[str], lang: str) -> _Entry:
    words = Counter(_stems(say(text, lang), lang))
    for key in keys:
        words[key] += 1
    return _Entry(organisation, text, source, checked, words, keys)


def _name_stems(organisations: list[Organisation], lang: str) -> frozenset[str]:
    return frozenset(s for o in organisations for name in o.names for s in _stems(name, lang))


_EN_SAME = {
    "phone": "call", "phoning": "call", "ring": "call", "rings": "call", "telephone": "call", "telephones": "call", "discounts": "discount",
    "promotion": "discount", "offer": "discount", "deal": "discount", "robocall": "robocall", "automat": "robocall", "automated": "robocall", "robot": "robocall", "use": "",
    "mail": "email", "e": "email", "text": "message", "sms": "message", "legitimate": "genuine", "legit": "genuine", "real": "genuine",
    "authentic": "genuine", "verify": "check", "confirm": "check", "accidentally": "mistake", "gave": "give", "given": "give",
}  # fmt: skip


def _stems(text: str, lang: str) -> frozenset[str]:
    """Words without their endings, roughly: enough to match "discounts" with "discount", "chiamano" with "chiamare"."""
    out = set()
    for word in plain_words(text, lang):
        if word in _EMPTY.get(lang, frozenset()) or not re.search(r"[a-z]", word) or len(word) < 2:
            continue
        if lang == "en":
            word = _EN_SAME.get(word, word)
            word = re.sub(r"(?:ing|ers|er|ed|es|s|ly)$", "", word) if len(word) > 5 else re.sub(r"s$", "", word) if len(word) > 3 else word
            word = _EN_SAME.get(word, word)
        elif len(word) > 4:
            word = re.sub(r"(?:azioni|azione|amente|mente|erebbe|ebbero|ando|endo|ano|ono|are|ere|ire|ato|ata|ati|ate|uto|uta|[aeio])$", "", word)
        out.add(word)
    return frozenset(out - {""})
