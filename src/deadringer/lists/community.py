"""Asks a community whether a number is known to it, without telling which number rang.

Only the first hexadecimal digits of the number's SHA-1 go out, which thousands of numbers share; all entries that begin so come back
and are compared here. Off unless the person names the service. (Hashing alone hides nothing: there are few enough telephone numbers
to try them all.)
"""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from deadringer.errors import InputError
from deadringer.fetch import Fetched, FetchError, fetch
from deadringer.numbers.read import Number

PREFIX = 4
"""Hexadecimal digits that go out: 16 bits, so of ten thousand million numbers 150,000 begin alike."""
MAX_PREFIX = 5
LIMIT = 4_000_000
"""Bytes of an answer."""
TIMEOUT = 1.5
"""Seconds: the telephone is ringing."""
RATINGS = ("A_LEGITIMATE", "B_MISSED", "C_PING", "D_POLL", "E_ADVERTISING", "F_GAMBLE", "G_FRAUD")
"""PhoneBlock's ratings, from good to bad."""


def sha1(e164: str) -> str:
    """The hexadecimal SHA-1 of ``+39…``, upper case, as PhoneBlock writes it."""
    return hashlib.sha1(e164.encode("ascii"), usedforsecurity=False).hexdigest().upper()


@dataclass(frozen=True, slots=True)
class Known:
    """What a community says of a number."""

    phone: str
    votes: int
    rating: str


class Community:
    """One service that answers ``GET …/check-prefix?sha1=PREFIX`` as PhoneBlock does."""

    def __init__(self, address: str, token: str = "", prefix: int = PREFIX, get: Callable[..., Fetched] = fetch) -> None:
        """
        Args:
            address: ``https://host/…/api``.
            token: sent as bearer, where the service wants one.
            prefix: hexadecimal digits that go out.

        Raises:
            InputError: not https, or so many digits that the number could be told.
        """
        if not address.startswith("https://"):
            raise InputError(f"{address}: only an https address can be asked")
        if not PREFIX <= prefix <= MAX_PREFIX:
            raise InputError(f"{prefix} digits: between {PREFIX} and {MAX_PREFIX}; more would tell who rang")
        self._address, self._token, self._prefix, self._get = address.rstrip("/"), token, prefix, get

    def ask(self, number: Number) -> Known | None:
        """What the community knows of the number, or ``None``.

        Raises:
            InputError: the service cannot be asked, or answers nonsense.
        """
        if not number.e164:
            return None
        query = urlencode({"sha1": sha1(number.e164)[: self._prefix], "format": "json"})
        headers = {"Accept": "application/json", **({"Authorization": f"Bearer {self._token}"} if self._token else {})}
        try:
            found = self._get(f"{self._address}/check-prefix?{query}", limit=LIMIT, timeout=TIMEOUT, headers=headers, redirects=0)
            answer = json.loads(found.data)
            entries = answer.get("numbers", []) if isinstance(answer, dict) else []
        except (FetchError, ValueError, RecursionError) as error:
            raise InputError(f"{self._address} cannot be asked: {error}") from error
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and entry.get("phone") == number.e164:
                votes = entry.get("votes")
                rating = entry.get("rating")
                return Known(number.e164, votes if isinstance(votes, int) else 0, rating if rating in RATINGS else "")
        return None


class HashIndex:
    """Numbers by their SHA-1, to answer such questions oneself: by the whole hash, by its first digits, and by blocks of 10 and 100."""

    def __init__(self, numbers: Iterable[str]) -> None:
        """
        Args:
            numbers: ``+39…``; a million take about 300 MB, so a big list is better asked by number.
        """
        whole = sorted((sha1(e164), e164) for e164 in set(numbers))
        self._hashes = [found for found, _ in whole]
        self._numbers = [e164 for _, e164 in whole]
        self._tens = _blocks(self._numbers, 1)
        self._hundreds = _blocks(self._numbers, 2)

    def number(self, digest: str) -> str | None:
        """The number with this SHA-1."""
        i = bisect_left(self._hashes, digest.upper())
        return self._numbers[i] if i < len(self._hashes) and self._hashes[i] == digest.upper() else None

    def beginning(self, prefix: str) -> list[str]:
        """Numbers whose SHA-1 begins so.

        Raises:
            InputError: fewer than four hexadecimal digits, or none.
        """
        prefix = prefix.upper()
        if not re.fullmatch(r"[0-9A-F]{4,40}", prefix):
            raise InputError("sha1: 4 to 40 hexadecimal digits are wanted")
        low, high = bisect_left(self._hashes, prefix), bisect_right(self._hashes, prefix + "G")
        return self._numbers[low:high]

    def block(self, digest: str, of: int) -> tuple[str, int] | None:
        """The first digits with this SHA-1 and how many listed numbers begin so.

        Args:
            of: 10 (one digit left out) or 100 (two).
        """
        return (self._tens if of == 10 else self._hundreds).get(digest.upper())


def _blocks(numbers: Iterable[str], digits: int) -> dict[str, tuple[str, int]]:
    counts: dict[str, int] = {}
    for e164 in numbers:
        counts[e164[:-digits]] = counts.get(e164[:-digits], 0) + 1
    return {sha1(block): (block, count) for block, count in counts.items()}
