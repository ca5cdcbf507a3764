"""An example of a plug-in: an analyser that knows what a household does not have, and a recogniser that is another program."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from deadringer.call import Call
from deadringer.errors import InputError
from deadringer.evidence import Evidence
from deadringer.knowledge import Knowledge
from deadringer.plugins import HeardTurn

if TYPE_CHECKING:
    from deadringer.speech import Heard, RecogniserFactory

# What this household does not have: the plain words by which a caller would name it, and what it is called.
WE_HAVE_NO = {
    ("your", "windows", "computer"): {"en": "a Windows computer", "it": "un computer Windows"},
    ("your", "car"): {"en": "a car", "it": "un'automobile"},
    ("la", "sua", "automobile"): {"en": "a car", "it": "un'automobile"},
}


class Household:
    """Whoever rings about something that is not there rings everybody."""

    name = "household"

    def __init__(self, knowledge: Knowledge) -> None:
        """Every analyser is made with the knowledge; this one does not need it."""

    def ring(self, call: Call) -> Iterable[Evidence]:
        """Nothing is known before a word is said."""
        return ()

    def hear(self, turn: HeardTurn, call: Call) -> Iterator[Evidence]:
        """One piece for each thing that the other party names."""
        if turn.turn.speaker == "me":
            return
        words = turn.heard.words
        for first in range(len(words)):
            for named, thing in WE_HAVE_NO.items():
                last = first + len(named)
                if words[first:last] == named:
                    yield Evidence(
                        kind=f"household:{'_'.join(named)}",
                        family="household",
                        weight=1.7,
                        why={
                            "en": f"There is not even {thing['en']} in this house.",
                            "it": f"In questa casa non c'è nemmeno {thing['it']}.",
                        },
                        quote=turn.heard.quote(first, last),
                        start=turn.heard.starts[first],
                        end=turn.heard.ends[last - 1],
                        turn=turn.index,
                        at=turn.before + last,
                    )


class CommandRecogniser:
    """Gives the sound of each utterance to the program named in ``HEAR_WITH``, and takes what it prints for the words."""

    def __init__(self, lang: str) -> None:
        self._command = [*shlex.split(os.environ.get("HEAR_WITH", "")), lang]
        self._sound = bytearray()
        if len(self._command) < 2:
            raise InputError("HEAR_WITH names no program; it should read 16-bit samples at 16 kHz from standard input and print words")

    def accept(self, pcm: object) -> list[Heard]:
        """Keeps the sound: this program hears whole utterances only, so nothing is known before the end."""
        import numpy as np

        self._sound += (np.clip(np.asarray(pcm), -1.0, 1.0) * 32767).astype("<i2").tobytes()
        return []

    def finish(self) -> list[Heard]:
        """The words of the utterance."""
        from deadringer.speech import Heard

        seconds = len(self._sound) / 2 / 16000
        done = subprocess.run(self._command, input=bytes(self._sound), stdout=subprocess.PIPE, check=True)
        self._sound.clear()
        text = " ".join(done.stdout.decode(errors="replace").split())
        return [Heard(text, start=0.0, end=seconds)] if text else []


def by_command() -> RecogniserFactory:
    """What the entry point names: called once a run; it gives what makes a recogniser for a language."""
    return CommandRecogniser
