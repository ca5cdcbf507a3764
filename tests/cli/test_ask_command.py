"""``deadringer ask``: right answers, and none where nothing was read that says it.

The twelve topics of each language are those that people ask about most (a caller in Amazon's name); then other organisations; then
what it must not answer. An answer is named by its organisation and entry, so that the wording in the data files stays free.
"""

from __future__ import annotations

import json

import pytest

from deadringer.knowledge.load import Knowledge
from deadringer.knowledge.questions import answer

from .conftest import Run

TWELVE = [
    ("Is it likely that Amazon phones me with a special offer or discount?", "amazon fact:discount"),
    ("Someone rang to say my Amazon parcel is late and I must confirm my card number. Is that genuine?", "amazon fact:delayed_order_card"),
    ("Am I able to ask Amazon's customer service to ring me back?", "amazon fact:request_a_call_back"),
    ("A number that looks like Amazon's is calling. Is it safe to answer?", "amazon fact:number_on_the_display"),
    ("How do I tell whether an email from Amazon is genuine?", "amazon fact:genuine_email"),
    ("I applied for a job at Amazon, how will they get in touch?", "amazon fact:job_contact"),
    ("I accidentally told a scammer my Amazon password, what now?", "amazon fact:gave_my_password"),
    ("I sell on Amazon. How often will they call me?", "amazon fact:how_often_sellers"),
    ("Does Amazon make robocalls or automated calls?", "amazon fact:robocalls"),
    ("Does Amazon track or record my phone calls?", "amazon fact:call_recording"),
    ("What is Amazon's policy about calls I did not ask for?", "amazon fact:unsolicited_calls"),
    ("How do I protect myself from Amazon phone scams?", "amazon fact:protect_myself"),
    ("Amazon mi telefona per offrirmi uno sconto?", "amazon fact:discount"),
    (
        "Mi hanno chiamato dicendo che l'ordine Amazon è in ritardo e vogliono la carta di credito: è vero?",
        "amazon fact:delayed_order_card",
    ),
    ("Posso chiedere al servizio clienti Amazon di essere richiamato?", "amazon fact:request_a_call_back"),
    ("Posso rispondere a un numero che sembra quello di Amazon?", "amazon fact:number_on_the_display"),
    ("Come capisco se un'email di Amazon è autentica?", "amazon fact:genuine_email"),
    ("Ho fatto domanda di lavoro in Amazon: come mi contatteranno?", "amazon fact:job_contact"),
    ("Ho dato per sbaglio la mia password Amazon a un truffatore, cosa faccio?", "amazon fact:gave_my_password"),
    ("Sono un venditore Amazon: quanto spesso mi chiameranno?", "amazon fact:how_often_sellers"),
    ("Amazon usa chiamate automatiche o registrate?", "amazon fact:robocalls"),
    ("Amazon può registrare le mie telefonate?", "amazon fact:call_recording"),
    ("Qual è la politica di Amazon sulle telefonate non richieste?", "amazon fact:unsolicited_calls"),
    ("Come posso difendermi dalle truffe telefoniche di Amazon?", "amazon fact:protect_myself"),
]
OTHERS = [
    ("Will HMRC call me to say I will be arrested?", "hmrc fact:arrest_warrant"),
    ("Does HMRC text about tax refunds?", "hmrc fact:tax_refund"),
    ("Can the IRS ask me to pay with gift cards?", "irs never:gift_cards"),
    ("Will Social Security suspend my number?", "social_security fact:can_it_be_suspended"),
    ("Does Medicare call to offer a new card?", "medicare fact:new_card"),
    ("Would Barclays ask me to move my money to a safe account?", "barclays fact:safe_account"),
    ("Will my bank ask for my PIN?", "my_bank never:pin_and_password"),
    ("Does HSBC ever ask for the one-time passcode?", "my_bank never:one_time_code"),
    ("Will Microsoft call me about a virus on my computer?", "microsoft never:cold_call"),
    ("Does Royal Mail text about a fee to redeliver a parcel?", "royal_mail fact:fee_text"),
    ("Evri text says pay £1.99 to rebook delivery, is it real?", "evri verify"),
    ("Will Netflix email asking me to update my payment details?", "netflix never:secrets"),
    ("Does WhatsApp ask for my six digit verification code?", "whatsapp never:code"),
    ("Will the police ask me to withdraw cash to help an investigation?", "police_force never:cash"),
    ("Does the DVLA text about a vehicle tax refund?", "dvla fact:tax_refund"),
    ("How do I report a scam text to HMRC?", "hmrc report"),
    ("How can I check that a call is really from Lloyds?", "lloyds verify"),
    ("Will BT cut off my internet if I do not press 1?", "bt never:disconnection"),
    ("Does the NHS ask for bank details?", "nhs never:money_details"),
    ("Will NatWest send a courier to pick up my card?", "natwest never:courier"),
    ("Does Chase ask for my password by text?", "chase never:password"),
    ("L'Agenzia delle Entrate manda SMS con link per i rimborsi?", "agenzia_entrate never:messages"),
    ("Poste Italiane mi chiede la password per telefono?", "my_bank never:pin_and_password"),
    ("INPS telefona per chiedere i dati del conto?", "inps never:personal_data_call"),
    ("La mia banca può chiedermi il codice OTP al telefono?", "my_bank never:one_time_code"),
    ("Intesa Sanpaolo chiede di spostare i soldi su un conto sicuro?", "my_bank never:safe_account"),
    ("I carabinieri chiedono soldi per un incidente di un parente?", "carabinieri fact:relative_arrested"),
    ("Enel chiama per dire che staccano la luce?", "energy_supplier never:cut_off_now"),
    ("UniCredit chiede il PIN?", "my_bank never:pin_and_password"),
    ("Come segnalo una truffa alla Polizia di Stato?", "polizia_di_stato report"),
    ("WhatsApp chiede il codice di verifica?", "whatsapp never:code"),
    ("Come verifico che a chiamarmi sia davvero Vodafone?", "vodafone verify"),
    ("La polizia chiede di prelevare contanti?", "police_force never:cash"),
    ("DHL chiede soldi per consegnare un pacco?", "dhl never:goods_payment"),
    ("Will the IRS email me?", "irs fact:email_text"),
    ("Does the Social Security Administration threaten people with arrest?", "social_security never:arrest"),
    ("Can NatWest ask for remote access to my computer?", "my_bank never:remote_help"),
    ("Will Monzo call me?", "monzo fact:call_status"),
    ("Does Royal Mail ask for bank details?", "courier never:card_details"),
    ("does o2 ask for the verification code", "o2 never:codes_and_passwords"),
    ("Does Norton call about subscription renewal?", "norton never:cancel_by_phone"),
    ("Does Geek Squad email invoices for renewals?", "geek_squad fact:renewal"),
    ("Does Santander ask to transfer money to a safe account?", "my_bank never:safe_account"),
    ("Can a charity ask me to pay in gift cards?", "charity never:payment_kind"),
    ("Where do I report a fake Amazon call?", "amazon report"),
    ("Someone called from my bank saying my card is blocked, is it real?", "my_bank verify"),
    ("How do I know if the police officer is genuine?", "police_force verify"),
    ("Will Wells Fargo send a courier for my card?", "my_bank never:courier"),
    ("I gave my bank details to someone claiming to be from HSBC, what do I do?", "hsbc report"),
    ("will usps text me a link to pay a fee", "usps fact:redelivery_fee"),
    ("Does Revolut call customers?", "revolut fact:banner"),
    ("Does Amazon ask for remote access?", "amazon never:remote_access"),
    ("Will Amazon ask me to pay with gift cards?", "amazon fact:gift_cards"),
    ("Can Amazon ask for my social security number?", "amazon never:personal_data"),
    ("Does Amazon Web Services call?", "amazon fact:does_it_call"),
    ("Il corriere può chiedere soldi via SMS?", "courier never:small_fee"),
    ("Amazon vende azioni per telefono?", "amazon fact:invest_in_amazon"),
    ("Amazon mi può chiamare per un buono non utilizzato?", "amazon fact:discount"),
    ("Amazon chiede la password al telefono?", "amazon never:passwords_and_codes"),
    ("INPS manda SMS con link?", "inps contact:notice"),
    ("I carabinieri vengono a casa a ritirare oro e gioielli?", "carabinieri never:count_valuables"),
    ("Il fornitore di energia può chiedere il codice POD al telefono?", "energy_supplier never:contract_codes"),
    ("Netflix chiede i dati della carta via email?", "netflix never:secrets"),
    ("Microsoft telefona per un virus?", "microsoft never:cold_call"),
    ("Posso verificare se è davvero la mia banca?", "my_bank verify"),
    ("L'Agenzia delle Entrate chiede bonifici al telefono?", "agenzia_entrate never:pay_call"),
    ("Poste Italiane manda un addetto a casa a prendere la carta?", "my_bank never:courier"),
]
UNKNOWN = [
    "Who founded Amazon?",
    "What time does Barclays open on Saturday?",
    "Is the moon made of cheese?",
    "Does Tesco call customers about Clubcard points?",
    "What is the capital of France?",
    "How do I open a savings account at HSBC?",
    "Does Microsoft make telephones?",
    "Which bank has the best interest rate?",
    "How many employees does Netflix have?",
    "Does DHL deliver on Sundays?",
    "Will Vodafone have coverage in my village?",
    "What is the weather tomorrow?",
    "Quanto costa spedire un pacco con Poste Italiane?",
    "Chi è l'amministratore delegato di Enel?",
    "Come si cucina la carbonara?",
    "Esselunga telefona ai clienti?",
    "A che ora chiude l'ufficio INPS?",
    "Who won the football yesterday?",
    "Can I buy a horse on eBay?",
    "Is Apple better than Google?",
    "Where is the nearest Lloyds branch?",
    "Qual è il numero di abitanti di Roma?",
    "What colour is the Royal Mail logo?",
    "Does Amazon sell insurance for pets?",
    "Does Aldi text customers about prizes?",
    "How old is the HMRC building?",
    "Can Microsoft fix my printer?",
    "What is Barclays' share price?",
    "Does Google read my email?",
    "How can I get a job at DHL?",
    "Is Vodafone cheaper than O2?",
    "Chi ha vinto Sanremo?",
    "Come apro un conto con UniCredit?",
    "Quanti dipendenti ha Poste Italiane?",
    "Enel vende pannelli solari?",
    "Does my neighbour steal my post?",
    "Will it rain when the police come?",
    "Does PayPal accept bitcoin for pizza delivery?",
    "How do I cancel Netflix?",
    "Does Apple sell laptops on the phone?",
    "What is the number of planets?",
    "How do I call an Uber?",
]


@pytest.mark.parametrize(("question", "entry"), TWELVE)
def test_the_twelve_questions(knowledge: Knowledge, question: str, entry: str) -> None:
    found = answer(question, knowledge)
    assert [f"{a.organisation} {a.entry}" for a in found] == [entry]
    assert found[0].source.startswith("http") and found[0].checked


@pytest.mark.parametrize(("question", "entry"), OTHERS)
def test_other_organisations(knowledge: Knowledge, question: str, entry: str) -> None:
    assert [f"{a.organisation} {a.entry}" for a in answer(question, knowledge)] == [entry]


@pytest.mark.parametrize("question", UNKNOWN)
def test_what_it_does_not_know(knowledge: Knowledge, question: str) -> None:
    assert answer(question, knowledge) == []


def test_answers_are_in_the_language_of_the_question(knowledge: Knowledge) -> None:
    assert {a.lang for q, _ in TWELVE[:12] for a in answer(q, knowledge)} == {"en"}
    assert {a.lang for q, _ in TWELVE[12:] for a in answer(q, knowledge)} == {"it"}
    assert [a.lang for a in answer(TWELVE[0][0], knowledge, "it")] == ["it"]


@pytest.mark.parametrize(
    "question", ["", "?", "amazon", "Amazon Amazon Amazon", "x" * 5000, "\x1b[2J", "will amazon " * 2000, "\ud800 amazon call", "(((" * 500]
)
def test_strange_questions(knowledge: Knowledge, question: str) -> None:
    assert len(answer(question, knowledge)) <= 1


def test_the_command(run: Run) -> None:
    done = run("ask", "will Amazon ever call me about a discount?")
    assert done.status == 0 and "deals by e-mail" in done.out and "source: https://" in done.out
    done = run("ask", "Amazon", "mi", "telefona", "per", "uno", "sconto?")
    assert "fonte: https://" in done.out
    done = run("ask", "will Amazon ever call me about a discount?", "--lang", "it")
    assert "fonte: https://" in done.out


def test_the_command_does_not_know(run: Run) -> None:
    for question in ("who founded Amazon?", "does Tesco call about Clubcard?"):
        done = run("ask", question)
        assert done.status == 0 and "do not know" in done.out and "http" not in done.out


def test_as_json(run: Run) -> None:
    data = json.loads(run("ask", "will Amazon ever call me about a discount?", "--json").out)
    assert data["language"] == "en" and data["answers"][0]["entry"] == "fact:discount"
    assert set(data["answers"][0]) == {"organisation", "entry", "answer", "source", "checked"}
    assert json.loads(run("ask", "how tall is the Eiffel tower?", "--json").out)["answers"] == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["ask", ""], "no question"),
        (["ask", " ", "\t"], "no question"),
        (["ask", "x", "--lang", "de"], "I speak en, it"),
        (["ask"], "question"),
    ],
)
def test_wrong_use(run: Run, args: list[str], said: str) -> None:
    done = run(*args)
    assert done.status == 2 and said in done.err and not done.out


def test_nothing_that_steers_a_terminal(run: Run) -> None:
    for options in ([], ["--json"]):
        out = run("ask", "will Amazon\x1b[2J call \u202e about a discount?", *options).out
        assert "\x1b" not in out and "\u202e" not in out


def test_eighty_columns(run: Run) -> None:
    for question, _ in TWELVE + OTHERS:
        assert not [line for line in run("ask", question).out.splitlines() if len(line) > 80 and "http" not in line]


@pytest.mark.parametrize("kind", ["organisations", "tactics", "countries"])
@pytest.mark.parametrize("lang", ["en", "it"])
def test_what_it_knows_fits_eighty_columns(run: Run, knowledge: Knowledge, kind: str, lang: str) -> None:
    listed = run(kind, "--lang", lang)
    assert listed.status == 0
    texts = [listed.out, *(run(kind, name, "--lang", lang).out for name in getattr(knowledge, kind))]
    long = [line for text in texts for line in text.splitlines() if len(line) > 80 and "http" not in line]
    assert not long


@pytest.mark.parametrize("kind", ["organisations", "tactics", "countries"])
def test_what_it_knows_as_json(run: Run, knowledge: Knowledge, kind: str) -> None:
    assert set(json.loads(run(kind, "--json").out)) == set(getattr(knowledge, kind))


def test_an_unknown_name_gets_suggestions(run: Run) -> None:
    done = run("organisations", "amazn")
    assert done.status == 2 and "did you mean amazon" in done.err
    done = run("tactics", "\x1b[2Jzzz")
    assert done.status == 2 and "\x1b" not in done.err
    assert run("organisations", "--lang", "xx").status == 2


def test_knowledge_is_the_shipped_one(knowledge: Knowledge) -> None:
    assert len(knowledge.organisations) >= 45
