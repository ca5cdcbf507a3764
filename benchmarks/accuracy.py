"""A quick look at how often it warns, and how often wrongly: ``python benchmarks/accuracy.py DATA...``.

The short form of ``deadringer evaluate`` (same rows, same judging, no intervals, nothing written), for work on the knowledge files.
``--list`` prints the calls that went wrong, ``--evidence`` what fired, ``--unlabelled`` hides who speaks.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from pathlib import Path

from deadringer.errors import InputError
from deadringer.evaluation.listening import Listener, Scored
from deadringer.evaluation.rows import files_of, read_rows


def main() -> int:
    """Prints a line per source and label."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--unlabelled", action="store_true")
    parser.add_argument("--list", choices=["misses", "alarms", "all"], help="print calls that went wrong")
    parser.add_argument("--limit", type=int, help="at most so many rows of a file")
    parser.add_argument("--split", help="only rows with this value of `split`")
    parser.add_argument("--evidence", action="store_true", help="which evidence fired, per label")
    options = parser.parse_args()
    listener = Listener()
    print(f"{'file':26} {'label':10} {'calls':>6} {'warned':>8} {'scam':>8} {'words':>9} {'first warning':>14} {'ms/call':>8}")
    try:
        everything = read_rows(files_of(options.files), split=options.split)
        for source in dict.fromkeys(row.source for row in everything):
            rows = [row for row in everything if row.source == source][: options.limit]
            scored = [listener.judge(row.run_together() if options.unlabelled else row) for row in rows]
            for label in sorted({s.row.label for s in scored}):
                show(source, label, [s for s in scored if s.row.label == label], options)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def show(name: str, label: str, scored: list[Scored], options: argparse.Namespace) -> None:
    """One line, and what else was asked for."""
    warned = [s for s in scored if s.warned]
    first = sorted(s.warned_at for s in warned if s.warned_at is not None)
    n = len(scored)
    print(
        f"{name:26} {label:10} {n:6} {len(warned):4} {len(warned) / n:6.1%} {sum(s.scam for s in scored) / n:7.1%}"
        f" {sum(s.words for s in scored):9} {first[len(first) // 2] if first else '-':>12} {1000 * sum(s.took for s in scored) / n:8.2f}",
        flush=True,
    )
    if options.evidence:
        fired = Counter(w.evidence.kind for s in warned for w in s.evidence)
        print("   ", ", ".join(f"{k} {count}" for k, count in fired.most_common(25)))
    wrong = label != "scam"
    if options.list in ("all", "alarms" if wrong else "misses"):
        for s in scored:
            if s.warned == wrong:
                print(f"  [{s.row.id}] {s.level.word} {s.probability:.2f}", " ".join(s.row.text.split())[:300])
                for w in s.evidence:
                    print(f"      {w.weight:+.2f} {w.evidence.kind} {w.evidence.quote!r}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
