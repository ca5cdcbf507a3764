"""Plots as files (PNG): calibration, the trade of warnings against false alarms, how early a warning comes."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from deadringer.errors import InputError
from deadringer.evaluation.calibration import Calibration
from deadringer.evaluation.intervals import Interval
from deadringer.evaluation.listening import Scored
from deadringer.evaluation.reporting import Report

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, HURT, CALM, PALE = "#1d2433", "#b3261e", "#2f5d8a", "#c9d1dc"


def draw(report: Report, scored: Sequence[Scored], folder: Path) -> list[Path]:
    """Writes the plots; returns their paths.

    Raises:
        InputError: the folder cannot be made or written to.
    """
    import matplotlib

    matplotlib.use("Agg")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with matplotlib.rc_context({"text.parse_math": False}), warnings.catch_warnings():
            # Names of files are no formulas ("$"), and a letter that the font lacks is nothing to trouble a person with.
            warnings.simplefilter("ignore", UserWarning)
            return _drawn(report, scored, folder)
    except OSError as error:
        raise InputError(f"{folder}: plots cannot be written there: {error.strerror or error}") from None


def _drawn(report: Report, scored: Sequence[Scored], folder: Path) -> list[Path]:
    drawn = [_warned(report, folder / "warned.png"), _early(scored, folder / "words_before_warning.png")]
    for name, c in report.summary.calibration.items():
        drawn.append(_reliability(name, c, folder / f"calibration_{name}.png"))
    if report.compared:
        drawn.append(_compared(report, folder / "compared.png"))
    return drawn


def _sheet(width: float, height: float) -> tuple[Any, Axes]:
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(width, height), dpi=120)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _printable(name: str) -> str:
    """As a plot can set it: no half characters, no control characters; a name that begins with "_" would be left out of the legend."""
    plain = "".join(c if c.isprintable() else "?" for c in name)
    return f" {plain}" if plain.startswith("_") else plain


def _kept(figure: Any, path: Path) -> Path:
    import matplotlib.pyplot as plt

    figure.tight_layout()
    figure.savefig(path, metadata={"Software": None})
    plt.close(figure)
    return path


def _reliability(name: str, c: Calibration, path: Path) -> Path:
    figure, axes = _sheet(5, 4.6)
    axes.plot([0, 1], [0, 1], color=PALE, lw=1)
    axes.scatter(
        [b.said for b in c.bins], [b.true for b in c.bins], s=[12 + 14 * np.log2(1 + b.calls) for b in c.bins], color=CALM, zorder=3
    )
    for b in c.bins:
        axes.annotate(f"{b.calls}", (b.said, b.true), textcoords="offset points", xytext=(7, -10), fontsize=7, color=INK)
    axes.set(xlabel="probability given", ylabel="share that are scams", xlim=(-0.03, 1.05), ylim=(-0.05, 1.05))
    axes.set_title(f"{name}: ECE {c.ece:.3f}, Brier {c.brier:.3f}, {c.calls} calls", fontsize=10)
    return _kept(figure, path)


def _bars(axes: Axes, names: Sequence[str], values: Sequence[Interval], colour: str) -> None:
    at = np.arange(len(names))[::-1]
    middle = np.array([100 * v.value for v in values])
    error = np.array([[max(0.0, 100 * (v.value - v.low)) for v in values], [max(0.0, 100 * (v.high - v.value)) for v in values]])
    axes.barh(at, middle, xerr=error, color=colour, ecolor=INK, height=0.62, capsize=2, error_kw={"lw": 1})
    axes.set_yticks(at, names)


def _warned(report: Report, path: Path) -> Path:
    lines = [f for f in report.summary.by_source if f.label in ("scam", "legit")]
    figure, axes = _sheet(7, 1.2 + 0.34 * len(lines))
    _bars(axes, [f"{_printable(f.name)} ({f.label}, {f.calls})" for f in lines], [f.warned for f in lines], CALM)
    for bar, f in zip(axes.patches, lines, strict=False):
        bar.set_color(HURT if f.label == "scam" else CALM)
    axes.set(xlabel="warned of, % of calls", xlim=(0, 105))
    return _kept(figure, path)


def _compared(report: Report, path: Path) -> Path:
    lines = list(report.compared)
    figure, axes = _sheet(7, 1.2 + 0.34 * len(lines))
    _bars(axes, [f"{c.calls}: {c.name}" for c in lines], [c.warned for c in lines], PALE)
    for bar, c in zip(axes.patches, lines, strict=False):
        bar.set_color(CALM if c.behind is None else PALE)
    axes.set(xlabel="scam calls warned of at equal false alarms, %", xlim=(0, 105))
    return _kept(figure, path)


def _early(scored: Sequence[Scored], path: Path) -> Path:
    figure, axes = _sheet(6, 4)
    sources = sorted({s.row.source for s in scored if s.row.label == "scam"})
    for source in sources[:10]:
        own = [s for s in scored if s.row.source == source and s.row.label == "scam"]
        at = sorted(s.warned_at for s in own if s.warned_at is not None)
        axes.step(
            [0, *at, max([200, *at])], [100 * i / len(own) for i in (*range(len(at) + 1), len(at))], where="post", label=_printable(source)
        )
    axes.set(xlabel="words heard", ylabel="scam calls warned of by then, %", xlim=(0, 200), ylim=(0, 102))
    if sources:
        axes.legend(frameon=False, fontsize=8)
    return _kept(figure, path)
