"""Six short real runs of the main job: ``make demo``."""

from __future__ import annotations

import os
import shlex
import sys
import time
from pathlib import Path

from deadringer.cli import main

HERE = Path(__file__).resolve().parent
RUNS = (
    ("A robocall, as a recording", ["check", "press-one-robocall.wav", "--country", "GB"]),
    ("An Italian voucher that turns into a trading platform, as a transcript", ["check", "voucher-then-trading.txt", "--country", "IT"]),
    ("A victim rings back a number from an e-mail", ["check", "ring-back.txt", "--direction", "out", "--country", "GB"]),
    (
        "An Amazon driver at the door, and a parcel is on its way",
        ["check", "amazon-driver.txt", "--dealing", "amazon:delivery", "--country", "GB"],
    ),
    ("A bank's genuine fraud desk", ["check", "bank-fraud-desk.txt", "--country", "GB"]),
    ("A phone number one digit away from an official one", ["check", "0800 279 7235", "--country", "GB"]),
)


def run_all() -> int:
    """Runs them one after the other."""
    os.chdir(HERE)
    bold, plain = ("\033[1m", "\033[0m") if sys.stdout.isatty() else ("", "")
    started = time.monotonic()
    for count, (title, command) in enumerate(RUNS, 1):
        print(f"{bold}{count}. {title}{plain}\n$ deadringer {shlex.join(command)}\n", flush=True)
        status = main(command)
        print(f"\n(exit status {status})\n{'─' * 78}", flush=True)
    print(f"Six runs in {time.monotonic() - started:.0f} s. Next: deadringer check --help, or README.md.")
    return 0


if __name__ == "__main__":
    sys.exit(run_all())
