"""Every test has lists of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from deadringer.knowledge.load import Knowledge, load_knowledge


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("DEADRINGER_DATA", str(folder))
    return folder


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()
