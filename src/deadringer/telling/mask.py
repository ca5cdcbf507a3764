"""Blacks out card numbers, one-time codes, PINs and passwords before anything is written down.

What is masked is what opens something. Telephone numbers, account numbers (IBAN) and amounts stay: they are what a report is about.
"""

from __future__ import annotations

import re

COVER = "█████"
"""What stands in the place of a secret."""
MAX_TEXT = 2_000_000
"""Characters of one text that are read; what is longer is cut, so that nothing unread gets through."""

_CARD = re.compile(r"(?<![\d+])\d(?:[ .\-]?\d){12,18}(?![\d])")
_DIGIT_WORDS = "zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|uno|due|tre|quattro|cinque|sei|sette|otto|nove|doppio"
_SPOKEN = re.compile(rf"\b(?:(?:{_DIGIT_WORDS}|\d{{1,4}})[\s,.\-]+){{3,}}(?:{_DIGIT_WORDS}|\d{{1,4}})\b", re.IGNORECASE)
_SECRET = (
    r"one[- ]time (?:code|password|passcode)|otp|passcode|pass ?code|security code|verification code|access code|cvv2?|cvc2?|"
    r"three digits on the back|digits on the back|pin(?: code)?|"
    r"(?<!sort )(?<!post )(?<!area )(?<!zip )(?<!tax )(?<!country )(?<!dialling )(?<!promo )(?<!discount )(?<!bar )code|"
    r"codice(?! (?:fiscale|cliente|iban|postale|utente|contratto|pod|pdr|pratica))(?: di sicurezza| otp| di verifica| usa e getta)?|"
    r"tre cifre(?: dietro| sul retro)?|cifre sul retro"
)
_CODE = re.compile(
    rf"\b({_SECRET})(\W+(?:(?:number|numero|sono|is|was|says|reads|are|it's|here|che|è|era|arrivato|del|della|bancomat|sms|the|il|un|a|ho|avuto|"
    rf"letto|you|got|i|my|mio|mia|to|read|out|now|ok|okay|yes|sì|so|allora|questo|ecco|sarebbe|dice|il|quello)\W+){{0,6}})"
    rf"(\d(?:[ .\-]?\d){{2,9}}|(?:(?:{_DIGIT_WORDS})[\s,.\-]+){{2,9}}(?:{_DIGIT_WORDS}))",
    re.IGNORECASE,
)
_CODE_FIRST = re.compile(
    rf"(?<![\d+€£$])\b(\d(?:[ \-]?\d){{3,7}})(\W+(?:is|was|è|era)\W+(?:the|my|il|la|mio|mia)?\W*(?:{_SECRET}))\b", re.IGNORECASE
)
_PASSWORD = re.compile(
    r"\b(password|passphrase|parola d'ordine|parola chiave)(\s*(?:is|was|è|era|:|=)\s*[\"“«]?)(\S+?)(?=[\"”»]?(?:[\s,;.!?]|$))",
    re.IGNORECASE,
)


def mask(text: str) -> str:
    """The text with its secrets covered."""
    text = text[:MAX_TEXT]
    text = _CARD.sub(_card, text)
    text = _PASSWORD.sub(lambda m: m[1] + m[2] + COVER, text)
    text = _CODE.sub(lambda m: m[1] + m[2] + COVER, text)
    text = _CODE_FIRST.sub(lambda m: COVER + m[2], text)
    return _SPOKEN.sub(_spoken, text)


def _card(m: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", m[0])
    if digits.startswith("00") or not 13 <= len(digits) <= 19:
        return m[0]  # the international prefix: a telephone number
    return COVER if _luhn(digits) else m[0]


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _spoken(m: re.Match[str]) -> str:
    """Digits said one by one: sixteen or so are a card, whatever the sum says (a recogniser may have misheard one)."""
    words = re.findall(rf"{_DIGIT_WORDS}|\d+", m[0], re.IGNORECASE)
    count = 0
    times = 1
    for word in words:
        low = word.lower()
        if low in ("double", "doppio", "triple"):
            times = 3 if low == "triple" else 2
            continue
        count += (len(word) if word.isdigit() else 1) * times
        times = 1
    spoken = any(not w.isdigit() for w in words)
    if 13 <= count <= 19 and (spoken or _luhn("".join(w for w in words if w.isdigit()))):
        return COVER
    return m[0]
