"""Runs the commands that README and docs show, and puts what they print now into the pages: ``python tools/show_outputs.py``.

A block that is kept so is a ``console`` block right after the line ``<!-- real output -->``; lines that begin with ``$ `` are run, in
``examples/``, one after the other, by bash (``echo $?`` shows the exit status of the one before). ``docs/picture.svg`` and
``docs/commands.md`` are made anew, too. With ``--check`` nothing is written; exit status 1 if something would change that
matters (see ``stable``). What comes out of sound is marked ``<!-- real output, sound -->``: it is run anew, but not compared, because
a recogniser may hear a word otherwise on another processor.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import command_reference
import terminal_picture

HERE = Path(__file__).resolve().parent.parent
PAGES = (HERE / "README.md", *sorted((HERE / "docs").glob("*.md")))
_BLOCK = re.compile(r"^<!-- real output(?P<sound>, sound)? -->\n```console\n(?P<block>.*?)^```$", re.DOTALL | re.MULTILINE)
_FIGURES = re.compile(r"[+-]?\d+\.\d+%?|\b\d+%")
_MINOR = ("Also seen", "Altri segni")
"""Headings of what may come and go with the weights."""


def blocks(page: str) -> list[str]:
    """The blocks of a page that hold real output and are compared."""
    return [found["block"] for found in _BLOCK.finditer(page) if not found["sound"]]


def renewed(page: str, sound: bool = True) -> str:
    """The page with what its commands print now; without ``sound`` blocks of sound stay as they are."""

    def renew(found: re.Match[str]) -> str:
        if found["sound"] and not sound:
            return found.group()
        return found.group().replace(found["block"], run_block(found["block"]))

    return _BLOCK.sub(renew, page)


def run_block(block: str) -> str:
    """The block with what its commands print now."""
    out, status = "", 0
    with tempfile.TemporaryDirectory() as folder:
        environment = {**terminal_picture.quiet_environment(folder), "TERM": "dumb", "COLUMNS": "80"}
        for command in re.findall(r"^\$ (.+)$", block, re.MULTILINE):
            script = f'deadringer() {{ {shlex.quote(sys.executable)} -m deadringer "$@"; }}\n(exit {status})\n{command}'
            done = subprocess.run(
                ["bash", "-c", script],
                cwd=HERE / "examples",
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=300,
            )
            status = done.returncode
            out += "\n" if out else ""
            out += f"$ {command}\n{done.stdout}{done.stderr}"
    return out


def stable(block: str) -> list[str]:
    """The lines that must still be true: without figures, and without the lists of further signs."""
    lines, minor = [], False
    for line in block.splitlines():
        if line.strip() in _MINOR:
            minor = True
        elif not line.strip() or line.startswith("$ "):
            minor = False
        if not minor and line.strip():
            lines.append(" ".join(_FIGURES.sub("#", line).split()))
    return lines


def main(arguments: list[str]) -> int:
    """Rewrites, or with ``--check`` compares."""
    check, changed = "--check" in arguments, []
    for path in PAGES:
        page = path.read_text(encoding="utf-8")
        fresh = renewed(page, sound=not check)
        differs = [stable(b) for b in blocks(page)] != [stable(b) for b in blocks(fresh)] if check else page != fresh
        if differs:
            changed.append(str(path.relative_to(HERE)))
        if differs and not check:
            path.write_text(fresh, encoding="utf-8")
    print("\n".join(f"{name}: {'differs' if check else 'renewed'}" for name in changed) or "All shown output is as it was.")
    if check:
        return 1 if changed else 0
    command_reference.main()
    return terminal_picture.main([])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
