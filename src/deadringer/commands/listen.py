"""``deadringer listen``: the same judgement, live."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from deadringer.commands import Commands
from deadringer.commands.about_call import add_call_options, call_of
from deadringer.commands.check import EXIT
from deadringer.errors import InputError
from deadringer.evidence import Level, Verdict

if TYPE_CHECKING:
    from deadringer.call import Call
    from deadringer.screener import Screener, Session

BLOCK_SECONDS = 0.1
ENCODINGS = ("s16le", "mulaw", "alaw")


def add(commands: Commands) -> None:
    """Adds the command's parser."""
    parser = commands.add_parser(
        "listen",
        help="judge a call while it goes on: microphone, raw stream, or a file at its own speed",
        description="Listens and judges while the call goes on. Without SOURCE the microphone; '-' a raw stream on standard input; "
        "else a recording, with --realtime at its own speed.",
    )
    parser.add_argument("source", nargs="?", metavar="SOURCE", help="'-' or a recording; default: the microphone")
    parser.add_argument("--realtime", action="store_true", help="play a recording at its own speed")
    parser.add_argument("--rate", type=int, default=8000, metavar="HZ", help="samples a second of a raw stream (default 8000)")
    parser.add_argument("--encoding", choices=ENCODINGS, default="s16le", help="of a raw stream, one channel (default s16le)")
    parser.add_argument("--device", metavar="NAME", help="microphone to use")
    parser.add_argument("--json", action="store_true", help="one JSON line whenever the verdict changes")
    add_call_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Listens until the sound ends or Ctrl-C."""
    from deadringer.screener import Screener

    if not 4000 <= options.rate <= 192_000:
        raise InputError(f"--rate {options.rate}: samples a second between 4000 and 192000 are understood; a telephone has 8000")
    screener = Screener()
    call = call_of(options, screener.knowledge)
    rate, blocks = _blocks(options)
    session = screener.session(call)
    screen = _Screen(session, screener, call, options)
    try:
        for block in blocks:
            session.hear_audio(block, rate)
            screen.update()
    except KeyboardInterrupt:
        print(file=sys.stderr)
    verdict = session.end_audio()
    screen.end(verdict)
    return EXIT[verdict.level]


def _blocks(options: argparse.Namespace) -> tuple[int, Iterator[bytes]]:
    """Sample rate, and blocks of signed 16-bit samples."""
    if options.source is None:
        from deadringer.speech import RATE, microphone_blocks

        return RATE, (_to_pcm(block) for block in microphone_blocks(options.device))
    if options.source == "-":
        return options.rate, _stream(sys.stdin.buffer, options.rate, options.encoding)
    import numpy as np

    from deadringer.speech import RATE, read_recording

    voices = read_recording(options.source).channels
    length = max(len(voice) for voice in voices)
    mixed = sum(np.pad(voice.astype(np.int32), (0, length - len(voice))) for voice in voices) // len(voices)
    return RATE, _played(np.asarray(mixed).astype(np.int16), RATE, options.realtime)


def _to_pcm(block: object) -> bytes:
    import numpy as np

    samples = np.asarray(block)
    if samples.dtype != np.int16:
        samples = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
    return bytes(samples.tobytes())


def _stream(stream: BinaryIO, rate: int, encoding: str) -> Iterator[bytes]:
    width = 2 if encoding == "s16le" else 1
    size = int(rate * BLOCK_SECONDS) * width
    table = None if encoding == "s16le" else _expand_table(encoding)
    while block := stream.read(size):
        block = block[: len(block) - len(block) % width]
        yield block if table is None else b"".join(table[byte] for byte in block)


def _expand_table(encoding: str) -> list[bytes]:
    """The 16-bit samples of the 256 codes of G.711 (ITU-T G.711, tables 1a and 2a)."""
    out = []
    for code in range(256):
        if encoding == "mulaw":
            c = ~code & 0xFF
            magnitude = (((c & 0x0F) << 3) + 0x84 << ((c >> 4) & 7)) - 0x84
            sample = -magnitude if c & 0x80 else magnitude
        else:
            c = code ^ 0x55
            exponent, mantissa = (c >> 4) & 7, c & 0x0F
            magnitude = (mantissa << 4) + 8 if exponent == 0 else ((mantissa << 4) + 0x108) << (exponent - 1)
            sample = magnitude if c & 0x80 else -magnitude
        out.append(sample.to_bytes(2, "little", signed=True))
    return out


def _played(samples: object, rate: int, realtime: bool) -> Iterator[bytes]:
    pcm = _to_pcm(samples)
    size = int(rate * BLOCK_SECONDS) * 2
    started = time.monotonic()
    for at in range(0, len(pcm), size):
        if realtime:
            time.sleep(max(0.0, started + at / 2 / rate - time.monotonic()))
        yield pcm[at : at + size]


class _Screen:
    """Shows the verdict: redrawn in place on a terminal, a line for each change elsewhere."""

    def __init__(self, session: Session, screener: Screener, call: Call, options: argparse.Namespace) -> None:
        self._session, self._screener, self._call, self._json = session, screener, call, options.json
        self._live = sys.stdout.isatty() and not options.json
        self._drawn = 0
        self._shown: tuple[Level, int] | None = None
        self._text = ""
        if not options.json:
            from deadringer.guidance.advice import Texts

            lang = options.lang or session.lang
            print(Texts(screener.knowledge, lang)("listening"), file=sys.stderr, flush=True)

    def update(self) -> None:
        """After each block: draws what has changed."""
        verdict = self._session.verdict
        first_warning = verdict.level.warns and (self._shown is None or not self._shown[0].warns)
        state = (verdict.level, len(verdict.evidence))
        if first_warning and not self._json:
            print("\a", end="", flush=True)
        if self._json or not self._live:
            if state != self._shown and (verdict.words or verdict.level.warns):
                self._line(verdict)
        elif state != self._shown or self._session.unfinished != self._text:
            self._draw(verdict)
        self._shown, self._text = state, self._session.unfinished

    def _line(self, verdict: Verdict) -> None:
        if self._json:
            import json

            from deadringer.output import as_data

            print(json.dumps(as_data(verdict, self._screener.knowledge, self._call), ensure_ascii=False), flush=True)
            return
        from deadringer.guidance.advice import advise
        from deadringer.guidance.plain import headline

        advice = advise(verdict, self._screener.knowledge, self._call)
        print(headline(advice, verdict), flush=True)
        if advice.quote and verdict.level.warns:
            print(f"  {advice.quoted}: “{advice.quote}”: {advice.reason.text}", flush=True)

    def _draw(self, verdict: Verdict) -> None:
        from deadringer.guidance.plain import show

        size = shutil.get_terminal_size((80, 24))
        heard = " ".join(turn.text for turn in self._session.turns[-2:])
        words = f"{heard} {self._session.unfinished}".strip()[-(size.columns - 4) * 2 :]
        lines = show(verdict, self._screener.knowledge, self._call, colour=True).splitlines()
        lines = ["… " + words[: size.columns - 4], "  " + words[size.columns - 4 :], "", *lines][: size.lines - 1]
        if self._drawn:
            print(f"\033[{self._drawn}A\033[J", end="")
        print("\n".join(lines), flush=True)
        self._drawn = len(lines)

    def end(self, verdict: Verdict) -> None:
        """The whole answer, once the call is over."""
        if self._json:
            self._line(verdict)
            return
        from deadringer.guidance.plain import show

        if self._drawn:
            print(f"\033[{self._drawn}A\033[J", end="")
        print(show(verdict, self._screener.knowledge, self._call, colour=sys.stdout.isatty()))
