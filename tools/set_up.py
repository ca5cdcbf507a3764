"""Makes ``.venv`` and installs this package with what demo and tests need, showing how far it is. Runs on a bare Python 3.11.

A second run is quick: it does nothing as long as ``pyproject.toml`` has not changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
VENV = HERE / ".venv"
LOG = VENV / "set-up.log"
STAMP = VENV / "set-up.done"
EXTRAS = "dev"


def main() -> int:
    """Exit status 0 when everything is there."""
    if sys.version_info < (3, 11):  # noqa: UP036 (this script runs before anything is checked)
        print(
            f"Dead Ringer needs Python 3.11 or later; this is {sys.version.split()[0]}. Try: make PYTHON=python3.11 demo", file=sys.stderr
        )
        return 2
    wanted = hashlib.sha256((HERE / "pyproject.toml").read_bytes() + sys.version.encode() + str(HERE).encode()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return 0
    started = time.monotonic()
    steps = (
        ("Making a virtual environment", make_environment),
        ("Installing (speech recognition is the largest part, about 250 MB)", install),
    )
    for number, (title, step) in enumerate(steps, 1):
        if not shown(f"[{number}/{len(steps)}] {title}", step):
            print(f"\nThis did not work. The last lines of {LOG}:\n", file=sys.stderr)
            print("\n".join(LOG.read_text(errors="replace").splitlines()[-15:]) if LOG.exists() else "(no log)", file=sys.stderr)
            return 2
    STAMP.write_text(wanted)
    print(f"Ready after {time.monotonic() - started:.0f} s.\n", file=sys.stderr)
    return 0


def make_environment() -> bool:
    """A virtual environment; on Debian its package may have to be installed first."""
    if (VENV / "bin" / "python").exists() and run(str(VENV / "bin" / "python"), "-m", "pip", "--version"):
        return True
    shutil.rmtree(VENV, ignore_errors=True)
    if run(sys.executable, "-m", "venv", str(VENV)):
        return True
    if os.geteuid() == 0 and shutil.which("apt-get"):
        shutil.rmtree(VENV, ignore_errors=True)
        run("apt-get", "update")
        run("apt-get", "install", "-y", f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
        return run(sys.executable, "-m", "venv", str(VENV))
    return False


def install() -> bool:
    """This package, editable, with its extras."""
    return run(str(VENV / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check", "-e", f"{HERE}[{EXTRAS}]")


def run(*command: str) -> bool:
    """Runs a command; what it prints goes to the log."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    text = f"$ {' '.join(command)}\n"
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("a", encoding="utf-8") as log:
        log.write(text + done.stdout.decode(errors="replace"))
    return done.returncode == 0


def shown(title: str, step: object) -> bool:
    """Runs a step beside a line that shows that it is going on."""
    assert callable(step)
    result: list[bool] = []
    worker = threading.Thread(target=lambda: result.append(bool(step())))
    worker.start()
    started, live = time.monotonic(), sys.stderr.isatty()
    if not live:
        print(f"{title} ...", file=sys.stderr, flush=True)
    wheel = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
    while worker.is_alive():
        worker.join(0.1)
        seconds = time.monotonic() - started
        if live:
            print(f"\r{wheel[int(seconds * 10) % len(wheel)]} {title} {seconds:4.0f} s ", end="", file=sys.stderr, flush=True)
    fine = bool(result and result[0])
    mark = "✓" if fine else "✗"
    print(f"{chr(13) if live else ''}{mark} {title} {time.monotonic() - started:4.0f} s ", file=sys.stderr, flush=True)
    return fine


if __name__ == "__main__":
    sys.exit(main())
