"""Answers a question from the knowledge, with its source, or not at all: a wrong answer is worse than none.

A question is answered only when it names whom it is about, is about being contacted or swindled, and one entry covers most of
what it asks. Nothing is put together or reasoned out: the answer is one entry, as it was read at its source.
"""

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
LEAST_COVERED = 0.55
"""Share of the question's own words (those that every such question has left out) that the answer must be about."""
ITALIAN_STEM = 6
"""Letters of an Italian word by which it is known: its endings are many."""
TOPIC_SCORE = 4.0
"""What it counts that the question and the entry are about the same move of swindlers."""
INTENT_SCORE = 3.0
"""What it counts that the question asks how to check or where to report, and the entry says it."""

_EMPTY = {
    "en": frozenset(
        "a an the is are am do does did will would can could shall should may might must have has had be been being i you he she it we they me "
        "my your his her its our their them us to of in on at for from by with about as if or and but not no yes ever never any some what who "
        "whom which when where why how that this these those there then than so please tell know want get got just out really s 1 say says "
        "said able likely like normal possible one people person someone somebody anybody anyone today now also again after before into up whether else still much "
        "something going go make need myself yourself themselves special kind".split()
    ),
    "it": frozenset(
        "a il lo la i gli le un uno una e o di da in con su per tra fra che chi cosa come quando dove perche se non si mi ti ci vi lo ne io tu "
        "lei noi voi loro mio mia tuo tua suo sua suoi sue miei mie del della dello dei delle al alla allo ai alle dal dalla nel nella sul sulla l d c "
        "un e sono ho ha hai hanno essere avere fare fa puo posso devo deve mai qualche questo questa quello quella davvero anche ma piu dire "
        "dice dicendo detto possibile normale qual quale quali adesso ora ancora prima dopo essa stato stata sulle sulla sui sugli dalle dalla dai dagli nelle nella nei negli all dall nell sull colle coi vogliono vuole potrebbe usa via tramite".split()
    ),
}
_NEVER_ASK = {"en": "never never asks ask request", "it": "mai chiede chiedere richiesta"}

# What every such question may hold: it makes a question one of ours, but does not tell questions apart.
_OURS = {
    "en": "call caller email message ask genuine check number contact touch scam scammer fraud fraudster swindle swindler report trust "
    "suspicious safe answer give send visit fake legal request voicemail customer threaten demand pressure write letter invite spoof",
    "it": "chiama chiamata chiamano telefona telefonata chiede chiedere chiedono contatta contatto contattare numero email mail messaggio sms vero vera "
    "verifica verificare autentico autentica truffa truffatore frode segnalare segnalo denunciare fidare rispondere manda "
    "mandano invia scrive falso falsa sospetto sospetta dare dato visita cliente richiesta minaccia lettera capire capisco registrata offre offrono offrire offrirmi propone proporre propormi",
}
_OURS_TOO = {"en": "protect avoid defend recognise", "it": "difendere proteggere evitare riconoscere"}
"""These make a question one of ours, too, and tell it apart."""
_REPORT = {"en": r" (?:report|forward|denounce|complain)", "it": r" (?:segnal|denunci|inoltr|avvisare )"}
_VERIFY = {
    "en": r" (?:check|verify|tell|confirm|know|be sure|find out) .*(?:really|genuine|real|true|from|legit|fake)"
    r"| (?:is it|is this|is that|if it is|whether it is) (?:really|genuine|real)",
    "it": r" (?:verific|controll|capi|essere sicur|accert|riconosc).*(?:davvero|vero|vera|verament|autentic|genuin|prop(?:rio|ri)|fals)",
}

_AFTER = {
    "en": r" (?:gave|given|told|paid|sent|lost|shared|clicked|installed|entered|let|fell|already|accidentally|mistake) ",
    "it": r" (?:dato|data|date|detto|pagato|inviato|mandato|perso|cliccato|installato|inserito|comunicato|fornito|sbaglio|errore|cascato|cascata) ",
}
"""Something was given away already."""

# Which moves of swindlers (tactics) words of a question are about. The second of each is for English, the third for Italian.
_TOPICS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("gift_cards",), r"gift cards?|vouchers?|itunes", r"(?:carta|carte|buono|buoni|buono?i?) regalo"),
    (("voucher_bait",), r"unused (?:voucher|coupon)|vouchers?|coupons?", r"buono|buoni|coupon"),
    (("crypto_payment",), r"crypto\w*|bitcoins?", r"cripto\w*|bitcoin"),
    (("asks_one_time_code",), r"(?:one time |verification |security |six digit |6 digit |digit )(?:pass)?codes?|passcodes?|otp",
     r"codic[ei] (?:otp|di verifica|di sicurezza|usa e getta|temporane\w+|via sms|sms|ricevut\w+|arrivat\w+)|otp"),
    (("asks_pin",), r"pin|pin (?:number|code)", r"pin"),
    (("asks_password",), r"passwords?|login details|log in details", r"password|credenziali"),
    (("asks_card_details",), r"(?:card|payment) (?:number|details|data)|cvv|card", r"(?:numero|dati|estremi) della (?:mia )?carta|cvv|carta di credito|dati di pagamento"),
    (("asks_bank_details",), r"(?:bank|account) (?:details|number|data)|sort code|iban", r"(?:dati|coordinate|numero) (?:del conto|bancari\w*|di conto)|iban"),
    (("asks_identity_number",), r"social security number|national insurance number|ssn", r"codice fiscale"),
    (("asks_id_documents",), r"(?:photo|picture|copy) of my (?:passport|id|licence|license)|passport|identity card",
     r"documento|documenti|carta d identita|passaporto"),
    (("remote_access", "install_app"), r"remote\w*|anydesk|teamviewer|control of my (?:computer|pc|phone)|take over my (?:computer|pc)|access to my (?:computer|pc)",
     r"da remoto|anydesk|teamviewer|controllo del (?:mio )?(?:computer|pc|telefono)"),
    (("install_app", "remote_access"), r"install\w*|download\w*", r"install\w+|scaric\w+"),
    (("computer_infected", "unsolicited_support", "remote_access"), r"virus\w*|infected|malware|(?:problem|fault|error)s? (?:with|on|in) my (?:computer|pc)",
     r"virus|infett\w+|(?:problema|guasto|errore) (?:al|del|sul) (?:mio )?(?:computer|pc)"),
    (("safe_account", "wire_transfer"), r"safe account|secure account|move (?:my |the |all my )?(?:money|savings)|transfer (?:my |the |all my )?(?:money|savings)",
     r"conto sicuro|spostare (?:i |i miei )?(?:soldi|risparmi)|trasferire (?:i |i miei )?(?:soldi|risparmi)|bonifico"),
    (("wire_transfer",), r"wire transfers?|bank transfers?|western union|moneygram", r"bonific[oi]|western union"),
    (("cash_withdrawal",), r"withdraw\w*|cash", r"preleva\w*|contant\w+"),
    (("courier_collects",), r"couriers?|pick up|collect\w*|come to my (?:home|house|door)|at my (?:home|door)|visit\w*",
     r"viene a casa|vengono a casa|a casa mia|ritirare|a prendere|a domicilio"),
    (("arrest_or_warrant", "legal_action"), r"arrest\w*|warrant|prison|jail|court|sued?", r"arrest\w+|mandato|prigione|carcere|tribunale"),
    (("refund_pretext", "overpaid_refund"), r"refunds?|rebates?|money back|overpaid", r"rimbors\w+"),
    (("prize", "advance_fee"), r"prizes?|won|lottery|winner", r"premi|premio|vinto|vincita|lotteria"),
    (("press_key",), r"press (?:1|a key|a button|any key|key)|robocalls?|recorded|automated", r"premere|premi|tasto|registrat\w+|automatic\w+"),
    (("follow_link",), r"links?|click\w*", r"link|cliccare"),
    (("service_disconnection",), r"disconnect\w*|cut off|cut me off|switch off|turn off", r"staccan?o?|staccare|sospend\w+ la (?:linea|fornitura|luce)|distacco"),
    (("number_or_benefits_suspended",), r"suspend\w*", r"sospe\w+"),
    (("auto_renewal",), r"renew\w*|subscription\w*|membership", r"rinnov\w+|abbonament\w+"),
    (("account_security_alarm", "verify_or_lose_access"), r"hacked|compromised|suspicious activity|blocked|locked|hacker\w*",
     r"hackerat\w+|compromess\w+|attivita sospett\w+|bloccat\w+|violat\w+"),
    (("unknown_purchase",), r"suspicious (?:purchase|payment|order|transaction)s?|order i did not|purchase i did not", r"(?:acquisto|ordine|pagamento|bonifico) sospett\w+"),
    (("secrecy",), r"secret|tell (?:nobody|no one|anyone)|not to tell", r"segreto|non dir\w+ a nessuno"),
    (("trading_platform",), r"invest\w*|trading|shares", r"invest\w+|trading|azioni"),
    (("asks_spid_credentials",), r"spid", r"spid"),
    (("asks_medicare_card", "free_medical_equipment"), r"medicare card|medicare number|new card|new medicare card", r"tessera medicare"),
    (("small_delivery_fee",), r"(?:delivery|redelivery|customs|small) (?:fee|charge|duty|duties)s?|fee|customs|rebook\w*|redeliver\w*",
     r"dogan\w+|spese di (?:consegna|giacenza|spedizione)|giacenza|soldi per consegnare|pagare (?:per|la) (?:la )?consegna"),
    (("asks_meter_or_contract_codes", "energy_or_phone_switch"), r"meter|switch (?:supplier|provider)|change (?:supplier|provider)",
     r"contatore|pod|cambi\w+ (?:operatore|fornitore|gestore)"),
    (("relative_accident", "relative_in_trouble"), r"accident|bail|grandson|relative", r"incidente|cauzione|nipote|parente"),
    (("stay_on_the_line",), r"stay on the (?:line|phone)", r"restare (?:in linea|al telefono)"),
)  # fmt: skip
_DANGEROUS = frozenset(
    "gift_cards crypto_payment asks_one_time_code asks_pin asks_password remote_access safe_account cash_withdrawal courier_collects "
    "arrest_or_warrant wire_transfer trading_platform".split()
)
"""An entry that says nothing of one of these is no answer to a question about it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    organisation: str
    text: Text
    source: str
    checked: str
    lang: str
    score: float
    entry: str = ""
    """Which entry of the organisation's file: ``fact:discount``, ``never:gift_cards``, ``contact:delivery``, ``verify``, ``report``."""


@dataclass(frozen=True, slots=True)
class _Entry:
    organisation: Organisation
    name: str
    text: Text
    source: str
    checked: str
    words: Counter[str]
    keys: frozenset[str]
    """Stems of the words that the entry itself names as its subject."""
    topics: frozenset[str]

    @property
    def afterwards(self) -> bool:
        """Whether it tells what to do once something was given away."""
        return re.match(r"fact:(?:gave|paid|lost|clicked|installed|told|sent)", self.name) is not None


def answer(question: str, knowledge: Knowledge, lang: str | None = None, most: int = 1) -> list[Answer]:
    """The best answers, best first; none where nothing that was read says it.

    Args:
        question: in English or Italian.
        lang: of the answer; default: that of the question.
    """
    known = language_of(question)[0]
    found = [_answers(question, knowledge, asked) for asked in ([known] if known else ["en", "it"])]
    answers = max(found, key=lambda answers: answers[0].score if answers else 0.0)
    best = answers[0].score if answers else 0.0
    shown = [a for a in answers[:most] if a.score >= max(LEAST, best * 0.75)]
    return [Answer(a.organisation, a.text, a.source, a.checked, lang or a.lang, a.score, a.entry) for a in shown]


def _answers(question: str, knowledge: Knowledge, lang: str) -> list[Answer]:
    wanted = _named(question, knowledge)
    asked = _stems(question, lang) - _name_stems(wanted, lang)
    line = " " + " ".join(plain_words(question, lang)) + " "
    topics = _topics(line, lang)
    ours = _stems(_OURS[lang], lang)
    if not wanted or not (asked & (ours | _stems(_OURS_TOO[lang], lang)) or topics):
        return []
    entries = [entry for organisation in wanted for entry in _entries(organisation, knowledge, lang)]
    counts = Counter(stem for entry in entries for stem in set(entry.words))
    own, genuine = asked - ours, _stems(_VERIFY_WORDS, lang)
    after = bool(re.search(_AFTER[lang], line))
    intent = "report" if re.search(_REPORT[lang], line) or after else "verify" if re.search(_VERIFY[lang], line) else ""
    answers = []
    for entry in entries:
        shared = asked & set(entry.words)
        if (entry.afterwards and not after) or not _covers(entry, asked, own, topics, intent, lang):
            continue
        score = sum(math.log(1 + len(entries) / counts[s]) * (2.0 if s in entry.keys else 0.6) for s in shared)
        score += TOPIC_SCORE * bool(topics & entry.topics) + INTENT_SCORE * (
            intent == entry.name or (intent == "verify" and entry.name.startswith("fact:") and bool(genuine & entry.keys))
        )
        if entry.organisation is not wanted[0] and entry.organisation.id != wanted[0].like:
            score *= LATER_SHARE
        answers.append(Answer(entry.organisation.id, entry.text, entry.source, entry.checked, lang, score, entry.name))
    return sorted(answers, key=lambda a: -a.score)


def _covers(entry: _Entry, asked: frozenset[str], own: frozenset[str], topics: frozenset[str], intent: str, lang: str) -> bool:
    """Whether the entry is about most of what the question is about, and about all of it that could cost somebody dear."""
    if entry.name in ("report", "verify"):
        return intent == entry.name
    if not topics & _DANGEROUS <= entry.topics:
        return False
    if topics & entry.topics and (entry.name.startswith("never") or len(own) <= 3):
        return True
    if not own and not topics:  # "does it call?": an entry that is about calls
        return bool(asked & _CHANNELS[lang] & entry.keys)
    return len(own & set(entry.words)) >= len(own) * LEAST_COVERED


def _topics(line: str, lang: str) -> frozenset[str]:
    """The first tactic of each topic that the words are about."""
    return frozenset(names[0] for (names, _, _), pattern in zip(_TOPICS, _TOPIC_PATTERNS[lang], strict=True) if pattern.search(line))


def _topics_of(tactics: tuple[str, ...]) -> frozenset[str]:
    return frozenset(names[0] for names, _, _ in _TOPICS if not set(names).isdisjoint(tactics))


_TOPIC_PATTERNS = {
    lang: tuple(re.compile(rf" (?:{patterns[place]})(?= )") for patterns in _TOPICS) for place, lang in ((1, "en"), (2, "it"))
}

_GENERIC = {
    "bank": "my_bank", "banca": "my_bank", "police": "police_force", "polizia": "police_force", "courier": "courier", "corriere": "courier",
    "energy supplier": "energy_supplier", "energy company": "energy_supplier", "electricity company": "energy_supplier",
    "gas company": "energy_supplier", "fornitore di energia": "energy_supplier", "tax office": "tax_office", "fisco": "tax_office",
    "phone company": "my_phone_company", "compagnia telefonica": "my_phone_company", "operatore telefonico": "my_phone_company",
    "charity": "charity", "recruiter": "recruiter",
}  # fmt: skip
"""Kinds of organisations, as questions name them."""


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
        about = " ".join(fact.about.get(lang, ()))
        yield _entry(
            organisation,
            f"fact:{fact.id}",
            fact.answer,
            fact.source,
            fact.checked,
            _stems(about, lang),
            lang,
            _text_topics(about, fact.answer, lang),
        )
    for owner, never in knowledge.never(organisation.id):
        keys = _stems(never.id.replace("_", " ") + " " + _NEVER_ASK.get(lang, ""), lang)
        topics = _topics_of(never.tactics) | _text_topics("", never.says, lang)
        yield _entry(owner, f"never:{never.id}", never.says, never.source, never.checked, keys, lang, topics)
    for contact in organisation.contacts:
        calls = {"en": " call ring phone", "it": " chiama telefona"}[lang if lang in ("en", "it") else "en"]
        keys = _stems((contact.id + " " + contact.dealing).replace("_", " ") + (calls if "phone" in contact.channels else ""), lang)
        yield _entry(
            organisation,
            f"contact:{contact.id}",
            contact.how,
            contact.source,
            contact.checked,
            keys,
            lang,
            _text_topics("", contact.how, lang),
        )
    for kind, words, ways in (("verify", _VERIFY_WORDS, organisation.verify), ("report", _REPORT_WORDS, organisation.report)):
        for way in ways:
            text = {k: v if not way.url or way.url in v else f"{v} {way.url}" for k, v in way.how.items()}
            yield _entry(organisation, kind, text, way.source, way.checked, _stems(words, lang), lang, frozenset())


_VERIFY_WORDS = "verify check genuine real verificare controllare vero"
_REPORT_WORDS = "report tell segnalare denunciare"


def _text_topics(about: str, text: Text, lang: str) -> frozenset[str]:
    return _topics(" " + " ".join(plain_words(f"{about} {say(text, lang)}", lang)) + " ", lang)


def _entry(
    organisation: Organisation, name: str, text: Text, source: str, checked: str, keys: frozenset[str], lang: str, topics: frozenset[str]
) -> _Entry:
    words = Counter(_stems(say(text, lang), lang))
    for key in keys:
        words[key] += 1
    return _Entry(organisation, name, text, source, checked, words, keys, topics)


def _name_stems(organisations: list[Organisation], lang: str) -> frozenset[str]:
    return frozenset(s for o in organisations for name in o.names for s in _stems(name, lang)) - _stems(_OURS[lang], lang)


_SAME = {
    "en": {
        "phone": "call", "phones": "call", "phoned": "call", "phoning": "call", "ring": "call", "rings": "call", "rang": "call", "telephone": "call",
        "caller": "call",
        "discounts": "discount", "promotion": "discount", "offer": "discount", "deal": "discount", "robocall": "robocall", "automat": "robocall",
        "automated": "robocall", "robot": "robocall", "use": "", "mail": "email", "e": "email", "text": "message", "texts": "message", "sms": "message",
        "legitimate": "genuine", "legit": "genuine", "real": "genuine", "true": "genuine", "authentic": "genuine", "verify": "check", "confirm": "check",
        "accidentally": "mistake", "gave": "give", "given": "give", "told": "give", "parcel": "order", "package": "order", "delayed": "late",
    },
    "it": {},
}  # fmt: skip


def _stems(text: str, lang: str) -> frozenset[str]:
    """Words without their endings, roughly: enough to match "discounts" with "discount", "chiamano" with "chiamare"."""
    out = set()
    same = _SAME.get(lang, {})
    for word in plain_words(text, lang):
        if word in _EMPTY.get(lang, frozenset()) or not re.search(r"[a-z]", word) or len(word) < 2:
            continue
        if lang == "en":
            word = same.get(word, word)
            word = re.sub(r"(?:ing|ers|er|ed|es|s|ly)$", "", word) if len(word) > 5 else re.sub(r"s$", "", word) if len(word) > 3 else word
            word = same.get(word, word)
        elif len(word) > 4:
            word = re.sub(
                r"(?:azioni|azione|amente|mente|erebbe|ebbero|eranno|ando|endo|ano|ono|are|ere|ire|ato|ata|ati|ate|uto|uta|[aeio])$",
                "",
                word,
            )
            word = word[:ITALIAN_STEM].rstrip("h")
        out.add(word)
    return frozenset(out - {""})


_CHANNELS = {
    "en": _stems("call email message letter visit", "en"),
    "it": _stems("chiama chiamata telefona telefonata email mail messaggio sms lettera visita contatta", "it"),
}
