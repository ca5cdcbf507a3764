"""One HTML file with all figures, the plots, and every miss and false alarm to read. Nothing in it loads anything from elsewhere."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from html import escape
from itertools import accumulate
from pathlib import Path

from deadringer.call import Turn
from deadringer.evaluation.listening import Scored
from deadringer.evaluation.reporting import Report, tables

MOST_WORDS = 1500
"""Words of one call that are shown; of a longer one, those around the evidence, or its beginning where there is none."""
AROUND = 60

_BETWEEN = r"[\W_]{0,3}"
"""What may stand between the digits of a number: blanks of all kinds, line breaks, points, commas, dashes, brackets."""
_DIGITS = re.compile(rf"\+?\d(?:{_BETWEEN}\d){{3,}}")
_ACCOUNT = re.compile(
    rf"(?<![^\W_])[a-z]{{2}}{_BETWEEN}\d\d(?:{_BETWEEN}[a-z0-9]{{4}}){{2,7}}(?:{_BETWEEN}[a-z0-9]{{1,4}})?(?![^\W_])",
    re.IGNORECASE | re.ASCII,
)
"""An IBAN, in one piece or in fours."""

_BRACKETS = (
    "Figures in brackets: where the figure would lie with other calls of the same kinds, 95 times of 100. "
    "Groups are campaigns or speakers: only they are independent."
)
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;color:#1d2433;background:#fff;max-width:76rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.2rem}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.88rem;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .7rem;border-bottom:1px solid #dde2ea;text-align:left;white-space:nowrap}th{font-weight:600}
figure{display:inline-block;margin:.5rem 1rem .5rem 0;vertical-align:top}img{max-width:100%}
details{border-bottom:1px solid #dde2ea;padding:.4rem 0}summary{cursor:pointer}
.words{white-space:pre-wrap;font-size:.92rem;max-width:60rem}.who{color:#5b6577}mark{background:#ffe2a8}
.level{display:inline-block;min-width:6rem;font-weight:600}.scam{color:#b3261e}.suspicious{color:#8a4b00}
@media(prefers-color-scheme:dark){body{background:#14181f;color:#e6e9ef}th,td,details{border-color:#323a48}mark{background:#6b4c00;color:#fff}
.who{color:#9aa5b5}.scam{color:#ff8a80}.suspicious{color:#ffc46b}img{background:#fff}}
"""


def page(report: Report, plots: Sequence[Path] = ()) -> str:
    """The file's text."""
    s = report.summary
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width,initial-scale=1'>",
        f"<title>Dead Ringer: how often it is right</title><style>{_STYLE}</style>",
        "<h1>How often it is right</h1>",
        f"<p>{escape(_settings(report))}</p>",
        f"<p>{_BRACKETS}</p>",
    ]
    for path in plots:
        image = base64.b64encode(path.read_bytes()).decode("ascii")
        parts.append(f"<figure><img alt='{escape(path.stem.replace('_', ' '))}' src='data:image/png;base64,{image}'></figure>")
    for heading, heads, lines in tables(report):
        parts += [f"<h2>{escape(heading)}</h2>", _table(heads, lines)]
    about = dict.fromkeys(f"{c.name}: {c.about}" for c in report.compared)
    parts += [f"<p>{escape(line)}.</p>" for line in about]
    parts += ["<h2>Evidence</h2>", _table(
        ["kind", "scam calls", "legitimate calls", "false alarms it took part in"],
        [[f.kind, str(f.scam), str(f.legit), str(f.alarms)] for f in s.fired],
    )]  # fmt: skip
    if s.never:
        parts.append(f"<p>Seen in no call ({len(s.never)}): {escape(', '.join(s.never))}.</p>")
    parts += [f"<p>{escape(remark)}</p>" for remark in report.remarks]
    parts += [f"<h2>False alarms ({len(s.false_alarms)})</h2>", *map(_call, s.false_alarms)]
    parts += [f"<h2>Scam calls that were missed ({len(s.misses)})</h2>", *map(_call, s.misses)]
    return "\n".join(parts) + "\n"


def _settings(report: Report) -> str:
    return "; ".join(
        f"{k}: {', '.join(map(str, v)) if isinstance(v, list) else v}" for k, v in report.settings.items() if v not in (None, [], 0, False)
    )


def _table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(h)}" for h in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(c)}" for c in line) for line in lines)
    return f"<div class=wide><table><tr>{head}{body}</table></div>"


def masked(text: str) -> str:
    """Long numbers (cards, accounts, phones) with all but the last two digits covered."""

    def cover(m: re.Match[str], least: int = 4) -> str:
        plain = re.sub(r"[\W_]", "", m.group())
        # Four or five digits in one piece are a year or a price; read out one by one they are a code.
        long = len(m.group()) >= 6 and sum(c.isdigit() for c in plain) >= least
        return "•" * 4 + plain[-2:] if long else m.group()

    return _DIGITS.sub(cover, _ACCOUNT.sub(lambda m: cover(m, 8), text))


def _call(s: Scored) -> str:
    pieces = "".join(
        f"<li>{w.weight:+.2f} {escape(w.evidence.kind)} {'“' + escape(masked(w.evidence.quote)) + '”' if w.evidence.quote else ''}"
        for w in s.evidence
    )
    expect = f", its writer expects {escape(s.row.expect)}" if s.row.expect else ""
    return (
        f"<details><summary><span class='level {s.level.word}'>{s.level.word}</span> {s.probability:.2f} "
        f"{escape(s.row.source)} {escape(s.row.id)}, {s.row.words} words{expect} <span class=who>{escape(s.row.place)}</span></summary>"
        f"<ul>{pieces}</ul><div class=words>{_words(s)}</div></details>"
    )


def _words(s: Scored) -> str:
    quotes = [w.evidence.quote for w in s.evidence if w.evidence.turn >= 0 and w.evidence.quote and "…" not in w.evidence.quote]
    lines = []
    for turn in _worth_reading(s):
        text = _around(turn.text, quotes) if len(turn.text.split()) > MOST_WORDS else turn.text
        lines.append(f"<span class=who>{turn.speaker}:</span> {_marked(masked(text), [masked(q) for q in quotes])}")
    return "\n".join(lines)


def _worth_reading(s: Scored) -> list[Turn]:
    """All turns; of a long call those around the evidence, and where there is none (a miss mostly has none), its beginning."""
    turns = s.row.turns
    if s.row.words <= MOST_WORDS:
        return list(turns)
    telling = {w.evidence.turn for w in s.evidence if w.evidence.turn >= 0}
    if telling:
        return [turn for i, turn in enumerate(turns) if any(abs(i - t) <= 4 for t in telling)]
    heard = [0, *accumulate(len(turn.text.split()) for turn in turns)]
    return [turn for turn, before in zip(turns, heard, strict=False) if before < MOST_WORDS]


def _around(text: str, quotes: Sequence[str]) -> str:
    words = text.split()
    at = [len(text[: text.find(q)].split()) for q in quotes if q in text] or [0]
    first, last = max(0, min(at) - AROUND), max(at) + 2 * AROUND
    return " ".join((["…"] if first else []) + words[first : min(last, first + MOST_WORDS)] + ["…"])


def _marked(text: str, quotes: Sequence[str]) -> str:
    shown = escape(text)
    for quote in sorted({escape(q) for q in quotes if q}, key=len, reverse=True):
        if len(quote) > 3:
            shown = shown.replace(quote, f"<mark>{quote}</mark>", 1)
    return shown
