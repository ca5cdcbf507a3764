"""Labelled calls of anyone are read, and a wrong row is told with file and line."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from deadringer.call import Dealing
from deadringer.errors import InputError
from deadringer.evaluation.rows import Remarks, files_of, read_rows

from .calls import lines

GOOD = {"label": "legit", "text": "hello"}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "no JSON"),
        ("[1]", "no object"),
        ('{"text": "hello"}', "label is missing"),
        ('{"label": "fraud", "text": "hello"}', "'fraud'"),
        ('{"label": ["scam"], "text": "hello"}', "unknown label"),
        ('{"label": "scam"}', "neither 'text' nor 'turns'"),
        ('{"label": "scam", "text": 3}', "neither 'text' nor 'turns'"),
        ('{"label": "scam", "turns": "hello"}', "must be a list"),
        ('{"label": "scam", "turns": [{"speaker": "them"}]}', "turn 1 has no 'text'"),
        ('{"label": "scam", "turns": [{"text": "a", "speaker": 4}]}', "'speaker' of turn 1"),
        ('{"label": "scam", "turns": [{"text": "a", "start": "now"}]}', "'start'"),
        ('{"label": "scam", "text": "a", "direction": "inwards"}', "'direction'"),
        ('{"label": "scam", "text": "a", "country": "England"}', "'country'"),
        ('{"label": "scam", "text": "a", "dealings": "amazon"}', "'dealings'"),
        ('{"label": "scam", "text": "a", "started": "today"}', "'started'"),
        ('{"label": "scam", "text": "a", "lang": 1}', "'lang'"),
        ('{"label": "scam", "text": "a", "from": 900123456}', "'from'"),
        ('{"label": "scam", "text": "a", "expect": "scm"}', "'expect'"),
        ('{"label": "scam", "text": "a", "group": 1.5}', "'group'"),
        ('{"label": "scam", "text": "a", "campaign": ["a"]}', "'campaign'"),
        ('{"label": "scam", "text": "a", "campaign": true}', "'campaign'"),
        ('{"label": "scam", "turns": [{"text": "a", "start": 100, "end": 5}]}', "before it starts"),
    ],
)
def test_a_wrong_row_names_file_and_line(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"label": "legit", "text": "hello"}\n\n' + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"mine\.jsonl:3: ") as error:
        read_rows([path])
    assert says in str(error.value)


def test_what_a_row_says_of_the_call_is_honoured(tmp_path: Path) -> None:
    row: dict[str, Any] = {
        "id": 7, "label": "scam", "lang": "it", "channel": "sms", "direction": "in", "country": "it", "dealings": ["amazon:delivery"],
        "from": "Poste", "started": "2026-11-22T08:15", "campaign": 12, "expect": "scam", "text": "ciao",
    }  # fmt: skip
    (read,) = read_rows([lines(tmp_path / "a.jsonl", [row])], known=["amazon"])
    assert (read.id, read.lang, read.expect, read.group) == ("7", "it", "scam", "campaign=12")
    assert (read.call.channel, read.call.direction, read.call.country) == ("sms", "in", "IT")
    assert read.call.dealings == (Dealing("amazon", "delivery"),)
    assert read.call.caller.number == "Poste"
    assert read.call.started is not None and read.call.started.hour == 8
    assert read.kind == "messages, it"


def test_speakers_times_and_length(tmp_path: Path) -> None:
    turns = [
        {"speaker": "Agent", "text": "hello there", "start": 0, "end": 2.5},
        {"speaker": "Customer", "text": "yes", "start": 3, "end": 4},
    ]
    timed, plain = read_rows([lines(tmp_path / "a.jsonl", [{"label": "legit", "turns": turns}, {"label": "legit", "text": "a b c d e"}])])
    assert [t.speaker for t in timed.turns] == ["them", "me"]
    assert timed.seconds == 4
    assert plain.seconds == 2, "150 words a minute where no times are given"
    assert timed.run_together().turns[0].text == "hello there yes"
    assert timed.run_together().turns[0].speaker == "unknown"


def test_what_is_odd_but_usable_is_remarked_upon(tmp_path: Path) -> None:
    remarks = Remarks()
    read_rows(
        [lines(tmp_path / "a.jsonl", [GOOD | {"channel": "MyTube", "dealings": ["nobody_knows"]}])], known=["amazon"], remarks=remarks
    )
    assert len(remarks.lines()) == 2


def test_files_and_folders(tmp_path: Path) -> None:
    a = lines(tmp_path / "a.jsonl", [GOOD])
    assert files_of([tmp_path]) == [a]
    with pytest.raises(InputError, match="no such file"):
        files_of([tmp_path / "none"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"no \.jsonl file"):
        files_of([tmp_path / "empty"])


def test_split_by_and_nothing_left(tmp_path: Path) -> None:
    a = lines(tmp_path / "a.jsonl", [GOOD | {"split": "measure", "hand": "ash"}, GOOD | {"split": "develop", "hand": "birch"}])
    assert [r.source for r in read_rows([a], by="hand")] == ["ash", "birch"]
    assert len(read_rows([a], split="measure")) == 1
    with pytest.raises(InputError, match="no labelled call with split 'other'"):
        read_rows([a], split="other")
    with pytest.raises(InputError, match=r"a\.jsonl:1: no field 'kind'"):
        read_rows([a], by="kind")


def test_a_file_without_the_split_is_told(tmp_path: Path) -> None:
    a = lines(tmp_path / "a.jsonl", [GOOD | {"split": "measure"}])
    b = lines(tmp_path / "b.jsonl", [GOOD])
    remarks = Remarks()
    assert len(read_rows([a, b], split="measure", remarks=remarks)) == 1
    assert "b.jsonl" in remarks.lines()[0] and "a.jsonl" not in remarks.lines()[0]


def test_not_text(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"label": "scam", "text": "\xff\xfe"}\n')
    with pytest.raises(InputError, match="UTF-8"):
        read_rows([path])


def test_a_number_can_be_judged_without_a_word(tmp_path: Path) -> None:
    (row,) = read_rows([lines(tmp_path / "a.jsonl", [{"label": "scam", "turns": [], "from": "0900123456"}])])
    assert row.call.caller.number == "0900123456" and not row.turns


def test_an_empty_group_is_none(tmp_path: Path) -> None:
    data = [GOOD | {"group": ""}, GOOD | {"group": " ", "campaign": "tax"}, GOOD | {"group": None}]
    assert [r.group for r in read_rows([lines(tmp_path / "a.jsonl", data)])] == ["", "campaign=tax", ""]


@pytest.mark.parametrize("label", ["SPEAKER_00", "speaker 12", "[S1]", "spk-0", "Channel 1", "1", "agent1", "Customer 2"])
def test_a_voice_that_was_numbered_is_nobody(tmp_path: Path, label: str) -> None:
    (row,) = read_rows([lines(tmp_path / "a.jsonl", [{"label": "legit", "turns": [{"speaker": label, "text": "hello"}]}])])
    assert row.persons == ()


def test_a_file_is_read_once(tmp_path: Path) -> None:
    a = lines(tmp_path / "a.jsonl", [GOOD])
    link = tmp_path / "b.jsonl"
    link.symlink_to(a)
    remarks = Remarks()
    assert len(read_rows([a, a, tmp_path / "." / "a.jsonl", link], remarks=remarks)) == 1
    assert "read once" in remarks.lines()[0] and "b.jsonl" in remarks.lines()[0]


def test_ids_and_names_that_are_not_unique_are_told(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    files = [lines(tmp_path / "a.jsonl", [GOOD | {"id": "1"}, GOOD | {"id": 1}, GOOD]), lines(tmp_path / "x" / "a.jsonl", [GOOD])]
    remarks = Remarks()
    read_rows(files, remarks=remarks)
    assert [line.split(":")[0][:20] for line in remarks.lines()] == ["Files of one name ar", "2 rows have an id th"]


def test_run_together_it_lasts_as_long(tmp_path: Path) -> None:
    turns = [{"text": "hello there", "start": 1, "end": 50}, {"text": "yes", "start": 48, "end": 49}]
    timed, half = read_rows([lines(tmp_path / "a.jsonl", [{"label": "legit", "turns": t} for t in (turns, [turns[0], {"text": "yes"}])])])
    assert [(t.start, t.end) for t in timed.run_together().turns] == [(1, 50)]
    assert timed.run_together().seconds == timed.seconds == 50
    assert half.run_together().seconds == half.seconds == pytest.approx(3 / 2.5)


def test_a_bad_byte_and_a_long_label_are_named_shortly(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"label": "scam", "text": "a"}\n' * 5 + b'{"label": "scam", "text": "\xff"}\n')
    with pytest.raises(InputError, match=r"a\.jsonl:6: not text in UTF-8"):
        read_rows([path])
    for row in ({"label": "x" * 200_000, "text": "a"}, {"label": "scam", "text": "a", "lang": ["\u001b" * 200_000]}):
        with pytest.raises(InputError) as told:
            read_rows([lines(path, [row])])
        assert len(str(told.value)) <= 600 and "a.jsonl:1" in str(told.value)


def test_a_split_may_be_a_number(tmp_path: Path) -> None:
    assert len(read_rows([lines(tmp_path / "a.jsonl", [GOOD | {"split": 1}, GOOD])], split="1")) == 1


def test_only_files_of_a_folder_that_are_meant(tmp_path: Path) -> None:
    a = lines(tmp_path / "a.jsonl", [GOOD])
    os.mkfifo(tmp_path / "p.jsonl")
    (tmp_path / "d.jsonl").mkdir()
    (tmp_path / ".#a.jsonl").symlink_to("nobody@nowhere.1234")
    assert files_of([tmp_path]) == [a]
    gone = tmp_path / "gone.jsonl"
    gone.symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputError, match="cannot be read"):
        read_rows(files_of([tmp_path]))


def test_pipes_that_are_named_are_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lines, args=(pipe, [GOOD]), daemon=True)
    writer.start()
    assert len(read_rows(files_of([pipe]))) == 1


def test_names_that_cannot_be_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="too long"):
        files_of([tmp_path / ("x" * 300)])
    with pytest.raises(InputError, match="no such file"):
        files_of([lines(tmp_path / "a.jsonl", [GOOD]) / "deeper"])

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    for look in ("iterdir", "stat"):
        with monkeypatch.context() as patch, pytest.raises(InputError, match="Permission denied"):
            patch.setattr(Path, look, denied)
            files_of([tmp_path])


def test_rows_in_which_nothing_is_said_are_left_out_with_a_remark(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    rows = ['{"label": "scam", "text": ""}', '{"label": "scam", "text": " \\n"}', '{"label": "scam", "turns": []}', '{"label": "legit", "text": "hello"}',
            '{"label": "scam", "text": "", "from": "0900123456"}']  # fmt: skip
    path.write_text("\n".join(rows), encoding="utf-8")
    remarks = Remarks()
    assert [row.label for row in read_rows([path], remarks=remarks)] == ["legit", "scam"]
    assert remarks.silent == 3
    assert any("3 rows" in said for said in remarks.lines())
