"""From judged calls to figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from deadringer.evaluation.calibration import Calibration, calibrate
from deadringer.evaluation.intervals import Counted, Interval, quartiles, ratio
from deadringer.evaluation.listening import Scored
from deadringer.evaluation.rows import JUDGED
from deadringer.knowledge.load import Knowledge

Quartiles = tuple[float, float, float]
CERTAIN_WARNING = 20
"""Below so many independent groups an interval tells little; said beside it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One label of one source (or of everything)."""

    name: str
    label: str
    calls: int
    groups: int
    hours: float
    """Of talk; messages have none."""
    warned: Interval
    scam: Interval
    alarms: int
    """Warnings of spoken calls when listening starts afresh after each one; only of legitimate calls."""
    per_100_hours: Interval | None
    """Such warnings per 100 hours of legitimate talk."""
    first_words: Quartiles | None
    """Words heard before the first warning, of the calls that were warned of."""
    first_seconds: Quartiles | None
    milliseconds: float
    """Of computing, a call."""

    @property
    def per_1000(self) -> Interval:
        """Warnings per 1,000 calls."""
        return self.warned.times(1000)


@dataclass(frozen=True, slots=True)
class Fired:
    """One kind of evidence: in how many calls it was seen."""

    kind: str
    scam: int
    legit: int
    alarms: int
    """False alarms to which it added weight."""


@dataclass(frozen=True, slots=True)
class Summary:
    """All figures of one run, without baselines."""

    by_source: tuple[Figures, ...]
    by_kind: tuple[Figures, ...]
    """Voice and messages, per language."""
    overall: tuple[Figures, ...]
    calibration: Mapping[str, Calibration]
    """Of all calls, and of spoken ones alone where there are others."""
    fired: tuple[Fired, ...]
    never: tuple[str, ...]
    """Tactics that were seen in no call."""
    expected: tuple[tuple[str, str, int], ...]
    """(the verdict its writer holds for right, the verdict it got, calls), where rows say so."""
    misses: tuple[Scored, ...]
    false_alarms: tuple[Scored, ...]


def figures(name: str, label: str, scored: Sequence[Scored]) -> Figures:
    """Of calls of one label."""
    warned = [s for s in scored if s.warned]
    voice = [s for s in scored if s.row.voice]
    share = ratio(Counted(s.row.group, float(s.warned), 1.0) for s in scored)
    scam = ratio(Counted(s.row.group, float(s.scam), 1.0) for s in scored)
    rate = None
    if label == "legit":
        rate = ratio((Counted(s.row.group, float(s.alarms), s.seconds / 3600) for s in voice), share=False)
    assert share and scam
    return Figures(
        name=name,
        label=label,
        calls=len(scored),
        groups=len({s.row.group for s in scored}),
        hours=sum(s.seconds for s in voice) / 3600,
        warned=share,
        scam=scam,
        alarms=sum(s.alarms for s in voice) if label == "legit" else 0,
        per_100_hours=rate.times(100) if rate else None,
        first_words=quartiles([s.warned_at for s in warned if s.warned_at is not None]),
        first_seconds=quartiles([_first_second(s) for s in warned if s.warned_at is not None]),
        milliseconds=1000 * sum(s.took for s in scored) / len(scored),
    )


def _first_second(s: Scored) -> float:
    # Warned before a word was said (by the number): no second of talk was heard.
    return 0.0 if s.warned_second is None else s.warned_second


def summarise(scored: Sequence[Scored], knowledge: Knowledge) -> Summary:
    """All figures of a run."""
    judged = [s for s in scored if s.row.label in JUDGED]
    return Summary(
        by_source=tuple(_split(scored, lambda s: s.row.source)),
        by_kind=tuple(_split(judged, lambda s: s.row.kind)) if len({s.row.kind for s in judged}) > 1 else (),
        overall=tuple(_split(judged, lambda s: "all")),
        calibration=dict(_calibrations(judged)),
        fired=tuple(_fired(judged)),
        never=tuple(sorted(set(knowledge.tactics) - {k.removeprefix("tactic:") for s in scored for k in s.fired})),
        expected=tuple(sorted((e, g, n) for (e, g), n in Counter((s.row.expect, s.level.word) for s in scored if s.row.expect).items())),
        misses=tuple(s for s in judged if s.row.label == "scam" and not s.warned),
        false_alarms=tuple(s for s in judged if s.row.label == "legit" and s.warned),
    )


def _split(scored: Iterable[Scored], name: Callable[[Scored], str]) -> Iterable[Figures]:
    parts: dict[tuple[str, str], list[Scored]] = defaultdict(list)
    for s in scored:
        parts[name(s) or "?", s.row.label].append(s)
    for (part, label), members in sorted(parts.items(), key=lambda p: (p[0][1] != "scam", p[0][1], p[0][0])):
        yield figures(part, label, members)


def _calibrations(judged: Sequence[Scored]) -> Iterable[tuple[str, Calibration]]:
    voice = [s for s in judged if s.row.voice]
    for name, part in (("all", judged), ("voice", voice if len(voice) < len(judged) else [])):
        found = calibrate([s.probability for s in part], [s.row.label == "scam" for s in part])
        if found:
            yield name, found


def _fired(judged: Sequence[Scored]) -> Iterable[Fired]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for s in judged:
        for kind in s.fired:
            counts[kind][s.row.label == "legit"] += 1
        if s.row.label == "legit" and s.warned:
            for weighed in s.evidence:
                if weighed.weight > 0:
                    counts[weighed.evidence.kind][2] += 1
    for kind, (scam, legit, alarms) in sorted(counts.items(), key=lambda c: (-c[1][0], -c[1][1], c[0])):
        yield Fired(kind, scam, legit, alarms)
