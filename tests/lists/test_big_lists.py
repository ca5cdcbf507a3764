"""Big lists: sorted, exact, small in memory, and whole whatever happens."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadringer.errors import InputError
from deadringer.knowledge.load import Knowledge
from deadringer.lists import big
from deadringer.lists.big import BigList, BigListWriter
from deadringer.lists.bring import bring_big, list_path
from deadringer.lists.decide import Lists
from deadringer.lists.plain import Normaliser
from deadringer.numbers.read import read_number


def made(path: Path, numbers: list[int], ranges: list[tuple[int, int]] = []) -> BigList:  # noqa: B006
    with BigListWriter(path) as writer:
        writer.add(numbers)
        for low, high in ranges:
            writer.add_range(low, high)
        writer.finish({"name": path.stem})
    return BigList(path)


@given(st.lists(st.integers(0, 2**63), max_size=300), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 50)), max_size=20))
@settings(max_examples=60, deadline=None)
def test_it_holds_what_was_put_in(tmp_path_factory: pytest.TempPathFactory, numbers: list[int], spans: list[tuple[int, int]]) -> None:
    ranges = [(low, low + width) for low, width in spans]
    found = made(tmp_path_factory.mktemp("big") / "x.drlist", numbers, ranges)
    assert list(found.numbers()) == sorted(set(numbers))
    for probe in [*numbers[:20], *(n + 1 for n in numbers[:20]), *range(0, 2100, 7)]:
        assert (probe in found) == (probe in numbers or any(low <= probe <= high for low, high in ranges))


def test_many_runs_are_merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(big, "CHUNK", 5000)
    draw = random.Random(5)
    numbers = [draw.randrange(10**6) for _ in range(60_000)]
    with BigListWriter(tmp_path / "x.drlist") as writer:
        for i in range(0, len(numbers), 700):
            writer.add(numbers[i : i + 700])
        writer.finish({})
    assert list(BigList(tmp_path / "x.drlist").numbers()) == sorted(set(numbers))


def test_without_numpy_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)
    assert list(made(tmp_path / "x.drlist", [3, 1, 2, 3]).numbers()) == [1, 2, 3]


def test_a_file_becomes_a_list_that_blocks(tmp_path: Path, knowledge: Knowledge) -> None:
    file = tmp_path / "spam.txt"
    file.write_text("# a comment\n+39 02 1234567\n0039 06 7654321\n\nrubbish\n+390844*\n")
    brought = bring_big(file, "spam", "IT")
    assert (brought.entries, brought.skipped) == (3, 1)
    with Lists(knowledge) as lists:
        decision = lists.judge(read_number("02 1234567", "IT"))
        assert (decision.action, decision.lists) == ("block", ("spam",))
        assert lists.judge(read_number("02 1234568", "IT")).action == "none"


def test_prefixes_and_ranges_in_a_big_list(tmp_path: Path, knowledge: Knowledge) -> None:
    file = tmp_path / "spam.csv"
    file.write_text("number,reason\n+390844*,sales\n+391000000000 .. +391000000999,x\n+39021234567,y\n")
    bring_big(file, "spam", "IT")
    with Lists(knowledge) as lists:
        for number, blocked in (("+39 0844 123456", True), ("+39 1000000500", False), ("+391000000500", False), ("+39021234567", True)):
            assert lists.judge(read_number(number)).blocks == (blocked or int(number.replace(" ", "")[1:]) in lists.big[0])


_KILLED = """
import sys
from pathlib import Path
from deadringer.lists.bring import bring_big
bring_big(Path(sys.argv[1]), "spam")
"""


@pytest.mark.parametrize("wait", [0.15, 0.3, 0.45, 0.6])
def test_a_killed_import_leaves_the_old_list_whole(tmp_path: Path, data: Path, wait: float) -> None:
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text("+39021234567\n")
    bring_big(old, "spam")
    draw = random.Random(1)
    new.write_text("".join(f"+{draw.randrange(10**11, 10**12)}\n" for _ in range(700_000)))
    process = subprocess.Popen([sys.executable, "-c", _KILLED, str(new)], env={**os.environ, "DEADRINGER_DATA": str(data)})
    time.sleep(wait)
    process.send_signal(signal.SIGKILL)
    process.wait()
    found = BigList(list_path("spam"))
    assert list(found.numbers()) == [39021234567] or found.count > 600_000


def test_a_failed_import_leaves_nothing_behind(tmp_path: Path, data: Path) -> None:
    file = tmp_path / "spam.txt"
    file.write_text("+39021234567\n")
    bring_big(file, "spam")
    with pytest.raises(RuntimeError), BigListWriter(list_path("spam")) as writer:
        writer.add([1])
        raise RuntimeError
    assert list(BigList(list_path("spam")).numbers()) == [39021234567]
    assert [p.name for p in (data / "lists").iterdir()] == ["spam.drlist"]


def test_what_a_killed_import_left_goes_with_a_later_one(tmp_path: Path, data: Path) -> None:
    file = tmp_path / "spam.txt"
    file.write_text("+39021234567\n")
    for name, age in ((".import-old", 2 * 86_400), (".import-now", 0)):
        (data / "lists" / name).mkdir(parents=True)
        at = time.time() - age
        os.utime(data / "lists" / name, (at, at))
    bring_big(file, "spam")
    assert sorted(p.name for p in (data / "lists").iterdir()) == [".import-now", "spam.drlist"]


@pytest.mark.parametrize("content", [b"", b"DRLIST1\n", b"x" * 500, b"DRLIST1\n" + b"\xff" * 56])
def test_a_damaged_list_is_left_out_and_told(data: Path, knowledge: Knowledge, content: bytes) -> None:
    (data / "lists").mkdir(parents=True)
    (data / "lists" / "bad.drlist").write_bytes(content)
    with pytest.raises(InputError):
        BigList(data / "lists" / "bad.drlist")
    with Lists(knowledge) as lists:
        assert lists.judge(read_number("+39021234567")).action == "none"
        assert len(lists.unreadable) == 1


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "x" * 200, "a\0b"])
def test_a_list_cannot_be_named_out_of_its_folder(name: str) -> None:
    with pytest.raises(InputError):
        list_path(name)


@pytest.mark.parametrize(
    ("country", "text", "number"),
    [
        (None, "+390612345678", 390612345678), ("IT", "06 1234 5678", 390612345678), ("IT", "0039 06 12345678", 390612345678),
        ("IT", "3481234567", 393481234567), ("GB", "020 7946 0958", 442079460958), ("GB", "07700 900123", 447700900123),
        ("US", "(202) 555-0123", 12025550123), ("US", "12025550123", 12025550123), ("US", "011 44 20 7946 0958", 442079460958),
        ("DE", "030 123456", 4930123456), ("FR", "01 62 12 34 56", 33162123456), ("ES", "600123456", 34600123456),
        ("US", "911", 0), ("IT", "", 0), ("IT", "rubbish", 0), (None, "12", 0), ("GB", "+44 20 7946 0958 0000 0000", 0),
    ],
)  # fmt: skip
def test_fast_reading_agrees_with_the_slow_one(country: str | None, text: str, number: int) -> None:
    assert Normaliser(country)(text.encode()) == number
    if number:
        assert read_number(text, country).e164 == f"+{number}"


@given(st.binary(max_size=2000), st.sampled_from([None, "IT", "GB", "US"]))
@settings(max_examples=200, deadline=None)
def test_no_file_makes_reading_fail(tmp_path_factory: pytest.TempPathFactory, content: bytes, country: str | None) -> None:
    file = tmp_path_factory.mktemp("fuzz") / "x.txt"
    file.write_bytes(content)
    with contextlib.suppress(InputError):
        bring_big(file, "fuzz", country, "plain")
