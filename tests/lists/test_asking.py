"""Answers for programs that ask while the telephone rings, look-ups that do not tell who rang, subscriptions, and the commands."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from deadringer.answer import check_hash, check_number, check_prefix
from deadringer.cli import main
from deadringer.errors import InputError
from deadringer.fetch import Fetched, FetchError
from deadringer.knowledge.load import Knowledge
from deadringer.lists.big import BigList
from deadringer.lists.bring import bring_big, list_path
from deadringer.lists.community import Community, HashIndex, sha1
from deadringer.lists.decide import Lists
from deadringer.lists.entries import entry_of
from deadringer.lists.own import OwnLists
from deadringer.lists.subscriptions import subscribe, update
from deadringer.numbers.read import read_number
from deadringer.screener import Screener

SPAM = "+390844123456"


def keep(which: Any, text: str, **more: str) -> None:
    with OwnLists() as lists:
        lists.add([entry_of(text, which, "IT", **more)])


@pytest.fixture(scope="module")
def screener(knowledge: Knowledge) -> Screener:
    return Screener(knowledge)


class TestCheckNumber:
    def ask(self, number: str, screener: Screener, country: str = "IT") -> dict[str, Any]:
        with Lists(screener.knowledge) as lists:
            found = check_number(number, screener, lists, country)
        json.dumps(found)
        return found

    def test_words_are_stable(self, screener: Screener) -> None:
        assert self.ask("02 1234567", screener)["verdict"] == "unknown"
        assert self.ask("+44 800 279 7235", screener)["verdict"] == "suspicious"
        assert self.ask("112", screener)["verdict"] == "legit"
        keep("block", SPAM, reason="E_ADVERTISING")
        blocked = self.ask(SPAM, screener)
        assert (blocked["verdict"], blocked["category"], blocked["score"]) == ("spam", "E_ADVERTISING", 100)
        keep("contact", SPAM, name="Nonna")
        assert self.ask(SPAM, screener)["verdict"] == "legit"

    def test_a_big_list_is_named(self, screener: Screener, tmp_path: Path) -> None:
        file = tmp_path / "x.txt"
        file.write_text(SPAM)
        bring_big(file, "spam")
        assert self.ask(SPAM, screener)["listed"] == ["spam"]

    def test_any_text(self, screener: Screener) -> None:
        for text in ("", "rubbish", "+", "١٢٣", "x" * 5000):
            self.ask(text, screener)


class TestHashes:
    index = HashIndex(["+4917650642602", "+390844000001", "+390844000002", "+390844000003"])

    def test_phoneblocks_own_example(self) -> None:
        assert sha1("+4917650642602") == "3D1D76F0C3664E1E818C6ECCFD8843AD1F4091CC"

    def test_by_the_whole_hash(self) -> None:
        assert check_hash(self.index, sha1("+4917650642602"))["rating"] == "G_FRAUD"
        assert check_hash(self.index, sha1("+4917650642602").lower())["phone"] == "+4917650642602"
        assert check_hash(self.index, sha1("+4917650642603"))["votes"] == 0

    def test_by_block(self) -> None:
        found = check_hash(self.index, sha1("+390844000009"), sha1("+39084400000"), sha1("+3908440000"))
        assert (found["votesWildcard"], found["rating"]) == (3, "B_MISSED")
        assert check_hash(self.index, sha1("+4917650642609"), sha1("+491765064260"))["rating"] == "A_LEGITIMATE"

    def test_by_the_first_digits(self) -> None:
        assert [n["phone"] for n in check_prefix(self.index, "3d1d")["numbers"]] == ["+4917650642602"]
        for wrong in ("", "3d1", "xyzt", "3d1d" * 11):
            with pytest.raises(InputError):
                check_prefix(self.index, wrong)

    def test_nonsense(self) -> None:
        with pytest.raises(InputError):
            check_hash(self.index, "x" * 40)


class TestCommunity:
    def service(self, answer: bytes, seen: list[str]) -> Community:
        def get(url: str, **_: Any) -> Fetched:
            seen.append(url)
            return Fetched(200, answer)

        return Community("https://community.example/api", get=get)

    def test_it_does_not_tell_who_rang(self) -> None:
        seen: list[str] = []
        digest = sha1(SPAM)
        answer = json.dumps(
            {"numbers": [{"phone": "+390844123457", "votes": 9}, {"phone": SPAM, "votes": 4, "rating": "G_FRAUD"}]}
        ).encode()
        found = self.service(answer, seen).ask(read_number(SPAM))
        assert found is not None
        assert (found.votes, found.rating) == (4, "G_FRAUD")
        assert f"sha1={digest[:4]}&" in seen[0]
        assert digest[:5] not in seen[0]
        assert "0844" not in seen[0]

    @pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b'{"numbers": 5}', b'{"numbers": [1, null, {"phone": 2}]}'])
    def test_odd_answers(self, answer: bytes) -> None:
        community = self.service(answer, [])
        try:
            assert community.ask(read_number(SPAM)) is None
        except InputError:
            assert answer == b""

    def test_only_https_and_few_digits(self) -> None:
        with pytest.raises(InputError):
            Community("http://community.example/api")
        with pytest.raises(InputError):
            Community("https://community.example/api", prefix=40)

    def test_off_unless_asked_for(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        def no(*_: Any, **__: Any) -> Any:
            raise AssertionError("something was asked")

        monkeypatch.setattr("deadringer.fetch.resolve", no)
        monkeypatch.setattr("deadringer.fetch.connect", no)
        main(["number", SPAM, "--country", "IT"])


class TestSubscriptions:
    def test_a_file(self, tmp_path: Path) -> None:
        file = tmp_path / "x.txt"
        file.write_text("+39021234567\n")
        with OwnLists() as lists:
            assert subscribe(lists, "spam", str(file)).entries == 1
            assert update(lists, "spam") is None
            file.write_text("+39021234567\n+39021234568\n")
            found = update(lists, "spam")
            assert found is not None
            assert found.entries == 2

    def test_an_address(self) -> None:
        answers = [Fetched(200, b"+39021234567\n", {"etag": '"1"'}), Fetched(304, b""), FetchError("it is away"), Fetched(200, b"rubbish")]
        seen: list[dict[str, str]] = []

        def get(url: str, headers: dict[str, str], **_: Any) -> Fetched:
            seen.append(headers)
            answer = answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

        with OwnLists() as lists:
            subscribe(lists, "spam", "https://lists.example/spam.txt", get=get)
            assert update(lists, "spam", get) is None
            assert seen[1] == {"If-None-Match": '"1"'}
            for _ in range(2):
                with pytest.raises(InputError):
                    update(lists, "spam", get)
                assert list(BigList(list_path("spam")).numbers()) == [39021234567], "the old list stays whole"
            assert [p.name for p in lists.path.parent.glob("*.txt")] == []

    @pytest.mark.parametrize("place", ["http://lists.example/x", "ftp://x/y", "/no/such/file"])
    def test_what_cannot_be_subscribed_to(self, place: str) -> None:
        with OwnLists() as lists:
            with pytest.raises(InputError):
                subscribe(lists, "spam", place)
            assert not lists.subscriptions()


class TestCommands:
    def test_block_show_and_take_off(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["block", "+39 0844*", "country:TN", "--reason", "sales", "--until", "2099-01-01"]) == 0
        assert main(["lists", "show", "block"]) == 0
        assert "+390844*" in capsys.readouterr().out
        assert main(["number", "+39 0844 123456", "--country", "IT"]) == 10
        assert main(["block", "+39 0844*", "--remove"]) == 0
        assert main(["number", "+39 0844 123456", "--country", "IT"]) == 0

    @pytest.mark.parametrize(
        "arguments",
        [
            ["block", "112", "--country", "IT"],
            ["block", "hello*"],
            ["allow", "1*", "--country", "XX"],
            ["block", "+39021", "--until", "soon"],
            ["lists", "import", "/no/such/file"],
            ["lists", "remove", "nothing"],
            ["lists", "update", "nothing"],
        ],
    )
    def test_mistakes(self, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        assert main(arguments) == 2
        assert capsys.readouterr().err

    @pytest.mark.parametrize(
        "arguments", [["export", "out.csv", "--list", "nothing"], ["export", "-", "--list", "nothing"], ["remove", "nothing"]]
    )
    def test_a_list_that_is_not_there(
        self, arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert main(["lists", *arguments]) == 2
        told = capsys.readouterr()
        assert told.out == "" and told.err == "deadringer: there is no list 'nothing'; 'deadringer lists' shows them\n"
        assert not Path("out.csv").exists()

    def test_a_list_without_a_name_is_not_the_own_one(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["lists", "export", "-", "--list", ""]) == 2
        assert "is no name for a list" in capsys.readouterr().err

    def test_import_and_export(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        spam, contacts, out = tmp_path / "spam.txt", tmp_path / "friends.vcf", tmp_path / "out.json"
        spam.write_text("+39021234567\n+39021234568\n")
        contacts.write_text("BEGIN:VCARD\nFN:Nonna\nTEL:+39061234567\nEND:VCARD\n")
        assert main(["lists", "import", str(spam)]) == 0
        assert main(["lists", "import", str(contacts)]) == 0
        assert main(["lists"]) == 0
        assert "2 numbers" in capsys.readouterr().out
        assert main(["lists", "export", str(out)]) == 0
        assert json.loads(out.read_text())["entries"][0]["name"] == "Nonna"
        assert main(["lists", "export", "-", "--list", "spam", "--form", "plain"]) == 0
        assert capsys.readouterr().out == "+39021234567\n+39021234568\n"
        assert main(["lists", "remove", "spam"]) == 0
        assert not list_path("spam").exists()

    def test_number_as_data(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["number", "+44 800 279 7235", "--json"]) == 10
        found = json.loads(capsys.readouterr().out)
        assert (found["standing"], found["line"], found["country"]) == ("plausible", "freephone", "GB")
        assert found["evidence"][0]["kind"] == "number:look_alike:amazon"

    @pytest.mark.parametrize("lang", ["en", "it"])
    @pytest.mark.parametrize("number", ["+39 0844 123456", "187", "", "AMAZON", "112", "rubbish!", "+12129111234"])
    def test_number_for_a_person(self, number: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["number", number, "--country", "IT", "--lang", lang]) in (0, 10)
        assert capsys.readouterr().out


def test_a_list_changes_the_verdict_and_not_the_words(knowledge: Knowledge) -> None:
    from deadringer.call import Call, Caller

    call = Call(direction="in", caller=Caller(SPAM), country="IT")
    keep("contact", SPAM, name="Nonna")
    verdict = Screener(knowledge).check(
        "this is amazon, buy gift cards today and read me the numbers on the back, stay on the line and tell nobody at the bank", call
    )
    assert verdict.level.warns, "a contact's number can be forged: what is said still counts"
    assert any(w.evidence.kind == "list:known" for w in verdict.evidence)


def test_hashing_is_sha1() -> None:
    assert sha1("+1") == hashlib.sha1(b"+1").hexdigest().upper()
