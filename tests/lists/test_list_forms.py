"""Every form that others write is read, ours go round, and nothing broken or hostile does harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadringer.errors import InputError
from deadringer.knowledge.load import Knowledge
from deadringer.lists.bring import bring_big, bring_own
from deadringer.lists.entries import Entry, entry_of
from deadringer.lists.forms import FORMS, Row, form_of, read_rows
from deadringer.lists.own import OwnLists
from deadringer.lists.vcard import read_vcards
from deadringer.lists.write import written

GOOGLE = (
    "First Name,Middle Name,Last Name,Organization Name,Notes,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value\n"
    "Anna,,Rossi,,amica,Mobile,+39 348 1234567 ::: 348 7654321,Home,06 1234567\n"
)
FTC = (
    "Company_Phone_Number,Created_Date,Violation_Date,Consumer_City,Consumer_State,Consumer_Area_Code,Subject,Recorded_Message_Or_Robocall\n"
    "8886749072,2026-03-05 00:03:04,2026-03-04 23:01:00,Antioch,California,925,Warranties & protection plans,Y\n"
    ",2026-03-05 00:03:04,2026-03-04 23:01:00,Antioch,California,925,Other,N\n"
)
VCARD21 = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:B=C3=A9;Zo=C3=A9=\r\n;;;\r\n"
    "TEL;CELL;PREF:+39 348 1234567\r\nTEL;HOME:06 1234567\r\nEND:VCARD\r\n"
)
VCARD40 = (
    'BEGIN:VCARD\nVERSION:4.0\nFN:Dr. Anna\\, Rossi\nitem1.TEL;VALUE=uri;TYPE="voice,work":tel:+39-06-\n 1234567\n'
    "PHOTO;ENCODING=b:AAAA\n BBBB\nEND:VCARD\n"
)
FRITZBOX = (
    '<?xml version="1.0" encoding="utf-8"?><phonebooks><phonebook name="Spam"><contact><category>0</category><person>'
    '<realName>Werbung &amp; Co</realName></person><telephony nid="2"><number type="home" prio="1" id="0">0301234567</number>'
    '<number type="work" id="1">0800123*</number></telephony></contact></phonebook></phonebooks>'
)
SAMPLES: dict[str, tuple[str, str, str, list[Row]]] = {
    "plain": ("a.txt", "+39021234567\n# comment\n06 1234567 # sales\n", "plain", [Row("+39021234567"), Row("06 1234567", reason="sales")]),
    "csv": ("a.csv", "number;list;reason;expires\n+39021234567;allow;nonna;2027-01-01\n", "csv", [Row("+39021234567", reason="nonna", which="allow", expires="2027-01-01")]),
    "no heading": ("a.csv", "1,+39021234567,x\n2,+39021234568,y\n", "csv", [Row("+39021234567"), Row("+39021234568")]),
    "google": ("contacts.csv", GOOGLE, "csv", [Row(n, "Anna Rossi", "amica") for n in ("+39 348 1234567", "348 7654321", "06 1234567")]),
    "ftc": ("dnc.csv", FTC, "ftc", [Row("8886749072", reason="Warranties & protection plans")]),
    "vcard 2.1": ("a.vcf", VCARD21, "vcard", [Row("+39 348 1234567", "Zoé Bé"), Row("06 1234567", "Zoé Bé")]),
    "vcard 4.0": ("a.vcf", VCARD40, "vcard", [Row("+39-06-1234567", "Dr. Anna, Rossi")]),
    "fritzbox": ("book.xml", FRITZBOX, "fritzbox", [Row("0301234567", "Werbung & Co"), Row("0800123*", "Werbung & Co")]),
    "asterisk": (
        "bl.txt", "/blacklist/+39021234567                   : Spam caller\n1 results found.\n", "asterisk", [Row("+39021234567", reason="Spam caller")]
    ),
    "asterisk put": ("bl.sh", 'asterisk -rx \'database put blacklist 39021234567 "1"\'\n', "asterisk", [Row("39021234567")]),
    "phoneblock": (
        "pb.json",
        '{"numbers":[{"phone":"+49301234567","rating":"G_FRAUD","votes":4},{"phone":"+49301234568","rating":"A_LEGITIMATE","votes":9},'
        '{"phone":"+49301234569","rating":"D_POLL","votes":0}],"version":42}',
        "phoneblock",
        [Row("+49301234567", reason="G_FRAUD")],
    ),
    "phoneblock xml": ("pb.xml", '<blocklist><phone-info phone="+49301234567" rating="D_POLL" votes="3"/></blocklist>', "phoneblock", [Row("+49301234567", reason="D_POLL")]),
    "spamblocker": ("sb.csv", "pattern,description\n39021234567,x\n^0162.*$,y\n", "spamblocker", [Row("+39021234567", reason="x"), Row("0162*", reason="y")]),
    "json": ("a.json", '["+39021234567", {"number": "0612345678", "reason": "x"}]', "json", [Row("+39021234567"), Row("0612345678", reason="x")]),
}  # fmt: skip


@pytest.mark.parametrize("sample", SAMPLES)
def test_read(tmp_path: Path, sample: str) -> None:
    name, content, form, rows = SAMPLES[sample]
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    assert form_of(file) == form
    found = list(read_rows(file, form))
    assert [r.number for r in found] == [r.number for r in rows]
    for got, wanted in zip(found, rows, strict=True):
        for field in ("name", "which", "expires"):
            assert getattr(got, field) == getattr(wanted, field)
        if wanted.reason:
            assert got.reason == wanted.reason


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_old_encodings(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.vcf"
    file.write_bytes(VCARD40.replace("Anna", "Zoé").encode(encoding))
    assert [r.number for r in read_rows(file, "vcard")] == ["+39-06-1234567"]


ENTRIES = [
    entry_of("+39021234567", "block", None, name='A, "B"', reason="sales; always\nrings"),
    entry_of("+390844*", "block", None, reason="x"),
    entry_of("+391000000000 .. +391000000999", "block", None),
    entry_of("country:TN", "block", None),
    entry_of("withheld", "block", None),
    entry_of("name:AMAZON", "block", None),
    entry_of("+39061234567", "contact", None, name="Nonna"),
]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_our_own_forms_keep_everything(tmp_path: Path, knowledge: Knowledge, form: str) -> None:
    text, lost = written(ENTRIES, form)
    assert lost == 0
    file = tmp_path / f"x.{form}"
    file.write_text(text, encoding="utf-8")
    with OwnLists() as lists:
        bring_own(file, "block", lists, knowledge)
        found = {(e.which, e.kind, e.value) for e in lists.all()}
    assert found == {(e.which, e.kind, e.value) for e in ENTRIES}


@pytest.mark.parametrize("form", ["vcard", "fritzbox", "asterisk", "phoneblock", "spamblocker", "plain"])
def test_other_forms_go_round_for_what_they_can_hold(tmp_path: Path, form: str) -> None:
    text, lost = written(ENTRIES, form)
    assert lost > 0
    file = tmp_path / "x"
    file.write_text(text, encoding="utf-8")
    assert form_of(file) == form
    values = {entry_of(row.number, "block", None).value for row in read_rows(file, form)}
    assert "+39021234567" in values
    assert ("+390844" in values) == (form in ("fritzbox", "spamblocker", "plain"))


def test_nothing_gets_out_of_a_command_or_a_card() -> None:
    nasty = [Entry("block", "number", "+39021234567", name="x\r\nTEL:+1900\r\n", reason='"; rm -rf $(pwd) `id`')]
    assert "$(" not in written(nasty, "asterisk")[0]
    assert "`" not in written(nasty, "asterisk")[0]
    assert "\nTEL:+1900" not in written(nasty, "vcard")[0]
    assert "<realName>" in written([Entry("block", "number", "+39021234567", name="a<b>&\x00")], "fritzbox")[0]


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><phonebooks>&a;</phonebooks>',
        '<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://evil.example/x"><phonebooks/>',
        "<phonebooks><phonebook>",
    ],
)
def test_hostile_xml_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "x.xml"
    file.write_text(content)
    with pytest.raises(InputError):
        list(read_rows(file, "fritzbox"))


def test_json_nested_without_end_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text("[" * 200_000)
    with pytest.raises(InputError):
        list(read_rows(file, "json"))


@given(st.binary(max_size=1500), st.sampled_from(FORMS))
@settings(max_examples=400, deadline=None)
def test_no_file_makes_a_reader_fail(tmp_path_factory: pytest.TempPathFactory, content: bytes, form: str) -> None:
    file = tmp_path_factory.mktemp("fuzz") / "x"
    file.write_bytes(content)
    try:
        form_of(file)
        for row in read_rows(file, form):
            assert isinstance(row, Row)
    except InputError:
        pass


@given(st.text(alphabet='BEGIN:VCARDTEL;=\r\n +39\\"Q-PENCODING', max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_card_makes_the_vcard_reader_fail(text: str) -> None:
    list(read_vcards("BEGIN:VCARD\n" + text + "\nEND:VCARD\n"))


def test_a_helpline_in_a_block_list_is_left_out(tmp_path: Path, knowledge: Knowledge) -> None:
    file = tmp_path / "x.csv"
    file.write_text("number,reason\n116123,x\n112,y\n+39021234567,z\n")
    with OwnLists() as lists:
        brought = bring_own(file, "block", lists, knowledge, "IT")
        assert [e.value for e in lists.all()] == ["+39021234567"]
    assert brought.skipped == 2


def test_contacts_imported_again_replace_the_old_ones(tmp_path: Path, knowledge: Knowledge) -> None:
    file = tmp_path / "contacts.vcf"
    with OwnLists() as lists:
        for number in ("+39021234567", "+39021234568"):
            file.write_text(f"BEGIN:VCARD\nFN:A\nTEL:{number}\nEND:VCARD\n")
            bring_own(file, "contact", lists, knowledge)
        assert [e.value for e in lists.all()] == ["+39021234568"]


@pytest.mark.parametrize("content", ["", "   \n", "\0\0\0\0", "hello\nworld\n"])
def test_what_is_no_list_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "x.txt"
    file.write_text(content)
    with pytest.raises(InputError):
        bring_big(file, "x", "IT")
