"""How much is lost on bad lines: ``python benchmarks/robustness.py DATA... [--split measure] [--sound 40] [--markdown FILE]``.

Judges the same calls as they are; with words dropped, doubled or misheard; with speakers hidden and run together; and, with
``--sound N``, N calls spoken by a synthetic voice, through telephone lines, heard by our own recogniser (slow: about as long as the calls).
The loss is in points of share warned, with 95 % intervals by groups of calls (campaigns), drawn in pairs.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from rapidfuzz.distance import Levenshtein

from deadringer.errors import InputError
from deadringer.evaluation.damage import SEED, Damage, damage
from deadringer.evaluation.groups import find_groups
from deadringer.evaluation.intervals import HIGH, LOW, draws
from deadringer.evaluation.listening import Listener, Scored
from deadringer.evaluation.rows import Row, files_of, read_rows

HEADS = ("condition", "scams warned", "loss in points", "called scam", "legitimate warned of", "words wrong")


def hidden(rows: Sequence[Row]) -> list[Row]:
    """Turns kept apart, speakers unknown."""
    return [replace(row, turns=tuple(replace(t, speaker="unknown") for t in row.turns)) for row in rows]


def run_together(rows: Sequence[Row]) -> list[Row]:
    """One turn, nobody named."""
    return [row.run_together() for row in rows]


def conditions() -> dict[str, Callable[[Sequence[Row]], list[Row]]]:
    """What is done to the words."""
    found: dict[str, Callable[[Sequence[Row]], list[Row]]] = {
        "as written": list,
        "speakers hidden": hidden,
        "run together": run_together,
    }
    for name in ("dropped", "doubled", "misheard"):
        for share in (0.1, 0.2):
            how = Damage(**{name: share})
            found[f"{share:.0%} {name}"] = lambda rows, how=how: damage(rows, how)  # type: ignore[misc]
    mixed = Damage(0.2 / 3, 0.2 / 3, 0.2 / 3)
    found["20% of all three"] = lambda rows: damage(rows, mixed)
    found["20% of all three, run together"] = lambda rows: damage(run_together(rows), mixed)
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One condition's figures."""

    condition: str
    warned: float
    loss: tuple[float, float, float]
    scam: float
    legit: float
    wrong: float
    """Share of words that differ from what was written."""

    def cells(self) -> list[str]:
        """As text."""
        loss = (
            f"{100 * self.loss[0]:+.1f} ({100 * self.loss[1]:+.1f} to {100 * self.loss[2]:+.1f})" if self.condition != "as written" else ""
        )
        legit = "-" if math.isnan(self.legit) else f"{self.legit:.1%}"
        return [self.condition, f"{self.warned:.1%}", loss, f"{self.scam:.1%}", legit, f"{self.wrong:.1%}"]


def line(condition: str, before: Sequence[Scored], after: Sequence[Scored]) -> Line:
    """Compares the same calls, judged twice."""
    scam = [(b, a) for b, a in zip(before, after, strict=True) if b.row.label == "scam"]
    legit = [a for a in after if a.row.label == "legit"]
    groups: dict[str, list[float]] = {}
    for b, a in scam:
        held = groups.setdefault(f"{b.row.source} {b.row.group}", [0.0, 0.0])
        held[0] += b.warned - a.warned
        held[1] += 1
    matrix = np.array(list(groups.values()))
    drawn = draws(len(matrix), np.random.default_rng(SEED)) @ matrix
    low, high = np.percentile(drawn[:, 0] / drawn[:, 1], [LOW, HIGH])
    n = len(scam)
    return Line(
        condition,
        sum(a.warned for _, a in scam) / n,
        (float(matrix[:, 0].sum() / n), float(low), float(high)),
        sum(a.scam for _, a in scam) / n,
        sum(a.warned for a in legit) / len(legit) if legit else float("nan"),
        wrong_words(before, after),
    )


def wrong_words(before: Sequence[Scored], after: Sequence[Scored]) -> float:
    """Words changed, lost or added, by words written."""
    errors = written = 0
    for b, a in zip(before, after, strict=True):
        said, got = _plain(b.row.text), _plain(a.row.text)
        errors += Levenshtein.distance(said, got)
        written += len(said)
    return errors / max(1, written)


def _plain(text: str) -> list[str]:
    return "".join(c if c.isalnum() or c == "'" else " " for c in text.lower()).split()


def choose(rows: Sequence[Row], n: int) -> list[Row]:
    """``n`` telephone calls, evenly over labels and languages, by a fixed seed."""
    rng = random.Random(SEED)
    kinds: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row.call.channel in ("phone", "voicemail") and row.label in ("scam", "legit"):
            kinds.setdefault((row.label, row.lang), []).append(row)
    chosen: list[Row] = []
    for _, members in sorted(kinds.items()):
        chosen += rng.sample(members, min(len(members), max(1, n // len(kinds))))
    return chosen


def by_sound(rows: Sequence[Row], listener: Listener, transcripts: Path | None) -> list[Line]:
    """The same calls through the air."""
    import telephone  # type: ignore[import-not-found,unused-ignore]

    found = []
    before = [listener.judge(row) for row in rows]
    found.append(line("as written", before, before))
    found.append(line("run together, as text", before, [listener.judge(row.run_together()) for row in rows]))
    sounds = []
    for i, row in enumerate(rows, 1):
        sounds.append(telephone.spoken(row))
        told(f"speaking {i} of {len(rows)}")
    hours = sum(len(s) for s in sounds) / telephone.VOICE_RATE / 3600
    out = transcripts.open("w", encoding="utf-8") if transcripts else None
    for condition in telephone.LINES:
        after, began = [], time.monotonic()
        for i, (row, sound) in enumerate(zip(rows, sounds, strict=True), 1):
            heard = telephone.heard(row, telephone.through(sound, condition, row.id))
            after.append(listener.judge(heard))
            if out:
                out.write(json.dumps({"id": row.id, "line": condition, "heard": [t.text for t in heard.turns]}, ensure_ascii=False) + "\n")
                out.flush()
            told(f"{condition}: {i} of {len(rows)}, {time.monotonic() - began:.0f} s")
        found.append(line(f"spoken, {condition}", before, after))
        print(" | ".join(found[-1].cells()), flush=True)
    print(f"{len(rows)} calls, {hours:.2f} hours of sound", flush=True)
    return found


def told(words: str) -> None:
    """Progress."""
    if sys.stderr.isatty():
        print(f"\r\033[K{words}", end="", file=sys.stderr, flush=True)


def markdown(heading: str, lines: Sequence[Line]) -> str:
    """A table for the docs."""
    out = [f"### {heading}", "", "| " + " | ".join(HEADS) + " |", "| --- |" + " ---: |" * (len(HEADS) - 1)]
    return "\n".join([*out, *("| " + " | ".join(x.cells()) + " |" for x in lines), ""])


def main() -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--split")
    parser.add_argument("--sound", type=int, default=0, metavar="N", help="speak N calls and hear them again")
    parser.add_argument("--only-sound", action="store_true")
    parser.add_argument("--transcripts", type=Path, help="keep what was heard, as JSON lines")
    parser.add_argument("--markdown", type=Path)
    options = parser.parse_args()
    try:
        listener = Listener()
        rows = [r for r in find_groups(read_rows(files_of(options.data), split=options.split)) if r.label in ("scam", "legit")]
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    texts = []
    for name in () if options.only_sound else dict.fromkeys(r.source for r in rows if r.label == "scam"):
        own = [r for r in rows if r.source == name]
        texts.append(markdown(f"{name} ({len(own)} calls)", words(own, listener)))
        print(texts[-1], flush=True)
    kinds = {r.lang for r in rows}
    for lang in () if options.only_sound else sorted(kinds) if len(kinds) > 1 else ():
        own = [r for r in rows if r.lang == lang]
        texts.append(markdown(f"all, language {lang} ({len(own)} calls)", words(own, listener)))
        print(texts[-1], flush=True)
    if options.sound:
        chosen = choose(rows, options.sound)
        texts.append(markdown(f"through the telephone ({len(chosen)} calls)", by_sound(chosen, listener, options.transcripts)))
        print(texts[-1], flush=True)
    if options.markdown:
        options.markdown.write_text("\n".join(texts), encoding="utf-8")
    return 0


def words(rows: Sequence[Row], listener: Listener) -> list[Line]:
    """All conditions of the words."""
    before = [listener.judge(row) for row in rows]
    found = []
    for condition, change in conditions().items():
        after = before if condition == "as written" else [listener.judge(row) for row in change(rows)]
        found.append(line(condition, before, after))
    return found


if __name__ == "__main__":
    sys.exit(main())
