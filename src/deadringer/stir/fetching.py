"""Gets certificates: from files, or from where the header says, if the person allowed it. Kept as long as the answer allows."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from deadringer.fetch import Fetched, FetchError, fetch
from deadringer.knowledge.load import cache_folder
from deadringer.stir.passport import Unreachable

LIMIT = 65_536
"""Bytes of a chain of certificates."""
TIMEOUT = 3.0
"""Seconds; the telephone is ringing."""
LEAST_KEPT, MOST_KEPT = 300, 86_400
"""Seconds that a certificate is kept, whatever the answer says."""
MOST_FILES = 1000


class AtHand(dict[str, bytes]):
    """Certificates by address, for tests and for lines that hand them over."""

    def __call__(self, url: str) -> bytes:
        if url not in self:
            raise Unreachable("the certificate is not at hand, and fetching is not allowed")
        return self[url]


class NoFetch:
    """The default: nothing is fetched."""

    def __call__(self, url: str) -> bytes:
        raise Unreachable("the certificate is not at hand, and fetching is not allowed")


class CertificateFetcher:
    """Fetches over https from public addresses, with a cache in memory and on disk. Safe to share between threads."""

    def __init__(self, folder: Path | None = None, get: Callable[..., Fetched] = fetch, clock: Callable[[], float] = time.time) -> None:
        """
        Args:
            folder: of the cache; default in ``cache_folder()``.
        """
        self._folder = folder or cache_folder() / "certificates"
        self._get, self._clock = get, clock
        self._lock = threading.Lock()
        self._memory: dict[str, tuple[float, bytes]] = {}

    def __call__(self, url: str) -> bytes:
        """The certificates at the address.

        Raises:
            Unreachable: 436, they cannot be had.
        """
        with self._lock:
            kept = self._memory.get(url) or self._from_disk(url)
            if kept and kept[0] > self._clock():
                return kept[1]
        try:
            found = self._get(url, limit=LIMIT, timeout=TIMEOUT, redirects=1)
        except FetchError as error:
            raise Unreachable(f"the certificate cannot be had: {error}") from None
        until = self._clock() + _keep_for(found.headers)
        with self._lock:
            if len(self._memory) >= MOST_FILES:
                self._memory.clear()
            self._memory[url] = until, found.data
            self._to_disk(url, until, found.data)
        return found.data

    def _path(self, url: str) -> Path:
        return self._folder / hashlib.sha256(url.encode()).hexdigest()[:32]

    def _from_disk(self, url: str) -> tuple[float, bytes] | None:
        try:
            head, _, data = self._path(url).read_bytes().partition(b"\n")
            return float(head), data
        except (OSError, ValueError):
            return None

    def _to_disk(self, url: str, until: float, data: bytes) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if sum(1 for _ in self._folder.iterdir()) < MOST_FILES:
                temporary = self._path(url).with_suffix(".tmp")
                temporary.write_bytes(b"%f\n" % until + data)
                temporary.replace(self._path(url))
        except OSError:
            pass  # it is only a cache


def _keep_for(headers: Mapping[str, str]) -> float:
    said = headers.get("cache-control", "").lower()
    if "no-store" in said or "no-cache" in said:
        return LEAST_KEPT
    m = re.search(r"max-age=(\d{1,9})", said)
    return min(max(int(m.group(1)) if m else MOST_KEPT, LEAST_KEPT), MOST_KEPT)
