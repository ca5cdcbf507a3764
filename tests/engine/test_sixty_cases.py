"""Sixty calls of our own: thirty genuine ones that look alarming, thirty scams, English and Italian, as a recogniser would hear them.

They are named here and stand in ``corpus/`` (split ``develop``). All are judged rightly.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deadringer.call import Call, Dealing, Turn
from deadringer.evidence import Verdict
from deadringer.screener import Screener

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
SCREENER = Screener()

LEGIT = """
en-legit-bank-001 en-legit-bank-002 en-legit-amazon-016 en-legit-taxi-074 en-legit-debt-011 en-legit-debt-038
en-legit-appointment-007 en-legit-pharmacy-004 en-legit-otp-022 en-legit-police-017 en-legit-police-130 en-legit-family-122
en-legit-friend-139 en-legit-utility-106 en-legit-hmrc-008 it-legit-bank-158 it-legit-bank-031 it-legit-amazon-119
it-legit-courier-037 it-legit-debt-077 it-legit-debt-061 it-legit-bank-076 it-legit-flujab-085 it-legit-dentist-080
it-legit-police-101 it-legit-relative-041 it-legit-newnumber-112 it-legit-itsupport-059 it-legit-enel-127 it-legit-plumber-065
""".split()
SCAM = """
en-scam-hmrc-019 en-scam-amazon-041 en-scam-amazon-104 en-scam-paypal-094 en-scam-family-005 en-scam-bank-148 en-scam-police-074
en-scam-family-004 en-scam-hospital-095 en-scam-recovery-059 en-scam-social-046 en-scam-crypto-007 en-scam-bank-079
en-scam-job-023 en-scam-parcel-125 it-scam-bank-140 it-scam-spid-134 it-scam-inps-014 it-scam-microsoft-020
it-scam-drugsparcel-148 it-scam-energy-089 it-scam-grandma3-067 it-scam-amazonback-029 it-scam-postepay-130 it-scam-cousin-124
it-scam-whatsapptrading-146 it-scam-opening3-122 it-scam-crypto-002 it-scam-lawyer-023 it-scam-spoofbank-064
""".split()


def rows() -> dict[str, dict[str, object]]:
    out = {}
    for path in CORPUS.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            out[row["id"]] = row
    return out


ROWS = rows()


def judge(name: str) -> Verdict:
    row = ROWS[name]
    call = Call(
        channel=row["channel"],  # type: ignore[arg-type]
        direction=row["direction"],  # type: ignore[arg-type]
        country=row["country"],  # type: ignore[arg-type]
        dealings=[Dealing.parse(d) for d in row.get("dealings", [])],  # type: ignore[attr-defined]
    )
    return SCREENER.check([Turn(t["text"], t["speaker"]) for t in row["turns"]], call)  # type: ignore[attr-defined, index]


def test_there_are_sixty() -> None:
    assert len(LEGIT) == len(SCAM) == 30
    for names, label in ((LEGIT, "legit"), (SCAM, "scam")):
        assert {ROWS[n]["label"] for n in names} == {label}
        assert sum(ROWS[n]["lang"] == "it" for n in names) == 15
        assert all(ROWS[n]["split"] == "develop" for n in names)


@pytest.mark.parametrize("name", LEGIT)
def test_a_genuine_call_is_not_warned_about(name: str) -> None:
    assert not judge(name).level.warns


@pytest.mark.parametrize("name", SCAM)
def test_a_scam_is_warned_about(name: str) -> None:
    assert judge(name).level.warns
