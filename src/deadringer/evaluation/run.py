"""One whole evaluation, from files to files."""

from __future__ import annotations

import contextlib
import json as json_format
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deadringer import __version__
from deadringer.errors import InputError
from deadringer.evaluation import baselines as ways
from deadringer.evaluation.comparing import compare
from deadringer.evaluation.damage import Damage, damage
from deadringer.evaluation.figures import summarise
from deadringer.evaluation.groups import find_groups
from deadringer.evaluation.listening import Listener, Progress, Scored, judge_all
from deadringer.evaluation.page import page
from deadringer.evaluation.plots import draw
from deadringer.evaluation.progress import Shown
from deadringer.evaluation.reporting import Report, as_data, as_text
from deadringer.evaluation.rows import Remarks, Row, files_of, read_rows
from deadringer.evaluation.writing import check_targets, put, write_text
from deadringer.knowledge.load import Knowledge
from deadringer.phrases.shown import harmless, shown

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


@dataclass(frozen=True, slots=True)
class Measured:
    """What came out, before anything is written."""

    report: Report
    scored: Sequence[Scored]


def measure(options: Options, knowledge: Knowledge | None = None) -> Measured:
    """Reads, judges and compares. Whatever can be known to fail fails before the calls are judged.

    Raises:
        InputError: a row or an option is wrong, or a file could not be written.
    """
    progress = None if options.quiet else Shown()
    train = _training_folder(options)
    check_targets(_targets(options), options.plots, [*files_of(options.data), *files_of(train)])
    listener = Listener(knowledge, options.partials)
    knowledge = listener.screener.knowledge
    read, remarks = prepare(options, knowledge)
    # Damaged words would hide which of the training calls are judged here.
    others = get_ready(options.baselines, read, knowledge, train, progress) if options.baselines else []
    how = Damage(options.dropped, options.doubled, options.misheard)
    rows = damage(read, how) if how.any else read
    scored = judge_all(rows, listener, progress)
    compared = compare(scored, others, ways.Ours(knowledge), progress) if options.baselines else []
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
    said = remarks.lines()
    if options.train and not train:
        said.append("--train was not used: only the baselines tfidf and encoder learn.")
    return Measured(Report(summarise(scored, knowledge), compared, said, settings), scored)


def prepare(options: Options, knowledge: Knowledge) -> tuple[list[Row], Remarks]:
    """The rows, read and grouped; not yet damaged."""
    remarks = Remarks()
    rows = find_groups(read_rows(files_of(options.data), knowledge.organisations, options.by, options.split, remarks))
    if options.unlabelled:
        rows = [row.run_together() for row in rows]
    return rows, remarks


def _targets(options: Options) -> dict[str, Path | None]:
    return {"--json": None if _to_terminal(options) else options.json, "--html": options.html}


def _to_terminal(options: Options) -> bool:
    return options.json is not None and str(options.json) == "-"


def _training_folder(options: Options) -> Sequence[Path]:
    """Where to learn from, before hours are spent: a missing folder is told at once, even if nothing learns."""
    files_of(options.train)
    if not LEARN & set(options.baselines):
        return ()
    if options.train:
        return options.train
    for path in options.data:
        with contextlib.suppress(OSError):
            beside = (path if path.is_dir() else path.parent).resolve().parent / "train"
            if beside.is_dir():
                return [beside]
    raise InputError(
        f"--baseline {','.join(sorted(LEARN & set(options.baselines)))} learns from labelled calls: name their folder with --train"
    )


def get_ready(
    names: Sequence[str], rows: Sequence[Row], knowledge: Knowledge, train: Sequence[Path], progress: Progress | None = None
) -> list[ways.Baseline]:
    """These baselines, having learnt what they learn; ``rows`` are the calls that are to be judged."""
    if len({row.label for row in rows} & {"scam", "legit"}) < 2:
        raise InputError("--baseline needs scam calls and legitimate calls in the same run, to compare at equal false alarms")
    lessons = _lessons(train, rows) if train and LEARN & set(names) else None
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
    return others


def _lessons(train: Sequence[Path], rows: Sequence[Row]) -> ways.Lessons:
    """What to learn from: nothing that is kept for measuring, and no call that is judged in this run.

    Raises:
        InputError: a label is missing from what is left.
    """
    given = read_rows(files_of(train))
    free = [r for r in given if r.split != KEPT]
    judged = {ways.plain(r.text) for r in rows}
    new = [r for r in free if ways.plain(r.text) not in judged]
    lessons = ways.lessons(find_groups(new))
    missing = [name for name, scam in (("scam calls", True), ("legitimate calls", False)) if scam not in lessons.scam]
    if missing:
        raise InputError(
            f"{', '.join(map(shown, train))}: to learn from, scam calls and legitimate calls in English or Italian are needed; there are no "
            f"{' and no '.join(missing)}. Of {len(given)} calls there, {len(given) - len(free)} have the split '{KEPT}' and "
            f"{len(free) - len(new)} are judged in this run: from those nothing is learnt. Name other calls with --train"
        )
    return lessons


def printed(measured: Measured, options: Options) -> str:
    """The text for the terminal."""
    return _data(measured.report) if _to_terminal(options) else as_text(measured.report)


def write(measured: Measured, options: Options) -> list[str]:
    """Writes the files that are wanted, the figures first; returns what went wrong, so that one failure costs no other file."""
    failed: list[str] = []
    if options.json and not _to_terminal(options):
        with _noted(failed):
            write_text(options.json, _data(measured.report) + "\n")
    if options.html or options.plots:
        # Drawn aside: plots are put in place whole, or not at all.
        with tempfile.TemporaryDirectory() as folder, _noted(failed):
            drawn = draw(measured.report, measured.scored, Path(folder))
            if options.html:
                with _noted(failed):
                    write_text(options.html, page(measured.report, drawn))
            if options.plots:
                put(drawn, options.plots)
    return failed


@contextlib.contextmanager
def _noted(failed: list[str]) -> Iterator[None]:
    try:
        yield
    except InputError as error:
        failed.append(str(error))


def _data(report: Report) -> str:
    return json_format.dumps(harmless(as_data(report)), ensure_ascii=False, indent=2)
