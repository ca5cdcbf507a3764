"""Judges labelled calls as they would be judged live, and keeps what happened."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from deadringer.call import Call, Turn
from deadringer.evaluation.rows import WORDS_PER_SECOND, Row
from deadringer.evidence import Evidence, Level, Weighed
from deadringer.knowledge.load import Knowledge
from deadringer.plugins import Analyser, HeardTurn
from deadringer.screener import Screener, Session

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much is done and how much there is."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What became of one row."""

    row: Row
    level: Level
    probability: float
    log_odds: float
    words: int
    """Words as the screener counts them."""
    seconds: float
    """Length of the talk."""
    warned_at: int | None
    """Words heard when the first warning came."""
    warned_second: float | None
    alarms: int
    """Warnings, when listening starts afresh after each one: a long talk can raise more than one."""
    evidence: tuple[Weighed, ...]
    fired: frozenset[str]
    """Kinds of all evidence that was seen anywhere in the call, whether it counted in the end or not."""
    took: float
    """Seconds of computing."""

    @property
    def warned(self) -> bool:
        """Whether the person was warned."""
        return self.level.warns

    @property
    def scam(self) -> bool:
        """Whether it was called a scam."""
        return self.level is Level.SCAM


class _Witness:
    """An analyser that remembers what another one found."""

    def __init__(self, analyser: Analyser, seen: set[str], rings: bool = True) -> None:
        self.name = analyser.name
        self._analyser = analyser
        self._seen = seen
        self._rings = rings

    def ring(self, call: Call) -> Iterator[Evidence]:
        """As the other does; nothing, where what rings has had its say."""
        if self._rings:
            yield from self._noted(self._analyser.ring(call))

    def hear(self, turn: HeardTurn, call: Call) -> Iterator[Evidence]:
        """As the other does."""
        yield from self._noted(self._analyser.hear(turn, call))

    def _noted(self, found: Iterable[Evidence]) -> Iterator[Evidence]:
        for piece in found:
            self._seen.add(piece.kind)
            yield piece


class Listener:
    """Judges rows with one screener."""

    def __init__(self, knowledge: Knowledge | None = None, partials: int = 0) -> None:
        """
        Args:
            knowledge: default: ours and the person's own files.
            partials: judge an unfinished turn after every so many words as well, as a recogniser's guesses come in; 0: only whole
                turns (inside which every piece of evidence is weighed at its own word all the same).
        """
        plain = Screener(knowledge)
        self._seen: set[str] = set()
        self.screener = Screener(plain.knowledge, [_Witness(a, self._seen) for a in plain.analysers])
        self._unrung = Screener(plain.knowledge, [_Witness(a, self._seen, rings=False) for a in plain.analysers])
        self._partials = partials

    def judge(self, row: Row) -> Scored:
        """Listens to one row."""
        self._seen.clear()
        started = time.perf_counter()
        session = self.screener.session(row.call)
        first: tuple[Turn, int, int, int] | None = None
        for turn in row.turns:
            before, warned_before = session.verdict.words, session.verdict.warned_at
            self._hear(session, turn)
            self._seen |= session.found  # contradictions, too: no analyser makes them, and the verdict shows those of its worst moment
            warned_at = session.verdict.warned_at
            if warned_before is None and warned_at is not None:
                first = turn, warned_at, before, session.verdict.words
        took = time.perf_counter() - started
        verdict = session.verdict
        fired = self._seen | {w.evidence.kind for w in verdict.evidence}
        return Scored(
            row=row,
            level=verdict.level,
            probability=verdict.probability,
            log_odds=verdict.log_odds,
            words=verdict.words,
            seconds=row.seconds,
            warned_at=verdict.warned_at,
            warned_second=_second(*first, _words_per_second(row, verdict.words)) if first else None,
            alarms=self._alarms(row) if verdict.level.warns and row.label == "legit" else int(verdict.level.warns),
            evidence=verdict.evidence,
            fired=frozenset(fired),
            took=took,
        )

    def _hear(self, session: Session, turn: Turn) -> None:
        if self._partials:
            words = turn.text.split()
            for n in range(self._partials, len(words), self._partials):
                session.hear(replace(turn, text=" ".join(words[:n])), final=False)
        session.hear(turn)

    def _alarms(self, row: Row) -> int:
        """Warnings, when a new session begins with the turn after each one."""
        screener, alarms = self.screener, 0
        session = screener.session(row.call)
        if session.verdict.level.warns:
            # The number alone warns. It rang once: it must not warn anew with every turn.
            screener, alarms = self._unrung, 1
            session = screener.session(row.call)
        for turn in row.turns:
            self._hear(session, turn)
            if session.verdict.level.warns:
                alarms += 1
                session = screener.session(row.call)
        return alarms


def _words_per_second(row: Row, heard: int) -> float:
    """How fast the words come that are heard: where some were lost or doubled, the talk took its time all the same."""
    return WORDS_PER_SECOND * heard / row.said if row.said else WORDS_PER_SECOND


def _second(turn: Turn, at: int, before: int, after: int, pace: float) -> float:
    """When the warning came: inside the turn by its words, where the turn has times; else by the words alone."""
    if turn.start is None or turn.end is None or after <= before:
        return at / pace
    return turn.start + (turn.end - turn.start) * min(1.0, max(0.0, (at - before) / (after - before)))


def judge_all(rows: Sequence[Row], listener: Listener, progress: Progress | None = None) -> list[Scored]:
    """Every row, in order."""
    scored = []
    for i, row in enumerate(rows, 1):
        scored.append(listener.judge(row))
        if progress:
            progress("listening", i, len(rows))
    return scored
