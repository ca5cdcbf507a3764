"""The checklist: order, deadlines, places, what was not given; and its progress."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import stat
import string
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deadringer.cli import main
from deadringer.commands.advise import moment
from deadringer.errors import InputError
from deadringer.guidance.advice import Texts
from deadringer.guidance.lists import show_plan
from deadringer.guidance.progress import FILE, Case, Progress
from deadringer.guidance.putting_right import URGENCIES, kinds_given, last_moment, make_plan
from deadringer.knowledge.load import Knowledge, load_knowledge

NOW = datetime(2026, 11, 22, 14, 0)
THINGS = (
    "password", "card", "code", "remote_access", "bank_login", "transfer", "gift_card", "crypto", "id_document", "spid", "address",
    "nothing", "cash_handed_over", "sim_swap",
)  # fmt: skip


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEADRINGER_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("DEADRINGER_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)


def test_all_that_the_brief_names_can_be_given(knowledge: Knowledge) -> None:
    assert set(knowledge.guidance["putting_right"]) == set(THINGS)
    for name in THINGS:
        assert kinds_given(name.replace("_", "-").upper(), knowledge) == (name,)


def test_reading_what_was_given(knowledge: Knowledge) -> None:
    assert kinds_given("password, card", knowledge) == ("card", "password")
    assert kinds_given("OTP,voucher", knowledge) == ("code", "gift_card")
    assert kinds_given("nothing,card", knowledge) == ("card",)
    with pytest.raises(InputError, match="did you mean password"):
        kinds_given("passwrd", knowledge)
    with pytest.raises(InputError, match="at least one"):
        kinds_given(" , ", knowledge)


@given(text=st.text(alphabet=string.printable, max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_writing_of_what_was_given_breaks(knowledge: Knowledge, text: str) -> None:
    try:
        assert kinds_given(text, knowledge)
    except InputError as error:
        assert "--gave" in str(error)


@pytest.mark.parametrize("country", ["GB", "IT", "US", "DE", "FR", "ES", "IE", "JP", None])
def test_urgent_first_and_each_step_once(knowledge: Knowledge, country: str | None) -> None:
    for pair in itertools.combinations(THINGS, 2):
        gave = kinds_given(list(pair), knowledge)
        plan = make_plan(gave, knowledge, "en", country=country, when=NOW, now=NOW)
        ranks = [URGENCIES.index(step.urgency) for step in plan.steps]
        assert ranks == sorted(ranks)
        assert len({step.id for step in plan.steps}) == len(plan.steps)
        for step in plan.steps:
            assert step.do and step.why and step.takes and step.source and step.checked
            assert set(step.because) <= set(gave)
            assert all(place.number or place.url or place.email or place.sms or place.how for place in step.where)
            assert all(place.source and place.checked for place in step.where)


def test_the_bank_comes_before_all_else(knowledge: Knowledge) -> None:
    for name in ("transfer", "bank_login", "code", "card"):
        plan = make_plan([name], knowledge, "en", country="GB")
        assert plan.steps[0].id in ("ring_bank", "block_card")
        assert plan.steps[0].urgency == "now"
        assert any("159" in place.number or "159" in place.name for place in plan.steps[0].where)
    assert make_plan(["cash_handed_over"], knowledge, "it", country="IT").steps[0].where[0].number == "112"
    assert make_plan(["remote_access"], knowledge, "en").steps[0].id == "cut_connection"


def test_the_uk_rules_for_tricked_transfers(knowledge: Knowledge) -> None:
    step = next(s for s in make_plan(["transfer"], knowledge, "en", country="GB", when=NOW, now=NOW).steps if s.id == "claim_transfer_back")
    said = step.rights[0].says
    assert "£85,000" in said and "13 months" in said and "five working days" in said
    assert step.rights[0].until == datetime(2027, 12, 22)


def test_limits_of_what_is_lost(knowledge: Knowledge) -> None:
    said = {}
    for country in ("GB", "IT", "US", "DE", "FR", "ES", "IE"):
        step = next(s for s in make_plan(["card"], knowledge, "en", country=country).steps if s.id == "ask_refund")
        said[country] = " ".join(right.says for right in step.rights)
    assert "£35" in said["GB"] and "next working day" in said["GB"]
    for country in ("IT", "DE", "FR", "ES", "IE"):
        assert "50 euros" in said[country] and "13 months" in said[country]
    assert "$50" in said["US"] and "two business days" in said["US"] and "60 days" in said["US"] and "£" not in said["US"]


def test_deadlines() -> None:
    friday = datetime(2026, 11, 20, 18, 30)
    assert last_moment(friday, "72h") == datetime(2026, 11, 23, 18, 30)
    assert last_moment(friday, "10d") == datetime(2026, 11, 30, 18, 30)
    assert last_moment(friday, "2bd").date().isoformat() == "2026-11-24"
    assert last_moment(friday, "13mo").date().isoformat() == "2027-12-20"
    assert last_moment(datetime(2026, 1, 31), "13mo").date().isoformat() == "2027-02-28"
    assert last_moment(datetime(2027, 1, 31), "13mo").date().isoformat() == "2028-02-29"
    assert last_moment(datetime(2026, 11, 30), "1mo").date().isoformat() == "2026-12-30"
    assert last_moment(datetime(2026, 12, 31), "2mo").date().isoformat() == "2027-02-28"


@given(st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)), st.integers(1, 40), st.sampled_from(["h", "d", "bd", "mo"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_deadline_lies_ahead(start: datetime, count: int, unit: str) -> None:
    assert last_moment(start, f"{count}{unit}") > start


def test_a_deadline_that_has_passed_is_told_and_tried(knowledge: Knowledge) -> None:
    plan = make_plan(["transfer"], knowledge, "en", country="US", when=NOW - timedelta(days=4), now=NOW)
    right = next(r for s in plan.steps if s.id == "call_back_payment" for r in s.rights)
    assert right.over
    shown = show_plan(plan, knowledge, Texts(knowledge, "en"), {})
    assert "Try all the same." in shown
    last_day = make_plan(["transfer"], knowledge, "en", country="IT", when=NOW - timedelta(days=10), now=NOW)
    assert not next(r for s in last_day.steps if s.id == "call_back_payment" for r in s.rights if r.until).over


def test_what_was_not_given_is_said(knowledge: Knowledge) -> None:
    plan = make_plan(["address"], knowledge, "en", country="GB")
    assert "opens nothing" in plan.opens[0].text and "Expect more calls" in plan.opens[0].text
    said = " ".join(c.text for c in plan.without)
    for part in ("card number", "bank login", "password", "one-time code", "your computer or phone"):
        assert part in said
    assert "SPID" not in said
    assert "SPID" in " ".join(c.text for c in make_plan(["address"], knowledge, "it", country="IT").without)
    assert "password" not in " ".join(c.text for c in make_plan(["password"], knowledge, "en").without)


def test_nothing_is_promised_after_somebody_was_in_the_computer(knowledge: Knowledge) -> None:
    assert make_plan(["remote_access"], knowledge, "en").without == []
    assert make_plan(["sim_swap"], knowledge, "en").without == []


def test_passwords_and_two_steps_of_the_organisation_named(knowledge: Knowledge) -> None:
    plan = make_plan(["password"], knowledge, "it", country="IT", organisation="amazon")
    steps = {step.id: step for step in plan.steps}
    assert steps["change_password"].do.startswith("Amazon: cambi")
    assert any("Accesso e sicurezza" in p.how for p in steps["change_password"].where)
    assert any(p.url == "amazon.it" for p in steps["change_password"].where)
    assert any("due passaggi" in p.how for p in steps["two_step"].where)
    assert steps["tell_organisation"].where
    assert "tell_organisation" not in {s.id for s in make_plan(["password"], knowledge, "it").steps}


def test_every_organisation_makes_a_list(knowledge: Knowledge) -> None:
    for organisation in knowledge.organisations:
        for country in ("GB", "IT", "US"):
            plan = make_plan(THINGS, knowledge, "en", country=country, organisation=organisation, when=NOW, now=NOW)
            assert show_plan(plan, knowledge, Texts(knowledge, "en"), {"ring_bank": NOW})


def test_lines_stay_within_eighty_columns(knowledge: Knowledge) -> None:
    for lang in ("en", "it"):
        plan = make_plan(THINGS, knowledge, lang, country="IT", organisation="amazon", when=NOW, now=NOW)
        lines = show_plan(plan, knowledge, Texts(knowledge, lang), {}).splitlines()
        assert [line for line in lines if len(line) > 80 and "http" not in line] == []


CASE = Case(("card", "code"), NOW, "amazon", "IT", NOW - timedelta(hours=2), "it")


def test_progress_is_kept_and_resumed(tmp_path: Path) -> None:
    progress = Progress(tmp_path)
    progress.start(CASE)
    progress.mark(["ring_bank"], NOW)
    progress.mark(["block_card", "ring_bank"], NOW + timedelta(minutes=5))
    again = Progress(tmp_path).current()
    assert again is not None
    assert again.done == {"ring_bank": NOW, "block_card": NOW + timedelta(minutes=5)}
    assert (again.gave, again.organisation, again.country, again.when, again.lang) == (CASE.gave, "amazon", "IT", CASE.when, "it")
    assert progress.mark(["ring_bank"], NOW, undo=True).done == {"block_card": NOW + timedelta(minutes=5)}


def test_starting_the_same_again_goes_on(tmp_path: Path) -> None:
    progress = Progress(tmp_path)
    progress.start(CASE)
    progress.mark(["ring_bank"], NOW)
    progress.start(Case(("transfer",), NOW, "", "GB"))
    assert progress.current() is not None and progress.current().gave == ("transfer",)  # type: ignore[union-attr]
    resumed = progress.start(Case(("code", "card"), NOW + timedelta(days=1), "amazon"))
    assert resumed.done == {"ring_bank": NOW} and resumed.country == "IT" and resumed.started == NOW
    assert len(progress.cases()) == 2


def test_only_the_person_can_read_it(tmp_path: Path) -> None:
    Progress(tmp_path).start(CASE)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) & 0o077 == 0
    kept = json.loads((tmp_path / FILE).read_text())["cases"][0]
    assert set(kept) == {"gave", "started", "organisation", "country", "when", "lang", "done"}


def test_a_failed_write_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    progress = Progress(tmp_path)
    progress.start(CASE)
    before = (tmp_path / FILE).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(InputError, match="nothing was changed"):
        progress.mark(["ring_bank"], NOW)
    assert (tmp_path / FILE).read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b"null", b'{"format": 1}', b'{"format": 1, "cases": [{}]}', b"\xff\xfe", b'{"format":1,"cases":[7]}']
)
def test_a_damaged_file_is_put_aside_not_lost(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / FILE).write_bytes(damage)
    with pytest.raises(InputError, match="damaged"):
        Progress(tmp_path).cases()
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [damage]
    Progress(tmp_path).start(CASE)


def test_a_file_of_another_version_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"format": 99, "cases": []}')
    with pytest.raises(InputError, match="another version"):
        Progress(tmp_path).start(CASE)
    assert "99" in (tmp_path / FILE).read_text()


@pytest.mark.parametrize(("text", "ago"), [("2h", 2 / 24), ("30m", 30 / 1440), ("30 min", 30 / 1440), ("3d", 3), ("1w", 7)])
def test_how_long_ago(text: str, ago: float) -> None:
    assert abs((NOW - moment(text, NOW)) - timedelta(days=ago)) < timedelta(seconds=1)


def test_a_time(tmp_path: Path) -> None:
    assert moment("2026-11-22T08:15", NOW) == datetime(2026, 11, 22, 8, 15)
    for wrong in ("soon", "2026-13-01", "2026-12-24T00:00", "-2h", ""):
        with pytest.raises(InputError, match="--when"):
            moment(wrong, NOW)


@given(st.text(max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_time_breaks(text: str) -> None:
    with contextlib.suppress(InputError):
        assert moment(text, NOW) <= NOW + timedelta(minutes=1)


def test_the_command_from_start_to_tick_to_resume(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["advise", "--gave", "card,code", "--org", "amazon", "--country", "it", "--when", "2h", "--lang", "it"]) == 0
    shown = capsys.readouterr().out
    assert "Nexi: 800 151 616" in shown and "ADESSO" in shown and "0 su 1" in shown
    assert main(["advise", "--done", "1", "--done", "ring-bank"]) == 0
    assert "[x] Blocchi la carta" in capsys.readouterr().out
    assert main(["advise", "--resume", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [s["id"] for s in data["steps"] if s["done"]] == ["block_card", "ring_bank"]
    assert data["country"] == "IT" and data["organisation"] == "amazon" and data["not_given"]
    assert main(["advise", "--undo", "block_card"]) == 0
    assert "[x] Blocchi la carta" not in capsys.readouterr().out
    assert main(["advise", "--forget"]) == 0
    assert not (tmp_path / "state" / FILE).exists()
    capsys.readouterr()
    assert main(["advise", "--resume"]) == 2
    assert "nothing has been started" in capsys.readouterr().err


def test_keeping_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["advise", "--gave", "nothing", "--no-keep"]) == 0
    assert "You gave: nothing." in capsys.readouterr().out
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--gave", "kidney"],
        ["--gave", "card", "--org", "amazin"],
        ["--gave", "card", "--country", "Italy"],
        ["--gave", "card", "--lang", "xx"],
        ["--gave", "card", "--when", "tomorrow"],
        ["--asked", "kidney"],
        ["--done", "1"],
        ["/no/such/file"],
        [__file__],
    ],
)
def test_wrong_words_get_a_sentence_and_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["advise", *arguments]) == 2
    said = capsys.readouterr().err
    assert said.startswith("deadringer: ") and "Traceback" not in said and len(said.splitlines()) == 1


def test_a_step_that_is_not_in_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    main(["advise", "--gave", "card", "--country", "GB"])
    assert main(["advise", "--done", "99"]) == 2
    assert "there is no step '99'" in capsys.readouterr().err


def test_advice_on_a_kept_answer(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    kept = {
        "schema": "1",
        "level": "scam",
        "channel": "phone",
        "claim": {"organisation": "amazon"},
        "evidence": [{"kind": "tactic:remote_access", "weight": 3.0}, {"kind": "tactic:asks_one_time_code", "weight": -1.0}],
        "advice": {"language": "it"},
    }
    path = tmp_path / "call.json"
    path.write_text(json.dumps(kept))
    assert main(["advise", str(path), "--country", "IT"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("DURANTE LA CHIAMATA\n  1. Non installi e non apra nulla")
    assert "Non legga il codice" not in shown
    assert main(["advise", str(path), "--gave", "remote", "--json", "--resume"]) == 0
    assert json.loads(capsys.readouterr().out)["organisation"] == "amazon"
    path.write_text(json.dumps({**kept, "channel": "sms", "level": "expected"}))
    assert main(["advise", str(path), "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out)["now"]) == ["message"]


def test_judging_a_call_does_not_load_the_checklist() -> None:
    code = (
        "import sys; from deadringer.cli import main; main(['check', 'hello there']);"
        "print([m for m in sys.modules if m.endswith(('putting_right', 'progress', 'guidance.lists'))], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip().splitlines()[-1] == "[]"
