"""Small labelled calls of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from .calls import HONEST, SCAMS, lines

pytest.importorskip("numpy")
pytest.importorskip("sklearn")
pytest.importorskip("matplotlib")


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """Four scams and four honest calls."""
    rows = [{"label": "scam", "text": t, "lang": "it" if "banca" in t else "en", "split": "measure"} for t in SCAMS]
    rows += [{"label": "legit", "text": t, "lang": "it" if t.startswith("ciao") else "en"} for t in HONEST]
    return lines(tmp_path / "calls.jsonl", rows)
