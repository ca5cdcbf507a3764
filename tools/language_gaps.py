"""What a language lacks: ``python tools/language_gaps.py es`` names every file and place that has English but not that language.

Sentences that nobody has written yet fall back to English, so a language can grow; ``--count`` prints only how many are missing per folder.
"""

from __future__ import annotations

import signal
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

KNOWLEDGE = Path(__file__).resolve().parent.parent / "src" / "deadringer" / "knowledge"
WHOLE = ("texts/{}.yaml", "quiz/{}.yaml", "card/{}.yaml", "reports/shared/{}.yaml", "wording/{}.json")
"""Files of which every language has its own."""
_OWN = ("letters", "departments", "words")
"""Folders and keys that need not have every language: letters are in their country's, the rest only where patterns need it."""


def gaps(lang: str) -> Iterator[tuple[str, str]]:
    """File and place of everything that is missing."""
    for form in WHOLE:
        if not (KNOWLEDGE / form.format(lang)).exists():
            yield form.format(lang), "the whole file"
    for path in sorted(KNOWLEDGE.rglob("*.yaml")):
        if (len(path.stem) == 2 and path.parent.name in ("texts", "quiz", "card", "shared")) or path.parent.name in _OWN:
            continue
        for place in _missing(yaml.safe_load(path.read_text(encoding="utf-8")), lang, ""):
            yield path.relative_to(KNOWLEDGE).as_posix(), place


def _missing(value: Any, lang: str, place: str) -> Iterator[str]:
    if isinstance(value, dict):
        if "en" in value and lang not in value and place.rpartition(".")[2] not in _OWN:
            yield place or "the whole file"
            return
        for key, below in value.items():
            yield from _missing(below, lang, f"{place}.{key}".lstrip("."))
    elif isinstance(value, list):
        for number, below in enumerate(value, 1):
            name = below.get("id", number) if isinstance(below, dict) else number
            yield from _missing(below, lang, f"{place}[{name}]")


def main(arguments: list[str]) -> int:
    """Prints; exit status 0, 1 where something is missing, 2 without a language."""
    langs = [a for a in arguments if not a.startswith("-")]
    if len(langs) != 1 or len(langs[0]) != 2:
        print("usage: python tools/language_gaps.py xx [--count]", file=sys.stderr)
        return 2
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # head and less may stop reading
    found = list(gaps(langs[0]))
    if "--count" in arguments:
        for folder, count in Counter(name.rpartition("/")[0] or name for name, _ in found).most_common():
            print(f"{count:5}  {folder}")
    else:
        for name, place in found:
            print(f"{name}: {place}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
