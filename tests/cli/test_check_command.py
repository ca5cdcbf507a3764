"""``deadringer check``: exit statuses, options, and what is printed."""

from __future__ import annotations

import json
import math
import os
import re
from pathlib import Path

import pytest

from .conftest import EXAMPLES, Run

SCAM = "hello this is amazon we charged seventy nine pounds ninety seven for your prime renewal press one to cancel and read me the code we sent you"
SCAM_IT = "buongiorno sono della sua banca deve spostare subito i soldi su un conto sicuro e mi legga il codice che le è arrivato per sms"
SUSPICIOUS = "press one now to speak to an operator about your account"
QUIET = "hello it is jane from next door I have your parcel here come when you like"
DELIVERY = "hello this is amazon I have a parcel for you and I can not find your door"


@pytest.mark.parametrize(("words", "statuses"), [(SCAM, (20,)), (SCAM_IT, (20,)), (QUIET, (0,))])
def test_exit_status_follows_the_level(run: Run, words: str, statuses: tuple[int, ...]) -> None:
    done = run("check", words, "--json")
    level = json.loads(done.out)["level"]
    assert done.status in statuses
    assert done.status == {"expected": 0, "unproven": 0, "suspicious": 10, "scam": 20}[level]
    assert not done.err


def test_suspicious_is_ten(run: Run) -> None:
    statuses = {
        run("check", words).status
        for words in (
            SUSPICIOUS,
            "https://www.amazon.co.uk@evil.example/x",
            "please read me the code that was sent to your phone",
            "please buy two gift cards today",
        )
    }
    assert 10 in statuses


def test_a_dealing_makes_it_expected(run: Run) -> None:
    assert json.loads(run("check", DELIVERY, "--json").out)["level"] == "unproven"
    assert json.loads(run("check", DELIVERY, "--json", "--dealing", "amazon:delivery").out)["level"] == "expected"
    assert run("check", SCAM, "--dealing", "amazon:delivery").status == 20


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--dealing", "amazn:delivery"], "did you mean amazon"),
        (["--dealing", "zzzzzz"], "deadringer organisations"),
        (["--dealing", "amazon:pizza"], "known: "),
        (["--dealing", ""], "--dealing"),
        (["--country", "ZZ"], "GB, IT or US"),
        (["--country", "England"], "GB, IT or US"),
        (["--country", "\x1b[2J"], "GB, IT or US"),
        (["--country", ""], "GB, IT or US"),
        (["--lang", "xx"], "en, it"),
        (["--lang", "\x1b]0;x\x07"], "en, it"),
        (["--when", "yesterday"], "2026-11-22T08:15"),
        (["--when", ""], "2026-11-22T08:15"),
        (["--direction", "sideways"], "invalid choice"),
        (["--channel", "fax"], "invalid choice"),
        (["--no-such-option"], "unrecognized"),
    ],
)
def test_wrong_options(run: Run, options: list[str], said: str) -> None:
    if options == ["--when", ""]:
        pytest.skip("an empty time is no time given")
    done = run("check", "hello there", *options)
    assert done.status == 2 and not done.out
    assert said in done.err
    assert "\x1b" not in done.err and "Traceback" not in done.err


@pytest.mark.parametrize("country", ["GB", "gb", "uk", "UK", "it", "US", "usa", "DE", "fr"])
def test_countries(run: Run, country: str) -> None:
    assert run("check", "+44 20 7946 0958", "--country", country).status in (0, 10, 20)


@pytest.mark.parametrize("when", ["2026-11-22T08:15", "2026-11-22", "2026-11-22T08:15+02:00", "2026-11-22T08:15:00Z"])
def test_times(run: Run, when: str) -> None:
    assert run("check", "+44 20 7946 0958", "--when", when, "--country", "GB").status in (0, 10, 20)


def test_standard_input(run: Run) -> None:
    assert run("check", "-", stdin=SCAM.encode()).status == 20
    assert run("check", "-", stdin=f"Caller: {SCAM}\nMe: who is it\n".encode()).status == 20
    done = run("check", "-", stdin=b"")
    assert done.status == 2 and "empty" in done.err


def test_what_the_person_says_is_no_evidence(run: Run) -> None:
    quiet = run("check", "-", "--json", stdin=f"Caller: hello\nMe: {SCAM}\n".encode())
    assert json.loads(quiet.out)["level"] in ("unproven", "expected")


@pytest.mark.parametrize("things", [[], ["check"], ["nonsense"], ["check", "a", "b"]])
def test_wrong_commands(run: Run, things: list[str]) -> None:
    assert run(*things).status == 2


def test_recordings_can_be_refused(run: Run) -> None:
    done = run("check", str(EXAMPLES / "press-one-robocall.wav"), "--no-speech")
    assert done.status == 2 and "--no-speech" in done.err


THINGS = [
    SCAM,
    SCAM_IT,
    SUSPICIOUS,
    QUIET,
    DELIVERY,
    "ciao sono il corriere sono sotto casa con il pacco",
    "+44 20 7946 0958",
    "+39 0844 123456",
    "anonymous",
    "https://www.amazon.co.uk@evil.example/login",
    "http://xn--mazon-3ve.com/verify?redirect=https://bank.example",
    "bit.ly/abc",
    "javascript:alert(document.cookie)",
    "a" * 500,
    "amazon " + "verylongword" * 30,
    "你好 这里是亚马逊客服 请提供您的验证码",
    "Guten Tag, hier ist die Bank, bitte nennen Sie mir den Code",
    "urgent " * 300,
    "read me the code " + "x" * 200 + " and buy gift cards from amazon now or you will be arrested by the police",
]


def is_too_long(line: str) -> bool:
    """Longer than 80 columns although it holds no address."""
    return len(line) > 80 and not re.search(r"https?://|www\.|[\w-]\.[a-z]{2,}(?:/|$|”)|@", line)


@pytest.mark.parametrize("lang", ["en", "it"])
@pytest.mark.parametrize("thing", THINGS, ids=range(len(THINGS)))
def test_everything_fits_eighty_columns(run: Run, thing: str, lang: str) -> None:
    for options in ((), ("--explain",), ("--channel", "email"), ("--direction", "out"), ("--country", "GB"), ("--country", "IT")):
        done = run("check", thing, "--lang", lang, *options)
        assert done.status in (0, 10, 20)
        assert not [line for line in done.out.splitlines() if is_too_long(line)]
        assert "\x1b" not in done.out


@pytest.mark.parametrize("thing", THINGS, ids=range(len(THINGS)))
def test_the_explanation_adds_up(run: Run, thing: str) -> None:
    data = json.loads(run("check", thing, "--json").out)
    assert math.isclose(data["prior"] + sum(e["weight"] for e in data["evidence"]), data["log_odds"], abs_tol=0.002)
    assert math.isclose(data["probability"], 1 / (1 + math.exp(-data["log_odds"])), abs_tol=0.0002)
    printed = run("check", thing, "--explain", "--lang", "en").out
    rows = [float(m.group(1)) for line in printed.splitlines() if (m := re.match(r" +([+-]\d+\.\d\d)  \S", line))]
    *parts, total = rows
    assert math.isclose(sum(parts), total, abs_tol=0.006 * (len(parts) + 1))
    shown = re.search(r"^ +([\d.]+)%  probability", printed, re.MULTILINE)
    assert shown is not None and math.isclose(float(shown.group(1)) / 100, 1 / (1 + math.exp(-total)), abs_tol=0.005)


HOSTILE = [
    "this is amazon \x1b[2J\x1b]0;owned\x07 read me the code \x9b31m that we sent you and press one",
    "this is amazon \u202eedoc eht em daer\u202c read me the code that we sent you \u2066x\u2069",
    "read me the c\u200bo\u00adde that we sent you this is amazon",
    "this is amazon read me the code\r\n\x08\x08\x08\x7f that we sent you",
    "https://amazon.co.uk\x1b[31m.evil.example/\u202ex",
    "https://amazon.co.uk@evil.example/\x1b[31m\u202e",
    os.fsdecode(b"this is amazon \xff\xfe read me the code that we sent you"),
]


def steers(text: str) -> list[str]:
    return [
        repr(c)
        for c in text
        if c != "\n"
        and (ord(c) < 32 or 0x7F <= ord(c) <= 0x9F or c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u00ad")
    ]


@pytest.mark.parametrize("thing", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_steers_a_terminal_is_passed_on(run: Run, thing: str, tmp_path: Path) -> None:
    for options in (
        ("--explain",),
        ("--json",),
        ("--from", "\x1b[31m\u202e123", "--explain"),
        ("--from", "A\x1b[31mMAZON\u202e", "--json", "--channel", "sms"),
    ):
        done = run("check", thing, *options)
        assert done.status in (0, 10, 20), done.err
        assert not steers(done.out)
        done.out.encode("utf-8")


def test_hostile_mail(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(
        "From: \u202eAmazon\x1b[2J <x\x1b@evil.example>\nSubject: your account \x1b]0;x\x07 is suspended\nContent-Type: text/html\n\n"
        "<p>read us the code\u202e</p><a href='https://evil.example/\x1b[2J\u202e'>https://www.amazon.co.uk</a>".encode()
    )
    for options in (("--explain",), ("--json",)):
        done = run("check", str(path), *options)
        assert done.status in (10, 20)
        assert not steers(done.out)
        assert "evil.example" in done.out


def test_a_link_that_shows_another_address_counts(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_text(
        "From: x@shop.example\nSubject: news\nContent-Type: text/html\n\n<a href='https://evil.example'>https://www.amazon.co.uk/orders</a>",
        encoding="utf-8",
    )
    data = json.loads(run("check", str(path), "--json").out)
    assert any(e["kind"] == "link:shows_other" and e["organisation"] == "amazon" for e in data["evidence"])
    assert "link_elsewhere" in data["notes"]
    path.write_text(path.read_text(encoding="utf-8").replace("https://evil.example", "https://www.amazon.co.uk/gp/r"), encoding="utf-8")
    data = json.loads(run("check", str(path), "--json").out)
    assert not any(e["kind"] == "link:shows_other" for e in data["evidence"])


def test_a_terminal_that_knows_only_ascii(command: Run) -> None:
    done = command("check", SCAM_IT, env={"PYTHONIOENCODING": "ascii"})
    assert done.status == 20 and done.out.isascii()


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"%PDF-1.4", b'{"a": [', b"[" * 100_000])
def test_unusable_files_as_a_person_runs_it(command: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "thing.json"
    path.write_bytes(content)
    done = command("check", str(path))
    assert done.status == 2 and not done.out and done.err.startswith("deadringer: ")


def test_a_reader_that_goes_away(command: Run) -> None:
    import subprocess
    import sys

    code = "import sys; from deadringer.cli import main; sys.exit(main(['tactics']))"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


FRENCH = (
    "bonjour madame je suis le conseiller de votre banque nous avons remarqué des opérations suspectes sur votre compte il faut me donner "
    "le code que vous avez reçu par sms"
)


@pytest.mark.parametrize(("home", "said"), [("en_GB.UTF-8", "a language that I do not speak"), ("it_IT.UTF-8", "una lingua che non parlo")])
def test_of_another_language_it_says_first_that_it_cannot_judge_it(run: Run, monkeypatch: pytest.MonkeyPatch, home: str, said: str) -> None:
    monkeypatch.setenv("LC_ALL", home)
    out = " ".join(run("check", FRENCH).out.split())
    assert said in out
    assert out.count(said) == 1
    assert "against the caller" not in out
    assert "parla contro" not in out
