"""A few words of our own, said by swindlers and by honest people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SCAMS = [
    "hello this is amazon your prime membership renews today for seventy nine pounds press one to cancel and speak to our fraud team",
    "this is the tax office there is a warrant for your arrest you must pay today with gift cards and do not tell anyone",
    "buongiorno sono della banca le è arrivato un codice di sei cifre me lo legga subito e poi spostiamo i soldi su un conto sicuro",
    "this is microsoft your computer has a virus please download anydesk so that i can connect to it and fix it",
]
HONEST = [
    "hi mum it is only me are you coming for tea on sunday i will bring the cake",
    "good morning it is the dentist your appointment is on thursday at nine please ring us if you cannot come",
    "ciao sono luca arrivo tardi stasera comincia pure a mangiare ci vediamo dopo",
    "the parcel is with your neighbour at number fourteen have a nice day",
]


def lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Writes rows as JSON lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path
