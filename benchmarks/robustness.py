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
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein

from deadringer.call import Turn
from deadringer.errors import InputError
from deadringer.evaluation.damage import SEED, Damage, damage
from deadringer.evaluation.groups import find_groups
from deadringer.evaluation.intervals import HIGH, LOW, draws
from deadringer.evaluation.listening import Listener, Scored
from deadringer.evaluation.rows import Row, files_of, read_rows

HERE = Path(__file__).parent
LINES = ("clean", "mulaw", "gsm", "amr", "noise20", "noise10")
"""Telephone lines; ``telephone.py`` tells what each is."""
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
        held = groups.setdefault(b.row.group, [0.0, 0.0])
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


def choose(rows: Sequence[Row], n: int, known: frozenset[str] = frozenset()) -> list[Row]:
    """``n`` telephone calls, evenly over labels and languages, by a fixed seed; those whose id is ``known`` (heard already) first."""
    rng = random.Random(SEED)
    kinds: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row.call.channel in ("phone", "voicemail") and row.label in ("scam", "legit"):
            kinds.setdefault((row.label, row.lang), []).append(row)
    for _, members in sorted(kinds.items()):
        rng.shuffle(members)
        members.sort(key=lambda row: row.id not in known)
    turns = zip_longest(*(members for _, members in sorted(kinds.items())))
    return [row for some in turns for row in some if row is not None][:n]


def by_sound(rows: Sequence[Row], listener: Listener, kept: Path) -> list[Line]:
    """The same calls through the air. What was heard is kept, so that only what is missing is spoken and heard anew."""
    before = [listener.judge(row) for row in rows]
    together = [listener.judge(row.run_together()) for row in rows]
    found = [line("as written", before, before), line("run together, as text", before, together)]
    known = {(what["id"], what["line"]): what for what in already(kept)}
    missing = [row for row in rows if any((row.id, name) not in known for name in LINES)]
    if missing:
        speak_and_hear(missing, known, kept)
    for name in LINES:
        after = [listener.judge(_heard(row, known[row.id, name])) for row in rows]
        found.append(line(f"spoken, {name}", before, after))
    return found


def already(kept: Path) -> list[dict[str, Any]]:
    """What was heard in earlier runs."""
    return [json.loads(text) for text in kept.read_text(encoding="utf-8").splitlines()] if kept.exists() else []


def _heard(row: Row, what: dict[str, Any]) -> Row:
    return replace(row, turns=tuple(Turn(text, "unknown", start, end) for start, end, text in what["heard"]) or (Turn(""),))


def speak_and_hear(rows: Sequence[Row], known: dict[tuple[str, str], dict[str, Any]], kept: Path) -> None:
    """Adds what our recogniser hears of each call on each line, to ``known`` and to the file."""
    import telephone

    began, seconds = time.monotonic(), 0.0
    with kept.open("a", encoding="utf-8") as out:
        for i, row in enumerate(rows, 1):
            sound = telephone.spoken(row)
            for name in LINES:
                if (row.id, name) in known:
                    continue
                turns = telephone.heard(telephone.through(sound, name, row.id), row.lang)
                what = {"id": row.id, "line": name, "heard": [[round(t.start or 0, 2), round(t.end or 0, 2), t.text] for t in turns]}
                out.write(json.dumps(what, ensure_ascii=False) + "\n")
                out.flush()
                known[row.id, name] = what
                seconds += len(sound) / telephone.VOICE_RATE
            told(
                f"spoken and heard: {i} of {len(rows)} calls, {seconds / 60:.0f} minutes of sound in {(time.monotonic() - began) / 60:.0f}"
            )


def told(words: str) -> None:
    """Progress."""
    print(f"\r\033[K{words}" if sys.stderr.isatty() else words, end="" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)


def markdown(heading: str, lines: Sequence[Line]) -> str:
    """A table for the docs."""
    out = [f"### {heading}", "", "| " + " | ".join(HEADS) + " |", "| --- |" + " ---: |" * (len(HEADS) - 1)]
    return "\n".join([*out, *("| " + " | ".join(x.cells()) + " |" for x in lines), ""])


def main() -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--split")
    parser.add_argument("--sound", type=int, default=0, metavar="N", help="N calls through the telephone as well")
    parser.add_argument("--only-sound", action="store_true")
    parser.add_argument("--heard", type=Path, default=HERE / "heard.jsonl", help="where what the recogniser heard is kept")
    parser.add_argument("--markdown", type=Path, help="write the tables there too")
    options = parser.parse_args()
    try:
        listener = Listener()
        rows = [r for r in find_groups(read_rows(files_of(options.data), split=options.split)) if r.label in ("scam", "legit")]
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    texts = []

    def show(heading: str, lines: Sequence[Line]) -> None:
        texts.append(markdown(heading, lines))
        print(texts[-1], flush=True)

    for heading, own in () if options.only_sound else parts(rows):
        show(f"{heading} ({len(own)} calls)", words(own, listener))
    if options.sound:
        chosen = choose(rows, options.sound, frozenset(str(what["id"]) for what in already(options.heard)))
        show(f"Through the telephone ({len(chosen)} calls)", by_sound(chosen, listener, options.heard))
    if options.markdown:
        options.markdown.write_text("\n".join(texts), encoding="utf-8")
    return 0


def parts(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Sources that have both labels or only scams, then languages; a source split over files by label is found again by language."""
    found = [(lang_name, [r for r in rows if r.lang == lang]) for lang, lang_name in (("en", "English"), ("it", "Italian"))]
    for name in dict.fromkeys(r.source for r in rows):
        found.append((name, [r for r in rows if r.source == name]))
    return [(name, own) for name, own in found if any(r.label == "scam" for r in own) and len(own) < len(rows)] or [("all", list(rows))]


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
