"""Fetches one file over https, from a public address, bounded in size and time. The only place from which anything is fetched.

Used where the person asked for that very thing: a list subscribed to, a look-up switched on, certificates of signed calls.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

MAX_REDIRECTS = 3
PORTS = (443, 8443)
CHUNK = 65_536
Resolve = Callable[[str, int], list[str]]
Connect = Callable[[str, str, int, float], http.client.HTTPConnection]


class FetchError(Exception):
    """It could not be fetched, or was not allowed; ``str(error)`` says why."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back."""

    status: int
    data: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    url: str = ""


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a host."""
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except OSError as error:
        raise FetchError(f"{host} has no address ({error})") from error


def connect(host: str, address: str, port: int, timeout: float) -> http.client.HTTPConnection:
    """A TLS connection to exactly that address, its certificate checked for that host: looked up once, so it cannot change in between."""
    context = ssl.create_default_context()
    connection = http.client.HTTPSConnection(host, port, timeout=timeout, context=context)
    connection.sock = context.wrap_socket(socket.create_connection((address, port), timeout), server_hostname=host)
    return connection


def public(address: str) -> bool:
    """Whether it is an address of the public internet (not one of this machine, this house or this provider)."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    for inner in (getattr(found, "ipv4_mapped", None), getattr(found, "sixtofour", None)):
        if inner is not None:
            return public(str(inner))
    if getattr(found, "teredo", None):
        return False
    if found.version == 6 and found in ipaddress.ip_network("64:ff9b::/96"):
        return public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not found.is_multicast and not found.is_reserved


def checked(url: str) -> SplitResult:
    """The address's parts.

    Raises:
        FetchError: it is not https, names a user, or another port than 443 and 8443.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError as error:
        raise FetchError(f"{url[:200]!r} is no address") from error
    if parts.scheme != "https" or not parts.hostname:
        raise FetchError(f"{url[:200]!r}: only https addresses are fetched")
    if parts.username or parts.password or any(c.isspace() or ord(c) < 32 for c in url):
        raise FetchError(f"{url[:200]!r} is written oddly, so it is not fetched")
    if port not in PORTS:
        raise FetchError(f"{url[:200]!r}: only ports {' and '.join(map(str, PORTS))} are allowed")
    return parts


def fetch(
    url: str,
    *,
    limit: int,
    timeout: float = 10.0,
    headers: Mapping[str, str] | None = None,
    redirects: int = MAX_REDIRECTS,
    resolve: Resolve = resolve,
    connect: Connect = connect,
) -> Fetched:
    """Fetches one address.

    Args:
        limit: bytes that are taken at most; more is an error.
        timeout: seconds for everything together.
        redirects: how many are followed; each is checked like the first address.

    Raises:
        FetchError: not https, not public, too large, too slow, or an error of the other side.
    """
    deadline = time.monotonic() + timeout
    for _ in range(redirects + 1):
        found = _once(url, limit, deadline, headers or {}, resolve, connect)
        if found.status not in (301, 302, 303, 307, 308):
            if found.status not in (200, 304):
                raise FetchError(f"{url} answered with status {found.status}")
            return found
        url = urljoin(url, found.headers.get("location", ""))
    raise FetchError(f"{url}: too many redirects")


def _once(url: str, limit: int, deadline: float, headers: Mapping[str, str], resolve: Resolve, connect: Connect) -> Fetched:
    parts = checked(url)
    host, port = parts.hostname or "", parts.port or 443
    addresses = resolve(host, port)
    if not addresses or not all(public(address) for address in addresses):
        raise FetchError(f"{host} is not on the public internet, so it is not fetched")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection = connect(host, addresses[0], port, _left(deadline))
        try:
            connection.request("GET", target, headers={"User-Agent": "deadringer", "Accept-Encoding": "identity", **headers})
            answer = connection.getresponse()
            data = b""
            if answer.status == 200:
                data = _read(answer, connection, limit, deadline, url)
            return Fetched(answer.status, data, {k.lower(): v for k, v in answer.getheaders()}, url)
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FetchError(f"{url} could not be fetched: {error}") from error


def _read(answer: http.client.HTTPResponse, connection: http.client.HTTPConnection, limit: int, deadline: float, url: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        if connection.sock is not None:
            connection.sock.settimeout(_left(deadline))
        part = answer.read1(CHUNK)
        if not part:
            return b"".join(parts)
        size += len(part)
        if size > limit:
            raise FetchError(f"{url} is larger than {limit} bytes, so it is not taken")
        parts.append(part)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("it takes too long")
    return left
