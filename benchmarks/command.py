"""How long the command takes from a cold start, and how long a turn: writes ``docs/benchmarks-command.md``.

    python benchmarks/command.py [--runs 20] [--out docs/benchmarks-command.md]

A cold start is a fresh process with warm disk caches and the knowledge's own cache in place, from its start to its exit. Turns and
the reading of knowledge wait for nothing, so their processor time is told: it does not depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from deadringer import __version__
from deadringer.call import Turn
from deadringer.knowledge.load import Knowledge, load_knowledge
from deadringer.screener import ANALYSERS, Screener
from deadringer.text.encoder import installed, load_encoder
from deadringer.text.wording import WordingAnalyser

ROOT = Path(__file__).parents[1]
WORDS = {
    "a scam, English": "hello this is amazon we charged seventy nine pounds ninety seven for your prime renewal press one to cancel",
    "a scam, Italian": "buongiorno sono della sua banca mi legga il codice che le è arrivato e sposti i soldi su un conto sicuro",
    "a neighbour": "hello it is jane from next door I have your parcel here come when you like",
    "a number": "+44 20 7946 0958",
    "a link": "https://www.amazon.co.uk@shop.example/login",
}
LIMIT_S, LIMIT_MB, LIMIT_TURN_MS, LIMIT_LOAD_MS = 0.7, 200, 5.0, 60.0
TURNS_A_CALL = 40
PIECE, LIMIT_CALLS = 200, 1000


@dataclass(frozen=True)
class Cold:
    """One kind of cold start."""

    name: str
    wall: Sequence[float]
    """Seconds."""
    cpu: Sequence[float]
    megabytes: float
    """Most resident memory of any run."""


def cold(name: str, thing: str, runs: int) -> Cold:
    """Starts the command ``runs`` times and once before."""
    command = shutil.which("deadringer", path=str(Path(sys.executable).parent)) or shutil.which("deadringer")
    args = [command, "check", thing] if command else [sys.executable, "-m", "deadringer", "check", thing]
    wall, cpu, memory = [], [], 0.0
    for i in range(runs + 1):
        started = time.perf_counter()
        process = subprocess.Popen(args, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        taken = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 10, 20):
            raise SystemExit(f"the command failed on {name}: exit status {process.returncode}")
        if i:
            wall.append(taken)
            cpu.append(used.ru_utime + used.ru_stime)
            memory = max(memory, used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024))
    return Cold(name, wall, cpu, memory)


def turns(screener: Screener) -> list[float]:
    """Milliseconds (of processor time) of every turn of calls made of all the tactics' own examples, for and against, in both languages."""
    knowledge = screener.knowledge
    texts = [text for t in knowledge.tactics.values() for side in (t.positives, t.negatives) for said in side.values() for text in said]
    for text in texts:  # patterns are compiled when they are first met: that is part of the cold start
        screener.check(text)
    taken = []
    session = screener.session()
    for i, text in enumerate(texts):
        if i % TURNS_A_CALL == 0:
            session = screener.session()
        started = time.process_time()
        session.hear(Turn(text, "them"))
        taken.append((time.process_time() - started) * 1000)
    return taken


def transcripts(screener: Screener) -> tuple[int, float]:
    """Pieces of ``PIECE`` words of our own corpus, each judged as a whole call: how many, and the seconds of processor time for all.

    What the knowledge holds is put out of the collector's sight first, as a program that judges many calls does (``gc.freeze``).
    """
    words: dict[str, list[str]] = {}
    for path in sorted((ROOT / "corpus").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            words.setdefault(row["lang"], []).extend(" ".join(turn["text"] for turn in row["turns"]).split())
    pieces = [" ".join(own[i : i + PIECE]) for own in words.values() for i in range(0, len(own) - PIECE, PIECE)]
    for piece in pieces:
        screener.check(piece)
    gc.collect()
    gc.freeze()
    started = time.process_time()
    for piece in pieces:
        screener.check(piece)
    taken = time.process_time() - started
    gc.unfreeze()
    return len(pieces), taken


def loading(runs: int) -> list[float]:
    """Milliseconds (of processor time) to read the knowledge from its cache."""
    return [_timed(load_knowledge) for _ in range(runs + 1)][1:]


def _timed(work: Callable[[], Knowledge]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def quantile(values: Sequence[float], share: float) -> float:
    """Of sorted values, the one at that share."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


@dataclass(frozen=True)
class Speed:
    """Of one screener."""

    name: str
    turn_ms: Sequence[float]
    calls: int
    seconds: float
    """For all those calls."""


def speeds() -> list[Speed]:
    """Without the encoder of the wording and, where it is installed, with it."""
    knowledge = load_knowledge()
    found = []
    for name, encoders in (("without the encoder", lambda lang: None), ("with the encoder", load_encoder)):
        if name == "with the encoder" and not installed():
            continue
        analysers = [WordingAnalyser(knowledge, encoders=encoders) if make is WordingAnalyser else make(knowledge) for make in ANALYSERS]
        screener = Screener(knowledge, analysers)
        found.append(Speed(name, turns(screener), *transcripts(screener)))
    return found


def report(starts: Sequence[Cold], found: Sequence[Speed], load_ms: Sequence[float], runs: int) -> str:
    """The page."""
    lines = [
        "# Benchmarks: the command",
        "",
        "Made by `python benchmarks/command.py`; see there for what is measured and how.",
        "",
        f"Dead Ringer {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"{runs} runs each. Load at the start of the run: {os.getloadavg()[0]:.1f}. Encoder of the wording: {'read' if installed() else 'left out'}.",
        "",
        "## `deadringer check THING`, process start to exit",
        "",
        "| thing | median, s | worst, s | processor time, median, s | memory, MB |",
        "| --- | --- | --- | --- | --- |",
    ]
    for c in starts:
        lines.append(
            f"| {c.name} | {statistics.median(c.wall):.2f} | {max(c.wall):.2f} | {statistics.median(c.cpu):.2f} | {c.megabytes:.0f} |"
        )
    worst, memory = max(statistics.median(c.wall) for c in starts), max(c.megabytes for c in starts)
    lines += [
        "",
        f"Wanted: under {LIMIT_S} s and {LIMIT_MB} MB. {_met(worst < LIMIT_S and memory < LIMIT_MB)}",
        "",
        "## One turn of text",
        "",
        f"{len(found[0].turn_ms):,} turns, the examples of all tactics in English and Italian, in calls of {TURNS_A_CALL}, in ms:",
        "",
        f"| | median | 95th percentile | 99th | worst | wanted: under {LIMIT_TURN_MS:.0f} at the 95th |",
        "| --- | --- | --- | --- | --- | --- |",
        *(
            f"| {s.name} | {statistics.median(s.turn_ms):.2f} | {quantile(s.turn_ms, 0.95):.2f} | {quantile(s.turn_ms, 0.99):.2f} "
            f"| {max(s.turn_ms):.1f} | {_met(quantile(s.turn_ms, 0.95) < LIMIT_TURN_MS)} |"
            for s in found
        ),
        "",
        "## Whole transcripts",
        "",
        f"{found[0].calls:,} pieces of {PIECE} words of our corpus, English and Italian, each judged as a call:",
        "",
        f"| | calls a second a core | wanted: at least {LIMIT_CALLS:,} |",
        "| --- | --- | --- |",
        *(f"| {s.name} | {s.calls / s.seconds:,.0f} | {_met(s.calls / s.seconds >= LIMIT_CALLS)} |" for s in found),
        "",
        "## Reading the knowledge from its cache",
        "",
        f"Median {statistics.median(load_ms):.0f} ms, worst {max(load_ms):.0f} ms.",
        "",
        f"Wanted: under {LIMIT_LOAD_MS:.0f} ms. {_met(statistics.median(load_ms) < LIMIT_LOAD_MS)}",
    ]
    return "\n".join(lines) + "\n"


def _met(met: bool) -> str:
    return "Met." if met else "**Not met.**"


def main() -> None:
    """Measures and writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks-command.md")
    options = parser.parse_args()
    starts = [cold(name, thing, options.runs) for name, thing in WORDS.items()]
    page = report(starts, speeds(), loading(options.runs), options.runs)
    options.out.write_text(page, encoding="utf-8")
    print(page, end="")


if __name__ == "__main__":
    main()
