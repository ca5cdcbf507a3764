"""Calls and forms that the tests of this folder share."""

from __future__ import annotations

from datetime import datetime

import pytest

from deadringer.call import Call, Caller, Turn
from deadringer.knowledge.load import Knowledge, load_knowledge
from deadringer.output import as_data
from deadringer.screener import Screener
from deadringer.telling.forms import Forms
from deadringer.telling.record import CallRecord, record_of

BANK = (
    ("them", 0.0, "Good morning, am I speaking with Mrs Walker? This is David from the fraud department of your bank."),
    ("me", 9.0, "Yes, speaking."),
    ("them", 12.0, "Someone is trying to take 2,400 pounds from your account right now. I need you to install AnyDesk on your computer."),
    ("them", 44.0, "Do not tell anyone at the branch. Then log in to your online bank while I watch."),
    ("them", 90.0, "Now move your savings to a safe account that I opened for you."),
    ("me", 130.0, "My card number is 4111 1111 1111 1111 and the code is 482913."),
)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def forms() -> Forms:
    return Forms.load()


@pytest.fixture(scope="session")
def screener(knowledge: Knowledge) -> Screener:
    return Screener(knowledge)


@pytest.fixture(scope="session")
def bank_call(screener: Screener) -> CallRecord:
    call = Call(
        direction="in",
        caller=Caller("020 7946 0958"),
        called="020 7946 0123",
        country="GB",
        started=datetime(2026, 11, 20, 10, 15),
    )
    turns = [Turn(text, speaker, start, start + 5) for speaker, start, text in BANK]  # type: ignore[arg-type]
    verdict = screener.check(turns, call)
    return record_of(call, turns, as_data(verdict, screener.knowledge, call), saved=datetime(2026, 11, 20, 12, 0))


TOLD = [
    "name=Edith Walker",
    "phone=020 7946 0123",
    "amount=£2,400",
    "paid_date=2026-11-20",
    "paid_time=10:40",
    "paid_to=sort code 20-11-43, account 31926819",
    "gave=remote-access,bank-login",
    "email=edith@example.org",
    "what_happened=I let him in. I pulled the plug at 10:45.",
]
