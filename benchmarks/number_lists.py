"""Lists and look-alikes, measured side by side with what people use today: ``python benchmarks/number_lists.py [--size N ...] [--complaints FILE]``.

Each way of keeping a list runs in a process of its own, so that its memory is its own. Writes ``docs/benchmarks-numbers.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

LOOKUPS = 100_000
HERE = Path(__file__).parent
OUT = HERE.parent / "docs" / "benchmarks-numbers.md"


def make(path: Path, size: int) -> None:
    """A file of ``size`` random international numbers of 12 digits, one a line."""
    draw = random.Random(size)
    with path.open("w") as out:
        for _ in range(size):
            out.write(f"+{draw.randrange(10**11, 10**12)}\n")


def memory() -> int:
    """Resident bytes of this process that are its own; pages of a mapped file belong to the system's cache."""
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Private_Dirty:"):
            return int(line.split()[1]) * 1024
    return 0


def asked(path: Path) -> list[int]:
    """Half of them on the list, half not, in no order."""
    draw = random.Random(1)
    size = path.stat().st_size // 14
    hits = []
    with path.open("rb") as file:
        for _ in range(LOOKUPS // 2):
            file.seek(14 * draw.randrange(size))
            hits.append(int(file.read(13)))
    found = hits + [draw.randrange(10**11, 10**12) for _ in hits]
    draw.shuffle(found)
    return found


def measure(way: str, source: Path, folder: Path) -> dict[str, float]:
    """Import, open, look up; one way."""
    questions = asked(source)
    target = folder / way
    start = time.perf_counter()
    imported = IMPORT[way](source, target)
    took = time.perf_counter() - start
    if way != "set":
        # A process that only looks up: what the import used does not count.
        found = subprocess.run(
            [sys.executable, __file__, "--open", way, str(source), str(target)], capture_output=True, text=True, check=True, env=os.environ
        )
        result: dict[str, float] = json.loads(found.stdout)
    else:
        result = look(way, source, questions, imported)
    return {**result, "import_s": took, "disk": target.stat().st_size if target.exists() else 0}


def look(way: str, source: Path, questions: list[int], opened: Any = None) -> dict[str, float]:
    """Opens (or takes what is open) and looks up."""
    before = memory() if opened is None else 0
    start = time.perf_counter()
    have = OPEN[way](opened if opened is not None else source)
    open_s = time.perf_counter() - start
    hits = sum(map(have, questions[:2000]))
    start = time.perf_counter()
    hits = sum(map(have, questions))
    took = time.perf_counter() - start
    return {"open_s": open_s, "lookup_us": took / len(questions) * 1e6, "memory": memory() - before, "hits": hits}


def import_set(source: Path, _: Path) -> Any:
    with source.open("rb") as file:
        return set(map(int, file))


def import_sqlite(source: Path, target: Path) -> Any:
    with sqlite3.connect(target) as db:
        db.execute("create table n (v integer primary key) without rowid")
        with source.open("rb") as file:
            db.executemany("insert or ignore into n values (?)", ((int(line),) for line in file))
    db.close()


def import_ours(source: Path, target: Path) -> Any:
    from deadringer.lists.big import ENDING
    from deadringer.lists.bring import bring_big

    bring_big(source, target.name, folder=target.parent)
    target.with_name(target.name + ENDING).rename(target)


def open_set(numbers: Any) -> Callable[[int], bool]:
    return numbers.__contains__  # type: ignore[no-any-return]


def open_sqlite(path: Path) -> Callable[[int], bool]:
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    return lambda n: db.execute("select 1 from n where v = ?", (n,)).fetchone() is not None


def open_ours(path: Path) -> Callable[[int], bool]:
    from deadringer.lists.big import BigList

    return BigList(path).__contains__


IMPORT = {"set": import_set, "sqlite": import_sqlite, "ours": import_ours}
OPEN: dict[str, Callable[[Any], Callable[[int], bool]]] = {"set": open_set, "sqlite": open_sqlite, "ours": open_ours}
NAMES = {"set": "set of integers in memory", "sqlite": "SQLite, integer key, without rowid", "ours": "sorted file, mapped (ours)"}


def lists(sizes: list[int]) -> list[str]:
    """The table of lists."""
    out = [
        "| entries | kept as | import | entries a second | open | look-up | on disk | memory |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            source = Path(folder) / f"{size}.txt"
            make(source, size)
            for way in IMPORT:
                done = subprocess.run(
                    [sys.executable, __file__, "--way", way, str(source), folder], capture_output=True, text=True, check=True
                )
                m = json.loads(done.stdout)
                opened = "with the import" if way == "set" else f"{m['open_s'] * 1000:.1f} ms"
                out.append(
                    f"| {size:,} | {NAMES[way]} | {m['import_s']:.1f} s | {size / m['import_s']:,.0f} | {opened} | {m['lookup_us']:.1f} µs "
                    f"| {m['disk'] / 1e6:.0f} MB | {m['memory'] / 1e6:.1f} MB |"
                )
                print(out[-1], flush=True)
                (Path(folder) / way).unlink(missing_ok=True)
            source.unlink()
    return out


def look_alikes(complaints: Path | None) -> list[str]:
    """Speed among 5,000 official numbers, and false alarms with the ones that we ship."""
    import phonenumbers
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extractOne

    from deadringer.knowledge.load import load_knowledge
    from deadringer.knowledge.model import OfficialNumber, Organisation
    from deadringer.numbers.directory import Directory, Listed
    from deadringer.numbers.read import Number, read_number

    knowledge = load_knowledge()
    shipped = Directory(knowledge)
    draw = random.Random(2026)
    valid = [_valid(draw, phonenumbers) for _ in range(100_000)]
    owner = Organisation("x", "bank", ("GB",), ("x",))
    many = Directory(knowledge)
    extra = 0
    while len(many) < 5000:
        many.add(Listed(owner, OfficialNumber("", {}, "", "", ""), read_number(_valid(draw, phonenumbers))))
        extra += 1
    numbers = [read_number(v) for v in valid]
    out = []
    start = time.perf_counter()
    for number in numbers[:20_000]:
        list(many.look_alikes(number))
    ours = (time.perf_counter() - start) / 20_000 * 1e6
    everyone = [e164 for e164 in many._exact if e164.startswith("+")]
    start = time.perf_counter()
    for number in numbers[:300]:
        extractOne(number.e164, everyone, scorer=OSA.distance, score_cutoff=1)
    scan = (time.perf_counter() - start) / 300 * 1e6
    start = time.perf_counter()
    for number in numbers[:300]:
        any(e164 in many._exact for e164 in _neighbours(number.e164))
    neighbours = (time.perf_counter() - start) / 300 * 1e6
    out += ["| way | a number, among 5,000 |", "| --- | ---: |", f"| halves shared, then compared (ours) | {ours:.0f} µs |"]
    out += [
        f"| every neighbour of the number looked up in a set | {neighbours:.0f} µs |",
        f"| all compared (rapidfuzz) | {scan:.0f} µs |",
        "",
    ]
    out += [
        f"False alarms: numbers that nobody published and that look like an official one. Shipped: {len(shipped)} official numbers.",
        "",
    ]
    out += [
        "| numbers | official ones | one slip, other prefix or country | shared ending only (weighs little) |",
        "| --- | ---: | ---: | ---: |",
    ]
    sets: list[tuple[str, list[Number]]] = [("100,000 random valid numbers of 8 countries", numbers)]
    if complaints:
        lines = list(dict.fromkeys(complaints.read_text().split()))
        sets.append((f"US complaint file, {len(lines):,} different numbers", [_american(line, Number) for line in lines]))
    for name, asked_ in sets:
        for directory in (shipped, many):
            found: Counter[str] = Counter()
            for number in asked_:
                first = next(directory.look_alikes(number), None)
                if first is not None:
                    found["weak" if first.how in ("shared_ending", "same_block") else "strong"] += 1
            share = {k: found[k] / len(asked_) for k in ("strong", "weak")}
            out.append(
                f"| {name} | {len(directory):,} | {found['strong']} ({share['strong']:.4%}) | {found['weak']} ({share['weak']:.4%}) |"
            )
            print(out[-1], flush=True)
    return out


def _neighbours(e164: str) -> Any:
    digits = e164[1:]
    for i, digit in enumerate(digits):
        yield from ("+" + digits[:i] + o + digits[i + 1 :] for o in "0123456789" if o != digit)
        yield "+" + digits[:i] + digits[i + 1 :]
        yield "+" + digits[:i] + digits[i + 1 : i + 2] + digit + digits[i + 2 :]
    for i in range(len(digits) + 1):
        yield from ("+" + digits[:i] + o + digits[i:] for o in "0123456789")


def _valid(draw: random.Random, phonenumbers: Any) -> str:
    while True:
        region = draw.choice(["GB", "IT", "US", "FR", "DE", "ES", "IN", "IE"])
        code = phonenumbers.country_code_for_region(region)
        number = phonenumbers.PhoneNumber(country_code=code, national_number=draw.randrange(10**8, 10**10))
        if region == "IT" and draw.random() < 0.5:
            number.italian_leading_zero = True
        if phonenumbers.is_valid_number(number):
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _american(line: str, number: Any) -> Any:
    line_kind = "freephone" if line[:3] in ("800", "833", "844", "855", "866", "877", "888") else "fixed"
    return number(line, "number", e164=f"+1{line}", calling_code="1", line=line_kind)


def main() -> None:
    """Runs everything and writes the page."""
    # This file's name is also that of a module of Python's own, which others import.
    sys.path[:] = [place for place in sys.path if Path(place or ".").resolve() != HERE.resolve()]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--complaints", type=Path, help="the US complaint numbers, ten digits a line")
    parser.add_argument("--way", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--open", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        way, source, folder = options.way
        print(json.dumps(measure(way, Path(source), Path(folder))))
        return
    if options.open:
        way, source, target = options.open
        questions = asked(Path(source))
        print(json.dumps(look(way, Path(target), questions)))
        return
    table = lists(options.size)
    alike = look_alikes(options.complaints)
    OUT.write_text(page(table, alike, options), encoding="utf-8")


def page(table: list[str], alike: list[str], options: argparse.Namespace) -> str:
    """The page."""
    command = (
        "python benchmarks/number_lists.py --size "
        + " ".join(map(str, options.size))
        + (" --complaints FILE" if options.complaints else "")
    )
    return "\n".join(
        [
            "# Numbers, measured",
            "",
            f"Made by `{command}` on {date.today().isoformat()}: Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
            f"{os.cpu_count()} cores shared with other work. Run it again to get your own.",
            "",
            "## Lists",
            "",
            "Random 12-digit numbers, one a line; 100,000 look-ups, half of them hits, in no order, after 2,000 to warm up. Memory is what the "
            "process that looks up holds of its own (private dirty pages); the mapped file's pages belong to the system's cache and go when they are "
            "needed elsewhere.",
            "",
            *table,
            "",
            "Goals: import at over 300,000 entries a second, open in under 50 ms, look-up under 20 µs, under 100 MB on disk and in memory.",
            "",
            "## Look-alikes",
            "",
            *alike,
            "",
            "Goals: under 300 µs, and false alarms under 0.1 %.",
            "",
        ]
    )


if __name__ == "__main__":
    main()
