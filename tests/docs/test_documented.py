"""What there is, is documented; what is documented, is there."""

from __future__ import annotations

import argparse
import html
import re
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from deadringer import plugins
from deadringer.cli import main
from deadringer.commands.check import EXIT
from deadringer.evidence import Level
from deadringer.knowledge import Knowledge, load_knowledge
from deadringer.knowledge.load import HERE as KNOWLEDGE

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import command_reference  # noqa: E402
import show_outputs  # noqa: E402

PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted((ROOT / "docs").rglob("*.md"))
RENEW = "run: .venv/bin/python tools/show_outputs.py"
COMMANDS = list(command_reference.parsers())
DOCS = "\n".join(page.read_text(encoding="utf-8") for page in PAGES if page.name != "CHANGELOG.md")


def without_code(page: str) -> str:
    """Without blocks and spans of code: what is in them is no link or heading."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```$", "", page, flags=re.DOTALL | re.MULTILINE))


def anchors(page: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    page = re.sub(r"^```.*?^```$", "", page, flags=re.DOTALL | re.MULTILINE)
    out: set[str] = set()
    for heading in re.findall(r"^#+ +(.+?) *$", page, re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        out.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return out


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """Ours, without anybody's own."""
    return load_knowledge(Path("/nowhere"))


def test_the_reference_of_commands_is_the_truth() -> None:
    page = command_reference.PAGE.read_text(encoding="utf-8")
    assert page == command_reference.page(), RENEW


def test_every_command_stands_in_readme_or_in_the_guide() -> None:
    front = (ROOT / "README.md").read_text(encoding="utf-8") + (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
    missing = [name for name, _ in COMMANDS if name.count(" ") == 1 and f"`{name.split()[1]}`" not in front and name not in front]
    assert not missing, f"not in README.md or docs/guide.md: {missing}"


def test_every_option_is_told_of_in_a_page_written_by_hand() -> None:
    written = "\n".join(page.read_text(encoding="utf-8") for page in PAGES if page != command_reference.PAGE)
    missing = [
        f"{name} {option}"
        for name, parser in COMMANDS
        for action in parser._actions
        if not isinstance(action, argparse._HelpAction)
        for option in action.option_strings
        if not re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", written)
    ]
    assert not missing, f"in no page of docs/: {missing}"


def test_exit_statuses_of_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "0 nothing against the caller, 10 suspicious, 20 scam, 2 bad" in " ".join(capsys.readouterr().out.split())
    guide = " ".join((ROOT / "docs" / "guide.md").read_text(encoding="utf-8").split())
    assert "0 nothing against the caller, 10 suspicious, 20 scam, 2 bad input" in guide
    assert {status for level, status in EXIT.items() if not level.warns} == {0}
    assert (EXIT[Level.SUSPICIOUS], EXIT[Level.SCAM], main(["check", "--country", "nowhere", "hello"])) == (10, 20, 2)


def test_the_table_of_verdicts_says_what_is_printed_and_returned(knowledge: Knowledge) -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| .+? \| (.+?) \| (\d+) \|$", page, re.MULTILINE)
    texts = knowledge.texts["en"]
    assert rows == [(level.word, texts[f"instruction_{level.word}"], str(EXIT[level])) for level in sorted(Level, reverse=True)]


def test_every_hook_is_documented() -> None:
    page = (ROOT / "docs" / "plug-ins.md").read_text(encoding="utf-8")
    groups = [
        value
        for value in vars(plugins).values()
        if isinstance(value, str) and value.startswith("deadringer.") and value != plugins.__name__
    ]
    protocols = [
        value for value in vars(plugins).values() if getattr(value, "_is_protocol", False) and value.__module__ == plugins.__name__
    ]
    hooks = [name for protocol in protocols for name in vars(protocol) if not name.startswith("_")]
    wanted = {*groups, *(p.__name__ for p in protocols), *hooks, *(f"`{f.name}`" for f in fields(plugins.HeardTurn))}
    assert len(groups) >= 2 and {"ring", "hear"} <= set(hooks)
    assert not [name for name in wanted if name not in page]


def test_every_family_and_number_of_the_judgement_is_documented() -> None:
    page = (ROOT / "docs" / "judging.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    there = {
        name for file in ("families.yaml", "judgement.yaml") for name in yaml.safe_load((KNOWLEDGE / file).read_text(encoding="utf-8"))
    }
    assert rows == there


def test_every_setting_of_the_environment_is_documented() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    assert not [name for name in set(re.findall(r"DEADRINGER_[A-Z_]+", code)) if name not in DOCS]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        if not path.exists() or (anchor and path.suffix == ".md" and anchor not in anchors(path.read_text(encoding="utf-8"))):
            lost.append(target)
    assert not lost


def test_every_file_that_a_page_names_is_there() -> None:
    named = set(re.findall(r"`((?:src|docs|tools|tests|training|benchmarks|examples|corpus)/[\w./-]+)`", DOCS))
    assert not [name for name in named if "xx" not in name and not (ROOT / name).exists()]


def test_the_counts_of_readme(knowledge: Knowledge) -> None:
    known = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split("## What it knows")[1].split("\n## ")[0].split())
    counts = re.search(r"More than (\d+) organisations .* more than (\d+) tactics in English and Italian", known)
    assert counts and len(knowledge.organisations) > int(counts[1]) and len(knowledge.tactics) > int(counts[2])
    assert all({"en", "it"} <= set(tactic.said) for tactic in knowledge.tactics.values() if tactic.said)
    named = re.search(r"authorities of (.*?), with some of (.*?)\. ", known)
    assert named
    told = {name for part in named.groups() for name in re.split(", | and ", part.replace(" the ", " "))}
    there = {c.names["en"].removeprefix("the ") for c in knowledge.countries.values() if c.calling_code and c.id.isalpha()}
    assert told == {"Great Britain" if name == "United Kingdom" else name for name in there}


def test_dependencies_are_in_step() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(r for part in project["optional-dependencies"].values() for r in part)]
    pins = {}
    for requirement in wanted:
        found = re.fullmatch(r"([\w-]+)(\[[\w,-]+\])?(.*)", requirement)
        assert found, requirement
        if found[1] != "deadringer":
            pins[found[1]] = found[3].strip() or "any"
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = {
        name: pin
        for name, pin in re.findall(r"^\|(?: `[\w-]+` \|| of \|)? ([\w-]+) \| `?([^`|]+?)`? \|", page, re.MULTILINE)
        if name != "package" and pin != "allowed"
    }
    rows = {name: pin for name, pin in rows.items() if not set(name) <= {"-"}}
    assert rows == pins, "docs/dependencies.md and pyproject.toml differ"


@pytest.mark.parametrize(
    "page", [p for p in show_outputs.PAGES if "<!-- real output" in p.read_text(encoding="utf-8")], ids=lambda p: p.name
)
def test_shown_output_is_what_is_printed(page: Path) -> None:
    blocks = show_outputs.blocks(page.read_text(encoding="utf-8"))
    assert blocks
    for block in blocks:
        assert show_outputs.stable(show_outputs.run_block(block)) == show_outputs.stable(block), RENEW


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "docs" / "guide.md"], ids=lambda p: p.name)
def test_python_that_is_shown_runs(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = re.findall(r"^```python\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert shown
    for code in shown:
        exec(compile(code, str(page), "exec"), {})
    assert "scam" in capsys.readouterr().out or page.name != "README.md"


def test_the_picture_is_a_real_run_of_the_command_that_it_shows(knowledge: Knowledge) -> None:
    import terminal_picture

    picture = terminal_picture.PICTURE.read_text(encoding="utf-8")
    assert f"<title>{' '.join(terminal_picture.PICTURED)}</title>" in picture
    described = re.search(r"<desc>(.*?)</desc>", picture, re.DOTALL)
    assert described
    shown = html.unescape(described[1])
    assert "".join(html.unescape("".join(re.findall(r"<text [^>]*>(.*?)</text>", picture))).split()) == "".join(shown.split())
    # What it says of Amazon is still what is known, with the page and the day; a terminal breaks an address after 80 characters.
    whole = " ".join(re.sub(r"(?<=.{80})\n", "", shown).split())
    sources = set(re.findall(r"source: (\S+) \(checked ([\d-]+)\)", whole))
    amazon = knowledge.organisations["amazon"]
    told = [(n.says["en"], n.source, n.checked) for n in amazon.never]
    file = (KNOWLEDGE / "organisations" / "amazon.yaml").read_text(encoding="utf-8")
    assert sources and sources <= set(re.findall(r"source: (\S+)\n +checked: (\S+)", file))
    assert any(f"{says} source: {source} (checked {checked})" in whole for says, source, checked in told)
    text = "\x1b[1mbold\x1b[0m <plain> \x1b[1;97;41m red \x1b[0m\n" + "x" * 85
    drawn = terminal_picture.draw(["deadringer"], text)
    assert "&lt;plain&gt;" in drawn and 'fill="#b3261e"' in drawn
    assert [len(line) for line in terminal_picture.cells(text)] == [18, 80, 5]


def test_what_a_language_lacks_is_listed() -> None:
    import language_gaps

    assert not list(language_gaps.gaps("it"))
    assert ("texts/zz.yaml", "the whole file") in list(language_gaps.gaps("zz"))
