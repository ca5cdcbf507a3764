"""Certificates and lists are fetched from public https addresses only, bounded, and kept."""

from __future__ import annotations

import http.client
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deadringer.fetch import Fetched, FetchError, checked, fetch, public
from deadringer.stir.fetching import CertificateFetcher
from deadringer.stir.passport import Unreachable

PUBLIC = "93.184.215.14"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "::1", "fe80::1",
     "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
     "240.0.0.1", "192.0.2.1", "198.18.0.1", "::", "rubbish", ""],
)  # fmt: skip
def test_addresses_of_this_house(address: str) -> None:
    assert not public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700::1111"])
def test_addresses_of_the_world(address: str) -> None:
    assert public(address)


@pytest.mark.parametrize(
    "url",
    ["http://example.org/x", "ftp://example.org/x", "file:///etc/passwd", "https://", "https://example.org:22/x", "https://user@example.org/",
     "https://example.org/a b", "https://example.org:99999/", "javascript:alert(1)", "https://example.org/\r\nX: y"],
)  # fmt: skip
def test_odd_addresses(url: str) -> None:
    with pytest.raises(FetchError):
        checked(url)


class Answer:
    """An answer of a server that is none."""

    def __init__(self, status: int, data: bytes = b"", **headers: str) -> None:
        self.status, self._data, self._headers = status, io.BytesIO(data), headers

    def getheaders(self) -> list[tuple[str, str]]:
        return [(k.replace("_", "-"), v) for k, v in self._headers.items()]

    def read1(self, size: int) -> bytes:
        return self._data.read(size)


class Line:
    sock = None

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def request(self, *_: Any, **__: Any) -> None: ...

    def getresponse(self) -> Answer:
        return self._answer

    def close(self) -> None: ...


class World:
    """Hosts with their addresses and answers."""

    def __init__(self, hosts: dict[str, list[str]], answers: Iterator[Answer]) -> None:
        self.hosts, self.answers, self.asked = hosts, answers, []

    def resolve(self, host: str, port: int) -> list[str]:
        return self.hosts[host]

    def connect(self, host: str, address: str, port: int, timeout: float) -> http.client.HTTPConnection:
        self.asked.append((host, address))
        return Line(next(self.answers))  # type: ignore[return-value]

    def get(self, url: str, limit: int = 1000, **more: Any) -> Fetched:
        return fetch(url, limit=limit, resolve=self.resolve, connect=self.connect, **more)


def test_fetches() -> None:
    world = World({"a.example": [PUBLIC]}, iter([Answer(200, b"hello", Cache_Control="max-age=60")]))
    found = world.get("https://a.example/x")
    assert (found.data, found.headers["cache-control"]) == (b"hello", "max-age=60")
    assert world.asked == [("a.example", PUBLIC)], "the address that was checked is the one that is asked"


@pytest.mark.parametrize("addresses", [["127.0.0.1"], [PUBLIC, "10.0.0.1"], []])
def test_a_host_at_home_is_not_asked(addresses: list[str]) -> None:
    world = World({"a.example": addresses}, iter([]))
    with pytest.raises(FetchError, match="public"):
        world.get("https://a.example/x")
    assert not world.asked


@pytest.mark.parametrize("target", ["https://b.example/x", "http://c.example/x", "https://c.example:22/", "file:///etc/passwd"])
def test_a_redirect_home_is_not_followed(target: str) -> None:
    world = World({"a.example": [PUBLIC], "b.example": ["192.168.1.1"], "c.example": [PUBLIC]}, iter([Answer(302, Location=target)]))
    with pytest.raises(FetchError):
        world.get("https://a.example/x")
    assert [host for host, _ in world.asked] == ["a.example"]


def test_redirects_end() -> None:
    world = World({"a.example": [PUBLIC]}, (Answer(302, Location="/again") for _ in range(50)))
    with pytest.raises(FetchError, match="redirects"):
        world.get("https://a.example/x")
    assert len(world.asked) == 4


def test_too_large_and_too_slow() -> None:
    world = World({"a.example": [PUBLIC]}, iter([Answer(200, b"x" * 2000)]))
    with pytest.raises(FetchError, match="larger"):
        world.get("https://a.example/x", limit=1000)
    world = World({"a.example": [PUBLIC]}, iter([Answer(200, b"x")]))
    with pytest.raises(FetchError):
        world.get("https://a.example/x", timeout=-1.0)


def test_an_error_of_the_other_side() -> None:
    with pytest.raises(FetchError, match="404"):
        World({"a.example": [PUBLIC]}, iter([Answer(404)])).get("https://a.example/x")


class TestCertificates:
    url = "https://cert.example.org/leaf.pem"

    def test_kept_as_long_as_allowed(self, tmp_path: Path) -> None:
        asked: list[str] = []
        now = [1000.0]

        def get(url: str, **_: Any) -> Fetched:
            asked.append(url)
            return Fetched(200, b"pem", {"cache-control": "max-age=600"})

        fetcher = CertificateFetcher(tmp_path, get, lambda: now[0])
        assert fetcher(self.url) == fetcher(self.url) == b"pem"
        assert len(asked) == 1
        assert CertificateFetcher(tmp_path, get, lambda: now[0])(self.url) == b"pem"
        assert len(asked) == 1, "kept on disk too"
        now[0] += 601
        fetcher(self.url)
        assert len(asked) == 2

    def test_what_cannot_be_had_is_unreachable(self, tmp_path: Path) -> None:
        def get(url: str, **_: Any) -> Fetched:
            raise FetchError("no")

        with pytest.raises(Unreachable) as caught:
            CertificateFetcher(tmp_path, get)(self.url)
        assert caught.value.code == 436
