"""How often it warns, and how often wrongly, on labelled calls: ``python benchmarks/accuracy.py DATA/*.jsonl``.

Each file holds JSON lines with ``label``, and ``text`` or ``turns`` (``speaker``, ``text``). Calls are scored as live: the worst
moment counts. ``--unlabelled`` runs all turns together without speakers.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from deadringer.call import Call, Turn
from deadringer.evidence import Level
from deadringer.intake.speakers import speaker_of
from deadringer.screener import Screener

CHANNELS = {"italian_sms": "sms", "smishing_reports": "sms", "sms": "sms"}


def turns_of(row: dict[str, Any], unlabelled: bool) -> list[Turn]:
    """The row's turns."""
    if "turns" not in row:
        return [Turn(row["text"])]
    if unlabelled:
        return [Turn(" ".join(t["text"] for t in row["turns"]))]
    return [Turn(t["text"], speaker_of(t["speaker"])) for t in row["turns"]]


def main() -> None:
    """Prints a table per file and label."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--unlabelled", action="store_true")
    parser.add_argument("--list", choices=["misses", "alarms", "all"], help="print calls that went wrong")
    parser.add_argument("--limit", type=int, default=10**9)
    parser.add_argument("--split", help="only rows with this value of `split`")
    parser.add_argument("--evidence", action="store_true", help="which evidence fired, per label")
    options = parser.parse_args()
    screener = Screener()
    print(f"{'file':26} {'label':10} {'calls':>6} {'warned':>8} {'scam':>8} {'words':>9} {'first warning':>14} {'ms/call':>8}")
    for path in options.files:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()][: options.limit]
        if options.split:
            rows = [r for r in rows if r.get("split") == options.split]
        groups: dict[str, list[tuple[dict[str, Any], Any]]] = defaultdict(list)
        times: dict[str, float] = defaultdict(float)
        for row in rows:
            channel = row.get("channel") if row.get("channel") in ("phone", "voicemail", "sms", "email") else None
            channel = CHANNELS.get(path.stem, channel or "phone")
            direction = row.get("direction") if row.get("direction") in ("in", "out") else "unknown"
            call = Call(channel=channel, direction=direction, country=row.get("country"))
            started = time.perf_counter()
            verdict = screener.check(turns_of(row, options.unlabelled), call)
            times[row["label"]] += time.perf_counter() - started
            groups[row["label"]].append((row, verdict))
        for label, results in sorted(groups.items()):
            warned = [v for _, v in results if v.level.warns]
            scams = sum(v.level is Level.SCAM for v in warned)
            first = sorted(v.warned_at for v in warned if v.warned_at is not None)
            print(
                f"{path.stem:26} {label:10} {len(results):6} {len(warned):4} {len(warned) / len(results):6.1%}"
                f" {scams / len(results):7.1%} {sum(v.words for _, v in results):9}"
                f" {first[len(first) // 2] if first else '-':>12} {1000 * times[label] / len(results):8.2f}",
                flush=True,
            )
            if options.evidence:
                fired = Counter(w.evidence.kind for _, v in results for w in v.evidence if v.level.warns)
                print("   ", ", ".join(f"{k} {n}" for k, n in fired.most_common(25)))
            wrong = label != "scam"
            for row, v in results:
                if options.list and v.level.warns == wrong and options.list in ("all", "alarms" if wrong else "misses"):
                    print(f"  [{row['id']}] {v.level.word} {v.probability:.2f}", " ".join(t.text for t in turns_of(row, True))[:300])
                    for w in v.evidence:
                        print(f"      {w.weight:+.2f} {w.evidence.kind} {w.evidence.quote!r}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
