"""The figures as a table to read, and as data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from deadringer.evaluation.calibration import Calibration
from deadringer.evaluation.comparing import Compared
from deadringer.evaluation.figures import CERTAIN_WARNING, Figures, Summary
from deadringer.evaluation.intervals import Interval
from deadringer.evaluation.listening import Scored
from deadringer.phrases.shown import shown

SCHEMA = "1"
"""Raised when a field changes its meaning or goes away."""

MOST_NAME, MOST_REMARK = 80, 2000
"""Characters of a cell of a table and of a remark that are shown: a source can be named by any field of a row."""


@dataclass(frozen=True, slots=True)
class Report:
    """One run."""

    summary: Summary
    compared: Sequence[Compared]
    remarks: Sequence[str]
    settings: dict[str, Any]
    """What was measured: files, options, version."""


def share(interval: Interval) -> str:
    """``97.8 % (95.0-99.1)``."""
    return f"{100 * interval.value:.1f} % ({100 * interval.low:.1f}-{100 * interval.high:.1f})"


def rate(interval: Interval | None) -> str:
    """``1.2 (0.4-2.1)``."""
    return f"{interval.value:.1f} ({interval.low:.1f}-{interval.high:.1f})" if interval else "-"


def middle(quartiles: tuple[float, float, float] | None) -> str:
    """``21 (14-40)``: the median and the quartiles."""
    return f"{quartiles[1]:.0f} ({quartiles[0]:.0f}-{quartiles[2]:.0f})" if quartiles else "-"


Table = tuple[str, list[str], list[list[str]]]
"""Heading, column heads, lines."""


def tables(report: Report) -> list[Table]:
    """All tables, ready to be set as text or as HTML; names that strangers gave are cut and cleaned."""
    s = report.summary
    found: list[Table] = []
    by_source = s.by_source + (s.overall if len(s.by_source) > len(s.overall) else ())
    found.append(_scams("Scam calls", [f for f in by_source if f.label == "scam"]))
    found.append(_legit("Legitimate calls", [f for f in by_source if f.label == "legit"]))
    found.append(_scams("Other calls (neither)", [f for f in by_source if f.label not in ("scam", "legit")]))
    found.append(_scams("Scam calls by kind", [f for f in s.by_kind if f.label == "scam"]))
    found.append(_legit("Legitimate calls by kind", [f for f in s.by_kind if f.label == "legit"]))
    if report.compared:
        found.append(_compared(report.compared))
    if s.expected:
        found.append(
            ("Against the verdict that the writer holds for right", ["right", "given", "calls"], [[e, g, str(n)] for e, g, n in s.expected])
        )
    found += [_calibrated(name, c) for name, c in s.calibration.items()]
    return [(shown(head), heads, [[shown(c, MOST_NAME) for c in line] for line in lines]) for head, heads, lines in found if lines]


def _scams(heading: str, lines: Sequence[Figures]) -> Table:
    heads = ["source", "calls", "groups", "warned", "called scam", "words before warning", "seconds before warning", "ms a call"]
    return heading, heads, [
        [
            _name(f), str(f.calls), str(f.groups), share(f.warned), share(f.scam), middle(f.first_words), middle(f.first_seconds),
            f"{f.milliseconds:.2f}",
        ]
        for f in lines
    ]  # fmt: skip


def _legit(heading: str, lines: Sequence[Figures]) -> Table:
    heads = ["source", "calls", "groups", "hours", "warned of", "per 1,000 calls", "called scam", "alarms", "per 100 hours", "ms a call"]
    return heading, heads, [
        [
            _name(f), str(f.calls), str(f.groups), f"{f.hours:.1f}" if f.hours else "-", str(round(f.warned.value * f.calls)),
            rate(f.per_1000), share(f.scam), str(f.alarms) if f.hours else "-", rate(f.per_100_hours), f"{f.milliseconds:.2f}",
        ]
        for f in lines
    ]  # fmt: skip


def _name(f: Figures) -> str:
    return f.name + _star(f.groups)


def _star(groups: int) -> str:
    return " *" if groups < CERTAIN_WARNING else ""


def _compared(lines: Sequence[Compared]) -> Table:
    heads = [
        "calls",
        "system",
        "AUC",
        "warned at our false alarms",
        "we are ahead by",
        "warned, usual threshold",
        "false alarms, usual threshold",
    ]
    return "Beside other ways, at equal false alarms", heads, [
        [
            c.calls + _star(c.groups), c.name, f"{c.auc:.3f}", share(c.warned),
            f"{100 * c.behind.value:+.1f} points ({100 * c.behind.low:+.1f} to {100 * c.behind.high:+.1f})" if c.behind else "",
            f"{100 * c.usual_warned:.1f} %", f"{100 * c.usual_false:.2f} %",
        ]
        for c in lines
    ]  # fmt: skip


def _calibrated(name: str, c: Calibration) -> Table:
    heads = ["probability", "calls", "said, mean", "true"]
    return (
        f"Calibration, {name}: ECE {c.ece:.3f}, Brier {c.brier:.3f} "
        f"(scams and legitimate calls weighing equally: {c.ece_balanced:.3f}, {c.brier_balanced:.3f})",
        heads,
        [[f"{b.low:.1f} to {b.high:.1f}", str(b.calls), f"{100 * b.said:.1f} %", f"{100 * b.true:.1f} %"] for b in c.bins],
    )


def as_text(report: Report, evidence: bool = True) -> str:
    """For a terminal."""
    out: list[str] = []
    for heading, heads, lines in tables(report):
        out += [heading, *_set(heads, lines), ""]
    s = report.summary
    groups = [f.groups for f in (*s.by_source, *s.by_kind, *s.overall)] + [c.groups for c in report.compared]
    if min(groups, default=CERTAIN_WARNING) < CERTAIN_WARNING:
        out += [f"* fewer than {CERTAIN_WARNING} independent groups (campaigns, speakers): the interval tells little.", ""]
    if report.compared:
        out += [*dict.fromkeys(f"{c.name}: {c.about}" for c in report.compared), ""]
    if evidence:
        out.append("Evidence seen most, in scam / legitimate calls:")
        out += _wrapped(f"{f.kind} {f.scam}/{f.legit}" for f in s.fired[:30])
        wrong = sorted((f for f in s.fired if f.alarms), key=lambda f: -f.alarms)
        if wrong:
            out.append("Evidence behind false alarms:")
            out += _wrapped(f"{f.kind} {f.alarms}" for f in wrong[:20])
        if s.never:
            out.append(f"Tactics seen in no call ({len(s.never)}):")
            out += _wrapped(s.never)
        out.append("")
    out += [shown(remark, MOST_REMARK) for remark in report.remarks]
    out.append(
        f"Missed: {len(report.summary.misses)} scam calls. False alarms: {len(report.summary.false_alarms)}. "
        "Read them all with --html FILE."
    )
    return "\n".join(out)


def _set(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[i]) for row in (heads, *lines)) for i in range(len(heads))]
    text = [all(not line[i][:1].isdigit() and line[i][:1] not in "+-" for line in lines) for i in range(len(heads))]
    return [
        "  " + "  ".join(cell.ljust(w) if t else cell.rjust(w) for cell, w, t in zip(row, widths, text, strict=True)).rstrip()
        for row in (heads, *lines)
    ]


def _wrapped(words: Iterable[str], width: int = 120) -> list[str]:
    out, line = [], "  "
    for word in words:
        if len(line) + len(word) > width:
            out.append(line.rstrip())
            line = "  "
        line += word + ", "
    return [*out, line.rstrip(", ")] if line.strip() else out


def as_data(report: Report) -> dict[str, Any]:
    """For programs. Without the words of any call."""
    s = report.summary
    return {
        "schema": SCHEMA,
        "settings": report.settings,
        "remarks": list(report.remarks),
        "by_source": [_figures(f) for f in s.by_source],
        "by_kind": [_figures(f) for f in s.by_kind],
        "overall": [_figures(f) for f in s.overall],
        "compared": [
            {
                "calls": x.calls, "system": x.name, "about": x.about, "groups": x.groups, "auc": round(x.auc, 4),
                "warned_at_equal_false_alarms": x.warned.data(),
                "deadringer_ahead_by": x.behind.data() if x.behind else None,
                "usual_threshold": {"warned": round(x.usual_warned, 4), "false_alarms": round(x.usual_false, 4)},
            }
            for x in report.compared
        ],
        "calibration": {
            name: {
            "calls": c.calls, "ece": round(c.ece, 4), "brier": round(c.brier, 4), "ece_balanced": round(c.ece_balanced, 4),
            "brier_balanced": round(c.brier_balanced, 4),
            "bins": [{"low": b.low, "high": b.high, "calls": b.calls, "said": round(b.said, 4), "true": round(b.true, 4)} for b in c.bins],
            }
            for name, c in s.calibration.items()
        },
        "evidence": [{"kind": f.kind, "scam_calls": f.scam, "legit_calls": f.legit, "false_alarms": f.alarms} for f in s.fired],
        "never_seen": list(s.never),
        "expected": [{"right": e, "given": g, "calls": n} for e, g, n in s.expected],
        "misses": [_call(x) for x in s.misses],
        "false_alarms": [_call(x) for x in s.false_alarms],
    }  # fmt: skip


def _figures(f: Figures) -> dict[str, Any]:
    return {
        "name": f.name, "label": f.label, "calls": f.calls, "groups": f.groups, "hours": round(f.hours, 3), "warned": f.warned.data(),
        "scam": f.scam.data(), "alarms": f.alarms, "per_1000_calls": f.per_1000.data(2) if f.label == "legit" else None,
        "per_100_hours": f.per_100_hours.data(2) if f.per_100_hours else None,
        "words_before_warning": _quartiles(f.first_words), "seconds_before_warning": _quartiles(f.first_seconds),
        "milliseconds_a_call": round(f.milliseconds, 3),
    }  # fmt: skip


def _quartiles(q: tuple[float, float, float] | None) -> dict[str, float] | None:
    return {"lower": round(q[0], 1), "median": round(q[1], 1), "upper": round(q[2], 1)} if q else None


def _call(s: Scored) -> dict[str, Any]:
    return {
        "id": s.row.id, "place": s.row.place, "source": s.row.source, "level": s.level.word, "probability": round(s.probability, 4),
        "evidence": [{"kind": w.evidence.kind, "weight": round(w.weight, 3)} for w in s.evidence],
    }  # fmt: skip
