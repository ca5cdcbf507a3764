"""Draws a terminal as SVG from a real run: ``python tools/terminal_picture.py docs/picture.svg deadringer check …``.

The command runs in ``examples/`` on a terminal of 80 columns of its own, without the settings of whoever runs this; what it prints,
colours included, is drawn character by character. Nothing is added by hand but the line of the prompt.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import tempfile
import termios
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PICTURE = HERE / "docs" / "picture.svg"
PICTURED = ["deadringer", "check", "press-one-robocall.wav", "--country", "GB"]
COLUMNS = 80
CELL_WIDTH, LINE_HEIGHT, FONT_SIZE = 8.4, 19, 14
MARGIN, BAR = 18, 32
"""In pixels: around the text, and of the window's bar."""
_COLOURS = ["#1b1d23", "#b3261e", "#3c8d40", "#e0a800", "#3b6fb6", "#8b5fb0", "#2a8a8a", "#e6e6e6"]
_SGR = re.compile(r"\x1b\[([\d;]*)m")


@dataclass(frozen=True)
class Ink:
    """How a character is drawn."""

    colour: str = ""
    ground: str = ""
    bold: bool = False


Cell = tuple[str, Ink]


def quiet_environment(folder: str) -> dict[str, str]:
    """No files, lists or language of the person who runs this; the cache stays, so that runs are quick."""
    return {
        **{k: v for k, v in os.environ.items() if k not in ("LANG", "LANGUAGE", "NO_COLOR")},
        "LC_ALL": "C.UTF-8",
        "DEADRINGER_CONFIG": f"{folder}/config",
        "DEADRINGER_DATA": f"{folder}/data",
        "DEADRINGER_STATE": f"{folder}/state",
        "TERM": "xterm-256color",
    }


def run_on_terminal(command: list[str], columns: int = COLUMNS) -> str:
    """What the command prints on a terminal; its progress display (standard error) is left out."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 60, columns, 0, 0))
    if command[0] == "deadringer":
        command = [sys.executable, "-m", "deadringer", *command[1:]]
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL, cwd=HERE / "examples", env=quiet_environment(folder)
        )
        os.close(theirs)
        out = bytearray()
        while True:
            try:
                block = os.read(ours, 65536)
            except OSError:  # Linux says so when the other end is closed
                break
            if not block:
                break
            out += block
        os.close(ours)
        process.wait()
    return out.decode("utf-8", "replace").replace("\r\n", "\n")


def cells(text: str, columns: int = COLUMNS) -> list[list[Cell]]:
    """Lines of characters with their ink; long lines are broken where a terminal breaks them."""
    lines: list[list[Cell]] = [[]]
    ink, at = Ink(), 0
    while at < len(text):
        code = _SGR.match(text, at)
        if code:
            ink, at = _changed(ink, code.group(1)), code.end()
            continue
        character, at = text[at], at + 1
        if character == "\n":
            lines.append([])
            continue
        if not character.isprintable():
            raise ValueError(f"the output holds {character!r}, which is not drawn; leave it out or teach tools/terminal_picture.py")
        if len(lines[-1]) == columns:
            lines.append([])
        lines[-1].append((character, ink))
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _changed(ink: Ink, codes: str) -> Ink:
    for code in (int(c) for c in (codes or "0").split(";")):
        if code == 0:
            ink = Ink()
        elif code == 1:
            ink = replace(ink, bold=True)
        elif 30 <= code <= 37:
            ink = replace(ink, colour=_COLOURS[code - 30])
        elif 40 <= code <= 47:
            ink = replace(ink, ground=_COLOURS[code - 40])
        elif code == 97:
            ink = replace(ink, colour="#ffffff")
        else:
            raise ValueError(f"colour {code} is not known; add it to tools/terminal_picture.py")
    return ink


def draw(command: list[str], text: str) -> str:
    """The SVG: text stays text, so that it can be read aloud and searched."""
    prompt: list[Cell] = [(c, Ink(colour="#8fbf8f")) for c in "$ "] + [(c, Ink(bold=True)) for c in shlex.join(command)]
    lines = [prompt, [], *cells(text)]
    width = COLUMNS * CELL_WIDTH + 2 * MARGIN
    height = BAR + len(lines) * LINE_HEIGHT + 2 * MARGIN
    plain = "\n".join("".join(c for c, _ in line) for line in lines)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}" height="{height}" role="img">',
        f"<title>{escape(shlex.join(command))}</title>",
        f"<desc>{escape(plain)}</desc>",
        f'<rect width="{width:.0f}" height="{height}" rx="10" fill="#1b1d23"/>',
        *(f'<circle cx="{20 + 20 * i}" cy="17" r="6" fill="#4a4d57"/>' for i in range(3)),
        f'<g font-family="DejaVu Sans Mono, Menlo, Consolas, Liberation Mono, monospace" font-size="{FONT_SIZE}" fill="#e6e6e6">',
    ]
    for number, line in enumerate(lines):
        out += _line(line, BAR + MARGIN + number * LINE_HEIGHT)
    return "\n".join([*out, "</g>", "</svg>", ""])


def _line(line: list[Cell], top: float) -> list[str]:
    """Runs of one ink; each is set to its exact width, whatever font there is."""
    out, at = [], 0
    while at < len(line):
        ink = line[at][1]
        end = at
        while end < len(line) and line[end][1] == ink:
            end += 1
        words = "".join(c for c, _ in line[at:end])
        x, width = MARGIN + at * CELL_WIDTH, (end - at) * CELL_WIDTH
        if ink.ground:
            out.append(
                f'<rect x="{x:.1f}" y="{top - LINE_HEIGHT + 5:.1f}" width="{width:.1f}" height="{LINE_HEIGHT}" fill="{ink.ground}"/>'
            )
        bare = words.strip(" ")
        if bare:
            x += (len(words) - len(words.lstrip(" "))) * CELL_WIDTH
            style = (f' fill="{ink.colour}"' if ink.colour else "") + (' font-weight="bold"' if ink.bold else "")
            out.append(
                f'<text x="{x:.1f}" y="{top:.1f}" textLength="{len(bare) * CELL_WIDTH:.1f}" xml:space="preserve"{style}>{escape(bare, quote=False)}</text>'
            )
        at = end
    return out


def main(arguments: list[str]) -> int:
    """Draws one picture; without arguments the one of README."""
    target, command = (Path(arguments[0]), arguments[1:]) if len(arguments) > 1 else (PICTURE, PICTURED)
    target.write_text(draw(command, run_on_terminal(command)), encoding="utf-8")
    print(f"{target}: drawn")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
