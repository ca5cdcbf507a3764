"""What gets past us: ``python benchmarks/redteam.py [FILE]``.

``redteam.jsonl`` holds scam calls written to evade, by someone who had not read the tactic files, and honest calls that look like them.
Nothing may be tuned on it: a red team that has been trained against finds nothing any more.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from deadringer.evaluation.listening import Listener, Scored
from deadringer.evaluation.rows import read_rows

HERE = Path(__file__).parent


def main() -> int:
    """Prints a table per trick, then everything that got through and every false alarm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=HERE / "redteam.jsonl")
    parser.add_argument("--table-only", action="store_true")
    options = parser.parse_args()
    listener = Listener()
    scored = [listener.judge(row) for row in read_rows([options.file], by="trick")]
    tricks = list(dict.fromkeys(s.row.source for s in scored))
    print("| trick | scams warned, English | scams warned, Italian | called scam | honest look-alikes warned of |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for trick in [*tricks, "all"]:
        own = [s for s in scored if trick in (s.row.source, "all")]
        scams = [s for s in own if s.row.label == "scam"]
        print(
            f"| {trick.replace('_', ' ')} | {_of([s for s in scams if s.row.lang == 'en'])} "
            f"| {_of([s for s in scams if s.row.lang == 'it'])} | {sum(s.scam for s in scams)} of {len(scams)} "
            f"| {_of([s for s in own if s.row.label == 'legit'])} |"
        )
    if not options.table_only:
        _list("Got through", [s for s in scored if s.row.label == "scam" and not s.warned])
        _list("False alarms", [s for s in scored if s.row.label == "legit" and s.warned])
    return 0


def _of(scored: Sequence[Scored]) -> str:
    return f"{sum(s.warned for s in scored)} of {len(scored)}"


def _list(heading: str, scored: Sequence[Scored]) -> None:
    print(f"\n{heading} ({len(scored)}):")
    for s in scored:
        signs = ", ".join(f"{w.evidence.kind} {w.weight:+.1f}" for w in s.evidence) or "no sign"
        print(f"- {s.row.id} ({s.probability:.2f}; {signs})")


if __name__ == "__main__":
    sys.exit(main())
