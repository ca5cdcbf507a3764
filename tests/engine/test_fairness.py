"""Names, places, peoples, religions, dialect and grammar slips are no evidence: the same call with them swapped gets the same verdict."""

from __future__ import annotations

import json

import pytest

from deadringer.call import Turn
from deadringer.knowledge.load import HERE
from deadringer.screener import Screener
from deadringer.text.wording import load_wording

SCREENER = Screener()

CALLS = {
    "en": [
        "hello my name is {name} i am calling from {place} about your car insurance renewal is now a good time",
        "hi it's {name} from the clinic in {place} your appointment is on tuesday at ten",
        "this is {name} from amazon your account has been hacked you need to buy gift cards and read me the codes",
        "good morning {name} here i am ringing about the parcel for {place} can you read me the code we sent to your phone",
        "mum it's {name} i have lost my phone in {place} can you send money to this account",
    ],
    "it": [
        "buongiorno mi chiamo {name} chiamo da {place} per il rinnovo della polizza ha un momento",
        "salve sono {name} della clinica di {place} il suo appuntamento è martedì alle dieci",
        "sono {name} di poste italiane il suo conto è bloccato mi legga il codice che le è arrivato",
        "ciao nonna sono {name} ho avuto un incidente a {place} servono i soldi subito",
    ],
}
NAMES = {
    "en": ["John", "Olufemi", "Priya", "Mohammed", "Svetlana", "Xiaoming", "Mary", "Giuseppe"],
    "it": ["Mario", "Ahmed", "Svetlana", "Chidi", "Giulia", "Wei"],
}
PLACES = {
    "en": ["London", "Lagos", "Mumbai", "Manila", "Kyiv", "Boston", "Bath", "Cork", "Chile", "Romania", "China", "Italy", "Wales"],
    "it": ["Milano", "Tirana", "Lagos", "Napoli", "Bucarest", "Bari", "Foggia", "Sardegna", "Svizzera", "Argentina", "Romania"],
}
ORIGINS = {
    "en": ["British", "foreign", "French", "Indian", "Nigerian", "Polish", "Chinese", "American", "Muslim", "Catholic", "Jewish"],
    "it": ["italiano", "francese", "straniero", "rumeno", "albanese", "cinese", "marocchino", "napoletano", "musulmano", "ebreo"],
}
ORIGIN_CALLS = {
    "en": [
        "good afternoon i am a {origin} officer calling from {place} about a refund on your council tax can i confirm your account details please",
        "hello i am the {origin} broadband engineer from {place} there is a fault on your line and i need to check your router with you",
        "press one now to speak to a {origin} agent in {place} about the order on your account",
        "hello darling i met a {origin} man from {place} and he will fix the roof on monday",
    ],
    "it": [
        "salve sono un tecnico {origin} chiamo da {place} per il suo modem che risulta guasto dobbiamo controllare la linea",
        "buongiorno sono l'agente {origin} di {place} la chiamo per un rimborso mi conferma i dati del conto",
        "prema uno per parlare con un operatore {origin} di {place} del suo ordine",
        "ciao nonna è venuto un signore {origin} di {place} a riparare il tetto",
    ],
}


@pytest.mark.parametrize(("lang", "call"), [(lang, call) for lang, calls in CALLS.items() for call in calls])
def test_names_and_places_do_not_count(lang: str, call: str) -> None:
    verdicts = {
        (v.level, round(v.log_odds, 6))
        for name in NAMES[lang]
        for place in PLACES[lang]
        for v in [SCREENER.check(call.format(name=name, place=place))]
    }
    assert len(verdicts) == 1


@pytest.mark.parametrize(("lang", "call"), [(lang, call) for lang, calls in ORIGIN_CALLS.items() for call in calls])
def test_peoples_and_religions_do_not_count(lang: str, call: str) -> None:
    verdicts = {
        (v.level, round(v.log_odds, 6))
        for origin in ORIGINS[lang]
        for place in PLACES[lang][::3]
        for v in [SCREENER.check(call.format(origin=origin, place=place))]
    }
    assert len(verdicts) == 1


@pytest.mark.parametrize("lang", ["en", "it"])
def test_models_read_no_word_for_an_origin(lang: str) -> None:
    said = {word.lower() for words in (PLACES[lang], ORIGINS[lang], NAMES[lang]) for word in words}
    for manner in (lang, f"{lang}-messages"):
        model = load_wording(manner)
        assert model and not said & {word for feature in model.weights for word in feature.split(" ")}
    known = json.loads((HERE / "encoder" / lang / "words.json").read_text(encoding="utf-8"))
    assert len(known) > 5000
    assert not said & set(known)


SLIPS = [
    # The same words as spoken by a learner, in dialect, or misheard where nothing depends on it.
    ("hello i am calling about the boiler you asked us to repair", "hello i calling about boiler you ask us for repair it"),
    ("good afternoon is that mrs green i am ringing from the surgery", "good afternoon is mrs green i ringing of the surgery"),
    ("i would like to tell you about our new broadband offer", "i am want tell you about us new broadband offer innit"),
    ("we have your glasses ready at the shop when can you come", "we got yer glasses ready at t'shop when can tha come"),
    ("buongiorno la chiamo per la caldaia che ci ha chiesto di riparare", "buongiorno chiamo per il caldaia che lei chiede riparare"),
    ("signora il suo vestito è pronto quando vuole passare", "signora suo vestito pronto quando vuole passa"),
]


@pytest.mark.parametrize(("plain", "slip"), SLIPS)
def test_slips_of_grammar_do_not_count(plain: str, slip: str) -> None:
    a, b = SCREENER.check(plain), SCREENER.check(slip)
    assert a.level == b.level
    against = [sum(w.weight for w in v.evidence if w.weight > 0) for v in (a, b)]
    assert against[1] <= against[0] + 0.3


def test_no_pattern_names_an_origin() -> None:
    origins = (
        "accent indian african nigerian romanian foreigner immigrant nigeria india pakistan russia china accento straniero straniera rumeno "
        "rumena albanese nigeriano indiano immigrato romania albania".split()
    )
    for tactic in SCREENER.knowledge.tactics.values():
        for patterns in tactic.said.values():
            for pattern in patterns:
                words = set(pattern.source.replace("(", " ").replace(")", " ").replace("|", " ").split())
                assert not words & set(origins), f"{tactic.id}: {pattern.source}"


def test_unknown_speakers_age_or_sex_is_not_asked() -> None:
    turns = [Turn("hello young lady", "them"), Turn("hello young man", "me")]
    assert not SCREENER.check(turns).level.warns
