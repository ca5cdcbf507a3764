"""Many numbers, fast: what stands in a file of one number a line, as integers of E.164.

``phonenumbers`` takes 25 µs a number; here only the shape is looked at (digits, ``+``, ``00``, the trunk ``0``), at under 1 µs.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import compress
from typing import IO

BLOCK = 1 << 20
"""Bytes that are read at a time."""
LEAST, MOST = 10**6, 10**15
"""An international number has 7 to 15 digits."""
MAX_LINE = 4096
"""Bytes of one line; a longer one is no number."""
_FILLING = b" \t\r-().\"'/\xa0\xc2"


class Normaliser:
    """Turns a number as written into the integer of its E.164 form."""

    def __init__(self, country: str | None = None) -> None:
        """
        Args:
            country: whose numbers are meant where there is no country's code (ISO 3166).
        """
        self._code, self._trunk = b"", b""
        self._way_out: tuple[bytes, ...] = (b"00",)
        self._least_national = 0
        if country:
            import phonenumbers

            metadata = phonenumbers.PhoneMetadata.metadata_for_region(country.upper())
            if metadata is not None:
                self._code = str(metadata.country_code).encode()
                self._trunk = (metadata.national_prefix or "").encode()
                lengths = [n for n in (metadata.general_desc.possible_length or ()) if n > 0] if metadata.general_desc else []
                self._least_national = min(lengths, default=0)
                if self._code == b"1":
                    self._way_out = (b"011", b"00")

    def __call__(self, text: bytes) -> int:
        """The number, or 0 where it is none."""
        if text[:1] not in b"+0123456789" or not text.isalnum():
            text = text.translate(None, _FILLING)
        plus = text.startswith(b"+")
        digits = text[1:] if plus else text
        if not digits.isdigit():
            return 0
        if not plus:
            digits = self._international(digits)
        number = int(digits) if digits[:1] != b"0" and len(digits) <= 15 else 0
        return number if LEAST <= number < MOST else 0

    def _international(self, digits: bytes) -> bytes:
        for way in self._way_out:
            if digits.startswith(way) and len(digits) > 8:
                return digits[len(way) :]
        if not self._code:
            return digits
        if self._trunk and digits.startswith(self._trunk) and (len(self._code) > 1 or len(digits) > 10 or self._code != b"1"):
            return self._code + digits[len(self._trunk) :]
        if digits.startswith(self._code) and len(digits) >= len(self._code) + max(self._least_national, 8) and len(digits) > 10:
            return digits
        return self._code + digits if len(digits) >= self._least_national else b"0"


def numbers_in(file: IO[bytes], normaliser: Normaliser) -> Iterator[tuple[array[int], list[bytes]]]:
    """The numbers of a file of one number a line, block by block, and the lines that are none (a beginning, a range, or rubbish).

    Empty lines and what follows a ``#`` are passed over.
    """
    rest = b""
    while block := file.read(BLOCK):
        block = rest + block
        cut = block.rfind(b"\n") + 1
        if not cut:
            if len(block) > MAX_LINE:
                rest = b""
                yield array("Q"), [block[:MAX_LINE]]
            else:
                rest = block
            continue
        rest = block[cut:]
        yield _block(block[:cut].splitlines(), normaliser)
    if rest:
        yield _block([rest], normaliser)


def _block(lines: list[bytes], normaliser: Normaliser) -> tuple[array[int], list[bytes]]:
    if lines and all(line[:1] == b"+" for line in lines):
        try:
            numbers = array("Q", map(int, lines))
            if min(numbers) >= LEAST and max(numbers) < MOST:
                return numbers, []
        except (ValueError, OverflowError):
            pass
    found = list(map(normaliser, lines))
    lost = [line.partition(b"#")[0].strip()[:MAX_LINE] for number, line in zip(found, lines, strict=True) if not number]
    return array("Q", compress(found, found)), [line for line in lost if line]
