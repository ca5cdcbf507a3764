"""One whole evaluation, from files to files."""

from __future__ import annotations

import json as json_format
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deadringer import __version__
from deadringer.errors import InputError
from deadringer.evaluation import baselines as ways
from deadringer.evaluation.comparing import Compared, compare
from deadringer.evaluation.damage import Damage, damage
from deadringer.evaluation.figures import summarise
from deadringer.evaluation.groups import find_groups
from deadringer.evaluation.listening import Listener, Progress, Scored, judge_all
from deadringer.evaluation.page import page
from deadringer.evaluation.plots import draw
from deadringer.evaluation.progress import Shown
from deadringer.evaluation.reporting import Report, as_data, as_text
from deadringer.evaluation.rows import Remarks, Row, files_of, read_rows
from deadringer.knowledge.load import Knowledge

LEARN = frozenset({"tfidf", "encoder"})
KEPT = "measure"
"""Rows with this ``split`` are never learnt from."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure, and where to write it."""

    data: Sequence[Path]
    baselines: Sequence[str] = ()
    train: Sequence[Path] = ()
    json: Path | None = None
    html: Path | None = None
    plots: Path | None = None
    split: str | None = None
    by: str | None = None
    unlabelled: bool = False
    dropped: float = 0.0
    doubled: float = 0.0
    misheard: float = 0.0
    partials: int = 0
    quiet: bool = False


def evaluate(options: Options, knowledge: Knowledge | None = None) -> str:
    """Reads, judges, compares and writes; returns what is to be printed.

    Raises:
        InputError: a row or an option is wrong, or a file cannot be written.
    """
    progress = None if options.quiet else Shown()
    for path in (options.json, options.html):
        if path is not None and str(path) != "-" and not path.parent.is_dir():
            raise InputError(f"{path}: there is no folder {path.parent}")
    train = _training_folder(options)
    listener = Listener(knowledge, options.partials)
    knowledge = listener.screener.knowledge
    rows, remarks = prepare(options, knowledge)
    scored = judge_all(rows, listener, progress)
    compared = compare_with(options.baselines, scored, knowledge, train, progress) if options.baselines else []
    settings: dict[str, Any] = {
        "version": __version__,
        "files": [str(p) for p in options.data],
        "calls": len(rows),
        "split": options.split,
        "unlabelled": options.unlabelled,
        "words_dropped": options.dropped,
        "words_doubled": options.doubled,
        "words_misheard": options.misheard,
        "partials": options.partials,
        "trained_on": [str(p) for p in train],
    }
    report = Report(summarise(scored, knowledge), compared, remarks.lines(), settings)
    return write(report, scored, options)


def prepare(options: Options, knowledge: Knowledge) -> tuple[list[Row], Remarks]:
    """The rows as they are to be judged: read, grouped, damaged."""
    remarks = Remarks()
    rows = find_groups(read_rows(files_of(options.data), knowledge.organisations, options.by, options.split, remarks))
    if options.unlabelled:
        rows = [row.run_together() for row in rows]
    how = Damage(options.dropped, options.doubled, options.misheard)
    return (damage(rows, how) if how.any else rows), remarks


def _training_folder(options: Options) -> Sequence[Path]:
    """Where to learn from, before hours are spent: a missing folder is told at once."""
    if not LEARN & set(options.baselines):
        return ()
    if options.train:
        files_of(options.train)
        return options.train
    for path in options.data:
        beside = (path if path.is_dir() else path.parent).resolve().parent / "train"
        if beside.is_dir():
            return [beside]
    raise InputError(
        f"--baseline {','.join(sorted(LEARN & set(options.baselines)))} learns from labelled calls: name their folder with --train"
    )


def compare_with(
    names: Sequence[str], scored: Sequence[Scored], knowledge: Knowledge, train: Sequence[Path], progress: Progress | None = None
) -> list[Compared]:
    """Dead Ringer beside these baselines, on the calls that were judged."""
    if len({s.row.label for s in scored} & {"scam", "legit"}) < 2:
        raise InputError("--baseline needs scam calls and legitimate calls in the same run, to compare at equal false alarms")
    lessons = None
    if train and LEARN & set(names):
        lessons = _lessons(train, scored)
        if len(set(lessons.scam)) < 2:
            raise InputError(
                f"{', '.join(map(str, train))}: to learn from, scam calls and legitimate calls are needed; one of them is missing"
            )
    others: list[ways.Baseline] = []
    for name in names:
        if progress:
            progress(f"{name}, getting ready", 0, 1)
        if name == "keywords":
            others.append(ways.Keywords())
        elif name == "equal":
            others.append(ways.Equal(knowledge))
        elif name == "tactics":
            others.append(ways.Tactics(knowledge))
        elif name == "tfidf":
            assert lessons
            others.append(ways.Tfidf(lessons))
        elif name == "encoder":
            assert lessons
            others.append(ways.Encoder(lessons, progress))
    return compare(scored, others, ways.Ours(knowledge), progress)


def _lessons(train: Sequence[Path], scored: Sequence[Scored]) -> ways.Lessons:
    """What to learn from: nothing that is kept for measuring, and no call that is judged in this run."""
    judged = {ways.plain(s.row.text) for s in scored}
    rows = [r for r in read_rows(files_of(train)) if r.split != KEPT and ways.plain(r.text) not in judged]
    return ways.lessons(find_groups(rows))


def write(report: Report, scored: Sequence[Scored], options: Options) -> str:
    """Writes the files that are wanted; returns the text for the terminal."""
    if options.plots:
        drawn = draw(report, scored, options.plots)
    if options.html:
        if options.plots:
            text = page(report, drawn)
        else:
            with tempfile.TemporaryDirectory() as folder:
                text = page(report, draw(report, scored, Path(folder)))
        _write(options.html, text)
    data = json_format.dumps(as_data(report), ensure_ascii=False, indent=2)
    if options.json and str(options.json) == "-":
        return data
    if options.json:
        _write(options.json, data + "\n")
    return as_text(report)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}") from None
