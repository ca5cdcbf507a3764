"""The loader: refuses a wrong file naming file, line, what is wrong and what would be right; the person's own files win."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from deadringer.errors import KnowledgeError
from deadringer.knowledge import load_knowledge
from deadringer.knowledge.load import HERE, read_file

GOOD = """\
id: my_trick
family: money
weight: 2.5
names: {en: My trick}
what: {en: A trick.}
why: {en: Nobody honest does it.}
otherwise: {en: Nothing known.}
source: https://example.org/trick
checked: 2026-01-02
said:
  en: [pay in (shells|stones)]
positives: {en: [you must pay in shells]}
negatives: {en: [she sells sea shells]}
"""


def written(folder: Path, text: str, name: str = "my_trick.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_is_read(tmp_path: Path) -> None:
    assert read_file("tactics", written(tmp_path, GOOD))["weight"] == 2.5


WRONG = [
    ("weight: 2.5", "weight: heavy", 3, "a number is wanted"),
    ("weight: 2.5", "weigth: 2.5", 3, "unknown key 'weigth'"),
    ("family: money", "family: monney", 2, "did you mean money"),
    ("checked: 2026-01-02", "checked: yesterday", 9, "a date like"),
    ("source: https://example.org/trick", "source: trust me", 8, "https://"),
    ("id: my_trick", "id: other_trick", 1, "call the file"),
    ("  en: [pay in (shells|stones)]", "  en: [pay in (shells|stones]", 11, "not closed|takes"),
    ("  en: [pay in (shells|stones)]", "  english: [pay in shells]", 11, "two letters"),
    ("names: {en: My trick}\n", "", 1, "missing: names"),
    ("weight: 2.5", "weight: -2.5", 1, "never negative"),
    ("weight: 2.5", "weight: 2.5\nweight: 2.6", 4, "twice"),
    ("names: {en: My trick}", "names: [My trick]", 4, "keys and values"),
    ("id: my_trick", "id: &a my_trick", 1, "anchors"),
    ("why: {en: Nobody honest does it.}", "why: {en: 'Nobody", 6, "not valid YAML"),
]


@pytest.mark.parametrize(("old", "new", "line", "message"), WRONG)
def test_a_wrong_file_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(KnowledgeError, match=message) as error:
        read_file("tactics", path)
    text = str(error.value)
    assert text.startswith(f"{path}:")
    said = int(text.removeprefix(f"{path}:").partition(":")[0])
    assert said == line or "not valid YAML" in message


def test_empty_and_binary_files_are_refused(tmp_path: Path) -> None:
    for content in (b"", b"\xff\xfe\x00bad", b"\x00\x01"):
        path = tmp_path / "my_trick.yaml"
        path.write_bytes(content)
        with pytest.raises(KnowledgeError, match=r"my_trick\.yaml:"):
            read_file("tactics", path)


def test_own_files_win_and_new_ones_count(tmp_path: Path) -> None:
    own, cache = tmp_path / "own", tmp_path / "cache"
    written(own / "tactics", GOOD)
    changed = (HERE / "tactics" / "gift_cards.yaml").read_text(encoding="utf-8")
    written(own / "tactics", changed.replace("weight: 3.5", "weight: 1.25"), "gift_cards.yaml")
    knowledge = load_knowledge(own, cache)
    assert knowledge.tactics["my_trick"].weight == 2.5
    assert knowledge.tactics["gift_cards"].weight == 1.25
    assert load_knowledge(tmp_path / "none", cache).tactics["gift_cards"].written_weight == 3.5


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    own, cache = tmp_path / "own", tmp_path / "cache"
    path = written(own / "tactics", GOOD)
    assert load_knowledge(own, cache).tactics["my_trick"].weight == 2.5
    path.write_text(GOOD.replace("weight: 2.5", "weight: 2.25"), encoding="utf-8")
    assert load_knowledge(own, cache).tactics["my_trick"].weight == 2.25


def test_a_damaged_or_unwritable_cache_does_no_harm(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    load_knowledge(tmp_path / "none", cache)
    for kept in cache.glob("*.json"):
        kept.write_text("{not json", encoding="utf-8")
    assert load_knowledge(tmp_path / "none", cache).tactics
    shutil.rmtree(cache)
    cache.write_text("a file where a folder should be", encoding="utf-8")
    assert load_knowledge(tmp_path / "none", cache).tactics


def test_a_wrong_own_file_stops_everything_with_its_name(tmp_path: Path) -> None:
    path = written(tmp_path / "tactics", GOOD.replace("weight: 2.5", "weight: x"))
    with pytest.raises(KnowledgeError, match=str(path)):
        load_knowledge(tmp_path, tmp_path / "cache")
