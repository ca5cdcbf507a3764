"""``deadringer evaluate DATA...``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from deadringer.commands import Commands
from deadringer.errors import InputError

if TYPE_CHECKING:
    from deadringer.evaluation.run import Options

BASELINES = ("keywords", "tfidf", "encoder", "equal", "tactics")


def add(commands: Commands) -> None:
    """Adds the command's parser."""
    parser = commands.add_parser(
        "evaluate",
        help="measure how often it warns, and how often wrongly, on labelled calls",
        description="Judges labelled calls as they would be judged live. DATA: files of JSON lines, or folders of .jsonl files; each line "
        "has 'label' ('scam' or 'legit') and 'text' or 'turns'. docs/evaluating.md tells the other fields and what every figure means.",
    )
    parser.add_argument("data", metavar="DATA", nargs="+", type=Path, help="files or folders of labelled calls")
    parser.add_argument("--baseline", metavar="NAMES", default="", help=f"other ways to compare with, of {','.join(BASELINES)}; or all")
    parser.add_argument(
        "--train",
        metavar="FOLDER",
        type=Path,
        action="append",
        default=[],
        help="calls that tfidf and encoder learn from; may be repeated; default: 'train' beside the data's folder",
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures; '-' prints them instead of the tables")
    parser.add_argument(
        "--html", metavar="FILE", type=Path, help="write a page with figures, plots, and every miss and false alarm to read"
    )
    parser.add_argument("--plots", metavar="FOLDER", type=Path, help="write the plots as PNG files")
    parser.add_argument("--split", metavar="NAME", help="only rows whose 'split' is this (measure, develop)")
    parser.add_argument("--by", metavar="FIELD", help="sort rows into sources by this field instead of by file")
    parser.add_argument("--unlabelled", action="store_true", help="hide who speaks: all turns of a call run together")
    parser.add_argument(
        "--words-dropped", metavar="SHARE", type=_share, default=0.0, help="drop this share of words (0.2), as a bad line does"
    )
    parser.add_argument("--words-doubled", metavar="SHARE", type=_share, default=0.0, help="double this share of words")
    parser.add_argument(
        "--words-misheard", metavar="SHARE", type=_share, default=0.0, help="replace this share of words by ones that sound alike"
    )
    parser.add_argument(
        "--partials", metavar="WORDS", type=_words, default=0, help="judge unfinished turns too, after every so many words (slower)"
    )
    parser.add_argument("--quiet", action="store_true", help="show no progress")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Measures and prints."""
    from importlib.util import find_spec

    missing = [name for name in ("numpy", "sklearn", "matplotlib") if find_spec(name) is None]
    if missing:
        raise InputError(f"evaluate needs {', '.join(missing)}: pip install 'deadringer[evaluate]'")
    from deadringer.evaluation.run import Options, measure, printed, write

    wanted: Options = Options(
        data=options.data,
        baselines=_chosen(options.baseline),
        train=options.train,
        json=options.json,
        html=options.html,
        plots=options.plots,
        split=options.split,
        by=options.by,
        unlabelled=options.unlabelled,
        dropped=options.words_dropped,
        doubled=options.words_doubled,
        misheard=options.words_misheard,
        partials=options.partials,
        quiet=options.quiet,
    )
    measured = measure(wanted)
    text = printed(measured, wanted)
    try:
        failed = write(measured, wanted)
    finally:
        # Whatever becomes of the files, the judging was not for nothing.
        print(text)
    if failed:
        raise InputError("; ".join(failed))
    return 0


def _chosen(names: str) -> tuple[str, ...]:
    """Each once, in the order given; ``all`` stands for every one."""
    named = [name.strip() for name in names.split(",") if name.strip()]
    unknown = [name for name in named if name not in (*BASELINES, "all")]
    if unknown:
        raise InputError(f"--baseline {','.join(unknown)}: I know {', '.join(BASELINES)}, and all for every one")
    return BASELINES if "all" in named else tuple(dict.fromkeys(named))


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 0.9:
        raise argparse.ArgumentTypeError(f"{text!r} must be a share from 0 to 0.9, like 0.2")
    return value


def _words(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} must be a number of words, like 5")
    return int(text)
